"""How sure a fit is of the places it gives: draws from the Laplace posterior of the linear model.

Around its optimum the posterior of the coefficients is close to normal, with the precision I + A'WA for rows A
of curvature W (MacKay, The Evidence Framework Applied to Classification Networks, 1992). Draws from it come by
Matheron's rule (Wilson et al., Pathwise Conditioning of Gaussian Processes, 2021, section 3): a draw from what
was assumed before anything was learned, corrected where rows were seen. So all linear algebra has the size of
the labels, not of the vocabulary.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from casting.ranking.blocks import Floats
from casting.ranking.coefficients import Coefficients
from casting.ranking.evidence import Lesson, dense_columns
from casting.ranking.features import Pool
from casting.ranking.words import DRAWS, SEED, Whole

UNLEARNED = 2.0
"""How many times as far a wish may lie from what the breakdown says as a wish lies from the mean at all."""

MOST_ROWS = 1500
"""Only so many of the rows that say most narrow the posterior: with more, it is told a little too wide."""


@dataclass(frozen=True, eq=False)
class Certainty:
    """How the places of a pool's applications vary over draws from the posterior.

    Attributes:
        places: int64 (n,): the place that each has, from 1.
        drawn: int32 (n, `DRAWS`): the places it gets in draws.
    """

    places: Whole
    drawn: NDArray[np.int32]

    def among(self, rows: Whole) -> "Certainty":
        """The same for some of the applications, int64 (m,): their places among each other."""
        own = np.argsort(np.argsort(self.places[rows])) + 1
        drawn = np.argsort(np.argsort(self.drawn[rows], axis=0), axis=0).astype(np.int32) + 1
        return Certainty(own, drawn)

    @property
    def interval(self) -> Whole:
        """int64 (n, 2): the first and last place of the middle 80 % of the draws, made to hold the own place."""
        edges = np.quantile(self.drawn, [0.1, 0.9], axis=1) if len(self.drawn) else np.zeros((2, 0))
        first = np.minimum(np.floor(edges[0]), self.places)
        last = np.maximum(np.ceil(edges[1]), self.places)
        return np.column_stack([first, last]).astype(np.int64)

    def chance(self, places: int) -> Floats:
        """float64 (n,), 0 to 1: how likely each is to be among the first `places`."""
        within: Floats = (self.drawn <= places).mean(axis=1, dtype=np.float64)
        return within


def certainty(pool: Pool, fitted: Coefficients, lesson: Lesson, *, stretch: Floats, C: float) -> Certainty:
    """Draw from the posterior around a fit.

    Args:
        fitted: the fit.
        lesson: what it was fitted on; the breakdown's row, a weak one, is left out.
        stretch: float64 (q,), by which the fits were multiplied for it.
        C: inverse strength of regularisation.
    """
    chance = np.random.default_rng([SEED, DRAWS])
    scores = fitted.margins(pool)
    dense = dense_columns(pool, stretch, fitted.interactions)
    before = chance.standard_normal((dense.shape[1], DRAWS))
    assumed = pool.words.draws + dense @ before
    rows, seen, weight = _that_say_most(lesson, scores, C)
    held = (rows @ rows.T).toarray() + np.diag(1.0 / weight)
    gap = seen @ assumed + chance.standard_normal((len(weight), DRAWS)) / np.sqrt(weight)[:, None]
    learned = rows.T @ cho_solve(cho_factor(held), gap) if len(weight) else np.zeros((rows.shape[1], DRAWS))
    words, rest = learned[: len(lesson.columns)], learned[len(lesson.columns) :]
    assumed -= dense @ rest + pool.words.times(lesson.columns, words.astype(np.float32))
    # All was drawn for coefficients of variance 1; C times that is what the fit assumes of them.
    wide = np.sqrt(C)
    unsure = _of_unknowns(pool, wide * (before - rest), fitted, stretch)
    return _placed(scores, wide * assumed + unsure * chance.standard_normal(unsure.shape))


def certainty_unlearned(pool: Pool, fitted: Coefficients, *, stretch: Floats) -> Certainty:
    """The same for coefficients that nobody's word has tested: the breakdown's, or closeness to some labels."""
    chance = np.random.default_rng([SEED, DRAWS])
    dense = dense_columns(pool, stretch, fitted.interactions)
    before = chance.standard_normal((dense.shape[1], DRAWS))
    unsure = _of_unknowns(pool, before, fitted, stretch)
    assumed = pool.words.draws + dense @ before + unsure * chance.standard_normal(unsure.shape)
    return _placed(fitted.margins(pool), UNLEARNED * assumed)


def _placed(scores: Floats, deviations: Floats) -> Certainty:
    own = _places(scores[:, None])[:, 0].astype(np.int64)
    return Certainty(own, _places(scores[:, None] + deviations))


def _that_say_most(lesson: Lesson, scores: Floats, C: float) -> tuple[Any, Any, Floats]:
    """The rows of the lesson, the same as sums of the pool's rows, and their curvatures (above 0)."""
    ours = lesson.seen.shape[0]
    likely = expit(lesson.seen @ scores)
    weight = np.maximum(C * lesson.weight[len(lesson.weight) - ours :] * likely * (1.0 - likely), 1e-12)
    kept = np.sort(np.argsort(-weight, kind="stable")[:MOST_ROWS])
    rows = lesson.rows[lesson.rows.shape[0] - ours :]
    return rows[kept], lesson.seen[kept], weight[kept]


def _of_unknowns(pool: Pool, drawn: Floats, fitted: Coefficients, stretch: Floats) -> Floats:
    """The standard deviation of each score for not knowing some values, in each draw: float64 (n, `DRAWS`).

    A value that is not known could be any that the pool has: it varies as the pool's known values do. What it might
    say together with others is left out.

    Args:
        drawn: float64 (p + q + i + 1, `DRAWS`): how the coefficients differ from the fit's in each draw.
    """
    values = np.hstack([pool.facts.matrix, pool.fits.matrix])
    known = np.hstack([pool.facts.known, pool.fits.known])
    varies = (values * values).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    factor = np.concatenate([np.ones(len(fitted.facts)), stretch])[:, None]
    coefficients = np.concatenate([fitted.facts, fitted.fits])[:, None] + drawn[: len(factor)] * factor
    deviation: Floats = np.sqrt(~known @ (coefficients * coefficients * varies[:, None]))
    return deviation


def _places(scores: Floats) -> NDArray[np.int32]:
    """The place of each row, from 1, in each column of scores: int32, of the same shape."""
    order = np.argsort(-scores, axis=0, kind="stable")
    places = np.empty(scores.shape, np.int32)
    np.put_along_axis(places, order, np.arange(1, len(scores) + 1, dtype=np.int32)[:, None], axis=0)
    return places
