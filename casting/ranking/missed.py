"""Who may have been missed: how many wanted ones are still unseen, as far as the looks by chance tell."""

from collections.abc import Sequence

import numpy as np

from casting.domain.insights import MissedEstimate
from casting.ranking.queue import Review
from casting.ranking.stopping import Looks, left_chances, left_grid
from casting.ranking.words import Whole

TAIL = 0.05
"""What the 90 % interval leaves out on either side."""


def missed_estimate(ids: Whole, reviews: Sequence[Review]) -> MissedEstimate | None:
    """How many of those that nobody has looked at would be picked; None before the first look by chance.

    The posterior of the number left, given every draw by chance as it stood: each was drawn, without putting back, from
    all that were unseen at that moment, so it makes no difference that the others were chosen by their scores.

    Args:
        ids: int64 (n,), all that can be looked at.
        reviews: of these, in the order of the first looks.
    """
    looks = Looks.of(ids, reviews)
    left = left_grid(looks)
    chances = left_chances(looks, left)
    if chances is None:
        return None
    up_to = np.cumsum(chances)
    low, high = left[np.minimum(np.searchsorted(up_to, [TAIL, 1.0 - TAIL]), len(left) - 1)].tolist()
    by_chance = looks.random
    return MissedEstimate(
        sampled=int(by_chance.sum()),
        found=int(looks.wanted[by_chance].sum()),
        expected=float(chances @ left),
        low=float(low),
        high=float(high),
    )
