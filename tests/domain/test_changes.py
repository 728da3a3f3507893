"""What would change a place: single answers, the nearest first, and never what nobody may be asked to change."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from casting.domain.calls import Option, Question, RolePlan
from casting.domain.changes import Prospect, prospect_of, reach_of, smallest_changes
from casting.domain.criteria import Answer, Criterion, NumberRule, RisingRule, ScaleRule
from casting.domain.scoring import CriterionColumn, FactColumn, FeatureRow, Model, WordColumns
from casting.domain.terms import Terms
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage

DAY = date(2026, 3, 1)
NUMBER, CHOICE, TEXT = QuestionKind.NUMBER, QuestionKind.CHOICE, QuestionKind.LONG_TEXT
GATE, WISH = CriterionClass.GATE, CriterionClass.PREFERENCE


def options(*values: str) -> tuple[Option, ...]:
    return tuple(Option(value, value.title()) for value in values)


QUESTIONS = (
    Question("height", NUMBER, "Height", lowest=100, highest=230, use=QuestionUse.FACT),
    Question("years", NUMBER, "Years of medicine", lowest=0, highest=40, unit="years"),
    Question("english", CHOICE, "English", options=options("none", "some", "good", "very good")),
    Question("stage", CHOICE, "Stage", options=options("no", "yes"), use=QuestionUse.FACT),
    Question("motivation", TEXT, "Why?", use=QuestionUse.WORDS),
)
CRITERIA = (
    Criterion("tall", "Height", GATE, "height", NumberRule(150, 180), None, "The suit."),
    Criterion("medicine", "Medicine", WISH, "years", RisingRule(0, 10), 1.0, ""),
    Criterion("speaks", "English", WISH, "english", ScaleRule(("none", "some", "good"), "good"), 1.0, ""),
)
ROLE = RolePlan("lead", "Lead", "", 1, QUESTIONS, CRITERIA, {Stage.SHORTLIST: 4})
MODEL = Model(
    recipe="linear-1",
    versions={},
    start=0.0,
    words=WordColumns(1, b"", b"", b""),
    facts=(FactColumn("height", None, 165, 10, 1, 9.0), FactColumn("stage", "yes", 0.5, 1, 1, 1.0)),
    criteria=(CriterionColumn("medicine", 0.5, 1, 2.0), CriterionColumn("speaks", 0.5, 1, 1.0)),
)
ANSWERS: dict[str, Answer] = {"height": 160.0, "years": 3.0, "english": "none", "stage": "no", "motivation": "I sew."}
ROW = FeatureRow(Terms(), {"height": 160.0, "stage": "no"}, {"medicine": 0.3, "speaks": 0.0})


def found(needed: float) -> list[tuple[str, object, object]]:
    changes = smallest_changes(MODEL, ROW, ROLE, ANSWERS, needed=needed, on=DAY)
    return [(change.question, change.before, change.after) for change in changes]


def test_the_nearest_answer_that_is_enough_is_named() -> None:
    assert found(0.3) == [("years", 3.0, 5.0), ("english", "none", "some"), ("stage", "no", "yes")]
    assert found(0.7) == [("years", 3.0, 7.0), ("english", "none", "good"), ("stage", "no", "yes")]
    assert found(1.3) == [("years", 3.0, 10.0)]


def test_what_a_gate_asks_for_and_the_words_of_a_text_are_never_named() -> None:
    assert {question for question, _, _ in found(0.01)} == {"years", "english", "stage"}


def test_nothing_is_said_when_no_single_answer_is_enough() -> None:
    assert found(1.5) == []
    assert prospect(score=0.0, boundary=1.5) == Prospect.NOTHING


def prospect(*, score: float, boundary: float | None, gate: bool = False) -> Prospect:
    what, _ = prospect_of(MODEL, ROW, ROLE, ANSWERS, score=score, boundary=boundary, gate=gate, on=DAY)
    return what


def test_who_stands_within_reach_or_fails_a_gate_is_told_just_that() -> None:
    assert prospect(score=1.0, boundary=1.0) == Prospect.WITHIN
    assert prospect(score=1.0, boundary=None) == Prospect.WITHIN
    assert prospect(score=9.0, boundary=None, gate=True) == Prospect.GATE
    assert prospect(score=0.0, boundary=0.3) == Prospect.CHANGES


def test_an_answer_that_was_not_given_can_be_given() -> None:
    row = FeatureRow(Terms(), {"stage": None}, {"medicine": None, "speaks": None})
    changes = smallest_changes(MODEL, row, ROLE, {}, needed=0.4, on=DAY)
    assert [(change.question, change.before, change.after) for change in changes] == [
        ("years", None, 20.0),
        ("english", None, "good"),
        ("stage", None, "yes"),
    ]


@given(st.floats(0, 3))
def test_every_change_that_is_named_is_enough(needed: float) -> None:
    changes = smallest_changes(MODEL, ROW, ROLE, ANSWERS, needed=needed, on=DAY)
    assert all(change.gain > needed and 0 <= change.step <= 1 for change in changes)
    assert [change.step for change in changes] == sorted(change.step for change in changes)


def test_reach_is_five_times_the_next_quota() -> None:
    assert reach_of(ROLE) == 20
