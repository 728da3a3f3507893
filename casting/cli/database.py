"""The installation's database, as commands use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def opened() -> Iterator["Engine"]:
    """The database that the settings name, at the newest migration.

    Raises:
        Unready: it cannot be reached, or has to be upgraded first.
    """
    # Slow libraries: only a command that uses the database may wait for them.
    from casting.config import settings  # noqa: PLC0415
    from casting.services.health import refuse_unless_ready  # noqa: PLC0415
    from casting.store.engine import connect  # noqa: PLC0415

    refuse_unless_ready(settings().database, production=False)
    engine = connect(settings().database)
    try:
        yield engine
    finally:
        engine.dispose()
