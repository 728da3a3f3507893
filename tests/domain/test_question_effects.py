"""Whom a change of questions would touch."""

from dataclasses import replace

from casting.domain.calls import OnlyIf, Question, RolePlan
from casting.domain.criteria import BETWEEN, Answer
from casting.domain.question_effects import QuestionEffect, question_effects, takes
from casting.domain.vocabulary import QuestionKind

SINGS = Question("sings", QuestionKind.YES_NO, "Do you sing?")
VOICE = Question("voice", QuestionKind.TEXT, "Your voice", only_if=OnlyIf("sings", ("yes",)))
HEIGHT = Question("height", QuestionKind.NUMBER, "Your height", lowest=100, highest=230, unit="cm")
ROLE = RolePlan("singer", "The singer", "Sings.", 1, (SINGS, VOICE, HEIGHT), (), {})
SHEETS: tuple[dict[str, Answer], ...] = (
    {"sings": "yes", "voice": "Alto", "height": 170.0},
    {"sings": "yes", "height": 195.0},
    {"sings": "no", "height": 90.0},
    {},
)


def changed(**changes: object) -> tuple[QuestionEffect, ...]:
    """What comes of changing attributes of one question, or of taking it out."""
    [(key, what)] = changes.items()
    asked = [replace(one, **what) if one.key == key and what else one for one in ROLE.questions]  # type: ignore[arg-type]
    after = replace(ROLE, questions=tuple(one for one in asked if one.key != key or what))
    return question_effects(ROLE, after, SHEETS)


def effect(label: str, **changes: object) -> QuestionEffect:
    nothing = {"reworded": "", "gone": False, "applications": 4, "answered": 0, "missing": 0, "outside": 0}
    return QuestionEffect(label, **(nothing | changes))  # type: ignore[arg-type]


def test_of_a_question_made_required_those_are_counted_who_are_asked_it_and_have_not_answered() -> None:
    assert changed(voice={"required": True}) == (effect("Your voice", answered=1, missing=1),)
    assert changed(sings={"required": True}) == (effect("Do you sing?", answered=3, missing=1),)
    assert changed(sings={"required": False, "help": "In a choir, say."}) == ()


def test_narrower_bounds_count_the_answers_that_fitted_before() -> None:
    assert changed(height={"highest": 180.0}) == (effect("Your height", answered=3, outside=1),)
    assert changed(height={"lowest": 160.0, "highest": 180.0}) == (effect("Your height", answered=3, outside=1),)
    assert changed(height={"highest": 200.0}) == ()


def test_a_question_that_was_answered_and_is_reworded_or_taken_out_is_told() -> None:
    assert changed(voice={"label": "Your range"}) == (effect("Your voice", reworded="Your range", answered=1),)
    assert changed(voice=None) == (effect("Your voice", gone=True, answered=1),)
    assert question_effects(ROLE, replace(ROLE, questions=(SINGS,)), ()) == ()


def test_bounds_are_of_numbers_of_how_many_and_of_characters() -> None:
    several = Question("arts", QuestionKind.SEVERAL, "Arts", lowest=2, highest=2)
    short = Question("name", QuestionKind.TEXT, "A name", longest=3)
    told = [takes(HEIGHT, 100), takes(HEIGHT, 99.9), takes(HEIGHT, 231)]
    told += [takes(several, BETWEEN.join(parts)) for parts in (("a",), ("a", "b"), ("a", "b", "c"))]
    told += [takes(short, "Ann"), takes(short, "Anna"), takes(SINGS, "yes")]
    assert told == [True, False, False, False, True, False, True, False, True]
