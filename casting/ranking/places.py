"""From scores to places: the order, how sure it is, how the scores lie, and numbers as bytes for storing."""

import numpy as np
from numpy.typing import NDArray

from casting.domain.insights import Distribution
from casting.ranking.blocks import Floats, Truths
from casting.ranking.features import Pool
from casting.ranking.scorer import Ranker
from casting.ranking.words import Whole

BINS = 40


def best_first(scores: Floats, last: Truths) -> Whole:
    """The rows, int64 (n,), best score first; of equal scores the earlier row; those that come last behind all others.

    Args:
        scores: float64 (n,); last: bool (n,).
    """
    best = np.argsort(-scores, kind="stable")
    behind = last[best]
    return np.concatenate([best[~behind], best[behind]])


def certain_places(ranker: Ranker, pool: Pool, *, last: Truths, reach: int) -> tuple[NDArray[np.int32], Floats]:
    """How sure the order is of each application's place.

    Args:
        ranker: fitted on the pool, all of it.
        reach: how many first places the chance speaks of.

    Returns:
        The first and last place of its 80 % interval, int32 (n, 2), and its chance of a place within reach, float64
        (n,); 0 and NaN for those that a rule puts last.
    """
    interval, chance = np.zeros((len(pool), 2), np.int32), np.full(len(pool), np.nan)
    judged = np.flatnonzero(~last)
    if len(judged):
        sure = ranker.certainty(pool).among(judged)
        interval[judged], chance[judged] = sure.interval, sure.chance(reach)
    return interval, chance


def distribution(scores: Floats, marked: Truths) -> Distribution | None:
    """The scores as a histogram of at most `BINS` bins of equal width; None for an empty pool."""
    if not len(scores):
        return None
    edges = np.histogram_bin_edges(scores, min(BINS, max(1, round(len(scores) ** 0.5))))
    counts, of_marked = np.histogram(scores, edges)[0], np.histogram(scores[marked], edges)[0]
    return Distribution(tuple(edges.tolist()), tuple(counts.tolist()), tuple(of_marked.tolist()))


def packed(numbers: NDArray[np.float64] | NDArray[np.int64]) -> bytes:
    """The numbers as bytes: eight each, little-endian."""
    return np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"), copy=False).tobytes()
