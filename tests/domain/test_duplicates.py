"""Who may be the same person: what is enough, what is not, and that nothing depends on the order."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.duplicates import CROWD, LIKENESS_BYTES, NEAR, Pair, Person, Sign, address, name_likeness, pairs

BORN = date(1990, 4, 17)
ANNA = Person(1, "Anna Petrova", "anna.petrova@gmail.com", "+79120000001", BORN, bytes(LIKENESS_BYTES))
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
        ({"likeness": (7).to_bytes(LIKENESS_BYTES)}, (Sign.PICTURE,)),
        ({"likeness": ((1 << NEAR) - 1).to_bytes(LIKENESS_BYTES)}, (Sign.PICTURE,)),
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
        {"likeness": ((1 << NEAR + 1) - 1).to_bytes(LIKENESS_BYTES)},
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
        ("nonsense", "@nonsense"),
        ("+@example.org", "@example.org"),
    ],
)
def test_an_address_is_compared_without_what_its_owner_may_add(email: str, plain: str) -> None:
    assert address(email) == plain


@given(st.lists(st.text("abc", min_size=1, max_size=5), max_size=4), st.lists(st.text("abc", min_size=1), max_size=4))
def test_likeness_is_between_nought_and_one_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    likeness = name_likeness(one, other)
    assert 0.0 <= likeness <= 1.0
    assert likeness == pytest.approx(name_likeness(other, one)) or len(one) == len(other)
