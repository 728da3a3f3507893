"""`casting export CALL/ROLE`: what a filter shows, as CSV, XLSX or JSON."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened
from casting.domain.errors import NotFound, Refused
from casting.domain.vocabulary import FileFormat, Lens

if TYPE_CHECKING:
    from casting.services.exporting import Export


def export(  # noqa: PLR0917 - typer fills a command's parameters by name
    role: Annotated[str, typer.Argument(metavar="CALL/ROLE", help="Such as the-challenge/the-surgeon.")],
    q: Annotated[str, typer.Option("--q", metavar="QUERY", help="As in the search of the review pages.")] = "",
    lens: Annotated[Lens, typer.Option(help="The order of the lines.")] = Lens.RANKED,
    form: Annotated[
        FileFormat | None, typer.Option("--format", help="By default as FILE ends, else CSV.", show_default=False)
    ] = None,
    columns: Annotated[str, typer.Option(metavar="NAME,…", help="All of them by default.")] = "",
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help="Those alone who consented to it.")] = "",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write; standard output by default.")
    ] = None,
) -> None:
    """Write the applications that QUERY finds. An import of the CSV gives back the exact text of every cell.

    FILE is put in place when it is complete, never in part. Every export is logged. “mark:”, “stars:” and “by:me” are
    about a member's own marks, and there is no member here.
    """
    # What uses the database is imported when it is wanted, so that --help stays quick.
    from datetime import UTC, datetime  # noqa: PLC0415

    from casting.services import exporting  # noqa: PLC0415
    from casting.store.calls import role_kept  # noqa: PLC0415
    from casting.store.engine import writing  # noqa: PLC0415

    call, _, name = role.partition("/")
    with opened() as engine, _target(out) as file:
        with writing(engine) as session:
            kept = role_kept(session, call, name)
            if kept is None:
                raise NotFound(f"There is no role {role}. “casting call list” shows those that there are.")
            taken = exporting.export(
                session,
                actor=None,
                role=kept,
                q=q,
                lens=lens,
                now=datetime.now(UTC),
                form=form or _format_of(out),
                columns=[name.strip() for name in columns.split(",")] if columns else [],
                purpose=purpose,
            )
        _write(taken, file, quiet=out is None)
    _tell(taken, out, purpose)


def _tell(taken: "Export", out: Path | None, purpose: str) -> None:
    if purpose:
        typer.echo(f"{taken.left_out:,} left out: no consent to {purpose}.", err=True)
    if out is not None:
        typer.echo(f"{taken.count:,} application{'s' if taken.count != 1 else ''} in {out}.", err=True)


def _format_of(out: Path | None) -> FileFormat:
    """What the name of a file says; CSV where it says nothing."""
    said = "" if out is None else out.suffix.lower().removeprefix(".")
    return FileFormat(said) if said in {*FileFormat} else FileFormat.CSV


def _write(taken: "Export", file: IO[bytes], *, quiet: bool) -> None:
    """Write the sheet, with a bar on standard error where a person looks on."""
    from rich.console import Console  # noqa: PLC0415 - slow, as above
    from rich.progress import track  # noqa: PLC0415 - slow, as above

    console = Console(stderr=True)
    for chunk in track(
        taken.chunks, description="Exporting", console=console, disable=quiet or not console.is_terminal
    ):
        file.write(chunk)
    file.flush()


@contextmanager
def _target(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that takes its name when it is complete and on the disk.

    Raises:
        Refused: the file cannot be written there.
    """
    if out is None:
        yield sys.stdout.buffer
        return
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            made = Path(file.name)
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                made.unlink(missing_ok=True)
                raise
        made.replace(out)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}.") from error
