"""What the scorer reads of applications: words, facts and fits, whatever people wrote."""

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.scoring import FeatureRow, Terms
from casting.domain.terms import MOST_COUNTED
from casting.ranking.features import Pool, vectorise, vectorise_many
from tests.ranking import pools


@given(st.lists(st.text(max_size=60), max_size=6))
def test_many_texts_give_the_same_as_each_alone(texts: list[str]) -> None:
    assert list(vectorise_many(texts)) == [vectorise(text) for text in texts]


@given(st.text(max_size=200))
def test_columns_are_those_of_the_phrases(text: str) -> None:
    found = vectorise(text)
    counts: Counter[int] = Counter()
    for term in found:
        counts[term.column] += term.count
    assert list(found.columns) == sorted(counts.items())


def test_batches_do_not_show() -> None:
    texts = [f"number {place} of many" for place in range(2_500)]
    assert list(vectorise_many(iter(texts)))[2_499] == vectorise(texts[2_499])


def test_counts_stop_where_they_are_full() -> None:
    assert (vectorise("swim " * 20_000)[0].count, dict(vectorise("swim " * 20_000).columns).popitem()[1]) == (
        20_000,
        MOST_COUNTED,
    )


def test_each_text_has_length_one_or_nothing() -> None:
    pool = Pool.build([1, 2, 3], [FeatureRow(vectorise(text)) for text in ("swim and dive", "", "swim " * 500)])
    lengths = np.sqrt(pool.words.matrix.multiply(pool.words.matrix).sum(axis=1))
    assert np.asarray(lengths).ravel().tolist() == pytest.approx([1.0, 0.0, 1.0])


def test_facts_weigh_as_much_as_the_text() -> None:
    pool = pools.pool(pools.rows(50))
    assert (pool.facts.matrix**2).sum(axis=1).mean() == pytest.approx(1.0)
    assert (pool.fits.matrix**2).sum(axis=1).mean() == pytest.approx(1.0)


@pytest.mark.parametrize("strange", [None, math.nan, math.inf, -math.inf, 1e308, -1e308, 1_800.0])
def test_strange_facts_neither_break_nor_bend_the_others(strange: float | None) -> None:
    heights = [random.Random(place).gauss(170, 8) for place in range(200)]
    rows = [FeatureRow(Terms(), {"height": height}) for height in [*heights, strange]]
    pool = Pool.build(range(201), rows)
    assert np.isfinite(pool.facts.matrix).all()
    assert pool.facts.columns[0].mean == pytest.approx(170, abs=2)
    assert pool.facts.columns[0].spread == pytest.approx(8, abs=6)


def test_what_is_not_known_is_the_mean() -> None:
    rows = [FeatureRow(Terms(), {"height": value}, {"swim": fit}) for value, fit in ((160, 0), (180, 1), (None, None))]
    pool = Pool.build([1, 2, 3], rows, ["swim"])
    assert pool.facts.matrix[2, 0] == 0 == pool.fits.matrix[2, 0]
    assert pool.facts.matrix[0, 0] == -pool.facts.matrix[1, 0] != 0
    assert pool.fits.matrix[0, 0] < 0 < pool.fits.matrix[1, 0]


def test_facts_that_say_nothing_make_no_column() -> None:
    rows = [FeatureRow(Terms(), {"same": 5.0, "sort": "one", "nothing": None, "nan": math.nan}) for _ in range(3)]
    assert Pool.build([1, 2, 3], rows).facts.columns == ()


def test_only_the_named_preferences_are_read() -> None:
    rows = [FeatureRow(Terms(), {}, {"swim": 1.0, "age": fit}) for fit in (0.0, 1.0)]
    assert [column.name for column in Pool.build([1, 2], rows, ["swim"]).fits.columns] == ["swim"]


def test_the_order_in_which_applications_come_is_not_seen() -> None:
    made = pools.rows(30)
    order = random.Random(5).sample(range(30), 30)
    one = Pool.build(range(30), made, ["swim"])
    two = Pool.build(order, [made[place] for place in order], ["swim"])
    assert (one.ids == two.ids).all()
    assert (one.words.matrix != two.words.matrix).nnz == 0
    assert (one.facts.matrix == two.facts.matrix).all()
    assert (one.fits.matrix == two.fits.matrix).all()


def test_an_application_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Pool.build([1, 1], pools.rows(2))
    with pytest.raises(ValueError, match="2 ids for 1 rows"):
        Pool.build([1, 2], pools.rows(1))


def test_places_of_strangers_are_minus_one() -> None:
    assert Pool.build([3, 7], pools.rows(2)).places([7, 5, 3, 9]).tolist() == [1, -1, 0, -1]
    assert Pool.build([], []).places([1]).tolist() == [-1]
