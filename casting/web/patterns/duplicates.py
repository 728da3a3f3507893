"""Samples of pairs of applications that may be one person's."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import DuplicatesPage, JudgedView, PairView, SideView
from casting.web.patterns.invented import (
    CALL,
    HOME,
    MEMBER,
    ROLE,
    SCRIPT,
    Portrait,
    name_of,
    picture_of,
    reference_of,
)
from casting.web.render import Shown


def duplicate_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """Pairs that wait, some that were judged, none, and a verdict that was refused."""

    def side(number: int, *, email: str, phone: str, same: bool) -> SideView:
        lines = (
            ("E-mail", email, False),
            ("Phone", phone, same),
            ("Born", "1990-04-17", True),
            ("City", "Екатеринбург", False),
            ("Received", "12 Nov 2020, 18:40", False),
            ("Stage", "received", False),
        )
        picture = picture_of(number, portrait)
        return SideView(str(number), reference_of(number), f"{HOME}/{number}", name_of(number), picture, lines)

    pair = PairView(
        f"{HOME}/duplicates/1",
        "phone, name and birth date",
        side(3, email="daria.long.address+casting@post.example.org", phone="+7 912 000-00-01", same=True),
        side(4, email="d@example.org", phone="8 912 000 00 01", same=True),
    )
    judged = (
        JudgedView(f"{HOME}/duplicates/2", f"{SCRIPT} and Anna are two people, says Alex.", "Today"),
        JudgedView("", "Mira (K2) and Mira (K3) are one person, says Dana. K3 goes on.", "Yesterday"),
    )
    page = DuplicatesPage("The same person twice?", CALL, ROLE, HOME, (pair, pair), judged, may_decide=True, **MEMBER)
    return {
        "duplicates": replace(page, more=3),
        "duplicates, none": replace(page, pairs=(), judged=()),
        "duplicates, looked at": replace(page, may_decide=False),
        "duplicates, refused": replace(page, fault="The other one stands in shortlist, further than this one."),
    }
