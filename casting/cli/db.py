"""`casting db`: the database's migrations."""

import typer

app = typer.Typer(help="The database: upgrade it, or see where it stands.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the newest migration; one that is there already is left as it is."""
    # Slow libraries: only when a command is run, so that --help stays quick.
    from casting.config import settings  # noqa: PLC0415
    from casting.store import engine  # noqa: PLC0415

    settings().prepare()
    before, newest = _revisions()
    engine.upgrade(settings().database)
    typer.echo(f"The database stands at {newest}." if before == newest else f"Upgraded: {before or 'none'} → {newest}.")


@app.command()
def status() -> None:
    """Say where the database stands; exit code 1 where it is not at the newest migration."""
    present, newest = _revisions()
    typer.echo(f"The database stands at {present or 'no migration'}; the newest is {newest}.")
    if present != newest:
        raise typer.Exit(1)


def _revisions() -> tuple[str | None, str | None]:
    from casting.config import settings  # noqa: PLC0415 - slow, as above
    from casting.store.engine import connect, revisions  # noqa: PLC0415

    engine = connect(settings().database)
    try:
        return revisions(engine)
    finally:
        engine.dispose()
