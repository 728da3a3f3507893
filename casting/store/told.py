"""Terms of the search language that ask for numbers, days and answers, as conditions on an application's row."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import eq, ge, gt, le, lt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, false, select

from casting.domain.calls import Question
from casting.domain.criteria import born_by
from casting.domain.errors import Refused
from casting.domain.search_tree import (
    BandIs,
    Bound,
    ChoiceIs,
    Comparison,
    Measure,
    MeasureIs,
    NumberIs,
    ReceivedIs,
    Span,
    SpokenIs,
    Told,
)
from casting.domain.vocabulary import Level, QuestionKind
from casting.store.calls import KeptRole
from casting.store.chosen import NUMBER, at_levels, holders_of
from casting.store.tables import ApplicantRow, ApplicationRow, ScoreRow, table

APPLICATION = table(ApplicationRow)
# Under names of their own: a list that is ordered by one of these tables would take the condition's for its own.
APPLICANT, SCORE = table(ApplicantRow).alias("told_of"), table(ScoreRow).alias("told_score")
_COMPARE = {
    Comparison.IS: eq,
    Comparison.ABOVE: gt,
    Comparison.AT_LEAST: ge,
    Comparison.BELOW: lt,
    Comparison.AT_MOST: le,
}


def told(term: Told, role: KeptRole) -> ColumnElement[bool] | Select[Any]:
    """The condition that a term asks for, or the ids of those of whom it holds.

    What an application does not tell, it is not found by.

    Raises:
        Refused: the term names a question that the role has not.
    """
    condition: ColumnElement[bool]
    match term:
        case MeasureIs(Measure.AGE, within):
            born = and_(*(_aged(bound, role.call.reference_date) for bound in within))
            condition = exists().where(APPLICANT.c.id == APPLICATION.c.applicant_id, born)
        case MeasureIs(Measure.SCORE, within):
            condition = _scored(SCORE.c.run_id.is_not(None), spanned(SCORE.c.score, within))
        case MeasureIs(_, within):
            condition = _scored(spanned(SCORE.c.place, within))
        case BandIs(band):
            condition = _scored(SCORE.c.band == band.value)
        case ReceivedIs(within):
            condition = and_(*(_received(bound, ZoneInfo(role.call.time_zone)) for bound in within))
        case NumberIs(key, within) if _asked(key, role).kind is QuestionKind.SCALE:
            return _stepped(_asked(key, role), within, role)
        case NumberIs(key, within):
            _asked(key, role)
            numbers = select(NUMBER.c.application_id).where(NUMBER.c.question_id == role.question_ids[key])
            return numbers.where(spanned(NUMBER.c.number, within))
        case SpokenIs():
            return _spoken(term, role)
        case _:
            return holders_of(role, [_asked(term.key, role).key], _choices(term, role))
    return condition


def spanned(column: ColumnElement[Any], within: Span) -> ColumnElement[bool]:
    """The condition that a number lies within the bounds."""
    return and_(*(_COMPARE[bound.comparison](column, bound.value) for bound in within))


def _aged(bound: Bound, day: date) -> ColumnElement[bool]:
    """Full years are whole numbers: above 30 is at least 31."""
    years = float(str(bound.value))
    up, beyond = math.ceil(years), math.floor(years) + 1
    born = APPLICANT.c.birth_date
    match bound.comparison:
        case Comparison.AT_LEAST:
            return born <= born_by(up, day)
        case Comparison.ABOVE:
            return born <= born_by(beyond, day)
        case Comparison.AT_MOST:
            return born > born_by(beyond, day)
        case Comparison.BELOW:
            return born > born_by(up, day)
    return and_(born <= born_by(up, day), born > born_by(beyond, day)) if up == years else false()


def _received(bound: Bound, zone: ZoneInfo) -> ColumnElement[bool]:
    if not isinstance(bound.value, date):
        return false()
    day, following = (
        datetime.combine(bound.value + timedelta(days=days), time(), zone).astimezone(UTC) for days in (0, 1)
    )
    at = APPLICATION.c.received_at
    conditions: Mapping[Comparison, ColumnElement[bool]] = {
        Comparison.IS: and_(at >= day, at < following),
        Comparison.ABOVE: at >= following,
        Comparison.AT_LEAST: at >= day,
        Comparison.BELOW: at < day,
        Comparison.AT_MOST: at < following,
    }
    return conditions[bound.comparison]


def _scored(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(SCORE.c.application_id == APPLICATION.c.id, *conditions)


def _spoken(term: SpokenIs, role: KeptRole) -> Select[Any]:
    keys = [q.key for q in role.role.questions if q.kind is QuestionKind.LANGUAGES and term.key in {None, q.key}]
    if not keys:
        raise Refused("No question of this role asks for languages and how well they are spoken.")
    levels = [*Level]
    if term.level is not None:
        compare, wanted = _COMPARE[term.comparison], levels.index(term.level)
        levels = [level for place, level in enumerate(levels) if compare(place, wanted)]
    return holders_of(role, keys, at_levels(term.language, levels))


def _stepped(question: Question, within: Span, role: KeptRole) -> Select[Any]:
    """Steps of a scale within the bounds."""
    fitting = [step for step in question.steps if all(_COMPARE[b.comparison](float(step), b.value) for b in within)]
    return holders_of(role, [question.key], fitting)


def _choices(term: ChoiceIs, role: KeptRole) -> list[str]:
    """The answers that are so compared with the one named, in the order in which the role lists them."""
    options = [option.value for option in _asked(term.key, role).choices]
    if term.value not in options:
        return []
    compare, at = _COMPARE[term.comparison], options.index(term.value)
    return [value for place, value in enumerate(options) if compare(place, at)]


def _asked(key: str, role: KeptRole) -> Question:
    question = role.role.question(key)
    if question is None:
        known = ", ".join(question.key for question in role.role.questions) or "none"
        raise Refused(f"This role has no question “{key}”. It has: {known}.")
    return question
