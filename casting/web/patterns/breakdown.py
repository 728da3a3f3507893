"""Samples of what a role asks for, as its team reads it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from casting.domain.said import Span
from casting.web.pages import Asked, BreakdownPage, StageMeant, StageWhen
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown, markdown


def breakdown_patterns() -> Mapping[str, Shown]:
    """The role in full, and one of which nothing but a text has been written."""
    page = BreakdownPage(
        title=f"{ROLE}: the role",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        places=2,
        breakdown_html=markdown(f"A surgeon who has to fly in **thirty days**.\n\n{LONG}\n\n{UNBROKEN}"),
        asked=(
            Asked(
                "Swims", "gate", "Do you swim 800 m?", "Met by: Yes. Left open by: Not sure.", "The training needs it."
            ),
            Asked("Height", "preference, weight 2", "How tall are you?", "From 150 to 180 cm.", ""),
            Asked(SCRIPT, "info", UNBROKEN, "", LONG),
        ),
        stages=(
            StageMeant("longlist", 100, None),
            StageMeant("shortlist", None, StageWhen(Span(date(2026, 12, 3), date(2026, 12, 5)), over=True)),
        ),
        public_href="/calls/the-challenge#surgeon",
        edit_href="/admin/calls/the-challenge/roles/surgeon",
        **MEMBER,
    )
    return {
        "breakdown": page,
        "breakdown, a text alone": replace(page, places=1, asked=(), public_href="", edit_href=""),
    }
