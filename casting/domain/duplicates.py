"""The same person twice: who may be behind two applications of a role, and what speaks for it.

Nothing is merged here or anywhere by itself; a pair is shown to a person with its signs. What people write differs
between two forms (an alias of an address, a phone without its country, a name in another script), so each sign is
compared in a form that these do not touch, and a name alone is never enough.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

LIKENESS_BYTES = 64
"""Length of a picture's likeness: 512 signs, each whether one place is lighter than its neighbour."""
NEAR = 32
"""Pictures whose likenesses differ in at most so many of the 512 signs show the same photograph.

Of 800 drawn portraits no two came closer than 66; the same one in another size, encoding or light stayed within 21 in
95 of 100 cases. With 128 signs the two could not be told apart.
"""
ALIKE, VERY_ALIKE, AKIN = 0.84, 0.93, 0.7
"""How alike two names have to be, 0 to 1: beside the birth date, beside half of it, and beside phone or picture."""
TAIL = 8
"""So many last digits of a phone number are the same however its country is written."""
CROWD = 40
"""A value that so many share, as an agency's phone, says nothing of anybody."""

_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


class Sign(StrEnum):
    """What two applications have in common."""

    EMAIL = "e-mail address"
    PHONE = "phone"
    NAME = "name"
    BIRTH_DATE = "birth date"
    PICTURE = "photograph"


@dataclass(frozen=True)
class Person:
    """What is compared of one application.

    Attributes:
        name: in Latin letters, whatever script it was written in; case and accents do not matter.
        phone: with or without its country.
        likeness: of the headshot, `LIKENESS_BYTES` long; None without one.
    """

    application_id: int
    name: str
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    likeness: bytes | None = None


@dataclass(frozen=True)
class Pair:
    """Two applications that may be one person's; the lower id first."""

    one_id: int
    other_id: int
    signs: tuple[Sign, ...]


def pairs(persons: Sequence[Person], *, among: Iterable[int] | None = None) -> tuple[Pair, ...]:
    """Every pair that may be one person, in order of the ids.

    Args:
        persons: the applications of one role, each once.
        among: at least one of a pair is of these applications; by default any is. For what has changed since the last
            time, so that a large role is not compared with itself again.
    """
    known = {person.application_id: _Compared(person) for person in persons}
    wanted = known.keys() if among is None else known.keys() & set(among)
    found = []
    for one_id, other_id in sorted(_candidates(known.values(), wanted)):
        signs = _signs(known[one_id], known[other_id])
        if signs:
            found.append(Pair(one_id, other_id, signs))
    return tuple(found)


def address(email: str) -> str:
    """An e-mail address without what its owner may add to it: case, a +tag, and dots where the provider reads none."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.split("+")[0]
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


class _Compared:
    """A person in the forms that are compared."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.name = tuple(sorted(_LETTERS.findall(person.name.lower())))
        self.email = address(person.email) if person.email else None
        digits = "".join(_DIGITS.findall(person.phone or ""))
        self.phone = digits[-TAIL:] if len(digits) >= TAIL else None
        self.likeness = None if person.likeness is None else int.from_bytes(person.likeness)

    def keys(self) -> Iterator[Hashable]:
        """Two that may be one person share at least one of these."""
        if self.email:
            yield "email", self.email
        if self.phone:
            yield "phone", self.phone
        if born := self.person.birth_date:
            yield "born", born
            if self.name:
                yield "name", self.name, born.year
                yield "name", self.name, born.month, born.day
        if self.likeness is not None:
            # With at most NEAR signs apart, one of NEAR + 1 parts is the same to the last sign.
            width = 8 * LIKENESS_BYTES // (NEAR + 1)
            for part in range(NEAR + 1):
                yield "likeness", part, self.likeness >> part * width & (1 << width) - 1


def _candidates(compared: Iterable[_Compared], wanted: AbstractSet[int]) -> set[tuple[int, int]]:
    """Pairs that share a key which is not everybody's, one of them wanted."""
    holders: defaultdict[Hashable, list[int]] = defaultdict(list)
    for one in compared:
        for key in set(one.keys()):
            holders[key].append(one.person.application_id)
    return {
        (min(one, other), max(one, other))
        for ids in holders.values()
        if 1 < len(ids) <= CROWD
        for one in wanted & set(ids)
        for other in ids
        if one != other
    }


def _signs(one: _Compared, other: _Compared) -> tuple[Sign, ...]:
    """What the two have in common, if it is enough to show them to a person; else nothing."""
    likeness = name_likeness(one.name, other.name)
    born = _birth_likeness(one.person.birth_date, other.person.birth_date)
    same_email = one.email is not None and one.email == other.email
    same_phone = one.phone is not None and one.phone == other.phone
    same_picture = (
        one.likeness is not None and other.likeness is not None and (one.likeness ^ other.likeness).bit_count() <= NEAR
    )
    enough = (
        same_email
        or same_picture
        or (same_phone and (likeness >= AKIN or born == 1.0))
        or (born == 1.0 and likeness >= ALIKE)
        or (born == 0.5 and likeness >= VERY_ALIKE)
    )
    if not enough:
        return ()
    said = (
        (Sign.EMAIL, same_email),
        (Sign.PHONE, same_phone),
        (Sign.NAME, likeness >= ALIKE),
        (Sign.BIRTH_DATE, born == 1.0),
        (Sign.PICTURE, same_picture),
    )
    return tuple(sign for sign, holds in said if holds)


def name_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two names are, 0 to 1: each part of the shorter one against the best of the other's.

    A name of which only one part is known is compared letter by letter with the whole other one: "Anna" says little of
    "Anna Petrova".
    """
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return _alike(shorter[0], "".join(longer))
    left, total = list(longer), 0.0
    for part in shorter:
        best = max(left, key=lambda candidate: _alike(part, candidate))
        total += _alike(part, best)
        left.remove(best)
    return total / len(shorter)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:  # an initial
        return 0.9 if one[0] == other[0] else 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _birth_likeness(one: date | None, other: date | None) -> float:
    """1 for the same day, 0.5 where day and month are exchanged or one digit differs, else 0."""
    if one is None or other is None:
        return 0.0
    if one == other:
        return 1.0
    exchanged = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    apart = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    return 0.5 if exchanged or apart == 1 else 0.0
