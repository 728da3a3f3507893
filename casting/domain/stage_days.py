"""When the stages of a role are meant to be: days in the call's time zone, which inform and refuse nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from casting.domain.said import Span, Text, said
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage


@dataclass(frozen=True)
class StageDays:
    """From the first to the last day of a stage, both included; one of the two may be open.

    Attributes:
        public: whether who stands in the stage reads its days on her own page, and so learns that she stands there.
    """

    first: date | None = None
    last: date | None = None
    public: bool = False

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"a stage ends before it begins: {self.first} to {self.last}")
        if self.begins is None:
            raise ValueError("a stage without any day has no days")

    @property
    def begins(self) -> date | None:
        """The earliest day that is known of it."""
        return self.first or self.last

    @property
    def words(self) -> Text:
        """The days as people read them: 3–5 December 2026, until 5 December 2026."""
        if self.first and self.last:
            return self.first if self.first == self.last else Span(self.first, self.last)
        return said("from {day}", day=self.first) if self.first else said("until {day}", day=self.last or date.max)

    def over(self, *, today: date) -> bool:
        """Whether its last day has passed. What people do with who stands there counts all the same."""
        return self.last is not None and self.last < today


def out_of_order(days: Mapping[Stage, StageDays]) -> tuple[tuple[Stage, Stage], ...]:
    """The stages that begin, or end, before the one below them does, each with that one."""
    planned = [stage for stage in LADDER if stage in days]
    return tuple((later, sooner) for sooner, later in pairwise(planned) if _before(days[later], days[sooner]))


def _before(one: StageDays, other: StageDays) -> bool:
    ends = one.last is not None and other.last is not None and one.last < other.last
    return ends or (one.begins is not None and other.begins is not None and one.begins < other.begins)
