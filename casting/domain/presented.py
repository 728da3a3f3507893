"""What of an applicant the production reads: a few facts and at most one answer at length, chosen for the role.

A fact is called by what it tells of: `birth_date`, `city`, `country` or a question's key; `GATES` are all gates in one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casting.domain.calls import RolePlan
from casting.domain.criteria import Criterion
from casting.domain.errors import Refused
from casting.domain.vocabulary import ClaimState, CriterionClass, QuestionKind, Ruling, Standing

AGE, CITY, COUNTRY = "birth_date", "city", "country"
GATES = "all gates"
"""No question is called so: a key has no blank."""
MOST_FACTS = 6
_WORDS = {AGE: "Age", GATES: "Requirements", CITY: "City", COUNTRY: "Country"}
_KEPT_IN = frozenset({QuestionKind.FILE, QuestionKind.LINK, QuestionKind.VIDEO})
"""Kinds that do not go out as a fact: a file, a film and an address may tell anything."""


@dataclass(frozen=True)
class Offer:
    """What can be chosen; `at_length` for an answer of several lines."""

    key: str
    title: str
    at_length: bool = False


@dataclass(frozen=True)
class Fact:
    """One fact in words.

    Attributes:
        value: what was told; “not said” where nothing was.
        standing: how it stands against what the role asks for; empty where that is not asked, or not known.
    """

    title: str
    value: str
    standing: str = ""


@dataclass(frozen=True)
class Told:
    """What is told of one applicant; what is hidden in her stage is left out."""

    facts: tuple[Fact, ...] = ()
    at_length: Fact | None = None


@dataclass(frozen=True)
class Claimed:
    """How somebody stands by a criterion, how that is known, and what became of a request for an exception."""

    standing: Standing = Standing.UNKNOWN
    state: str = ClaimState.UNKNOWN.value
    fit: float | None = None
    excepted: str = ""


def offers(role: RolePlan) -> tuple[Offer, ...]:
    """Everything that can be chosen, in the order in which it is shown wherever it goes."""
    questions = {one.key: one for one in role.questions if one.kind not in _KEPT_IN}
    asked = [one.asks for one in (*_preferences(role), *_gates(role), *role.criteria)]
    inner = [key for key in dict.fromkeys((*asked, *questions)) if key in questions or key == COUNTRY]
    keys = (AGE, *([GATES] if _gates(role) else []), *inner, CITY)
    long = {key for key, question in questions.items() if question.kind is QuestionKind.LONG_TEXT}
    return tuple(Offer(key, title_of(role, key), key in long) for key in keys)


def title_of(role: RolePlan, key: str) -> str:
    """What the fact is called: as the criterion that asks for it, else as the question."""
    criterion = criterion_of(role, key)
    question = role.question(key)
    return criterion.title if criterion else _WORDS.get(key, "" if question is None else question.label)


def criterion_of(role: RolePlan, key: str) -> Criterion | None:
    """The first criterion that asks for it."""
    return next((one for one in role.criteria if one.asks == key), None)


def by_default(role: RolePlan) -> tuple[str, ...]:
    """Age, the gates, the weightiest preferences and the city; what is left is filled from the card."""
    short = {one.key for one in offers(role) if not one.at_length}
    card = [question.key for question in role.questions if question.card]
    inner = [key for key in dict.fromkeys((*(one.asks for one in _preferences(role)), *card)) if key in short]
    first = [AGE, *([GATES] if _gates(role) else [])]
    among = [key for key in inner if key not in {AGE, CITY}]
    return (*first, *among[: MOST_FACTS - len(first) - 1], CITY)


def presented(role: RolePlan, kept: Sequence[str]) -> tuple[Offer, ...]:
    """What goes to the production, in its order; the default where nothing that still exists was chosen."""
    known = {one.key for one in offers(role)}
    wanted = {*kept} & known or {*by_default(role)}
    return tuple(one for one in offers(role) if one.key in wanted)


def checked(role: RolePlan, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys as they are kept, in their order; none of them stands for the default.

    Raises Refused where one is not offered, or they are too many.
    """
    wanted = {*keys}
    known = {one.key: one for one in offers(role)}
    if not wanted <= known.keys():
        raise Refused("The role does not ask all of these any more. Nothing was changed; choose again.")
    found = [one for key, one in known.items() if key in wanted]
    if sum(not one.at_length for one in found) > MOST_FACTS:
        raise Refused(f"Choose {MOST_FACTS} facts at most: a page that tells all tells nothing. Nothing was changed.")
    if sum(one.at_length for one in found) > 1:
        raise Refused("Choose one answer at length at most. Nothing was changed.")
    return tuple(one.key for one in found)


def standing_of(criterion: Criterion, claim: Claimed) -> str:
    """How she stands by a criterion in a few words: “met, verified”; empty where that is not known."""
    words = []
    if criterion.klass is not CriterionClass.INFO and claim.standing is not Standing.UNKNOWN:
        part = criterion.klass is CriterionClass.PREFERENCE and claim.fit is not None and 0 < claim.fit < 1
        words.append("partly met" if part else claim.standing.value)
    if claim.state == ClaimState.VERIFIED.value:
        words.append("verified")
    if claim.excepted == Ruling.GRANTED.value:
        words.append("exception granted")
    return ", ".join(words)


def gates_told(gates: Sequence[tuple[Criterion, Claimed]]) -> Fact | None:
    """All gates in one fact, each that is not met or not known by its name; None where there is none."""
    if not gates:
        return None
    met = sum(claim.standing is Standing.MET for _, claim in gates)
    verified = sum(claim.state == ClaimState.VERIFIED.value for _, claim in gates)
    said = [f"all {met:,} met" if met == len(gates) else f"{met:,} of {len(gates):,} met"]
    for standing, words in ((Standing.NOT_MET, "not met"), (Standing.UNKNOWN, "not known")):
        named = [_named(one, claim) for one, claim in gates if claim.standing is standing]
        said += [f"{words}: {', '.join(named)}"] if named else []
    return Fact(_WORDS[GATES], "; ".join(said), f"{verified:,} verified" if verified else "")


def _named(criterion: Criterion, claim: Claimed) -> str:
    return f"{criterion.title} (exception granted)" if claim.excepted == Ruling.GRANTED.value else criterion.title


def _gates(role: RolePlan) -> tuple[Criterion, ...]:
    return tuple(one for one in role.criteria if one.klass is CriterionClass.GATE)


def _preferences(role: RolePlan) -> tuple[Criterion, ...]:
    """The weightiest first."""
    found = [one for one in role.criteria if one.klass is CriterionClass.PREFERENCE]
    return tuple(sorted(found, key=lambda one: -(one.weight or 0)))
