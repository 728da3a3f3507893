"""The beginning of a sheet and its name."""

from datetime import date

from casting.domain.vocabulary import FileFormat
from casting.exports.sheet import head, sheet_name


def test_a_sheet_begins_with_the_mark_of_its_encoding_and_its_columns() -> None:
    assert head(["name", 'the "key"']) == b'\xef\xbb\xbf"name","the ""key"""\r\n'


def test_a_sheet_is_named_after_its_role_and_day() -> None:
    assert sheet_name(call="the-play", role="the-lead", day=date(2026, 3, 1)) == "the-play-the-lead-2026-03-01.csv"
    form = FileFormat.XLSX
    assert sheet_name(call="a", role="b", day=date(2026, 3, 1), form=form) == "a-b-2026-03-01.xlsx"
