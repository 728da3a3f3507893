"""Samples of undo, and of the member's own keys."""

from collections.abc import Mapping
from dataclasses import replace

from casting.domain.keys import ACTS
from casting.web.pages import KeyField, KeysPage, TakenBack, UndoPage
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, ROLE, name_of, reference_of
from casting.web.render import Shown


def undo_patterns() -> Mapping[str, Shown]:
    """Undo in its states: something to take back, just taken back, built upon by a colleague, nothing."""
    href = f"{HOME}/{reference_of(2)}"
    done = TakenBack(f"Taken back: pick, 4 stars for {name_of(2)}. There is no mark of yours, as before.", href)
    page = UndoPage(
        title=f"{ROLE}: undo",
        **MEMBER,
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        action=f"{HOME}/undo",
        done=None,
        said=f"{name_of(3)} moved from received to longlist",
        when="8 March, 12:04",
        act_href=href,
        blocked="",
        leave="",
    )
    fields = tuple(KeyField(act.said, act.usual, act.usual) for act in ACTS)
    keys = KeysPage(title="Your keys", **MEMBER, fields=fields, saved=False, changed=False)
    clash = replace(fields[2], value="k", error="“k” is also chosen for “previous”. Each key does one thing.")
    blocked = f"{LONG} has moved {name_of(3)} on from longlist to shortlist since. Taking your move back would undo "
    return {
        "undo": page,
        "undo, of many": replace(page, said="the move of 15 to longlist", shown="many.3", many=True),
        "undo, just done": replace(page, done=done),
        "undo, built upon": replace(page, blocked=blocked + "that too, so nothing was changed.", leave="move.12"),
        "undo, nothing": replace(page, said="", when="", act_href=""),
        "what was taken back": done,
        "keys": keys,
        "keys, kept": replace(keys, saved=True, changed=True, fields=(replace(fields[0], value="h"), *fields[1:])),
        "keys, clash": replace(keys, changed=True, fields=(*fields[:2], clash, *fields[3:])),
    }
