"""Samples of the finals."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.charts import graph, place_line
from casting.web.pages import (
    CompareCell,
    CompareRow,
    Finalist,
    FinalNote,
    FinalPlace,
    FinalsPage,
    Link,
    PlayerView,
    Round,
)
from casting.web.patterns.invented import (
    CALL,
    CHOSEN,
    HOME,
    LONG,
    MEMBER,
    RIGHT_TO_LEFT,
    ROLE,
    Portrait,
    card,
    name_of,
    reference_of,
)
from casting.web.render import Shown

NUMBER = 22
STRENGTHS = tuple((number, number + 1, 2.4 - 0.22 * number - (0.8 if number > 15 else 0.0)) for number in range(NUMBER))
WON = {(number, other): 1 + (number % 3 == 0) for number in range(15) for other in (number + 1, number + 4)} | {
    (7, 2): 1,
    (16, 17): 1,
    (19, 20): 1,
}


def finals_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The finals in their states: first pair, under way, every pair done, for an onlooker, with nobody, stale."""
    page = _page(portrait)
    nothing = replace(page, order=(), graph=None, rounds=(), groups=0, sure=0, pairs=0)
    first = replace(nothing, own=0, made=34, undo_action="", colleagues=HIDDEN)
    done = replace(page, pair=(), rows=(), action="", skip_href="", ahead=(), empty="all")
    return {
        "finals": page,
        "finals, first pair": first,
        "finals, hard names": replace(page, pair=(_finalist(9, portrait), _finalist(12, portrait)), note=MANY),
        "finals, somebody left": replace(page, problem=f"{LONG} has withdrawn, so this comparison was not kept."),
        "finals, every pair": replace(done, groups=1, order=tuple(replace(one, group="") for one in page.order)),
        "finals, onlooker": replace(done, empty="onlooker", own=0, undo_action=""),
        "finals, nobody": replace(
            nothing, pair=(), rows=(), action="", skip_href="", ahead=(), empty="nobody", stage="", own=0
        ),
    }


HIDDEN = "Colleagues have made 34 comparisons. What came of them shows after your own first one."
MANY = "64 stand in shortlist. These are the first 30 of the published order."


def _finalist(number: int, portrait: Portrait) -> Finalist:
    shown = card(number, portrait)
    return Finalist(
        reference=shown.reference,
        href=shown.href,
        name=shown.name,
        line=shown.line,
        picture=shown.picture,
        player=PlayerView("/media/tapes/0", "", "1:05", LONG) if number == 2 else PlayerView(),
        tape="" if number == 2 else "https://video.example.org/3",
        notes=(FinalNote(f"Still hands. {LONG}", "Daria Orlova", "0:42" if number == 2 else ""),),
        notes_note="2 older notes on the candidate’s page." if number == 3 else "",
    )


ROWS = (
    CompareRow("Height 150–180 cm", "gate", (CompareCell("168 cm", differs=False, standing="met", sign="met"),) * 2),
    CompareRow(
        f"English {LONG}",
        "preference",
        (
            CompareCell("C1", differs=False, standing="met", sign="met"),
            CompareCell("", differs=True, standing="unknown", sign="unknown"),
        ),
    ),
)


def _page(portrait: Portrait) -> FinalsPage:
    two = (_finalist(2, portrait), _finalist(3, portrait))
    return FinalsPage(
        title=f"{ROLE}: finals",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        stage="shortlist",
        stages=(
            Link("received 2,964", f"{HOME}/finals?stage=received"),
            Link("shortlist 22", f"{HOME}/finals?stage=shortlist", here=True),
        ),
        note="",
        problem="",
        pair=two,
        rows=ROWS,
        ahead=tuple(portrait(number, "medium") for number in (4, 5)),
        action=f"{HOME}/finals",
        undo_action=f"{HOME}/finals/undo",
        skipped="",
        skip_href=f"{HOME}/finals?skipped={two[0].reference}~{two[1].reference}",
        empty="",
        own=21,
        made=33,
        wanted=132,
        colleagues="2 people have compared; all count alike.",
        order=tuple(_place(number) for number in range(NUMBER)),
        sure=74,
        pairs=231,
        groups=4,
        rounds=(
            Round((name_of(2), name_of(3), name_of(7)), f"{HOME}/finals?pair=a~b"),
            Round((LONG, RIGHT_TO_LEFT, name_of(1), name_of(5)), f"{HOME}/finals?pair=c~d"),
        ),
        graph=graph(STRENGTHS, WON, groups={number: _group(number) for number in range(NUMBER)}),
        chosen=CHOSEN,
        **MEMBER,
    )


def _group(number: int) -> str:
    return "A" if number < 16 else "BBCCDD"[number - 16]


def _place(number: int) -> FinalPlace:
    low, high = max(1, number - 3), min(NUMBER, number + 6)
    return FinalPlace(
        place=number + 1,
        reference=reference_of(number),
        name=name_of(number),
        href=f"{HOME}/{reference_of(number)}",
        low=low,
        high=high,
        line=place_line(low, number + 1, high, last=NUMBER),
        compared=4 if number < 16 else 1,
        group=_group(number),
    )
