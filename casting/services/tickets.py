"""Tickets: mailed links with which a member chooses a password, once; for an invitation or after forgetting it.

A ticket's key is derived from the installation's secret and a nonce. The message that waits to be sent holds the nonce,
the database a digest of the key: neither opens anything without the secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.messages import MessageKind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty
from casting.services import audit, passwords
from casting.services.messages import leave_message
from casting.services.team import NewSession, create_member, digest_of, email_key, end_sessions, give_duty, open_session
from casting.store import team
from casting.store.engine import reading, writing
from casting.store.tables import CallRow, MemberRow, MembershipRow, MessageRow, TicketRow, table

MESSAGE = table(MessageRow)
INVITATION_LIFE = timedelta(days=7)
FORGOTTEN_LIFE = timedelta(hours=1)
USED_UP = "This link has been used or is too old. Ask for a new one on the sign-in page."


@dataclass(frozen=True)
class Ticket:
    """A new ticket: what the message holds, and what its link holds."""

    nonce: str
    key: str


@dataclass(frozen=True)
class Holder:
    """For whom a ticket is, and whether she chooses her first password with it."""

    name: str
    email: str
    first: bool


def make_ticket(secret: bytes, *, nonce: str) -> Ticket:
    """The ticket of that nonce: 256 bits, HMAC-SHA-256.

    Args:
        nonce: 256 bits of chance.
    """
    made = hmac.new(secret, b"ticket:" + nonce.encode(), hashlib.sha256).digest()
    return Ticket(nonce=nonce, key=base64.urlsafe_b64encode(made).decode().rstrip("="))


def ticket_link(base_url: str, secret: bytes, *, nonce: str) -> str:
    """The link that is mailed to a member."""
    return f"{base_url.rstrip('/')}/password/{make_ticket(secret, nonce=nonce).key}"


def invite(
    session: Session,
    *,
    by: Actor | None,
    name: str,
    email: str,
    duties: Mapping[int, Duty],
    ticket: Ticket,
    now: datetime,
    administrator: bool = False,
) -> int:
    """Invite somebody into the team, or give a member more to do; a link to choose a password is mailed.

    Inviting again makes a new ticket and voids the older ones. An administrator stays one.

    Args:
        by: the administrator, or None for a command at the terminal.
        duties: duty by call id; at the terminal, a duty in one of the calls is replaced.

    Returns:
        The member's id.

    Raises:
        NotFound: there is no such call, or who asks is no administrator.
        Refused: the address cannot be one, or the member is switched off, has another duty in the call already, or
            would have nothing to do.
    """
    if by is not None and not by.administrator:
        raise NotFound("This page does not exist.")
    if not duties and not administrator:
        raise Refused("Say in which call she works and as what, or make her an administrator.")
    if any(session.get(CallRow, call_id) is None for call_id in duties):
        raise NotFound("There is no such call.")
    member = _member_for(session, name=name, email=email, now=now)
    _check_active(member)
    if by is not None:
        _keep_duties(session, member, duties)
    member.administrator = member.administrator or administrator
    about: dict[str, str] = {}
    for call_id, duty in duties.items():
        give_duty(session, member_id=member.id or 0, call_id=call_id, duty=duty)
        about = {"call": session.get_one(CallRow, call_id).title, "duty": duty.value}
    _mail_invitation(session, member, by=by, ticket=ticket, now=now, about=about)
    detail: audit.Detail = {f"call {key}": duty.value for key, duty in duties.items()} | {
        "administrator": administrator
    }
    audit.record(session, act="invited", subject=member.email, detail=detail, member_id=_id_of(by), now=now)
    return member.id or 0


def invite_again(session: Session, *, by: Actor | None, member_id: int, ticket: Ticket, now: datetime) -> None:
    """Mail a member a new link and void the older ones.

    Raises:
        NotFound: there is no such member, or who asks is no administrator.
        Refused: the member is switched off.
    """
    member = session.get(MemberRow, member_id)
    if member is None or (by is not None and not by.administrator):
        raise NotFound("There is no such member.")
    _check_active(member)
    _mail_invitation(session, member, by=by, ticket=ticket, now=now, about={})
    audit.record(session, act="invited again", subject=member.email, detail={}, member_id=_id_of(by), now=now)


def forgot(session: Session, *, email: str, ticket: Ticket, now: datetime) -> None:
    """Mail a link for a new password, if the address is a member's. Nothing tells whether it is one.

    Either way takes as many statements and one durable commit, for the line of the log, and so about as long.
    """
    member = team.member_at(session, email_key=email_key(email))
    if member is not None and member.active:
        _mail(session, member, ticket, kind=MessageKind.FORGOTTEN, life=FORGOTTEN_LIFE, inviter="", now=now)
        subject = member.email
    else:
        _pretend(session, ticket)
        subject = "an address without access"
    audit.record(session, act="asked for a new password", subject=subject, detail={}, member_id=None, now=now)


def holder_of(session: Session, *, key: str, now: datetime) -> Holder:
    """For whom the ticket is.

    Raises:
        NotFound: it was used, or has expired, or there never was one.
    """
    member = team.open_ticket(session, digest=digest_of(key), now=now)
    if member is None:
        raise NotFound(USED_UP)
    return Holder(name=member.name, email=member.email, first=member.password_hash is None)


def choose_password(engine: Engine, *, key: str, password: str, session_key: str, now: datetime) -> NewSession:
    """Use a ticket: keep the password, sign the member out everywhere else, and sign her in here.

    It has two transactions of its own, because the password is hashed between them (see `team.sign_in`).

    Args:
        key: the ticket's.
        session_key: 256 bits of chance, made for the session that begins.

    Raises:
        NotFound: the ticket was used, or has expired, or there never was one.
        Refused: the password is too weak; the ticket stays good.
    """
    with reading(engine) as session:
        holder = holder_of(session, key=key, now=now)
    passwords.check_choice(password, email=holder.email, name=holder.name)
    stored = passwords.hashed(password)
    with writing(engine) as session:
        member = _use(session, key=key, now=now)
        member.password_hash = stored
        end_sessions(session, member_id=member.id or 0)
        return open_session(session, member_id=member.id or 0, key=session_key, now=now)


def _member_for(session: Session, *, name: str, email: str, now: datetime) -> MemberRow:
    """The member with that address, new or not."""
    member = team.member_at(session, email_key=email_key(email))
    if member is None:
        member_id = create_member(session, name=name, email=email, duties={}, password=None, now=now)
        member = session.get_one(MemberRow, member_id)
    return member


def _keep_duties(session: Session, member: MemberRow, duties: Mapping[int, Duty]) -> None:
    """Who works in a call already does not become something else by an invitation that was meant for a newcomer."""
    if member.password_hash is None:
        return
    for call_id, duty in duties.items():
        present = session.get(MembershipRow, (member.id, call_id))
        if present is not None and present.duty != duty.value:
            raise Refused(
                f"{member.name} works in this call already, as {present.duty}. Nothing was changed; "
                f"“casting user add” at the terminal makes a member {duty.value} instead."
            )


def _check_active(member: MemberRow) -> None:
    if not member.active:
        raise Refused(f"{member.email} is switched off. Switch that member on first.")


def _mail_invitation(
    session: Session, member: MemberRow, *, by: Actor | None, ticket: Ticket, now: datetime, about: Mapping[str, str]
) -> None:
    """Mail a link to choose a password; `about` holds the `call` and the `duty` where the invitation came with one."""
    invited = MESSAGE.c.member_id == member.id, MESSAGE.c.kind == MessageKind.INVITATION, MESSAGE.c.sent_at.is_(None)
    session.execute(delete(MessageRow).where(*invited))
    session.execute(delete(TicketRow).where(team.TICKET.c.member_id == member.id, team.TICKET.c.used_at.is_(None)))
    inviter = "The casting team" if by is None else by.name
    _mail(
        session,
        member,
        ticket,
        kind=MessageKind.INVITATION,
        life=INVITATION_LIFE,
        inviter=inviter,
        now=now,
        about=about,
    )


def _mail(
    session: Session,
    member: MemberRow,
    ticket: Ticket,
    *,
    kind: MessageKind,
    life: timedelta,
    inviter: str,
    now: datetime,
    about: Mapping[str, str] | None = None,
) -> None:
    digest = digest_of(ticket.key)
    session.execute(insert(TicketRow).values(digest=digest, member_id=member.id, expires_at=now + life))
    leave_message(
        session,
        key=f"{kind}:{digest}",
        kind=kind,
        recipient=member.email,
        values={"nonce": ticket.nonce, "name": member.name, "inviter": inviter, **(about or {})},
        application_id=None,
        member_id=member.id,
        now=now,
    )


def _pretend(session: Session, ticket: Ticket) -> None:
    """Ask the database as often as `_mail` does, and keep nothing."""
    digest = digest_of(ticket.key)
    session.execute(delete(TicketRow).where(team.TICKET.c.digest == digest))
    session.execute(delete(MessageRow).where(MESSAGE.c.key == digest))


def _use(session: Session, *, key: str, now: datetime) -> MemberRow:
    """Use a ticket up: whoever comes second, even at the same moment, finds it used."""
    ticket = team.TICKET.c
    used = session.execute(
        update(TicketRow)
        .where(ticket.digest == digest_of(key), ticket.used_at.is_(None), ticket.expires_at > now)
        .values(used_at=now)
        .returning(ticket.member_id)
    ).scalar_one_or_none()
    member = None if used is None else session.get(MemberRow, used)
    if member is None or not member.active:
        raise NotFound(USED_UP)
    return member


def _id_of(by: Actor | None) -> int | None:
    return None if by is None else by.member_id
