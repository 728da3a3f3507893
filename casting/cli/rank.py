"""`casting rank CALL/ROLE`: score a role now, and show who stands first."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from casting.cli.database import opened

if TYPE_CHECKING:
    from casting.ranking.engines.ranges import Engine, Progress


def rank(
    role: Annotated[str, typer.Argument(metavar="CALL/ROLE", help="Such as the-challenge/the-surgeon.")],
    *,
    best: Annotated[int, typer.Option(help="How many of the best to show.", min=0)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Write the run as JSON, for other programs.")] = False,
) -> None:
    """Score every application of a role, store the run and publish its order. Nobody is moved or written to."""
    # Slow libraries: not before somebody wants to rank, so that --help stays quick.
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from casting.logs import log_as_json  # noqa: PLC0415
    from casting.services.partitions import score_in_parts  # noqa: PLC0415
    from casting.services.rank import best_of, rank_role  # noqa: PLC0415
    from casting.store.engine import reading  # noqa: PLC0415

    log_as_json()  # on standard error, so that --json stays what another program reads
    call, _, name = role.partition("/")
    with opened() as engine:
        score_in_parts(engine, call=call, role=name, now=datetime.now(UTC), spread=_engine(), progress=_progress())
        run = rank_role(engine, call=call, role=name, now=datetime.now(UTC))
        with reading(engine) as session:
            rows = best_of(session, run.best[:best])
    if as_json:
        typer.echo(json.dumps(asdict(run) | {"best": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1))
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    learned = ", ".join(f"{count} {kind}" for kind, count in run.labels.items() if count) or "the breakdown alone"
    console.print(f"Run {run.run_id}: {run.applications:,} applications, learned from {learned}.")
    if run.unreadable:
        console.print(f"{run.unreadable} have damaged features and keep their place; the worker prepares them again.")
    table = Table("place", "reference", "name", "score")
    for row in rows:
        table.add_row(str(row.place), row.reference, row.name, f"{row.score:+.2f}")
    console.print(table)


def _engine() -> "Engine":
    """Where parts of a role are worked on: the cluster that the settings name, or the processors of this machine."""
    import os  # noqa: PLC0415 - slow with what it brings, as above

    from casting.config import settings  # noqa: PLC0415

    if settings().dask:
        from casting.ranking.engines.dask import DaskCluster  # noqa: PLC0415 - the extra that brings it is optional

        return DaskCluster(settings().dask)
    from casting.ranking.engines.pool import ProcessPool  # noqa: PLC0415

    return ProcessPool(os.cpu_count() or 1)


def _progress() -> "Progress | None":
    """Tells a person at a terminal how far it is, and nobody else."""
    if not sys.stderr.isatty():
        return None
    return lambda done, total: typer.echo(f"\r{done} of {total} parts", nl=done == total, err=True)
