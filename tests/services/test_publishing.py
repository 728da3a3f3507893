"""What a run comes to after its order: completed, then published by the worker or by a person, and kept as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from casting.domain.errors import NotFound
from casting.domain.insights import Insights
from casting.domain.packing import unpacked_ids
from casting.media.guarded import HeadshotPool
from casting.services.active_roles import ActiveRoles
from casting.services.completing import complete_run
from casting.services.publishing import publish_run
from casting.services.rank import add_run, rank_role, repeat_run
from casting.services.runs import Due, due_runs
from casting.store.engine import reading, writing
from casting.store.tables import NEVER_NEXT, ApplicationRow, table
from casting.worker import Worker
from tests.installation import CALL, NOON, ROLE, Installation
from tests.services.ranked import fill, mark, runs, scores

SOON, LATER = NOON + timedelta(seconds=9), NOON + timedelta(seconds=31)


def publish(installation: Installation, run_id: int) -> int:
    with writing(installation.engine) as session:
        return publish_run(session, run_id=run_id, now=NOON)


@contextmanager
def worker(installation: Installation) -> Iterator[Worker]:
    made = Worker(installation.settings, clock=installation.clock)
    yield made
    made.engine.dispose()


def settle(made: Worker) -> None:
    with HeadshotPool(workers=1) as pool:
        while made.round(pool):
            pass


def test_what_is_published_is_what_the_run_says(installation: Installation) -> None:
    references = fill(installation, 6)
    mark(installation, references[1], "pick")
    mark(installation, references[0], "pass")
    rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    run, published = runs(installation)[-1], scores(installation)
    ordered, queue = unpacked_ids(run.ordered), unpacked_ids(run.queue)
    assert [published[key].place for key in ordered] == [1, 2, 3, 4, 5, 6]
    assert [published[key].next_place for key in queue] == [1, 2, 3, 4]
    assert [published[key].random for key in queue] == [bool(chance) for chance in run.queue_random]
    assert {row.next_place for key, row in published.items() if key not in queue} == {NEVER_NEXT}
    assert all(one.score >= other.score for one, other in pairwise(published[key] for key in ordered))
    assert {key for key, row in published.items() if row.disagreement > 0} <= set(ordered) - set(queue)
    insights = Insights.from_json(run.insights)
    assert insights.distribution is not None
    assert (sum(insights.distribution.counts), sum(insights.distribution.marked)) == (6, 2)
    assert insights.agreement is not None
    assert [(one.marked, one.picked) for one in insights.agreement.reviewers] == [(2, 1)]


def test_publishing_again_writes_nothing_and_an_older_run_can_be_shown(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casting.services.publishing.AT_A_TIME", 3)
    references, active = fill(installation, 4), ActiveRoles()
    first = rank_role(installation.engine, call=CALL, role=ROLE, now=NOON)
    before = scores(installation)
    assert publish(installation, first.run_id) == 0
    mark(installation, references[3], "pick")
    mark(installation, references[2], "pass")
    second = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    assert scores(installation) == before
    assert publish(installation, second.run_id) == 4
    assert {row.run_id for row in scores(installation).values()} == {second.run_id}
    assert publish(installation, first.run_id) == 4
    assert scores(installation) == before
    with pytest.raises(NotFound):
        publish(installation, 99)


def test_who_came_since_keeps_her_place_and_who_is_erased_is_not_missed(installation: Installation) -> None:
    references = fill(installation, 3)
    run = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=ActiveRoles())
    late = fill(installation, 1, first=5)[0]
    applications = table(ApplicationRow)
    with installation.engine.begin() as connection:
        connection.execute(applications.delete().where(applications.c.reference == references[0]))
    assert publish(installation, run.run_id) == 2
    assert scores(installation)[installation.application_id(late)].place is None


def test_a_run_is_not_completed_with_what_it_did_not_know(installation: Installation) -> None:
    fill(installation, 3)
    active = ActiveRoles()
    run = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    fill(installation, 1, first=3)
    assert not complete_run(installation.engine, run_id=run.run_id, now=NOON, active=active)
    assert runs(installation)[-1].completed_at is None


def test_a_complete_run_is_the_same_run(installation: Installation) -> None:
    references, active = fill(installation, 6), ActiveRoles()
    for place, reference in enumerate(references):
        mark(installation, reference, "pick" if place % 2 else "pass")
    run = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    [before] = runs(installation)
    assert complete_run(installation.engine, run_id=run.run_id, now=SOON, active=active)
    [after] = runs(installation)
    assert (after.scores, after.ordered, after.model) == (before.scores, before.ordered, before.model)
    assert (len(after.certainty), len(after.disagreements), after.completed_at) == (6 * 12, 6 * 16, SOON)
    assert repeat_run(installation.engine, run_id=run.run_id).same


def test_what_is_due_of_a_run(installation: Installation) -> None:
    def due(now: datetime = NOON) -> list[Due]:
        with reading(installation.engine) as session:
            return due_runs(session, now=now)

    references, active = fill(installation, 3), ActiveRoles()
    assert due() == []
    add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    assert due() == [Due(1, CALL, ROLE, complete=True, publish=True)]
    complete_run(installation.engine, run_id=1, now=NOON, active=active)
    publish(installation, 1)
    assert due(LATER) == []
    mark(installation, references[0], "pick")
    add_run(installation.engine, call=CALL, role=ROLE, now=SOON, active=active)
    assert due(SOON) == []
    assert due(NOON + timedelta(seconds=10)) == [Due(2, CALL, ROLE, complete=True, publish=False)]
    assert due(LATER) == [Due(2, CALL, ROLE, complete=True, publish=True)]
    publish(installation, 2)
    assert due(SOON) == [Due(2, CALL, ROLE, complete=True, publish=True)]


def test_the_worker_stores_a_run_with_every_mark_and_moves_the_list_more_slowly(installation: Installation) -> None:
    references = fill(installation, 4)
    with worker(installation) as made:
        settle(made)
        assert [run.published_at for run in runs(installation)] == [NOON]
        before = scores(installation)
        mark(installation, references[0], "pick")
        mark(installation, references[1], "pass")
        settle(made)
        stored = runs(installation)
        assert [run.published_at for run in stored] == [NOON, None]
        assert len(unpacked_ids(stored[1].mark_ids)) == 2
        assert scores(installation) == before
        installation.clock.now = LATER
        settle(made)
        assert [run.published_at for run in runs(installation)] == [NOON, LATER]
        assert scores(installation) != before


def test_a_worker_that_begins_anew_completes_what_another_left(installation: Installation) -> None:
    fill(installation, 3)
    with worker(installation) as made:
        add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=ActiveRoles())
        settle(made)
    [run] = runs(installation)
    assert (run.completed_at, run.published_at) == (NOON, NOON)


def test_a_run_of_somebody_erased_since_gives_way_to_the_next(installation: Installation) -> None:
    references = fill(installation, 3)
    add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=ActiveRoles())
    applications = table(ApplicationRow)
    with installation.engine.begin() as connection:
        connection.execute(applications.delete().where(applications.c.reference == references[0]))
    with worker(installation) as made:
        settle(made)
    assert [run.published_at for run in runs(installation)] == [None, NOON]
    assert {row.place for row in scores(installation).values()} == {1, 2}


def test_what_cannot_be_worked_out_is_said_and_the_order_is_given(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no insight")

    fill(installation, 2)
    monkeypatch.setattr("casting.services.completing.insights_of", broken)
    with worker(installation) as made:
        settle(made)
    [run] = runs(installation)
    assert run.published_at == NOON
    assert Insights.from_json(run.insights).silence == {"insights": "They could not be worked out."}
    assert {row.place for row in scores(installation).values()} == {1, 2}
