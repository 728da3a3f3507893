"""From what was measured on single roles to one row per figure, case and peer, with its interval over sets."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from bench.form import Row

RESAMPLES = 2000
COUNTS = frozenset({"picks_in_20", "recall_10"})
"""Figures that can be 0: their ratio is that of the means over sets. All others have the geometric mean of ratios."""
UNITS = {"picks_in_20": "picks", "reviews_to_95": "reviews", "reasons_error": "score"}


@dataclass(frozen=True)
class Measured:
    """One repetition on one role.

    Attributes:
        folder: the set's name.
        against: the peer, or None for a figure that stands alone.
    """

    figure: str
    case: str
    folder: str
    value: float
    against: str | None = None
    against_value: float = math.nan


def rows_of(measured: Iterable[Measured]) -> Iterator[Row]:
    """One row per figure, case and peer, by figure and case."""
    found: defaultdict[tuple[str, str, str | None], defaultdict[str, list[Measured]]]
    found = defaultdict(lambda: defaultdict(list))
    for one in measured:
        found[one.figure, one.case, one.against][one.folder].append(one)
    for (figure, case, against), sets in sorted(found.items(), key=lambda entry: entry[0][0] + entry[0][1]):
        ours = {name: [one.value for one in taken] for name, taken in sets.items()}
        peer = {name: [one.against_value for one in taken] for name, taken in sets.items()}
        yield _row(figure, case, against, ours, peer)


def _row(
    figure: str, case: str, against: str | None, ours: dict[str, list[float]], peer: dict[str, list[float]]
) -> Row:
    names = list(ours)
    repetitions = min(len(values) for values in ours.values())
    unit = UNITS.get(figure, "")
    means = np.array([np.mean(ours[name]) for name in names])
    parts: dict[str, object] = {name: {"value": _short(mean)} for name, mean in zip(names, means, strict=True)}
    if against is None:
        worst = figure == "reasons_error"
        value = float(means.max() if worst else means.mean())
        low, high = (float(means.min()), value) if worst else _interval(means)
        return Row(figure, case, value, unit, None, None, None, low, high, repetitions, {"sets": parts})
    others = np.array([np.mean(peer[name]) for name in names])
    for name, mean, other in zip(names, means, others, strict=True):
        ratio = _short(mean / other) if other else None
        parts[name] = {"value": _short(mean), "against_value": _short(other), "ratio": ratio}
    middle = np.mean if figure in COUNTS else _geometric
    value, beside = float(middle(means)), float(middle(others))
    ratio = value / beside if beside else None
    low, high = _interval(means, others, counts=figure in COUNTS)
    return Row(figure, case, value, unit, against, beside, ratio, low, high, repetitions, {"sets": parts})


def _geometric(values: np.ndarray) -> float:
    return float(np.exp(np.mean(np.log(np.maximum(values, 1e-9)))))


def _interval(
    ours: np.ndarray, peer: np.ndarray | None = None, *, counts: bool = True
) -> tuple[float | None, float | None]:
    """The middle 95 % over resampled sets: of the mean, or of the ratio to the peer, where it has one."""
    chance = np.random.default_rng(0)
    if peer is not None and not peer.any():
        return None, None
    drawn = chance.integers(0, len(ours), (RESAMPLES, len(ours)))
    if peer is None:
        found = ours[drawn].mean(axis=1)
    elif counts:
        others = peer[drawn].mean(axis=1)
        found = ours[drawn].mean(axis=1)[others > 0] / others[others > 0]
    else:
        logs = np.log(np.maximum(ours, 1e-9)) - np.log(np.maximum(peer, 1e-9))
        found = np.exp(logs[drawn].mean(axis=1))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
