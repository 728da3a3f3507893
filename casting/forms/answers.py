"""One answer at a time: raw text to a checked value, or a sentence that says what is wrong.

The form, the import and every other way in use these same functions, so that an answer means the same wherever it
came from. Whatever a form splits over several controls is one text here (`casting.forms.gathering`).
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from casting.domain.calls import Question
from casting.domain.criteria import BETWEEN, Answer
from casting.domain.measures import (
    OTHER_UNIT,
    UnequalPartsError,
    from_metres,
    from_other_unit,
    is_in_other_unit,
    without_unit,
)
from casting.domain.said import Said, said
from casting.domain.vocabulary import QuestionKind
from casting.forms.days import check_birth_date, check_day
from casting.forms.fields import (
    FieldFault,
    check_choice,
    check_country,
    check_email,
    check_line,
    check_link,
    check_name,
    check_text,
    tidy,
)
from casting.forms.phones import check_phone
from casting.forms.spoken import MOST, check_how_many, check_languages
from casting.languages.catalogues import ENGLISH

YES_WORDS = frozenset({"yes", "y", "true", "1", "да", "sí", "si"})
NO_WORDS = frozenset({"no", "n", "false", "0", "нет"})
_PLAIN = re.compile(r"[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})")


def check_answer(question: Question, raw: str, *, today: date = date.max, reader: str = ENGLISH) -> Answer:
    """One answer to a role's question; None where nothing was said.

    Args:
        today: what days that have passed or are to come are counted from.
        reader: the language of whoever answers.

    Raises:
        FieldFault: it cannot be used. That it is required is not asked here.
    """
    if not tidy(raw):
        return None
    options = {option.value: option.label for option in question.choices}
    checks: Mapping[QuestionKind, Callable[[], Answer]] = {
        QuestionKind.TEXT: lambda: check_line(raw, longest=question.longest),
        QuestionKind.LONG_TEXT: lambda: check_text(raw, longest=question.longest),
        QuestionKind.CHOICE: lambda: check_choice(raw, options=options),
        QuestionKind.SEVERAL: lambda: check_several(question, raw),
        QuestionKind.YES_NO: lambda: check_yes_or_no(raw),
        QuestionKind.SCALE: lambda: check_step(question, raw),
        QuestionKind.NUMBER: lambda: check_number(
            raw, unit=question.unit, lowest=question.lowest, highest=question.highest
        ),
        QuestionKind.DATE: lambda: check_day(raw, days=question.days, today=today, reader=reader).isoformat(),
        QuestionKind.LANGUAGES: lambda: check_languages(
            raw, fewest=int(question.lowest or 0), most=int(question.highest or MOST)
        ),
        QuestionKind.LINK: lambda: check_link(raw),
        QuestionKind.FILE: lambda: check_line(raw),
        QuestionKind.VIDEO: lambda: check_link(raw),
    }
    found = checks[question.kind]()
    return None if found == "" else found


def check_standard(
    name: str,
    raw: str,
    *,
    today: date,
    country: str | None = None,
    home: str | None = None,
    reader: str = ENGLISH,
) -> Answer:
    """One standard field (`casting.domain.calls.STANDARD_FIELDS`); None where nothing was said.

    Args:
        today: the day before which a birth date has to lie.
        country: the applicant's country, which tells what a phone number without + means.
        home: the call's country, which tells it where she names none.
        reader: the language of whoever answers.
    """
    if not tidy(raw):
        return None
    checks: Mapping[str, Callable[[], Answer]] = {
        "name": lambda: check_name(raw),
        "email": lambda: check_email(raw),
        "phone": lambda: check_phone(raw, country=country, home=home),
        "birth_date": lambda: check_birth_date(raw, today=today, reader=reader).isoformat(),
        "city": lambda: check_line(raw),
        "country": lambda: check_country(raw),
        "tape_url": lambda: check_link(raw),
    }
    return checks[name]()


def check_several(question: Question, raw: str) -> str:
    """Those chosen of several, by what is stored or by what people read, in the order of the options, each once."""
    options = {option.value: option.label for option in question.options}
    values = {text.casefold(): value for value, label in options.items() for text in (label, value)}
    chosen: set[str] = set()
    for part in re.split(r"[;\n]", tidy(raw)):
        said_so = part.strip()
        pieces = [said_so] if said_so.casefold() in values else [piece.strip() for piece in said_so.split(",")]
        for piece in filter(None, pieces):
            if piece.casefold() not in values:
                raise FieldFault(said("“{answer}” is none of the answers. Choose from those.", answer=piece[:60]))
            chosen.add(values[piece.casefold()])
    check_how_many(len(chosen), fewest=int(question.lowest or 0), most=int(question.highest or len(options)))
    return BETWEEN.join(value for value in options if value in chosen)


def check_yes_or_no(raw: str) -> str:
    """Yes or no, in any of our languages."""
    word = tidy(raw).casefold()
    if word in YES_WORDS or word in NO_WORDS:
        return "yes" if word in YES_WORDS else "no"
    raise FieldFault(said("Choose yes or no."))


def check_step(question: Question, raw: str) -> float:
    """A step of a scale, by its number or by its words."""
    text = tidy(raw)
    step = next((o.value for o in question.options if o.label.casefold() == text.casefold()), text.removesuffix(".0"))
    if step not in question.steps:
        raise FieldFault(
            said("Choose a step from {lowest} to {highest}.", lowest=question.steps[0], highest=question.steps[-1])
        )
    return float(step)


def check_number(raw: str, *, unit: str, lowest: float | None, highest: float | None) -> float:
    """A plain number with a point or a comma; its unit may stand behind it.

    A length may be given in feet and inches, or in metres where it can be nothing else; a weight in pounds.
    """
    said_so = tidy(raw)
    plain = without_unit(unit, said_so).replace(" ", "").replace("\u00a0", "").replace(",", ".")
    number = float(plain) if _PLAIN.fullmatch(plain) else None
    if number is None or not _within(number, lowest, highest):
        try:
            number = next((n for n in (from_other_unit(unit, said_so), from_metres(unit, said_so)) if n), number)
        except UnequalPartsError as error:
            raise FieldFault(said("A foot has twelve inches: give the inches from 0 to 11.")) from error
    if number is None:
        raise FieldFault(_no_number(unit, _example(lowest, highest)))
    if not _within(number, lowest, highest):
        raise FieldFault(_out_of_bounds(unit, lowest, highest))
    return number if math.isfinite(number) else 0.0


def unit_chosen(question: Question, raw: str) -> str | None:
    """The unit in which a checked number was given, where that is not the question's own."""
    given = question.kind is QuestionKind.NUMBER and is_in_other_unit(question.unit, tidy(raw))
    return OTHER_UNIT[question.unit] if given else None


def _within(number: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)


def _no_number(unit: str, example: float) -> Said:
    if unit == "cm":
        return said("Give a number in cm, such as {example}, or feet and inches, such as 5 ft 7 in.", example=example)
    if unit == "kg":
        return said("Give a number in kg, such as {example}, or in pounds, such as 150 lb.", example=example)
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
