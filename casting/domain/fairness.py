"""How often groups of applicants are selected, side by side: what the audit shows and the scorer never reads."""

from dataclasses import dataclass

FOUR_FIFTHS = 0.8
SIGNIFICANT = 0.05
LEAST_SHARE = 0.02
"""Groups below this share of those whose group is known are not assessed (as New York's Local Law 144 allows)."""


@dataclass(frozen=True, slots=True)
class GroupImpact:
    """One group, or one intersection of groups.

    Attributes:
        value: the group.
        number, selected: how many there are, and how many of them were selected.
        rate: selected / number.
        ratio: the rate over the highest of all groups; None where it is not assessed or there is no other group.
        low, high: the 95 % interval of the ratio; None likewise.
        p: Fisher's exact test of the group against everybody else, two-sided, corrected for the number of groups.
        above_median: the share scored above the pool's median; None where there are no scores.
        assessed: whether the group is large enough.
    """

    value: str
    number: int
    selected: int
    rate: float
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    above_median: float | None
    assessed: bool

    @property
    def alarming(self) -> bool:
        """Whether it is selected less often than four fifths of the highest rate, and chance does not explain it.

        The ratio alone would alarm on most fair lists of twenty: it takes the interval and the test as well.
        """
        if self.ratio is None or self.high is None or self.p is None:
            return False
        return self.ratio < FOUR_FIFTHS and self.high < 1.0 and self.p <= SIGNIFICANT


@dataclass(frozen=True, slots=True)
class TraitImpact:
    """All groups of one trait, or of two traits together.

    Attributes:
        trait: its name; two names with " and " between them for an intersection.
        groups: the largest first.
        unknown: of how many applicants the group is not known.
        silence: why there are no ratios; empty where there are.
    """

    trait: str
    groups: tuple[GroupImpact, ...]
    unknown: int
    silence: str

    @property
    def alarming(self) -> tuple[GroupImpact, ...]:
        """The groups that a person should look into."""
        return tuple(group for group in self.groups if group.alarming)


@dataclass(frozen=True, slots=True)
class ListImpact:
    """How groups fare on one list that was drawn from a pool.

    Attributes:
        name: which list, in words.
        number, selected: how many there are in the pool, and how many of them on the list.
        traits: with the groups that are assessed alone: a small one would tell of single people.
    """

    name: str
    number: int
    selected: int
    traits: tuple[TraitImpact, ...]
