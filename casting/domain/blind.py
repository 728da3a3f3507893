"""Blind review: what of an applicant is hidden from who reviews, by stage, and what of a text is left without her name.

Hidden things are called by the field or question that they answer: `name` goes with all by which she is reached,
`headshot` with the stills of her tape, `birth_date` with her age, `city` with her country; others are questions' keys.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casting.domain.calls import UNIT_PART, RolePlan
from casting.domain.criteria import Answer
from casting.domain.folding import folded
from casting.domain.search_tree import (
    All,
    AnyOf,
    ChoiceIs,
    CriterionIs,
    GatesAre,
    Has,
    Measure,
    MeasureIs,
    Not,
    NumberIs,
    SpokenIs,
    StageIs,
    Term,
    Tree,
)
from casting.domain.vocabulary import CriterionClass, Part, QuestionKind, Stage

NAME, PORTRAIT, AGE, PLACE = "name", "headshot", "birth_date", "city"
FIELDS: Mapping[str, frozenset[str]] = {
    NAME: frozenset({"name", "email", "phone"}),
    PORTRAIT: frozenset({"headshot"}),
    AGE: frozenset({"birth_date"}),
    PLACE: frozenset({"city", "country"}),
}
"""What is hidden with each of what every form asks."""
WORDS = {NAME: "name", PORTRAIT: "portrait", AGE: "age", PLACE: "place"}
MARK = "[name]"
"""What stands in a text where her name stood."""
SHORTEST_STEM, LONGEST_ENDING = 4, 3
SHORTEST_DECLINED = 3
VOWELS = frozenset("aeiouyаеиоуыэюяй")
ENDINGS = "а я у ю е и ы ой ей ою ею ом ем ам ям ами ями ах ях".split()
ENDINGS_LATIN = "a u e i y oy oi ei ey om em ou".split()
_TOKEN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Blind:
    """What is hidden in a role.

    Attributes:
        hidden: by stage; one in which nothing is hidden is missing.
        by: the name of who said so last, by stage.
    """

    hidden: Mapping[Stage, frozenset[str]] = field(default_factory=dict)
    by: Mapping[Stage, str] = field(default_factory=dict)

    def at(self, stage: Stage) -> frozenset[str]:
        """What is hidden of an application in that stage."""
        return self.hidden.get(stage, frozenset())

    def fields_at(self, stage: Stage) -> frozenset[str]:
        """The same, with what goes along with each."""
        return frozenset(key for thing in self.at(stage) for key in FIELDS.get(thing, {thing}))

    def hiding(self, thing: str) -> tuple[Stage, ...]:
        """The stages in which it is hidden, in their order."""
        return tuple(stage for stage in Stage if thing in self.at(stage))

    @property
    def things(self) -> frozenset[str]:
        """All that is hidden in any stage."""
        return frozenset(thing for hidden in self.hidden.values() for thing in hidden)

    def within(self, stages: Iterable[Stage]) -> frozenset[str]:
        """All that is hidden in any of these stages."""
        return frozenset(thing for stage in stages for thing in self.at(stage))


SEEING = Blind()
"""Nothing is hidden."""


def reach(tree: Tree, *, wanted: bool = True) -> frozenset[Stage]:
    """The stages in which what the tree finds can stand; all of them where it does not say.

    Args:
        wanted: turned round by a minus sign.
    """
    everywhere = frozenset(Stage)
    match tree:
        case StageIs(stage):
            return frozenset({stage}) if wanted else everywhere - {stage}
        case Not(part):
            return reach(part, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            found = [reach(part, wanted=wanted) for part in parts]
            joined = isinstance(tree, All) is wanted
            return frozenset.intersection(*found) if joined else frozenset.union(*found)
    return everywhere


def asked_of(tree: Tree, role: RolePlan) -> tuple[tuple[str, str], ...]:
    """What of an applicant the tree asks for beside words: each thing, with how the term that asks begins."""
    match tree:
        case Not(part):
            return asked_of(part, role)
        case All(parts) | AnyOf(parts):
            return tuple(asked for part in parts for asked in asked_of(part, role))
    return tuple(_asked(tree, role))


def _asked(term: Term | Tree, role: RolePlan) -> Iterable[tuple[str, str]]:
    match term:
        case MeasureIs(Measure.AGE):
            yield AGE, "age:"
        case NumberIs(key) | ChoiceIs(key):
            yield key, f"{key}:"
        case SpokenIs(key):
            for question in role.questions:
                if question.kind is QuestionKind.LANGUAGES and key in {None, question.key}:
                    yield question.key, "lang:" if key is None else f"{key}:"
        case GatesAre() | Has(Part.REQUEST):
            gates = (one for one in role.criteria if one.klass is CriterionClass.GATE)
            begins = "gates:" if isinstance(term, GatesAre) else "has:request"
            yield from ((thing_of(gate.asks), begins) for gate in gates)
        case CriterionIs(key):
            asked = (one for one in role.criteria if one.key == key)
            yield from ((thing_of(criterion.asks), f"criterion:{key}") for criterion in asked)


def thing_of(asks: str) -> str:
    """What hides a field or a question."""
    return next((thing for thing, fields in FIELDS.items() if asks in fields), asks)


def word_for(thing: str, role: RolePlan) -> str:
    """A hidden thing in words."""
    question = role.question(thing)
    return WORDS.get(thing, thing) if question is None else f"“{question.label}”"


def listed(things: Iterable[str], role: RolePlan) -> str:
    """Hidden things in words, in the order of the form: "name, portrait and “School”"."""
    order = (*WORDS, *(question.key for question in role.questions))
    held = set(things)
    words = [word_for(thing, role) for thing in order if thing in held]
    *first, last = words or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last


def without_name(text: str, name: str) -> str:
    """The text with a mark for each word of the name, whatever its case, accents or, in a longer one, its ending."""
    parts = {folded(part) for part in _TOKEN.findall(name)}
    return _without(text, {part for part in parts if len(part) > 1 or not part.isascii()}, MARK)


def _without(text: str, parts: set[str], mark: str) -> str:
    if not parts or not text:
        return text
    stems = [part[:-1] for part in parts if len(part) > SHORTEST_STEM]
    declined = {form for part in parts if len(part) <= SHORTEST_STEM for form in _declined(part)}
    said = folded(text)
    if not any(telling in said for telling in (*parts, *stems, *declined)):
        return text

    def put(match: re.Match[str]) -> str:
        word = folded(match.group())
        ended = any(word.startswith(stem) and len(word) - len(stem) <= LONGEST_ENDING for stem in stems)
        return mark if word in parts or word in declined or ended else match.group()

    return _TOKEN.sub(put, text)


def _declined(part: str) -> Iterable[str]:
    """A short name with the endings of Slavic languages alone, since with any ending it would be many common words."""
    if len(part) < SHORTEST_DECLINED:
        return ()
    stem = part[:-1] if part[-1] in VOWELS else part
    if stem == part and len(part) < SHORTEST_STEM and part.isascii():
        return ()
    return {f"{stem}{ending}" for ending in (ENDINGS_LATIN if part.isascii() else ENDINGS)}


def holds_name(text: str, name: str) -> bool:
    """Whether a text, such as an address, tells the name: a longer word of it is enough, joined to others or not."""
    said = folded(text).replace(" ", "")
    return any(len(part) > 2 and folded(part) in said for part in _TOKEN.findall(name))


def shown_answers(answers: Mapping[str, Answer], hidden: frozenset[str], name: str) -> dict[str, Answer]:
    """The answers that are not hidden, without her name where that is."""
    kept = {key: answer for key, answer in answers.items() if key.removesuffix(UNIT_PART) not in hidden}
    if NAME not in hidden:
        return kept
    return {key: without_name(said, name) if isinstance(said, str) else said for key, said in kept.items()}
