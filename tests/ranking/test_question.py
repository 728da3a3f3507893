"""One question to the scorer: fitted on what was said alone, it gives the order of the whole pool to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casting.ranking.labels import Comparison, Label, LabelKind
from casting.ranking.places import best_first, certain_places, distribution
from casting.ranking.question import Question, disagreements, marked_among, queued
from casting.ranking.queue import Review, next_to_review
from casting.ranking.resident import ResidentPool, Stored
from casting.ranking.scorer import Recipe
from tests.ranking import pools

POOL = pools.pool(pools.rows(40))


def question(labels: list[Label], *comparisons: Comparison) -> Question:
    return Question(pools.BREAKDOWN, {"swim": 2.0}, tuple(labels), comparisons, Recipe())


def test_what_is_learned_from_the_rows_spoken_of_is_what_the_whole_pool_teaches() -> None:
    for labels in ([], pools.labels(1), pools.labels(12)):
        for comparisons in ((), (Comparison(31, 30), Comparison(9, 40), Comparison(5, 99))):
            asked = question(labels, *comparisons)
            whole = asked.fit(POOL).score(POOL)
            assert asked.learned(POOL).score(POOL).tobytes() == whole.tobytes()


def test_the_fit_to_the_breakdown_does_not_depend_on_what_was_said() -> None:
    found = {question(labels).fit_to_breakdown(POOL).tobytes() for labels in ([], pools.labels(12))}
    assert found == {question(pools.labels(12)).fit(POOL).fit_to_breakdown(POOL).tobytes()}


@given(st.lists(st.tuples(st.sampled_from([-1.0, 0.0, 0.5, 2.0]), st.booleans()), max_size=30))
def test_the_order_is_by_score_then_id_and_those_that_come_last_behind(given_rows: list[tuple[float, bool]]) -> None:
    ids = np.arange(len(given_rows)) * 3 + 1
    scores, last = np.array([score for score, _ in given_rows]), np.array([late for _, late in given_rows], bool)
    expected = sorted(zip(last.tolist(), (-scores).tolist(), ids.tolist(), strict=True))
    assert ids[best_first(scores, last)].tolist() == [key for _, _, key in expected]


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.integers(0, 30), st.integers(0, 10), st.integers(0, 9))
def test_the_queue_of_a_large_pool_is_the_one_that_sorting_all_of_it_gives(
    amount: int, reviewed: int, passes: int, reach: int
) -> None:
    chance = np.random.default_rng(amount)
    resident = ResidentPool()
    rows = [pools.rows(1)[0].to_bytes()] * amount
    resident.put([Stored(range(5, 5 + amount), rows, (chance.random(amount) < 0.3).tolist())])
    ids, last, scores = resident.ids, resident.last, chance.integers(0, 20, amount).astype(float)
    reviews = [Review(int(key), False, False) for key in chance.permutation(ids)[:reviewed]]
    seen = marked_among(ids, reviews)
    with pytest.MonkeyPatch.context() as patch:
        for module in ("queue", "question"):
            patch.setattr(f"casting.ranking.{module}.REACH", reach + 1)
        whole = next_to_review(ids, scores, last=last, seen=seen, seed=3, passes_in_a_row=2 * passes)
        best, drawn = best_first(scores, last), resident.by_chance(seed=3)
        found = queued(
            ids, scores, best=best, chance=drawn, last=last, reviews=reviews, seed=3, passes_in_a_row=2 * passes
        )
    assert found.ids.tolist() == whole.ids.tolist()
    assert found.random.tolist() == whole.random.tolist()


def test_model_and_panel_are_far_apart_where_one_mark_goes_against_all_others() -> None:
    labels = [label for label in pools.labels(30) if label.application_id != 2]
    stray = Label(2, LabelKind.PICK, reviewer_id=1)
    ids, apart = disagreements(POOL, question([*labels, stray]))
    assert ids.tolist() == list(range(1, 31))
    assert ((apart >= 0) & (apart <= 1)).all()
    assert apart[1] == apart.max()
    assert disagreements(POOL, question([]))[0].tolist() == []


def test_certain_places_hold_the_own_place_and_leave_out_those_that_come_last() -> None:
    asked, last = question(pools.labels(12)), np.arange(40) % 8 == 7
    interval, chance = certain_places(asked.fit(POOL), POOL, last=last, reach=10)
    judged = POOL.ids[best_first(asked.fit(POOL).score(POOL), last)][: int((~last).sum())]
    for place, key in enumerate(judged.tolist(), start=1):
        low, high = interval[key - 1]
        assert 1 <= low <= place <= high <= 35
    assert (interval[last] == 0).all()
    assert np.isnan(chance[last]).all()
    assert ((chance[~last] >= 0) & (chance[~last] <= 1)).all()


def test_a_distribution_holds_everybody_once() -> None:
    scores = np.random.default_rng(1).standard_normal(100)
    found = distribution(scores, marked_among(np.arange(100), [Review(3, True, False), Review(8, False, True)]))
    assert found is not None
    assert (len(found.edges), len(found.counts), sum(found.counts), sum(found.marked)) == (11, 10, 100, 2)
    one = distribution(np.zeros(1), np.zeros(1, bool))
    assert one is not None
    assert one.counts == (1,)
    assert distribution(np.zeros(0), np.zeros(0, bool)) is None
