"""The scorer orders a pool by what is known, explains itself, and gives the same bits again."""

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from casting.domain.scoring import FeatureRow, Model, ReasonKind
from casting.ranking.features import Pool, vectorise
from casting.ranking.scorer import Comparison, Label, LabelKind, Ranker
from tests.ranking import pools

WEIGHTS = {"swim": 2.0, "drive": 0.5}


def fitted(pool: Pool, **given_: Any) -> Ranker:
    known: dict[str, Any] = {"breakdown": pools.BREAKDOWN, "labels": [], "comparisons": [], "criteria_weights": WEIGHTS}
    return Ranker().fit(pool, **(known | given_))


def wanted(pool: Pool) -> list[bool]:
    return [place % 2 == 1 for place in pool.ids.tolist()]


def test_before_any_mark_the_breakdown_orders() -> None:
    pool = pools.pool(pools.rows(100))
    ranker = fitted(pool)
    assert roc_auc_score(wanted(pool), ranker.score(pool)) > 0.8
    assert (ranker.score(pool) == ranker.fit_to_breakdown(pool)).all()


def test_preferences_alone_order_by_their_weight() -> None:
    rows = [
        FeatureRow(vectorise(""), {}, {"swim": swim, "drive": drive}) for swim, drive in ((1, 0), (0, 1), (0.5, None))
    ]
    pool = pools.pool(rows)
    assert fitted(pool, breakdown="").order(pool).tolist() == [1, 3, 2]
    assert fitted(pool, breakdown="", criteria_weights={"swim": 0.5, "drive": 2.0}).order(pool).tolist() == [2, 3, 1]


def test_unknown_lies_between_met_and_not_met() -> None:
    rows = [FeatureRow(vectorise("the same"), {}, {"swim": fit}) for fit in (0.0, None, 1.0)]
    pool = pools.pool(rows)
    assert fitted(pool).order(pool).tolist() == [3, 2, 1]


def test_marks_teach_what_the_breakdown_does_not_say() -> None:
    pool = pools.pool(pools.rows(200))
    rest = slice(60, 200)
    against = [
        Label(label.application_id, LabelKind.PASS if label.kind == LabelKind.PICK else LabelKind.PICK)
        for label in pools.labels(60)
    ]
    towards = fitted(pool, labels=pools.labels(60)).score(pool)[rest]
    away = fitted(pool, labels=against).score(pool)[rest]
    assert roc_auc_score(wanted(pool)[rest], towards) > 0.95
    assert roc_auc_score(wanted(pool)[rest], away) < 0.2


@pytest.mark.parametrize("kind", ["stars", "stages", "comparisons"])
def test_every_kind_of_word_teaches(kind: str) -> None:
    pool = pools.pool(pools.rows(160))
    places = range(1, 61)
    every: dict[str, dict[str, Any]] = {
        "stars": {"labels": [Label(place, LabelKind.STARS, 5 if place % 2 else 2) for place in places]},
        "stages": {"labels": [Label(place, LabelKind.STAGE, place % 2) for place in places]},
        "comparisons": {"comparisons": [Comparison(place, place + 1) for place in range(1, 61, 2)]},
    }
    said = every[kind]
    score = fitted(pool, breakdown="", criteria_weights={"swim": 0, "drive": 0}, **said).score(pool)
    assert roc_auc_score(wanted(pool)[60:], score[60:]) > 0.9


def test_a_comparison_puts_the_winner_above_the_loser() -> None:
    pool = pools.pool(pools.rows(2))
    for winner, loser in ((1, 2), (2, 1)):
        said = [Comparison(winner, loser)] * 30
        assert fitted(pool, comparisons=said).order(pool).tolist() == [winner, loser]


@pytest.mark.parametrize("kind", [LabelKind.PICK, LabelKind.PASS])
@pytest.mark.parametrize("breakdown", ["", pools.BREAKDOWN])
def test_labels_all_alike_still_order(kind: LabelKind, breakdown: str) -> None:
    pool = pools.pool(pools.rows(60))
    alike = [Label(place, kind) for place in range(1, 21, 2) if kind == LabelKind.PICK] or [
        Label(place, kind) for place in range(2, 21, 2)
    ]
    score = fitted(pool, breakdown=breakdown, labels=alike).score(pool)
    assert roc_auc_score(wanted(pool)[20:], score[20:]) > 0.7


@pytest.mark.parametrize(
    "said",
    [
        {"labels": [Label(1, LabelKind.MAYBE), Label(2, LabelKind.MAYBE)]},
        {"labels": [Label(1, LabelKind.PICK, reviewer_id=1), Label(1, LabelKind.PASS, reviewer_id=2)]},
        {"comparisons": [Comparison(1, 2), Comparison(2, 1), Comparison(1, 1)]},
        {"labels": [Label(99, LabelKind.PICK)], "comparisons": [Comparison(98, 99)]},
        {"labels": [Label(1, LabelKind.PICK, weight=1e300), Label(2, LabelKind.PASS, weight=1e-300)]},
        {"breakdown": "", "criteria_weights": {"swim": math.nan, "drive": -1.0}},
    ],
)
@pytest.mark.parametrize("number", [0, 1, 2, 9])
def test_whatever_was_said_there_is_an_order(said: dict[str, Any], number: int) -> None:
    pool = pools.pool(pools.rows(number))
    ranker = fitted(pool, **said)
    assert np.isfinite(ranker.score(pool)).all()
    assert sorted(ranker.order(pool).tolist()) == list(range(1, number + 1))
    assert Model.from_bytes(ranker.model().to_bytes()) == ranker.model()


@pytest.mark.parametrize("text", ["", "swim " * 3_000, "\0\ud800 �", "ß" * 10_000])
def test_strange_texts_and_facts_still_order(text: str) -> None:
    rows = [FeatureRow(vectorise(text), {"height": height}) for height in (math.nan, 1_800.0, math.inf, None, 1e308)]
    pool = pools.pool([*rows, *pools.rows(5)])
    score = fitted(pool, breakdown=text, labels=pools.labels(6)).score(pool)
    assert np.isfinite(score).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 30), st.integers(0, 8))
def test_reasons_add_up_to_the_score(seed: int, marked: int, compared: int) -> None:
    rows = pools.rows(40, seed=seed)
    pool = pools.pool(rows)
    ranker = fitted(
        pool, labels=pools.labels(marked), comparisons=[Comparison(place + 1, place + 2) for place in range(compared)]
    )
    model = Model.from_bytes(ranker.model().to_bytes())
    for row, score in zip(rows, ranker.score(pool).tolist(), strict=True):
        kept = FeatureRow.from_bytes(row.to_bytes())
        assert math.fsum(reason.value for reason in model.reasons(kept, {})) == pytest.approx(score, abs=1e-9)
        assert model.score(kept) == pytest.approx(score, abs=1e-9)


def test_phrases_are_named_in_the_words_of_the_applicant() -> None:
    rows = [FeatureRow(vectorise(text)) for text in ("Она актриса театра", "он повар", "актриса театра", "повар")]
    pool = pools.pool(rows)
    model = fitted(pool, breakdown="", labels=[Label(1, LabelKind.PICK), Label(2, LabelKind.PASS)]).model()
    named = {reason.name for reason in model.reasons(rows[2], {}) if reason.kind is ReasonKind.PHRASE}
    assert named == {"актриса театра"}


def test_words_on_both_sides_of_a_full_stop_that_tell_nothing_are_not_named_and_the_reasons_still_add_up() -> None:
    texts = "I left the army. To the stage!", "A cook of soups.", "Out of the army. To the stage.", "Soups"
    rows = [FeatureRow(vectorise(text)) for text in texts]
    pool = pools.pool(rows)
    ranker = fitted(pool, breakdown="", labels=[Label(0, LabelKind.PICK), Label(1, LabelKind.PASS)])
    for row, score in zip(rows, ranker.score(pool).tolist(), strict=True):
        reasons = ranker.model().reasons(row, {})
        said = {reason.name for reason in reasons if reason.kind is ReasonKind.PHRASE}
        assert said.isdisjoint({"army to", "to the", "the", "the army", "of the"})
        assert math.fsum(reason.value for reason in reasons) == pytest.approx(score, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_anything_given_changes_no_bit(chance: random.Random) -> None:
    rows = pools.rows(40)
    marks = [
        *pools.labels(20),
        *(Label(place, LabelKind.STARS, place % 5 + 1, reviewer_id=2) for place in range(1, 15)),
    ]
    compared = [Comparison(place, place + 3) for place in range(1, 20)]
    one = pools.pool(rows)
    places = chance.sample(range(40), 40)
    two = Pool.build([place + 1 for place in places], [rows[place] for place in places], ["drive", "swim"])
    first = fitted(one, labels=marks, comparisons=compared)
    second = fitted(
        two,
        labels=chance.sample(marks, len(marks)),
        comparisons=chance.sample(compared, len(compared)),
        criteria_weights=dict(reversed(WEIGHTS.items())),
    )
    assert first.score(one).tobytes() == second.score(two).tobytes()
    assert first.model().to_bytes() == second.model().to_bytes()


def test_what_is_no_fact_of_the_role_changes_no_bit() -> None:
    rows = pools.rows(40)
    extended = [
        FeatureRow(row.terms, row.facts, dict(row.fits) | {"age": place / 40, "sex": float(place % 2)})
        for place, row in enumerate(rows)
    ]
    one, two = pools.pool(rows), pools.pool(extended)
    weights = WEIGHTS | {"age": 9.0, "sex": 9.0}
    first = fitted(one, labels=pools.labels(20))
    second = fitted(two, labels=pools.labels(20), criteria_weights=weights)
    assert first.score(one).tobytes() == second.score(two).tobytes()
    assert first.model().to_bytes() == second.model().to_bytes()


def test_repeating_a_word_does_not_pay() -> None:
    once = [FeatureRow(vectorise(text)) for text in ("fearless actress swims", "fearless " * 500, "cooks", "paints")]
    pool = pools.pool(once)
    assert fitted(pool).order(pool).tolist()[0] == 1
