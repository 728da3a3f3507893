"""Reading sheets: what programs write is read, and what cannot be read is told with its row."""

import csv
import gzip
import io
from io import BufferedReader, BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.forms.sheet import CHUNK, LONGEST_CELL, LONGEST_LINE, Sheet, SheetFault, open_sheet

SAVE_AS = "Save the sheet as “CSV UTF-8”, or as UTF-16 with its mark, and import that."


def _open(content: bytes) -> Sheet:
    return open_sheet(BufferedReader(BytesIO(content)))


def _cells(content: bytes) -> list[list[str]]:
    return [row.cells for row in _open(content).rows]


def _refusal(content: bytes) -> str:
    with pytest.raises(SheetFault) as refused:
        list(_open(content).rows)
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "name,city\r\nAnna,Rīga\r\n".encode(),
        "name,city\nAnna,Rīga".encode(),
        "name,city\rAnna,Rīga\r".encode(),
        "\ufeffname,city\nAnna,Rīga\n".encode(),
        "\ufeffname,city\nAnna,Rīga\n".encode("utf-16-le"),
        "\ufeffname;city\r\nAnna;Rīga\r\n".encode("utf-16-be"),
        'name;"city"\nAnna;Rīga\n'.encode(),
        "name\tcity\nAnna\tRīga\n".encode(),
        gzip.compress("name,city\nAnna,Rīga\n".encode(), mtime=0),
        "name , city \nAnna,Rīga\n\n,\n".encode(),
    ],
)
def test_what_programs_write_is_read(content: bytes) -> None:
    sheet = _open(content)
    assert sheet.columns == ("name", "city")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ["Anna", "Rīga"])]


def test_the_separator_is_looked_for_outside_quotes() -> None:
    assert _open(b'"a;b;c",d\n1,2\n').columns == ("a;b;c", "d")
    assert _open(b"only\n1\n").columns == ("only",)


def test_cells_keep_line_ends_and_quotes() -> None:
    assert _cells(b'a,b\r\n"one\r\ntwo\rthree\nfour","say ""yes"""\r\n') == [["one\r\ntwo\rthree\nfour", 'say "yes"']]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    assert [row.number for row in _open(b'a,b\n"1\n2",x\n\n3,y\n').rows] == [2, 4]


_cell = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(_cell, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t"), st.booleans())
def test_every_cell_is_read_as_it_was_written(rows: list[list[str]], separator: str, wide: bool) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    content = ("\ufeff" + written.getvalue()).encode("utf-16-le" if wide else "utf-8")
    assert _cells(content) == [row for row in rows if any(row)]


@pytest.mark.parametrize("wide", [False, True])
def test_a_line_end_and_a_letter_may_lie_across_two_chunks(wide: bool) -> None:
    for length in range(CHUNK - 12, CHUNK + 4):
        content = "\ufeffa,b\r\n" + "x" * (length // (2 if wide else 1)) + ",é\r\n1,2\r\n"
        rows = _cells(content.encode("utf-16-le" if wide else "utf-8"))
        assert [row[1] for row in rows] == ["é", "2"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "The file is empty. Its first row has to name the columns."),
        (b"\xef\xbb\xbf", "The file is empty. Its first row has to name the columns."),
        (b"\n\n", "Row 1 is empty. It has to name the columns."),
        (b",,\n1,2,3\n", "Row 1 is empty. It has to name the columns."),
        (b"a,b,a\n1,2,3\n", "Row 1 names “a” more than once. Rename one of them."),
        (
            b"a,b\nok,1\nR\xeega,2\n",
            f"Row 3: byte 11 (0xEE) is not UTF-8. {SAVE_AS}",
        ),
        (
            b"\xef\xbb\xbfa\n\xff\n",
            f"Row 2: byte 6 (0xFF) is not UTF-8. {SAVE_AS}",
        ),
        (
            b"\xff\xfea\0\n\0\x00\xd8x\0",
            f"Row 2: byte 7 (0x00) is not UTF-16. {SAVE_AS}",
        ),
        (
            b"a\nok\n\xe2\x82",
            f"Row 3: byte 6 (0xE2) is not UTF-8. {SAVE_AS}",
        ),
        (
            b'a,b\n"never closed,1\n2,3\n',
            "Row 2 cannot be read: the file ends within a cell, so a quotation mark is never closed.",
        ),
        (
            b'a,b\n"x"y,1\n',
            "Row 2 cannot be read: more text after a closing quotation mark; one within a cell is doubled.",
        ),
        (
            b"a,b\n" + b"x" * (LONGEST_CELL + 1) + b",1\n",
            "Row 2 cannot be read: a cell has more than 131,072 characters; perhaps a quotation mark is never closed.",
        ),
        (
            b"a,b\n" + b"x" * (LONGEST_LINE + CHUNK),
            "A line has more than 4,000,000 characters, so this is hardly a sheet.",
        ),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "The file is gzipped, but damaged or cut off. Pack it again."),
        (b"\x1f\x8bnonsense", "The file is gzipped, but damaged or cut off. Pack it again."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(content: bytes, refusal: str) -> None:
    assert _refusal(content) == refusal


def test_the_byte_is_told_in_any_chunk() -> None:
    for before in (CHUNK - 3, CHUNK, 3 * CHUNK + 1):
        content = b"a\n" + b"x\n" * (before // 2) + b"\xff\n"
        rows, byte = before // 2 + 2, 2 + 2 * (before // 2) + 1
        assert _refusal(content).startswith(f"Row {rows}: byte {byte:,} (0xFF)")


def test_rows_before_a_broken_one_are_given() -> None:
    sheet = _open(b"a\n1\n2\n\xff\n")
    seen: list[list[str]] = []
    with pytest.raises(SheetFault):
        seen.extend(row.cells for row in sheet.rows)
    assert seen == [["1"], ["2"]]


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda content: b"\xff\xfe" + content))
def test_any_bytes_are_a_sheet_or_a_fault(content: bytes) -> None:
    try:
        rows = list(_open(content).rows)
    except SheetFault:
        rows = []
    assert all(any(row.cells) for row in rows)
