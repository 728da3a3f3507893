"""A role's sheet, line by line from the database: chunks of SQLite's rows, or what PostgreSQL's COPY says."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, LargeBinary, Text, cast, func, literal, select
from sqlalchemy.orm import Session

from casting.store.applications import Query, count, ordered
from casting.store.sheet_cells import Cell, sheet_cells

ROWS = 1000
"""Rows of SQLite that are put together at once: one by one they would cost 20 times as much."""
CHUNK = 64 * 1024
"""Bytes of PostgreSQL's lines that are handed on at once."""
CACHE = -8000
"""KiB of pages that SQLite keeps meanwhile, as it counts them."""
LINE_END = b"\r\n"


@dataclass(frozen=True)
class Sheet:
    """What a query finds, as a sheet.

    Attributes:
        columns: their names.
        count: how many lines there are.
        lines: the lines as CSV, UTF-8, in chunks; they come from the moment at which the sheet was opened, whatever is
            changed meanwhile. Reading them to the end, or closing them, gives the connection back.
    """

    columns: tuple[str, ...]
    count: int
    lines: Iterator[bytes]


def open_sheet(session: Session, query: Query) -> Sheet:
    """Begin to read what the query finds, on a connection of its own.

    Raises:
        Refused: as `casting.store.conditions.listed` does.
    """
    with ExitStack() as held:
        connection = held.enter_context(session.get_bind().engine.connect())
        held.enter_context(_small_cache(connection))
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        connection.begin()
        with Session(connection) as reader:
            counted = count(reader, query, cap=None)
            found = ordered(reader, query)
        cells = sheet_cells(found, query.role, lens=query.lens, dialect=connection.dialect.name)
        lines = _lines(connection, cells, held=held.pop_all())
    next(lines)
    return Sheet(tuple(cell.name for cell in cells), counted, lines)


@contextmanager
def _small_cache(connection: Connection) -> Iterator[None]:
    """SQLite keeps pages for later readers, and a sheet is read once: otherwise its size would be seen in memory."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())
    connection.exec_driver_sql(f"PRAGMA cache_size={CACHE}")
    connection.rollback()
    yield
    connection.rollback()
    connection.exec_driver_sql(f"PRAGMA cache_size={usual}")


def _lines(connection: Connection, cells: Sequence[Cell], *, held: ExitStack) -> Iterator[bytes]:
    with held:
        yield b""  # where a sheet stops that nobody reads: from here on, to forget it is to give the connection back
        yield from _copied(connection, cells) if connection.dialect.name == "postgresql" else _joined(connection, cells)


def _joined(connection: Connection, cells: Sequence[Cell]) -> Iterator[bytes]:
    """From SQLite: each line is put together by the database, and `ROWS` of them here."""
    line: ColumnElement[str] = literal("", Text())
    for number, cell in enumerate(cells):
        said = cell.value
        if cell.quoted:
            said = literal('"', Text()).concat(func.replace(said, '"', '""')).concat('"')
        line = line.concat("," if number else "").concat(func.coalesce(said, ""))
    found = connection.execute(select(cast(line.concat("\r\n"), LargeBinary))).scalars()
    for lines in found.partitions(ROWS):
        yield b"".join(lines)


def _copied(connection: Connection, cells: Sequence[Cell]) -> Iterator[bytes]:
    """From PostgreSQL: by COPY, which hands over one line at a time."""
    selected = select(*(cell.value.label(f"c{number}") for number, cell in enumerate(cells)))
    compiled = selected.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    quoted = ", ".join(f"c{number}" for number, cell in enumerate(cells) if cell.quoted)
    cursor = connection.connection.cursor()
    with (
        closing(cursor),
        cursor.copy(f"COPY ({compiled}) TO STDOUT (FORMAT csv, FORCE_QUOTE ({quoted}))", compiled.params) as copy,
    ):
        chunk: list[bytes | memoryview] = []
        length = 0
        for line in copy:
            chunk += (memoryview(line)[:-1], LINE_END)
            length += len(line)
            if length >= CHUNK:
                yield b"".join(chunk)
                chunk, length = [], 0
        yield b"".join(chunk)
