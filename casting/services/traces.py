"""Traces of acts that change or delete rows, so that colleagues who look on are told of them, too."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.happenings import Happening, Kind
from casting.domain.vocabulary import Audience
from casting.services.review import Found
from casting.store.happenings import leave_trace
from casting.store.tables import ApplicationRow, ConflictRow, table
from casting.store.veils import veiled_pairs

APPLICATION, CONFLICT = table(ApplicationRow), table(ConflictRow)


def leave(
    session: Session, found: Found, kind: Kind, *, member_id: int, now: datetime, audience: Audience | None = None
) -> None:
    """A member has changed or deleted something of an application; of a note for herself nobody else hears."""
    if audience is Audience.ME:
        return
    role_id, reference = found.role.role_id, found.reference
    told = Happening(kind, 0, role_id, found.application_id, reference, member_id, now, audience=audience)
    leave_trace(session, told)


def leave_return(session: Session, *, reference: str, now: datetime) -> None:
    """An applicant has taken her withdrawal back."""
    _leave_own(session, Kind.RETURN, reference=reference, now=now)


def leave_edit(session: Session, *, reference: str, now: datetime) -> None:
    """An applicant has changed what she sent."""
    _leave_own(session, Kind.EDIT, reference=reference, now=now)


def leave_pair(
    session: Session, kind: Kind, references: Mapping[int, str], *, role_id: int, member_id: int, now: datetime
) -> None:
    """A member has merged two applications, or taken that back: told of both."""
    for application_id, reference in references.items():
        leave_trace(session, Happening(kind, 0, role_id, application_id, reference, member_id, now))


def leave_erasure(session: Session, *, reference: str, now: datetime) -> None:
    """An application is about to be erased. Who may not know of it is kept, since its conflicts go with it."""
    _leave_own(session, Kind.ERASURE, reference=reference, now=now)


def _leave_own(session: Session, kind: Kind, *, reference: str, now: datetime) -> None:
    wanted = select(APPLICATION.c.id, APPLICATION.c.role_id).where(
        APPLICATION.c.reference == reference, APPLICATION.c.held_for.is_(None)
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return
    in_conflict = session.scalars(select(CONFLICT.c.member_id).where(CONFLICT.c.ended_at.is_(None)).distinct()).all()
    hidden = frozenset(member_id for _, member_id in veiled_pairs(session, {row.id}, set(in_conflict)))
    leave_trace(session, Happening(kind, 0, row.role_id, row.id, reference, None, now, hidden_from=hidden))
