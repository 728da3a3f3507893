"""When a stage is meant to be."""

from dataclasses import dataclass

from casting.domain.said import Said, Text


@dataclass(frozen=True)
class StageWhen:
    """The days of a stage for the team; `over` where the last of them has passed."""

    words: Text
    over: bool


@dataclass(frozen=True)
class OwnStageDays:
    """The days of the stage in which an applicant stands, and what they are called."""

    label: Said
    words: Text
