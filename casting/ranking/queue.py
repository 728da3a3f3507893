"""Whom to look at next: the highest score, and in every tenth place somebody met by chance.

The chance is an order of its own, made of the seed and the application's id alone: who comes next in it does not depend
on scores, labels or who else applied. So whoever is met by chance is a fair draw from all that are unseen at that
moment, which is what the estimates in `stopping`, `missed` and `calibration` rest on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casting.ranking.blocks import Floats, Truths
from casting.ranking.words import Whole

EVERY = 10
"""One place in so many is filled by chance: the audit."""
PATIENCE = 15
"""After so many passes in a row without a pick, the order is trusted less."""
EVERY_WHEN_DRY = 3
"""One place in so many is filled by chance from then on, until somebody is picked again."""
REACH = 10_000
"""Places filled by chance end after so many; nobody gets further before the queue is made anew."""


@dataclass(frozen=True, slots=True)
class Review:
    """One application that people have looked at and marked.

    Attributes:
        wanted: whether the combined wish is above one half.
        random: whether it was met by chance: in a random place of the queue, or in the random order of the list.
    """

    application_id: int
    wanted: bool
    random: bool


@dataclass(frozen=True, eq=False)
class Queue:
    """Unseen applications in the order in which to look at them.

    Attributes:
        ids: int64 (u,).
        random: bool (u,): whether it has its place by chance.
    """

    ids: Whole
    random: Truths


def next_to_review(
    ids: Whole, scores: Floats, *, last: Truths, seen: Truths, seed: int, passes_in_a_row: int = 0
) -> Queue:
    """Queue the unseen: the highest score first, every tenth place filled by the next of the chance order.

    Those that come last stand behind all others in both orders. Places are counted from the first review on, so that a
    queue that is made anew after every mark still comes to its random places.

    Args:
        ids: int64 (n,), each once; scores: float64 (n,), where equal the lower id comes first.
        last: bool (n,): stands behind everybody, whatever the score (a gate is not met).
        seen: bool (n,): has been marked.
        seed: of the role; always the same one.
        passes_in_a_row: marks since somebody was last picked. From `PATIENCE` on, one place in `EVERY_WHEN_DRY` is
            filled by chance.
    """
    unseen = np.flatnonzero(~seen)
    every = EVERY if passes_in_a_row < PATIENCE else EVERY_WHEN_DRY
    best = unseen[np.lexsort((ids[unseen], -scores[unseen], last[unseen]))]
    reach = min(REACH, len(unseen))
    drawn = unseen[np.lexsort((_keys(ids[unseen], seed), last[unseen]))][:reach]
    by_chance = (np.arange(reach) + np.count_nonzero(seen)) % every == every - 1
    first = _merged(best[:reach].tolist(), drawn.tolist(), by_chance.tolist())
    rest = best[~np.isin(best, first)]
    random = np.concatenate([by_chance, np.zeros(len(rest), bool)])
    return Queue(ids[np.concatenate([first, rest])], random)


def chance_order(ids: Whole, *, seed: int) -> Whole:
    """The applications in the order of chance, int64 (n,): the same for each two of them, whoever else is there."""
    return ids[np.argsort(_keys(ids, seed))]


def _merged(best: list[int], drawn: list[int], by_chance: list[bool]) -> Whole:
    """Each place filled by the next of its order that has none yet, int64 (reach,)."""
    taken: set[int] = set()
    orders = {False: iter(best), True: iter(drawn)}
    merged = np.empty(len(by_chance), np.int64)
    for place, chance in enumerate(by_chance):
        merged[place] = next(row for row in orders[chance] if row not in taken)
        taken.add(int(merged[place]))
    return merged


def _keys(ids: Whole, seed: int) -> NDArray[np.uint64]:
    """A number for each id that looks drawn, uint64 (n,), no two the same (Steele et al., splitmix64, OOPSLA 2014)."""
    start = _stirred(np.array([seed], np.int64).astype(np.uint64))
    return _stirred(start + ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _stirred(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = numbers ^ (numbers >> np.uint64(31))
    return mixed
