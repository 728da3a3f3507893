"""The same person twice: who may be behind two applications of a role, and what speaks for it.

Nothing is merged here or anywhere by itself; a pair is shown to a person with its signs. What people write differs
between two forms (an alias of an address, a phone without its country, a name in another script), so each sign is
compared in a form that these do not touch, and a name alone is never enough. Nor is what several share: an agency's
telephone, a family's mail box, the grey picture that stands for a portrait.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casting.domain.spellings import name_likeness, parts

LIKENESS_BYTES = 64
"""Length of a picture's likeness: 512 signs, each whether one place is lighter than its neighbour."""
NEAR = 32
"""Pictures whose likenesses differ in at most so many of the 512 signs show the same photograph.

Of 800 drawn portraits no two came closer than 66; the same one in another size, encoding or light stayed within 21 in
95 of 100 cases. With 128 signs the two could not be told apart.
"""
NEAR_BESIDE = 60
"""The same beside a name that is the same: what is cut or lit otherwise lies further apart, up to about so many."""
ALIKE, VERY_ALIKE = 0.7, 0.93
"""How alike two names have to be, 0 to 1: beside the birth date, phone or picture, and beside half the birth date."""
TOLD_APART = 2
"""What more applications than these hold (an address without its tag, a phone, a file) says nothing without a name."""
BORNE = 2
"""A part of a name that so many applications hold is a name, and no slip of somebody's pen."""
TAIL = 8
"""So many last digits of a phone number are the same however its country is written."""
CROWD = 40
"""A value that so many share, as an agency's phone, says nothing of anybody."""

_DIGITS = re.compile(r"\d")
_HOUSES = {
    **dict.fromkeys(("googlemail.com",), "gmail.com"),
    **dict.fromkeys(("ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "yandex.uz"), "yandex.ru"),
    **dict.fromkeys(("me.com", "mac.com"), "icloud.com"),
    **dict.fromkeys(("protonmail.com", "protonmail.ch", "pm.me"), "proton.me"),
}
"""Domains under which a provider gives everybody the same mail box."""
_UNREAD = {"gmail.com": ".", "yandex.ru": ".-", "proton.me": ".-_"}
"""Characters that make no difference to a provider."""


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
    common = _Common(known.values())
    found = []
    for one_id, other_id in sorted(_candidates(known.values(), wanted)):
        signs = _signs(known[one_id], known[other_id], common)
        if signs:
            found.append(Pair(one_id, other_id, signs))
    return tuple(found)


def address(email: str) -> str:
    """An e-mail address without what its owner may add to it: case, a +tag, and what its provider does not read."""
    local, _, domain = email.strip().lower().rpartition("@")
    house = _HOUSES.get(domain, domain)
    unread = _UNREAD.get(house, "")
    return f"{''.join(letter for letter in local.split('+')[0] if letter not in unread)}@{house}"


class _Compared:
    """A person in the forms that are compared."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.name = parts(person.name)
        self.email = address(person.email) if person.email else None
        digits = "".join(_DIGITS.findall(person.phone or ""))
        self.phone = digits[-TAIL:] if len(digits) >= TAIL else None
        likeness = None if person.likeness is None else int.from_bytes(person.likeness)
        # Of a picture of one colour all signs are the same; it is like every other such picture.
        self.likeness = likeness if likeness and NEAR < likeness.bit_count() < 8 * LIKENESS_BYTES - NEAR else None

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
            yield "pictured", self.name
            # With at most NEAR signs apart, one of NEAR + 1 parts is the same to the last sign.
            width = 8 * LIKENESS_BYTES // (NEAR + 1)
            for part in range(NEAR + 1):
                yield "likeness", part, self.likeness >> part * width & (1 << width) - 1


class _Common:
    """What so many of a role hold that it tells nobody from anybody."""

    def __init__(self, compared: Iterable[_Compared]) -> None:
        held = Counter[Hashable]()
        self.bearers = Counter[str]()
        for one in compared:
            held.update(value for value in (one.email, one.phone, one.likeness) if value is not None)
            self.bearers.update(set(one.name))
        self.held = {value for value, number in held.items() if number > TOLD_APART}
        self.borne = {part for part, number in self.bearers.items() if number >= BORNE}

    def name(self, name: Sequence[str]) -> bool:
        """Whether others than two who are called so bear each part: then the two are likely to be namesakes."""
        return all(self.bearers[part] > TOLD_APART for part in name)


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


def _signs(one: _Compared, other: _Compared, common: _Common) -> tuple[Sign, ...]:
    """What the two have in common, if it is enough to show them to a person; else nothing."""
    likeness = name_likeness(one.name, other.name, borne=common.borne)
    born = _birth_likeness(one.person.birth_date, other.person.birth_date)
    same_email = one.email is not None and one.email == other.email
    same_phone = one.phone is not None and one.phone == other.phone
    same_picture = _same_picture(one, other, near=NEAR_BESIDE if likeness == 1.0 else NEAR)
    told = likeness >= ALIKE or born > 0.0
    enough = (
        (same_email and (told or one.email not in common.held))
        or (same_picture and (told or one.likeness not in common.held))
        or (same_phone and (likeness >= ALIKE or (born == 1.0 and not _siblings(one.name, other.name, common.bearers))))
        or (born == 1.0 and likeness >= ALIKE)
        or (born == 0.5 and likeness >= VERY_ALIKE and not common.name(one.name))
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


def _siblings(one: Sequence[str], other: Sequence[str], bearers: Mapping[str, int]) -> bool:
    """Whether two who differ in name may be twins rather than one who has married.

    Given names are commoner than surnames: twins share the rarer part of their names, who has married kept the other.
    """
    shared, apart = set(one) & set(other), set(one) ^ set(other)
    return bool(shared and apart) and max(bearers[name] for name in shared) < min(bearers[name] for name in apart)


def _same_picture(one: _Compared, other: _Compared, *, near: int) -> bool:
    if one.likeness is None or other.likeness is None:
        return False
    return (one.likeness ^ other.likeness).bit_count() <= near


def _birth_likeness(one: date | None, other: date | None) -> float:
    """1 for the same day, 0.5 where day and month are exchanged, the next year or digit was hit, else 0."""
    if one is None or other is None:
        return 0.0
    if one == other:
        return 1.0
    exchanged = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    next_year = abs(one.year - other.year) == 1 and (one.day, one.month) == (other.day, other.month)
    hit = [(a, b) for a, b in zip(one.isoformat(), other.isoformat(), strict=True) if a != b]
    next_digit = len(hit) == 1 and abs(int(hit[0][0]) - int(hit[0][1])) in {1, 9}
    return 0.5 if exchanged or next_year or next_digit else 0.0
