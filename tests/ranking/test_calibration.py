"""Chances that come true: predicted picks are about as many as there are."""

import numpy as np
import pytest

from casting.domain.scoring import FeatureRow
from casting.ranking.calibration import calibration, fitted
from casting.ranking.features import Pool, vectorise
from casting.ranking.labels import Label, LabelKind
from casting.ranking.quality import HeldOut
from casting.ranking.scorer import Recipe

COUNT = 1200


def world(seed: int) -> tuple[Pool, np.ndarray]:
    """A pool in which one fact says much of who is wanted, about one in ten."""
    chance = np.random.default_rng(seed)
    skill = chance.normal(size=COUNT)
    wanted = chance.random(COUNT) < 1 / (1 + np.exp(3.2 - 1.8 * skill))
    rows = [FeatureRow(vectorise(""), {"skill": float(value)}, {}) for value in skill]
    return Pool.build(range(COUNT), rows), wanted


@pytest.mark.parametrize("seed", range(4))
def test_of_labels_by_chance_the_predicted_picks_are_about_the_actual_ones(seed: int) -> None:
    pool, wanted = world(seed)
    chosen = np.random.default_rng(seed + 100).choice(COUNT, 200, replace=False).tolist()
    labels = [Label(key, LabelKind.PICK if wanted[key] else LabelKind.PASS) for key in chosen]
    said = calibration(
        pool,
        breakdown="",
        labels=labels,
        comparisons=(),
        criteria_weights={},
        recipe=Recipe(),
        random_ids=chosen,
    )
    assert said is not None
    assert 0.6 < said.expected / wanted.sum() < 1.6
    assert said.actual == wanted[chosen].sum()
    assert 0.7 < said.predicted / said.actual < 1.4
    assert sum(part.number for part in said.bins) == 200
    assert [part.predicted for part in said.bins] == sorted(part.predicted for part in said.bins)
    assert all(part.low <= part.actual <= part.high for part in said.bins)


def test_with_few_of_one_side_nothing_is_said() -> None:
    pool, _ = world(0)
    labels = [Label(key, LabelKind.PASS) for key in range(50)]
    arguments = {"breakdown": "", "labels": labels, "comparisons": (), "criteria_weights": {}}
    assert calibration(pool, recipe=Recipe(), random_ids=(), **arguments) is None  # type: ignore[arg-type]


def test_an_order_that_the_labels_contradict_is_not_turned_round() -> None:
    held = HeldOut(np.arange(40), np.arange(40) < 20, np.arange(40, dtype=float))
    curve = fitted(held, random=np.zeros(40, bool), pool=100)
    assert curve.slope == 0.0
    assert curve.chance(np.array([0.0, 9.0])).tolist() == [0.5, 0.5]


def test_who_was_met_by_chance_speaks_for_those_who_were_not_labelled() -> None:
    held = HeldOut(np.arange(40), np.arange(40) < 30, np.zeros(40))
    by_chance = np.arange(40) >= 30
    without, with_them = (fitted(held, random=random, pool=400) for random in (np.zeros(40, bool), by_chance))
    assert with_them.chance(np.zeros(1))[0] < without.chance(np.zeros(1))[0]
