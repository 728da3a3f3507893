"""Samples of conflicts of interest: declaring one, and what was declared in a role."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import ConflictPage, ConflictsPage, ConflictView, OptionView
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

FAULT = "Say why, in a few words: it is kept, and administrators read it. Nothing was changed."


def conflict_patterns() -> Mapping[str, Shown]:
    """Both pages in their states."""
    page = ConflictPage(
        title="A conflict of interest with Mira Sokolova",
        call_title=CALL,
        role_title=ROLE,
        candidate_href=f"{HOME}/K7QX2-24",
        role_href=HOME,
        reference="K7QX2-24",
        name="Mira Sokolova",
        members=(OptionView("1", "Daria Orlova (you)", checked=True), OptionView("2", "Alex Second", checked=False)),
        action=f"{HOME}/K7QX2-24/conflict",
        **MEMBER,
    )
    return {
        "conflict": page,
        "conflict, refused": replace(page, name=SCRIPT, members=page.members[:1], reason=UNBROKEN, fault=FAULT),
        **_listed(),
    }


def _listed() -> Mapping[str, Shown]:
    stands = ConflictView(
        "3",
        "Alex Second",
        "K7QX2-24",
        f"{HOME}/K7QX2-24",
        "She is my sister-in-law.",
        "Declared by Daria Orlova, 6 March",
        "",
        f"{HOME}/conflicts/3",
    )
    own = replace(stands, key="2", member="You", reference="", href="", declared="Declared, 5 March", end_action="")
    ended = replace(stands, key="1", reason=RIGHT_TO_LEFT, ended=f"Ended by {LONG}, 7 March: {SCRIPT}", end_action="")
    listed = ConflictsPage(
        title=f"{ROLE}: conflicts of interest",
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        conflicts=(stands, own, ended),
        everyones=True,
        **MEMBER,
    )
    return {
        "conflicts": listed,
        "conflicts, one's own": replace(listed, conflicts=(own,), everyones=False),
        "conflicts, none": replace(listed, conflicts=()),
        "conflicts, not ended": replace(listed, conflicts=(replace(stands, reason_typed=UNBROKEN),), fault=FAULT),
    }
