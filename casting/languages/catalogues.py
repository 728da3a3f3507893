"""Catalogues: English stands in the code, every other language in a `.po` file here, which is all that it takes."""

import gettext
from datetime import date, datetime, tzinfo
from functools import cache
from io import BytesIO

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_interval, format_time, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from casting import resources
from casting.domain.own_words import words_in
from casting.domain.said import Said, Span, Value

ENGLISH = "en"
BY_CITY = {"en": "{} time", "es": "hora de {}"}
"""What the time of a city is called; in any other language the city alone."""
FORMATS = {"en": "en_GB"}
"""Where numbers and days are written as another locale does: 3 November 2020."""


class Language:
    """A language, and how things are said in it.

    Args:
        code: such as `ru`, as in the `lang` of a page.
        catalogue: finds the translation of an English sentence; what it has not, stays English.

    Attributes:
        name: its own name for itself, such as Русский.
        direction: `ltr` or `rtl`.
    """

    def __init__(self, code: str, catalogue: gettext.NullTranslations) -> None:
        self._locale = Locale.parse(FORMATS.get(code, code), sep="_" if code in FORMATS else "-")
        self._catalogue = catalogue
        own = Locale.parse(code, sep="-").get_display_name() or code
        self.code = code
        self.name = own[:1].upper() + own[1:]
        self.direction = str(self._locale.text_direction)

    def translated(self, sentence: str) -> str:
        """A sentence of the catalogue, its values not yet filled in."""
        return self._catalogue.gettext(sentence)

    def translated_for(self, one: str, many: str, count: int) -> str:
        """A sentence of the catalogue in the form for that count."""
        return self._catalogue.ngettext(one, many, count)

    def say(self, value: Value) -> str:
        """A sentence, a number, a day or a moment in this language, and an office's words where it gave them so."""
        if isinstance(value, Said):
            found = (
                self.translated_for(value.one, value.many, value.count) if value.many else self.translated(value.one)
            )
            return value.filled(found, self.say)
        if isinstance(value, datetime):
            return f"{self._day(value)}, {format_time(value, 'HH:mm', locale=self._locale)} ({self._zone(value)})"
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, Span):
            return str(format_interval(value.first, value.last, skeleton="yMMMMd", locale=self._locale))
        if isinstance(value, int | float):
            return str(format_decimal(value, locale=self._locale))
        return words_in(value, self.code)

    def countries(self) -> dict[str, str]:
        """The names of the countries by their ISO 3166 code; not in order."""
        names = self._locale.territories
        return {code: str(name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES}

    @property
    def country(self) -> str:
        """The ISO 3166 code of the country in which most of those who speak it live; empty where that is not known."""
        likely = str(get_global("likely_subtags").get(self._locale.language, ""))
        return likely.rpartition("_")[2]

    def spoken(self) -> dict[str, str]:
        """The names of languages by their ISO 639 code, without those of regions; not in order."""
        return {code: str(name) for code, name in self._locale.languages.items() if code.isalpha() and len(code) <= 3}

    def months(self) -> dict[str, int]:
        """How months are written, whole and cut, in small letters without a point: `march` and `mar` are 3."""
        found: dict[str, int] = {}
        for context in self._locale.months.values():
            for width in ("abbreviated", "wide"):
                found |= {str(name).casefold().strip("."): number for number, name in context[width].items()}
        return found

    def _day(self, day: date) -> str:
        return str(format_date(day, format="long", locale=self._locale))

    def _zone(self, moment: datetime) -> str:
        return zone_name(moment.tzinfo, self._locale)


def zone_name(zone: tzinfo | None, locale: Locale) -> str:
    """What a time zone is called: by its city where babel has no name of the zone's own.

    It would be "Argentina (Argentina/Buenos Aires) Time", of a country and a city that has the country in it again, and
    in Russian the summer time, winter or not.
    """
    name = str(get_timezone_name(zone, locale=locale, return_zone=False))
    if "(" not in name:
        return name
    city = name.partition("(")[2].partition(")")[0].rpartition("/")[2]
    return city if city == "UTC" else BY_CITY.get(locale.language, "{}").format(city)


_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@cache
def codes() -> tuple[str, ...]:
    """The languages that there are, English first."""
    return (ENGLISH, *sorted(file.stem for file in resources.languages_folder().glob("*.po")))


@cache
def language(code: str) -> Language:
    """A language by its code; English where there is no catalogue of that name."""
    if code == ENGLISH or code not in codes():
        return Language(ENGLISH, gettext.NullTranslations())
    packed = BytesIO()
    with (resources.languages_folder() / f"{code}.po").open("rb") as file:
        write_mo(packed, read_po(file, locale=code.replace("-", "_")))
    packed.seek(0)
    return Language(code, gettext.GNUTranslations(packed))
