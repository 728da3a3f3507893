"""The pages of a form: under the headings that the role names, or else of about the same size."""

import pytest

from casting.domain.calls import Question, RolePlan
from casting.domain.parts import MATERIAL, minutes, parts
from casting.domain.said import Said
from casting.domain.vocabulary import QuestionKind


def pages(headings: str) -> list[tuple[str, tuple[str, ...]]]:
    """The pages of the questions a, b, c …; a letter of `headings` names the page that begins there, a dot none."""
    asked = tuple(
        Question(key, QuestionKind.TEXT, key, heading="" if heading == "." else heading)
        for key, heading in zip("abcdefghijkl", headings, strict=False)
    )
    role = RolePlan(slug="lead", title="Lead", breakdown="", places=1, quotas={}, questions=asked, criteria=())
    of_questions = parts(role, [question.key for question in asked])[1:-1]
    return [(_heading(part.heading), part.fields) for part in of_questions]


def _heading(heading: object) -> str:
    return heading.one if isinstance(heading, Said) else str(heading)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("B.W.", [("B", ("a", "b")), ("W", ("c", "d"))]),
        ("..W.", [("For this role", ("a", "b")), ("W", ("c", "d"))]),
        ("B.......", [("B", tuple("abcdefgh"))]),
        ("BW", [("B", ("a",)), ("W", ("b",))]),
    ],
)
def test_a_heading_begins_a_page(headings: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert pages(headings) == expected


def test_without_headings_pages_hold_about_five() -> None:
    assert [fields for _, fields in pages("." * 11)] == [tuple("abc"), tuple("defg"), tuple("hijk")]


def test_the_birth_date_has_a_page_of_its_own_where_minors_are_taken() -> None:
    role = RolePlan(slug="lead", title="Lead", breakdown="", places=1, quotas={}, questions=(), criteria=())
    together, alone = parts(role, []), parts(role, [], age_alone=True)
    assert [part.key for part in alone] == ["age", *(part.key for part in together)]
    assert alone[0].fields + alone[1].fields == together[0].fields
    assert alone[2:] == together[1:]


def test_files_stand_with_the_photograph_whatever_heading_they_have() -> None:
    cv = Question("cv", QuestionKind.FILE, "cv", heading="Papers")
    role = RolePlan(slug="lead", title="Lead", breakdown="", places=1, quotas={}, questions=(cv,), criteria=())
    made = parts(role, ["cv"])
    assert [part.key for part in made] == ["about", MATERIAL]
    assert "cv" in made[-1].fields


def test_a_form_that_asks_for_more_words_takes_more_minutes() -> None:
    short = [Question(key, QuestionKind.CHOICE, key) for key in "abcdef"]
    words = [Question(key, QuestionKind.LONG_TEXT, key) for key in "gh"]
    assert [minutes([]), minutes(short), minutes([*short, *words])] == [2, 3, 5]
