"""Whom a change of questions would touch, worked out before anything is saved."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casting.domain.calls import Question, RolePlan
from casting.domain.criteria import Answer, parts_of
from casting.domain.vocabulary import QuestionKind

TEXTS = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
LISTS = frozenset({QuestionKind.SEVERAL, QuestionKind.LANGUAGES})


@dataclass(frozen=True)
class QuestionEffect:
    """What becomes of one question that is answered, or would have to be.

    Attributes:
        label: what people have read of it; reworded: what they would read, empty where that stays.
        gone: whether it is asked no more.
        answered: how many have answered it; applications: of how many.
        missing: where it did not have to be answered and would have to: how many are asked it and have not.
        outside: how many answers fit what it takes at present and not what it would take.
    """

    label: str
    reworded: str
    gone: bool
    applications: int
    answered: int
    missing: int
    outside: int


def question_effects(
    before: RolePlan, after: RolePlan, sheets: Iterable[Mapping[str, Answer]]
) -> tuple[QuestionEffect, ...]:
    """Hold every sheet against the questions as they are and as they would be; what touches nobody is left out.

    Args:
        sheets: of each application what it answers, by the key of the question; a file counts as an answer.
    """
    changes = [(old, after.question(old.key)) for old in before.questions if old != after.question(old.key)]
    applications, answered, missing, outside = 0, Counter[str](), Counter[str](), Counter[str]()
    for sheet in sheets if changes else ():
        applications += 1
        hidden = after.not_asked(sheet)
        for old, new in changes:
            answer = sheet.get(old.key)
            given = answer not in (None, "")
            answered[old.key] += given
            missing[old.key] += not given and _newly_required(old, new) and old.key not in hidden
            outside[old.key] += given and new is not None and takes(old, answer) and not takes(new, answer)
    found = (
        QuestionEffect(
            label=old.label,
            reworded="" if new is None or new.label == old.label else new.label,
            gone=new is None,
            applications=applications,
            answered=answered[old.key],
            missing=missing[old.key],
            outside=outside[old.key],
        )
        for old, new in changes
    )
    return tuple(one for one in found if one.missing or one.outside or (one.answered and (one.gone or one.reworded)))


def _newly_required(old: Question, new: Question | None) -> bool:
    return new is not None and new.required and not old.required


def takes(question: Question, answer: Answer) -> bool:
    """Whether an answer lies within the bounds of a question: of a number, of how many, or of characters."""
    if question.kind in TEXTS:
        return len(str(answer)) <= question.longest
    size = len(parts_of(answer)) if question.kind in LISTS else answer
    if not isinstance(size, (int, float)) or isinstance(size, bool):
        return True
    return not (question.lowest is not None and size < question.lowest) and not (
        question.highest is not None and size > question.highest
    )
