"""`casting findings …`: what examiners found, from a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened
from casting.cli.importing import BAD_FILE, opened_file, progress_bar, tell_faults
from casting.domain.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casting.services.finding_files import FileOfFindings
    from casting.store.calls import KeptRole

app = typer.Typer(help="Findings of examiners: medical, swim, run.", no_args_is_help=True)
Role = Annotated[str, typer.Argument(metavar="CALL/ROLE", help="Such as the-challenge/the-surgeon.")]


@app.command("import")
def import_findings(
    role: Role,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, or CSV packed with gzip (.csv.gz).")],
    examiner: Annotated[str, typer.Option(metavar="NAME", help="Who found it; shown beside every finding.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and change nothing.")] = False,  # noqa: FBT002 - a switch
) -> None:
    """Keep the findings of a file: all of its rows or, where one is at fault, none.

    The first row names the columns: reference, criterion, finding (verified, not met or unknown) and date; value,
    expires and note may be there, too. The same file again changes nothing.

    Exit codes: 0 when it is done, 1 when it cannot be done, 2 when the file has to be changed first.
    """
    from casting.forms.sheet import SheetFault  # noqa: PLC0415 - slow libraries, so that --help stays quick
    from casting.services.finding_checks import check_findings  # noqa: PLC0415 - as above
    from casting.services.finding_files import discard_findings, file_record, keep_findings  # noqa: PLC0415 - as above
    from casting.services.importing import RowsRefused  # noqa: PLC0415 - as above
    from casting.services.preparing import prepare_pending  # noqa: PLC0415 - as above
    from casting.store.engine import writing  # noqa: PLC0415 - as above

    now = datetime.now(UTC)
    try:
        with opened() as engine, opened_file(file) as read:
            with writing(engine) as session:
                kept = _role(session, role)
                batch_id = check_findings(
                    session, kept, file=read, file_name=file.name, examiner=examiner, member_id=None, now=now
                )
                found = file_record(session, None, kept, batch_id=batch_id)
                if dry_run and found.file.kept_at is None:
                    discard_findings(session, kept, batch_id=batch_id)
                elif not dry_run:
                    keep_findings(session, kept, batch_id=batch_id, member_id=None, now=now)
            if not dry_run:
                with progress_bar("Placing", total=found.people) as progress:
                    prepare_pending(engine, now=now, progress=progress)
    except SheetFault as fault:
        typer.echo(f"{file}: {fault}", err=True)
        raise typer.Exit(BAD_FILE) from None
    except RowsRefused as refused:
        tell_faults(refused)
        raise typer.Exit(BAD_FILE) from None
    _tell(found.file, role, dry_run=dry_run)


def _tell(file: "FileOfFindings", role: str, *, dry_run: bool) -> None:
    done = "could be kept; nothing was changed" if dry_run else f"kept as file {file.batch_id}"
    if file.kept_at is not None:
        done = f"had been kept already as file {file.batch_id}; nothing was changed"
    typer.echo(f"{file.rows:,} finding{'s' if file.rows != 1 else ''} for {role} {done}.")
    if file.unchanged:
        typer.echo(f"Known already, and not kept again: {file.unchanged:,}.")


@app.command("undo")
def undo(role: Role, batch: Annotated[int, typer.Argument(metavar="NUMBER", help="As the import has said.")]) -> None:
    """Take all findings of a file back; what was known before counts again."""
    from casting.services.finding_files import undo_findings  # noqa: PLC0415 - slow libraries, as above
    from casting.services.preparing import prepare_pending  # noqa: PLC0415 - as above
    from casting.store.engine import writing  # noqa: PLC0415 - as above

    now = datetime.now(UTC)
    with opened() as engine:
        with writing(engine) as session:
            undo_findings(session, _role(session, role), batch_id=batch, member_id=None, now=now)
        prepare_pending(engine, now=now)
    typer.echo(f"The findings of file {batch} are taken back.")


def _role(session: "Session", role: str) -> "KeptRole":
    from casting.store.calls import role_kept  # noqa: PLC0415 - slow libraries, as above

    call, _, name = role.partition("/")
    kept = role_kept(session, call, name)
    if kept is None:
        raise NotFound(f"There is no role {role}. “casting call list” shows those that there are.")
    return kept
