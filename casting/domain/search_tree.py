"""A query of the search language as a tree, and its text."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from casting.domain.flags import FlagKind
from casting.domain.vocabulary import Band, ClaimState, Gates, Level, Opinion, Part, Stage, Standing


class Comparison(StrEnum):
    """How a number is compared."""

    IS = "="
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


@dataclass(frozen=True)
class Bound:
    """One end of what a number or a day may be."""

    comparison: Comparison
    value: float | date


Span: TypeAlias = tuple[Bound] | tuple[Bound, Bound]
"""One bound, or the two ends of a range, both included."""


class Measure(StrEnum):
    """A number that every application has: her full years on the call's reference day, her score, her place."""

    AGE = "age"
    SCORE = "score"
    PLACE = "place"


@dataclass(frozen=True)
class Everything:
    """The empty query."""


@dataclass(frozen=True)
class All:
    """Two or more parts, each of which has to hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class AnyOf:
    """Two or more parts, one of which has to hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Not:
    part: "Tree"


@dataclass(frozen=True)
class Word:
    """A whole word, in her name, her place or what she wrote."""

    text: str


@dataclass(frozen=True)
class Phrase:
    """Words that follow each other."""

    text: str


@dataclass(frozen=True)
class StageIs:
    stage: Stage


@dataclass(frozen=True)
class MarkIs:
    """The asking member's own newest mark; None finds what she has not marked. Others' marks are private."""

    opinion: Opinion | None


@dataclass(frozen=True)
class StarsAre:
    """The stars of the asking member's own newest mark, 0 to 5; what has none is not found."""

    within: Span


@dataclass(frozen=True)
class CriterionIs:
    """How she stands against a criterion, or how that is known."""

    key: str
    what: Standing | ClaimState


@dataclass(frozen=True)
class GatesAre:
    what: Gates


@dataclass(frozen=True)
class MeasureIs:
    """What is not known is not found."""

    what: Measure
    within: Span


@dataclass(frozen=True)
class BandIs:
    band: Band


@dataclass(frozen=True)
class ReceivedIs:
    """The day on which it was received, in the call's time zone."""

    within: Span


@dataclass(frozen=True)
class NumberIs:
    """Her answer to a question of the role that takes a number."""

    key: str
    within: Span


@dataclass(frozen=True)
class ChoiceIs:
    """Her answer to a question with choices; one is above another where the role lists it behind that."""

    key: str
    comparison: Comparison
    value: str


@dataclass(frozen=True)
class SpokenIs:
    """A language that she speaks, by its code; a mother tongue is above C2.

    Attributes:
        key: the question that asks for languages; None for all of the role that do.
        level: how well, compared; None where it does not matter.
    """

    key: str | None
    language: str
    comparison: Comparison = Comparison.IS
    level: Level | None = None


@dataclass(frozen=True)
class Has:
    what: Part


@dataclass(frozen=True)
class FlagIs:
    """Something in her text that a person should look at; None finds whom anything was found of."""

    kind: FlagKind | None


@dataclass(frozen=True)
class TagIs:
    """A tag of the team, as it is kept; None finds whom nobody has tagged."""

    name: str | None


@dataclass(frozen=True)
class MarkedBy:
    """Marked by a member of the team; None is the asking member. Of others, only what she has marked herself too."""

    who: str | None


@dataclass(frozen=True)
class AssignedTo:
    """To be reviewed by a member of the team; `me` is the asking member, None finds whom nobody has been dealt."""

    who: str | None


@dataclass(frozen=True)
class NoteHolds:
    """Words of a note that the asking member may read, folded; None finds where there is any such note."""

    words: str | None


@dataclass(frozen=True)
class ReferenceIs:
    reference: str


Told: TypeAlias = MeasureIs | BandIs | ReceivedIs | NumberIs | ChoiceIs | SpokenIs
Noted: TypeAlias = FlagIs | TagIs | MarkedBy | AssignedTo | NoteHolds
Claimed: TypeAlias = CriterionIs | GatesAre
Term: TypeAlias = Word | Phrase | StageIs | MarkIs | StarsAre | Claimed | Has | ReferenceIs | Noted | Told
Tree: TypeAlias = Everything | All | AnyOf | Not | Term


def unparse(tree: Tree) -> str:
    """The text of a tree; `parse` gives the same tree for it, as long as it is within the limits."""
    match tree:
        case Everything():
            return ""
        case All(parts):
            return " ".join(_enclosed(part, All, AnyOf) for part in parts)
        case AnyOf(parts):
            return " or ".join(_enclosed(part, AnyOf) for part in parts)
        case Not(part):
            return f"-{_enclosed(part, All, AnyOf)}"
    return _said(tree)


def _enclosed(part: Tree, *looser: type) -> str:
    return f"({unparse(part)})" if isinstance(part, looser) else unparse(part)


def _said(term: Term) -> str:
    match term:
        case Word(text):
            said = text
        case Phrase(text):
            said = f'"{text}"'
        case StageIs(stage):
            said = f"stage:{stage}"
        case MarkIs(opinion):
            said = f"mark:{opinion or 'none'}"
        case StarsAre(within):
            said = f"stars:{said_of(within)}"
        case CriterionIs(key, what):
            said = f"criterion:{key}={what.replace(' ', '-')}"
        case Has(thing) | GatesAre(thing):
            said = f"{'has' if isinstance(term, Has) else 'gates'}:{thing.replace(' ', '-')}"
        case FlagIs() | TagIs() | MarkedBy() | AssignedTo() | NoteHolds():
            said = _noted(term)
        case ReferenceIs(reference):
            said = f"#{reference}"
        case _:
            said = _told(term)
    return said


def _noted(term: Noted) -> str:
    match term:
        case FlagIs(kind):
            return f"flag:{kind.name.lower() if kind else 'any'}"
        case TagIs(word) | AssignedTo(word):
            return f"{'tag' if isinstance(term, TagIs) else 'assigned'}:{word or 'none'}"
        case NoteHolds(words):
            return f"note:{'any' if words is None else words.replace(' ', '-')}"
    return f"by:{term.who or 'me'}"


def _told(term: Told) -> str:
    match term:
        case MeasureIs(what, within):
            said = f"{what}:{said_of(within)}"
        case BandIs(band):
            said = f"band:{band}"
        case ReceivedIs(within):
            said = f"received:{said_of(within)}"
        case NumberIs(key, within):
            said = f"{key}:{said_of(within)}"
        case SpokenIs(key, language, comparison, level):
            said = f"{key or 'lang'}:{language}" + (f"{comparison}{level}" if level else "")
        case _:
            said = f"{term.key}:{_sign(term.comparison)}{term.value}"
    return said


def said_of(within: Span) -> str:
    """A span as it is typed: 25..40, >3, 5."""
    if len(within) == 2:
        return f"{_value(within[0])}..{_value(within[1])}"
    return f"{_sign(within[0].comparison)}{_value(within[0])}"


def _value(bound: Bound) -> str:
    return bound.value.isoformat() if isinstance(bound.value, date) else f"{bound.value:.15g}"


def _sign(comparison: Comparison) -> str:
    return "" if comparison is Comparison.IS else comparison.value
