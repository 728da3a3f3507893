"""`casting call`: open calls from their folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened

if TYPE_CHECKING:
    from casting.domain.calls import CallPlan

app = typer.Typer(help="Open calls: load one from its folder, list them.", no_args_is_help=True)


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that holds call.yaml.")],
    check: Annotated[bool, typer.Option("--check", help="Only look for faults; change nothing.")] = False,  # noqa: FBT002 - a command's switch
) -> None:
    """Load the call that FOLDER describes. One of the same slug is changed in place.

    What is wrong with its files is said line by line; then nothing is changed, and the exit code is 2.
    """
    # What reads YAML and the database is imported when it is wanted, so that --help stays quick.
    from datetime import UTC, datetime  # noqa: PLC0415

    from casting.services.setup import load_call  # noqa: PLC0415
    from casting.store.engine import writing  # noqa: PLC0415

    plan = _read(folder)
    if check:
        typer.echo(f"“{plan.title}” can be loaded. Its roles: {', '.join(role.slug for role in plan.roles)}.")
        return
    with opened() as engine, writing(engine) as session:
        loaded = load_call(session, plan, now=datetime.now(UTC))
    roles = ", ".join(f"{loaded.call_slug}/{role}" for role in loaded.roles)
    if loaded.created:
        typer.echo(f"The call is new. Its roles: {roles}.")
        return
    typer.echo("\n".join(["The call was changed:", *loaded.changes]) if loaded.changes else "Nothing has changed.")


@app.command("list")
def list_calls() -> None:
    """List the calls with their times and roles."""
    # As above.
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from casting.store.calls import calls_kept  # noqa: PLC0415
    from casting.store.engine import reading  # noqa: PLC0415

    with opened() as engine, reading(engine) as session:
        calls = [kept.call for kept in calls_kept(session)]
    for call in calls:
        zone = ZoneInfo(call.time_zone)
        opens, closes = (f"{time.astimezone(zone):%Y-%m-%d %H:%M}" for time in (call.opens_at, call.closes_at))
        typer.echo(
            f"{call.slug}: {call.title}, from {opens} to {closes} ({call.time_zone}){', draft' if call.draft else ''}"
        )
        for role in call.roles:
            typer.echo(f"  {call.slug}/{role.slug}: {role.title}, {role.places} to cast")
    if not calls:
        typer.echo("There is no call yet. Load one with: casting call load FOLDER")


def _read(folder: Path) -> "CallPlan":
    """The plan of a folder. Ends the command with exit code 2 and the list of faults where it has any."""
    from casting.forms.callfile import CallFileRefused, read_call  # noqa: PLC0415 - slow, as above

    try:
        return read_call(folder)
    except CallFileRefused as refused:
        for fault in refused.faults:
            typer.echo(f"{folder / fault.file}:{fault.line}: {fault.reason}", err=True)
        raise typer.Exit(2) from None
