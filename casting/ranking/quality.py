"""How well a recipe orders applications that it has not learned from, as far as the labels can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from casting.ranking.blocks import Floats, Truths
from casting.ranking.features import Pool
from casting.ranking.labels import Comparison, Label, wishes_of
from casting.ranking.scorer import Ranker, Recipe
from casting.ranking.words import SEED, Whole

FEWEST = 10
"""With fewer wanted, or fewer unwanted, applications among the labels, nothing is claimed."""
FOLDS = 5
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Quality:
    """Average precision over the labelled applications, each scored by a fit that had not seen its labels.

    Attributes:
        average_precision: 0 to 1; an order by chance comes to about `share`.
        low, high: its 80 % interval over resampled applications.
        share: the share of wanted ones among the labelled.
        labelled: how many applications it rests on. They are those that people chose to look at: among the
            others the figure may be another.
    """

    average_precision: float
    low: float
    high: float
    share: float
    labelled: int


def quality(
    pool: Pool,
    *,
    breakdown: str,
    labels: Sequence[Label],
    comparisons: Sequence[Comparison],
    criteria_weights: Mapping[str, float],
    recipe: Recipe,
) -> Quality | None:
    """Cross-validate a recipe; None where there are too few labels of one side to say anything.

    Wanted is whoever's combined wish is above one half. The arguments are those of `Ranker.fit`; comparisons
    of an application in the part that is scored are left out of its fit.
    """
    held = held_out(
        pool,
        breakdown=breakdown,
        labels=labels,
        comparisons=comparisons,
        criteria_weights=criteria_weights,
        recipe=recipe,
    )
    if held is None:
        return None
    low, high = np.quantile(_resampled(held.scores, held.wanted), [0.1, 0.9])
    found = average_precision(held.scores, held.wanted)
    return Quality(found, float(low), float(high), float(held.wanted.mean()), len(held.ids))


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The labelled applications, each scored by a fit that had not seen its labels.

    Attributes:
        ids: int64 (m,), ascending; wanted: bool (m,); scores: float64 (m,).
    """

    ids: Whole
    wanted: Truths
    scores: Floats


def held_out(
    pool: Pool,
    *,
    breakdown: str,
    labels: Sequence[Label],
    comparisons: Sequence[Comparison],
    criteria_weights: Mapping[str, float],
    recipe: Recipe,
) -> HeldOut | None:
    """Score the labelled by fits without them; None, and the arguments, as in `quality`."""
    wishes = wishes_of(labels)
    places = pool.places(wishes.ids)
    ids, wanted, places = wishes.ids[places >= 0], (wishes.wish > 0.5)[places >= 0], places[places >= 0]
    if min(np.count_nonzero(wanted), np.count_nonzero(~wanted)) < FEWEST:
        return None
    fold = _folds(wanted)
    scores = np.zeros(len(ids))
    # A fit reads no other rows than those that something was said of, so it need not carry the rest of the pool.
    compared = pool.places(side for said in comparisons for side in (said.winner_id, said.loser_id))
    part = pool.part(np.union1d(places, compared[compared >= 0]))
    at = part.places(ids.tolist())
    for number in range(FOLDS):
        hidden = set(ids[fold == number].tolist())
        ranker = Ranker(recipe).fit(
            part,
            breakdown=breakdown,
            labels=[label for label in labels if label.application_id not in hidden],
            comparisons=[said for said in comparisons if not {said.winner_id, said.loser_id} & hidden],
            criteria_weights=criteria_weights,
        )
        scores[fold == number] = ranker.score(part)[at[fold == number]]
    return HeldOut(ids, wanted, scores)


def average_precision(scores: Floats, wanted: Truths) -> float:
    """The mean, over the wanted, of the share of wanted ones down to each, best score first; 0 if none is.

    Equal scores count as in the order given.
    """
    order = np.argsort(-scores, kind="stable")
    hits = wanted[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else 0.0


def _folds(wanted: Truths) -> Whole:
    """A fold for each application, int64, wanted and unwanted spread evenly, drawn with the fixed seed."""
    chance = np.random.default_rng(SEED)
    fold = np.empty(len(wanted), np.int64)
    for side in (wanted, ~wanted):
        fold[side] = chance.permutation(np.arange(np.count_nonzero(side)) % FOLDS)
    return fold


def _resampled(scores: Floats, wanted: Truths) -> Floats:
    chance = np.random.default_rng(SEED)
    drawn = chance.integers(0, len(scores), (RESAMPLES, len(scores)))
    return np.array([average_precision(scores[sample], wanted[sample]) for sample in drawn])
