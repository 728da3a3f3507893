"""The log of who did what with other people's data, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, not_, or_, select, true
from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.store.tables import (
    ApplicationRow,
    AuditRow,
    BulkActRow,
    BulkMemberRow,
    CallRow,
    DecisionRow,
    MemberRow,
    RoleRow,
    table,
)
from casting.store.veils import unveiled, veiled_references

AUDIT, MEMBER, DECISION, APPLICATION = table(AuditRow), table(MemberRow), table(DecisionRow), table(ApplicationRow)
ROLE, CALL, BULK, BULK_MEMBER = table(RoleRow), table(CallRow), table(BulkActRow), table(BulkMemberRow)
Detail = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        member: the member's name; empty for a command at the terminal and for somebody who was not signed in.
        changes: what became different of a call, in words; empty for every other act.
    """

    at: datetime
    member: str
    act: str
    subject: str
    changes: str = ""


def record(session: Session, *, act: str, subject: str, detail: Detail, member_id: int | None, now: datetime) -> None:
    """Write one line, in the transaction of the act that it tells of.

    Args:
        act: what was done, as a verb with its object: "exported applications".
        subject: what it was done to, such as a role's address or a member's e-mail address; never an applicant's name.
        detail: figures and words that explain it.
        member_id: who did it; None for a command at the terminal and for somebody who was not signed in.
    """
    session.execute(insert(AuditRow).values(at=now, member_id=member_id, act=act, subject=subject, detail=dict(detail)))


def newest(
    session: Session, *, most: int, seen_by: Actor | None = None, role: str = "", by: int | None = None
) -> tuple[Entry, ...]:
    """The newest lines of the log and moves of one application, newest first, at most so many.

    Args:
        seen_by: none of them is about whom a conflict of interest hides from this member.
        role: the address of a role, `call/role`: only what is about it or one of its applications; empty for all.
        by: the member who did it; None for all.
    """
    logged = _logged(session, _about(role), most=most, seen_by=seen_by, by=by)
    entries = (*logged, *_moves(session, most=most, seen_by=seen_by, role=role, by=by))
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:most])


def _about(role: str) -> ColumnElement[bool]:
    """The condition that a line is about a role, however its subject names it."""
    if not role:
        return true()
    named = AUDIT.c.subject.endswith(f" {role}", autoescape=True)
    within = AUDIT.c.subject.startswith(f"{role}/", autoescape=True)
    joined = APPLICATION.join(ROLE, ROLE.c.id == APPLICATION.c.role_id).join(CALL, CALL.c.id == ROLE.c.call_id)
    applied = select(APPLICATION.c.reference).select_from(joined).where(*_of(role))
    return or_(AUDIT.c.subject == role, named, within, AUDIT.c.subject.in_(applied))


def _of(role: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a row of a role is of this one; none where all are wanted."""
    call, _, slug = role.partition("/")
    return (CALL.c.slug == call, ROLE.c.slug == slug) if role else ()


def _logged(
    session: Session, about: ColumnElement[bool], *, most: int, seen_by: Actor | None, by: int | None
) -> Iterator[Entry]:
    hidden = () if seen_by is None else veiled_references(session, seen_by.member_id)
    found = session.execute(
        select(AUDIT.c.at, MEMBER.c.name, AUDIT.c.act, AUDIT.c.subject, AUDIT.c.detail)
        .outerjoin_from(AUDIT, MEMBER, MEMBER.c.id == AUDIT.c.member_id)
        .where(about, *(() if by is None else (AUDIT.c.member_id == by,)))
        .where(*(not_(AUDIT.c.subject.contains(reference, autoescape=True)) for reference in hidden))
        .order_by(AUDIT.c.id.desc())
        .limit(most)
    )
    return (
        Entry(row.at, row.name or "", row.act, row.subject, changes=str(row.detail.get("changes") or ""))
        for row in found
    )


def _moves(session: Session, *, most: int, seen_by: Actor | None, role: str, by: int | None) -> Iterator[Entry]:
    """A decision is a row of its own that tells of itself; those of an act on many are one line of the log already."""
    of_many = exists().where(BULK_MEMBER.c.decision_id == DECISION.c.id)
    undone = exists().where(BULK.c.undone_at == DECISION.c.decided_at, BULK.c.undone_by == DECISION.c.member_id)
    found = session.execute(
        select(
            DECISION.c.decided_at,
            MEMBER.c.name,
            DECISION.c.before,
            DECISION.c.after,
            APPLICATION.c.reference,
            CALL.c.slug.label("call"),
            ROLE.c.slug.label("role"),
        )
        .join_from(DECISION, MEMBER, MEMBER.c.id == DECISION.c.member_id)
        .join(APPLICATION, APPLICATION.c.id == DECISION.c.application_id)
        .join(ROLE, ROLE.c.id == APPLICATION.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(not_(of_many), not_(undone), unveiled(APPLICATION.c.id, seen_by.member_id if seen_by else None))
        .where(*(() if by is None else (DECISION.c.member_id == by,)), *_of(role))
        .order_by(DECISION.c.id.desc())
        .limit(most)
    )
    return (
        Entry(
            at=row.decided_at,
            member=row.name,
            act=f"moved from {row.before} to {row.after}",
            subject=f"{row.reference} of {row.call}/{row.role}",
        )
        for row in found
    )
