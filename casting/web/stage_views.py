"""When a stage is meant to be, as the team and the applicant read it."""

from collections.abc import Mapping
from datetime import datetime

from casting.domain.said import Said, said
from casting.domain.vocabulary import Stage
from casting.domain.zones import day_in
from casting.services.applicants import Status
from casting.store.calls import KeptRole
from casting.web.pages.stages import OwnStageDays, StageWhen

LABELS: Mapping[Stage, Said] = {
    Stage.LONGLIST: said("Longlist"),
    Stage.SHORTLIST: said("Shortlist"),
    Stage.CALLBACK: said("Callbacks"),
    Stage.HOLD: said("Days held for you"),
    Stage.BOOKED: said("Days of work"),
}
"""What the days of a stage are called on the page of who stands in it."""


def stage_when(role: KeptRole, stage: Stage, *, now: datetime) -> StageWhen | None:
    """The days of a stage for the team; None where it has none."""
    days = role.role.stage_days.get(stage)
    return None if days is None else StageWhen(days.words, days.over(today=day_in(role.call.time_zone, now)))


def own_stage_days(status: Status) -> OwnStageDays | None:
    """The days of the stage in which an applicant stands, where she is told them."""
    days = status.stage_days
    return None if days is None else OwnStageDays(LABELS[status.stage], days.words)
