"""Moving many applications at once: who of them goes, who stays and why, and how full that leaves each stage."""

from collections.abc import Mapping
from dataclasses import dataclass

from casting.domain.errors import Refused
from casting.domain.stages import plan_move
from casting.domain.vocabulary import Stage


@dataclass(frozen=True)
class BulkPlan:
    """What a bulk act would do.

    Attributes:
        moving: how many leave each stage.
        staying: how many stay in each stage, since a single move of them is refused, too.
        before: how many of the role stand in each stage now.
        quota: how many `after` is meant to hold; None where it has no limit.
    """

    after: Stage
    moving: Mapping[Stage, int]
    staying: Mapping[Stage, int]
    before: Mapping[Stage, int]
    quota: int | None

    @property
    def moved(self) -> int:
        """How many go."""
        return sum(self.moving.values())

    @property
    def then(self) -> Mapping[Stage, int]:
        """How many of the role stand in each stage afterwards."""
        stages = {*self.before, self.after}
        left = {stage: self.before.get(stage, 0) - self.moving.get(stage, 0) for stage in stages}
        return left | {self.after: left[self.after] + self.moved}

    @property
    def over(self) -> int:
        """How many the entered stage then holds beyond its quota. A quota informs; it does not refuse."""
        return 0 if self.quota is None else max(0, self.then[self.after] - self.quota)


def plan_bulk(*, found: Mapping[Stage, int], after: Stage, before: Mapping[Stage, int], quota: int | None) -> BulkPlan:
    """Say what moving all that were found means, before anything is stored. One rule holds for one and for many.

    Args:
        found: how many were found in each stage.
        before: how many of the role stand in each stage.

    Raises:
        Refused: `after` is not a person's to give.
    """
    if after is Stage.WITHDRAWN:
        raise Refused("Only the applicant can withdraw an application. To end them, move them to released.")
    moving = {stage: count for stage, count in found.items() if _may_move(stage, after)}
    staying = {stage: count for stage, count in found.items() if stage not in moving}
    return BulkPlan(after, moving, staying, before, quota)


def _may_move(before: Stage, after: Stage) -> bool:
    try:
        plan_move(before=before, after=after, filled=0, quota=None)
    except Refused:
        return False
    return True
