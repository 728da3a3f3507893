"""Samples of the public pages of calls."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import CallCard, CallPage, HomePage, LanguageMenu, Link, OfficeView, RoleCard
from casting.web.patterns.invented import CALL, LONG, ROLE, SCRIPT, UNBROKEN
from casting.web.patterns.parts import OWN
from casting.web.render import Shown, markdown

ELSEWHERE = LanguageMenu("/language", onward="/calls/the-challenge")
SUMMARY = markdown(
    "A feature film, part of which is **made in orbit**. We look for the one who goes, and for one who could.\n\n"
    "Shooting begins in spring; training takes four months. Read more at [the production](https://example.org)."
)
BREAKDOWN = markdown(
    "A heart surgeon, thirty-something, is sent up to operate on a cosmonaut who cannot come down. She has a month to "
    "get ready.\n\n## What we look for\n\n- Stillness under pressure, and hands that know what they do\n"
    "- Four months of training far from home\n- Russian as a language to think in"
)
TIMES = "Open until 20 December 2026, 23:59 Moscow time"
ROLE_CARD = RoleCard(
    ROLE,
    "/calls/the-challenge/surgeon",
    BREAKDOWN,
    "/calls/the-challenge/surgeon/apply",
    (
        ("Height 150–180 cm", "The seat of the capsule is cast to the body.", "From 150 cm to 180 cm."),
        ("Age 25–40", "The medical commission of the space agency examines nobody else for this flight.", ""),
    ),
    (
        ("Surgical or emergency training", "The hands are in the picture.", ""),
        ("English", "The crew speaks it on the radio.", "B1 or above."),
    ),
    markdown(f"{LONG}\n\n{UNBROKEN}"),
    "No account and no fee. It takes about 8 minutes; a photograph can follow later.",
)
OFFICE = OfficeView("The casting office", "casting@example.org")


def call_patterns() -> Mapping[str, Shown]:
    """The front page and a call's own, open, not yet and closed."""
    call = CallCard(
        CALL,
        "Low Orbit Pictures",
        "/calls/the-challenge",
        SUMMARY,
        "open",
        TIMES,
        (Link(ROLE, "/calls/the-challenge/surgeon"), Link("Her daughter", "/calls/the-challenge/daughter", here=True)),
    )
    later = replace(call, title="Winter Light", state="not yet", times="Opens 2 January 2027, 10:00", roles=())
    past = replace(call, title=f"{LONG} {SCRIPT}", state="closed", times="Closed on 1 March 2026", production=LONG)
    page = CallPage(
        CALL,
        "Low Orbit Pictures",
        SUMMARY,
        "open",
        TIMES,
        "Applications are kept until 20 June 2027, then erased.",
        (ROLE_CARD, replace(ROLE_CARD, title="Her daughter", gates=(), wishes=())),
        left="It closes in 6 days.",
        address="/calls/the-challenge",
        poster="/calls/the-challenge/poster.png",
        about="An actress is looked for.",
        structured_html="[]",
        language_menu=ELSEWHERE,
        office=OFFICE,
    )
    return {
        "home": HomePage(
            "Open calls", (call, later, past), OWN, mail_note="Mail is kept in a folder here and not sent."
        ),
        "home, empty": HomePage("Open calls", (), language_menu=ELSEWHERE),
        "call": page,
        "call, in Spanish": replace(page, language="es", own=OWN[:1]),
        "call, not yet": replace(page, state="not yet", times="Opens 2 January 2027, 10:00"),
        "call, closed": replace(page, state="closed", title=SCRIPT, times="Closed on 1 March 2026, 23:59"),
    }
