"""Reading a sheet: CSV of any size, plain or gzipped, row by row, in the encodings and with the separators in use."""

import codecs
import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader

SEPARATORS = ",;\t"
CHUNK = 64 * 1024
LONGEST_CELL = 131_072
LONGEST_LINE = 4_000_000
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs begin: XLSX and ODS, and the older XLS."""
_END = re.compile("\r\n|\r|\n")


class SheetFault(ValueError):
    """A sheet that cannot be read; the message says what is wrong, where, and what would be right."""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        number: as a spreadsheet counts; the row of the columns' names is the first.
        cells: as many as there are columns, or another number, which is for the reader to refuse.
    """

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """An opened sheet.

    Attributes:
        columns: the names in its first row, without blanks around them; each once, some of them may be empty.
        rows: the others, without those that are empty. Reading them raises SheetFault.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row]


def open_sheet(file: BufferedReader) -> Sheet:
    """Read the first row of a sheet; the others are read when they are asked for.

    Args:
        file: the file from its start, as it lies on the disk; one that is gzipped is unpacked on the way.

    Raises:
        SheetFault: it is empty, cannot be decoded, or has no proper first row.
    """
    if file.peek(4).startswith(WORKBOOKS):
        raise SheetFault("This is a workbook, not CSV. Save its sheet as “CSV UTF-8” and hand that in.")
    zipped = file.peek(2)[:2] == b"\x1f\x8b"
    text = _Text(gzip.GzipFile(fileobj=file) if zipped else file)
    lines = text.lines()
    first = next(lines, None)
    if first is None:
        raise SheetFault("The file is empty. Its first row has to name the columns.")
    rows = _records(first, lines)
    columns = tuple(name.strip() for name in next(rows).cells)
    named = [name for name in columns if name]
    if not named:
        raise SheetFault("Row 1 is empty. It has to name the columns.")
    twice = [name for name, count in Counter(named).items() if count > 1]
    if twice:
        raise SheetFault(f"Row 1 names {', '.join(f'“{name}”' for name in twice)} more than once. Rename one of them.")
    return Sheet(columns, rows)


class _Text:
    """The lines of a file, and where in it they are."""

    def __init__(self, file: BufferedReader | gzip.GzipFile) -> None:
        self._file = file
        self._read = 0

    def lines(self) -> Iterator[str]:
        """The lines with their ends. Raises SheetFault where it cannot be decoded, after the lines before that."""
        rest = ""
        for text in self._texts():
            # A carriage return at the end of what was read may be the first half of a line end.
            sought, rest = max(0, len(rest) - 1), rest + text
            begin = 0
            for end in _END.finditer(rest.removesuffix("\r"), sought):
                yield rest[begin : end.end()]
                begin = end.end()
            rest = rest[begin:]
            if len(rest) > LONGEST_LINE:
                raise SheetFault(f"A line has more than {LONGEST_LINE:,} characters, so this is hardly a sheet.")
        if rest:
            yield rest

    def _texts(self) -> Iterator[str]:
        chunk = self._next()
        mark, encoding, name = next((e for e in ENCODINGS if chunk.startswith(e[0])), (b"", "utf-8", "UTF-8"))
        decoder = codecs.getincrementaldecoder(encoding)()
        chunk = chunk[len(mark) :]
        while True:
            try:
                yield decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = self._read - len(error.object) + error.start
                yield codecs.decode(error.object[: error.start], encoding)
                raise _NotText(name, at, error.object[error.start]) from error
            if not chunk:
                return
            chunk = self._next()

    def _next(self) -> bytes:
        try:
            chunk = self._file.read(CHUNK)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SheetFault("The file is gzipped, but damaged or cut off. Pack it again.") from error
        self._read += len(chunk)
        return chunk


class _NotText(SheetFault):
    """A byte that is no text in the sheet's encoding; the row is added by who counts them."""

    def __init__(self, encoding: str, offset: int, byte: int) -> None:
        super().__init__(f"byte {offset + 1:,} (0x{byte:02X}) is not {encoding}")
        self.encoding = encoding


def _records(first: str, lines: Iterator[str]) -> Iterator[Row]:
    """The rows, the first among them; what is wrong in one is told with its number."""
    separator = max(SEPARATORS, key=lambda s: _outside_quotes(first).count(s))
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_chained(first, lines), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _NotText as fault:
            raise SheetFault(
                f"Row {number}: {fault}. Save the sheet as “CSV UTF-8”, or as UTF-16 with its mark, and import that."
            ) from fault
        except csv.Error as error:
            raise SheetFault(f"Row {number} cannot be read: {_said(error)}") from error
        if number == 1 or any(cells):
            yield Row(number, cells)


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _outside_quotes(line: str) -> str:
    return re.sub('"[^"]*"?', "", line)


def _said(error: csv.Error) -> str:
    told = str(error)
    if "field larger" in told:
        return f"a cell has more than {LONGEST_CELL:,} characters; perhaps a quotation mark is never closed."
    if "unexpected end" in told:
        return "the file ends within a cell, so a quotation mark is never closed."
    if "expected after" in told:
        return "more text after a closing quotation mark; one within a cell is doubled."
    return f"{told}."
