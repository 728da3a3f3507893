"""Why somebody stands where she stands: a score's reasons as bars that add up."""

from collections.abc import Sequence

from casting.domain.scoring import Reason, ReasonKind
from casting.web.pages import ReasonView

MOST_REASONS = 8
"""Reasons shown at once; the others are folded, with their sum, and open."""


def reason_views(reasons: Sequence[Reason]) -> tuple[tuple[ReasonView, ...], tuple[ReasonView, ...]]:
    """The weightiest reasons, and the others; together they add up to the score."""
    widest = max((abs(reason.value) for reason in reasons), default=0.0) or 1.0
    views = [_reason_view(reason, widest) for reason in reasons]
    start = [view for view in views if view.kind == ReasonKind.START.value]
    rest = sorted((v for v in views if v.kind != ReasonKind.START.value), key=lambda v: -abs(v.value))
    return tuple(rest[:MOST_REASONS]), (*rest[MOST_REASONS:], *start)


def _reason_view(reason: Reason, widest: float) -> ReasonView:
    width = abs(reason.value) / widest * 50
    label = {ReasonKind.START: "Where everyone starts", ReasonKind.PHRASE: f"Writes “{reason.name}”"}
    return ReasonView(
        kind=reason.kind.value,
        label=label.get(reason.kind, reason.name),
        value=reason.value,
        shown=signed(reason.value),
        start=round(50 - width if reason.value < 0 else 50, 2),
        width=round(width, 2),
    )


def signed(value: float) -> str:
    """A number with its sign, to two digits; a nought without one."""
    shown = f"{abs(value):.2f}"
    return shown if shown == "0.00" else ("−" if value < 0 else "+") + shown
