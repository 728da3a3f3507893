"""The crash drill in full: a web process and its worker, killed 200 times on each database."""

from pathlib import Path

import pytest

from tests.soak.drill import Drill, run_drill

TIMES = 200


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_in_200_kills(database_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    drill = Drill(data, database_url, seed=200, with_worker=True)
    print(run_drill(drill, times=TIMES))  # noqa: T201 - the drill's figures
    assert drill.acknowledged
