"""`casting import CALL/ROLE FILE`: applications from a sheet."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened
from casting.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from io import BufferedReader

    from sqlalchemy import Engine

    from casting.services.importing import CheckedSheet, RowsRefused

BAD_FILE = 2
"""The exit code where the file or the mapping cannot be used as it is."""


def import_(
    role: Annotated[str, typer.Argument(metavar="CALL/ROLE", help="Such as the-challenge/the-surgeon.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, or CSV packed with gzip (.csv.gz).")],
    columns: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="What a column becomes; give it again.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Import a file that was imported before.")] = False,  # noqa: FBT002 - a switch
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and change nothing.")] = False,  # noqa: FBT002 - a switch
) -> None:
    """Import applications from a sheet: all of its rows or, where one is at fault, none.

    FIELD is one of name, email, phone, birth_date, city, country, tape_url, received_at; the key of a question of the
    role; or KEY:KIND for a new question, which the form does not ask. KIND is text, long-text, number, choice, date or
    link.

    The scorer reads new questions of kind long-text as words, number and choice as facts, and nothing of the others.
    KEY:KIND:USE says otherwise; USE is words, fact or nothing. What tells age, sex, origin or place is never read.

    Without any --map, columns are taken by their names, as an export writes them. What is not mapped is not kept. Cells
    that an export has guarded with an apostrophe get their exact text back.

    Exit codes: 0 when it is done, 1 when it cannot be done, 2 when the file or the mapping has to be changed first.
    """
    from casting.forms.mapping import MappingFault  # noqa: PLC0415 - slow libraries, so that --help stays quick
    from casting.forms.sheet import SheetFault  # noqa: PLC0415 - as above
    from casting.services.importing import RowsRefused  # noqa: PLC0415 - as above

    try:
        with opened_file(file) as source:
            _import(role, source, file.name, columns or [], again=again, dry_run=dry_run)
    except (SheetFault, MappingFault) as fault:
        typer.echo(f"{file}: {fault}", err=True)
        raise typer.Exit(BAD_FILE) from None
    except RowsRefused as refused:
        tell_faults(refused)
        raise typer.Exit(BAD_FILE) from None


def _import(
    role: str, source: "BufferedReader", file_name: str, columns: list[str], *, again: bool, dry_run: bool
) -> None:
    from casting.services.importing import check_sheet  # noqa: PLC0415 - slow libraries, as above
    from casting.store.calls import role_kept  # noqa: PLC0415 - as above
    from casting.store.engine import reading  # noqa: PLC0415 - as above

    call, _, name = role.partition("/")
    with opened() as engine:
        with reading(engine) as session, progress_bar("Checking", total=os.fstat(source.fileno()).st_size) as progress:
            kept = role_kept(session, call, name)
            if kept is None:
                raise NotFound(f"There is no role {role}. “casting call list” shows those that there are.")
            checked = check_sheet(
                session,
                role=kept,
                file=source,
                file_name=file_name,
                mapping=columns,
                again=again,
                now=datetime.now(UTC),
                progress=progress,
            )
        with closing(checked):
            if not dry_run:
                _keep(engine, checked)
            _summary(checked, role=role, dry_run=dry_run)


def _keep(engine: "Engine", checked: "CheckedSheet") -> None:
    """Keep the applications, and prepare them, as a worker would do sooner or later."""
    from casting.services.access import references  # noqa: PLC0415 - slow libraries, as above
    from casting.services.importing import keep_sheet  # noqa: PLC0415 - as above
    from casting.services.preparing import prepare_pending  # noqa: PLC0415 - as above
    from casting.store.engine import writing  # noqa: PLC0415 - as above

    now = datetime.now(UTC)
    tokens = (secrets.token_urlsafe(24) for _ in count())
    free = references()
    with progress_bar("Importing", total=checked.rows) as progress, writing(engine) as session:
        keep_sheet(session, checked, now=now, references=free, tokens=tokens, progress=progress)
    with progress_bar("Preparing", total=checked.rows) as progress:
        prepare_pending(engine, now=now, progress=progress)


def _summary(checked: "CheckedSheet", *, role: str, dry_run: bool) -> None:
    done = "could be imported; nothing was changed" if dry_run else "imported"
    typer.echo(f"{checked.rows:,} application{'s' if checked.rows != 1 else ''} for {role} {done}.")
    for target in checked.mapping.targets:
        new = f", a new question ({target.question.kind})" if target.question and target.new else ""
        typer.echo(f"  {target.column} became {target.field}{new}")
    if checked.mapping.left_out:
        typer.echo(f"Left out, and not kept: {', '.join(checked.mapping.left_out)}.")
    typer.echo(f"The scorer reads of these: {', '.join(checked.read_by_scorer) or 'nothing'}.")


def tell_faults(refused: "RowsRefused") -> None:
    """Say on standard error what is wrong with which row."""
    for fault in refused.faults:
        cell = f", {fault.column} “{fault.value}”" if fault.column else ""
        typer.echo(f"Row {fault.row}{cell}: {fault.reason}", err=True)
    if refused.rows > len({fault.row for fault in refused.faults}):
        typer.echo("… and more.", err=True)
    typer.echo(str(refused), err=True)


@contextmanager
def opened_file(file: Path) -> Iterator["BufferedReader"]:
    """The file, opened. Raises Refused where it cannot be read."""
    try:
        found = file.open("rb")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    with found:
        yield found


@contextmanager
def progress_bar(words: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error where a person looks on; given is what moves it to a number."""
    from rich.console import Console  # noqa: PLC0415 - slow libraries, as above
    from rich.progress import Progress  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.update(task, completed=done)
