"""Facets: how many applications of a list have each stage, one's own mark, each tag, and each standing by criterion."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, Text, cast, func, literal, not_, select, union, union_all
from sqlalchemy.orm import Session

from casting.domain.blind import thing_of
from casting.domain.criteria import Criterion
from casting.domain.folding import folded
from casting.domain.search_tree import AssignedTo, CriterionIs, Everything, MarkIs, StageIs, TagIs, unparse
from casting.domain.vocabulary import CriterionClass, Opinion, Stage, Standing
from casting.store.applications import Query, in_list
from casting.store.conditions import asks_for_withdrawn, newest
from casting.store.tables import ApplicationRow, AssignmentRow, ClaimRow, MarkRow, MemberRow, TagRow, table
from casting.store.veils import veiled

APPLICATION, CLAIM, MARK, TAG = table(ApplicationRow), table(ClaimRow), table(MarkRow), table(TagRow)
ASSIGNMENT, MEMBER = table(AssignmentRow), table(MemberRow)

MOST_TAGS = 20
"""So many tags are counted beside a list: those that most of it have."""


@dataclass(frozen=True)
class FacetCount:
    """One value by which a list can be narrowed.

    Attributes:
        facet: `stage`, `mark`, `tag`, `assigned`, or `criterion:` with the criterion's key.
        value: as the glossary spells it, `none` for applications without an opinion of one's own.
        count: how many applications of the list have it.
        term: the term of the search language that asks for it.
    """

    facet: str
    value: str
    count: int
    term: str


@dataclass(frozen=True)
class Facets:
    """What a list holds.

    Attributes:
        total: how many applications it finds.
        counts: by value, those with none among them.
    """

    total: int
    counts: tuple[FacetCount, ...]


def facets(session: Session, query: Query) -> Facets:
    """The counts of every value, but for criteria that are only shown; of tags, the most frequent in it.

    The stage `withdrawn` is counted though its applications are in no other count unless the query asks for them. Costs
    2 queries, 3 where the role is dealt out. Raises Refused as `casting.store.conditions.listed` does.
    """
    counted = _counted(session, query)
    stages: Counter[str] = counted["stage"]
    total = stages.total() - (0 if asks_for_withdrawn(query.tree) else stages[Stage.WITHDRAWN.value])
    found = [FacetCount("stage", stage.value, stages[stage.value], unparse(StageIs(stage))) for stage in Stage]
    if query.member_id is not None:
        marks = counted["mark"]
        marks["none"] = total - sum(marks[opinion.value] for opinion in Opinion)
        found += [
            FacetCount("mark", value, marks[value], unparse(MarkIs(opinion)))
            for opinion in (*Opinion, None)
            for value in (opinion or "none",)
        ]
    tags = sorted(counted["tag"].items(), key=lambda tag: (-tag[1], tag[0]))
    found += [FacetCount("tag", name, count, unparse(TagIs(name))) for name, count in tags[:MOST_TAGS]]
    found += _assigned(session, query, counted["dealt"], total=total)
    standings = _standings(session, query, counted, total=total)
    found += [
        FacetCount(
            f"criterion:{criterion.key}",
            standing.value,
            standings[query.role.criterion_ids[criterion.key], standing.value],
            unparse(CriterionIs(criterion.key, standing)),
        )
        for criterion in _shown(query)
        for standing in Standing
    ]
    return Facets(total, tuple(found))


def _listed(session: Session, query: Query, *, withdrawn: bool | None = None) -> Select[Any]:
    listed = in_list(session, query, withdrawn=withdrawn)
    return select(APPLICATION.c.id).where(APPLICATION.c.role_id == query.role.role_id, listed)


def _counted(session: Session, query: Query) -> Mapping[str, Counter[str]]:
    """By stage, own opinion, tag, and standing for the whole role under the criterion's key: one query.

    Marks are counted from the member's own: few, whatever the list holds. The standings of the whole role are counted
    by the index alone, which is quick.
    """
    ids = [query.role.criterion_ids[criterion.key] for criterion in _shown(query)]
    stages = _listed(session, query, withdrawn=True).with_only_columns(
        literal("stage"), APPLICATION.c.stage, func.count()
    )
    parts = [stages.group_by(APPLICATION.c.stage)]
    if query.member_id is not None:
        own = select(literal("mark"), func.coalesce(MARK.c.opinion, "stars"), func.count())
        own = own.join_from(MARK, APPLICATION, APPLICATION.c.id == MARK.c.application_id)
        own = own.where(newest(MARK, query.member_id), APPLICATION.c.role_id == query.role.role_id)
        parts.append(own.where(in_list(session, query)).group_by(MARK.c.opinion))
    tagged = select(literal("tag"), TAG.c.name, func.count())
    tagged = tagged.join_from(TAG, APPLICATION, APPLICATION.c.id == TAG.c.application_id)
    tagged = tagged.where(APPLICATION.c.role_id == query.role.role_id, in_list(session, query))
    parts.append(tagged.group_by(TAG.c.name))
    parts += _dealt(query)
    if ids:
        whole = select(cast(CLAIM.c.criterion_id, Text), CLAIM.c.standing, func.count())
        whole = whole.where(CLAIM.c.criterion_id.in_(ids))
        parts.append(whole.group_by(CLAIM.c.criterion_id, CLAIM.c.standing))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for facet, value, count in session.execute(union_all(*parts)):
        found[facet][value] = count
    return found


def _dealt(query: Query) -> Sequence[Select[str, str, int]]:
    """By member's key, how many of the whole role are dealt to her, and how many to anybody: read from an index."""
    standing = ASSIGNMENT.c.role_id == query.role.role_id, ASSIGNMENT.c.taken_at.is_(None)
    each = select(literal("dealt"), cast(ASSIGNMENT.c.member_id, Text), func.count()).where(*standing)
    anybodys = select(ASSIGNMENT.c.application_id).where(*standing).distinct().subquery()
    return (
        each.group_by(ASSIGNMENT.c.member_id),
        select(literal("dealt"), literal("any"), func.count()).select_from(anybodys),
    )


def _assigned(session: Session, query: Query, whole: Counter[str], *, total: int) -> list[FacetCount]:
    """One's own share of the list, each colleague's, and what nobody has been dealt; of a role that is dealt out.

    Of a long list, as in `_standings`, those who are not in it are counted.

    Args:
        whole: how many of the whole role each has, by member's key, and under `any` how many anybody has.
    """
    if not whole["any"]:
        return []
    broad = 2 * total > whole["any"]
    part = unlisted(session, query) if broad else _listed(session, query)
    standing = ASSIGNMENT.c.application_id.in_(part), ASSIGNMENT.c.taken_at.is_(None)
    each = select(literal("dealt"), cast(ASSIGNMENT.c.member_id, Text), func.count()).where(*standing)
    anybodys = select(literal("dealt"), literal("any"), func.count(ASSIGNMENT.c.application_id.distinct()))
    keys = [int(key) for key in whole if key != "any"]
    named = select(MEMBER.c.name, cast(MEMBER.c.id, Text), literal(0)).where(MEMBER.c.id.in_(keys))
    within: Counter[str] = Counter()
    names: dict[str, str] = {}
    for kind, key, number in session.execute(
        union_all(each.group_by(ASSIGNMENT.c.member_id), anybodys.where(*standing), named)
    ):
        if kind == "dealt" and (number or key == "any"):
            within[key] = number
        else:
            names[key] = kind
    counts = whole - within if broad else within
    colleagues = sorted((name, key) for key, name in names.items() if int(key) != query.member_id)
    values = [(name, counts[key], folded(name).replace(" ", "-")) for name, key in colleagues]
    shown = [("me", counts[str(query.member_id)], "me"), *values, ("none", total - counts["any"], None)]
    return [FacetCount("assigned", value, count, unparse(AssignedTo(who))) for value, count, who in shown]


def _standings(
    session: Session, query: Query, counted: Mapping[str, Counter[str]], *, total: int
) -> Counter[tuple[int, str]]:
    """By criterion and standing.

    A list of more than half of the role is the whole less those who are not in the list, so that only the smaller part
    is looked up one by one.

    Args:
        counted: holds the standings of the whole role.
        total: how many applications the list holds.
    """
    ids = [query.role.criterion_ids[criterion.key] for criterion in _shown(query)]
    everyone = Counter({(key, value): count for key in ids for value, count in counted[str(key)].items()})
    broad = 2 * total * len(ids) > everyone.total()
    part = unlisted(session, query) if broad else _listed(session, query)
    rows = session.execute(
        select(CLAIM.c.criterion_id, CLAIM.c.standing, func.count())
        .where(CLAIM.c.application_id.in_(part))
        .group_by(CLAIM.c.criterion_id, CLAIM.c.standing)
    )
    within = Counter({(key, standing): count for key, standing, count in rows})
    return everyone - within if broad else within


def _shown(query: Query) -> list[Criterion]:
    """The criteria that are counted: not those that are only shown, nor what is hidden of anybody who can be found."""
    criteria = (one for one in query.role.role.criteria if one.klass is not CriterionClass.INFO)
    return [one for one in criteria if not query.hides(thing_of(one.asks))]


def unlisted(session: Session, query: Query) -> Select[Any] | CompoundSelect[Any]:
    """Those of the role that are not in the list; where everyone is asked for, found by indexes alone."""
    role_id = query.role.role_id
    if isinstance(query.tree, Everything) and query.whole:
        withdrawn = select(APPLICATION.c.id).where(
            APPLICATION.c.role_id == role_id, APPLICATION.c.stage == Stage.WITHDRAWN.value
        )
        held = select(APPLICATION.c.id).where(APPLICATION.c.held_for.is_not(None))
        parts = [withdrawn, held]
        if query.member_id is not None:
            parts += [select(part) for part in veiled(query.member_id).subquery().c]
        return union(*parts)
    return select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id, not_(in_list(session, query)))
