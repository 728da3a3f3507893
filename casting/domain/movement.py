"""How far one order is from another."""

from bisect import bisect_left
from collections.abc import Sequence

FIRST = 100


def moved(before: Sequence[int], after: Sequence[int], *, first: int = FIRST) -> int:
    """How many of the first so many of `after` have moved: the fewest that have to be taken out and put elsewhere.

    That is all of them but the longest run of ids that stand in the same order in both (Fredman, On computing the
    length of longest increasing subsequences, 1975). So somebody who comes in at the top moves alone, though all the
    others stand one place further down; and who was not in `before` has moved.

    Args:
        before, after: ids without repetition, first place first.
    """
    stood = {key: place for place, key in enumerate(before)}
    shown = after[:first]
    ends: list[int] = []
    for place in (stood[key] for key in shown if key in stood):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(shown) - len(ends)
