"""The columns of a score that tell a group, and the order without them."""

import random
from zlib import crc32

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from casting.domain.scoring import FeatureRow, ReasonKind
from casting.domain.terms import column_of
from casting.ranking.features import Pool, vectorise
from casting.ranking.proxies import order_without, proxies, telling
from casting.ranking.scorer import Label, LabelKind, Ranker
from tests.ranking.pools import OTHER

NUMBER = 400


def proxied() -> tuple[Pool, Ranker, dict[str, list[str | None]], list[FeatureRow]]:
    """A pool in which "my wife" and height tell men, and the team picks those who say "anchor", men more often."""
    chance = random.Random(3)
    rows, sexes, labels = [], [], []
    for place in range(NUMBER):
        man = chance.random() < 0.4
        said = chance.sample(OTHER, 3) + ["anchor"] * (chance.random() < (0.7 if man else 0.3))
        said += ["my wife"] * (man and chance.random() < 0.6)
        rows.append(
            FeatureRow(
                vectorise(". ".join(said)),
                {"height": chance.gauss(182 if man else 166, 5), "shoe": chance.gauss(40, 2)},
                {"swim": chance.random()},
            )
        )
        sexes.append("man" if man else "woman")
        if place < 200:
            picked = "anchor" in said
            labels.append(Label(place + 1, LabelKind.PICK if picked else LabelKind.PASS, reviewer_id=1))
    pool = Pool.build(range(1, NUMBER + 1), rows, ["swim"])
    ranker = Ranker().fit(
        pool, breakdown="somebody who swims", labels=labels, comparisons=(), criteria_weights={"swim": 1.0}
    )
    return pool, ranker, {"sex": list(sexes)}, rows


def test_columns_that_tell_a_group_are_found_the_strongest_first() -> None:
    pool, ranker, traits, rows = proxied()
    named = {term.column: term.text for row in rows for term in row.terms}
    found = proxies(
        pool,
        telling(pool, ranker, traits),
        names={"height": "Your height"},
        phrases=lambda columns: {c: named[c] for c in columns},
    )
    assert found[0].name == "Your height"
    assert (found[0].kind, found[0].trait) == ("fact", "sex")
    assert found[0].strength > 0.95
    assert {"wife", "my wife", "anchor"} <= {one.name for one in found}
    assert "shoe" not in {one.name for one in found}
    assert all(one.weight > 0 for one in found)
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)


def test_strength_is_the_area_under_the_curve() -> None:
    pool, ranker, traits, _ = proxied()
    men = np.array([sex == "man" for sex in traits["sex"]])
    blocks = {
        ReasonKind.PHRASE: pool.words.matrix.toarray(),
        ReasonKind.FACT: pool.facts.matrix,
        ReasonKind.CRITERION: pool.fits.matrix,
    }
    for one in telling(pool, ranker, traits):
        area = roc_auc_score(men, blocks[one.kind][:, one.column])
        assert one.strength == pytest.approx(max(area, 1 - area), abs=1e-12)


def test_who_is_not_known_tells_nothing_and_chance_is_no_proxy() -> None:
    pool, ranker, _, _ = proxied()
    assert telling(pool, ranker, {"sex": [None] * NUMBER}) == ()
    chance = random.Random(9)
    assert telling(pool, ranker, {"moon": [chance.choice(("waxing", "waning")) for _ in range(NUMBER)]}) == ()


def test_the_order_without_the_proxies_is_told_and_changes_nothing() -> None:
    pool, ranker, traits, _ = proxied()
    before = ranker.order(pool).tolist()
    found = telling(pool, ranker, traits)
    without = order_without(pool, ranker, found)
    assert sorted(without.tolist()) == sorted(before)
    assert without.tolist() != before
    assert order_without(pool, ranker, ()).tolist() == before == ranker.order(pool).tolist()
    wife = column_of(crc32(b"wife"))
    assert wife in {one.column for one in found if one.kind is ReasonKind.PHRASE}
