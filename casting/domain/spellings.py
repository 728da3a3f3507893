"""How names are compared that people spell differently: in another script, by another table, with a slip.

Names that differ by a letter can be two names (Alina and Arina) or one with a slip in it. What tells is whether others
bear both: a slip is nobody else's name.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher

INITIAL = 0.9
"""How alike an initial and a name that begins with it are."""

_JOINING = re.compile(r"[’'ʼ`]")
_LETTERS = re.compile(r"[a-z]+")
_SPELLED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(before), after)
    for before, after in (
        # Sounds that tables of transliteration, passports and languages write differently; longer ones first.
        (r"shch|sch|sh", "s"),
        (r"kh", "h"),
        (r"zh", "z"),
        (r"ch|ts|tz", "c"),
        (r"ph", "f"),
        (r"ck", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"[iyj]o", "e"),
        (r"[iyj]+", "i"),
        (r"ie", "e"),
        (r"([aou])e", r"\1"),
        (r"(?<=[^aeiou])er$", "r"),
        (r"(.)\1+", r"\1"),
    )
)


def parts(name: str) -> tuple[str, ...]:
    """The parts of a name in one spelling, sorted: whoever is called by surname first is the same.

    Args:
        name: in Latin letters, whatever script it was written in.
    """
    return tuple(sorted(map(_plain, _LETTERS.findall(_JOINING.sub("", name.lower())))))


def _plain(part: str) -> str:
    for before, after in _SPELLED:
        part = before.sub(after, part)
    return part


def name_likeness(one: Sequence[str], other: Sequence[str], *, borne: AbstractSet[str] = frozenset()) -> float:
    """How alike two names are, 0 to 1: that of the part that differs most, of the shorter name's parts.

    A name of which only one part is known is compared letter by letter with the whole other one: "Anna" says little of
    "Anna Petrova".

    Args:
        one, other: as `parts` gives them.
        borne: parts that others bear too: between two of these there is no slip, they are different names.
    """
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return _alike(shorter[0], "".join(longer), borne)
    left, least = list(longer), 1.0
    for part in sorted(shorter, key=lambda part: part not in longer):
        found, best = max((_alike(part, candidate, borne), candidate) for candidate in left)
        least = min(least, found)
        left.remove(best)
    return least


def _alike(one: str, other: str, borne: AbstractSet[str]) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[:1] == other[:1] else 0.0
    if one in borne and other in borne:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
