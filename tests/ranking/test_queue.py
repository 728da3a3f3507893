"""Whom to look at next: the highest first, a tenth by chance, and a chance that nothing changes."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from casting.ranking.queue import EVERY, PATIENCE, Queue, chance_order, next_to_review


def queued(scores: list[float], *, seen: Sequence[int] = (), last: Sequence[int] = (), passes: int = 0) -> Queue:
    count = len(scores)
    marked, behind = np.zeros(count, bool), np.zeros(count, bool)
    marked[list(seen)], behind[list(last)] = True, True
    ids = np.arange(1, count + 1)
    return next_to_review(ids, np.array(scores), last=behind, seen=marked, seed=3, passes_in_a_row=passes)


def test_the_highest_comes_first_and_every_tenth_by_chance() -> None:
    queue = queued([float(-n) for n in range(40)])
    ordered = queue.ids[~queue.random].tolist()
    assert ordered == sorted(ordered)
    assert np.flatnonzero(queue.random).tolist() == [EVERY - 1, 2 * EVERY - 1, 3 * EVERY - 1, 4 * EVERY - 1]
    assert sorted(queue.ids.tolist()) == list(range(1, 41))


def test_a_queue_that_is_made_anew_after_every_mark_still_comes_to_its_random_places() -> None:
    scores, seen, by_chance = [float(n % 7) for n in range(60)], list[int](), 0
    for _ in range(50):
        queue = queued(scores, seen=seen)
        by_chance += int(queue.random[0])
        seen.append(int(queue.ids[0]) - 1)
    assert by_chance == 5


def test_after_many_passes_chance_is_met_more_often() -> None:
    scores = [float(n) for n in range(90)]
    usual, dry = (int(queued(scores, passes=passes).random.sum()) for passes in (PATIENCE - 1, PATIENCE))
    assert (usual, dry) == (9, 30)


def test_who_comes_last_stands_behind_everybody_in_both_orders() -> None:
    queue = queued([9.0] * 5 + [0.0] * 25, last=[0, 1, 2, 3, 4])
    assert sorted(queue.ids[-5:].tolist()) == [1, 2, 3, 4, 5]


def test_nobody_is_left_when_everybody_has_been_seen() -> None:
    assert len(queued([1.0, 2.0], seen=[0, 1]).ids) == 0


@given(st.sets(st.integers(1, 10**9), min_size=2, max_size=60), st.integers(0, 2**40), st.data())
def test_two_keep_their_order_by_chance_whoever_else_is_there(ids: set[int], seed: int, data: st.DataObject) -> None:
    everyone = np.array(sorted(ids))
    some = np.array(sorted(data.draw(st.sets(st.sampled_from(sorted(ids)), min_size=1))))
    within = [key for key in chance_order(everyone, seed=seed).tolist() if key in set(some.tolist())]
    assert within == chance_order(some, seed=seed).tolist()


def test_another_role_has_another_chance() -> None:
    ids = np.arange(100)
    assert chance_order(ids, seed=1).tolist() != chance_order(ids, seed=2).tolist()
    assert chance_order(ids, seed=1).tolist() != ids.tolist()
