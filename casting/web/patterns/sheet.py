"""Samples of what waits for a member, of the contact sheet and of the shortlist."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import (
    BulkForm,
    Facet,
    FacetValue,
    Link,
    MentionView,
    OrderBar,
    RoleWaiting,
    SheetPage,
    WaitingPage,
)
from casting.web.pages.sheet import AnswerFacet
from casting.web.patterns.invented import (
    CALL,
    CHOSEN,
    HOME,
    LONG,
    MEMBER,
    ROLE,
    SCRIPT,
    UNBROKEN,
    Portrait,
    by_chance,
    card,
    onlooker,
)
from casting.web.render import Shown
from casting.web.search_words import ALWAYS, KEYS

LENSES = (
    ("ranked", "Ranked"),
    ("next", "Next to review"),
    ("fit", "Fit to the breakdown"),
    ("disagreement", "Model against panel"),
    ("random:7", "Random"),
    ("received", "Received"),
    ("name", "A–Z"),
)
VIEWS = (("sheet", "Sheet"), ("list", "List"))
FACETS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("Stage", (("received", 2964), ("longlist", 31), ("shortlist", 5))),
    ("My mark", (("not yet", 2588), ("pick", 37), ("maybe", 84), ("pass", 291))),
    ("Tag", (("stunts", 12), ("second-lead", 4))),
    ("English", (("met", 2016), ("partly met", 641), ("unknown", 261), ("not met", 82))),
    ("Band", (("likely", 94), ("open", 1930), ("unlikely", 976))),
    ("Photograph", (("ready", 2990), ("pending", 7), ("none", 3))),
)


def sheet_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The member's front page, the sheet and the list in their states, the shortlist, and a card alone."""
    bar = OrderBar(14, 100, HOME, f"{HOME}/order")
    cards: dict[str, Shown] = {"card": card(2, portrait), "order": bar, **_answers()}
    return {**_waiting(), **_sheets(portrait), **cards}


RIDING = AnswerFacet("riding", "How well do you ride?", f"{HOME}?of=riding", f"{HOME}/facet?of=riding")
ANSWERED = (
    FacetValue("1 of 5: Never", 812, f"{HOME}?q=riding:1", on=False),
    FacetValue(UNBROKEN, 94, f"{HOME}?q=riding:5", on=True),
)


def _answers() -> Mapping[str, Shown]:
    return {
        "answers": RIDING,
        "answers, uncounted": replace(RIDING, values=tuple(replace(one, count=None) for one in ANSWERED), open=True),
        "answers, counted": replace(RIDING, title=SCRIPT, values=ANSWERED, open=True),
        "answers, none": replace(RIDING, open=True),
    }


def _waiting() -> Mapping[str, Shown]:
    role = RoleWaiting(CALL, ROLE, HOME, "director", "open", 3000, 2588, 37, 5, 20, requests=3)
    role = replace(role, assigned=212, assigned_href=f"{HOME}?q=assigned:me", may_deal=True)
    return {
        "waiting": WaitingPage(
            "What waits for you",
            (
                role,
                replace(role, role_title="Her daughter", applications=0, unseen=0, picks=0, shortlist=0),
                replace(role, duty="administrator", assigned=0, requests=0, may_mark=False, duty_href="/admin#people"),
                replace(
                    role, role_title=LONG, duty="producer", state="closed", unseen=0, picks=1, shortlist_quota=None
                ),
            ),
            mentions=(
                MentionView("Alex Brandt", "Mira Sokolova", ROLE, "K7QX24", HOME, "/review/mentions/1/read"),
                MentionView(LONG, "K7QX25", LONG, "K7QX25", HOME, "/review/mentions/2/read"),
            ),
            **MEMBER,
        ),
        "waiting, nothing": WaitingPage("What waits for you", (), member_name=LONG),
        "waiting, nothing to begin with": WaitingPage(
            "What waits for you", (), begin=Link("Set up the first call", "/admin/calls/new"), **MEMBER
        ),
    }


def _sheets(portrait: Portrait) -> Mapping[str, Shown]:
    page = _sheet(portrait)
    views = tuple(Link(label, f"{HOME}?view={key}", here=key == "list") for key, label in VIEWS)
    nothing = replace(
        page,
        cards=(),
        count="0",
        next_href="",
        empty="nothing_found",
        q=f"city:{SCRIPT}",
        fewer=(Link("without has:tape", HOME), Link(f"without {UNBROKEN}", HOME)),
    )
    return {
        **_through_lenses(page, views),
        "sheet": replace(page, undo_action=f"{HOME}/undo", mail_note="Mail is kept in a folder."),
        "sheet, last page": replace(
            page, cards=page.cards[:3], first_href=HOME, next_href="", count="63", lenses=_lenses("name"), lens="name"
        ),
        "sheet, onlooker": replace(
            page,
            cards=tuple(map(onlooker, page.cards[:8])),
            may_decide=False,
            duty_href="/admin?call=the-challenge&own=yes#people",
            bulk=None,
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
        lenses=_lenses("ranked"),
        view="sheet",
        views=tuple(Link(label, f"{HOME}?view={key}", here=key == "sheet") for key, label in VIEWS),
        cards=tuple(card(number, portrait) for number in range(60)),
        first_href="",
        next_href=f"{HOME}?after=60",
        count="2,981",
        total=3000,
        seen=412,
        picks=37,
        facets=tuple(_facet(title, values) for title, values in FACETS),
        empty="none",
        order_note="Learned from 412 marks, 8 minutes ago",
        may_decide=True,
        lens_note="The strongest first.",
        order_href=f"{HOME}/order?run=12",
        bulk=BulkForm(f"{HOME}/bulk", "more than 1,000", (("run", "12"),), ("longlist", "released"), "longlist"),
        chosen=CHOSEN,
        searches_href=f"{HOME}/searches",
        terms=("stage:longlist", "tag:stunts", "by:me", "criterion:swim=met"),
        words=(*ALWAYS, ("stage:longlist", KEYS["stage"]), ("tag:stunts", KEYS["tag"]), ("height:150..180", LONG)),
        **MEMBER,
    )


def _through_lenses(page: SheetPage, views: tuple[Link, ...]) -> Mapping[str, Shown]:
    return {
        "sheet, search kept": replace(page, kept="For Monday", cards=page.cards[:6]),
        "sheet, next to review": replace(
            page,
            lens="next",
            lenses=_lenses("next"),
            cards=tuple(map(by_chance, page.cards[:24])),
            changed=OrderBar(14, 100, HOME, f"{HOME}/order?lens=next"),
            lens_note="The strongest whom nobody has marked; every tenth by chance, so that nobody is overlooked.",
        ),
        "list, next to review": replace(
            page, view="list", views=views, lenses=_lenses("next"), cards=tuple(map(by_chance, page.cards[:18]))
        ),
        "sheet, shuffled": replace(
            page,
            lens="random",
            lenses=_lenses("random:7"),
            order_note="",
            order_href="",
            lens_note="Shuffled, and the same whenever you come back.",
            again_href=f"{HOME}?lens=random:8",
            cards=page.cards[:9],
        ),
        "sheet, order lost": replace(
            page,
            cards=page.cards[:9],
            run_note="The order that you left is not kept any more; this is the present one.",
            changed=OrderBar(1, 100, HOME),
        ),
        **_through_no_lens(page),
    }


def _through_no_lens(page: SheetPage) -> Mapping[str, Shown]:
    return {
        "sheet, left out by this lens": replace(
            page,
            cards=(),
            count="0",
            next_href="",
            q="mark:pick gates:met",
            empty="left_out",
            lens_note="This order leaves out whom anybody has marked, and who has not been ranked yet.",
            left_out=24,
            ranked_href=f"{HOME}?q=mark:pick+gates:met",
        ),
        "sheet, nobody through this lens": replace(
            page,
            cards=(),
            count="0",
            next_href="",
            q="",
            empty="lens",
            lens_note="Order and marks agree so far, or there are too few marks to tell.",
        ),
    }


def _lenses(here: str) -> tuple[Link, ...]:
    return tuple(Link(label, f"{HOME}?lens={key}", here=key == here) for key, label in LENSES)


def _facet(title: str, values: tuple[tuple[str, int], ...]) -> Facet:
    return Facet(
        title,
        tuple(FacetValue(label, count, f"{HOME}?q={label}", on=label == "received") for label, count in values),
    )
