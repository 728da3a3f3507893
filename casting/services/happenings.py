"""What colleagues do, told to who may know of it: by reference and kind, and read on the page by its own permission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.happenings import BEHIND_ONES_OWN_MARK, Happening, Hearer, may_hear
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Stage
from casting.services.notes import audiences
from casting.store.applications import Query, in_list
from casting.store.calls import KeptRole
from casting.store.happenings import Cursor, Seen, marked_by, newest_of, since
from casting.store.tables import ApplicationRow, MemberRow, table
from casting.store.veils import unveiled, veiled_pairs

APPLICATION, MEMBER = table(ApplicationRow), table(MemberRow)
RECENT = timedelta(minutes=30)
"""So far back goes what is said on a card of somebody whom a colleague has just dealt with."""


def hearer_of(actor: Actor, role: KeptRole) -> Hearer:
    """The member as who is told what happens in a role."""
    marks = may(actor, Act.MARK, call_id=role.call_id)
    return Hearer(actor.member_id, role.role_id, marks, frozenset(audiences(actor, role)))


def heard(
    session: Session, happenings: Sequence[Happening], hearers: Sequence[Hearer]
) -> Mapping[Hearer, tuple[Happening, ...]]:
    """Which of these happenings each member is told of, in at most two queries for all of them."""
    veiled = {one.application_id for one in happenings if one.kind in BEHIND_ONES_OWN_MARK}
    roles = {one.role_id for one in happenings}
    marking = {hearer.member_id for hearer in hearers if hearer.marks and hearer.role_id in roles}
    marked = marked_by(session, veiled, marking) if veiled and marking else frozenset()
    hidden = veiled_pairs(session, {one.application_id for one in happenings}, {one.member_id for one in hearers})
    return {
        hearer: tuple(
            one
            for one in happenings
            if (one.application_id, hearer.member_id) not in hidden
            and may_hear(one, hearer, revealed=(one.application_id, hearer.member_id) in marked)
        )
        for hearer in set(hearers)
    }


def missed(session: Session, hearer: Hearer, cursor: Cursor, *, now: datetime) -> Seen:
    """What the member would have been told since; crowded where that is too much to tell one by one, or too old."""
    if cursor.moment < now - RECENT:
        return Seen((), frozenset({hearer.role_id}))
    seen = since(session, role_id=hearer.role_id, cursor=cursor)
    return Seen(heard(session, seen.happenings, [hearer])[hearer], seen.crowded)


@dataclass(frozen=True)
class News:
    """How an application stands of which the page was told.

    Attributes:
        newest: the last thing that happened and may be known; None where that is long ago.
        by: who did it; empty where it was the applicant.
        listed: whether the list in hand finds it still.
    """

    reference: str
    stage: Stage
    newest: Happening | None
    by: str
    listed: bool


def news_of(
    session: Session, actor: Actor, query: Query, references: Sequence[str], *, now: datetime
) -> tuple[News, ...]:
    """How these applications of a role stand now, in a fixed number of queries; who is gone or hidden is left out.

    That somebody has one in hand is said on its own page and nowhere else.
    """
    present = select(APPLICATION.c.id, APPLICATION.c.reference, APPLICATION.c.stage).where(
        APPLICATION.c.reference.in_(references),
        APPLICATION.c.role_id == query.role.role_id,
        APPLICATION.c.held_for.is_(None),
        unveiled(APPLICATION.c.id, actor.member_id),
    )
    rows = session.execute(present.order_by(APPLICATION.c.id)).all()
    ids = [row.id for row in rows]
    listed = set(session.scalars(select(APPLICATION.c.id).where(APPLICATION.c.id.in_(ids), in_list(session, query))))
    hearer = hearer_of(actor, query.role)
    told = heard(session, list(newest_of(session, ids, moment=now - RECENT)), [hearer])[hearer]
    newest: dict[int, Happening] = {}
    for one in sorted(told, key=lambda one: one.at):
        newest[one.application_id] = one
    who = {one.member_id for one in newest.values() if one.member_id is not None}
    named = select(MEMBER.c.id, MEMBER.c.name).where(MEMBER.c.id.in_(who))
    names = {row.id: row.name for row in session.execute(named)}
    return tuple(
        News(
            row.reference,
            Stage(row.stage),
            newest.get(row.id),
            names.get(newest[row.id].member_id or 0, "") if row.id in newest else "",
            row.id in listed,
        )
        for row in rows
    )
