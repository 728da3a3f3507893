"""Who may be the same person: what is enough, what is not, and that nothing depends on the order."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.duplicates import CROWD, LIKENESS_BYTES, NEAR, NEAR_BESIDE, Pair, Person, Sign, address, pairs

BORN = date(1990, 4, 17)
FACE = int.from_bytes(b"\xf0" * LIKENESS_BYTES)
ANNA = Person(1, "Anna Petrova", "anna.petrova@gmail.com", "+79120000001", BORN, FACE.to_bytes(LIKENESS_BYTES))


def apart(signs: int) -> bytes:
    """A likeness that differs from Anna's in so many signs."""
    return (FACE ^ (1 << signs) - 1).to_bytes(LIKENESS_BYTES)


STRANGER = Person(2, "Zhu Lin", "lin@example.org", "+8613900000009", date(1985, 1, 30), b"\xaa" * LIKENESS_BYTES)


@pytest.mark.parametrize(
    ("told", "signs"),
    [
        ({"email": "AnnaPetrova+film@googlemail.com"}, (Sign.EMAIL,)),
        ({"phone": "8 912 000-00-01", "birth_date": BORN}, (Sign.PHONE, Sign.BIRTH_DATE)),
        ({"phone": "8 912 000-00-01", "name": "Anna Petrowa"}, (Sign.PHONE, Sign.NAME)),
        ({"name": "Petrova Anna Sergeevna", "birth_date": BORN}, (Sign.NAME, Sign.BIRTH_DATE)),
        ({"name": "A. Petrova", "birth_date": BORN}, (Sign.NAME, Sign.BIRTH_DATE)),
        ({"name": "Anna Petrova", "birth_date": date(1990, 4, 7)}, (Sign.NAME,)),
        ({"name": "Anna Petrova", "birth_date": date(1991, 4, 17)}, (Sign.NAME,)),
        ({"likeness": apart(3)}, (Sign.PICTURE,)),
        ({"likeness": apart(NEAR)}, (Sign.PICTURE,)),
        ({"name": "Petrova Anna", "likeness": apart(NEAR_BESIDE)}, (Sign.NAME, Sign.PICTURE)),
    ],
)
def test_what_is_enough_to_be_shown(told: dict[str, Any], signs: tuple[Sign, ...]) -> None:
    assert pairs([ANNA, replace(STRANGER, **told)]) == (Pair(1, 2, signs),)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name": "Anna Petrova"},  # a namesake
        {"birth_date": BORN},
        {"phone": "8 912 000-00-01"},  # an agency, or a flat that two share
        {"name": "Anna Petrova", "birth_date": date(1984, 9, 2)},
        {"name": "Olga Petrova", "birth_date": BORN},  # twins
        {"email": "anna.petrova@example.org"},
        {"email": "annapetrova@example.org"},  # dots count where the provider reads them
        {"name": "Olga Petrova", "phone": ANNA.phone},  # mother and daughter
        {"name": "Anna Petrova", "birth_date": date(1990, 4, 13)},  # no key lies between 7 and 3
        {"likeness": apart(NEAR + 1)},
        {"name": "Anna Petrova", "likeness": apart(NEAR_BESIDE + 1)},
    ],
)
def test_what_is_not_enough(told: dict[str, Any]) -> None:
    assert pairs([ANNA, replace(STRANGER, **told)]) == ()


def test_day_and_month_may_be_exchanged() -> None:
    one, other = replace(ANNA, birth_date=date(1990, 4, 5)), replace(STRANGER, name=ANNA.name)
    assert pairs([one, replace(other, birth_date=date(1990, 5, 4))]) == (Pair(1, 2, (Sign.NAME,)),)


def test_who_tells_nothing_is_like_nobody() -> None:
    assert pairs([Person(1, ""), Person(2, ""), Person(3, "123", "", "", None)]) == ()


def test_what_a_crowd_shares_says_nothing() -> None:
    crowd = [replace(STRANGER, application_id=number, likeness=None, birth_date=None) for number in range(CROWD + 1)]
    assert pairs(crowd) == ()
    assert len(pairs(crowd[1:])) == CROWD * (CROWD - 1) // 2


def test_only_pairs_with_somebody_who_changed_are_looked_for() -> None:
    three = [replace(ANNA, application_id=number) for number in (1, 2, 3)]
    assert [(pair.one_id, pair.other_id) for pair in pairs(three, among=[3, 9])] == [(1, 3), (2, 3)]


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_people_come_changes_nothing(chance: random.Random) -> None:
    people = [ANNA, STRANGER, replace(ANNA, application_id=3, email=None), replace(STRANGER, application_id=4)]
    shuffled = chance.sample(people, len(people))
    assert pairs(shuffled) == pairs(people)


@pytest.mark.parametrize(
    ("email", "plain"),
    [
        (" Anna.B+tag@Example.org ", "anna.b@example.org"),
        ("a.n.n.a@gmail.com", "anna@gmail.com"),
        ("Anna-B.C+x@ya.ru", "annabc@yandex.ru"),
        ("anna.b@outlook.com", "anna.b@outlook.com"),
        ("nonsense", "@nonsense"),
        ("+@example.org", "@example.org"),
    ],
)
def test_an_address_is_compared_without_what_its_owner_may_add(email: str, plain: str) -> None:
    assert address(email) == plain


def test_an_agency_is_not_one_person() -> None:
    names = ("Anna Petrova", "Zhu Lin", "Noor Adami")
    entered = [Person(place, name, f"agency+{place}@example.org", "+79120000001") for place, name in enumerate(names)]
    assert pairs(entered) == ()
    assert pairs(entered[:2]) == (Pair(0, 1, (Sign.EMAIL, Sign.PHONE)),)
    again = Person(3, "Petrova Anna", "agency@example.org")
    assert pairs([*entered, again]) == (Pair(0, 3, (Sign.EMAIL, Sign.NAME)),)


@pytest.mark.parametrize("grey", [bytes(LIKENESS_BYTES), b"\xff" * LIKENESS_BYTES])
def test_a_picture_of_one_colour_is_like_no_other(grey: bytes) -> None:
    assert pairs([replace(ANNA, likeness=grey), replace(STRANGER, likeness=grey)]) == ()


def test_a_picture_that_several_hand_in_says_nothing_without_a_name() -> None:
    names = ("Anna Petrova", "Zhu Lin", "Noor Adami")
    crowd = [Person(place, name, likeness=ANNA.likeness) for place, name in enumerate(names)]
    assert pairs(crowd) == ()
    assert pairs([*crowd, Person(3, "Noor Adami", likeness=apart(5))])[-1] == Pair(2, 3, (Sign.NAME, Sign.PICTURE))


def others(*names: str) -> list[Person]:
    """Three strangers of each name."""
    return [Person(100 + place, name) for place, name in enumerate(name for name in names for _ in range(3))]


def test_two_names_that_others_bear_are_no_slip() -> None:
    one, other = Person(1, "Alina Orlova", birth_date=BORN), Person(2, "Arina Orlova", birth_date=BORN)
    assert pairs([one, other]) == (Pair(1, 2, (Sign.NAME, Sign.BIRTH_DATE)),)
    assert pairs([one, other, *others("Alina", "Arina")]) == ()
    assert pairs([one, replace(other, name="Allna Orlova"), *others("Alina", "Arina")]) != ()


def test_namesakes_with_a_common_name_are_not_told_by_half_a_birth_date() -> None:
    one, other = Person(1, "Anna Petrova", birth_date=BORN), Person(2, "Anna Petrova", birth_date=date(1991, 4, 17))
    assert pairs([one, other, *others("Anna")]) == (Pair(1, 2, (Sign.NAME,)),)
    assert pairs([one, other, *others("Anna", "Petrova")]) == ()


def test_twins_share_a_surname_and_who_has_married_a_given_name() -> None:
    one, known = Person(1, "Olga Orlova", phone="+79120000001", birth_date=BORN), others("Olga", "Vera", "Olga")
    assert pairs([one, replace(one, application_id=2, name="Vera Orlova"), *known]) == ()
    married = replace(one, application_id=2, name="Olga Gromova")
    assert pairs([one, married, *known]) == (Pair(1, 2, (Sign.PHONE, Sign.BIRTH_DATE)),)
