"""A role's sheet from the database: as lines (chunks of SQLite's rows, or what PostgreSQL's COPY says) or as cells."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Text, cast, func, literal, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, without_name
from casting.domain.errors import Refused
from casting.domain.sheets import Column, chosen_columns, hidden_columns, sheet_columns
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
        columns: those that were asked for.
        count: how many lines there are.
        lines: the lines as CSV, UTF-8, in chunks; they come from the moment at which the sheet was opened, whatever is
            changed meanwhile. Reading them to the end, or closing them, gives the connection back.
    """

    columns: tuple[Column, ...]
    count: int
    lines: Iterator[bytes]


@dataclass(frozen=True)
class Table:
    """The same, cell by cell.

    Attributes:
        rows: up to 1,000 at once, each with a cell for each column as a sheet has it: text is guarded, a number is text
            or a number, days and moments are ISO text, what is missing is None. Else as `Sheet.lines`.
    """

    columns: tuple[Column, ...]
    count: int
    rows: Iterator[Sequence[Sequence[Any]]]


def open_sheet(session: Session, query: Query, *, columns: Sequence[str] = ()) -> Sheet:
    """Begin to read what the query finds, on a connection of its own.

    Args:
        columns: the names of those that are wanted, in this order; all of them where there is none.

    Raises:
        Refused: as `casting.store.conditions.listed` does; or there is no such column.
    """
    opened = _open(session, query, columns)
    lines = _lines(opened)
    next(lines)
    return Sheet(tuple(cell.column for cell in opened.cells), opened.count, lines)


def open_table(session: Session, query: Query, *, columns: Sequence[str] = ()) -> Table:
    """As `open_sheet`, cell by cell."""
    opened = _open(session, query, columns)
    rows = _rows(opened)
    next(rows)
    return Table(tuple(cell.column for cell in opened.cells), opened.count, rows)


@dataclass(frozen=True)
class _Opened:
    """A connection that stands at the moment of the export, and what is to be read from it; `held` gives it back.

    Attributes:
        named: the cell of the name that is to be left out of all others; None where names are shown.
    """

    connection: Connection
    cells: tuple[Cell, ...]
    count: int
    named: Cell | None
    held: ExitStack


def _open(session: Session, query: Query, columns: Sequence[str]) -> _Opened:
    every = sheet_columns(query.role.call, query.role.role)
    wanted = _seen(query, chosen_columns(every, columns), asked=bool(columns))
    with ExitStack() as held:
        connection = held.enter_context(session.get_bind().engine.connect())
        held.enter_context(_small_cache(connection))
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        connection.begin()
        with Session(connection) as reader:
            counted = count(reader, query)
            found = ordered(reader, query)
        made = sheet_cells(found, query.role, lens=query.lens, dialect=connection.dialect.name)
        cells = {cell.column: cell for cell in made}
        named = next(cell for column, cell in cells.items() if column.name == "name") if query.hides(NAME) else None
        return _Opened(connection, tuple(cells[column] for column in wanted), counted, named, held.pop_all())


def untold(query: Query) -> tuple[str, ...]:
    """The names of the columns that are left out, since they would tell what is hidden from the member."""
    hidden = frozenset(thing for thing in query.role.blind.things if query.hides(thing))
    return hidden_columns(query.role.call, query.role.role, hidden)


def _seen(query: Query, wanted: Sequence[Column], *, asked: bool) -> tuple[Column, ...]:
    """The columns without those that are hidden from the member. Raises Refused where one was asked for by its name."""
    left_out = untold(query)
    kept = tuple(column for column in wanted if column.name not in left_out)
    if asked and len(kept) < len(wanted):
        names = ", ".join(column.name for column in wanted if column.name in left_out)
        raise Refused(f"Hidden at a stage of those who are found: {names}. Leave it out, or export other stages.")
    return kept


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


def _lines(opened: _Opened) -> Iterator[bytes]:
    with opened.held:
        yield b""  # where a sheet stops that nobody reads: from here on, to forget it is to give the connection back
        read = _copied if opened.connection.dialect.name == "postgresql" else _joined
        yield from read(opened.connection, opened.cells)


def _rows(opened: _Opened) -> Iterator[Sequence[Sequence[Any]]]:
    with opened.held:
        yield ()  # as above
        cells = opened.cells if opened.named is None else (*opened.cells, opened.named)
        selected = select(*(cell.value.label(f"c{number}") for number, cell in enumerate(cells)))
        found = opened.connection.execution_options(yield_per=ROWS).execute(selected).partitions()
        yield from found if opened.named is None else (_without_names(rows) for rows in found)


def _without_names(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """The rows without the name, which stands last in each, in any of their texts."""
    return [[_without_name(cell, row[-1] or "") for cell in row[:-1]] for row in rows]


def _without_name(cell: Any, name: str) -> Any:
    return without_name(cell, name) if isinstance(cell, str) else cell


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
