"""A sheet as XLSX, written row by row to a file on the disk: memory stays that of one row."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from casting.domain.errors import Refused
from casting.domain.sheets import CellKind, Column

MOST_ROWS = 1_048_575
"""Those of a sheet of Excel, less the one of the names."""
LONGEST = 32_767
"""Characters of a cell, as UTF-16 counts them."""
FIRST_YEAR = 1900
"""Where the days of Excel begin: an earlier one stays text."""
CHUNK = 64 * 1024
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {CellKind.NUMBER: 11, CellKind.DAY: 12, CellKind.MOMENT: 20}
TEXT_WIDTH, WIDEST = 16, 40

Write = Callable[[Worksheet, int, int, Any], object]


def workbook(columns: Sequence[Column], rows: Iterator[Sequence[Sequence[Any]]], *, count: int) -> Iterator[bytes]:
    """The file in pieces, once all of it lies on the disk; it is removed when they have been read or are closed.

    Args:
        rows: cells as `casting.domain.cells` guards them, in the order of the columns: in a workbook a text is never a
            formula, but the sheet may be saved as CSV.
        count: how many rows there are.

    Raises:
        Refused: with the first piece: a text is longer than a cell can be.
    """
    with TemporaryDirectory(prefix="casting-export-") as folder:
        file = Path(folder) / "sheet.xlsx"
        with Workbook(str(file), {**OPTIONS, "tmpdir": folder}) as book:
            _fill(book, columns, rows, count=count)
        with file.open("rb") as written:
            while chunk := written.read(CHUNK):
                yield chunk


def _fill(book: Workbook, columns: Sequence[Column], rows: Iterator[Sequence[Sequence[Any]]], *, count: int) -> None:
    sheet = book.add_worksheet("Applications")
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, WIDTHS.get(column.kind, min(WIDEST, max(TEXT_WIDTH, len(column.name) + 2))))
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.name, bold)
    writes = _writes(book)
    by_column = [writes[column.kind] for column in columns]
    line = 0
    for portion in rows:
        for row in portion:
            line += 1
            for number, cell in enumerate(row):
                if cell is not None:
                    by_column[number](sheet, line, number, cell)


def _writes(book: Workbook) -> dict[CellKind, Write]:
    day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
    return {
        CellKind.TEXT: _text,
        CellKind.NUMBER: lambda sheet, line, column, cell: sheet.write_number(line, column, float(cell)),
        CellKind.DAY: lambda sheet, line, column, cell: _day(sheet, line, column, cell, day),
        CellKind.MOMENT: lambda sheet, line, column, cell: sheet.write_datetime(
            line, column, datetime.fromisoformat(cell).replace(tzinfo=None), moment
        ),
    }


def _text(sheet: Worksheet, line: int, column: int, cell: str) -> None:
    if sheet.write_string(line, column, cell) < 0 or len(cell.encode("utf-16-le")) > 2 * LONGEST:
        raise Refused(
            f"Row {line + 1:,} holds a text of {len(cell):,} characters, and a cell of XLSX takes {LONGEST:,}. "
            "Take CSV or JSON, or leave out its column."
        )


def _day(sheet: Worksheet, line: int, column: int, cell: str, form: Format) -> None:
    """A day; what was imported and is none stays the text that it is."""
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        day = date.min
    if day.year < FIRST_YEAR:
        _text(sheet, line, column, cell)
    else:
        sheet.write_datetime(line, column, day, form)
