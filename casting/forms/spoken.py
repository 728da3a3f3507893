"""Languages with how well they are spoken: named in any of our languages, kept by code and level."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from casting.domain.criteria import BETWEEN
from casting.domain.said import Said, counted, said
from casting.domain.vocabulary import Level
from casting.forms.fields import FieldFault, sort_key, tidy
from casting.languages.catalogues import ENGLISH, codes, language

ROWS = 5
"""Languages that a form has room for where the question does not say how many."""
MOST = 20
LEVELS: Mapping[Level, Said] = {
    Level.A1: said("A1, a few words"),
    Level.A2: said("A2, simple sentences"),
    Level.B1: said("B1, everyday life"),
    Level.B2: said("B2, fluent"),
    Level.C1: said("C1, very good"),
    Level.C2: said("C2, like a mother tongue"),
    Level.NATIVE: said("mother tongue"),
}
"""How well a language is spoken, as applicants read it: the Common European Framework of Reference."""

_SIGNED = said("sign language")
_OTHER_NAMES = {
    "mandarin": "zh", "farsi": "fa", "castilian": "es", "castellano": "es", "flemish": "nl", "ossetian": "os",
    "латынь": "la", "якутский": "sah", "мандаринский": "zh", "фарси": "fa", "жестовый": "sgn",
    "русский жестовый": "rsl",     "lengua de signos": "sgn", "lengua de señas": "sgn", "mandarín": "zh",
}  # fmt: skip
"""What people call languages beside the names that they have in our languages."""
_NO_LANGUAGES = frozenset({"und", "mul", "mis", "zxx", "root"})
_NATIVE = r"native|mother tongue|родной|родная|nativo|nativa|lengua materna|materno|materna"
_ROW = re.compile(
    rf"(?P<language>.*?)[\s:,(\[–—-]*(?P<level>\b(?:[abcавс][12]|{_NATIVE})\b)?[\s)\].]*",
    re.IGNORECASE | re.DOTALL,
)
_LOOK_ALIKE = str.maketrans("авс", "abc")
"""Cyrillic letters that somebody types for Latin ones."""
_CODE = re.compile(r"[a-z]{3}")


@cache
def _plain_names(code: str) -> Mapping[str, str]:
    found = {key: name for key, name in language(code).spoken().items() if key not in _NO_LANGUAGES}
    return {**found, "sgn": language(code).say(_SIGNED)}


@cache
def language_names(code: str = ENGLISH) -> Mapping[str, str]:
    """The names of languages in a language by their ISO 639 code, in alphabetical order of the names.

    A name that is another language's code has its own code behind it: Ga is gaa, and ga is Irish.
    """
    names = _plain_names(code)
    found = {
        key: name if names.get(name.casefold(), name) == name else f"{name} – {key}" for key, name in names.items()
    }
    return dict(sorted(found.items(), key=lambda entry: sort_key(entry[1])))


@cache
def suggested_names(code: str = ENGLISH) -> tuple[str, ...]:
    """The names that a form offers: of the languages that have a code of two letters."""
    return tuple(name for key, name in language_names(code).items() if len(key) == 2 or key == "sgn")


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Every name by which a language is known here, folded, with its code; the shorter code where two share one.

    A name goes before a code that reads the same once it is folded.
    """
    found = {sort_key(name): code for name, code in _OTHER_NAMES.items()}
    for code in codes():
        for names in (_plain_names(code), language_names(code)):
            for key, name in sorted(names.items(), key=lambda entry: (len(entry[0]), entry[0])):
                found.setdefault(sort_key(name), key)
    for key in language_names():
        found.setdefault(key, key)
    return found


def rows_of_languages(raw: str) -> Iterator[tuple[str, str]]:
    """What was typed, language by language: its name and its level as they stand, each empty where it is missing."""
    text = tidy(raw)
    between = r"[;\n]" if re.search(r"[;\n]", text) else r"[,/]"
    for part in re.split(between, text):
        found = _ROW.fullmatch(part.strip())
        if found and part.strip():
            yield found["language"].strip(), _level(found["level"] or "")


def check_languages(raw: str, *, fewest: int = 0, most: int = MOST) -> str:
    """Languages with their levels, as `en C1; ru native`; each once, at most so many."""
    told: dict[str, str] = {}
    for name, level in rows_of_languages(raw):
        if not name:
            raise FieldFault(said("Say which language it is that you speak so well."))
        code = language_code(name)
        if not level:
            raise FieldFault(said("Say how well you speak {language}: choose a level, such as B1.", language=name))
        if code in told:
            raise FieldFault(said("{language} stands there twice. Keep one of the two.", language=name))
        told[code] = level
    check_how_many(len(told), fewest=fewest, most=most)
    return BETWEEN.join(f"{code} {level}" for code, level in told.items())


def check_how_many(count: int, *, fewest: int, most: int) -> None:
    """That so many were given; nothing at all is asked for elsewhere."""
    if count > most:
        raise FieldFault(counted("Give one only.", "Give {count} at most.", count=most))
    if count < fewest:
        raise FieldFault(counted("Give at least one.", "Give at least {count}.", count=fewest))


def language_code(name: str) -> str:
    """The code of a language that is named in any of our languages, or by its code, which is written small."""
    if name in language_names():
        return name
    known = _codes_by_name().get(sort_key(name))
    if known is not None:
        return known
    if _CODE.fullmatch(name.casefold()):
        return name.casefold()
    raise FieldFault(
        said("We know no language “{language}”. Choose one from the list, or give its code of three letters.",
             language=name[:60])
    )  # fmt: skip


def _level(word: str) -> str:
    folded = word.casefold().translate(_LOOK_ALIKE)
    return "" if not folded else folded.upper() if len(folded) == 2 else Level.NATIVE.value
