"""Facets: how many applications of a list have each stage, each of one's own marks, and each standing by criterion."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, not_, select
from sqlalchemy.orm import Session

from casting.domain.search_tree import CriterionIs, Everything, MarkIs, StageIs, unparse
from casting.domain.vocabulary import CriterionClass, Opinion, Stage, Standing
from casting.store.applications import Query, in_list
from casting.store.conditions import asks_for_withdrawn, newest
from casting.store.tables import ApplicationRow, ClaimRow, MarkRow, table

APPLICATION, CLAIM, MARK = table(ApplicationRow), table(ClaimRow), table(MarkRow)


@dataclass(frozen=True)
class FacetCount:
    """One value by which a list can be narrowed.

    Attributes:
        facet: `stage`, `mark`, or `criterion:` with the criterion's key.
        value: as the glossary spells it, `none` for applications without an opinion of one's own.
        count: how many applications of the list have it.
        term: the term of the search language that asks for it.
    """

    facet: str
    value: str
    count: int
    term: str


def facets(session: Session, query: Query) -> tuple[FacetCount, ...]:
    """The counts of every value, those with none among them, but for criteria that are only shown.

    The stage `withdrawn` is counted though its applications are in no other count unless the query asks for them. Costs
    at most 4 queries. Raises Refused as `casting.store.conditions.listed` does.
    """
    stages = _stages(session, query)
    found = [FacetCount("stage", stage.value, stages[stage.value], unparse(StageIs(stage))) for stage in Stage]
    total = stages.total() - (0 if asks_for_withdrawn(query.tree) else stages[Stage.WITHDRAWN.value])
    if query.member_id is not None:
        marks = _marks(session, query, query.member_id)
        marks[None] = total - sum(count for opinion, count in marks.items() if opinion is not None)
        found += [
            FacetCount("mark", opinion or "none", marks[opinion], unparse(MarkIs(opinion)))
            for opinion in (*Opinion, None)
        ]
    standings = _standings(session, query, total=total)
    found += [
        FacetCount(
            f"criterion:{criterion.key}",
            standing.value,
            standings[query.role.criterion_ids[criterion.key], standing.value],
            unparse(CriterionIs(criterion.key, standing)),
        )
        for criterion in query.role.role.criteria
        if criterion.klass is not CriterionClass.INFO
        for standing in Standing
    ]
    return tuple(found)


def _listed(session: Session, query: Query, *, withdrawn: bool | None = None) -> Select[Any]:
    listed = in_list(session, query, withdrawn=withdrawn)
    return select(APPLICATION.c.id).where(APPLICATION.c.role_id == query.role.role_id, listed)


def _stages(session: Session, query: Query) -> Counter[str]:
    counted = _listed(session, query, withdrawn=True).with_only_columns(APPLICATION.c.stage, func.count())
    return Counter({row[0]: row[1] for row in session.execute(counted.group_by(APPLICATION.c.stage))})


def _marks(session: Session, query: Query, member_id: int) -> Counter[str | None]:
    """By opinion, from the member's own marks: few, whatever the list holds."""
    counted = select(MARK.c.opinion, func.count()).join(APPLICATION, APPLICATION.c.id == MARK.c.application_id)
    own = counted.where(newest(MARK, member_id), APPLICATION.c.role_id == query.role.role_id)
    listed = own.where(in_list(session, query))
    return Counter({row[0]: row[1] for row in session.execute(listed.group_by(MARK.c.opinion))})


def _standings(session: Session, query: Query, *, total: int) -> Counter[tuple[int, str]]:
    """By criterion and standing.

    The whole role is counted by the index alone, which is quick. A list of more than half of it is the whole less those
    who are not in the list, so that only the smaller part is looked up one by one.

    Args:
        total: how many applications the list holds.
    """
    shown = [c.key for c in query.role.role.criteria if c.klass is not CriterionClass.INFO]
    ids = [query.role.criterion_ids[key] for key in shown]
    counted = select(CLAIM.c.criterion_id, CLAIM.c.standing, func.count())
    counted = counted.group_by(CLAIM.c.criterion_id, CLAIM.c.standing)
    everyone = _by_standing(session, counted.where(CLAIM.c.criterion_id.in_(ids)))
    broad = 2 * total * len(ids) > everyone.total()
    part = _unlisted(session, query) if broad else _listed(session, query)
    within = _by_standing(session, counted.where(CLAIM.c.application_id.in_(part)))
    return everyone - within if broad else within


def _unlisted(session: Session, query: Query) -> Select[Any] | CompoundSelect[Any]:
    """Those of the role that are not in the list; where everyone is asked for, found by indexes alone."""
    role_id = query.role.role_id
    if isinstance(query.tree, Everything) and query.whole:
        withdrawn = select(APPLICATION.c.id).where(
            APPLICATION.c.role_id == role_id, APPLICATION.c.stage == Stage.WITHDRAWN.value
        )
        return withdrawn.union(select(APPLICATION.c.id).where(APPLICATION.c.held_for.is_not(None)))
    return select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id, not_(in_list(session, query)))


def _by_standing(session: Session, counted: Select[Any]) -> Counter[tuple[int, str]]:
    return Counter({(key, standing): count for key, standing, count in session.execute(counted)})
