"""How sure a run is: intervals that hold what they promise, chances for bands, quality by cross-validation."""

import random
from typing import Any

import numpy as np
import pytest

from casting.domain.scoring import FeatureRow
from casting.ranking.features import Pool
from casting.ranking.quality import FEWEST, average_precision, quality
from casting.ranking.scorer import Comparison, Label, LabelKind, Ranker, Recipe
from tests.ranking import pools

WEIGHTS = {"swim": 2.0, "drive": 0.5}


def known(**said: Any) -> dict[str, Any]:
    return {"breakdown": pools.BREAKDOWN, "labels": [], "comparisons": [], "criteria_weights": WEIGHTS} | said


def places_of(ranker: Ranker, pool: Pool) -> Any:
    return ranker.certainty(pool).places


def test_intervals_hold_the_place_that_all_labels_give() -> None:
    pool = pools.pool(pools.rows(300))
    final = places_of(Ranker().fit(pool, **known(labels=pools.labels(300))), pool)
    for marked in (0, 20, 100):
        first, last = Ranker().fit(pool, **known(labels=pools.labels(marked))).interval(pool).T
        assert ((first <= final) & (final <= last))[marked:].mean() >= 0.75


def test_more_labels_make_surer() -> None:
    pool = pools.pool(pools.rows(300))
    widths = []
    for marked in (0, 20, 300):
        first, last = Ranker().fit(pool, **known(labels=pools.labels(marked))).interval(pool).T
        widths.append((last - first).mean())
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("number", [0, 1, 2, 30])
@pytest.mark.parametrize("marked", [0, 1, 2, 20])
def test_an_interval_lies_in_the_pool_and_holds_the_own_place(number: int, marked: int) -> None:
    pool = pools.pool(pools.rows(number))
    said = known(labels=pools.labels(marked), comparisons=[Comparison(1, 2)] if marked == 20 else [])
    sure = Ranker().fit(pool, **said).certainty(pool)
    assert sorted(sure.places.tolist()) == list(range(1, number + 1))
    assert (sure.interval[:, 0] >= 1).all()
    assert (sure.interval[:, 0] <= sure.places).all()
    assert (sure.places <= sure.interval[:, 1]).all()
    assert (sure.interval[:, 1] <= number).all()


def test_places_are_those_of_the_order() -> None:
    pool = pools.pool(pools.rows(40))
    ranker = Ranker().fit(pool, **known(labels=pools.labels(20)))
    assert pool.ids[np.argsort(places_of(ranker, pool))].tolist() == ranker.order(pool).tolist()


def test_chances_grow_with_the_places_and_add_up_to_them() -> None:
    pool = pools.pool(pools.rows(60))
    sure = Ranker().fit(pool, **known(labels=pools.labels(30))).certainty(pool)
    assert sure.chance(0).sum() == 0
    assert sure.chance(10).sum() == pytest.approx(10)
    assert (sure.chance(10) <= sure.chance(20)).all()
    assert (sure.chance(60) == 1).all()


def test_not_knowing_makes_less_sure_and_never_lower() -> None:
    rows = pools.rows(200)
    blank = FeatureRow(rows[0].terms, dict.fromkeys(rows[0].facts), dict.fromkeys(rows[0].fits))
    middling = FeatureRow(rows[0].terms, {"height": 171.5}, {"swim": 0.5, "drive": 0.5})
    pool = pools.pool([*rows, blank, middling])
    ranker = Ranker().fit(pool, **known(labels=pools.labels(200)))
    first, last = ranker.interval(pool).T
    assert last[200] - first[200] > last[201] - first[201]
    scores = ranker.score(pool)
    assert scores[200] == pytest.approx(scores[201], abs=0.25 * scores.std())


def test_certainty_repeats_to_the_bit() -> None:
    rows = pools.rows(50)
    marks = pools.labels(20)
    drawn: list[bytes] = []
    for order in (range(50), random.Random(3).sample(range(50), 50)):
        pool = Pool.build([place + 1 for place in order], [rows[place] for place in order], ["swim", "drive"])
        ranker = Ranker().fit(pool, **known(labels=random.Random(len(drawn)).sample(marks, 20)))
        drawn.append(ranker.certainty(pool).drawn.tobytes())
    assert drawn[0] == drawn[1]


def test_a_part_of_a_pool_has_the_scores_of_the_whole() -> None:
    pool = pools.pool(pools.rows(50))
    ranker = Ranker().fit(pool, **known(labels=pools.labels(20)))
    places = np.arange(5, 50, 7)
    assert ranker.score(pool.part(places)).tolist() == pytest.approx(ranker.score(pool)[places].tolist(), abs=1e-12)


def test_average_precision_is_the_mean_precision_at_each_hit() -> None:
    wanted = np.array([True, False, True, False])
    assert average_precision(np.array([4.0, 3.0, 2.0, 1.0]), wanted) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([1.0, 2.0, 3.0, 4.0]), wanted) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert average_precision(np.zeros(2), np.zeros(2, bool)) == 0


def test_quality_is_that_of_labels_not_learned_from() -> None:
    pool = pools.pool(pools.rows(120))
    chance = random.Random(2)
    blind = [Label(place, chance.choice([LabelKind.PICK, LabelKind.PASS])) for place in range(1, 101)]
    told = quality(pool, recipe=Recipe(), **known(labels=pools.labels(100)))
    guessed = quality(pool, recipe=Recipe(), **known(labels=blind, comparisons=[Comparison(3, 119)]))
    assert told is not None
    assert guessed is not None
    assert (told.labelled, told.share) == (100, 0.5)
    assert told.low <= told.average_precision <= told.high
    assert told.average_precision > 0.9
    assert guessed.average_precision < 0.7


def test_quality_claims_nothing_from_few_labels() -> None:
    pool = pools.pool(pools.rows(60))
    few = quality(pool, recipe=Recipe(), **known(labels=pools.labels(2 * FEWEST - 1)))
    enough = quality(pool, recipe=Recipe(), **known(labels=pools.labels(2 * FEWEST)))
    assert few is None
    assert enough is not None
