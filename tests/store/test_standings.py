"""What a process holds of standings is never older than the database: counts say what asking for them finds."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, event, insert, update

from casting.domain.search import parse
from casting.domain.vocabulary import Lens, Stage
from casting.services.preparing import keep_features
from casting.store.applications import Query, count
from casting.store.engine import reading, writing
from casting.store.facets import facets
from casting.store.tables import ApplicationRow, ClaimRow, TagRow, table
from tests.store.pool import NOW, Pool

APPLICATION, CLAIM, TAG = table(ApplicationRow), table(ClaimRow), table(TagRow)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _query(pool: Pool, q: str = "") -> Query:
    return Query(pool.kept, pool.members[0], parse(q), Lens.RANKED)


def _swimmers(pool: Pool, q: str = "") -> tuple[int, ...]:
    """How many meet the criterion, meet it in part, are unknown by it and do not: the counts are what asking finds."""
    with reading(pool.engine) as session:
        found = {
            one.term: one.count for one in facets(session, _query(pool, q)).counts if one.facet == "criterion:swim"
        }
        assert found == {term: count(session, _query(pool, f"{q} {term}")) for term in found}
        for term, number in found.items():
            chosen = facets(session, _query(pool, f"{q} {term} (gates:met or gates:unknown)"))
            assert chosen.total == count(session, _query(pool, f"{q} {term} (gates:met or gates:unknown)"))
            without_gates = {one.term: one.count for one in facets(session, _query(pool, f"{q} {term}")).counts}
            assert {term: without_gates[term] for term in found} == found
            assert sum(one.count or 0 for one in chosen.counts if one.facet == "gates") == number
    return tuple(number or 0 for number in found.values())


def _stands(pool: Pool, application_id: int, standing: str, *, prepared: bool) -> None:
    """Let her stand so from now on: as prepared again, or as found by an examiner, which waits to be prepared."""
    with writing(pool.engine) as session:
        claims = CLAIM.c.application_id == application_id, CLAIM.c.criterion_id == pool.kept.criterion_ids["swim"]
        session.execute(update(CLAIM).where(*claims).values(standing=standing))
        version = 1 if prepared else 0
        rows = update(APPLICATION).where(APPLICATION.c.id == application_id)
        session.execute(rows.values(prepared_version=version))
        if prepared:
            keep_features(session, {application_id: b""})


def test_counts_follow_what_is_prepared_and_found(pool: Pool) -> None:
    anna = pool.add("Anna", words="stunt", claims={"swim": "met", "age": "met"})
    bela = pool.add("Bela", claims={"swim": "unknown", "age": "met"})
    assert _swimmers(pool) == (1, 0, 1, 0)
    assert _swimmers(pool, "stunt") == (1, 0, 0, 0)
    _stands(pool, bela, "not met", prepared=False)
    assert _swimmers(pool) == (1, 0, 0, 1)
    _stands(pool, bela, "met", prepared=True)
    assert _swimmers(pool) == (2, 0, 0, 0)
    pool.add("Cleo", prepared=0, claims={"swim": "not met"})
    assert _swimmers(pool) == (2, 0, 0, 1)
    pool.add("Dina", prepared=0)
    assert _swimmers(pool) == (2, 0, 0, 1)
    _stands(pool, anna, "unknown", prepared=True)
    assert _swimmers(pool) == (1, 0, 1, 1)
    assert _swimmers(pool, "-stunt") == (1, 0, 0, 1)
    _stands(pool, anna, "partly met", prepared=True)
    assert _swimmers(pool) == (1, 1, 0, 1)


def test_the_erased_are_not_counted_nor_is_who_comes_in_their_place(pool: Pool) -> None:
    anna = pool.add("Anna", claims={"swim": "met"})
    assert _swimmers(pool) == (1, 0, 0, 0)
    with writing(pool.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.id == anna))
    assert _swimmers(pool) == (0, 0, 0, 0)
    again = pool.add("Bela", prepared=0)
    assert _swimmers(pool) == (0, 0, 0, 0)
    with writing(pool.engine) as session:
        stands = {"application_id": again, "criterion_id": pool.kept.criterion_ids["swim"], "standing": "unknown"}
        session.execute(insert(CLAIM), stands | {"state": "unknown"})
    _stands(pool, again, "not met", prepared=True)
    assert _swimmers(pool) == (0, 0, 0, 1)


def test_what_has_not_changed_is_not_read_again(pool: Pool) -> None:
    for number in range(3):
        pool.add(f"Person {number}", claims={"swim": "met"})
    assert _swimmers(pool) == (3, 0, 0, 0)
    said: list[str] = []
    event.listen(pool.engine, "before_cursor_execute", lambda *sent: said.append(sent[2]))
    with reading(pool.engine) as session:
        facets(session, _query(pool))
    assert not [one for one in said if "FROM claim" in one]


def test_whoever_is_not_held_yet_has_her_mark_her_tag_and_her_stage_counted(pool: Pool) -> None:
    anna = pool.add("Anna", claims={"swim": "met", "age": "met"})
    assert _swimmers(pool) == (1, 0, 0, 0)
    bela = pool.add("Bela", prepared=0, stage=Stage.LONGLIST, claims={"swim": "met"})
    gone = pool.add("Gone", prepared=0, stage=Stage.WITHDRAWN)
    for one in (anna, bela, gone):
        pool.mark(one, "pick")
    with writing(pool.engine) as session:
        tags = [{"application_id": one, "name": "tall", "member_id": pool.members[0]} for one in (anna, bela, gone)]
        session.execute(insert(TAG), [tag | {"tagged_at": NOW} for tag in tags])
    with reading(pool.engine) as session:
        for q in ("", "stage:withdrawn", "criterion:swim=met", "gates:unknown"):
            counted = facets(session, _query(pool, q)).counts
            shown = {one.term: one.count for one in counted if one.facet in ("mark", "tag")}
            assert shown == {term: count(session, _query(pool, f"{q} {term}")) for term in shown}
        counts = {one.term: one.count for one in facets(session, _query(pool)).counts}
    assert [counts[term] for term in ("mark:pick", "tag:tall", "stage:longlist", "stage:withdrawn")] == [2, 2, 1, 1]
