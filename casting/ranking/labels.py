"""What people said, of every kind, brought to one number per application."""

import math
import operator
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from casting.ranking.blocks import Floats
from casting.ranking.words import Whole

HEAVIEST = 100.0
"""No label or comparison weighs more than so many ordinary ones."""


class LabelKind(StrEnum):
    """How a person said it."""

    PICK = "pick"
    MAYBE = "maybe"
    PASS = "pass"  # noqa: S105 (a mark, not a password)
    STARS = "stars"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Label:
    """What one person said of one application. The newest word of each person counts: give only that one.

    Attributes:
        value: stars 1 to 5; for a stage 1 (moved on) or 0 (released); not read for pick, maybe and pass.
        weight: above 0, 1 for an ordinary mark; it counts up to `HEAVIEST`.
        reviewer_id: who said it; None when nobody can be named (an import).
    """

    application_id: int
    kind: LabelKind
    value: float = 0.0
    weight: float = 1.0
    reviewer_id: int | None = None

    @property
    def wish(self) -> float:
        """How much the application is wanted, 0 to 1. A maybe is half a pick and half a pass."""
        if self.kind == LabelKind.STARS:
            return (min(max(self.value, 1.0), 5.0) - 0.5) / 5.0
        if self.kind == LabelKind.STAGE:
            return min(max(self.value, 0.0), 1.0)
        return {LabelKind.PICK: 1.0, LabelKind.MAYBE: 0.5, LabelKind.PASS: 0.0}[self.kind]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One application over another, said by a person."""

    winner_id: int
    loser_id: int
    weight: float = 1.0
    reviewer_id: int | None = None


@dataclass(frozen=True, eq=False)
class Wishes:
    """What the team said, one number per application.

    Attributes:
        ids: int64 (m,), ascending.
        wish: float64 (m,), 0 to 1.
        weight: float64 (m,), above 0.
    """

    ids: Whole
    wish: Floats
    weight: Floats


SEVERITY_PRIOR = 10.0
"""A reviewer's severity is believed by n / (n + this), n being how many applications were seen with others."""


def wishes_of(labels: Sequence[Label]) -> Wishes:
    """Combine everything that was said of each application; the order of the labels changes no bit.

    Each wish is corrected by its reviewer's severity, then averaged by weight. An application weighs as much as
    its heaviest label, however many people marked it: five readers of one do not drown five that one reader saw.
    Labels whose value or weight is no number, or whose weight is not above 0, are left out.
    """
    usable = [label for label in labels if math.isfinite(label.wish) and 0 < label.weight < math.inf]
    severity = severities(usable)
    ids, wishes, weights = [], [], []
    for application_id, said in _by_application(usable).items():
        heft = [min(label.weight, HEAVIEST) for label in said]
        corrected = [label.wish - severity.get(label.reviewer_id, 0.0) for label in said]
        mean = math.fsum(map(operator.mul, heft, corrected)) / math.fsum(heft)
        ids.append(application_id)
        wishes.append(min(max(mean, 0.0), 1.0))
        weights.append(max(heft))
    return Wishes(np.array(ids, np.int64), np.array(wishes, np.float64), np.array(weights, np.float64))


def severities(labels: Iterable[Label]) -> dict[int | None, float]:
    """How much higher each reviewer's wishes are than those of others for the same applications, shrunk to 0.

    Only applications that several people marked say anything: whoever was given better applicants is not
    thereby lenient. Reviewers who never met another are left out, and so are labels without a reviewer.
    """
    apart: defaultdict[int | None, list[float]] = defaultdict(list)
    for said in _by_application(labels).values():
        wishes: defaultdict[int | None, list[float]] = defaultdict(list)
        for label in said:
            if label.reviewer_id is not None:
                wishes[label.reviewer_id].append(label.wish)
        means = {reviewer: math.fsum(found) / len(found) for reviewer, found in wishes.items()}
        for reviewer, mean in means.items() if len(means) > 1 else ():
            others = math.fsum(other for who, other in means.items() if who != reviewer) / (len(means) - 1)
            apart[reviewer].append(mean - others)
    return {who: math.fsum(gaps) / (len(gaps) + SEVERITY_PRIOR) for who, gaps in apart.items()}


def _by_application(labels: Iterable[Label]) -> dict[int, list[Label]]:
    """The labels of each application, ids ascending, in an order of their own."""
    found: defaultdict[int, list[Label]] = defaultdict(list)
    for label in labels:
        found[label.application_id].append(label)
    return {application_id: sorted(found[application_id], key=_settled) for application_id in sorted(found)}


def _settled(label: Label) -> tuple[int, str, float, float]:
    return (label.reviewer_id or 0, label.kind, label.value, label.weight)
