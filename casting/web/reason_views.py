"""Why somebody stands where she stands: a score's reasons as bars that add up."""

from collections.abc import Sequence

from casting.domain.scoring import Reason, ReasonKind
from casting.web.pages import ReasonView

MOST_REASONS = 8
"""Reasons shown at once; the others are folded, with their sum, and open."""


def reason_views(reasons: Sequence[Reason]) -> tuple[tuple[ReasonView, ...], tuple[ReasonView, ...]]:
    """The weightiest reasons, and the others with where everyone starts; together they add up to the score.

    Bars are drawn against the widest reason of one's own: where everyone starts says nothing of anybody.
    """
    own = sorted((r for r in reasons if r.kind is not ReasonKind.START), key=lambda reason: -abs(reason.value))
    start = [reason for reason in reasons if reason.kind is ReasonKind.START]
    widest = max((abs(reason.value) for reason in own), default=0.0) or 1.0
    shown = [reason for reason in own[:MOST_REASONS] if signed(reason.value) != "0.00"]
    return (
        tuple(_reason_view(reason, widest) for reason in shown),
        tuple(_reason_view(reason, widest) for reason in (*own[len(shown) :], *start)),
    )


def _reason_view(reason: Reason, widest: float) -> ReasonView:
    width = min(1.0, abs(reason.value) / widest) * 50
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
