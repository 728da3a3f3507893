"""A sheet as CSV: the marks by which programs know it, its first line, its name."""

from collections.abc import Iterable
from datetime import date

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of its country."""
LINE_END = b"\r\n"
MEDIA_TYPE = "text/csv; charset=utf-8"


def head(columns: Iterable[str]) -> bytes:
    """The beginning of a sheet: the mark of its encoding and the names of its columns."""
    line = ",".join('"' + name.replace('"', '""') + '"' for name in columns)
    return BYTE_ORDER_MARK + line.encode() + LINE_END


def sheet_name(*, call: str, role: str, day: date) -> str:
    """The name of the file, of characters that every system takes."""
    return f"{call}-{role}-{day:%Y-%m-%d}.csv"
