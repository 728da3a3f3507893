"""How many applications of a list gave each answer to one question, counted when somebody asks for it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, select, union
from sqlalchemy.orm import Session

from casting.domain.blind import reach
from casting.domain.calls import Question
from casting.domain.errors import NotFound
from casting.domain.search_tree import Bound, ChoiceIs, Comparison, Everything, NumberIs, SpokenIs, unparse
from casting.domain.vocabulary import QuestionKind, Stage
from casting.store.applications import Query, in_list
from casting.store.chosen import CHOSEN, KINDS
from casting.store.facets import FacetCount
from casting.store.tables import ApplicationRow, table
from casting.store.veils import veiled

APPLICATION = table(ApplicationRow)
MOST_LANGUAGES = 20
"""So many languages are counted: those that most of the list speak."""


def answered_from_lists(query: Query) -> tuple[Question, ...]:
    """The questions of the role by whose answers a list can be narrowed, in the role's order.

    What is hidden of anybody whom the list could hold is not counted.
    """
    hidden = query.role.blind.within(reach(query.tree))
    return tuple(one for one in query.role.role.questions if one.kind in KINDS and one.key not in hidden)


def answer_facet(session: Session, query: Query, key: str) -> tuple[FacetCount, ...]:
    """The counts of every answer to one question, in the order of its answers; languages by how many speak them.

    Costs 1 query, 2 where everyone is in the list. Raises NotFound where there is no such question.
    """
    question = next((one for one in answered_from_lists(query) if one.key == key), None)
    if question is None:
        raise NotFound("This role has no question of that key whose answers can be counted.")
    counts = _counted(session, query, query.role.question_ids[key])
    return tuple(_facet(question, counts))


def _counted(session: Session, query: Query, question_id: int) -> Counter[str]:
    """By value. Of everyone, the whole less those who are in no list, so that only the few are looked up."""
    counted = (
        select(CHOSEN.c.value, func.count().label("given"))
        .where(CHOSEN.c.question_id == question_id)
        .group_by(CHOSEN.c.value)
    )
    role_id = query.role.role_id
    if isinstance(query.tree, Everything) and query.whole:
        out = counted.where(CHOSEN.c.application_id.in_(_unlisted(query)))
        return _counter(session, counted) - _counter(session, out)
    listed = select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id, in_list(session, query))
    return _counter(session, counted.where(CHOSEN.c.application_id.in_(listed)))


def _counter(session: Session, counted: Select[Any]) -> Counter[str]:
    return Counter({row.value: row.given for row in session.execute(counted)})


def _facet(question: Question, counts: Counter[str]) -> Iterator[FacetCount]:
    facet = f"answer:{question.key}"
    if question.kind is QuestionKind.LANGUAGES:
        speakers: Counter[str] = Counter()
        for value, count in counts.items():
            speakers[value.partition(" ")[0]] += count
        for language, count in sorted(speakers.items(), key=lambda one: (-one[1], one[0]))[:MOST_LANGUAGES]:
            yield FacetCount(facet, language, count, unparse(SpokenIs(question.key, language)))
        return
    for value in question.steps or [option.value for option in question.choices]:
        asked = (
            NumberIs(question.key, (Bound(Comparison.IS, float(value)),))
            if question.kind is QuestionKind.SCALE
            else ChoiceIs(question.key, Comparison.IS, value)
        )
        yield FacetCount(facet, value, counts[value], unparse(asked))


def _unlisted(query: Query) -> CompoundSelect[Any]:
    """Those of the role that are in no list, found by indexes alone."""
    withdrawn = select(APPLICATION.c.id).where(
        APPLICATION.c.role_id == query.role.role_id, APPLICATION.c.stage == Stage.WITHDRAWN.value
    )
    held = select(APPLICATION.c.id).where(APPLICATION.c.held_for.is_not(None))
    parts = [withdrawn, held]
    if query.member_id is not None:
        parts += [select(part) for part in veiled(query.member_id).subquery().c]
    return union(*parts)
