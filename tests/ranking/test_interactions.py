"""What two facts say together is learned where the labels show it, and explained like everything else."""

import math
import random
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from casting.domain.scoring import FeatureRow, Model
from casting.ranking.features import Pool, vectorise
from casting.ranking.interactions import FEWEST_LABELS, MOST_COLUMNS, Interactions
from casting.ranking.scorer import Label, LabelKind, Ranker

HOUSES = ["small", "large", None]
WORK = ["stage", "film", "none"]


def rows(number: int, *, columns: int = 0) -> list[FeatureRow]:
    """Applications with facts of three kinds, some unknown, and as many facts more that say nothing."""
    chance = random.Random(4)
    return [
        FeatureRow(
            vectorise(chance.choice(["she swims", "he cooks", "", "актриса"])),
            {
                "house": chance.choice(HOUSES),
                "work": chance.choice(WORK),
                "height": chance.choice([chance.gauss(170, 8), None, math.nan, 1_800.0]),
                **{f"other {number}": chance.random() for number in range(columns)},
            },
        )
        for _ in range(number)
    ]


def follows_a_rule(row: FeatureRow) -> bool:
    """Wanted: film with a small house, anything else with another. Neither fact alone says anything."""
    return (row.facts["work"] == "film") == (row.facts["house"] == "small")


def said(made: list[FeatureRow], places: Any) -> list[Label]:
    return [Label(place, LabelKind.PICK if follows_a_rule(made[place]) else LabelKind.PASS) for place in places]


def fitted(pool: Pool, labels: list[Label], **given: Any) -> Ranker:
    known: dict[str, Any] = {"breakdown": "", "comparisons": (), "criteria_weights": {}}
    return Ranker().fit(pool, labels=labels, **(known | given))


def test_a_rule_of_two_facts_is_learned() -> None:
    made = rows(400)
    pool = Pool.build(range(400), made)
    ranker = fitted(pool, said(made, range(200)))
    assert len(ranker.interactions_) > 0
    wanted = [follows_a_rule(row) for row in made]
    assert roc_auc_score(wanted[200:], ranker.score(pool)[200:]) > 0.95


@pytest.mark.parametrize(
    ("marked", "columns", "why"),
    [
        (FEWEST_LABELS - 1, 0, "too few labels"),
        (200, MOST_COLUMNS, "too many facts"),
    ],
)
def test_nothing_is_taken_in_with(marked: int, columns: int, why: str) -> None:
    made = rows(300, columns=columns)
    pool = Pool.build(range(300), made)
    assert len(fitted(pool, said(made, range(marked))).interactions_) == 0, why


def test_nothing_is_taken_in_when_labels_do_not_follow_facts() -> None:
    made, chance = rows(300), random.Random(8)
    pool = Pool.build(range(300), made)
    taken = []
    for _ in range(20):
        blind = [Label(place, chance.choice([LabelKind.PICK, LabelKind.PASS])) for place in range(100)]
        taken.append(len(fitted(pool, blind).interactions_) > 0)
    assert sum(taken) <= 2


@pytest.mark.parametrize("facts", [{}, {"height": 170.0}, {"house": "small"}])
def test_without_two_facts_there_is_nothing_together(facts: dict[str, float | str | None]) -> None:
    made = [FeatureRow(vectorise("she swims"), facts if place % 2 else {}) for place in range(120)]
    pool = Pool.build(range(120), made)
    labels = [Label(place, LabelKind.PICK if place % 2 else LabelKind.PASS) for place in range(100)]
    assert len(fitted(pool, labels).interactions_) == 0


def test_the_quadratic_form_is_the_sum_of_products() -> None:
    chance = np.random.default_rng(2)
    facts, coefficients = chance.normal(size=(30, 5)), chance.normal(size=4)
    pairs = Interactions(np.array([0, 0, 1, 2]), np.array([1, 4, 3, 4]))
    assert pairs.margins(facts, coefficients) == pytest.approx(pairs.products(facts) @ coefficients, abs=1e-12)


def test_reasons_of_pairs_add_up_and_name_both() -> None:
    made = rows(300)
    pool = Pool.build(range(300), made)
    ranker = fitted(pool, said(made, range(200)))
    model = Model.from_bytes(ranker.model().to_bytes())
    assert model.pairs
    for row, score in zip(made, ranker.score(pool).tolist(), strict=True):
        kept = FeatureRow.from_bytes(row.to_bytes())
        assert math.fsum(reason.value for reason in model.reasons(kept, {})) == pytest.approx(score, abs=1e-9)
        assert model.score(kept) == pytest.approx(score, abs=1e-9)
    names = {reason.name for reason in model.reasons(made[1], {"house": "House: small", "work": "Work: stage"})}
    assert "House: small & Work: stage" in names


def test_intervals_know_of_pairs() -> None:
    made = rows(300)
    pool = Pool.build(range(300), made)
    final = fitted(pool, said(made, range(300))).certainty(pool).places
    first, last = fitted(pool, said(made, range(150))).interval(pool).T
    assert ((first <= final) & (final <= last))[150:].mean() >= 0.75


def test_the_order_of_labels_and_applications_changes_no_bit() -> None:
    made = rows(200)
    labels = said(made, range(120))
    one = Pool.build(range(200), made)
    order = random.Random(3).sample(range(200), 200)
    two = Pool.build(order, [made[place] for place in order])
    first, second = fitted(one, labels), fitted(two, random.Random(4).sample(labels, len(labels)))
    assert len(first.interactions_) > 0
    assert first.score(one).tobytes() == second.score(two).tobytes()
    assert first.model().to_bytes() == second.model().to_bytes()
