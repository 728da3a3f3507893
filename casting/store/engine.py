"""The connection to the database: SQLite or PostgreSQL, always durable, always at the newest migration or refused.

SQLite runs in WAL with `synchronous=FULL` (a commit that was answered survives a power cut), with foreign keys on, and
takes its write lock at the beginning of a transaction that will write: a deferred BEGIN that reads and then writes
fails under load with "database is locked", however long the busy timeout is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from casting.domain.errors import Unready

WRITES = "casting_writes"
RECYCLE_SECONDS = 600
"""A connection to SQLite learns what `keep_statistics` has found only by being opened anew."""
ANALYSED_ROWS = 1000
"""Of each index; SQLite's own manual advises 100 to 1000."""
OPTIMIZE_ALL_TABLES = 0x10002
"""Also those that this connection has not asked anything of (sqlite.org/pragma.html#pragma_optimize)."""
BUSY_SECONDS = 30
OTHER_KIND = "CASTING_DATABASE_URL has to begin with sqlite:/// or postgresql://."
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
)


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """Open an engine on `sqlite:///file` or `postgresql://…` (psycopg 3); nothing is read or created yet.

    Its errors name the statement and not the values: those are people's data, and errors are logged.

    Raises:
        Unready: the address names another kind of database, or the folder of the SQLite file is missing.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Unready(OTHER_KIND) from error
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        # Durable whatever the server's default is: an acknowledged application must survive a crash.
        options = {"options": "-c synchronous_commit=on -c timezone=UTC", "connect_timeout": 5}
        return create_engine(
            address,
            hide_parameters=True,
            pool_size=pool_size,
            pool_pre_ping=True,
            pool_timeout=10,
            connect_args=options,
        )
    if address.get_backend_name() != "sqlite" or not address.database:
        raise Unready(OTHER_KIND)
    if not Path(address.database).parent.is_dir():
        raise Unready(f"The folder of the database does not exist: {Path(address.database).parent}")
    engine = create_engine(
        address,
        hide_parameters=True,  # an error that is logged must not tell what people wrote
        poolclass=QueuePool,
        pool_size=pool_size,
        pool_timeout=10,
        pool_recycle=RECYCLE_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin below, not when the driver guesses that they should
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, from one moment's view of the database."""
    with Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session for one act: it commits when the block returns and rolls back when it raises."""
    with (
        engine.connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
        Session(connection, autoflush=True, expire_on_commit=False) as session,
    ):
        yield session
        session.flush()


def keep_statistics(engine: Engine) -> None:
    """Have the database look anew at what its tables hold, so that it finds its way through them by the best index.

    SQLite does so only when it is asked, and reads few rows for it where little has changed; PostgreSQL by itself.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {ANALYSED_ROWS}")
        connection.exec_driver_sql(f"PRAGMA optimize = {OPTIMIZE_ALL_TABLES}")


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", "casting.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest migration; one that is there already is left as it is."""
    engine = connect(url)
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise Unready(f"The database cannot be reached or written: {error.orig}") from error
    finally:
        engine.dispose()


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """The migration that the database stands at (None for an empty one), and the newest that there is."""
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present, ScriptDirectory.from_config(_alembic()).get_current_head()


@dataclass(frozen=True)
class Durability:
    """One setting on which durability rests: what it is, and whether it is strong enough."""

    setting: str
    value: str
    enough: bool


def durability(connection: Connection) -> tuple[Durability, ...]:
    """Read, on this very connection, the settings that decide whether a commit survives a power cut."""
    if connection.dialect.name == "sqlite":
        wanted: dict[str, set[Any]] = {"journal_mode": {"wal"}, "synchronous": {2, 3}, "foreign_keys": {1}}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        return tuple(Durability(name, str(value), value in wanted[name]) for name, value in found.items())
    weak = {"synchronous_commit": {"off"}, "fsync": {"off"}, "full_page_writes": {"off"}}
    shown = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in weak}
    return tuple(Durability(name, str(value), value not in weak[name]) for name, value in shown.items())
