"""Samples of dealing applications out."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.charts import strips
from casting.web.pages.dealing import DealingPage, DealingView, DealMember, DealPreview, DealReviewer
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT
from casting.web.render import Shown

HOURS = ("5 h ago", "4 h ago", "3 h ago", "2 h ago", "1 h ago", "this hour")


def dealing_patterns() -> Mapping[str, Shown]:
    """Before the first dealing, previewed, under way with somebody who left, with nobody to deal among."""
    members = (DealMember(1, "Ana Prior", chosen=True), DealMember(2, LONG, chosen=True), DealMember(3, SCRIPT, False))  # noqa: FBT003
    page = DealingPage(
        title=f"{ROLE}: who reviews whom",
        **MEMBER,
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        action=f"{HOME}/dealing",
        stages=(("received", 2861), ("longlist", 104), ("shortlist", 14)),
        stage="received",
        each="2",
        members=members,
        preview=None,
        dealings=(),
        hours=HOURS,
        undealt_href=f"{HOME}?q=assigned:none",
    )
    under_way = _under_way()
    shares = (("Ana Prior", 1908), (LONG, 1907), (SCRIPT, 1907))
    earlier = replace(under_way, when="Ana Prior, 7 March 2026, 9:00", undealt=0)
    preview = DealPreview(2861, 0, shares, "token")
    return {
        "dealing": page,
        "dealing, previewed": replace(page, preview=preview),
        "dealing, short of reviewers": replace(
            page, preview=replace(preview, short=12), problem="Who is to be dealt out has changed since you looked."
        ),
        "dealing, under way": replace(page, dealings=(under_way, earlier)),
        "dealing, no team": replace(page, members=()),
    }


def _under_way() -> DealingView:
    reviewers = (
        DealReviewer(1, "Ana Prior", HOME, 1908, 412, (0, 12, 88, 140, 121, 51), "", hand_on=True),
        DealReviewer(2, LONG, HOME, 1907, 1907, (0, 0, 0, 0, 0, 0), "", hand_on=False),
        DealReviewer(3, SCRIPT, HOME, 96, 96, (4, 0, 0, 0, 0, 0), "the rest was dealt to the others", hand_on=False),
        DealReviewer(4, "Bea Cross", HOME, 1811, 3, (3, 0, 0, 0, 0, 0), "marks here no more", hand_on=True),
    )
    picture = strips([(one.name, one.dealt, one.done) for one in reviewers])
    return DealingView(
        "received, 2 reviewers each",
        f"{LONG}, 8 March 2026, 12:04",
        f"{HOME}/dealing/1",
        31,
        reviewers,
        picture,
        5722,
        2418,
    )
