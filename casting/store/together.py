"""Small selections read by one statement, so that a page which tells many things of one application asks once."""

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, cast, literal, null, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Slot: TypeAlias = tuple[type, int]
"""A column of the common statement: its type, and which of those of that type."""


def together(session: Session, parts: Mapping[str, Select[Any]]) -> dict[str, list[Any]]:
    """The rows of each selection by its name, with the columns as attributes; in no order.

    Args:
        parts: they share their columns by type, so that the statement is about as wide as the widest of
            them; it is NULL where a selection has nothing.
    """
    types: dict[Slot, TypeEngine[Any]] = {}
    places: dict[str, dict[Slot, ColumnElement[Any]]] = {}
    for name, part in parts.items():
        seen: Counter[type] = Counter()
        places[name] = {}
        for column in part.subquery(name).c:
            kind = type(column.type)
            slot = (kind, seen[kind])
            seen[kind] += 1
            types.setdefault(slot, column.type)
            places[name][slot] = column
    filled = (
        select(literal(name), *(own.get(slot, cast(null(), held)) for slot, held in types.items()))
        for name, own in places.items()
    )
    order = {slot: number for number, slot in enumerate(types, start=1)}
    wanted = {name: [(column.name, order[slot]) for slot, column in own.items()] for name, own in places.items()}
    found: dict[str, list[Any]] = {name: [] for name in parts}
    for row in session.execute(union_all(*filled)):
        found[row[0]].append(SimpleNamespace(**{name: row[at] for name, at in wanted[row[0]]}))
    return found
