"""What one engine has compiled of a statement is there for the next: each test has engines of its own, all alike."""

from functools import partial

from sqlalchemy import Dialect, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from casting.store import engine

MOST = 3000
"""Statements that are kept; the whole run has a few hundred, and those of thousands of searches that chance makes."""


def share_statements() -> None:
    """Let engines of one kind of database share what they compile, which is most of what a short test does.

    A statement is found by its dialect, of which each engine has its own: those of one kind and version are the same.
    """
    for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        setattr(kind, "__eq__", _alike)  # noqa: B010 - a type checker would not have it otherwise
        setattr(kind, "__hash__", _of_kind)  # noqa: B010
    kept = LRUCache[object, object](MOST)
    setattr(engine, "create_engine", partial(create_engine, execution_options={"compiled_cache": kept}))  # noqa: B010


def _alike(one: Dialect, other: object) -> bool:
    return type(one) is type(other) and one.server_version_info == getattr(other, "server_version_info", None)


def _of_kind(one: Dialect) -> int:
    return hash(type(one))
