"""Terms that the search box offers: every key with its words, for one role and its team's tags."""

from collections.abc import Iterable, Iterator

from casting.domain.calls import CHOSEN, RolePlan
from casting.domain.criteria import LanguageRule
from casting.domain.search_terms import CRITERION_WORDS, FLAG_WORDS, GATE_WORDS
from casting.domain.vocabulary import Band, ClaimState, CriterionClass, Level, Opinion, Part, QuestionKind, Stage


def offered_terms(role: RolePlan, tags: Iterable[str]) -> tuple[str, ...]:
    """The terms, by key in the order of the glossary; each of them is one that `parse` understands for the role."""
    return tuple(_offered(role, tags))


def _offered(role: RolePlan, tags: Iterable[str]) -> Iterator[str]:
    words: dict[str, Iterable[str]] = {
        "stage": Stage,
        "mark": (*Opinion, "none"),
        "stars": (">=4",),
        "by": ("me",),
        "assigned": ("me", "none"),
        "tag": (*tags, "none"),
        "note": ("any",),
        "flag": FLAG_WORDS,
        "band": Band,
        "gates": GATE_WORDS if any(one.klass is CriterionClass.GATE for one in role.criteria) else (),
        "place": ("<=100",),
        "age": ("25..40",),
        "has": Part,
    }
    for key, values in words.items():
        yield from (f"{key}:{value}" for value in values)
    for criterion in role.criteria:
        stands = {*criterion.standings, *ClaimState}
        words_of = (word for word, what in CRITERION_WORDS.items() if what in stands)
        yield from (f"criterion:{criterion.key}={word}" for word in words_of)
    for question in role.questions:
        if question.kind in CHOSEN:
            yield from (f"{question.key}:{option.value}" for option in question.choices)
        elif question.kind is QuestionKind.SCALE:
            yield from (f"{question.key}:>={step}" for step in question.steps)
        elif question.kind is QuestionKind.LANGUAGES:
            yield from (f"lang:{language}" for language in _languages(role))
            yield from (f"lang:{language}>={level}" for language in _languages(role) for level in Level)
        elif question.kind is QuestionKind.NUMBER and None not in (question.lowest, question.highest):
            yield f"{question.key}:{question.lowest:g}..{question.highest:g}"


def _languages(role: RolePlan) -> tuple[str, ...]:
    """Those that the role's criteria ask for, and English as an example of all others."""
    asked = (criterion.rule.language for criterion in role.criteria if isinstance(criterion.rule, LanguageRule))
    return tuple(dict.fromkeys((*asked, "en")))
