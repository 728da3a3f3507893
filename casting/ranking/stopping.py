"""When it is safe to stop: how many of the would-be picks are still unseen, and a promise about it.

Only what was met by chance speaks for what nobody has seen. Whoever is drawn at random from the unseen is wanted with
probability left / unseen, so every total that a person might fear can be put to the test, draw by draw: a bet against
it is worth more the more often a draw is not wanted, and by Ville's inequality it is worth 1 / (1 - confidence) in at
most 1 - confidence of all cases in which the total is true, whenever and however often one looks (Waudby-Smith and
Ramdas, Estimating means of bounded random variables by betting, 2024, section 5: sampling without replacement). How the
next one to look at is chosen, by which scores, and when people stop, makes no difference to that.

What is expected, beside what is promised, is the posterior of the number left, given the same draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casting.domain.insights import SeenCurve, StopEstimate
from casting.ranking.blocks import Floats, Truths
from casting.ranking.queue import Review
from casting.ranking.words import Whole

STAKES = (0.02, 0.1, 0.3)
"""The least that each bet leaves of the hypothesis's own chance: bold bets win sooner, careful ones survive a hit."""
MOST_POINTS = 60
GRID = 200
"""Numbers left at which the posterior is worked out; all of them in small pools."""
NEARLY_SURE = 1.0 - 1e-12
SHORTEST = 10
STRETCHES = (12, 8, 6, 4)
TELLING = 12
DRY = 0.2
"""A check is asked for when what is hoped to be left is at most this share of what would be too many."""


@dataclass(frozen=True, eq=False)
class Looks:
    """The looks at a pool in their order, each as it stood right before it.

    Attributes:
        wanted: bool (t,); random: bool (t,).
        found: int64 (t,): wanted ones found before; unseen: int64 (t,): applications not looked at yet, this one among
            them.
        pool: all that can be looked at.
    """

    wanted: Truths
    random: Truths
    found: Whole
    unseen: Whole
    pool: int

    @classmethod
    def of(cls, ids: Whole, reviews: Sequence[Review]) -> "Looks":
        """The looks at a pool, int64 (n,); the first at each application counts, looks at others are left out."""
        inside = set(ids.tolist())
        first = {review.application_id: review for review in reversed(reviews) if review.application_id in inside}
        kept = [review for review in reviews if first.get(review.application_id) is review]
        wanted = np.array([review.wanted for review in kept], bool)
        random = np.array([review.random for review in kept], bool)
        found = np.cumsum(wanted) - wanted
        return cls(wanted, random, found, len(ids) - np.arange(len(wanted)), len(ids))

    def __len__(self) -> int:
        return len(self.wanted)

    def hoped(self, end: Whole) -> Floats:
        """How many wanted ones may be left after so many looks each, if they go on to dry up as they have: float64.

        What the last stretch of the looks found, against the stretch before it, as a geometric series to its end. A
        stretch is a twelfth of the looks, or up to a quarter where the wanted ones are so few that less says nothing.

        Args:
            end: int64, from 0 to t.
        """
        before = np.concatenate([[0], np.cumsum(self.wanted)])
        hoped = np.zeros(len(end))
        open_ = np.ones(len(end), bool)
        for parts in STRETCHES:
            width = np.maximum(SHORTEST, end // parts)
            edges = [before[np.maximum(end - part * width, 0)] for part in range(3)]
            last, earlier = edges[0] - edges[1], edges[1] - edges[2]
            falls = np.minimum((last + 0.5) / (earlier + 0.5), 0.9)
            telling = open_ & ((last + earlier >= TELLING) | (parts == STRETCHES[-1]))
            hoped[telling] = (last * falls / (1.0 - falls))[telling]
            open_ &= ~telling
        return hoped


def stop_estimate(
    ids: Whole,
    reviews: Sequence[Review],
    *,
    target: float = 0.95,
    confidence: float = 0.95,
) -> StopEstimate:
    """What has been seen of the would-be picks, and what is promised about it.

    Args:
        ids: int64 (n,), all that can be looked at. By which scores they are ordered makes no difference to the promise.
        reviews: of these, in the order of the first looks; others are left out.
        target: the share of the would-be picks that is asked for, above 0 and below 1.
        confidence: in how many of all cases the promise has to hold, above 0 and below 1.

    Raises:
        ValueError: target or confidence is out of range.
    """
    if not (0 < target < 1 and 0 < confidence < 1):
        raise ValueError("target and confidence lie between 0 and 1")
    looks = Looks.of(ids, reviews)
    found, unseen = int(looks.wanted.sum()), len(ids) - len(looks)
    bets = _Bets(looks, target=target, risk=1.0 - confidence)
    most = bets.most()
    low = found / most if most else None
    reached = unseen == 0 or (low is not None and found > 0 and low >= target)
    expected = left_expected(looks)
    dry = _dry(looks, target)
    check = bets.check() if dry and not reached and looks.random.any() else None
    drawn = int(looks.random.sum())
    return StopEstimate(
        pool=len(ids),
        looked=len(looks),
        found=found,
        target=target,
        confidence=confidence,
        share=None if expected is None or found == 0 else found / (found + expected),
        share_low=1.0 if unseen == 0 and len(ids) else (low if drawn and found else None),
        reached=bool(reached and len(ids)),
        check=check,
        checked=_checked(looks),
        method=_method(looks, unseen),
        dry=dry,
    )


def _method(looks: Looks, unseen: int) -> str:
    if unseen == 0:
        return "everything"
    if _checked(looks) > len(looks) // 10:
        return "check"
    return "audit" if looks.random.any() else "nothing"


def _checked(looks: Looks) -> int:
    """How many of the last looks were by chance without a break: the random check of the remainder."""
    ordered = np.flatnonzero(~looks.random)
    return len(looks) - (int(ordered[-1]) + 1 if len(ordered) else 0)


def _dry(looks: Looks, target: float) -> bool:
    """Whether the looks find so little by now that checking the remainder at random is worth the effort."""
    found = int(looks.wanted.sum())
    return found > 0 and bool(looks.hoped(np.array([len(looks)]))[0] <= DRY * _allowed(found, target))


def _allowed(found: int, target: float) -> int:
    """How many more wanted ones are one too many for the target."""
    return int(np.floor(found / target)) + 1 - found


class _Bets:
    """Bets against totals, settled at every look by chance.

    A bet says that a draw is wanted less often than the total would have it: by how much follows from how many wanted
    ones the looks before it found, so that it is known before the draw. Three bets, which differ in the least that they
    leave, share the stake.
    """

    def __init__(self, looks: Looks, *, target: float, risk: float) -> None:
        self._looks, self._target, self._risk = looks, target, risk
        at = looks.random
        self._wanted, self._found, self._unseen = looks.wanted[at], looks.found[at], looks.unseen[at]
        allowed = np.floor(looks.found[at] / target) + 1 - looks.found[at]
        hoped = (looks.hoped(np.flatnonzero(at)) + 0.25) / np.maximum(allowed, 1)
        self._shares = np.stack([np.clip(hoped, least, 1.0) for least in STAKES])

    def worth(self, total: int) -> float:
        """What a stake of 1 against so many wanted ones in all has become. Never falls when the total rises."""
        left = total - self._found
        if (left > self._unseen).any() or total - int(self._looks.wanted.sum()) > self._looks.pool - len(self._looks):
            return np.inf
        chance = np.minimum(left / self._unseen, NEARLY_SURE)
        gains = np.where(self._wanted, np.log(self._shares), np.log1p(-self._shares * chance) - np.log1p(-chance))
        return float(np.exp(gains.sum(axis=1)).mean())

    def most(self) -> int:
        """The largest total that is not ruled out."""
        found = int(self._looks.wanted.sum())
        low, high = found, found + self._looks.pool - len(self._looks)
        while low < high:
            middle = (low + high + 1) // 2
            if self.worth(middle) < 1.0 / self._risk:
                low = middle
            else:
                high = middle - 1
        return low

    def check(self) -> int | None:
        """How many more draws, none of them wanted, would reach the target; None where only seeing everything would."""
        found = int(self._looks.wanted.sum())
        total = int(np.floor(found / self._target)) + 1
        unseen = self._looks.pool - len(self._looks)
        left, worth = total - found, self.worth(total)
        if left > unseen:
            return 0
        chance = left / (unseen - np.arange(unseen - left + 1, dtype=np.float64))
        careful = max(STAKES[0], min(1.0, 0.25 / left))
        with np.errstate(divide="ignore"):
            grown = np.cumsum(np.log1p(-careful * chance) - np.log1p(-chance))
        needed = np.log(1.0 / self._risk) - np.log(worth / len(STAKES))
        enough = np.flatnonzero(grown >= needed)
        count = int(enough[0]) + 1 if len(enough) else unseen
        return count if count < unseen else None


def left_grid(looks: Looks) -> Whole:
    """Numbers of wanted ones that may be left after the looks, int64, ascending from 0 to all that are unseen."""
    unseen = looks.pool - len(looks)
    if unseen < GRID:
        return np.arange(unseen + 1)
    return np.unique(np.round(np.geomspace(1, unseen + 1, GRID)).astype(np.int64)) - 1


def left_chances(looks: Looks, left: Whole) -> Floats | None:
    """The posterior of how many are left, float64 of the grid's length, sum 1; None before the first draw by chance.

    The prior falls as 1 / √(left + ½): a pool has few wanted ones rather than many.
    """
    at = looks.random
    if not at.any():
        return None
    total = left[:, None] + int(looks.wanted.sum())
    chance = (total - looks.found[at]) / looks.unseen[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        said = np.where(looks.wanted[at], np.log(chance), np.log1p(-np.minimum(chance, 1.0))).sum(axis=1)
    said = np.where((chance > 1.0).any(axis=1), -np.inf, said) - 0.5 * np.log(left + 0.5)
    # Every number between two of the grid is as likely as the lower one of them.
    said += np.log(np.diff(left, append=left[-1] + 1))
    weight = np.exp(said - said.max())
    chances: Floats = weight / weight.sum()
    return chances


def left_expected(looks: Looks) -> float | None:
    """How many wanted ones are still unseen, as far as the draws by chance tell; None before the first."""
    left = left_grid(looks)
    chances = left_chances(looks, left)
    return None if chances is None else float(chances @ left)


def seen_curve(ids: Whole, reviews: Sequence[Review]) -> SeenCurve:
    """How many were found by how many looks, at most `MOST_POINTS` times, and how many were then left, as thought."""
    looks = Looks.of(ids, reviews)
    at = np.unique(np.linspace(0, len(looks), min(MOST_POINTS, len(looks) + 1)).round().astype(int))
    found = np.concatenate([[0], np.cumsum(looks.wanted)])
    parts = (
        Looks(looks.wanted[:end], looks.random[:end], looks.found[:end], looks.unseen[:end], looks.pool)
        for end in at.tolist()
    )
    return SeenCurve(tuple(at.tolist()), tuple(found[at].tolist()), tuple(left_expected(part) for part in parts))
