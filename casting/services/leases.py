"""Leases: who has an application in hand. Colleagues are led to others first, and nobody is kept out.

A lease begins when a candidate has been painted, never when her page was fetched ahead. It ends with the mark, when her
page is left or another candidate is painted, and by itself unless the page goes on saying that it is still looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casting.domain.permissions import Act, Actor, may
from casting.services.review import Found
from casting.store.tables import LeaseRow, MemberRow, table

LEASE, MEMBER = table(LeaseRow), table(MemberRow)
LASTS = timedelta(seconds=75)
"""How long it lasts without a sign. A page gives one every 30 seconds, so that one may be lost."""


@dataclass(frozen=True)
class Lease:
    """A colleague who has an application in hand, and since when."""

    name: str
    since: datetime


def take(session: Session, actor: Actor, found: Found, *, now: datetime) -> None:
    """Keep that the member has it in hand, if she marks at all, and nothing else any more."""
    others = LEASE.c.application_id != found.application_id
    session.execute(delete(LEASE).where(LEASE.c.member_id == actor.member_id, others))
    hold(session, actor, found, now=now)


def hold(session: Session, actor: Actor, found: Found, *, now: datetime) -> None:
    """A sign that the member has it in hand still, or again; since when is kept unless it had ended."""
    if not may(actor, Act.MARK, call_id=found.role.call_id):
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun = insert(LEASE).values(
        application_id=found.application_id, member_id=actor.member_id, since=now, until=now + LASTS
    )
    since = case((LEASE.c.until > now, LEASE.c.since), else_=begun.excluded.since)
    session.execute(
        begun.on_conflict_do_update(
            index_elements=["application_id", "member_id"], set_={"since": since, "until": begun.excluded.until}
        )
    )


def end(session: Session, actor: Actor, found: Found) -> None:
    """The member has it in hand no more."""
    session.execute(
        delete(LEASE).where(LEASE.c.application_id == found.application_id, LEASE.c.member_id == actor.member_id)
    )


def lease_rows(actor: Actor, found: Found, *, now: datetime) -> Select[Any]:
    """What `leases_among` reads: those of colleagues."""
    return (
        select(MEMBER.c.id, MEMBER.c.name, LEASE.c.since)
        .join(LEASE, LEASE.c.member_id == MEMBER.c.id)
        .where(
            LEASE.c.application_id == found.application_id,
            LEASE.c.member_id != actor.member_id,
            LEASE.c.until > now,
        )
    )


def leases_among(rows: Iterable[Any]) -> tuple[Lease, ...]:
    """The colleagues who have it in hand, who began first coming first."""
    return tuple(Lease(row.name, row.since) for row in sorted(rows, key=lambda row: (row.since, row.id)))
