"""Samples of the team's pages of sides."""

from collections.abc import Mapping
from dataclasses import replace

from casting.domain.media import Refusal, explain
from casting.web.pages import (
    ChangeSidesPage,
    OutcomeLetter,
    SidesFormView,
    SidesLettersView,
    SidesPage,
    SidesView,
    StageSides,
    StageWhen,
)
from casting.web.pages.links import ChoiceView
from casting.web.patterns.invented import CALL, HOME, LETTER, LONG, MEMBER, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

HERE = f"{HOME}/sides"
STAGES = tuple(
    ChoiceView(stage, stage, chosen=False) for stage in ("longlist", "shortlist", "callback", "hold", "booked")
)
FORM = SidesFormView(HERE, STAGES, "", "", (), 10)
WRONG = replace(
    FORM,
    title=LONG,
    instructions=SCRIPT,
    faults=(
        ("stage", "Choose the stage that they are for."),
        ("title", "This is 121 characters long. Shorten it to 120 or fewer."),
        ("instructions", "This is 2,001 characters long. Shorten it to 2,000 or fewer."),
        ("file", explain(Refusal.NOT_A_PDF).whole),
    ),
)
AIRLOCK = SidesView(
    "Scene 12, the airlock",
    "Slate: your name and height.\nAt most two minutes, in one take.",
    "airlock.pdf, 240 KB, added by Noor Admin, 14 Nov 2026, 09:12",
    f"{HERE}/1",
    "20 Nov 2026, 18:00, Daria Orlova",
    3,
    f"{HERE}/1/change",
)
LETTERS = SidesLettersView(
    "digest",
    4,
    "Send 4 letters",
    "12 more wait for another batch.",
    "2 letters written before, 1 sent.",
    1,
    (
        OutcomeLetter("English", "en", "3 people", "Pages for you to prepare: The Challenge", LETTER),
        OutcomeLetter("Русский", "ru", "1 person", LONG, UNBROKEN),
    ),
)
STALE = "Others see these sides by now than when you looked. Nothing was written: look again."
NEW = replace(AIRLOCK, title=UNBROKEN, instructions=SCRIPT, about=LONG, released="", opened=0)


def sides_patterns() -> Mapping[str, Shown]:
    """None, waiting to be released, released, both at once, as an onlooker sees them; a wrong file; changing."""
    page = SidesPage(
        title=f"{ROLE}: sides",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        stages=(),
        form=FORM,
        release_action=f"{HERE}/release",
        back_action=f"{HERE}/take-back",
        letters_action=f"{HERE}/letters",
        **MEMBER,
    )
    when = StageWhen("3–5 Dec 2026", over=False)
    waiting = StageSides("callback", when, 4, (replace(AIRLOCK, released=""),), waiting=1, released=0)
    released = StageSides(
        "shortlist", replace(when, over=True), 1, (replace(AIRLOCK, opened=1),), waiting=0, released=1
    )
    both = StageSides("longlist", None, 1203, (AIRLOCK, NEW), waiting=1, released=1)
    looking = replace(page, form=None, release_action="", back_action="", letters_action="", stages=(released,))
    return {
        "sides, none": page,
        "sides, not released": replace(page, stages=(waiting,), done="Kept. Nobody but the team sees them yet."),
        "sides, released": replace(page, stages=(released,), done="Released. Nothing was sent to anyone."),
        "sides, letters": replace(page, stages=(replace(released, letters=LETTERS),), problem=STALE),
        "sides, letters that are not sent": replace(
            page, stages=(replace(released, letters=LETTERS),), unsent="No mail server is set, so no mail is sent."
        ),
        "sides, several": replace(page, stages=(both, released, waiting)),
        "sides, wrong": replace(page, form=WRONG),
        "sides, onlooker": looking,
        "sides, onlooker, none": replace(looking, stages=()),
        **_changing(),
    }


def _changing() -> Mapping[str, Shown]:
    page = ChangeSidesPage(
        title="Scene 12, the airlock",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        stage="callback",
        form=replace(FORM, action=f"{HERE}/1/change", stages=(), title="Scene 12, the airlock"),
        remove_action=f"{HERE}/1/remove",
        back_href=HERE,
        released=False,
        readers=4,
        **MEMBER,
    )
    wrong = replace(page.form, faults=WRONG.faults[1:], title=LONG)
    return {"sides, changed": page, "sides, changed, released": replace(page, released=True, form=wrong)}
