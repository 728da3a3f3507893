"""Engines: each gives what the inline one gives, and goes on where a process was killed."""

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from distributed import LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from casting.ranking.engines.dask import DaskCluster
from casting.ranking.engines.inline import inline
from casting.ranking.engines.pool import ProcessPool
from casting.ranking.engines.ranges import Engine, cut
from tests.ranking.deadly import Deadly, digest, failing

RANGES = [(first, first + 3) for first in range(0, 24, 3)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made:
        yield DaskCluster(made.scheduler_address)


@pytest.fixture(params=["pool", "dask"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "pool":
        return ProcessPool(2)
    made: Engine = request.getfixturevalue("cluster")
    return made


def test_the_results_are_those_of_one_process_in_the_order_of_the_ranges(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    expected = inline(digest, RANGES)
    assert engine(digest, RANGES, progress=lambda done, total: told.append((done, total))) == expected
    assert told == [(done, 8) for done in range(1, 9)]


def test_a_process_killed_in_the_middle_is_made_up_for(engine: Engine, tmp_path: Path) -> None:
    work = Deadly(str(tmp_path / "killed"))
    assert engine(work, RANGES) == inline(digest, RANGES)
    assert Path(work.mark).exists()


def test_what_the_work_raises_is_raised(engine: Engine) -> None:
    with pytest.raises(ValueError, match="to"):
        engine(failing, RANGES[:2])


def test_work_that_kills_every_process_ends(tmp_path: Path) -> None:
    with pytest.raises(BrokenProcessPool):
        ProcessPool(1)(Deadly(str(tmp_path / "killed"), always=True), RANGES)


def test_nothing_to_do_is_done_at_once(engine: Engine) -> None:
    assert engine(digest, []) == []


@given(st.lists(st.integers(1, 1000), unique=True).map(sorted), st.integers(1, 20))
def test_ranges_hold_every_id_once(ids: list[int], size: int) -> None:
    ranges = cut(ids, size=size)
    held = [[key for key in ids if first <= key < last] for first, last in ranges]
    assert [key for part in held for key in part] == ids
    assert all(len(part) == size for part in held[:-1])
