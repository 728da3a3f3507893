"""Phone numbers: of any country, however they are written; and for each thing that is wrong a sentence of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.said import Said
from casting.forms.fields import FieldFault
from casting.forms.phones import check_phone
from casting.languages.catalogues import language


@pytest.mark.parametrize(
    ("raw", "country", "reader", "kept"),
    [
        ("+7 900 000-00-01", None, "en", "+79000000001"),
        ("8 (900) 000-00-01", "RU", "en", "+79000000001"),
        ("8 (900) 000-00-01", None, "ru", "+79000000001"),
        ("0049 30 901820", None, "en", "+4930901820"),
        ("+44 20 7946 0958 ext. 12", None, "en", "+442079460958"),
        ("+7 495 123-45-67 доб. 5", None, "ru", "+74951234567"),
        ("٠٣٠٩٠١٨٢٠", "DE", "en", "+4930901820"),
        ("612 34 56 78", None, "es", "+34612345678"),
        ("0612345678", "FR", "es", "+33612345678"),
    ],
)
def test_a_number_is_taken_as_people_write_it(raw: str, country: str | None, reader: str, kept: str) -> None:
    assert check_phone(raw, country=country, reader=reader) == kept


@pytest.mark.parametrize(
    ("raw", "country", "reader", "told"),
    [
        ("900 000-00-01", None, "en", "The country of this number is missing."),
        ("55 1234 5678", None, "es", "The country of this number is missing."),
        ("8 029 123-45-67", None, "ru", "The country of this number is missing."),
        ("1-800-FLOWERS", "US", "en", "There are letters in this number."),
        ("call me", "US", "en", "There are letters in this number."),
        ("+", "US", "en", "A phone number is made of digits"),
        ("+999 123 45 67", None, "en", "No country has the code"),
        ("900", "RU", "en", "This number is too short."),
        ("+49 1", None, "en", "This number is too short"),
        ("+7 900 000-00-001", None, "en", "No number of this length begins with +7."),
        ("+" + "1" * 30, None, "en", "This number is too long"),
        ("234 5678", "US", "en", "The area code of this number is missing."),
        ("1" * 41, "US", "en", "This is 41 characters long."),
    ],
)
def test_each_thing_that_is_wrong_is_said_in_a_sentence_of_its_own(
    raw: str, country: str | None, reader: str, told: str
) -> None:
    with pytest.raises(FieldFault) as fault:
        check_phone(raw, country=country, reader=reader)
    assert str(fault.value).startswith(told)


@given(st.text(max_size=50), st.sampled_from([None, "RU", "US", "XX", "", "AQ"]), st.sampled_from(["en", "ru", "es"]))
def test_whatever_is_typed_is_a_number_or_a_sentence(raw: str, country: str | None, reader: str) -> None:
    try:
        kept = check_phone(raw, country=country, reader=reader)
    except FieldFault as fault:
        kept = language(reader).say(fault.said) if isinstance(fault.said, Said) else ""
    assert re.fullmatch(r"\+[0-9]+|.*\w.*[.…]", kept)
