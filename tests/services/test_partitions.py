"""A role worked on in parts: the same to the last bit inline, in processes and on a cluster, whoever dies meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster
from sqlalchemy import update

from casting.domain.errors import NotFound
from casting.domain.scoring import FeatureRow, Model
from casting.ranking.engines.dask import DaskCluster
from casting.ranking.engines.inline import inline
from casting.ranking.engines.pool import ProcessPool
from casting.ranking.engines.ranges import Engine
from casting.ranking.features import vectorise
from casting.ranking.scorer import Ranker
from casting.ranking.stored import StoredScorer
from casting.services.partitions import parts_of, score_in_parts, score_partition
from casting.services.rank import rank_role
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, table
from tests.installation import CALL, NOON, ROLE, Installation
from tests.ranking import pools
from tests.services.deadly import Deadly
from tests.services.ranked import SCORE, fill, mark, runs, scores


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made:
        yield DaskCluster(made.scheduler_address)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "pool":
        return ProcessPool(2)
    made: Engine = request.getfixturevalue("cluster")
    return made


def learned(installation: Installation, amount: int) -> int:
    """Applications and some marks, ranked; the id of the run."""
    references = fill(installation, amount)
    for place, reference in enumerate(references[:4]):
        mark(installation, reference, "pick" if place % 2 else "pass")
    return rank_role(installation.engine, call=CALL, role=ROLE, now=NOON).run_id


def forget(installation: Installation) -> None:
    """Make everything pending, and its score what nothing gives."""
    with writing(installation.engine) as session:
        session.execute(update(table(ApplicationRow)).values(prepared_version=0))
        session.execute(update(SCORE).values(score=-99.0, run_id=None))


# An engine knows no database: it starts processes, of which each opens its own. That all work is done, whoever dies, is
# proved of both in tests/ranking/test_engines.py; so each engine has one database here, and each database an engine.
@pytest.mark.parametrize(("database", "engine"), [("sqlite", "pool"), ("postgresql", "dask")], indirect=True)
def test_every_engine_writes_the_same_bits_even_where_a_worker_is_killed(
    installation: Installation, engine: Engine, tmp_path: Path
) -> None:
    run_id = learned(installation, 9)
    url = installation.engine.url.render_as_string(hide_password=False)
    before = {key: row.score for key, row in scores(installation).items()}
    with reading(installation.engine) as session:
        parts = parts_of(session, installation.role().role_id, size=2)
    found = []
    for spread in (inline, engine):
        forget(installation)
        work = Deadly(url, run_id, NOON, str(tmp_path / "killed"))
        if spread is inline:
            Path(work.mark).touch()
        else:
            Path(work.mark).unlink()
        done = spread(work, parts)
        found.append(({key: row.score for key, row in scores(installation).items()}, [part.digest for part in done]))
    assert found[0] == found[1]
    assert {row.run_id for row in scores(installation).values()} == {run_id}
    assert [found[0][0][key] for key in before] == pytest.approx(list(before.values()), abs=1e-9)


def test_before_the_first_run_a_role_is_only_prepared(installation: Installation) -> None:
    for number in range(3):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org")
    done = score_in_parts(installation.engine, call=CALL, role=ROLE, now=NOON, spread=inline)
    assert [(part.prepared, part.scored) for part in done] == [(3, 0)]
    assert rank_role(installation.engine, call=CALL, role=ROLE, now=NOON).applications == 3


def test_doing_a_part_again_changes_nothing(installation: Installation) -> None:
    learned(installation, 5)
    first = score_in_parts(installation.engine, call=CALL, role=ROLE, now=NOON, spread=inline)
    before = scores(installation)
    again = score_in_parts(installation.engine, call=CALL, role=ROLE, now=NOON, spread=inline)
    assert again == first
    assert scores(installation) == before
    assert runs(installation)[-1].id == 1


def test_a_role_or_run_that_there_is_not(installation: Installation) -> None:
    url = installation.engine.url.render_as_string(hide_password=False)
    with pytest.raises(NotFound, match="no role"):
        score_in_parts(installation.engine, call=CALL, role="nobody", now=NOON, spread=inline)
    with pytest.raises(NotFound, match="no run 7"):
        score_partition(url, 7, NOON, 0, 10)


def test_a_stored_model_scores_many_as_it_scores_each() -> None:
    rows = pools.rows(30)
    pool = pools.pool(rows)
    ranker = Ranker().fit(pool, breakdown=pools.BREAKDOWN, labels=pools.labels(12), comparisons=(), criteria_weights={})
    model = Model.from_bytes(ranker.model().to_bytes())
    strange = FeatureRow(vectorise("nobody else says this"), {"height": None}, {})
    found = StoredScorer(model).scores([*rows, strange])
    assert found == pytest.approx([model.score(row) for row in (*rows, strange)], abs=1e-9)
    assert found[:3] == StoredScorer(model).scores(rows[:3])
