"""The link to a draft, mailed to whoever kept it, or lost what opens it."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from casting.domain.messages import MessageKind
from casting.services.drafts import draft_digest
from casting.services.messages import leave_message
from casting.services.to_applicants import names_of
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import CallRow, DraftRow, RoleRow, table

CALL, DRAFT, ROLE = table(CallRow), table(DraftRow), table(RoleRow)
NAME = DRAFT.c.typed["name"].as_string().label("name")
MOST_AT_ONCE = 10
"""Drafts of one address whose links are mailed together."""


def mail_link(session: Session, *, code: str, email: str, language: str, now: datetime) -> None:
    """Mail the link of a draft to this address, once for each address; nothing where there is no such draft."""
    row = session.execute(
        select(DRAFT.c.nonce, DRAFT.c.role_id, NAME).where(DRAFT.c.digest == draft_digest(code))
    ).one_or_none()
    role = None if row is None else role_kept_by_id(session, row.role_id)
    if row is not None and role is not None:
        _mail(session, role, row, email=email, language=language, now=now)


def mail_links_again(session: Session, *, email: str, language: str, now: datetime) -> None:
    """Mail the links of all drafts of open calls in which this address stands; nothing where there is none."""
    stands = func.lower(func.trim(DRAFT.c.typed["email"].as_string())) == email.lower()
    rows = session.execute(
        select(DRAFT.c.nonce, DRAFT.c.role_id, NAME)
        .join(ROLE, ROLE.c.id == DRAFT.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(CALL.c.closes_at > now, stands)
        .order_by(DRAFT.c.saved_at.desc())
        .limit(MOST_AT_ONCE)
    ).all()
    for row in rows:
        role = role_kept_by_id(session, row.role_id)
        if role is not None:
            _mail(session, role, row, email=email, language=language, now=now, again=f":{now:%Y%m%d%H%M}")


def _mail(
    session: Session, role: KeptRole, row: Row[Any], *, email: str, language: str, now: datetime, again: str = ""
) -> None:
    address = hashlib.sha256(email.encode()).hexdigest()[:16]
    names = {"draft": row.nonce, "name": row.name or "", **names_of(role, language=language)}
    leave_message(
        session,
        key=f"draft:{row.nonce}:{address}{again}",
        kind=MessageKind.DRAFT_LINK,
        recipient=email,
        values={**names, "until": role.call.closes_at.isoformat(), "zone": role.call.time_zone},
        application_id=None,
        member_id=None,
        now=now,
    )
