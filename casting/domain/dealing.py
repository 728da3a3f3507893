"""Dealing applications out to reviewers: each to so many, nobody's share larger than it need be.

Applications and members are known by their keys alone. Who is dealt what is chance within these rules, so that no two
reviewers always meet on the same ones.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from random import Random

NOBODY: frozenset[int] = frozenset()


def deal(
    needs: Mapping[int, int],
    members: Collection[int],
    *,
    barred: Mapping[int, Collection[int]],
    loads: Mapping[int, int],
    chance: Random,
) -> dict[int, frozenset[int]]:
    """To whom each application is dealt, by its key; where fewer may have it than it needs, to all of those.

    The shares that come about, what was held before among them, are as even as they can be: no chain of handing
    applications on would bring any two of them closer together. With nobody barred, and the same held before by all,
    no two differ by more than 1.

    Args:
        needs: how many reviewers each application still needs.
        barred: to whom it may not be dealt: those who have it already, and those who may not see it.
        loads: how many each member holds already.
    """
    shares = _Shares(members, barred, loads)
    items = list(needs)
    chance.shuffle(items)
    order = list(members)
    for item in items:
        chance.shuffle(order)
        allowed = [member for member in order if member not in barred.get(item, NOBODY)]
        allowed.sort(key=shares.loads.__getitem__)
        shares.dealt[item] = set(allowed[: needs[item]])
        for member in shares.dealt[item]:
            shares.loads[member] += 1
    shares.even_out()
    return {item: frozenset(held) for item, held in shares.dealt.items()}


class _Shares:
    """What is dealt, while it is being evened out."""

    def __init__(
        self, members: Collection[int], barred: Mapping[int, Collection[int]], loads: Mapping[int, int]
    ) -> None:
        self.loads = {member: loads.get(member, 0) for member in members}
        self.dealt: dict[int, set[int]] = {}
        self._barred = barred

    def even_out(self) -> None:
        """Hand applications on along a chain of members from a larger share to one that is smaller by 2 or more.

        Where no such chain is left, the shares are as even as they can be (Harvey, Ladner, Lovász and Tamir 2006,
        Semi-matchings for bipartite graphs and load balancing, theorem 3.1).
        """
        if max(self.loads.values(), default=0) - min(self.loads.values(), default=0) <= 1:
            return
        to_hand_on = self._to_hand_on()
        while chain := self._chain(to_hand_on):
            for giver, taker in pairwise(chain):
                item = next(iter(to_hand_on[giver, taker]))
                self._forget(item, to_hand_on)
                self.dealt[item].remove(giver)
                self.dealt[item].add(taker)
                self._note(item, to_hand_on)
            self.loads[chain[0]] -= 1
            self.loads[chain[-1]] += 1

    def _ways(self, item: int) -> Iterator[tuple[int, int]]:
        """From whom to whom the application could be handed on."""
        held, barred = self.dealt[item], self._barred.get(item, NOBODY)
        free = [member for member in self.loads if member not in held and member not in barred]
        return ((giver, taker) for giver in held for taker in free)

    def _to_hand_on(self) -> dict[tuple[int, int], set[int]]:
        found: dict[tuple[int, int], set[int]] = {}
        for item in self.dealt:
            self._note(item, found)
        return found

    def _note(self, item: int, to_hand_on: dict[tuple[int, int], set[int]]) -> None:
        for way in self._ways(item):
            to_hand_on.setdefault(way, set()).add(item)

    def _forget(self, item: int, to_hand_on: Mapping[tuple[int, int], set[int]]) -> None:
        for way in self._ways(item):
            to_hand_on[way].remove(item)

    def _chain(self, to_hand_on: Mapping[tuple[int, int], set[int]]) -> list[int]:
        """The shortest chain that evens two shares out, from the larger to the smaller; empty where there is none."""
        for first in sorted(self.loads, key=self.loads.__getitem__, reverse=True):
            came_by: dict[int, int | None] = {first: None}
            waiting = deque([first])
            while waiting:
                giver = waiting.popleft()
                if self.loads[giver] <= self.loads[first] - 2:
                    return _way_to(giver, came_by)
                for taker in self.loads:
                    if taker not in came_by and to_hand_on.get((giver, taker)):
                        came_by[taker] = giver
                        waiting.append(taker)
        return []


def _way_to(last: int, came_by: Mapping[int, int | None]) -> list[int]:
    way: list[int] = []
    here: int | None = last
    while here is not None:
        way.append(here)
        here = came_by[here]
    return way[::-1]
