"""Phone numbers: of any country, however they are written; and for each thing that is wrong a sentence of its own."""

import re
import zoneinfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.forms.fields import FieldFault
from casting.forms.phones import check_phone, home_country, shown_phone


@pytest.mark.parametrize(
    ("raw", "country", "home", "kept"),
    [
        ("+7 900 000-00-01", None, None, "+79000000001"),
        ("+7 900 000-00-01", None, "DE", "+79000000001"),
        ("8 (900) 000-00-01", "RU", None, "+79000000001"),
        ("8 (900) 000-00-01", None, "RU", "+79000000001"),
        ("0049 30 901820", None, None, "+4930901820"),
        ("+44 20 7946 0958 ext. 12", None, None, "+442079460958"),
        ("+7 495 123-45-67 доб. 5", None, "RU", "+74951234567"),
        ("٠٣٠٩٠١٨٢٠", "DE", None, "+4930901820"),
        ("030 901820", None, "DE", "+4930901820"),
        ("(202) 456-1111", None, "US", "+12024561111"),
        ("020 7946 0958", None, "GB", "+442079460958"),
        ("612 34 56 78", None, "ES", "+34612345678"),
        ("55 1234 5678", None, "MX", "+525512345678"),
        ("0612345678", "FR", "ES", "+33612345678"),
    ],
)
def test_a_number_is_taken_as_people_write_it(raw: str, country: str | None, home: str | None, kept: str) -> None:
    assert check_phone(raw, country=country, home=home) == kept


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+79000000001", "+7 900 000-00-01"),
        ("+4930901820", "+49 30 901820"),
        ("+12024561111", "+1 202-456-1111"),
        ("+442079460958", "+44 20 7946 0958"),
        ("+34612345678", "+34 612 34 56 78"),
        ("unreadable", "unreadable"),
    ],
)
def test_a_number_is_shown_with_the_code_of_its_country(kept: str, shown: str) -> None:
    assert shown_phone(kept) == shown


@pytest.mark.parametrize(
    ("time_zone", "country"),
    [
        ("Europe/Moscow", "RU"),
        ("Europe/Kiev", "UA"),
        ("Asia/Calcutta", "IN"),
        ("US/Eastern", "US"),
        ("UTC", None),
        ("Etc/GMT-3", None),
        ("EET", None),
        ("No/Where", None),
    ],
)
def test_the_country_of_a_call_is_that_of_its_time_zone(time_zone: str, country: str | None) -> None:
    assert home_country(time_zone) == country


def test_every_time_zone_gives_a_country_with_numbers_or_none() -> None:
    found = {home_country(zone) for zone in zoneinfo.available_timezones()}
    assert found <= {None, *phonenumbers.SUPPORTED_REGIONS}


@pytest.mark.parametrize(
    ("raw", "country", "home", "told"),
    [
        ("900 000-00-01", None, None, "The country of this number is missing."),
        ("55 1234 5678", None, "ES", "The country of this number is missing."),
        ("8 029 123-45-67", None, "RU", "The country of this number is missing."),
        ("1-800-FLOWERS", "US", None, "There are letters in this number."),
        ("call me", "US", None, "There are letters in this number."),
        ("+", "US", None, "A phone number is made of digits"),
        ("+999 123 45 67", None, None, "No country has the code"),
        ("900", "RU", None, "This number is too short."),
        ("+49 1", None, None, "This number is too short"),
        ("+7 900 000-00-001", None, None, "No number of this length begins with +7."),
        ("+" + "1" * 30, None, None, "This number is too long"),
        ("234 5678", "US", None, "The area code of this number is missing."),
        ("1" * 41, "US", None, "This is 41 characters long."),
    ],
)
def test_each_thing_that_is_wrong_is_said_in_a_sentence_of_its_own(
    raw: str, country: str | None, home: str | None, told: str
) -> None:
    with pytest.raises(FieldFault) as fault:
        check_phone(raw, country=country, home=home)
    assert str(fault.value).startswith(told)


@given(st.text(max_size=50), *[st.sampled_from([None, "RU", "US", "XX", "", "AQ"])] * 2)
def test_whatever_is_typed_is_a_number_or_a_sentence(raw: str, country: str | None, home: str | None) -> None:
    try:
        kept = check_phone(raw, country=country, home=home)
    except FieldFault as fault:
        kept = str(fault)
    assert re.fullmatch(r"\+[0-9]+|.*\w.*[.…]", kept)
