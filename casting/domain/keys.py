"""The keys of the review, and what a member may put in their place."""

import string
from collections.abc import Mapping
from dataclasses import dataclass

ALLOWED = frozenset(string.ascii_lowercase + string.digits + string.punctuation) - {"?"}
"""What one key can be: a letter, a digit or a sign. `?` always shows the keys; arrows and Enter always do their own."""


@dataclass(frozen=True)
class KeyAct:
    """Something that a key does, and the key that does it as long as nobody has chosen another."""

    usual: str
    said: str


ACTS: tuple[KeyAct, ...] = (
    KeyAct("j", "next"),
    KeyAct("k", "previous"),
    KeyAct("p", "pick"),
    KeyAct("m", "maybe"),
    KeyAct("x", "pass"),
    KeyAct("1", "one star"),
    KeyAct("2", "two stars"),
    KeyAct("3", "three stars"),
    KeyAct("4", "four stars"),
    KeyAct("5", "five stars"),
    KeyAct("0", "take the mark back"),
    KeyAct("u", "take your last act back"),
    KeyAct("c", "choose, or take out"),
    KeyAct("n", "write a note"),
    KeyAct("]", "next stage"),
    KeyAct("[", "back a stage"),
    KeyAct("y", "keep where a colleague has moved somebody"),
    KeyAct("a", "move all the same"),
    KeyAct("f", "full picture"),
    KeyAct("g", "contact sheet"),
    KeyAct("l", "next order"),
    KeyAct("s", "later, in the finals"),
    KeyAct("/", "search"),
)


def key_faults(typed: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with the chosen keys, by the usual key of each act; nothing where all can be used.

    Args:
        typed: of every act the key that was chosen for it, by its usual one.
    """
    faults = {}
    for act in ACTS:
        key = typed[act.usual]
        others = [other.said for other in ACTS if other is not act and typed[other.usual] == key]
        if key == "?":
            faults[act.usual] = "? always shows the keys. Choose another one."
        elif key not in ALLOWED:
            faults[act.usual] = "Choose one letter, digit or sign."
        elif others:
            faults[act.usual] = f"“{key}” is also chosen for “{others[0]}”. Each key does one thing."
    return faults


def changed_keys(typed: Mapping[str, str]) -> dict[str, str]:
    """Of keys without a fault those that are not the usual ones, by the usual one."""
    return {act.usual: typed[act.usual] for act in ACTS if typed[act.usual] != act.usual}
