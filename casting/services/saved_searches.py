"""Searches that members keep by a name, for themselves or for their team."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Lens
from casting.services.searching import understood
from casting.store.calls import KeptRole
from casting.store.tables import MemberRow, SavedSearchRow, table

SAVED, MEMBER = table(SavedSearchRow), table(MemberRow)
LONGEST_NAME = 60
MOST_SAVED = 100
NO_SEARCH = "There is no such search, or it is not one of yours."


@dataclass(frozen=True)
class SavedSearch:
    """A search that the member may use; `by` is empty where it is her own."""

    search_id: int
    name: str
    q: str
    lens: Lens
    shared: bool
    by: str


def searches(session: Session, actor: Actor, role: KeptRole) -> tuple[SavedSearch, ...]:
    """The member's own searches of the role, then those that the team shares, each by name."""
    rows = session.execute(
        select(SAVED, MEMBER.c.name.label("by"))
        .join(MEMBER, MEMBER.c.id == SAVED.c.member_id)
        .where(SAVED.c.role_id == role.role_id, (SAVED.c.member_id == actor.member_id) | SAVED.c.shared)
        .order_by(SAVED.c.member_id != actor.member_id, SAVED.c.name, SAVED.c.id)
    )
    return tuple(
        SavedSearch(
            row.id,
            row.name,
            row.q,
            Lens(row.lens),
            row.shared,
            "" if row.member_id == actor.member_id else row.by,
        )
        for row in rows
    )


def save(
    session: Session, actor: Actor, role: KeptRole, *, name: str, q: str, lens: Lens, shared: bool, now: datetime
) -> int:
    """Keep a search; one of the member's own with the same name gives way to it. Returns by what it is known.

    Raises:
        SearchFault: it cannot be understood.
        Refused: it has no name, too long a one, finds everyone, or is one too many; or the member only looks on, and
            shares nothing.
    """
    _check(actor, role, name=name, shared=shared)
    if not q:
        raise Refused("This search is empty: it finds everyone. Search for something first.")
    understood(session, role, q)
    mine = select(func.count()).where(SAVED.c.role_id == role.role_id, SAVED.c.member_id == actor.member_id)
    if session.execute(mine.where(SAVED.c.name != name)).scalar_one() >= MOST_SAVED:
        raise Refused(f"You keep {MOST_SAVED} searches of this role already. Delete one first.")
    values = {"q": q, "lens": lens.value, "shared": shared, "saved_at": now}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    search_id: int = session.execute(
        insert(SAVED)
        .values(role_id=role.role_id, member_id=actor.member_id, name=name, **values)
        .on_conflict_do_update(index_elements=["role_id", "member_id", "name"], set_=values)
        .returning(SAVED.c.id)
    ).scalar_one()
    return search_id


def name_of(session: Session, actor: Actor, role: KeptRole, *, search_id: int) -> str:
    """What a search of one's own is called; empty where it is none of hers."""
    name: str | None = session.scalars(select(SAVED.c.name).where(_own(actor, role, search_id))).one_or_none()
    return name or ""


def rename(session: Session, actor: Actor, role: KeptRole, *, search_id: int, name: str, shared: bool) -> None:
    """Give a search of one's own another name, and share it or not.

    Raises:
        NotFound: there is none, or it is another member's.
        Refused: as `save` does, or the member has another one of that name.
    """
    _check(actor, role, name=name, shared=shared)
    there = select(SAVED.c.id).where(
        SAVED.c.role_id == role.role_id, SAVED.c.member_id == actor.member_id, SAVED.c.name == name
    )
    if session.scalars(there.where(SAVED.c.id != search_id)).first() is not None:
        raise Refused(f"You have another search called “{name}”. Nothing was changed.")
    kept = update(SAVED).where(_own(actor, role, search_id)).values(name=name, shared=shared).returning(SAVED.c.id)
    if session.execute(kept).one_or_none() is None:
        raise NotFound(NO_SEARCH)


def remove(session: Session, actor: Actor, role: KeptRole, *, search_id: int) -> None:
    """Delete a search of one's own. Raises NotFound as `rename` does."""
    gone = session.execute(delete(SAVED).where(_own(actor, role, search_id)).returning(SAVED.c.id))
    if gone.one_or_none() is None:
        raise NotFound(NO_SEARCH)


def may_share(actor: Actor, role: KeptRole) -> bool:
    """Whether the member may put something before the team: who may write notes for it."""
    return may(actor, Act.NOTE, call_id=role.call_id)


def _check(actor: Actor, role: KeptRole, *, name: str, shared: bool) -> None:
    if not name:
        raise Refused("Give the search a name.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"This name has {len(name):,} characters. Shorten it to {LONGEST_NAME}.")
    if shared and not may_share(actor, role):
        raise Refused("Your part in this call is to look on, so this search can only be kept for yourself.")


def _own(actor: Actor, role: KeptRole, search_id: int) -> ColumnElement[bool]:
    return and_(SAVED.c.id == search_id, SAVED.c.role_id == role.role_id, SAVED.c.member_id == actor.member_id)
