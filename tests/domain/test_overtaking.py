"""Whose word stands where a page comes back after the draft has changed."""

import pytest

from casting.domain.overtaking import Right, Showing, read_said, right, said_of

SHOWN = Showing(version=3, form="page", device="phone", said=read_said(said_of({"city": "Kazan", "phone": ""})))


@pytest.mark.parametrize(
    ("value", "last", "whose"),
    [
        ("Perm", (3, "other", "laptop"), Right.PAGE),
        ("Perm", (4, "page", "phone"), Right.PAGE),
        ("Kazan", (4, "page", "phone"), Right.PAGE),
        ("Kazan", (4, "other", "laptop"), Right.DRAFT),
        ("Kazan", (4, "other", "phone"), Right.DRAFT),
        ("Perm", (4, "other", "phone"), Right.PAGE),
        ("Perm", (4, "other", "laptop"), Right.PERSON),
        ("", (4, "other", "laptop"), Right.PERSON),
        ("Perm", (4, "", ""), Right.PERSON),
    ],
)
def test_what_nobody_else_changed_is_the_pages_and_what_she_left_alone_is_the_drafts(
    value: str, last: tuple[int, str, str], whose: Right
) -> None:
    assert right(SHOWN, "city", value, last) is whose


def test_a_field_that_was_shown_empty_and_still_is_takes_nothing_back() -> None:
    assert right(SHOWN, "phone", "", (4, "other", "laptop")) is Right.DRAFT


def test_a_page_that_tells_nothing_of_what_it_was_shown_with_leaves_the_choice_to_a_person() -> None:
    assert right(Showing(version=3), "city", "Kazan", (4, "other", "")) is Right.PERSON


def test_what_is_said_is_read_again_and_names_no_word_of_it() -> None:
    text = said_of({"city": "Kazan", "name": "Вера", "phone": ""})
    assert set(read_said(text)) == {"city", "name"}
    assert "Kazan" not in text
    assert read_said("nonsense : a:b c") == {"a": "b", "": ""}
