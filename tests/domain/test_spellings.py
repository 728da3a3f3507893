"""Names in other spellings: what is one name, and what is another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.spellings import name_likeness, parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yuliya Tsvetkova", "Iuliia Cvetkova"),
        ("Alexander Zhdanov", "ZDANOV Aleksandr"),
        ("Dar'ja Uvarova", "Darya Uvarova"),
        ("Fyodor Khokhlov", "Fedor Hohlov"),
        ("Shchukin", "Schukin"),
        ("Mueller", "Muller"),
        ("O'Neill Nina", "Nina ONeil"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert parts(one) == parts(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Inna"), ("Petrova", "Petrov"), ("Kim", "Kima"), ("Lee", "Li")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert parts(one) != parts(other)


def test_a_name_is_as_like_as_its_least_like_part() -> None:
    assert name_likeness(parts("Anna Petrova"), parts("Petrova Anna Sergeevna")) == 1.0
    assert name_likeness(parts("A. Petrova"), parts("Anna Petrova")) == 0.9
    assert name_likeness(parts("Olga Sergeevna Petrova"), parts("Vera Sergeevna Petrova")) < 0.5
    assert name_likeness(parts("Anna"), parts("Anna Petrova")) < 0.7


def test_between_names_that_others_bear_there_is_no_slip() -> None:
    one, other = parts("Alina Orlova"), parts("Arina Orlova")
    assert name_likeness(one, other) == 0.8
    assert name_likeness(one, other, borne={"alina"}) == 0.8
    assert name_likeness(one, other, borne={"alina", "arina"}) == 0.0


@given(st.lists(st.text("abc", min_size=1, max_size=5), max_size=4), st.lists(st.text("abc", min_size=1), max_size=4))
def test_likeness_is_between_nought_and_one_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    likeness = name_likeness(one, other)
    assert 0.0 <= likeness <= 1.0
    assert likeness == pytest.approx(name_likeness(other, one)) or len(one) == len(other)
