"""Rows that may be there already: written once, however often and from however many processes it is tried."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from casting.store.tables import table


def insert_once(database: Session | Connection, row: type[SQLModel], values: Mapping[str, Any], *, unique: str) -> bool:
    """Insert a row unless another has the same value in the column `unique`; whether it was inserted."""
    connection = database if isinstance(database, Connection) else database.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table(row)).values(**values).on_conflict_do_nothing(index_elements=[unique])
    return connection.execute(statement).rowcount == 1
