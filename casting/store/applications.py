"""The one query object of a role's applications: list, count, neighbours and export all come from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, reach
from casting.domain.calls import CallPlan
from casting.domain.errors import Refused
from casting.domain.search_asks import asks_for_standing, markers_named
from casting.domain.search_tree import All, Everything, MarkedBy, Not, Tree
from casting.domain.vocabulary import Lens
from casting.store.calls import KeptRole
from casting.store.conditions import Asking, listed, meets
from casting.store.lenses import (
    RUN_PLACE,
    Order,
    Place,
    cursor,
    order_of,
    place_at,
    places,
    places_among_all,
    places_near,
)
from casting.store.list_rows import ListRow, read_rows
from casting.store.runs import RunOrder
from casting.store.tables import (
    ApplicationRow,
    ConsentRow,
    ConsentTextRow,
    LeaseRow,
    LookRow,
    ScoreRow,
    table,
)
from casting.store.team import team_names

APPLICATION, SCORE, LOOK = table(ApplicationRow), table(ScoreRow), table(LookRow)
CONSENT, CONSENT_TEXT = table(ConsentRow), table(ConsentTextRow)
LEASE = table(LeaseRow)
AT_ONCE = 400
"""Ids of a run's order that are looked up at first: enough for a page of a search that finds one in seven."""
UNMARKED = Not(MarkedBy(None))
"""Neither an opinion nor stars of one's own, by one look at the marks."""


@dataclass(frozen=True)
class Query:
    """What a person looks at: the applications of which role, which of them, in which order.

    Attributes:
        member_id: whose own marks are meant and shown; None for a command at the terminal.
        seed: which of the shuffled orders, for the lens `random`.
        looks_on: whether the member sees colleagues' marks without marking first: who may not mark at all.
        unseen: whether whom the member has had on screen among those next to review is left out.
        free_at: the moment at which whom a colleague has in hand is left out; None where nobody is.
        run: the order of the stored run in which the list is held still; None for that of the published one.
        purpose: what the list is for: it holds those alone who consent to that; empty for no purpose in particular.
    """

    role: KeptRole
    member_id: int | None
    tree: Tree
    lens: Lens
    seed: int = 0
    looks_on: bool = False
    unseen: bool = False
    free_at: datetime | None = None
    run: RunOrder | None = None
    purpose: str = ""

    @property
    def order(self) -> Order:
        """How the lens sorts."""
        return order_of(self.lens, seed=self.seed)

    def hides(self, thing: str) -> bool:
        """Whether something is hidden from the member of anybody whom the tree can find."""
        return self.member_id is not None and thing in self.role.blind.within(reach(self.tree))

    @property
    def whole(self) -> bool:
        """Whether everyone that the tree finds is in the list, whatever the lens."""
        return self.run is None and self.order.only is None


@dataclass(frozen=True)
class ListPage:
    """One page of a list, and the cursor at which the next one begins; None at the end."""

    rows: tuple[ListRow, ...]
    next_after: str | None


def page(session: Session, query: Query, *, after: str | None, size: int) -> ListPage:
    """A page of at most `size` rows. Costs at most 5 queries, however many rows there are.

    Args:
        after: the cursor that the page before gave; None for the first page.

    Raises:
        Refused: the cursor is broken, or the tree asks for what cannot be asked (see `listed`).
    """
    role_id = query.role.role_id
    name, checks = (query.order.name, query.order.checks) if query.run is None else (query.run.name, RUN_PLACE)
    place = None if after is None else place_at(after, name=name, checks=checks, role_id=role_id)
    found = next_places(session, query, after=place, most=size + 1)
    more = cursor(name, role_id, found[size - 1]) if len(found) > size else None
    return ListPage(rows_of(session, query, [place[-1] for place in found[:size]]), more)


def count(session: Session, query: Query) -> int:
    """How many applications the query finds."""
    found = select(func.count()).where(APPLICATION.c.role_id == query.role.role_id, in_list(session, query))
    return int(session.execute(found).scalar_one())


def first(session: Session, query: Query, *, most: int) -> list[int]:
    """The ids at the start of the list."""
    return [place[-1] for place in next_places(session, query, after=None, most=most)]


def rows_of(session: Session, query: Query, ids: list[int]) -> tuple[ListRow, ...]:
    """The rows of these applications of the role, in this order, whether or not the query finds them.

    What is hidden from the member is left out.

    In the order of a stored run they have no places: those of the published run would stand in another order.
    """
    rows = read_rows(session, query.role, member_id=query.member_id, ids=ids)
    return tuple(as_in(row, query.run) for row in rows)


def as_in(row: ListRow, run: RunOrder | None) -> ListRow:
    """The row as it stands in the order of a stored run; None for that of the published one."""
    if run is None:
        return row
    return replace(row, place=None, random=run.stands_by_chance(row.application_id))


def in_list(session: Session, query: Query, *, withdrawn: bool | None = None) -> ColumnElement[bool]:
    """The query as a condition on the application's row; see `listed`, which raises Refused."""
    found = lets_see(session, query, withdrawn=withdrawn)
    if query.run is not None:
        return and_(found, query.run.holds(dialect=session.get_bind().dialect.name))
    if query.order.only is not None:
        if query.lens is Lens.NEXT:
            # Most of a role stand there: asked one by one they cost less than a list of them.
            there = exists().where(SCORE.c.application_id == APPLICATION.c.id, query.order.only)
            return and_(found, there.correlate(APPLICATION))  # a list may read scores itself
        within = select(SCORE.c.application_id).where(SCORE.c.role_id == query.role.role_id, query.order.only)
        return and_(found, APPLICATION.c.id.in_(within))
    return found


def ordered(session: Session, query: Query) -> Select[Any]:
    """All that the query finds, in the lens's order, as a statement to which columns and tables can be added."""
    order = query.order
    found = select(APPLICATION.c.id).select_from(order.rows)
    return found.where(order.role_id == query.role.role_id, in_list(session, query)).order_by(*order.clauses())


def chosen(session: Session, query: Query, tree: Tree) -> ColumnElement[bool]:
    """What a part of the query's tree asks for, as a condition on the application's row. Raises as `listed` does."""
    return meets(tree, _asking(session, replace(query, tree=tree)))


def lets_see(
    session: Session, query: Query, *, withdrawn: bool | None = None, marked: bool = False
) -> ColumnElement[bool]:
    """What the tree finds, and the lens lets see.

    Who is next to review has no mark of one's own, unless `marked`. Whom chance put there is met without her place, so
    that nobody can be asked for by it: Refused. Where model and panel differ tells what colleagues
    said, so that it shows nobody before one's own mark.
    """
    tree = query.tree
    if query.lens is Lens.NEXT and asks_for_standing(tree):
        raise Refused(
            "Among those next to review, some were put there by chance and are met without their place. So “band:”, "
            "“place:” and “score:” cannot be asked for there: leave them out, or choose another order."
        )
    if query.member_id is not None and query.lens is Lens.NAME and query.hides(NAME):
        raise Refused(
            f"Names are hidden in {', '.join(query.role.blind.hiding(NAME))}, so nobody can be put in their order "
            "there. Choose another order, or search in another stage."
        )
    if query.member_id is not None and query.lens is Lens.NEXT and not marked:
        tree = All((tree, UNMARKED))
    elif query.member_id is not None and query.lens is Lens.DISAGREEMENT and not query.looks_on:
        tree = All((tree, Not(UNMARKED)))
    found = listed(tree, _asking(session, query), withdrawn=withdrawn)
    if query.purpose:
        found = and_(found, consents(query.role.call, query.purpose))
    if query.free_at is not None:
        found = and_(found, free(query.member_id, query.free_at))
    if not query.unseen:
        return found
    seen = exists().where(
        LOOK.c.application_id == APPLICATION.c.id, LOOK.c.member_id == query.member_id, LOOK.c.lens == Lens.NEXT.value
    )
    return and_(found, not_(seen))


def consents(call: CallPlan, purpose: str) -> ColumnElement[bool]:
    """Whether somebody consents to a purpose of the call: to one of its present texts, in whichever language.

    Where nobody can apply without the purpose, an earlier text that was required too holds for who sent hers with it
    (docs/decisions/0036).
    """
    holds: ColumnElement[bool] = CONSENT_TEXT.c.current
    if any(one.purpose == purpose and one.required for one in call.consents):
        holds = or_(holds, CONSENT_TEXT.c.required)
    return agreed(CONSENT_TEXT.c.purpose == purpose, holds)


def agreed(*texts: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has agreed to a text of which these conditions hold."""
    read = exists().where(CONSENT.c.application_id == APPLICATION.c.id, CONSENT.c.consent_text_id == CONSENT_TEXT.c.id)
    return read.where(*texts)


def free(member_id: int | None, at: datetime) -> ColumnElement[bool]:
    """The condition that at this moment no colleague of the member has an application in hand."""
    return ~exists().where(
        LEASE.c.application_id == APPLICATION.c.id, LEASE.c.member_id != member_id, LEASE.c.until > at
    )


def _asking(session: Session, query: Query) -> Asking:
    markers = team_names(session, query.role.call_id) if markers_named(query.tree) else {}
    return Asking(query.role, query.member_id, session.get_bind().dialect.name, query.looks_on, markers)


def next_places(
    session: Session, query: Query, *, after: Place | None, most: int, backwards: bool = False
) -> list[Place]:
    """The next places of the list, or those before. The way back leads past those that were marked on the way."""
    found = lets_see(session, query, marked=backwards)
    if query.run is not None:
        return _run_places(session, query.run, found, query=query, after=after, most=most, backwards=backwards)
    near: list[Place] = []
    plain = isinstance(query.tree, Everything) or query.lens is Lens.RANDOM
    for wanted in (places,) if plain else (places_near, places_among_all):
        statement = wanted(
            query.order, role_id=query.role.role_id, listed=found, after=after, most=most, backwards=backwards
        )
        near = [tuple(row) for row in session.execute(statement)]
        if len(near) == most:
            break
    return near


def _run_places(
    session: Session,
    run: RunOrder,
    found: ColumnElement[bool],
    *,
    query: Query,
    after: Place | None,
    most: int,
    backwards: bool,
) -> list[Place]:
    """The same in the order of a stored run, in two queries at most: the nearest ids, then all that is found."""
    here = after[0] if after is not None else -1
    way = range(here - 1, -1, -1) if backwards else range(here + 1, len(run.ids))
    of_role = select(APPLICATION.c.id).where(APPLICATION.c.role_id == query.role.role_id, found)
    near = way[:AT_ONCE]
    known = set(session.scalars(of_role.where(APPLICATION.c.id.in_([run.ids[place] for place in near]))))
    if len(known) < most and len(way) > AT_ONCE:
        near, known = way, set(session.scalars(of_role))
    return list(islice(((place, run.ids[place]) for place in near if run.ids[place] in known), most))


def of_role(wanted: Select[Any], rows: Table, role_id: int) -> Select[Any]:
    """Only the rows on applications of the role.

    Adding 0 keeps the database from going through all applications of the role, of which there are many more.
    """
    joined = wanted.join(APPLICATION, APPLICATION.c.id == rows.c.application_id)
    return joined.where(APPLICATION.c.role_id + 0 == role_id)
