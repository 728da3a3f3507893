"""Facets: how many applications of a list have each stage, one's own mark, each tag, and each standing by criterion."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, case, cast, exists, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, thing_of
from casting.domain.criteria import Criterion
from casting.domain.folding import folded
from casting.domain.search import choices_of, chosen_groups, of_group, without_group
from casting.domain.search_tree import All, AssignedTo, CriterionIs, GatesAre, MarkIs, StageIs, TagIs, Tree, unparse
from casting.domain.vocabulary import CriterionClass, Opinion, Stage, Standing
from casting.store.applications import Query, chosen, in_list
from casting.store.blinds import spelt, worn_tags
from casting.store.claims import gate_ids
from casting.store.conditions import asks_for_withdrawn, newest
from casting.store.listed import HERE, Listed, by_stage
from casting.store.standings import RoleStandings, Way, listed_text, present_standings, told_ids
from casting.store.tables import ApplicationRow, AssignmentRow, MarkRow, MemberRow, TagRow, table

APPLICATION, MARK, TAG = table(ApplicationRow), table(MarkRow), table(TagRow)
ASSIGNMENT, MEMBER = table(AssignmentRow), table(MemberRow)

GATES, CRITERION = "gates", "criterion:"
MOST_ALONE = 3
"""So many facets are counted without what is chosen in them: what is chosen is then told of each, not asked for."""
MOST_TAGS = 20
"""So many tags are counted beside a list: those that most of it have."""


@dataclass(frozen=True)
class FacetCount:
    """One value by which a list can be narrowed.

    Attributes:
        facet: `stage`, `mark`, `tag`, `assigned`, `gates`, or `criterion:` with the criterion's key.
        value: as the glossary spells it, `none` for applications without an opinion of one's own.
        count: how many applications of the list have it, whatever else is chosen of the facet; None where that was not
            counted.
        term: the term of the search language that asks for it.
    """

    facet: str
    value: str
    count: int | None
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

    Where the query has chosen among a facet's values, that facet is counted as if it had not, so that the others can
    be chosen too; beyond the first few facets the others have no count.

    The stage `withdrawn` is counted though its applications are in no other count unless the query asks for them. Costs
    2 queries, one more where names are hidden in the role, up to 2 more where applications were prepared meanwhile.
    Raises Refused as `casting.store.conditions.listed` does.
    """
    groups = chosen_groups(query.tree)
    alone = _alone(query, groups)
    known, criteria = _known(query, alone), _shown(query)
    found, signs, names = _found(session, query, alone, known)
    ids = list(chain.from_iterable(found["stage"].values()))
    standings, places = present_standings(session, query.role, ids, standings=bool(known or criteria))
    met = standings.signs(known, gates=gate_ids(query.role)) if known else 0
    size = len(standings.places)
    listed = Listed(by_stage(signs, places, met, size=size), size, alone, asks_for_withdrawn(query.tree))
    counts = [FacetCount("stage", stage.value, listed.in_stage(stage), unparse(StageIs(stage))) for stage in Stage]
    if query.member_id is not None:
        counts += _marks(found["mark"], listed.within("mark"), standings)
    everyone = listed.within()
    counts += _tags(session, query, found["tag"], everyone, standings)
    counts += _assigned(str(query.member_id), found["dealt"], names, listed.within("assigned"), standings)
    counts += _standings(query, criteria, listed, standings)
    uncounted = frozenset(groups).difference(alone)
    told = tuple(replace(one, count=None) if one.facet in uncounted else one for one in counts)
    return Facets(everyone.count(1), told)


def _tags(
    session: Session, query: Query, tags: Mapping[str, list[int]], listed: bytes, standings: RoleStandings
) -> Iterator[FacetCount]:
    hides = query.member_id is not None and query.role.blind.hiding(NAME)
    telling = spelt(session.execute(worn_tags(call_id=query.role.call_id))) if hides else ()
    counted = ((name, standings.among(ids, listed)) for name, ids in tags.items() if name not in telling)
    shown = sorted((tag for tag in counted if tag[1]), key=lambda tag: (-tag[1], tag[0]))
    return (FacetCount("tag", name, number, unparse(TagIs(name))) for name, number in shown[:MOST_TAGS])


def _alone(query: Query, groups: Sequence[str]) -> tuple[str, ...]:
    """The facets that are counted without what is chosen in them: answers are not counted here.

    Not the stages, where anything is hidden in one of them: what the query asks for may be hidden in those.
    """
    hiding = query.member_id is not None and query.role.blind.things
    counted = (group for group in groups if not group.startswith("answer:"))
    return tuple(group for group in counted if group != "stage" or not hiding)[:MOST_ALONE]


def _known(query: Query, alone: Sequence[str]) -> Mapping[int, Sequence[Way]]:
    """What is chosen among standings, by the facet's sign: it is met in memory, where they are held."""
    known: dict[int, Sequence[Way]] = {}
    for place, group in enumerate(alone):
        part = of_group(query.tree, group)
        terms = [one for each in (part.parts if isinstance(part, All) else (part,)) for one in choices_of(each)]
        ways = [way for one in terms if (way := _way(query, one)) is not None]
        if not isinstance(part, All) and len(ways) == len(terms):
            known[1 << place] = ways
    return known


def _way(query: Query, term: Tree) -> Way | None:
    """How the term wants one to stand; None for what else it asks, and what the database has to refuse."""
    match term:
        case GatesAre(what) if gate_ids(query.role):
            return what
        case CriterionIs(key, Standing() as what) if key in query.role.criterion_ids:
            return query.role.criterion_ids[key], what.value
    return None


def _found(
    session: Session, query: Query, alone: Sequence[str], known: Collection[int]
) -> tuple[dict[str, dict[str, list[int]]], dict[str, bytes], dict[str, str]]:
    """The ids by stage of the list, were nothing chosen in these facets, and of each of them the sign of what is met.

    By own opinion, tag, and member to whom she is dealt those of the whole role.

    One query, which looks once at whether somebody is in the list: whom else it finds is met with the list here.
    Signs tell nothing of what is `known` from elsewhere. Last are the names of members, by key, of a role dealt out.
    """
    dialect, role_id = session.get_bind().dialect.name, query.role.role_id
    ids = listed_text(APPLICATION.c.id, dialect=dialect)
    met, wider = _met(session, query, alone, known), query
    for group in alone:
        wider = replace(wider, tree=without_group(wider.tree, group))
    stages = select(literal("stage"), APPLICATION.c.stage, ids, met).where(APPLICATION.c.role_id == role_id)
    parts = [stages.where(in_list(session, wider, withdrawn=True)).group_by(APPLICATION.c.stage)]
    if query.member_id is not None:
        own = select(literal("mark"), func.coalesce(MARK.c.opinion, "stars"), _of(MARK, dialect), null())
        parts.append(own.where(newest(MARK, query.member_id)).group_by(MARK.c.opinion))
    # Of every role: the index alone tells them, and who is of another one is in no list of this.
    parts.append(select(literal("tag"), TAG.c.name, _of(TAG, dialect), null()).group_by(TAG.c.name))
    dealt = select(literal("dealt"), cast(ASSIGNMENT.c.member_id, Text), _of(ASSIGNMENT, dialect), null())
    standing = ASSIGNMENT.c.role_id == role_id, ASSIGNMENT.c.taken_at.is_(None)
    parts.append(dealt.where(*standing).group_by(ASSIGNMENT.c.member_id))
    named = select(literal("name"), cast(MEMBER.c.id, Text), MEMBER.c.name, null())
    parts.append(named.where(exists().where(*standing)))
    found: dict[str, dict[str, list[int]]] = defaultdict(dict)
    signs, names = {}, {}
    for facet, value, told, said in session.execute(union_all(*parts)):
        if facet == "name":
            names[value] = told
            continue
        found[facet][value] = told_ids(told)
        if facet == "stage":
            signs[value] = said.encode() if said else bytes([HERE]) * len(found[facet][value])
    return found, signs, names


def _met(session: Session, query: Query, alone: Sequence[str], known: Collection[int]) -> ColumnElement[Any]:
    """An aggregate beside the ids and in their order: of each one sign, which says what is met that was chosen.

    The sign is a digit: the sum of 1, 2 and 4 for what is chosen in the first, second and third of these facets.
    """
    if len(known) == len(alone):
        return null()
    sign: ColumnElement[int] = literal(0)
    for place, group in enumerate(alone):
        if 1 << place in known:
            continue
        sign += case((chosen(session, query, of_group(query.tree, group)), 1 << place), else_=0)
    said = cast(sign, Text)
    if session.get_bind().dialect.name == "sqlite":
        return func.group_concat(said, "", type_=Text())
    return func.string_agg(said, "", type_=Text())


def _of(rows: Table, dialect: str) -> ColumnElement[str]:
    return listed_text(rows.c.application_id, dialect=dialect)


def _marks(own: Mapping[str, Collection[int]], listed: bytes, standings: RoleStandings) -> list[FacetCount]:
    counts = {opinion.value: standings.among(own.get(opinion.value, ()), listed) for opinion in Opinion}
    counts["none"] = listed.count(1) - sum(counts.values())
    return [
        FacetCount("mark", value, counts[value], unparse(MarkIs(opinion)))
        for opinion in (*Opinion, None)
        for value in (opinion or "none",)
    ]


def _assigned(
    mine: str, dealt: Mapping[str, Collection[int]], names: Mapping[str, str], listed: bytes, standings: RoleStandings
) -> list[FacetCount]:
    """One's own share of the list, each colleague's, and what nobody has been dealt; of a role that is dealt out."""
    if not dealt:
        return []
    counts = {member: standings.among(ids, listed) for member, ids in dealt.items()}
    nobodys = listed.count(1) - standings.among(frozenset().union(*dealt.values()), listed)
    colleagues = sorted((names[member], member) for member in dealt if member != mine)
    values = [(name, counts[member], folded(name).replace(" ", "-")) for name, member in colleagues]
    shown = [("me", counts.get(mine, 0), "me"), *values, ("none", nobodys, None)]
    return [FacetCount("assigned", value, count, unparse(AssignedTo(who))) for value, count, who in shown]


def _standings(
    query: Query, criteria: Sequence[Criterion], listed: Listed, standings: RoleStandings
) -> list[FacetCount]:
    """By all gates at once, and by each criterion."""
    if not criteria:
        return []
    gates = _gates(query)
    narrowed = [group for group in listed.alone if group == GATES or group.startswith(CRITERION)]
    all_of = standings.counted(listed.within(), gates=gates)
    by_group = {group: standings.counted(listed.within(group), gates=gates) for group in narrowed}
    counts = [
        FacetCount(GATES, what.value, number, unparse(GatesAre(what)))
        for what, number in by_group.get(GATES, all_of).gates.items()
    ]
    for criterion in criteria:
        facet, key = f"{CRITERION}{criterion.key}", query.role.criterion_ids[criterion.key]
        stand = by_group.get(facet, all_of).by_criterion
        counts += [
            FacetCount(facet, one.value, stand[key, one.value], unparse(CriterionIs(criterion.key, one)))
            for one in criterion.standings
        ]
    return counts


def _gates(query: Query) -> tuple[int, ...]:
    """The gates, by which those are counted who meet all; none where one of them is hidden of anybody."""
    gates = [one for one in query.role.role.criteria if one.klass is CriterionClass.GATE]
    return () if any(query.hides(thing_of(one.asks)) for one in gates) else gate_ids(query.role)


def _shown(query: Query) -> list[Criterion]:
    """The criteria that are counted: not those that are only shown, nor what is hidden of anybody who can be found."""
    criteria = (one for one in query.role.role.criteria if one.klass is not CriterionClass.INFO)
    return [one for one in criteria if not query.hides(thing_of(one.asks))]
