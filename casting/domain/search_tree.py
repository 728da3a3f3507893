"""A query of the search language as a tree, and its text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from casting.domain.vocabulary import ClaimState, Opinion, Stage, Standing


class Comparison(StrEnum):
    """How a number is compared."""

    IS = "="
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


class Part(StrEnum):
    """What an application can have or lack beside its answers."""

    HEADSHOT = "headshot"
    TAPE = "tape"


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

    comparison: Comparison
    number: int


@dataclass(frozen=True)
class CriterionIs:
    """How she stands against a criterion, or how that is known."""

    key: str
    what: Standing | ClaimState


@dataclass(frozen=True)
class Has:
    what: Part


@dataclass(frozen=True)
class ReferenceIs:
    reference: str


Term: TypeAlias = Word | Phrase | StageIs | MarkIs | StarsAre | CriterionIs | Has | ReferenceIs
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
        case StarsAre(comparison, number):
            said = f"stars:{'' if comparison is Comparison.IS else comparison}{number}"
        case CriterionIs(key, what):
            said = f"criterion:{key}={what.replace(' ', '-')}"
        case Has(part):
            said = f"has:{part}"
        case _:
            said = f"#{term.reference}"
    return said
