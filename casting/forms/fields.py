"""Texts, names, addresses and links: what was typed to a checked value, or a sentence that says what is wrong."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from casting.domain.said import Said, counted, said
from casting.languages.catalogues import ENGLISH, language

LONGEST_NAME = 200
LONGEST_LINE = 200
LONGEST_LINK = 500


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but line end and tab, and halves of characters that no database takes."""


class FieldFault(ValueError):
    """An answer that cannot be used; the message tells the person what to do.

    Attributes:
        said: the message; a `Said` wherever an applicant may read it.
    """

    def __init__(self, message: str | Said) -> None:
        super().__init__(message)
        self.said = message


def tidy(raw: str) -> str:
    """Text as it is kept: composed characters, plain line ends, no control characters, no blanks around it."""
    text = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sort_key(name: str) -> str:
    """What a name is sorted by: case, accents and blanks folded; scripts follow each other by code point."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def address_key(email: str) -> str:
    """What makes two e-mail addresses the same for us: case of either part does not."""
    return email.casefold()


def check_text(raw: str, *, longest: int) -> str:
    """Text within its limit, in characters."""
    text = tidy(raw)
    if len(text) > longest:
        raise FieldFault(
            counted(
                "This is one character long. Shorten it to {longest} or fewer.",
                "This is {count} characters long. Shorten it to {longest} or fewer.",
                count=len(text),
                longest=longest,
            )
        )
    return text


def check_line(raw: str, *, longest: int = LONGEST_LINE) -> str:
    """Text on one line."""
    return " ".join(check_text(raw, longest=longest).split())


def check_name(raw: str) -> str:
    """A name in any script: at least one letter, at most 200 characters."""
    name = check_line(raw, longest=LONGEST_NAME)
    if not any(unicodedata.category(c).startswith("L") for c in name):
        raise FieldFault(said("Give your name as you want to be credited, in any script."))
    return name


def check_email(raw: str) -> str:
    """An e-mail address in its usual form. Whether it takes mail is not asked."""
    try:
        return str(validate_email(tidy(raw), check_deliverability=False).normalized)
    except EmailNotValidError as error:
        raise FieldFault(said("Give an e-mail address such as name@example.org.")) from error


def check_link(raw: str) -> str:
    """A link to a page or a film on the web. It is only ever shown: nothing here or later fetches it."""
    text = check_line(raw, longest=LONGEST_LINK)
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError as error:
        raise FieldFault(said("Give a link such as https://example.org/film.")) from error
    if parts.scheme.lower() not in {"http", "https"} or "." not in host or " " in text or parts.username is not None:
        raise FieldFault(said("Give a link that begins with https://, such as https://example.org/film."))
    return text


@cache
def countries(code: str = ENGLISH) -> Mapping[str, str]:
    """The names of the countries in a language by ISO 3166 code, in alphabetical order of the names.

    The one in which most of those who speak the language live is first, except in English, which is read everywhere.
    """
    first = "" if code == ENGLISH else language(code).country
    return dict(sorted(language(code).countries().items(), key=lambda entry: (entry[0] != first, sort_key(entry[1]))))


def check_country(raw: str) -> str:
    """A country by its ISO 3166 code or its English name, as the code."""
    text = check_line(raw)
    if text.upper() in countries():
        return text.upper()
    wanted = sort_key(text)
    for code, name in countries().items():
        if sort_key(name) == wanted:
            return code
    raise FieldFault(said("Choose a country from the list."))


def check_choice(raw: str, *, options: Mapping[str, str]) -> str:
    """One of the options, by its value or by the label that people read."""
    text = tidy(raw)
    if text in options:
        return text
    for value, label in options.items():
        if label.casefold() == text.casefold():
            return value
    raise FieldFault(said("Choose one of the answers."))
