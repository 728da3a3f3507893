"""What the production reads of an applicant: chosen for the role, told in words, never more than can be taken in."""

from dataclasses import replace

import pytest

from casting.domain.calls import Question, RolePlan
from casting.domain.criteria import ChoiceRule, Criterion, GivenRule
from casting.domain.errors import Refused
from casting.domain.presented import (
    AGE,
    CITY,
    GATES,
    Claimed,
    Fact,
    by_default,
    checked,
    gates_told,
    offers,
    presented,
    standing_of,
)
from casting.domain.vocabulary import CriterionClass, QuestionKind, Standing


def _asked(key: str, klass: CriterionClass, weight: float | None = None) -> Criterion:
    return Criterion(key, key.capitalize(), klass, key, ChoiceRule(("yes",)), weight, "")


SWIM, RIDE = _asked("swim", CriterionClass.GATE), _asked("ride", CriterionClass.PREFERENCE, 1)
SING = _asked("sing", CriterionClass.PREFERENCE, 2)
ROLE = RolePlan(
    slug="pilot",
    title="The pilot",
    breakdown="",
    places=1,
    questions=(
        Question("swim", QuestionKind.YES_NO, "Can you swim?"),
        Question("height", QuestionKind.NUMBER, "Height", unit="cm", card=True),
        Question("why", QuestionKind.LONG_TEXT, "Why you?"),
        Question("more", QuestionKind.LONG_TEXT, "What else?"),
        Question("papers", QuestionKind.FILE, "Papers"),
        *(Question(key, QuestionKind.YES_NO, key) for key in ("ride", "sing", "hat", "scarf")),
    ),
    criteria=(SWIM, RIDE, SING),
    quotas={},
)


def test_what_can_be_chosen_has_one_order_and_holds_no_file() -> None:
    keys = [one.key for one in offers(ROLE)]
    assert keys == [AGE, GATES, "sing", "ride", "swim", "height", "why", "more", "hat", "scarf", CITY]
    assert {one.key: one.title for one in offers(ROLE)}["swim"] == "Swim"
    assert [one.key for one in offers(ROLE) if one.at_length] == ["why", "more"]


def test_by_default_the_gates_the_weightiest_preferences_and_the_card_are_told() -> None:
    assert by_default(ROLE) == (AGE, GATES, "sing", "ride", "height", CITY)
    bare = replace(ROLE, criteria=(), questions=())
    assert by_default(bare) == (AGE, CITY)


def test_what_was_chosen_and_is_not_asked_any_more_is_passed_over() -> None:
    assert [one.key for one in presented(ROLE, ("why", "gone", AGE))] == [AGE, "why"]
    assert tuple(one.key for one in presented(ROLE, ("gone",))) == by_default(ROLE)


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({AGE, "name"}, "does not ask all of these"),
        ({AGE, GATES, "sing", "ride", "swim", "height", CITY}, "6 facts at most"),
        ({"why", "more"}, "one answer at length at most"),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused(keys: set[str], fault: str) -> None:
    with pytest.raises(Refused, match=fault):
        checked(ROLE, keys)


def test_a_choice_is_kept_in_the_order_in_which_it_is_shown() -> None:
    assert checked(ROLE, {CITY, "why", AGE, "hat"}) == (AGE, "why", "hat", CITY)
    assert checked(ROLE, ()) == ()


def test_all_gates_are_one_fact_that_names_those_which_are_not_met() -> None:
    run, dive = _asked("run", CriterionClass.GATE), _asked("dive", CriterionClass.GATE)
    met, seen = Claimed(Standing.MET, "declared", 1.0), Claimed(Standing.MET, "verified", 1.0)
    assert gates_told([]) is None
    assert gates_told([(SWIM, met), (run, seen)]) == Fact("Requirements", "all 2 met", "1 verified")
    excepted = Claimed(Standing.NOT_MET, "declared", 0.0, "granted")
    told = gates_told([(SWIM, excepted), (run, Claimed()), (dive, met)])
    assert told == Fact("Requirements", "1 of 3 met; not met: Swim (exception granted); not known: Run")


@pytest.mark.parametrize(
    ("criterion", "claim", "words"),
    [
        (SWIM, Claimed(Standing.MET, "verified", 1.0), "met, verified"),
        (SWIM, Claimed(Standing.NOT_MET, "declared", 0.0, "granted"), "not met, exception granted"),
        (RIDE, Claimed(Standing.NOT_MET, "declared", 0.4), "partly met"),
        (RIDE, Claimed(), ""),
        (replace(RIDE, klass=CriterionClass.INFO, rule=GivenRule()), Claimed(Standing.MET, "declared"), ""),
    ],
)
def test_a_standing_is_told_in_words(criterion: Criterion, claim: Claimed, words: str) -> None:
    assert standing_of(criterion, claim) == words
