"""The one query object of a role's applications: list, count, neighbours and export all come from it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.domain.search_tree import Tree
from casting.domain.vocabulary import Lens
from casting.store.calls import KeptRole
from casting.store.conditions import Asking, listed
from casting.store.lenses import ORDERS, Place, cursor, place_at, places
from casting.store.list_rows import ListRow, read_rows
from casting.store.tables import ApplicationRow, table

APPLICATION = table(ApplicationRow)
COUNTED = 1001
"""Where counting stops in lists: beyond it stands "more than 1,000"."""


@dataclass(frozen=True)
class Query:
    """What a person looks at: the applications of which role, which of them, in which order.

    Attributes:
        member_id: whose own marks are meant and shown; None for a command at the terminal.
    """

    role: KeptRole
    member_id: int | None
    tree: Tree
    lens: Lens


@dataclass(frozen=True)
class ListPage:
    """One page of a list, and the cursor at which the next one begins; None at the end."""

    rows: tuple[ListRow, ...]
    next_after: str | None


@dataclass(frozen=True)
class Neighbours:
    """Who stands right before an application in the list, and the next few behind it."""

    previous: ListRow | None
    ahead: tuple[ListRow, ...]


def page(session: Session, query: Query, *, after: str | None, size: int) -> ListPage:
    """A page of at most `size` rows. Costs at most 6 queries, however many rows there are.

    Args:
        after: the cursor that the page before gave; None for the first page.

    Raises:
        Refused: the cursor is broken, or the tree asks for what cannot be asked (see `listed`).
    """
    role_id = query.role.role_id
    place = None if after is None else place_at(after, lens=query.lens, role_id=role_id)
    found = _places(session, query, after=place, most=size + 1)
    more = cursor(query.lens, role_id, found[size - 1]) if len(found) > size else None
    return ListPage(rows_of(session, query, [place[-1] for place in found[:size]]), more)


def count(session: Session, query: Query, *, cap: int | None = COUNTED) -> int:
    """How many applications the query finds; counting stops at `cap`, where one is given."""
    found = select(APPLICATION.c.id).where(APPLICATION.c.role_id == query.role.role_id, in_list(session, query))
    if cap is None:
        return session.execute(found.with_only_columns(func.count())).scalar_one()
    return session.execute(select(func.count()).select_from(found.limit(cap).subquery())).scalar_one()


def neighbours(session: Session, query: Query, *, application_id: int, ahead: int = 5) -> Neighbours:
    """Who stands around an application in the list; it need not be found by the query itself, or not any more.

    Raises:
        NotFound: the role has no such application, or it is in no list.
    """
    here = _place_of(session, query, application_id)
    before = _places(session, query, after=here, most=1, backwards=True)
    behind = _places(session, query, after=here, most=ahead)
    rows = rows_of(session, query, [place[-1] for place in (*before, *behind)])
    shown = {row.application_id: row for row in rows}
    previous = shown.get(before[0][-1]) if before else None
    return Neighbours(previous, tuple(shown[place[-1]] for place in behind if place[-1] in shown))


def rows_of(session: Session, query: Query, ids: list[int]) -> tuple[ListRow, ...]:
    """The rows of these applications of the role, in this order, whether or not the query finds them."""
    return read_rows(session, query.role, member_id=query.member_id, ids=ids)


def in_list(session: Session, query: Query, *, withdrawn: bool | None = None) -> ColumnElement[bool]:
    """The query as a condition on the application's row; see `listed`, which raises Refused."""
    asking = Asking(query.role, query.member_id, session.get_bind().dialect.name)
    return listed(query.tree, asking, withdrawn=withdrawn)


def ordered(session: Session, query: Query) -> Select[Any]:
    """All that the query finds, in the lens's order, as a statement to which columns and tables can be added."""
    order = ORDERS[query.lens]
    found = select(APPLICATION.c.id).select_from(order.rows)
    return found.where(order.role_id == query.role.role_id, in_list(session, query)).order_by(*order.clauses())


def _places(session: Session, query: Query, *, after: Place | None, most: int, backwards: bool = False) -> list[Place]:
    statement = places(
        query.lens,
        role_id=query.role.role_id,
        listed=in_list(session, query),
        after=after,
        most=most,
        backwards=backwards,
    )
    return [tuple(row) for row in session.execute(statement)]


def _place_of(session: Session, query: Query, application_id: int) -> Place:
    order = ORDERS[query.lens]
    found = session.execute(
        select(*order.columns)
        .select_from(order.rows)
        .where(
            APPLICATION.c.id == application_id, order.role_id == query.role.role_id, APPLICATION.c.held_for.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such application, or it is not one of yours.")
    return tuple(found)
