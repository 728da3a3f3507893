"""A sheet as JSON: one array, an object for each application, numbers as numbers and every text exactly as it is."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from casting.domain.cells import unguarded
from casting.domain.sheets import CellKind, Column


def objects(columns: Sequence[Column], rows: Iterator[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
    """The file in pieces, one for each portion of rows; what is missing is null, days and moments are ISO text.

    Args:
        rows: cells as `casting.domain.cells` guards them, in the order of the columns.
    """
    names = [json.dumps(column.name, ensure_ascii=False) for column in columns]
    numbers = [column.kind is CellKind.NUMBER for column in columns]
    before = "[\n"
    for portion in rows:
        said = ",\n".join(_object(names, numbers, row) for row in portion)
        if said:
            yield (before + said).encode()
            before = ",\n"
    yield b"\n]\n" if before != "[\n" else b"[]\n"


def _object(names: Sequence[str], numbers: Sequence[bool], row: Sequence[Any]) -> str:
    told = zip(names, numbers, row, strict=True)
    return "{" + ", ".join(f"{name}: {_value(cell, number=number)}" for name, number, cell in told) + "}"


def _value(cell: Any, *, number: bool) -> str:
    if cell is None:
        return "null"
    # The database spells a number as JSON does: as a number of Python it might lose its last digits.
    return str(cell) if number else json.dumps(unguarded(cell), ensure_ascii=False)
