"""`casting demo`: an open call with fictional applicants, ready to be tried, in a folder that can be thrown away."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from casting.config import Settings
    from casting.services.demonstration.installing import Installed

WORDS = (
    "amber anchor birch brisk cedar cloud copper delta ember fjord flint harbor heron juniper lagoon linen maple "
    "marble meadow nickel orbit otter pebble pepper quartz raven saffron signal slate sparrow tundra velvet willow"
).split()


def demo(
    applicants: Annotated[int, typer.Option(min=1, max=100_000, help="Applications to make.")] = 3000,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 0,
    data: Annotated[Path | None, typer.Option(help="An empty folder; by default a new temporary one.")] = None,
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve when it is ready.")] = True,  # noqa: FBT002 - a command's switch
) -> None:
    """Make a demonstration: the call, 3,000 fictional applicants, a panel's marks, a first ranking. Then serve it."""
    # Slow libraries: not before somebody wants the demonstration, so that --help stays quick.
    import tempfile  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415

    from casting.cli.serve import run_processes  # noqa: PLC0415
    from casting.config import settings  # noqa: PLC0415

    os.environ["CASTING_DATA"] = str(data or os.environ.get("CASTING_DATA") or tempfile.mkdtemp(prefix="casting-demo-"))
    os.environ["CASTING_BASE_URL"] = f"http://127.0.0.1:{port}"
    settings.cache_clear()
    chosen = settings()
    console = Console(stderr=True)
    _install(chosen, console, applicants=applicants, seed=seed, now=datetime.now(UTC))
    if serve:
        run_processes(chosen, host="127.0.0.1", port=port, processes=1, with_worker=True)


def _install(chosen: "Settings", console: "Console", *, applicants: int, seed: int, now: "datetime") -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    from casting import resources  # noqa: PLC0415 - slow with what it brings, as above
    from casting.services.demonstration.installing import install  # noqa: PLC0415
    from casting.services.preparing import prepare_pending  # noqa: PLC0415
    from casting.services.rank import rank_role  # noqa: PLC0415
    from casting.store.engine import connect, upgrade  # noqa: PLC0415

    chosen.prepare()
    upgrade(chosen.database)
    engine = connect(chosen.database)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        shown: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in shown:
                shown[what] = bars.add_task(what, total=total)
            bars.update(shown[what], completed=done)

        installed = install(
            engine,
            media=chosen.vault_place,
            seed_folder=resources.seed_folder(),
            applicants=applicants,
            seed=seed,
            passwords=_passwords(),
            now=now,
            progress=progress,
        )
        prepare_pending(
            engine, now=now, progress=lambda done: progress("Reading applications", done, installed.applications)
        )
        progress("Ranking", 0, 1)
        run = rank_role(engine, call=installed.call, role=installed.role, now=now)
        progress("Ranking", 1, 1)
    engine.dispose()
    _tell(chosen, installed, run.applications)


def _passwords() -> Iterator[str]:
    """Passwords that can be read out and typed, 50 bits each: 32 words four times, and nine digits."""
    while True:
        yield "-".join([*(secrets.choice(WORDS) for _ in range(4)), f"{secrets.randbelow(10**9):09d}"])


def _tell(chosen: "Settings", installed: "Installed", ranked: int) -> None:
    """Say where to go and how to get in: plain lines, so that a narrow window cuts off no password."""
    base, role = chosen.base_url, f"{installed.call}/{installed.role}"
    typer.echo(
        f"\nReady: {installed.applications:,} fictional applications for {role}, {installed.portraits:,} portraits, "
        f"{installed.marks} marks, {ranked:,} ranked.\n"
    )
    typer.echo(f"  applicant          {base}/calls/{installed.call}\n                     no account is needed\n")
    for person in installed.sign_ins:
        door = f"{base}/admin" if person.who == "administrator" else f"{base}/review/{role}"
        typer.echo(f"  {person.who:<18} {door}\n{'':21}{person.email}\n{'':21}{person.password}\n")
    typer.echo(f"Everything lies in {chosen.data}; mail is not sent but kept in {chosen.data / 'mail'}.")
