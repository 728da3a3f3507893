"""From a fit to places: the order, how sure it is, and both as bytes for storing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casting.ranking.blocks import Floats
from casting.ranking.features import Pool
from casting.ranking.scorer import Ranker
from casting.ranking.words import Whole


@dataclass(frozen=True, slots=True)
class Placing:
    """One application in an order.

    Attributes:
        score, fit: its score, and its fit to the breakdown alone.
        place: from 1.
        low, high: the 80 % interval of the place; None where it was not asked for, or where a rule and not the score
            puts the application last.
        chance: how likely a place among the first so many is, 0 to 1; None as above.
    """

    application_id: int
    score: float
    fit: float
    place: int
    low: int | None
    high: int | None
    chance: float | None


def placings(ranker: Ranker, pool: Pool, *, last: Sequence[bool], reach: int, certain: bool) -> list[Placing]:
    """The order of the pool that the ranker was fitted on, ids ascending.

    Args:
        last: for each application, whether it stands behind every other whatever its score.
        reach: how many first places `chance` speaks of.
        certain: whether to work out how sure the order is, which takes many times as long as the order itself.
    """
    scores, fits = ranker.score(pool), ranker.fit_to_breakdown(pool)
    found = [
        Placing(key, score, fit, place, None, None, None)
        for key, score, fit, place in zip(
            pool.ids.tolist(), scores.tolist(), fits.tolist(), places(scores, last=last).tolist(), strict=True
        )
    ]
    judged = np.flatnonzero(~np.asarray(last, bool))
    if not certain or not len(judged):
        return found
    sure = ranker.certainty(pool).among(judged)
    chances = sure.chance(reach).tolist()
    for at, (low, high), chance in zip(judged.tolist(), sure.interval.tolist(), chances, strict=True):
        one = found[at]
        found[at] = Placing(one.application_id, one.score, one.fit, one.place, low, high, chance)
    return found


def places(scores: Floats, *, last: Sequence[bool]) -> Whole:
    """The place of each application, int64 (n,), from 1: highest score first, those that come last behind all others.

    Args:
        scores: float64 (n,), in ascending order of the ids; where scores are equal, the lower id comes first.
        last: n of them; whether the application stands behind every other.
    """
    found = np.empty(len(scores), np.int64)
    found[np.lexsort((np.arange(len(scores)), -scores, np.asarray(last, bool)))] = np.arange(1, len(scores) + 1)
    return found


def packed(numbers: NDArray[np.float64] | NDArray[np.int64]) -> bytes:
    """The numbers as bytes: eight each, little-endian."""
    return np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"), copy=False).tobytes()
