"""A server that is killed while people apply has kept every application that it acknowledged, whole."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.soak.drill import Drill, run_drill

TIMES = 5


@pytest.fixture
def drill(database_url: str, tmp_path: Path) -> Drill:
    data = tmp_path / "data"
    data.mkdir()
    return Drill(data, database_url, seed=1)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(drill: Drill) -> None:
    print(run_drill(drill, times=TIMES))  # noqa: T201 - the drill's figures
    assert drill.acknowledged


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_drill_would_see_what_is_lost_or_half_kept(drill: Drill) -> None:
    while not any(drill.acknowledged.values()):
        drill.kill_once()
    whole = next(reference for reference, digest in drill.acknowledged.items() if digest)
    with drill.engine.begin() as connection:
        connection.execute(text("DELETE FROM material"))
        connection.execute(text("DELETE FROM score"))
    assert any(lost.startswith(f"{whole}: ") for lost in drill.lost())
    assert drill.partial() == {"application without score": len(drill.acknowledged) + _unanswered_but_kept(drill)}
    assert drill.strays()["swept"] > 0


def _unanswered_but_kept(drill: Drill) -> int:
    """Forms whose answer was cut off by the kill although they were kept already."""
    with drill.engine.connect() as connection:
        kept: int = connection.execute(text("SELECT count(*) FROM application")).scalar_one()
    return kept - len(drill.acknowledged)
