"""Rules: what meets a criterion, what leaves it open, and rules that make no sense."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casting.domain.criteria import (
    UNKNOWN,
    AgeRule,
    Answer,
    ChoiceRule,
    Criterion,
    GivenRule,
    LanguageRule,
    NumberRule,
    RisingRule,
    Rule,
    ScaleRule,
    Verdict,
    age_on,
    born_by,
    rule_from_json,
    rule_to_json,
    standing_at,
)
from casting.domain.vocabulary import CriterionClass, Standing

DAY = date(2020, 11, 3)
MET, NOT_MET = Verdict(Standing.MET, 1.0), Verdict(Standing.NOT_MET, 0.0)
SCALE = ScaleRule(order=("none", "A1", "A2", "B1", "B2", "C1", "C2"), full="C1")
RULES: tuple[Rule, ...] = (
    AgeRule(25, 40),
    NumberRule(150, None),
    RisingRule(0, 6),
    ChoiceRule(("under20",), ("unsure",)),
    SCALE,
    GivenRule(),
)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1995, 11, 3), 25),
        (date(1995, 11, 4), 24),
        (date(1979, 11, 4), 40),
        (date(1979, 11, 3), 41),
        (date(2020, 11, 3), 0),
    ],
)
def test_a_birthday_on_the_day_counts(born: date, age: int) -> None:
    assert age_on(born, DAY) == age


def test_who_is_born_on_29_february_turns_older_on_1_march() -> None:
    assert [age_on(date(2000, 2, 29), date(2021, *day)) for day in ((2, 28), (3, 1))] == [20, 21]


@given(st.integers(0, 130), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@example(21, date(2024, 2, 29))
@example(1, date(2025, 3, 1))
def test_the_latest_birth_date_for_an_age_is_the_last_one_that_gives_it(age: int, day: date) -> None:
    latest = born_by(age, day)
    assert age_on(latest, day) >= age
    assert age_on(latest + timedelta(days=1), day) < age


def test_nobody_is_older_than_the_calendar() -> None:
    assert born_by(3000, date(2026, 3, 1)) == date.min


@pytest.mark.parametrize(
    ("rule", "answer", "verdict"),
    [
        (AgeRule(25, 40), "1995-11-03", MET),
        (AgeRule(25, 40), "1995-11-04", NOT_MET),
        (AgeRule(25, 40), "1979-11-04", MET),
        (AgeRule(25, 40), "1979-11-03", NOT_MET),
        (AgeRule(None, 40), "2019-01-01", MET),
        (AgeRule(25, None), "1930-01-01", MET),
        (NumberRule(150, 180), 150, MET),
        (NumberRule(150, 180), 180.0, MET),
        (NumberRule(150, 180), 149.9, NOT_MET),
        (NumberRule(150, 180), 180.1, NOT_MET),
        (NumberRule(None, 112), 0, MET),
        (NumberRule(150, None), 400, MET),
        (RisingRule(0, 6), 0, NOT_MET),
        (RisingRule(0, 6), 3, Verdict(Standing.PARTLY, 0.5)),
        (RisingRule(0, 6), 1.5, Verdict(Standing.PARTLY, 0.25)),
        (RisingRule(0, 6), 6, MET),
        (RisingRule(0, 6), 40, MET),
        (RisingRule(2, 6), 1, NOT_MET),
        (ChoiceRule(("yes",), ("unsure",)), "yes", MET),
        (ChoiceRule(("yes",), ("unsure",)), "no", NOT_MET),
        (ChoiceRule(("yes",), ("unsure",)), "unsure", UNKNOWN),
        (SCALE, "none", NOT_MET),
        (SCALE, "B1", Verdict(Standing.PARTLY, 0.6)),
        (SCALE, "A2", Verdict(Standing.PARTLY, 0.4)),
        (SCALE, "C1", MET),
        (SCALE, "C2", MET),
        (SCALE, "fluent", UNKNOWN),
        (GivenRule(), "2021-01-01", Verdict(Standing.MET)),
        (GivenRule(), 0.0, Verdict(Standing.MET)),
    ],
)
def test_an_answer_is_held_against_the_rule(rule: Rule, answer: Answer, verdict: Verdict) -> None:
    assert rule.judge(answer, on=DAY) == verdict


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("answer", [None, ""])
def test_what_was_not_said_is_unknown_and_never_not_met(rule: Rule, answer: Answer) -> None:
    assert rule.judge(answer, on=DAY) == UNKNOWN


@given(st.sampled_from(RULES), st.one_of(st.floats(allow_nan=False), st.sampled_from(["yes", "A2", "unsure", "?"])))
def test_a_fit_lies_between_0_and_1_and_says_the_same_as_the_standing(rule: Rule, answer: Answer) -> None:
    if isinstance(rule, AgeRule) and isinstance(answer, str):
        return  # a date is checked before it comes here
    verdict = rule.judge(answer, on=DAY)
    if verdict.fit is not None:
        assert 0 <= verdict.fit <= 1
        assert verdict.standing is standing_at(verdict.fit)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_never_fits_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    fits = [RisingRule(0, 6).judge(value, on=DAY).fit or 0.0 for value in (low, high)]
    assert fits[0] <= fits[1]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_comes_back_from_plain_values_as_it_was(rule: Rule) -> None:
    assert rule_from_json(rule_to_json(rule)) == rule


def test_plain_values_name_their_rule() -> None:
    assert rule_to_json(ChoiceRule(("yes",))) == {"kind": "choice", "met": ["yes"], "unknown": []}


@pytest.mark.parametrize("stored", [{"kind": "oracle"}, {"kind": "age"}, {"kind": "age", "lowest": 1, "most": 2}, {}])
def test_what_was_never_stored_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        rule_from_json(stored)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (AgeRule, (None, None), "no bound"),
        (AgeRule, (41, 40), "above"),
        (NumberRule, (None, None), "no bound"),
        (NumberRule, (180, 150), "above"),
        (RisingRule, (6, 6), "above"),
        (ChoiceRule, ((),), "at least one"),
        (ChoiceRule, (("yes",), ("yes",)), "keep one"),
        (ScaleRule, (("A1", "A1", "A2"), "A2"), "twice"),
        (ScaleRule, (("A1", "A2"), "A1"), "above the first"),
        (ScaleRule, (("A1", "A2"), "B1"), "above the first"),
    ],
)
def test_a_rule_that_makes_no_sense_cannot_be_built(kind: type, values: tuple[object, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kind(*values)


@pytest.mark.parametrize(
    ("klass", "rule", "in_part"),
    [
        (CriterionClass.PREFERENCE, SCALE, True),
        (CriterionClass.INFO, LanguageRule("en", "B2"), True),
        (CriterionClass.GATE, LanguageRule("en", "B2"), False),
        (CriterionClass.PREFERENCE, ChoiceRule(("yes",)), False),
    ],
)
def test_only_a_wish_with_degrees_is_met_in_part(klass: CriterionClass, rule: Rule, *, in_part: bool) -> None:
    asked = Criterion("english", "English", klass, "english", rule, None, "It is needed.")
    assert (Standing.PARTLY in asked.standings) is in_part


def test_a_gate_that_is_met_in_part_is_not_met() -> None:
    gate, wish = (
        Criterion("english", "English", klass, "english", LanguageRule("en", "B2"), None, "It is needed.")
        for klass in (CriterionClass.GATE, CriterionClass.PREFERENCE)
    )
    assert gate.judge("en B1", on=DAY) == Verdict(Standing.NOT_MET, 0.75)
    assert wish.judge("en B1", on=DAY) == Verdict(Standing.PARTLY, 0.75)
    assert [one.judge("en C1", on=DAY) for one in (gate, wish)] == [MET, MET]
