"""Why somebody stands where she stands: a score's reasons as bars that add up, and what would change it."""

from collections.abc import Mapping, Sequence

from casting.domain.calls import RolePlan
from casting.domain.changes import Prospect
from casting.domain.phrases import AT_HOME
from casting.domain.rounding import apportioned, hundredths, signed
from casting.domain.scoring import Reason, ReasonKind
from casting.services.changes import Outlook
from casting.services.explain import UNTOLD
from casting.web.pages import ChangeView, ReasonGroup, ReasonView

MOST_REASONS = 4
"""Reasons of a group that are shown at once; the others are folded, with their sum, and open."""
LEAST = 0.01
"""The least that a reason weighs that is shown at once."""
GROUPS: Mapping[ReasonKind, str] = {
    ReasonKind.CRITERION: "What the role asks for",
    ReasonKind.FACT: "Facts",
    ReasonKind.PHRASE: "Words",
}


def reason_groups(reasons: Sequence[Reason]) -> tuple[tuple[ReasonGroup, ...], str]:
    """The reasons by what they speak of, the weightiest group first, and where everyone starts.

    Every figure is rounded so that those of a group are its sum, and the sums and the start the score, to the digit.
    Bars are drawn against the widest reason of one's own: where everyone starts says nothing of anybody.
    """
    start = sum(reason.value for reason in reasons if reason.kind is ReasonKind.START)
    own: dict[ReasonKind, list[Reason]] = {}
    for reason in reasons:
        if reason.kind is not ReasonKind.START:
            own.setdefault(reason.kind, []).append(reason)
    groups = sorted(own.items(), key=lambda group: -abs(sum(reason.value for reason in group[1])))
    widest = max((abs(reason.value) for _, group in groups for reason in group), default=0.0) or 1.0
    sums = [start, *(sum(reason.value for reason in group) for _, group in groups)]
    begun, *shares = apportioned(sums, hundredths(sum(sums)))
    views = [_group(kind, group, share, widest) for (kind, group), share in zip(groups, shares, strict=True)]
    return tuple(views), signed(begun / 100)


def _group(kind: ReasonKind, reasons: Sequence[Reason], share: int, widest: float) -> ReasonGroup:
    ranked = sorted(reasons, key=lambda reason: -abs(reason.value))
    shown = [reason for reason in ranked[:MOST_REASONS] if abs(reason.value) >= LEAST]
    folded = ranked[len(shown) :]
    figures = apportioned([*(r.value for r in shown), sum(r.value for r in folded)], share)
    smaller = apportioned([reason.value for reason in folded], figures[-1]) if folded else []
    return ReasonGroup(
        title=GROUPS.get(kind, kind.value.capitalize()),
        shown=signed(share / 100),
        reasons=tuple(_view(reason, figure, widest) for reason, figure in zip(shown, figures, strict=False)),
        smaller=tuple(_view(reason, figure, widest) for reason, figure in zip(folded, smaller, strict=True)),
        smaller_sum=signed(figures[-1] / 100),
    )


def label_of(kind: ReasonKind, name: str) -> str:
    """What a reason is called; words that tell nothing alone are called together."""
    if kind is not ReasonKind.PHRASE or name == UNTOLD:
        return name
    if name == AT_HOME:
        return f"Names {name}"
    return f"Writes “{name}”" if name else "Other words"


def _view(reason: Reason, figure: int, widest: float) -> ReasonView:
    width = min(1.0, abs(reason.value) / widest) * 50
    return ReasonView(
        label=label_of(reason.kind, reason.name),
        value=reason.value,
        shown=signed(figure / 100),
        start=round(50 - width if reason.value < 0 else 50, 2),
        width=round(width, 2),
    )


PROSPECTS: Mapping[Prospect, str] = {
    Prospect.UNKNOWN: "",
    Prospect.WITHIN: "Stands within the first {reach:,} already.",
    Prospect.GATE: "Nothing said elsewhere would change it: a gate that is not met comes last.",
    Prospect.CHANGES: "Any one of these answers would bring the application among the first {reach:,}:",
    Prospect.NOTHING: "Nothing that can be said would change it: no single answer leads among the first {reach:,}.",
}


def change_views(found: Outlook, role: RolePlan) -> tuple[str, tuple[ChangeView, ...]]:
    """What would change a place, as a sentence and the answers that it speaks of."""
    views = []
    for change in found.changes:
        question = role.question(change.question)
        if question is not None:
            before = question.label_of(change.before) or "not said"
            views.append(ChangeView(question.label, before, question.label_of(change.after), f"+{change.gain:.2f}"))
    return PROSPECTS[found.prospect].format(reach=found.reach), tuple(views)
