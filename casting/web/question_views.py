"""What a role's question needs beyond its name on a form: choices, steps, units, rows, and when it is asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casting.domain.calls import Question
from casting.domain.criteria import BETWEEN, Answer, parts_of
from casting.domain.measures import OTHER_UNIT, is_in_other_unit
from casting.domain.own_words import each
from casting.domain.said import Said, Text, counted, said
from casting.domain.vocabulary import Level, QuestionKind
from casting.forms.answers import check_several
from casting.forms.fields import FieldFault
from casting.forms.gathering import told_in_full
from casting.forms.spoken import LEVELS, ROWS, language_names, rows_of_languages, suggested_names
from casting.languages.catalogues import ENGLISH
from casting.web.pages import Condition, OptionView, SpokenView

YES_NO: Mapping[str, Said] = {"yes": said("Yes"), "no": said("No")}
UNITS: Mapping[str, Text] = {
    "cm": said("cm"), "ft": said("ft, in"), "kg": said("kg"), "lb": said("lb"), "years": said("years"),
    "months": said("months"), "weeks": said("weeks"), "days": said("days"), "hours": said("hours"),
    "minutes": said("minutes"), "times": said("times"), "metres": said("metres"),
}  # fmt: skip
"""What stands behind a field, of the units that are known; any other is the office's own word."""
SPELLED: Mapping[str, Callable[[float, int], Said]] = {
    "years": lambda value, count: counted("{value} year", "{value} years", count=count, value=value),
    "months": lambda value, count: counted("{value} month", "{value} months", count=count, value=value),
    "weeks": lambda value, count: counted("{value} week", "{value} weeks", count=count, value=value),
    "days": lambda value, count: counted("{value} day", "{value} days", count=count, value=value),
    "hours": lambda value, count: counted("{value} hour", "{value} hours", count=count, value=value),
    "minutes": lambda value, count: counted("{value} minute", "{value} minutes", count=count, value=value),
    "times": lambda value, count: counted("{value} time", "{value} times", count=count, value=value),
    "metres": lambda value, count: counted("{value} metre", "{value} metres", count=count, value=value),
}
"""Of units that are written out: a number of them, in the form of the word that the number asks for."""


@dataclass(frozen=True)
class Controls:
    """The controls of a question beside the plain one; see `casting.web.pages.FieldView`."""

    options: tuple[OptionView, ...] = ()
    units: tuple[OptionView, ...] = ()
    spoken: tuple[SpokenView, ...] = ()
    names: tuple[str, ...] = ()


def controls(question: Question, typed: str, language: str) -> Controls:
    """Those of one question.

    Args:
        typed: its answer as one text (`casting.forms.gathering`), whether it can be used or not.
        language: the applicant's.
    """
    match question.kind:
        case QuestionKind.LANGUAGES:
            return Controls(spoken=_spoken(question, typed, language), names=suggested_names(language))
        case QuestionKind.NUMBER if question.unit in OTHER_UNIT:
            return Controls(units=_units(question.unit, typed))
    return Controls(options=_options(question, typed))


def told_label(question: Question, value: str) -> Text:
    """One of a question's closed answers as applicants read it."""
    if question.kind is QuestionKind.YES_NO:
        return YES_NO[value]
    if question.kind is QuestionKind.SCALE:
        words = next((option.label for option in question.options if option.value == value), "")
        return each(words, lambda told: f"{value}: {told}") if words else value
    return next((option.label for option in question.options if option.value == value), value)


def amount(value: float, unit: str) -> Said:
    """A number with its unit, in the reader's language where the unit is a known one."""
    if unit not in SPELLED:
        return said("{value} {unit}", value=value, unit=UNITS.get(unit, unit))
    return SPELLED[unit](value, int(value) if value == int(value) else 2)  # a part is counted as two are: 1,5 года


def told_answer(question: Question, value: Answer, language: str) -> Text:
    """An answer as its applicant reads it: a day as a date, and yes, steps and levels in the words of her language."""
    if isinstance(value, int | float) and question.unit and language != ENGLISH:
        return amount(round(value, 1), question.unit)
    if question.kind is QuestionKind.SEVERAL:
        return _listed([told_label(question, part) for part in parts_of(value)])
    return _told_one(question, value, told_in_full(question, value, language), language)


def _told_one(question: Question, value: Answer, answer: str, language: str) -> Text:
    match question.kind:
        case QuestionKind.DATE:
            return date.fromisoformat(answer)
        case QuestionKind.YES_NO:
            return told_label(question, str(value))
        case QuestionKind.SCALE if isinstance(value, int | float):
            most = f"{question.highest or 5:g}"
            return said("{step}, of {most} steps", step=told_label(question, f"{value:g}"), most=most)
        case QuestionKind.LANGUAGES:
            return _told_languages(value, language) or answer
    return answer


def _told_languages(value: Answer, language: str) -> Text:
    names, told = language_names(language), [part.partition(" ") for part in parts_of(value)]
    spoken = [
        said("{language}, {level}", language=names.get(code, code), level=LEVELS[Level(level)])
        for code, _, level in told
        if level in {one.value for one in Level}
    ]
    return _listed(spoken)


def _listed(told: Sequence[Text]) -> Text:
    found = told[0] if told else ""
    for another in told[1:]:
        found = said("{one}; {other}", one=found, other=another)
    return found


def condition_of(question: Question, questions: Iterable[Question], *, holds: bool) -> Condition | None:
    """When the question is asked, among the questions of its role."""
    asked = next((q for q in questions if question.only_if is not None and q.key == question.only_if.asks), None)
    if asked is None or question.only_if is None:
        return None
    answers = [told_label(asked, value) for value in question.only_if.among]
    words = said("Only if your answer to “{question}” is “{answers}”.", question=asked.label, answers=_either(answers))
    return Condition(words, asked.key, BETWEEN.join(question.only_if.among), holds)


def _either(answers: Sequence[Text]) -> Text:
    told = answers[0]
    for other in answers[1:]:
        told = said("{one}” or “{other}", one=told, other=other)
    return told


def _options(question: Question, typed: str) -> tuple[OptionView, ...]:
    values = question.steps or [option.value for option in question.choices]
    chosen = _chosen(question, typed) if question.kind is QuestionKind.SEVERAL else {typed.strip()}
    return tuple(OptionView(value, told_label(question, value), value in chosen) for value in values)


def _chosen(question: Question, typed: str) -> set[str]:
    """Those chosen of several, even where they are too many or too few."""
    any_number = replace(question, lowest=None, highest=None)
    chosen: set[str] = set()
    for part in typed.replace("\n", ";").split(";"):
        try:
            chosen |= {*check_several(any_number, part).split(BETWEEN)}
        except FieldFault:
            continue
    return chosen


def _units(own: str, typed: str) -> tuple[OptionView, ...]:
    other = OTHER_UNIT[own]
    in_other = is_in_other_unit(own, typed) or typed.rstrip().endswith(other)
    return (OptionView(own, UNITS[own], not in_other), OptionView(other, UNITS[other], in_other))


def _spoken(question: Question, typed: str, language: str) -> tuple[SpokenView, ...]:
    """A row for each language that was typed, and empty ones up to as many as the form has room for."""
    names = language_names(language)
    given = [("" if name == "-" else names.get(name, name), level) for name, level in rows_of_languages(typed)]
    room = min(int(question.highest or ROWS), ROWS)
    rows = given + [("", "")] * (room - len(given))
    return tuple(
        SpokenView(name, tuple(OptionView(one.value, words, one.value == level) for one, words in LEVELS.items()))
        for name, level in rows
    )
