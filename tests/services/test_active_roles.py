"""The pool that a process keeps of a role: it takes in what has changed in the store, and nothing else."""

import threading
from collections.abc import Iterable

from sqlalchemy import delete, select

from casting.domain.scoring import FeatureRow, Terms
from casting.ranking.question import Question
from casting.ranking.resident import Stored
from casting.ranking.scorer import Recipe
from casting.services.active_roles import ActiveRole, ActiveRoles, preferences
from casting.services.preparing import keep_features, prepare_pending
from casting.services.rank import add_run
from casting.store.engine import connect, reading, writing
from casting.store.tables import ApplicationRow, FeaturesRow, table
from tests.installation import CALL, NOON, ROLE, Installation
from tests.services.ranked import fill, runs

APPLICATION, FEATURES = table(ApplicationRow), table(FeaturesRow)


def fetched(installation: Installation, active: ActiveRole) -> list[int]:
    """Bring the pool up to date; the sizes of the batches of features that were read for it."""
    taken: list[int] = []
    put = active.resident.put

    def counting(batches: Iterable[Stored]) -> None:
        read = list(batches)
        taken.extend(len(batch.ids) for batch in read)
        put(read)

    active.resident.put = counting  # type: ignore[method-assign]
    with reading(installation.engine) as session:
        active.bring_up_to_date(session, installation.role().role_id)
    active.resident.put = put  # type: ignore[method-assign]
    return taken


def erase(installation: Installation, reference: str) -> None:
    with writing(installation.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.reference == reference))


def touch(installation: Installation, reference: str) -> None:
    """The applicant sends her form again."""
    with writing(installation.engine) as session:
        changed = APPLICATION.update().where(APPLICATION.c.reference == reference)
        session.execute(changed.values(prepared_version=0))
    prepare_pending(installation.engine, now=NOON)


def test_only_what_has_changed_is_read(installation: Installation) -> None:
    references, active = fill(installation, 4), ActiveRole()
    assert fetched(installation, active) == [4]
    assert fetched(installation, active) == []
    touch(installation, references[1])
    assert fetched(installation, active) == [1]
    late = fill(installation, 2, first=4)
    assert fetched(installation, active) == [2]
    erase(installation, references[0])
    assert fetched(installation, active) == []
    assert active.resident.ids.tolist() == [installation.application_id(one) for one in (*references[1:], *late)]


def test_what_went_and_came_between_two_looks_is_noticed(installation: Installation) -> None:
    references, active = fill(installation, 3), ActiveRole()
    fetched(installation, active)
    erase(installation, references[2])
    late = fill(installation, 1, first=7)
    fetched(installation, active)
    expected = [installation.application_id(one) for one in (*references[:2], *late)]
    assert active.resident.ids.tolist() == expected


def test_a_process_that_begins_anew_has_the_same_pool(installation: Installation) -> None:
    references, active = fill(installation, 5), ActiveRole()
    fetched(installation, active)
    touch(installation, references[2])
    erase(installation, references[4])
    fill(installation, 1, first=9)
    fetched(installation, active)
    fresh = ActiveRole()
    fetched(installation, fresh)
    assert fresh.resident.digest == active.resident.digest
    role = installation.role()
    question = Question(role.role.breakdown, preferences(role), (), (), Recipe())
    found = [one.fits_to_breakdown(role, question).tobytes() for one in (fresh, active)]
    assert found[0] == found[1]


def test_the_fit_to_the_breakdown_is_kept_until_one_of_the_two_changes(installation: Installation) -> None:
    references, active, role = fill(installation, 4), ActiveRole(), installation.role()
    fetched(installation, active)
    question = Question(role.role.breakdown, preferences(role), (), (), Recipe())
    first = active.fits_to_breakdown(role, question)
    assert active.fits_to_breakdown(role, question) is first
    other = Question("Somebody who dances.", preferences(role), (), (), Recipe())
    assert active.fits_to_breakdown(role, other).tobytes() != first.tobytes()
    erase(installation, references[0])
    fetched(installation, active)
    assert len(active.fits_to_breakdown(role, question)) == 3


def test_damaged_features_are_said_and_prepared_again_and_the_order_is_given(installation: Installation) -> None:
    references, active = fill(installation, 3), ActiveRoles()
    add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    broken = installation.application_id(references[1])
    with writing(installation.engine) as session:
        keep_features(session, {broken: b"rubbish"})
    run = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    assert (run.applications, run.unreadable) == (2, 1)
    assert prepare_pending(installation.engine, now=NOON) == 1
    again = add_run(installation.engine, call=CALL, role=ROLE, now=NOON, active=active)
    assert (again.applications, again.unreadable) == (3, 0)
    stored = runs(installation)
    assert stored[0].scores == stored[2].scores


def test_stamps_are_seen_in_their_order_even_where_two_workers_write_at_once(installation: Installation) -> None:
    """A transaction that took a lower stamp cannot commit after one with a higher stamp was read."""
    references = fill(installation, 2)
    keys = [installation.application_id(reference) for reference in references]
    row = FeatureRow(Terms()).to_bytes()
    other = connect(installation.engine.url.render_as_string(hide_password=False))
    began, done = threading.Event(), threading.Event()

    def second() -> None:
        with writing(other) as session:
            began.set()
            keep_features(session, {keys[1]: row})
        done.set()

    writer = threading.Thread(target=second)
    with writing(installation.engine) as session:
        keep_features(session, {keys[0]: row})
        writer.start()
        began.wait(0.5)
        assert not done.wait(0.3)
    writer.join()
    other.dispose()
    with reading(installation.engine) as session:
        stamps = dict(session.execute(select(FEATURES.c.application_id, FEATURES.c.stamp)).all())
    assert stamps[keys[0]] < stamps[keys[1]]


def test_no_stamp_is_given_twice_even_where_the_newest_row_is_gone(installation: Installation) -> None:
    references = fill(installation, 1) + fill(installation, 1, first=1)
    active = ActiveRole()
    fetched(installation, active)
    erase(installation, references[1])
    touch(installation, references[0])
    assert fetched(installation, active) == [1]
