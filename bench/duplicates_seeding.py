"""Invented applicants, one in five of whose applications is half of a pair: the same person who applied twice.

Written apart from the detector and without its sight. A pair differs in the ways in which people do: another address
or another spelling of the same one, the telephone written otherwise, a name in other letters, the same portrait saved
again. Beside them stand those who look like pairs and are none: namesakes, twins, families, students of one agency.
"""

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.duplicates_names import (
    SHORT,
    SPELLINGS,
    TWIN_NAMES,
    Name,
    declined,
    invented_name,
    mistyped,
    without_accents,
)
from bench.duplicates_pictures import CHANGES, Portrait
from casting.services.demonstration.people import FictionalApplicant, fictional_applicant
from casting.services.demonstration.stock import Stock

PAIRS_SHARE = 0.1
NAMESAKES, TWINS, HOUSEHOLDS, AGENCIES, PLACEHOLDERS = 0.03, 0.008, 0.016, 0.012, 0.004
"""The share of all applications that each kind of honest look-alike makes up."""
FREE_MAIL = ("gmail.com", "yandex.ru", "mail.ru", "outlook.com", "icloud.com", "example.org", "example.com")
EVERY_MONTH_HAS = 28


@dataclass(frozen=True)
class Seeded:
    """An application as typed. Two with the same `person` are the same person; `way` says how they differ."""

    person: int
    way: str
    name: Name
    typed_name: str
    email: str
    phone: str
    birth_date: date
    portrait: Portrait | None
    told: FictionalApplicant
    """Everything else on the form; its own name, address and telephone are not used."""


def seeded(size: int, *, seed: int, stock: Stock) -> list[Seeded]:
    """So many applications in the order in which they arrive, a tenth as many pairs among them."""
    chance = Random(f"duplicates {seed}")
    people = _people(chance, seed, stock)
    pairs = round(size * PAIRS_SHARE)
    ways = list(WAYS)
    found: list[Seeded] = []
    for number in range(pairs):
        way = ways[number % len(ways)]
        first = _prepared(next(people), way)
        found += [replace(first, way=way), replace(_again(first, way, chance, seed, stock), way=way)]
    for kind, share in LOOK_ALIKES.items():
        while sum(one.way == kind.__name__.strip("_") for one in found) < share * size:
            found += [replace(one, way=kind.__name__.strip("_")) for one in kind(people, chance)]
    found += [next(people) for _ in range(size - len(found))]
    chance.shuffle(found)
    return found


def _people(chance: Random, seed: int, stock: Stock) -> Iterator[Seeded]:
    """Honest people without end, each of whom applies once."""
    index = 0
    while True:
        man = chance.random() < 0.4
        name = invented_name(chance, man=man)
        told = fictional_applicant(index, seed=seed, stock=stock)
        shown = name.spelled(SPELLINGS[index % 2]) if name.script == "cyrillic" and chance.random() < 0.4 else name
        typed = shown.typed(swapped=chance.random() < 0.15)
        portrait = Portrait(index) if told.has_portrait else None
        yield Seeded(
            index, "alone", shown, typed, _mail(name, chance), _phone(chance), _birthday(chance), portrait, told
        )
        index += 1


def _mail(name: Name, chance: Random) -> str:
    """An address of one's own at one of the houses where people have them."""
    plain = name.spelled(SPELLINGS[0])
    first, last = (_letters(part) or "mail" for part in (plain.given, plain.family))
    form = chance.choice(("{f}.{l}{n}", "{l}{n}", "{i}.{l}.{n}", "{f}{n}", "{l}-{f}{n}"))
    local = form.format(f=first, l=last, i=first[0], n=chance.randrange(10, 99_999))
    return f"{local}@{chance.choice(FREE_MAIL)}"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter in string.ascii_lowercase)


def _phone(chance: Random) -> str:
    """A Russian mobile number of a block that is given to nobody."""
    return f"+7{chance.choice(('945', '946', '947', '948'))}{chance.randrange(10**7):07d}"


def _rewritten(phone: str, chance: Random) -> str:
    code, a, b, c = phone[2:5], phone[5:8], phone[8:10], phone[10:]
    form = chance.choice(
        ("8{}{}{}{}", "8 ({}) {}-{}-{}", "+7 {} {} {} {}", "7-{}-{}-{}-{}", "007 {} {} {} {}", "{}{}{}{}")
    )
    return form.format(code, a, b, c)


def _birthday(chance: Random) -> date:
    return date(1964, 1, 1) + timedelta(days=chance.randrange(365 * 38))


def _again(first: Seeded, way: str, chance: Random, seed: int, stock: Stock) -> Seeded:
    """The same person's other application: what she did otherwise, and what nobody types the same way twice."""
    other = WAYS[way](first, chance)
    if chance.random() < 0.4:
        texts = fictional_applicant(1_000_000 + first.person, seed=seed, stock=stock)
        other = replace(other, told=replace(first.told, answers=texts.answers))
    if other.phone == first.phone and chance.random() < 0.7:
        other = replace(other, phone=_rewritten(first.phone, chance))
    if other.portrait == first.portrait and other.portrait and other.portrait.change == "as drawn":
        kept = chance.random() < 0.4
        other = replace(other, portrait=other.portrait if kept else Portrait(2_000_000 + first.person))
    return other


def _prepared(one: Seeded, way: str) -> Seeded:
    """She has what the way needs: a portrait, or an address at the house that knows such spellings."""
    if way == "same picture":
        return replace(one, portrait=Portrait(one.person))
    house = {"dots": "gmail.com", "yandex": "yandex.ru", "a tag": "gmail.com"}.get(way)
    return replace(one, email=f"{one.email.split('@')[0]}@{house}") if house else one


def _elsewhere(one: Seeded, chance: Random) -> Seeded:
    """Another telephone; now and then a name in short and a slip in the date, so that only the address tells."""
    found = replace(one, phone=_phone(chance))
    return _slipped(replace(found, typed_name=one.name.given), chance) if chance.random() < 0.4 else found


def _new_mail(one: Seeded, chance: Random) -> Seeded:
    return replace(one, email=_mail(one.name, chance))


def _strange(one: Seeded, chance: Random) -> Seeded:
    """Nothing to reach her by is the same."""
    return replace(_new_mail(one, chance), phone=_phone(chance))


def _dotted(one: Seeded, chance: Random) -> Seeded:
    """Dots that the house of the address does not see, or its other domain."""
    local = one.email.split("@")[0].replace(".", "")
    at = chance.randrange(1, len(local))
    house = chance.choice(("gmail.com", "googlemail.com", "Gmail.com"))
    return replace(_elsewhere(one, chance), email=f"{local[:at]}.{local[at:]}@{house}")


def _tagged(one: Seeded, chance: Random) -> Seeded:
    local, house = one.email.split("@")
    return replace(
        _elsewhere(one, chance), email=f"{local}+{chance.choice(('casting', '2', 'film', 'onegin'))}@{house}"
    )


def _yandex(one: Seeded, chance: Random) -> Seeded:
    local = one.email.split("@")[0].replace(".", "-")
    return replace(_elsewhere(one, chance), email=f"{local}@{chance.choice(('ya.ru', 'yandex.com', 'yandex.by'))}")


def _mistyped_mail(one: Seeded, chance: Random) -> Seeded:
    return replace(one, email=mistyped(one.email.split("@")[0], chance) + "@" + one.email.split("@")[1])


def _respelled(one: Seeded, chance: Random) -> Seeded:
    """From Cyrillic to Latin letters, from one spelling to another, or without the accents."""
    name = one.name
    if name.script == "cyrillic":
        return replace(_strange(one, chance), typed_name=name.spelled(chance.choice(SPELLINGS)).typed(middle=False))
    return replace(_strange(one, chance), typed_name=without_accents(one.typed_name, chance))


def _married(one: Seeded, chance: Random) -> Seeded:
    """A new surname beside the same birth date; the telephone stayed, or else the portrait."""
    family = invented_name(chance, man=False).family
    named = replace(one, typed_name=replace(one.name, family=family).typed())
    if one.portrait is None or chance.random() < 0.5:
        return _new_mail(named, chance)
    return replace(_strange(named, chance), portrait=Portrait(one.portrait.index, "saved again"))


def _called(one: Seeded, chance: Random) -> Seeded:
    """By the short form of her name, or without the patronymic and in capitals."""
    short = SHORT.get(one.name.given)
    named = replace(one.name, given=short) if short else one.name
    return replace(_strange(one, chance), typed_name=named.typed(middle=False).upper())


def _same_picture(one: Seeded, chance: Random) -> Seeded:
    """Only the portrait tells: everything else is new, and the age is another, as actors' are."""
    change = chance.choice([change for change in CHANGES if change != "as drawn"])
    younger = one.birth_date + timedelta(days=365 * chance.randrange(1, 6) + chance.randrange(40))
    named = replace(one, typed_name=invented_name(chance, man=False).typed()) if chance.random() < 0.3 else one
    return replace(_strange(named, chance), portrait=Portrait(one.person, change), birth_date=younger)


def _slipped(one: Seeded, _: Random) -> Seeded:
    """Day and month of her birth exchanged, or a year beside."""
    born = one.birth_date
    slipped = (
        date(born.year, born.day, born.month)
        if born.day <= 12 and born.day != born.month
        else born.replace(year=born.year + 1, day=min(born.day, EVERY_MONTH_HAS))
    )
    return replace(one, birth_date=slipped)


WAYS: Mapping[str, Callable[[Seeded, Random], Seeded]] = {
    "another address": _new_mail,
    "dots": _dotted,
    "a tag": _tagged,
    "yandex": _yandex,
    "address mistyped": _mistyped_mail,
    "other letters": _respelled,
    "surname first": lambda one, chance: replace(
        _strange(one, chance),
        typed_name=one.name.typed(swapped=not one.typed_name.startswith(one.name.family)),
    ),
    "name mistyped": lambda one, chance: replace(_strange(one, chance), typed_name=mistyped(one.typed_name, chance)),
    "married": _married,
    "called otherwise": _called,
    "same picture": _same_picture,
    "date slipped": lambda one, chance: _slipped(_new_mail(one, chance), chance),
}


def _namesakes(people: Iterator[Seeded], chance: Random) -> list[Seeded]:
    """The same name; at times the same birthday of another year."""
    one, other = next(people), next(people)
    born = other.birth_date
    if chance.random() < 0.2:
        born = one.birth_date.replace(
            day=min(one.birth_date.day, EVERY_MONTH_HAS), year=one.birth_date.year - chance.randrange(1, 9)
        )
    return [one, replace(other, name=one.name, typed_name=one.typed_name, birth_date=born)]


def _twins(people: Iterator[Seeded], chance: Random) -> list[Seeded]:
    """One surname, one birth date, names a letter apart, and in every third pair one telephone."""
    one, other = next(people), next(people)
    family = declined(chance.choice(("Орлов", "Громов", "Сурков", "Белов", "Тихонов")), man=False)
    named = [
        replace(
            who, name=Name(given, "", family, "cyrillic"), typed_name=f"{given} {family}", birth_date=one.birth_date
        )
        for who, given in zip((one, other), chance.choice(TWIN_NAMES), strict=True)
    ]
    return [named[0], replace(named[1], phone=one.phone) if chance.random() < 1 / 3 else named[1]]


def _households(people: Iterator[Seeded], chance: Random) -> list[Seeded]:
    """Mother and daughter, or a couple: one telephone, one surname, and at times one birthday."""
    one, other = next(people), next(people)
    born = one.birth_date.replace(day=min(one.birth_date.day, EVERY_MONTH_HAS))
    shared = chance.random() < 0.3
    born = born.replace(year=max(1945, born.year - chance.randrange(19, 35))) if shared else other.birth_date
    named = replace(other.name, family=one.name.family)
    return [one, replace(other, name=named, typed_name=named.typed(), phone=one.phone, birth_date=born)]


def _agencies(people: Iterator[Seeded], chance: Random) -> list[Seeded]:
    """An agency enters its own: one telephone, one mail box with a tag for each of them."""
    box, phone = f"agency{chance.randrange(10**6)}", _phone(chance)
    those = [next(people) for _ in range(6)]
    return [replace(one, phone=phone, email=f"{box}+{place}@example.com") for place, one in enumerate(those)]


def _placeholders(people: Iterator[Seeded], _: Random) -> list[Seeded]:
    """Those who hand in a grey picture for want of a portrait."""
    return [replace(next(people), portrait=Portrait(-1)) for _ in range(2)]


LOOK_ALIKES: Mapping[Callable[[Iterator[Seeded], Random], list[Seeded]], float] = {
    _namesakes: NAMESAKES,
    _twins: TWINS,
    _households: HOUSEHOLDS,
    _agencies: AGENCIES,
    _placeholders: PLACEHOLDERS,
}
