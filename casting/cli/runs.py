"""`casting runs`: the runs of a role, what each was made of, who moved between two, and whether one repeats."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casting.cli.database import opened
from casting.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casting.services.past_runs import RunsCompared
    from casting.store.calls import KeptRole

app = typer.Typer(no_args_is_help=True, help="Look back at ranking runs. Nothing is changed by it.")
Role = Annotated[str, typer.Argument(metavar="CALL/ROLE", help="Such as the-challenge/the-surgeon.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
RunId = Annotated[int, typer.Argument(metavar="RUN", min=1, help="A run's number, as the list shows it.")]


@app.command("list")
def list_(role: Role, as_json: AsJson = False) -> None:  # noqa: FBT002 - a switch of the command line
    """Show the newest runs of a role, the newest first."""
    from casting.services.past_runs import runs_of  # noqa: PLC0415 - the database's libraries are slow to import

    with _read(role) as (session, kept):
        runs = runs_of(session, kept)
    if as_json:
        _print_json([dataclasses.asdict(run) for run in runs])
        return
    for run in runs:
        learned = ", ".join(f"{number} {kind}" for kind, number in run.labels.items() if number)
        published = "published" if run.published_at else "not published"
        size = "order not kept" if run.applications is None else f"{run.applications:,} applications"
        typer.echo(
            f"{run.run_id}  {run.made_at:%Y-%m-%d %H:%M:%S} UTC  {size}  "
            f"{learned or 'the breakdown alone'}  {published}"
        )


@app.command()
def show(role: Role, run: RunId, as_json: AsJson = False) -> None:  # noqa: FBT002 - as above
    """Show what a run was made of."""
    from casting.services.past_runs import run_of  # noqa: PLC0415 - as above

    with _read(role) as (session, kept):
        made = run_of(session, kept, run_id=run)
    if as_json:
        _print_json(dataclasses.asdict(made))
        return
    for name, value in dataclasses.asdict(made).items():
        said = ", ".join(f"{key} {_short(part)}" for key, part in value.items()) if isinstance(value, dict) else value
        typer.echo(f"{name.replace('_', ' ')}: {'–' if said in (None, '') else said}")


@app.command()
def compare(role: Role, first: RunId, second: RunId, as_json: AsJson = False) -> None:  # noqa: FBT002 - as above
    """Show who moved most between two runs, and which reasons weigh otherwise for them."""
    from casting.services.past_runs import compared_runs  # noqa: PLC0415 - as above

    with _read(role) as (session, kept):
        found = compared_runs(session, None, kept, first=first, second=second)
    if as_json:
        _print_json(dataclasses.asdict(found))
        return
    _print_compared(found)


def _print_compared(found: "RunsCompared") -> None:
    from casting.services.past_runs import differences  # noqa: PLC0415 - as above

    for line in differences(found.first, found.second):
        typer.echo(line)
    typer.echo(f"{found.moved:,} stand elsewhere, {found.new:,} came, {found.gone:,} went.")
    for one in found.most:
        why = ", ".join(f"{change.name} {change.value:+.2f}" for change in one.changes)
        typer.echo(f"{one.before:,} → {one.after:,}  {one.reference}  {one.name}{f': {why}' if why else ''}")


@app.command()
def repeat(role: Role, run: RunId, as_json: AsJson = False) -> None:  # noqa: FBT002 - as above
    """Make a run again from what it was made of, and say whether it gives the same order, bit for bit.

    The exit code is 0 where it does, and 1 where it does not.
    """
    from casting.services.past_runs import run_of  # noqa: PLC0415 - as above

    # The scorer's libraries are slow to import.
    from casting.services.rank import repeat_run  # noqa: PLC0415
    from casting.store.engine import reading  # noqa: PLC0415 - as above

    with opened() as engine:
        with reading(engine) as session:
            run_of(session, _kept(session, role), run_id=run)
        found = repeat_run(engine, run_id=run)
    if as_json:
        _print_json({"run_id": run, **dataclasses.asdict(found)})
    if not found.same:
        raise Refused(f"Run {run} does not repeat. {found.why_not or found.first_difference}")
    if not as_json:
        typer.echo(f"Run {run} repeats bit for bit.")


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


@contextmanager
def _read(role: str) -> "Iterator[tuple[Session, KeptRole]]":
    from casting.store.engine import reading  # noqa: PLC0415 - as above

    with opened() as engine, reading(engine) as session:
        yield session, _kept(session, role)


def _kept(session: "Session", role: str) -> "KeptRole":
    from casting.store.calls import role_kept  # noqa: PLC0415 - as above

    call, _, name = role.partition("/")
    kept = role_kept(session, call, name)
    if kept is None:
        raise NotFound(f"There is no role {role}. “casting call list” shows those that there are.")
    return kept


def _print_json(said: Any) -> None:
    typer.echo(json.dumps(said, default=str, ensure_ascii=False, indent=2))
