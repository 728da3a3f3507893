"""Rows that may be there already: written once, however often and from however many processes it is tried."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from casting.store.tables import table


def insert_once(
    database: Session | Connection, row: type[SQLModel], values: Mapping[str, Any], *, unique: str | tuple[str, ...]
) -> bool:
    """Insert a row unless another has the same in the column or columns `unique`; whether it was inserted."""
    connection = database if isinstance(database, Connection) else database.connection()
    inserted = connection.execute(
        _insert(row, (unique,) if isinstance(unique, str) else unique, connection.dialect.name), dict(values)
    )
    return inserted.one_or_none() is not None


def insert_each_once(session: Session, row: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, unique: str) -> None:
    """Insert these rows but for those of which another has the same in the column `unique`."""
    if rows:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(table(row)).on_conflict_do_nothing(index_elements=[unique]), list(map(dict, rows)))


@lru_cache
def _insert(row: type[SQLModel], unique: tuple[str, ...], dialect: str) -> Executable:
    """Built once: building a statement costs more than running it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table(row)).on_conflict_do_nothing(index_elements=unique).returning(table(row).c[unique[0]])
