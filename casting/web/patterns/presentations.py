"""Samples of a stage's list as it is looked at together and printed."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import FactsForm, Link, OptionView, OutsideView, ShortlistPage, StageWhen
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN, Portrait, card, told_of
from casting.web.render import Shown

LEFT_OUT = "1 of these has not consented to “producers”: links, the PDF and paper leave that one out."
FORM = FactsForm(
    f"{HOME}/shortlist/facts",
    "shortlist",
    tuple(OptionView(title, title, checked=title != UNBROKEN) for title in ("Age", "Requirements", UNBROKEN, "City")),
    (OptionView("motivation", f"Why you? {LONG}", checked=True),),
)


def presentation_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """The page over and under its quota, for who chooses and who looks on, with some left out, with nobody."""
    page = _page(portrait)
    cards = page.cards
    return {
        "shortlist": page,
        "shortlist, over": replace(page, quota=6, when=StageWhen("until 5 December 2026", over=True)),
        "shortlist, facts refused": replace(page, facts_form=replace(FORM, fault="Choose 6 facts at most.")),
        "shortlist, looking on": replace(page, facts_form=None, may_note=False, unmarked=(False,) * len(cards)),
        "shortlist, some stay inside": replace(
            page, inside=(True, *(False,) * (len(cards) - 1)), consent_note=LEFT_OUT
        ),
        "shortlist, empty": replace(
            page, cards=(), told=(), words=(), unmarked=(), picks=(), tapes=(), filled=0, quota=None, when=None
        ),
    }


def _page(portrait: Portrait) -> ShortlistPage:
    cards = tuple(card(number, portrait) for number in (0, 1, 2, 7, 9, 12, 13, 14))
    words = (
        ("Daria Orlova: stillness. Ask for a second reading, faster.", "Alex: hands!"),
        (),
        (SCRIPT,),
        *((),) * 5,
    )
    stages = tuple(
        Link(label, f"{HOME}/shortlist?stage={label}", here=label == "shortlist")
        for label in ("longlist", "shortlist", "callback")
    )
    return ShortlistPage(
        title=f"Shortlist for {ROLE}",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        stage="shortlist",
        stages=stages,
        quota=20,
        when=StageWhen("3–5 Dec 2026", over=False),
        cards=cards,
        told=tuple(map(told_of, range(len(cards)))),
        words=words,
        unmarked=tuple(number == 1 for number in range(len(cards))),
        picks=(
            (OutsideView("Pat Producer", f"Stillness. {SCRIPT}", "14 Nov 2026, 09:12"),),
            (OutsideView("Pat Producer", "Her laugh.", "14 Nov 2026, 09:15"),),
            *((),) * 6,
        ),
        order="by name; the order says nothing",
        may_note=True,
        tapes=tuple("" if number % 3 else f"https://video.example.org/{UNBROKEN}" for number in range(len(cards))),
        filled=8,
        production=LONG,
        day="14 November 2026",
        facts_form=FORM,
        **MEMBER,
    )
