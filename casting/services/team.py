"""The team: who is in it, who is signed in, and who may no longer sign in.

A session's key lies in one browser's cookie; the database holds its SHA-256 digest alone, so that whoever reads the
database cannot sign in with it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty
from casting.forms.fields import FieldFault, address_key, check_email
from casting.services import audit, calling, passwords
from casting.store import team
from casting.store.engine import reading, writing
from casting.store.once import insert_once
from casting.store.tables import MemberRow, MemberSessionRow, MembershipRow, TicketRow

SESSION_LIFE = timedelta(hours=14)
"""From the sign-in on, whatever is done meanwhile: one working day."""
DO_NOT_GO_TOGETHER = "That address and password do not go together."


@dataclass(frozen=True)
class NewSession:
    """A session that was just opened.

    Attributes:
        key: what the browser keeps; stored nowhere.
    """

    key: str
    expires_at: datetime
    member_id: int


def digest_of(key: str) -> str:
    """What is stored of a key with 256 bits of chance: it needs no salt."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def actor_of_session(session: Session, *, key: str, now: datetime) -> Actor | None:
    """The signed-in member with that key, or None where the session has ended or the member is switched off."""
    actor = team.actor_with_session(session, digest=digest_of(key), now=now)
    if actor is None or not actor.called:
        return actor
    return replace(actor, called=calling.count(session, actor))


def sign_in(engine: Engine, *, email: str, password: str, key: str, replaces: str, now: datetime) -> NewSession:
    """Open a session for the member with that address and password.

    It has two transactions of its own, because the proof of the password lies between them: it takes about 50 ms on
    purpose, for which nobody else may wait. It takes as long for an address that is not in the team.

    Args:
        key: 256 bits of chance, made for this session.
        replaces: the key of the session that the browser had before, which ends; empty where it had none.

    Raises:
        NotAllowed: there is no such member, or the password is another, or the member is switched off: all the same.
    """
    with reading(engine) as session:
        member = team.member_at(session, email_key=email_key(email))
    stored = member.password_hash if member is not None and member.active else None
    if not passwords.proved(password, stored) or member is None or stored is None:
        raise NotAllowed(DO_NOT_GO_TOGETHER)
    renewed = passwords.hashed(password) if passwords.outdated(stored) else stored
    with writing(engine) as session:
        unchanged = session.execute(
            update(MemberRow)
            .where(
                team.MEMBER.c.id == member.id,
                team.MEMBER.c.active,
                team.MEMBER.c.password_hash == stored,
            )
            .values(password_hash=renewed)
            .returning(team.MEMBER.c.id)
        )
        if unchanged.one_or_none() is None:
            raise NotAllowed(DO_NOT_GO_TOGETHER)
        sign_out(session, key=replaces)
        return open_session(session, member_id=member.id or 0, key=key, now=now)


def open_session(session: Session, *, member_id: int, key: str, now: datetime) -> NewSession:
    """Open a session for a member who has just proved who she is."""
    end_expired_sessions(session, now=now)
    opened = NewSession(key=key, expires_at=now + SESSION_LIFE, member_id=member_id)
    session.execute(
        insert(MemberSessionRow).values(
            digest=digest_of(key), member_id=member_id, signed_in_at=now, expires_at=opened.expires_at
        )
    )
    return opened


def sign_out(session: Session, *, key: str) -> None:
    """End the session with that key; one that has ended already stays so."""
    session.execute(delete(MemberSessionRow).where(team.SESSION.c.digest == digest_of(key)))


def end_expired_sessions(session: Session, *, now: datetime) -> None:
    """Remove sessions that have expired, so that no clock set back can revive them."""
    session.execute(delete(MemberSessionRow).where(team.SESSION.c.expires_at <= now))


def end_sessions(session: Session, *, member_id: int) -> None:
    """Sign a member out everywhere and void the links that were mailed to her."""
    session.execute(delete(MemberSessionRow).where(team.SESSION.c.member_id == member_id))
    session.execute(delete(TicketRow).where(team.TICKET.c.member_id == member_id, team.TICKET.c.used_at.is_(None)))


def switch_member(session: Session, *, by: Actor | None, member_id: int, active: bool, now: datetime) -> None:
    """Let a member sign in again, or not any more; her next request is then refused.

    Args:
        by: the administrator, or None for a command at the terminal.

    Raises:
        NotFound: there is no such member, or who asks is no administrator.
        Refused: an administrator would switch herself off, or nobody would be left who can administrate.
    """
    administrators = team.active_administrators(session)
    if by is not None and by.member_id not in administrators:
        raise NotFound("There is no such member.")
    member = session.get(MemberRow, member_id)
    if member is None:
        raise NotFound("There is no such member.")
    if not active and by is not None and by.member_id == member_id:
        raise Refused("You cannot switch yourself off. Ask another administrator to do it.")
    if not active and administrators == {member_id}:
        raise Refused(f"{member.name} is the only administrator who can sign in. Invite another one first.")
    if member.active is active:
        return
    member.active = active
    if not active:
        end_sessions(session, member_id=member_id)
    audit.record(
        session,
        act="switched on a member" if active else "switched off a member",
        subject=member.email,
        detail={"member": member_id},
        member_id=None if by is None else by.member_id,
        now=now,
    )


def team_of(session: Session) -> tuple[team.Member, ...]:
    """Everyone in the team, by name."""
    return team.members(session)


def create_member(
    session: Session,
    *,
    name: str,
    email: str,
    duties: Mapping[int, Duty],
    password: str | None,
    now: datetime,
    administrator: bool = False,
) -> int:
    """Put a member into the team without an invitation: for the terminal and the demonstration. Returns her id.

    Args:
        duties: duty by call id.
        password: None where she is to choose one through an invitation.

    Raises:
        Refused: the address is in the team already or cannot be one, or the password is too weak.
    """
    try:
        address = check_email(email)
    except FieldFault as fault:
        raise Refused(str(fault)) from fault
    if password is not None:
        passwords.check_choice(password, email=address, name=name)
    added = insert_once(
        session,
        MemberRow,
        {
            "email": address,
            "email_key": address_key(address),
            "name": name,
            "password_hash": None if password is None else passwords.hashed(password),
            "administrator": administrator,
            "active": True,
            "created_at": now,
        },
        unique="email_key",
    )
    member = team.member_at(session, email_key=address_key(address))
    if not added or member is None or member.id is None:
        raise Refused(f"{address} is in the team already.")
    for call_id, duty in duties.items():
        give_duty(session, member_id=member.id, call_id=call_id, duty=duty)
    return member.id


def member_id_at(session: Session, *, email: str) -> int:
    """The id of the member with that address, active or not. Raises NotFound where there is none."""
    member = team.member_at(session, email_key=email_key(email))
    if member is None or member.id is None:
        raise NotFound(f"Nobody in the team has the address {email}.")
    return member.id


def set_password(session: Session, *, member_id: int, password: str, now: datetime) -> None:
    """Give a member a password, at the terminal; she is signed out everywhere.

    Raises:
        NotFound: there is no such member.
        Refused: the password is too weak.
    """
    member = session.get(MemberRow, member_id)
    if member is None:
        raise NotFound("There is no such member.")
    passwords.check_choice(password, email=member.email, name=member.name)
    member.password_hash = passwords.hashed(password)
    end_sessions(session, member_id=member_id)
    audit.record(session, act="set a password", subject=member.email, detail={}, member_id=None, now=now)


def give_duty(session: Session, *, member_id: int, call_id: int, duty: Duty) -> None:
    """Give a member a duty in a call, in place of the one that she may have there."""
    present = session.get(MembershipRow, (member_id, call_id))
    if present is None:
        session.add(MembershipRow(member_id=member_id, call_id=call_id, duty=duty))
    else:
        present.duty = duty
    session.flush()


def email_key(email: str) -> str:
    """The key of a typed address; empty, which nobody's is, for what cannot be one."""
    try:
        return address_key(check_email(email))
    except FieldFault:
        return ""
