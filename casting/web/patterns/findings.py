"""Samples of what examiners found of a candidate, and of the exceptions that she asks for."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import (
    ClaimView,
    FindingsPage,
    OptionView,
    PastView,
    RequestView,
)
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, name_of, reference_of
from casting.web.render import Shown

PAST = (
    PastView(
        "Height 150–180 cm",
        "not met: 182",
        "8 Mar 2026, 12:00 by Dr Veil",
        "kept by Ari",
        SCRIPT,
        taken_back=False,
    ),
    PastView(
        LONG,
        "met",
        "7 Mar 2026, 12:00 by Dr Veil, until 2027-03-07",
        "from a file that Ari kept",
        "",
        taken_back=True,
    ),
)


def findings_patterns() -> Mapping[str, Shown]:
    """Findings kept and exceptions that wait, as who may decide and as who looks on; and a mistake."""
    page = FindingsPage(
        f"Findings on {name_of(3)}",
        CALL,
        ROLE,
        f"{HOME}/3",
        HOME,
        reference_of(3),
        name_of(3),
        f"{HOME}/3/findings",
        (
            ClaimView("Swim 800 m ≤ 20:00", "gate", "I have not tried", "met", "verified by Dr Veil, 8 March 2026"),
            ClaimView("Height 150–180 cm", "gate", "182 cm", "not met", "declared; exception asked for"),
        ),
        (OptionView("swim", "Swim 800 m ≤ 20:00", checked=True), OptionView("height", LONG, checked=False)),
        (
            RequestView("height", "Height 150–180 cm", SCRIPT, "", ""),
            RequestView("chest", "Chest ≤ 112 cm", LONG, "Refused by Dana Direct", "The suit does not close."),
        ),
        may_rule=True,
        past=PAST,
        **MEMBER,
    )
    wrong = "Say on which day it was found, as year-month-day."
    return {
        "findings": page,
        "findings, mistake": replace(
            page, problem=wrong, examiner="Dr Veil", found_on="yesterday", expires_on="2027-03-08"
        ),
        "findings, looked at": replace(page, criteria=(), may_rule=False),
    }
