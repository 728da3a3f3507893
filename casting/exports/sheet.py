"""A sheet as CSV: the marks by which programs know it, its first line; and what every export is called."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from casting.domain.sheets import CellKind, Column
from casting.domain.vocabulary import FileFormat

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of its country."""
LINE_END = b"\r\n"
MEDIA_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSON: "application/json",
}


def head(columns: Iterable[str]) -> bytes:
    """The beginning of a sheet: the mark of its encoding and the names of its columns."""
    line = ",".join('"' + name.replace('"', '""') + '"' for name in columns)
    return BYTE_ORDER_MARK + line.encode() + LINE_END


def lines(columns: Sequence[Column], rows: Iterable[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
    """The lines below, in portions, of cells that a database has not joined itself: each text in quotes."""
    texts = [column.kind is CellKind.TEXT for column in columns]
    for portion in rows:
        yield b"".join(_line(texts, row) for row in portion)


def _line(texts: Sequence[bool], row: Sequence[Any]) -> bytes:
    told = zip(texts, row, strict=True)
    return ",".join(_cell(cell, text=text) for text, cell in told).encode() + LINE_END


def _cell(cell: Any, *, text: bool) -> str:
    if cell is None:
        return ""
    return '"' + str(cell).replace('"', '""') + '"' if text else str(cell)


def sheet_name(*, call: str, role: str, day: date, form: FileFormat = FileFormat.CSV) -> str:
    """The name of the file, of characters that every system takes."""
    return f"{call}-{role}-{day:%Y-%m-%d}.{form.value}"
