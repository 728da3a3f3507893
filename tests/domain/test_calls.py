"""Calls: when one is open, how answers are shown and held against the criteria."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from casting.domain.calls import (
    PROTECTED_FIELDS,
    STANDARD_FIELDS,
    Consent,
    Option,
    Question,
    RolePlan,
    gates_not_met,
    is_open,
    judge,
)
from casting.domain.criteria import UNKNOWN, AgeRule, Answer, ChoiceRule, Criterion, GivenRule, NumberRule, Verdict
from casting.domain.vocabulary import CriterionClass, QuestionKind, Standing

OPENS = datetime(2020, 11, 3, 9, tzinfo=UTC)
CLOSES = datetime(2020, 12, 31, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SWIM = Question(
    "swim", QuestionKind.CHOICE, "Do you swim?", options=(Option("under20", "In 20 minutes"), Option("no", "No"))
)
HEIGHT = Question("height", QuestionKind.NUMBER, "Your height", unit="cm")
CRITERIA = (
    Criterion("age", "Age 25–40", CriterionClass.GATE, "birth_date", AgeRule(25, 40), None, "The part is that age."),
    Criterion("swim", "Swims", CriterionClass.GATE, "swim", ChoiceRule(("under20",)), None, "She lands on water."),
    Criterion("height", "Tall", CriterionClass.PREFERENCE, "height", NumberRule(170, None), 1.0, ""),
    Criterion("city", "From", CriterionClass.INFO, "city", GivenRule(), None, ""),
)


@pytest.mark.parametrize(
    ("now", "taken"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES - SECOND, True),
        (CLOSES, False),
        (CLOSES.astimezone(timezone(timedelta(hours=3))) - SECOND, True),
    ],
)
def test_a_call_is_open_from_its_first_second_to_just_before_its_last(now: datetime, taken: bool) -> None:
    assert is_open(opens_at=OPENS, closes_at=CLOSES, now=now) is taken


@pytest.mark.parametrize(
    ("question", "answer", "read"),
    [
        (SWIM, "under20", "In 20 minutes"),
        (SWIM, "an option of last week", "an option of last week"),
        (HEIGHT, 171.0, "171 cm"),
        (HEIGHT, 171, "171 cm"),
        (HEIGHT, 171.5, "171.5 cm"),
        (replace(HEIGHT, unit=""), 1234567.0, "1234567"),
        (replace(HEIGHT, unit="years"), 1.0, "1 year"),
        (replace(HEIGHT, unit="years"), 1.5, "1.5 years"),
        (replace(HEIGHT, unit="años"), 1.0, "1 año"),
        (HEIGHT, None, ""),
    ],
)
def test_an_answer_is_shown_as_people_read_it(question: Question, answer: Answer, read: str) -> None:
    assert question.label_of(answer) == read


def test_each_criterion_is_held_against_the_answer_that_it_asks_for() -> None:
    answers: dict[str, Answer] = {"birth_date": "1990-01-01", "swim": "no", "height": 160.0}
    assert judge(CRITERIA, answers, on=date(2020, 11, 3)) == {
        "age": Verdict(Standing.MET, 1.0),
        "swim": Verdict(Standing.NOT_MET, 0.0),
        "height": Verdict(Standing.NOT_MET, 0.0),
        "city": UNKNOWN,
    }


def test_ages_are_counted_on_the_reference_date() -> None:
    born: dict[str, Answer] = {"birth_date": "1979-11-04"}
    days = (date(2020, 11, 3), date(2020, 11, 4))
    assert [judge(CRITERIA[:1], born, on=day)["age"].standing for day in days] == [Standing.MET, Standing.NOT_MET]


def test_only_gates_are_counted_as_not_met_and_unknown_is_not() -> None:
    answers: dict[str, Answer] = {"birth_date": "1960-01-01", "height": 160.0}
    assert gates_not_met(CRITERIA, judge(CRITERIA, answers, on=date(2020, 11, 3))) == ("Age 25–40",)


def test_a_role_knows_its_questions_but_not_the_standard_fields() -> None:
    role = RolePlan("part", "Part", "A part.", 1, (SWIM, HEIGHT), CRITERIA, {})
    assert [role.question(key) for key in ("height", "birth_date", "nothing")] == [HEIGHT, None, None]


def test_another_wording_is_another_consent() -> None:
    consent = Consent("casting", "I agree.", "We keep it for a year.", required=True)
    others = (
        replace(consent, purpose="medical"),
        replace(consent, label="I do."),
        replace(consent, text="We keep it."),
        replace(consent, label="I agree", text=".We keep it for a year."),
    )
    assert len({consent.digest, *(other.digest for other in others)}) == 5
    assert replace(consent, required=False).digest == consent.digest


def test_who_somebody_is_stands_among_the_standard_fields() -> None:
    assert set(STANDARD_FIELDS) - PROTECTED_FIELDS == {"tape_url"}
    assert set(STANDARD_FIELDS) > PROTECTED_FIELDS
