"""Who is in a list, by places of the standings that are held, as if nothing were chosen in some of its facets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from casting.domain.vocabulary import Stage

HERE = ord("0")
"""The sign of somebody who is there and meets nothing of what is chosen; what she meets is added."""


def by_stage(signs: Mapping[str, bytes], places: Iterable[int], met: int, *, size: int) -> dict[str, bytes]:
    """By stage one byte for each place: the sign of who is in it, added to what is known to be met of everybody.

    Signs stand in the order of the places, stage after stage.
    """
    stages, following = {}, iter(places)
    for stage, said in signs.items():
        here = bytearray(size)
        for sign, place in zip(said, following, strict=False):
            here[place] = sign
        stages[stage] = (int.from_bytes(here, "little") + met).to_bytes(size, "little")
    return stages


@dataclass(frozen=True)
class Listed:
    """Who is in the list, and who would be if nothing were chosen in one of some facets.

    Attributes:
        stages: by stage one byte for each place: `HERE` and the sign of what is met for who is in it, less for others.
        size: how many places there are.
        alone: the facets among which was chosen, in the order of their signs.
        withdrawn: whether those are in it who withdrew.
    """

    stages: Mapping[str, bytes]
    size: int
    alone: Sequence[str]
    withdrawn: bool

    def within(self, facet: str = "") -> bytes:
        """Among whom a facet is counted: one byte for each place, 1 for these."""
        stages = [stage for stage in self.stages if stage != Stage.WITHDRAWN.value or self.withdrawn]
        return reduce(or_, (self._met(stage, facet) for stage in stages), 0).to_bytes(self.size, "little")

    def in_stage(self, stage: Stage) -> int:
        """How many the list would have if its stage alone were chosen."""
        return self._met(stage.value, "stage").bit_count() if stage.value in self.stages else 0

    def _met(self, stage: str, facet: str) -> int:
        """One byte for each place, 1 for those in the stage who meet everything chosen, whatever was in this facet."""
        wanted = (1 << len(self.alone)) - 1
        if facet in self.alone:
            wanted -= 1 << self.alone.index(facet)
        fitting = bytes(sign >= HERE and sign & wanted == wanted for sign in range(256))
        return int.from_bytes(self.stages[stage].translate(fitting), "little")
