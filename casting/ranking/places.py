"""From scores to places, and both to bytes for storing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casting.ranking.blocks import Floats
from casting.ranking.words import Whole


def places(scores: Floats, *, last: Sequence[bool]) -> Whole:
    """The place of each application, int64 (n,), from 1: highest score first, those that come last behind all others.

    Args:
        scores: float64 (n,), in ascending order of the ids; where scores are equal, the lower id comes first.
        last: n of them; whether the application stands behind every other (a gate that is not met).
    """
    found = np.empty(len(scores), np.int64)
    found[np.lexsort((np.arange(len(scores)), -scores, np.asarray(last, bool)))] = np.arange(1, len(scores) + 1)
    return found


def packed(numbers: NDArray[np.float64] | NDArray[np.int64]) -> bytes:
    """The numbers as bytes: eight each, little-endian."""
    return np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"), copy=False).tobytes()
