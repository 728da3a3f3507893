"""Stages: their order, and what a move of an application from one to another means."""

from dataclasses import dataclass

from casting.domain.errors import Refused
from casting.domain.vocabulary import Stage

LADDER: tuple[Stage, ...] = (
    Stage.RECEIVED,
    Stage.LONGLIST,
    Stage.SHORTLIST,
    Stage.CALLBACK,
    Stage.HOLD,
    Stage.BOOKED,
)
"""The way up; `released` and `withdrawn` stand beside it."""


@dataclass(frozen=True)
class Move:
    """A decision that may be made.

    Attributes:
        before: the stage that the application leaves.
        after: the stage that it enters.
        over: how many applications the entered stage will hold beyond its quota; 0 where it has room or no quota.
    """

    before: Stage
    after: Stage
    over: int


def plan_move(*, before: Stage, after: Stage, filled: int, quota: int | None) -> Move:
    """Say what moving one application means, before anything is stored.

    Args:
        filled: how many applications stand in `after` now, at least 0.
        quota: how many `after` is meant to hold, or None where it has no limit. A quota informs; it does not refuse,
            since a person may have a reason that the plan did not foresee.

    Raises:
        Refused: the application is there already, or was withdrawn by the applicant, or `after` is not a person's
            to give (only the applicant withdraws).
    """
    if before is Stage.WITHDRAWN:
        raise Refused("The applicant has withdrawn this application, so it cannot be moved.")
    if after is Stage.WITHDRAWN:
        raise Refused("Only the applicant can withdraw an application. To end it, move it to released.")
    if before is after:
        raise Refused(f"The application is in {after} already.")
    over = 0 if quota is None else max(0, filled + 1 - quota)
    return Move(before=before, after=after, over=over)


def from_on(stage: Stage) -> tuple[Stage, ...]:
    """A stage of the ladder and those above it."""
    return LADDER[LADDER.index(stage) :]


def next_stage(stage: Stage) -> Stage | None:
    """The stage above, or None at the top and beside the ladder. A released application goes back to received."""
    if stage is Stage.RELEASED:
        return Stage.RECEIVED
    place = LADDER.index(stage) if stage in LADDER else len(LADDER)
    return LADDER[place + 1] if place + 1 < len(LADDER) else None


def stage_before(stage: Stage) -> Stage | None:
    """The stage below, or None at the bottom and beside the ladder."""
    place = LADDER.index(stage) if stage in LADDER else 0
    return LADDER[place - 1] if place > 0 else None
