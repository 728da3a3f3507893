"""`casting doctor`: is the installation well, and if not, what to do."""

import typer


def doctor() -> None:
    """Check the whole installation; exit code 1 where something is not well."""
    # Slow libraries: only when a command is run, so that --help stays quick.
    from datetime import UTC, datetime  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from casting.config import MEGABYTE, settings  # noqa: PLC0415
    from casting.media.opening import open_vault  # noqa: PLC0415
    from casting.services.health import Setup, checks  # noqa: PLC0415
    from casting.store.engine import connect  # noqa: PLC0415

    chosen = settings()
    chosen.prepare()
    setup = Setup(
        production=chosen.production,
        mail_sent=bool(chosen.mail_url.get_secret_value()),
        weak_points=chosen.weak_points(),
        upload_floor_bytes=chosen.upload_floor_mb * MEGABYTE,
    )
    engine = connect(chosen.database)
    found = checks(engine, open_vault(chosen.vault_place), setup, now=datetime.now(UTC), files=True)
    engine.dispose()
    table = Table("", "what", "found", "what to do")
    for check in found:
        table.add_row(
            "ok" if check.well else "NOT WELL", *(Text(part) for part in (check.name, check.found, check.advice))
        )
    Console().print(table)
    if not all(check.well for check in found):
        raise typer.Exit(1)
