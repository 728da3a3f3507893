"""What a run came to beside its order: plain numbers, worked out where the scorer is, shown where it is not.

Everything here is stored with the run as JSON and read back as it was. A part that could not be worked out is None,
with the reason in `silence`: what is not known has to be said, not drawn.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from casting.domain.fairness import ListImpact


@dataclass(frozen=True)
class Distribution:
    """Scores as a histogram.

    Attributes:
        edges: one more than there are bins, ascending, in the score's own units.
        counts: how many applications fall in each bin; the last bin holds its upper edge.
        marked: how many of those somebody has marked.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True)
class SeenCurve:
    """How many of the wanted were found by how many looks, in the order in which people looked.

    Attributes:
        looked: applications marked, ascending, from 0; at most 200 points.
        found: wanted ones among them.
        left: how many wanted ones are thought to be left after each; None where nothing can be said.
    """

    looked: tuple[int, ...]
    found: tuple[int, ...]
    left: tuple[float | None, ...]


@dataclass(frozen=True)
class StopEstimate:
    """How much of what would be picked has been seen, and what is promised about it.

    Attributes:
        pool, looked, found: applications that can be looked at, those marked, and the wanted among those.
        target: the share of the would-be picks asked for; confidence: in how many of a hundred runs the promise holds.
        share: the expected share of the would-be picks already seen, 0 to 1; None where nothing can be said.
        share_low: the share that is promised at `confidence`; None likewise.
        reached: whether `share_low` is at least `target`: it is safe to stop.
        check: how many of the remainder, drawn at random, have to be looked at to be able to promise it when none of
            them is wanted; None where it is reached, or where only seeing everything would do.
        checked: how many of the random check have been looked at so far.
        method: what the promise rests on, in a word: "audit", "check", "everything" or "nothing".
        dry: whether the order finds so little by now that a check is worth its effort.
    """

    pool: int
    looked: int
    found: int
    target: float
    confidence: float
    share: float | None
    share_low: float | None
    reached: bool
    check: int | None
    checked: int
    method: str
    dry: bool = True


@dataclass(frozen=True)
class MissedEstimate:
    """Who may have been missed, from those that were looked at by chance.

    Attributes:
        sampled: unbiased looks that it rests on; found: wanted among them.
        expected, low, high: how many wanted ones are still unseen, with the 90 % interval.
    """

    sampled: int
    found: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class CalibrationBin:
    """Applications of similar predicted chance. predicted, actual: shares, 0 to 1; low, high: 90 % of the actual."""

    number: int
    predicted: float
    actual: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """Predicted against actual picks, over the marked, each predicted by a fit that had not seen its mark.

    Attributes:
        predicted, actual: their sums over the labelled.
        expected: how many of the whole pool would be picked, by the calibrated chances.
    """

    bins: tuple[CalibrationBin, ...]
    predicted: float
    actual: int
    expected: float


@dataclass(frozen=True)
class Reviewer:
    """One member's marks.

    Attributes:
        marked, picked: applications, and the picks among them.
        shared: applications that somebody else marked, too.
        severity: mean difference to the others on the shared ones, -1 to 1, above 0 is more lenient; raw, as it is.
        shrunk: the same as the fit believes it, drawn towards 0 by how little it rests on.
    """

    member_id: int
    marked: int
    picked: int
    shared: int
    severity: float | None
    shrunk: float


@dataclass(frozen=True)
class Agreement:
    """How far reviewers agree: Krippendorff's alpha (Content Analysis, chapter 12) with its 95 % interval by bootstrap.

    Attributes:
        alpha: 1 is full agreement, 0 what chance would give; None where no application was marked by two.
        units: applications that two or more marked; ratings: their marks.
    """

    alpha: float | None
    low: float | None
    high: float | None
    units: int
    ratings: int
    reviewers: tuple[Reviewer, ...]


@dataclass(frozen=True)
class Proxy:
    """A fact or phrase that tells something of a protected trait.

    Attributes:
        kind: "criterion", "fact" or "phrase"; name: as the reason names it.
        trait: which protected trait; value: which group of it.
        strength: AUC with which it alone tells the group from the rest, 0.5 to 1.
        weight: its mean absolute contribution to scores.
    """

    kind: str
    name: str
    trait: str
    value: str
    strength: float
    weight: float


@dataclass(frozen=True)
class Insights:
    """All that a run came to. `silence` says, by the name of a part that is None, why it is."""

    distribution: Distribution | None = None
    seen: SeenCurve | None = None
    stop: StopEstimate | None = None
    missed: MissedEstimate | None = None
    calibration: Calibration | None = None
    agreement: Agreement | None = None
    proxies: tuple[Proxy, ...] = ()
    fairness: tuple[ListImpact, ...] = ()
    silence: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What `to_json` gave. Fields that are missing take their defaults; those of a later version are not read."""
        read: Self = _read(cls, stored)
        return read


def _read(kind: Any, stored: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        if stored is None:
            return None
        return _read(next(part for part in get_args(kind) if part is not type(None)), stored)
    if get_origin(kind) is tuple:
        part = get_args(kind)[0]
        return tuple(_read(part, value) for value in stored)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        given = {name: _read(hints[name], value) for name, value in stored.items() if name in hints}
        return kind(**given)
    if kind is float and isinstance(stored, int):
        return float(stored)
    return dict(stored) if isinstance(stored, Mapping) else stored


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
