"""Phone numbers of any country, as people write them; what is wrong with one, and what to do about it."""

import re
from collections.abc import Mapping
from typing import Final

import phonenumbers
from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from casting.domain.said import Said, said
from casting.forms.fields import FieldFault, check_line

LONGEST: Final = 40
_EXTENSION: Final = re.compile(r"[\s,;]*(?:ext|extn|extension|доб|внутр|int|x)\.?\s*\d{1,7}$", re.IGNORECASE)
_ABROAD: Final = re.compile(r"^\(?\s*00")
_NO_PLACE: Final = "Etc/"
"""Zones of no country, such as Etc/UTC."""
NO_DIGITS: Final = said("A phone number is made of digits, such as +7 900 000-00-00.")
LETTERS: Final = said("There are letters in this number. Give its digits alone, such as +7 900 000-00-00.")
NO_COUNTRY: Final = said(
    "The country of this number is missing. Begin it with + and the code of the country, such as +7 900 000-00-00, or "
    "choose your country on this page."
)
NO_SUCH_COUNTRY: Final = said(
    "No country has the code with which this number begins. Look at the digits after the +, such as in "
    "+7 900 000-00-00."
)
TOO_SHORT: Final = said("This number is too short. Look which of its digits are missing.")
TOO_LONG: Final = said(
    "This number is too long for its country. Look which of its digits are too many, or whether another country is "
    "meant."
)
NO_AREA: Final = said("The area code of this number is missing. Give all digits, as if you called from abroad.")


def check_phone(raw: str, *, country: str | None, home: str | None = None) -> str:
    """A phone number of any country, as E.164; an extension is left out.

    Args:
        country: the one that was chosen (ISO 3166), to which a number without + belongs.
        home: the call's country (ISO 3166): where no country was chosen, a number without + that there is there is
            taken for one of there.
    """
    text = _ABROAD.sub("+", _EXTENSION.sub("", check_line(raw, longest=LONGEST)))
    if any(character.isalpha() for character in text):
        raise FieldFault(LETTERS)
    if not any(character.isdigit() for character in text):
        raise FieldFault(NO_DIGITS)
    number = _parsed(text, country, home)
    fault = _fault(number)
    if fault is not None:
        raise FieldFault(fault)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def home_country(time_zone: str) -> str | None:
    """The country (ISO 3166) in which a zone lies; None for one that is no place's, such as UTC or EET."""
    if "/" not in time_zone or time_zone.startswith(_NO_PLACE):
        return None
    found = get_global("zone_territories").get(get_global("zone_aliases").get(time_zone, time_zone))
    return found if found in phonenumbers.SUPPORTED_REGIONS else None


def shown_phone(number: str) -> str:
    """A number as people read it, with the code of its country; one that cannot be read stays as it is."""
    try:
        read = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    return str(phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _parsed(text: str, country: str | None, home: str | None) -> PhoneNumber:
    try:
        number = phonenumbers.parse(text, country or home)
    except NumberParseException as error:
        raise FieldFault(_unreadable(text, error.error_type)) from error
    if not text.startswith("+") and not country and not phonenumbers.is_valid_number(number):
        raise FieldFault(NO_COUNTRY)
    return number


def _unreadable(text: str, why: int) -> Said:
    if why == NumberParseException.INVALID_COUNTRY_CODE:
        return NO_SUCH_COUNTRY if text.startswith("+") else NO_COUNTRY
    return TOO_LONG if why == NumberParseException.TOO_LONG else TOO_SHORT


def _fault(number: PhoneNumber) -> Said | None:
    """Why no number of its country can have these digits."""
    known: Mapping[int, Said | None] = {
        ValidationResult.IS_POSSIBLE: None,
        ValidationResult.IS_POSSIBLE_LOCAL_ONLY: NO_AREA,
        ValidationResult.TOO_SHORT: TOO_SHORT,
        ValidationResult.TOO_LONG: TOO_LONG,
    }
    impossible = said(
        "No number of this length begins with +{code}. Look at its digits again, or give another one.",
        code=str(number.country_code),
    )
    return known.get(phonenumbers.is_possible_number_with_reason(number), impossible)
