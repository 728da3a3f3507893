"""What is read of the team: members, their duties, their sessions and tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty
from casting.store.tables import CallRow, MemberRow, MemberSessionRow, MembershipRow, MentionRow, TicketRow, table

CALL, MEMBER, MEMBERSHIP = table(CallRow), table(MemberRow), table(MembershipRow)
MENTION, SESSION, TICKET = table(MentionRow), table(MemberSessionRow), table(TicketRow)
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far may the clocks of two machines that serve one installation lie apart."""


@dataclass(frozen=True)
class Membership:
    """What a member does in one call."""

    call_id: int
    call_title: str
    duty: Duty


@dataclass(frozen=True)
class Member:
    """A member as the administrator sees her.

    Attributes:
        invited: whether she has not chosen a password yet.
    """

    member_id: int
    name: str
    email: str
    administrator: bool
    active: bool
    invited: bool
    memberships: tuple[Membership, ...]


def team_names(session: Session, call_id: int) -> dict[int, str]:
    """The names of those in a call's team by key, who was switched off among them: their marks are still there."""
    rows = session.execute(
        select(MEMBER.c.id, MEMBER.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.member_id == MEMBER.c.id)
        .where(MEMBERSHIP.c.call_id == call_id)
        .order_by(MEMBER.c.id)
    )
    return {row.id: row.name for row in rows}


def actor_with_session(session: Session, *, digest: str, now: datetime) -> Actor | None:
    """The active member whose session it is, with all duties, in one query; None where it has ended.

    Notes that speak to her are counted as they are kept: who has any counts those that she may see.

    A session that begins in the future is none: the clock was set back, and what had expired must not live again.
    """
    begun = SESSION.c.signed_in_at <= now + CLOCKS_DIFFER
    called = select(func.count()).where(MENTION.c.member_id == MEMBER.c.id).scalar_subquery().label("called")
    rows = session.execute(
        select(MEMBER, MEMBERSHIP.c.call_id, MEMBERSHIP.c.duty, called)
        .select_from(SESSION)
        .join(MEMBER, MEMBER.c.id == SESSION.c.member_id)
        .outerjoin(MEMBERSHIP, MEMBERSHIP.c.member_id == MEMBER.c.id)
        .where(SESSION.c.digest == digest, SESSION.c.expires_at > now, begun, MEMBER.c.active)
    ).all()
    if not rows:
        return None
    member = rows[0]
    duties = {row.call_id: Duty(row.duty) for row in rows if row.call_id is not None}
    return Actor(
        member_id=member.id,
        name=member.name,
        email=member.email,
        administrator=member.administrator,
        duties=duties,
        called=member.called,
    )


def member_at(session: Session, *, email_key: str) -> MemberRow | None:
    """The member with that address, active or not."""
    return session.scalars(select(MemberRow).where(MEMBER.c.email_key == email_key)).one_or_none()


def open_ticket(session: Session, *, digest: str, now: datetime) -> MemberRow | None:
    """The active member for whom a ticket is that is neither used nor expired."""
    return session.scalars(
        select(MemberRow)
        .join(TICKET, TICKET.c.member_id == MEMBER.c.id)
        .where(TICKET.c.digest == digest, TICKET.c.used_at.is_(None), TICKET.c.expires_at > now, MEMBER.c.active)
    ).one_or_none()


def active_administrators(session: Session) -> frozenset[int]:
    """The ids of the administrators who can sign in, locked so that two cannot switch each other off at once."""
    found = session.scalars(
        select(MEMBER.c.id).where(MEMBER.c.administrator, MEMBER.c.active).order_by(MEMBER.c.id).with_for_update()
    )
    return frozenset(found)


def members(session: Session) -> tuple[Member, ...]:
    """Everyone in the team, by name, with their duties; two queries at any size."""
    duties = _memberships(session)
    return tuple(
        Member(
            member_id=row.id,
            name=row.name,
            email=row.email,
            administrator=row.administrator,
            active=row.active,
            invited=row.password_hash is None,
            memberships=duties.get(row.id, ()),
        )
        for row in session.execute(select(MEMBER).order_by(MEMBER.c.name, MEMBER.c.id))
    )


def is_staffed(session: Session, call_id: int) -> bool:
    """Whether anybody who is active has a duty in the call."""
    found = select(MEMBERSHIP.c.member_id).join(MEMBER, MEMBER.c.id == MEMBERSHIP.c.member_id)
    return session.execute(found.where(MEMBERSHIP.c.call_id == call_id, MEMBER.c.active).limit(1)).first() is not None


def _memberships(session: Session) -> Mapping[int, tuple[Membership, ...]]:
    found: dict[int, tuple[Membership, ...]] = {}
    for row in session.execute(
        select(MEMBERSHIP.c.member_id, MEMBERSHIP.c.duty, CALL.c.id, CALL.c.title)
        .join_from(MEMBERSHIP, CALL, CALL.c.id == MEMBERSHIP.c.call_id)
        .order_by(CALL.c.title)
    ):
        membership = Membership(call_id=row.id, call_title=row.title, duty=Duty(row.duty))
        found[row.member_id] = (*found.get(row.member_id, ()), membership)
    return found
