"""Days as people write them: 1990-03-08, 08.03.1990, 8 March 1990, 8 марта 1990, 8 de marzo de 1990."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from casting.domain.said import said
from casting.domain.vocabulary import Days
from casting.forms.fields import FieldFault, tidy
from casting.languages.catalogues import ENGLISH, codes, language

OLDEST_YEAR = 1900
EXAMPLE = date(1990, 3, 8)
"""A day that shows how days are written, where one may have been born on it."""
_YEARS_ON: Mapping[Days, int] = {Days.PAST: -1, Days.ANY: 0, Days.COMING: 1}
"""How many years from now the example of a question lies."""
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
_EITHER = re.compile(r"(?P<one>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4})")
_YEAR_SIGN = re.compile(r"\s*г\.?$")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = frozenset({"st", "nd", "rd", "th", "of", "the", "de", "del", "г", "года", "го", "º", "ª"})
"""What may stand between a day, a month and a year."""


def check_date(raw: str, *, reader: str = ENGLISH, example: date = EXAMPLE) -> date:
    """A day of the calendar from 1900 on, with its month as a number or as a word of any of our languages.

    Args:
        reader: the language of whoever wrote it: 03/08/1990 is a day of August, but in English nobody can tell.
        example: one that could be the answer, for the words that say how it is written.
    """
    parts = _parts(tidy(raw), reader, example)
    if parts is None:
        raise FieldFault(said("Give the day as year, month and day, such as {example}.", example=example.isoformat()))
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise FieldFault(
            said("There is no such day in the calendar. Give it as {example}.", example=example.isoformat())
        ) from error
    if found.year < OLDEST_YEAR:
        raise FieldFault(said("Give a year from {year} on.", year=str(OLDEST_YEAR)))
    return found


def check_birth_date(raw: str, *, today: date, reader: str = ENGLISH) -> date:
    """A birth date that has passed, at most 120 years ago."""
    born = check_date(raw, reader=reader)
    if born >= today:
        raise FieldFault(said("This day has not come yet. Give the day on which you were born."))
    if today.year - born.year > 120:
        raise FieldFault(said("This is more than 120 years ago. Give the day on which you were born."))
    return born


def check_day(raw: str, *, days: Days, today: date, reader: str = ENGLISH) -> date:
    """A day that a question takes; today has passed and is to come alike."""
    found = check_date(raw, reader=reader, example=EXAMPLE.replace(year=today.year + _YEARS_ON[days]))
    if days is Days.PAST and found > today:
        raise FieldFault(said("This day has not come yet. Give one that has passed."))
    if days is Days.COMING and found < today:
        raise FieldFault(said("This day has passed. Give one that is still to come."))
    return found


def _parts(text: str, reader: str, example: date) -> tuple[int, int, int] | None:
    """Year, month and day; None where the text is no day at all."""
    text = _YEAR_SIGN.sub("", text)
    if found := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        return int(found["year"]), int(found["month"]), int(found["day"])
    if found := _EITHER.fullmatch(text):
        one, other = int(found["one"]), int(found["other"])
        if reader == ENGLISH and one <= 12 and other <= 12 and one != other:
            raise FieldFault(
                said(
                    "Which of the two is the month? Write it as a word, such as {words}, or as {example}.",
                    words=example,
                    example=example.isoformat(),
                )
            )
        day, month = (other, one) if other > 12 >= one else (one, other)
        return int(found["year"]), month, day
    return _in_words(text)


def _in_words(text: str) -> tuple[int, int, int] | None:
    """8 March 1990, March 8th, 1990: a day and a year, and a month as a word."""
    words = [word for word in _WORDS.findall(text.casefold()) if word not in _BETWEEN]
    if len(words) != 3:
        return None
    months = [month for word in words if (month := _months().get(word))]
    numbers = [word for word in words if word.isdecimal()]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    return (years[0], months[0], days[0]) if len(months) == len(years) == len(days) == 1 else None


@cache
def _months() -> Mapping[str, int]:
    """The months by every word for one, in all languages; no word means two months."""
    found: dict[str, int] = {}
    for code in codes():
        for word, number in language(code).months().items():
            found[word] = number
            found.setdefault(word[:3], number)
    return found
