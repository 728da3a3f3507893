"""Which addresses are asked about: one slip away from a large provider, and never a provider's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.forms.near_addresses import OTHERS, PROVIDERS, address_meant, one_slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mira@gmial.com", "mira@gmail.com"),
        ("mira@gmail.con", "mira@gmail.com"),
        ("mira@gmail.co", "mira@gmail.com"),
        ("mira@gmaill.com", "mira@gmail.com"),
        ("mira@GMAIL.COMM", "mira@gmail.com"),
        (" mira@gmail.ru ", "mira@gmail.com"),
        ("mira@mial.ru", "mira@mail.ru"),
        ("mira@mail.ry", "mira@mail.ru"),
        ("mira@yandx.ru", "mira@yandex.ru"),
        ("mira@hotmial.com", "mira@hotmail.com"),
        ("mira@outlok.es", "mira@outlook.es"),
        ("mira@iclould.com", "mira@icloud.com"),
        ("a@b@gmai.com", "a@b@gmail.com"),
    ],
)
def test_a_slip_is_asked_about(typed: str, meant: str) -> None:
    assert address_meant(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", "@", "gmial.com", "@gmial.com", "mira@", "mira@theatre.example", "mira@ya.ru", "mira@yandex.by"),
        *(f"mira@{domain}" for domain in ("mail.de", *PROVIDERS, *OTHERS)),
    ],
)
def test_what_is_as_good_is_not(typed: str) -> None:
    assert address_meant(typed) == ""


@given(st.text("abc.", max_size=6), st.text("abc.", max_size=6))
def test_one_slip_is_the_same_from_either_side_and_never_none(one: str, other: str) -> None:
    assert one_slip(one, other) == one_slip(other, one)
    assert not one_slip(one, one)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_only_asked_about(typed: str) -> None:
    meant = address_meant(typed)
    assert meant == "" or meant.rpartition("@")[2] in PROVIDERS
