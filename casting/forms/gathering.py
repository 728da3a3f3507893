"""Answers that a form splits over several controls, brought together as one text to a question.

A form sends a control's value under the question's key, a point and the part: `skills.riding=yes`, `height.unit=ft`,
`languages.1=English` and `languages.1.level=C1`. Where a question's parts were shown, `skills.` says so: then none
that is ticked means none, whatever was kept before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from casting.domain.calls import UNIT_PART, Question
from casting.domain.criteria import BETWEEN, Answer, parts_of
from casting.domain.measures import in_other_unit
from casting.domain.vocabulary import QuestionKind
from casting.forms.fields import tidy
from casting.forms.spoken import MOST, language_names
from casting.languages.catalogues import ENGLISH

_BARE_FEET = re.compile(r"(?P<feet>\d{1,2})(?:[\s,]+(?P<inches>\d{1,2}(?:\.\d{1,2})?))?")
_BARE = re.compile(r"[\d\s.,]+")


def gathered(questions: Iterable[Question], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with the parts of each question as one text under its key; what was one already stays as it is.

    Nothing is lost by it: the form shows the same again.
    """
    found, split = dict(typed), defaultdict[str, dict[str, str]](dict)
    for name in typed:
        key, point, _ = name.partition(".")
        if point:
            split[key][name] = typed[name]
    for question in questions:
        parts = split.get(question.key, {})
        for name in parts:
            del found[name]
        shown = f"{question.key}." in parts
        if question.kind is QuestionKind.SEVERAL and shown:
            chosen = [o.value for o in question.options if parts.get(f"{question.key}.{o.value}")]
            found[question.key] = BETWEEN.join(chosen)
        elif question.kind is QuestionKind.LANGUAGES and shown:
            found[question.key] = "\n".join(_rows(question.key, parts))
        elif unit := parts.get(f"{question.key}.unit"):
            found[question.key] = _with_unit(question.unit, found.get(question.key, ""), unit)
    return found


def _rows(key: str, parts: Mapping[str, str]) -> Iterator[str]:
    for number in range(1, MOST + 1):
        name, level = (" ".join(parts.get(f"{key}.{number}{part}", "").split()) for part in ("", ".level"))
        if name or level:
            yield f"{name} {level}".strip() if name else f"- {level}"


def _with_unit(own: str, said: str, unit: str) -> str:
    """A number with the unit that was chosen beside it; where it names one itself, or is none, it stays as it is."""
    text = tidy(said)
    if unit == own or not _BARE.fullmatch(text):
        return said
    feet = _BARE_FEET.fullmatch(text)
    if unit != "ft" or feet is None:
        return f"{text} {unit}"
    return f"{feet['feet']} ft {feet['inches']} in" if feet["inches"] else f"{feet['feet']} ft"


def as_typed(question: Question, answers: Mapping[str, Answer]) -> str:
    """An answer as the text that gives it again: in the unit in which it was given, with languages by their codes."""
    value = answers.get(question.key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if answers.get(question.key + UNIT_PART):
        return in_other_unit(question.unit, value, exact=True)
    return f"{value:.15g}"


def told_in_full(question: Question, value: Answer, language: str) -> str:
    """As `told_in`, a length and a weight in the other unit too."""
    told = told_in(question, value, language)
    other = in_other_unit(question.unit, value) if isinstance(value, float | int) else ""
    return f"{told} ({other})" if other else told


def told_in(question: Question, value: Answer, language: str = ENGLISH) -> str:
    """An answer as people read it, languages by their names in one of our languages."""
    if question.kind is not QuestionKind.LANGUAGES:
        return question.label_of(value)
    names = language_names(language)
    told = (part.partition(" ") for part in parts_of(value))
    return ", ".join(f"{names.get(code, code)} {level}".strip() for code, _, level in told)
