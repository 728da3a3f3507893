"""Answers from closed lists and numbers as rows: what the search finds and facets count by an index, at any size.

Written when an application is prepared, as its words are: what somebody answers is found by from then on.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from casting.domain.calls import COUNTED, Question
from casting.domain.criteria import Answer, parts_of
from casting.domain.vocabulary import Level, QuestionKind
from casting.store.calls import KeptRole
from casting.store.tables import ChosenRow, NumberRow, table

CHOSEN, NUMBER = table(ChosenRow), table(NumberRow)
KINDS = frozenset(
    {
        QuestionKind.CHOICE,
        QuestionKind.SEVERAL,
        QuestionKind.YES_NO,
        QuestionKind.SCALE,
        QuestionKind.LANGUAGES,
    }
)
"""Kinds whose answers are kept so: of a scale the step in words, of languages each code with its level."""


LONGEST = 200
"""Characters of an answer that is kept so: options have fewer; what was imported may be anything, and is no option."""


LARGEST = 1e300
"""Of a number; a larger one was imported, and measures nothing."""


def values_of(question: Question, answer: Answer) -> tuple[str, ...]:
    """The rows' values for one answer; an option of a choice is one, whatever signs it holds."""
    if question.kind not in KINDS or not isinstance(answer, str | int | float) or answer == "":
        return ()
    if question.kind is QuestionKind.CHOICE:
        return (str(answer),)
    return tuple(dict.fromkeys(parts_of(answer)))


def put_chosen(session: Session, answered: Sequence[tuple[int, KeptRole, Mapping[str, Answer]]]) -> None:
    """Keep what was chosen in applications, each with its role and answers, in place of what was kept before.

    Numbers are kept beside it.
    """
    ids = [application_id for application_id, _, _ in answered]
    for kept, rows in ((CHOSEN, list(_rows(answered))), (NUMBER, list(_numbers(answered)))):
        session.execute(delete(kept).where(kept.c.application_id.in_(ids)))
        if rows:
            session.execute(insert(kept), rows)


def _rows(answered: Sequence[tuple[int, KeptRole, Mapping[str, Answer]]]) -> Iterator[dict[str, Any]]:
    for application_id, role, answers in answered:
        for question in role.role.questions:
            for value in values_of(question, answers.get(question.key)):
                if len(value) <= LONGEST and "\0" not in value:
                    yield {
                        "question_id": role.question_ids[question.key],
                        "value": value,
                        "application_id": application_id,
                    }


def _numbers(answered: Sequence[tuple[int, KeptRole, Mapping[str, Answer]]]) -> Iterator[dict[str, Any]]:
    for application_id, role, answers in answered:
        for question in role.role.questions:
            number = answers.get(question.key)
            if question.kind not in COUNTED or not isinstance(number, int | float) or isinstance(number, bool):
                continue
            if abs(number) <= LARGEST:
                yield {
                    "question_id": role.question_ids[question.key],
                    "number": float(number),
                    "application_id": application_id,
                }


def holders_of(role: KeptRole, keys: Collection[str], values: Collection[str]) -> Select[Any]:
    """The ids of the applications that answered any of these questions with any of these values."""
    questions = [role.question_ids[key] for key in keys]
    return select(CHOSEN.c.application_id).where(CHOSEN.c.question_id.in_(questions), CHOSEN.c.value.in_(values))


def at_levels(language: str, levels: Collection[Level]) -> list[str]:
    """The values of a language at any of these levels."""
    return [f"{language} {level}" for level in levels]
