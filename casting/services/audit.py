"""The log of who did what with other people's data, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, not_, select
from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.store.tables import AuditRow, MemberRow, table
from casting.store.veils import veiled_references

AUDIT, MEMBER = table(AuditRow), table(MemberRow)
Detail = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        member: the member's name; empty for a command at the terminal and for somebody who was not signed in.
    """

    at: datetime
    member: str
    act: str
    subject: str


def record(session: Session, *, act: str, subject: str, detail: Detail, member_id: int | None, now: datetime) -> None:
    """Write one line, in the transaction of the act that it tells of.

    Args:
        act: what was done, as a verb with its object: "exported applications".
        subject: what it was done to, such as a role's address or a member's e-mail address; never an applicant's name.
        detail: figures and words that explain it.
        member_id: who did it; None for a command at the terminal and for somebody who was not signed in.
    """
    session.execute(insert(AuditRow).values(at=now, member_id=member_id, act=act, subject=subject, detail=dict(detail)))


def newest(session: Session, *, most: int, seen_by: Actor | None = None) -> tuple[Entry, ...]:
    """The newest lines of the log, newest first, at most so many.

    Args:
        seen_by: none of them is about whom a conflict of interest hides from this member.
    """
    hidden = () if seen_by is None else veiled_references(session, seen_by.member_id)
    found = session.execute(
        select(AUDIT.c.at, MEMBER.c.name, AUDIT.c.act, AUDIT.c.subject)
        .outerjoin_from(AUDIT, MEMBER, MEMBER.c.id == AUDIT.c.member_id)
        .where(*(not_(AUDIT.c.subject.contains(reference, autoescape=True)) for reference in hidden))
        .order_by(AUDIT.c.id.desc())
        .limit(most)
    )
    return tuple(Entry(at=row.at, member=row.name or "", act=row.act, subject=row.subject) for row in found)
