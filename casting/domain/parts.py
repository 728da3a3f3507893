"""The parts in which a form is filled in, a page each, and how far somebody has come with each of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from casting.domain.calls import STANDARD_FIELDS, Question, RolePlan
from casting.domain.said import Text, said
from casting.domain.vocabulary import QuestionKind

AGE, ABOUT, MATERIAL, QUESTIONS = "age", "about", "material", "questions"
HEADSHOT, TAPE, BORN = "headshot", "tape_url", "birth_date"
"""The birth date is asked first: before it nothing is kept, since it may be a child's."""
ON_ONE_PAGE = 3
"""A role that asks so many questions or fewer keeps its form on one page: parts would be longer than the whole."""
SENT = frozenset({QuestionKind.VIDEO, QuestionKind.FILE})
"""Kinds of questions that are asked beside the photograph and the tape."""
IN_A_GROUP = 5
"""Questions that stand on one page, about."""
ABOUT_ONESELF = 120
"""Seconds that take who somebody is, her photograph and her tape's address, with the pages around them."""
SECONDS: Mapping[QuestionKind, int] = MappingProxyType(
    dict.fromkeys((QuestionKind.FILE, QuestionKind.VIDEO), 20)
    | dict.fromkeys((QuestionKind.SEVERAL, QuestionKind.LANGUAGES), 15)
    | {QuestionKind.LONG_TEXT: 60}
)
"""That a question takes which is read and answered briefly; those of other kinds take `A_QUESTION`."""
A_QUESTION = 10


def minutes(questions: Iterable[Question]) -> int:
    """About how long it takes to fill in a form that asks these questions, in whole minutes."""
    return round((ABOUT_ONESELF + sum(SECONDS.get(question.kind, A_QUESTION) for question in questions)) / 60)


class PartState(StrEnum):
    """How far a part is."""

    LATER = "later"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    NEEDS_LOOK = "needs a look"
    DONE = "done"


@dataclass(frozen=True)
class Part:
    """One page of a form.

    Attributes:
        key: its name in the address.
        fields: the names of its fields, in their order.
    """

    key: str
    heading: Text
    fields: tuple[str, ...]


def has_parts(role: RolePlan, asked: Collection[str]) -> bool:
    """Whether the form is filled in part by part; a short one stays on one page."""
    return sum(question.key in asked for question in role.questions) > ON_ONE_PAGE


def parts(
    role: RolePlan, asked: Collection[str], *, hidden: Collection[str] = (), age_alone: bool = False
) -> tuple[Part, ...]:
    """The parts of a role's form, in their order; consent is none of them, since it is given when the form is sent.

    Args:
        hidden: questions that are not asked of somebody who answers so. They are left out where that is known from
            another part, and a part of such questions alone is left out too; the others keep their names.
        age_alone: whether the birth date has a page of its own before all else: where minors are taken, a minor learns
            there that a guardian is asked first, and has typed nothing else that could not be kept.
    """
    every = _every_part(role, asked)
    if age_alone:
        about, *others = every
        rest = tuple(name for name in about.fields if name != BORN)
        every = (Part(AGE, said("Your birth date"), (BORN,)), replace(about, fields=rest), *others)
    shown = (replace(part, fields=tuple(_shown(role, part, hidden))) for part in every)
    return tuple(part for part in shown if part.fields)


def _shown(role: RolePlan, part: Part, hidden: Collection[str]) -> Iterator[str]:
    for name in part.fields:
        question = role.question(name)
        only_if = None if question is None else question.only_if
        if name not in hidden or (only_if is not None and only_if.asks in part.fields):
            yield name


def _every_part(role: RolePlan, asked: Collection[str]) -> tuple[Part, ...]:
    questions = [question for question in role.questions if question.key in asked]
    files = tuple(question.key for question in questions if question.kind in SENT)
    about = (BORN, *(name for name in STANDARD_FIELDS if name not in (BORN, TAPE)))
    return (
        Part(ABOUT, said("About you"), about),
        *_groups([question for question in questions if question.kind not in SENT]),
        Part(MATERIAL, said("Photograph and tape"), (HEADSHOT, TAPE, *files)),
    )


def _groups(questions: list[Question]) -> Iterator[Part]:
    """The questions in groups: those that the role names, or else of about the same size."""
    named = [at for at, question in enumerate(questions) if question.heading]
    if named:
        begins = sorted({0, *named})
        for number, (first, end) in enumerate(pairwise([*begins, len(questions)]), 1):
            heading: Text = questions[first].heading or said("For this role")
            yield Part(f"{QUESTIONS}-{number}", heading, tuple(question.key for question in questions[first:end]))
        return
    count = -(-len(questions) // IN_A_GROUP)
    for number in range(count):
        first, end = (len(questions) * at // count for at in (number, number + 1))
        heading = said("For this role")
        if count > 1:
            heading = said("For this role, {number} of {count}", number=number + 1, count=count)
        yield Part(f"{QUESTIONS}-{number + 1}", heading, tuple(question.key for question in questions[first:end]))


def state_of(
    part: Part, *, given: Collection[str], seen: Collection[str], faults: Mapping[str, Text], adult: bool
) -> PartState:
    """How far a part is.

    Args:
        given: the fields that say something, or have a file.
        seen: the fields that were gone through to the end of their page.
        faults: what is wrong or missing, by field.
        adult: whether the birth date is known to be that of somebody of full age: nothing is kept before.
    """
    wrong = [name for name in part.fields if name in faults]
    if BORN not in part.fields and not adult:
        return PartState.LATER
    if any(name in given for name in wrong):
        return PartState.NEEDS_LOOK
    if not wrong and all(name in seen for name in part.fields):
        return PartState.DONE
    if any(name in seen or name in given for name in part.fields):
        return PartState.IN_PROGRESS
    return PartState.NOT_STARTED
