"""Samples of what waits for a member, of the contact sheet and of the shortlist."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import Facet, FacetValue, Link, RoleWaiting, SheetPage, ShortlistPage, WaitingPage
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, Portrait, card, onlooker
from casting.web.render import Shown

LENSES = (("ranked", "Ranked"), ("received", "Received"), ("name", "Name"))
VIEWS = (("sheet", "Sheet"), ("list", "List"))
FACETS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("Stage", (("received", 2964), ("longlist", 31), ("shortlist", 5))),
    ("My mark", (("not yet", 2588), ("pick", 37), ("maybe", 84), ("pass", 291))),
    ("Swim 800 m in 20 minutes", (("met", 2016), ("unknown", 902), ("not met", 82))),
    ("Band", (("likely", 94), ("open", 1930), ("unlikely", 976))),
    ("Photograph", (("ready", 2990), ("pending", 7), ("none", 3))),
)


def sheet_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The member's front page, the sheet and the list in their states, the shortlist, and a card alone."""
    return {**_waiting(), **_sheets(portrait), **_shortlists(portrait), "card": card(2, portrait)}


def _waiting() -> Mapping[str, Shown]:
    role = RoleWaiting(CALL, ROLE, HOME, "director", "open", 3000, 2588, 37, 5, 20)
    return {
        "waiting": WaitingPage(
            "What waits for you",
            (
                role,
                replace(role, role_title="Her daughter", applications=0, unseen=0, picks=0, shortlist=0),
                replace(
                    role, role_title=LONG, duty="producer", state="closed", unseen=0, picks=1, shortlist_quota=None
                ),
            ),
            **MEMBER,
        ),
        "waiting, nothing": WaitingPage("What waits for you", (), member_name=LONG),
    }


def _sheets(portrait: Portrait) -> Mapping[str, Shown]:
    page = _sheet(portrait)
    last = tuple(Link(label, f"{HOME}?lens={key}", here=key == "name") for key, label in LENSES)
    views = tuple(Link(label, f"{HOME}?view={key}", here=key == "list") for key, label in VIEWS)
    nothing = replace(page, cards=(), count="0", next_href="", empty="nothing_found", q=f"city:{SCRIPT}")
    return {
        "sheet": page,
        "sheet, last page": replace(
            page, cards=page.cards[:3], first_href=HOME, next_href="", count="63", lenses=last, lens="name"
        ),
        "sheet, onlooker": replace(
            page, cards=tuple(map(onlooker, page.cards[:8])), may_decide=False, mail_note="Mail is kept in a folder."
        ),
        "list": replace(page, view="list", views=views, cards=page.cards[:18]),
        "list, onlooker": replace(page, view="list", views=views, cards=tuple(map(onlooker, page.cards[:8]))),
        "sheet, nothing found": nothing,
        "sheet, search not understood": replace(
            nothing,
            empty="error",
            facets=(),
            total=0,
            q='stage:recieved "stunt',
            q_error="Column 7: there is no stage “recieved”. Stages are received, longlist, shortlist, callback.",
        ),
        "sheet, no applications": replace(
            nothing, empty="no_applications", q="", total=0, seen=0, picks=0, facets=(Facet("Stage", ()),)
        ),
    }


def _sheet(portrait: Portrait) -> SheetPage:
    return SheetPage(
        title=f"{ROLE}, {CALL}",
        call_title=CALL,
        role_title=ROLE,
        href=HOME,
        q="stage:received age:25..40 -mark:pass",
        q_error="",
        lens="ranked",
        lenses=tuple(Link(label, f"{HOME}?lens={key}", here=key == "ranked") for key, label in LENSES),
        view="sheet",
        views=tuple(Link(label, f"{HOME}?view={key}", here=key == "sheet") for key, label in VIEWS),
        cards=tuple(card(number, portrait) for number in range(60)),
        first_href="",
        next_href=f"{HOME}?after=60",
        count="more than 1,000",
        total=3000,
        seen=412,
        picks=37,
        facets=tuple(_facet(title, values) for title, values in FACETS),
        empty="none",
        order_note="Learned from 412 marks, 8 minutes ago",
        shortlist_href=f"{HOME}/shortlist",
        may_decide=True,
        **MEMBER,
    )


def _facet(title: str, values: tuple[tuple[str, int], ...]) -> Facet:
    return Facet(
        title,
        tuple(FacetValue(label, count, f"{HOME}?q={label}", on=label == "received") for label, count in values),
    )


def _shortlists(portrait: Portrait) -> Mapping[str, Shown]:
    cards = tuple(card(number, portrait) for number in (0, 1, 2, 7, 9, 12, 13, 14))
    words = (
        ("Daria Orlova: stillness. Ask for a second reading, faster.", "Alex: hands!"),
        (),
        (SCRIPT,),
        (),
        (),
        (),
        (),
        (),
    )
    stages = tuple(
        Link(label, f"{HOME}/shortlist?stage={label}", here=label == "shortlist")
        for label in ("longlist", "shortlist", "callback")
    )
    page = ShortlistPage(f"Shortlist for {ROLE}", CALL, ROLE, HOME, "shortlist", stages, 20, cards, words, 8, **MEMBER)
    return {
        "shortlist": page,
        "shortlist, over": replace(page, quota=6),
        "shortlist, empty": replace(page, cards=(), words=(), filled=0, quota=None),
    }
