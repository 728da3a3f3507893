"""Cells: no formula, and the exact text back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casting.domain.cells import SKIPPED, STARTS, guarded, unguarded


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (None, ""),
        ("", "'"),
        ("Anna", "Anna"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ('"=1"', '\'"=1"'),
        ("\u00a0=1", "'\u00a0=1"),
        ("\ufeff+1", "'\ufeff+1"),
        ("＝1", "'＝1"),
        ("\tAnna", "'\tAnna"),
        ("\rAnna", "'\rAnna"),
        ("'", "''"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'t Hooft", "'t Hooft"),
        ("''t Hooft", "''t Hooft"),
        ("a=1", "a=1"),
        ("a\0b", '\'␀"a\\u0000b"'),
        ("␀", "␀"),
        ('\'␀"a"', "''␀\"a\""),
    ],
)
def test_a_text_becomes_a_cell_and_comes_back(text: str | None, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.none() | st.text() | st.text(alphabet=SKIPPED + STARTS + "\0␀\"'a"))
@example('␀"a"')
@example("'␀")
def test_every_text_comes_back(text: str | None) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet=SKIPPED + STARTS + "\0␀'a"))
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = guarded(text)
    if cell.lstrip(SKIPPED)[:1] in {*STARTS}:
        assert cell[0] == "'"


@pytest.mark.parametrize("cell", ["'t Hooft", "'␀", "'␀1", "'␀[", "'␀nonsense", "O'Neil", "it's"])
def test_what_others_wrote_is_left_as_it_is(cell: str) -> None:
    assert unguarded(cell) == cell
