"""The lenses of the ranker: who stands in them, shuffled orders, and lists that a newer run does not move."""

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert, update

from casting.domain.errors import Refused
from casting.domain.search import parse
from casting.domain.vocabulary import Lens, Stage
from casting.store.applications import Query, count, page
from casting.store.engine import reading, writing
from casting.store.facets import facets
from casting.store.neighbours import neighbours
from casting.store.runs import latest, run_order
from casting.store.tables import NEVER_NEXT, RankingRunRow, ScoreRow, table
from tests.store.pool import NOW, Pool

SCORE, RUN = table(ScoreRow), table(RankingRunRow)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def packed(numbers: Sequence[float], code: str = "q") -> bytes:
    return array(code, numbers).tobytes()


def store_run(pool: Pool, ordered: Sequence[int], *, published: bool = False, **told: Any) -> int:
    """A run that has stored this order; the queue is the same where nothing else is told."""
    with writing(pool.engine) as session:
        values: dict[str, Any] = {
            "role_id": pool.kept.role_id,
            "made_at": NOW,
            "recipe": {},
            "versions": {},
            "criteria_version": 1,
            "newest_mark_id": 0,
            "newest_decision_id": 0,
            "newest_comparison_id": 0,
            "newest_stamp": 0,
            "inputs_digest": "",
            "labels": {},
            "quality": {},
            "insights": {},
            **dict.fromkeys(("mark_ids", "decision_ids", "comparison_ids", "model", "scores", "fits"), b""),
            "application_ids": packed(sorted(ordered)),
            "ordered": packed(ordered),
            "queue": packed(ordered),
            "queue_random": bytes(len(ordered)),
            "published_at": NOW if published else None,
        } | told
        return int(session.execute(insert(RUN).values(values).returning(RUN.c.id)).scalar_one())


def query(pool: Pool, lens: Lens, run_id: int | None = None, q: str = "", *, seed: int = 0) -> Query:
    with reading(pool.engine) as session:
        run = None
        if run_id is not None:
            run = run_order(session, role_id=pool.kept.role_id, run_id=run_id, lens=lens)
            assert run is not None
    return Query(pool.kept, pool.members[0], parse(q), lens, seed=seed, run=run)


def listed(pool: Pool, asked: Query, *, size: int = 100) -> list[int]:
    """All pages of the list; its count and its facets say the same."""
    found: list[int] = []
    after: str | None = None
    with reading(pool.engine) as session:
        while True:
            got = page(session, asked, after=after, size=size)
            found += [row.application_id for row in got.rows]
            after = got.next_after
            if after is None:
                break
        assert count(session, asked) == len(found)
        assert facets(session, asked).total == len(found)
    return found


def test_next_to_review_leaves_out_whom_somebody_or_i_have_marked(pool: Pool) -> None:
    third, first, gone, second, mine, starred = (pool.add(next_place=place) for place in (30, 10, NEVER_NEXT, 20, 5, 6))
    pool.mark(mine, "pick")
    pool.mark(starred, None, 3)
    pool.mark(second, "pass", member=1)
    assert listed(pool, query(pool, Lens.NEXT)) == [first, second, third]
    assert gone not in listed(pool, query(pool, Lens.NEXT), size=1)


def test_the_way_back_leads_past_whom_i_have_just_marked(pool: Pool) -> None:
    ids = [pool.add(next_place=place) for place in range(4)]
    never = pool.add(next_place=NEVER_NEXT)
    pool.mark(ids[1], "pick")
    with reading(pool.engine) as session:
        found = neighbours(session, query(pool, Lens.NEXT), application_id=ids[2])
        outside = neighbours(session, query(pool, Lens.NEXT), application_id=never)
    assert (found.previous, found.ahead) == (ids[1], (ids[3],))
    assert (outside.previous, outside.ahead) == (None, (ids[0], *ids[2:]))


def test_model_against_panel_shows_the_widest_apart_first_and_nobody_who_agrees(pool: Pool) -> None:
    near, none, far, unsaid = (pool.add(disagreement=apart) for apart in (0.1, 0.0, 0.9, 0.5))
    for key in (near, none, far):
        pool.mark(key, "pick")
    pool.mark(unsaid, "pass", member=1)
    looking_on = replace(query(pool, Lens.DISAGREEMENT), looks_on=True)
    assert listed(pool, looking_on) == [far, unsaid, near]
    assert listed(pool, query(pool, Lens.DISAGREEMENT)) == [far, near]
    assert none not in listed(pool, query(pool, Lens.DISAGREEMENT), size=1)


def test_a_shuffled_order_is_the_same_everywhere_and_another_for_each_seed(pool: Pool) -> None:
    ids = [pool.add() for _ in range(200)]
    orders = {seed: listed(pool, query(pool, Lens.RANDOM, seed=seed)) for seed in range(5)}
    assert all(sorted(order) == ids for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) == 5
    assert listed(pool, query(pool, Lens.RANDOM, seed=3), size=7) == orders[3]
    # The same numbers by Python's own arithmetic: what one database says, the other says too
    assert orders[4] == sorted(ids, key=lambda key: (lot(key, seed=4), key))


def lot(key: int, *, seed: int) -> int:
    prime = 2**31 - 1
    step, start = 1 + (seed * 48_271 + 1_103_515_245) % (prime - 1), (seed * 16_807 + 12_345) % prime
    mixed = (key * step + start) % prime
    for _ in range(2):
        mixed = (mixed * mixed * step + mixed) % prime
    return mixed


def test_a_shuffled_order_tells_nothing_of_when_somebody_came() -> None:
    for seed in range(30):
        order = sorted(range(1, 1001), key=lambda key: lot(key, seed=seed))
        early = sum(key <= 500 for key in order[:200])
        rising = sum(first < second for first, second in pairwise(order))
        assert 70 < early < 130, seed
        assert 430 < rising < 570, seed


def test_a_list_goes_on_in_its_own_run_whatever_was_published_since(pool: Pool) -> None:
    ids = [pool.add(score=-number, stage=Stage.LONGLIST if number % 2 else Stage.RECEIVED) for number in range(9)]
    mine = [ids[place] for place in (4, 0, 8, 2, 6, 1, 3, 5, 7)]
    run_id = store_run(pool, mine)
    late = pool.add(score=99)
    for lens in (Lens.RANKED, Lens.NEXT):
        assert listed(pool, query(pool, lens, run_id)) == mine
        assert listed(pool, query(pool, lens, run_id), size=2) == mine
    assert late not in mine
    assert listed(pool, query(pool, Lens.RANKED))[0] == late
    found = listed(pool, query(pool, Lens.RANKED, run_id, "stage:longlist"), size=3)
    assert found == [key for key in mine if ids.index(key) % 2]
    pool.mark(mine[0], "pass")
    assert listed(pool, query(pool, Lens.NEXT, run_id)) == mine[1:]
    assert listed(pool, query(pool, Lens.RANKED, run_id)) == mine


def test_neighbours_are_those_of_the_run_too(pool: Pool) -> None:
    ids = [pool.add() for _ in range(5)]
    mine = [ids[place] for place in (3, 1, 4, 0, 2)]
    asked = query(pool, Lens.RANKED, store_run(pool, mine))
    with reading(pool.engine) as session:
        for number, key in enumerate(mine):
            found = neighbours(session, asked, application_id=key, ahead=2)
            assert found.previous == (mine[number - 1] if number else None)
            assert list(found.ahead) == mine[number + 1 : number + 3]


def test_a_search_that_finds_few_goes_through_the_whole_run(pool: Pool) -> None:
    pool.add_all({"name": "Anna"} for _ in range(1100))
    with reading(pool.engine) as session:
        ids = [row.application_id for row in page(session, query(pool, Lens.NAME), after=None, size=2000).rows]
    rare = pool.add("Zoë")
    run_id = store_run(pool, [*ids, rare])
    assert listed(pool, query(pool, Lens.RANKED, run_id, "zoe")) == [rare]


def test_the_fit_of_a_stored_run_sorts_gates_not_met_last(pool: Pool) -> None:
    ids = [pool.add(gates=gates) for gates in (0, 1, 0, 0)]
    run_id = store_run(pool, ids, fits=packed([0.1, 0.9, 0.5, 0.5], "d"))
    assert listed(pool, query(pool, Lens.FIT, run_id)) == [ids[2], ids[3], ids[0], ids[1]]


def test_whom_model_and_panel_saw_differently_is_known_of_each_run(pool: Pool) -> None:
    ids = [pool.add() for _ in range(4)]
    apart = struct.pack("<qdqdqd", ids[3], 0.2, ids[0], 0.9, ids[1], 0.0)
    run_id = store_run(pool, ids, disagreements=apart, completed_at=NOW)
    assert listed(pool, replace(query(pool, Lens.DISAGREEMENT, run_id), looks_on=True)) == [ids[0], ids[3]]


def test_who_stands_there_by_chance_is_known_of_each_run(pool: Pool) -> None:
    one, two = pool.add(random=True), pool.add()
    run_id = store_run(pool, [one, two], queue_random=b"\0\1")
    with reading(pool.engine) as session:
        published = page(session, query(pool, Lens.NEXT), after=None, size=9).rows
        stored = page(session, query(pool, Lens.NEXT, run_id), after=None, size=9).rows
    assert [row.random for row in published] == [True, False]
    assert [row.random for row in stored] == [False, True]


def test_a_run_of_another_role_and_one_without_orders_are_none(pool: Pool, database_url: str) -> None:
    key = pool.add()
    run_id, bare = store_run(pool, [key]), store_run(pool, [])
    other = Pool(database_url, call="another", people=("Zara",))
    with reading(pool.engine) as session:
        for role_id, asked, lens in (
            (other.kept.role_id, run_id, Lens.RANKED),
            (pool.kept.role_id, bare, Lens.RANKED),
            (pool.kept.role_id, 10_000, Lens.NEXT),
            (pool.kept.role_id, run_id, Lens.FIT),
            (pool.kept.role_id, run_id, Lens.DISAGREEMENT),
            (pool.kept.role_id, run_id, Lens.NAME),
        ):
            assert run_order(session, role_id=role_id, run_id=asked, lens=lens) is None
    other.engine.dispose()


def test_a_cursor_of_one_run_is_not_taken_in_another(pool: Pool) -> None:
    ids = [pool.add() for _ in range(3)]
    first, second = store_run(pool, ids), store_run(pool, ids[::-1])
    with reading(pool.engine) as session:
        after = page(session, query(pool, Lens.RANKED, first), after=None, size=1).next_after
        for asked in (query(pool, Lens.RANKED, second), query(pool, Lens.RANKED), query(pool, Lens.NEXT, first)):
            with pytest.raises(Refused, match="Open the list from its start"):
                page(session, asked, after=after, size=1)


def test_the_newest_run_may_wait_to_be_published(pool: Pool) -> None:
    with reading(pool.engine) as session:
        found = latest(session, pool.kept.role_id)
    assert (found.newest, found.published) == (None, None)
    shown = store_run(pool, [pool.add()], published=True)
    waiting = store_run(pool, [])
    with reading(pool.engine) as session:
        found = latest(session, pool.kept.role_id)
    assert (found.newest, found.published) == (waiting, shown)
    with writing(pool.engine) as session:
        session.execute(update(RUN).where(RUN.c.id == waiting).values(published_at=NOW))
    with reading(pool.engine) as session:
        assert latest(session, pool.kept.role_id).published == waiting
