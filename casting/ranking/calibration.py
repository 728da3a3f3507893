"""From scores to chances: Platt's scaling of scores that were given without their labels.

A score is no chance: the fit weighs picks heavier than passes while there are few. So a logistic curve is fitted from
held-out scores to what people said (Platt, Probabilistic Outputs for Support Vector Machines, 1999, section 2.2, with
its targets that never reach 0 or 1). Those who were met by chance stand for all who were not, and weigh as much.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

from casting.domain.insights import Calibration, CalibrationBin
from casting.ranking.blocks import Floats, Truths
from casting.ranking.features import Pool
from casting.ranking.labels import Comparison, Label
from casting.ranking.quality import HeldOut, held_out
from casting.ranking.scorer import Ranker, Recipe

BINS = 6
HEAVIEST = 10.0
"""Nobody met by chance weighs more than so many others."""
LOOSE = 1e4
"""Inverse strength of regularisation: none to speak of for two numbers."""
TAIL = 0.05


@dataclass(frozen=True)
class Curve:
    """The chance of a pick at a score: 1 / (1 + exp(-(slope * score + start)))."""

    slope: float
    start: float

    def chance(self, scores: Floats) -> Floats:
        """float64 of the same shape, 0 to 1."""
        chances: Floats = expit(self.slope * scores + self.start)
        return chances


def calibration(
    pool: Pool,
    *,
    breakdown: str,
    labels: Sequence[Label],
    comparisons: Sequence[Comparison],
    criteria_weights: Mapping[str, float],
    recipe: Recipe,
    random_ids: Collection[int],
) -> Calibration | None:
    """Predicted against actual picks; None where there are too few labels of one side to say anything.

    The arguments are those of `Ranker.fit`.

    Args:
        random_ids: the labelled applications that were met by chance.
    """
    said = {"breakdown": breakdown, "labels": labels, "comparisons": comparisons, "criteria_weights": criteria_weights}
    held = held_out(pool, recipe=recipe, **said)  # type: ignore[arg-type]
    if held is None:
        return None
    random = np.isin(held.ids, np.fromiter(random_ids, np.int64))
    curve = fitted(held, random=random, pool=len(pool))
    scores = Ranker(recipe).fit(pool, **said).score(pool)  # type: ignore[arg-type]
    known = np.isin(pool.ids, held.ids)
    expected = float(curve.chance(scores[~known]).sum()) + float(held.wanted.sum())
    chances = curve.chance(held.scores)
    return Calibration(_bins(chances, held.wanted), float(chances.sum()), int(held.wanted.sum()), expected)


def fitted(held: HeldOut, *, random: Truths, pool: int) -> Curve:
    """Fit the curve.

    Args:
        random: bool (m,), who of the held-out was met by chance.
        pool: how many applications there are: those that nobody has labelled are spoken for by the random ones.
    """
    weight = np.ones(len(held.ids))
    if random.any():
        weight[random] = min(HEAVIEST, 1.0 + (pool - len(held.ids)) / random.sum())
    for_it, against = weight[held.wanted].sum(), weight[~held.wanted].sum()
    hope = np.where(held.wanted, (for_it + 1.0) / (for_it + 2.0), 1.0 / (against + 2.0))
    model = LogisticRegression(C=LOOSE, tol=1e-8)
    model.fit(
        np.tile(held.scores, 2)[:, None],
        np.repeat([True, False], len(held.ids)),
        sample_weight=np.concatenate([weight * hope, weight * (1.0 - hope)]),
    )
    # Where the labels contradict the order, a falling curve would turn it round: then all are alike.
    slope = max(0.0, float(model.coef_[0, 0]))
    share = for_it / (for_it + against)
    return Curve(slope, float(model.intercept_[0]) if slope else float(np.log(share / (1.0 - share))))


def _bins(chances: Floats, wanted: Truths) -> tuple[CalibrationBin, ...]:
    """Bins of about as many applications, with the exact interval of the share (Clopper and Pearson, 1934)."""
    order = np.argsort(chances, kind="stable")
    found = []
    for part in np.array_split(order, min(BINS, len(order))):
        number, hits = len(part), int(wanted[part].sum())
        low = float(beta.ppf(TAIL, hits, number - hits + 1)) if hits else 0.0
        high = float(beta.ppf(1.0 - TAIL, hits + 1, number - hits)) if hits < number else 1.0
        found.append(CalibrationBin(number, float(chances[part].mean()), hits / number, low, high))
    return tuple(found)
