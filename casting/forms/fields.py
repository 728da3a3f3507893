"""One answer at a time: raw text to a checked value, or a sentence that says what is wrong.

The form, the import and every other way in use these same functions, so that an answer means the same wherever it
came from.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from casting.domain.calls import Question
from casting.domain.criteria import Answer
from casting.domain.said import Said, counted, said
from casting.domain.vocabulary import QuestionKind
from casting.languages.catalogues import ENGLISH, language

LONGEST_NAME = 200
LONGEST_LINE = 200
LONGEST_LINK = 500
OLDEST_YEAR = 1900


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


def check_phone(raw: str, *, country: str | None) -> str:
    """A phone number of any country, as E.164. `country` (ISO 3166) is used where no + is given."""
    text = check_line(raw, longest=40)
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise FieldFault(said("Give the number with its country code, such as +7 900 000-00-00.")) from error
    if not phonenumbers.is_possible_number(number):
        raise FieldFault(
            said("This number has too few or too many digits. Give it with its country code, such as +7 ….")
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_DATE_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
)


def check_date(raw: str) -> date:
    """A day of the calendar, as 1990-03-08 or 08.03.1990."""
    text = tidy(raw)
    for form in _DATE_FORMS:
        found = form.fullmatch(text)
        if found:
            try:
                day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError as error:
                raise FieldFault(said("There is no such day in the calendar. Give it as 1990-03-08.")) from error
            if day.year < OLDEST_YEAR:
                raise FieldFault(said("Give a year from {year} on.", year=str(OLDEST_YEAR)))
            return day
    raise FieldFault(said("Give the day as year, month and day, such as 1990-03-08."))


def check_birth_date(raw: str, *, today: date) -> date:
    """A birth date that has passed, at most 120 years ago."""
    born = check_date(raw)
    if born >= today:
        raise FieldFault(said("This day has not come yet. Give the day on which you were born."))
    if today.year - born.year > 120:
        raise FieldFault(said("This is more than 120 years ago. Give the day on which you were born."))
    return born


def check_number(raw: str, *, unit: str, lowest: float | None, highest: float | None) -> float:
    """A plain number with a point or a comma; its unit may stand behind it."""
    text = tidy(raw).removesuffix(unit).strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})", text):
        raise FieldFault(_no_number(unit, _example(lowest, highest)))
    number = float(text)
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        raise FieldFault(_out_of_bounds(unit, lowest, highest))
    return number if math.isfinite(number) else 0.0


def _no_number(unit: str, example: float) -> Said:
    if unit:
        return said("Give a number in {unit}, such as {example}.", unit=unit, example=example)
    return said("Give a number, such as {example}.", example=example)


def _example(lowest: float | None, highest: float | None) -> float:
    if lowest is not None and highest is not None:
        return math.floor(lowest + (highest - lowest) / 4)
    return lowest if lowest is not None else highest if highest is not None else 3


def _out_of_bounds(unit: str, lowest: float | None, highest: float | None) -> Said:
    """What is asked for; the unit brings the blank before it."""
    behind = f" {unit}" if unit else ""
    if lowest is None:
        return said("Give a number up to {highest}{unit}.", highest=highest or 0, unit=behind)
    if highest is None:
        return said("Give a number of at least {lowest}{unit}.", lowest=lowest, unit=behind)
    return said("Give a number from {lowest} to {highest}{unit}.", lowest=lowest, highest=highest, unit=behind)


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
    """The names of the countries in a language by ISO 3166 code, in alphabetical order of the names."""
    return dict(sorted(language(code).countries().items(), key=lambda entry: sort_key(entry[1])))


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


def check_answer(question: Question, raw: str) -> Answer:
    """One answer to a role's question; None where nothing was said.

    Raises:
        FieldFault: it cannot be used. That it is required is not asked here.
    """
    if not tidy(raw):
        return None
    checks: Mapping[QuestionKind, Callable[[], Answer]] = {
        QuestionKind.TEXT: lambda: check_line(raw, longest=question.longest),
        QuestionKind.LONG_TEXT: lambda: check_text(raw, longest=question.longest),
        QuestionKind.CHOICE: lambda: check_choice(raw, options={o.value: o.label for o in question.options}),
        QuestionKind.NUMBER: lambda: check_number(
            raw, unit=question.unit, lowest=question.lowest, highest=question.highest
        ),
        QuestionKind.DATE: lambda: check_date(raw).isoformat(),
        QuestionKind.LINK: lambda: check_link(raw),
        QuestionKind.FILE: lambda: check_line(raw),
    }
    return checks[question.kind]()


def check_standard(name: str, raw: str, *, today: date, country: str | None = None) -> Answer:
    """One standard field (`casting.domain.calls.STANDARD_FIELDS`); None where nothing was said.

    Args:
        today: the day before which a birth date has to lie.
        country: the applicant's country, which tells what a phone number without + means.
    """
    if not tidy(raw):
        return None
    checks: Mapping[str, Callable[[], Answer]] = {
        "name": lambda: check_name(raw),
        "email": lambda: check_email(raw),
        "phone": lambda: check_phone(raw, country=country),
        "birth_date": lambda: check_birth_date(raw, today=today).isoformat(),
        "city": lambda: check_line(raw),
        "country": lambda: check_country(raw),
        "tape_url": lambda: check_link(raw),
    }
    return checks[name]()
