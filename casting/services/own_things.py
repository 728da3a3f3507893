"""What a browser is remembered to have sent or begun, so that its person finds the way back to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.services.drafts import MAY_READ, draft_name
from casting.store.tables import ApplicationRow, CallRow, DraftRow, RoleRow, table

APPLICATION, CALL, DRAFT, ROLE = table(ApplicationRow), table(CallRow), table(DraftRow), table(RoleRow)

MOST_VERSIONS = 1000
"""Of a draft: tokens are looked up as they are, which every index can."""


@dataclass(frozen=True)
class OwnThing:
    """An application that was sent, or a form that was begun.

    Attributes:
        reference: of an application; empty of a form that was begun.
        call, role: the names in the address.
        role_title: as people read it.
    """

    reference: str
    call: str
    role: str
    role_title: str


def own_things(
    session: Session, *, references: Collection[str], drafts: Collection[str], now: datetime
) -> tuple[OwnThing, ...]:
    """What is still there of what a browser remembers, what was sent first; the caller has checked that it does.

    Args:
        drafts: the digests of their codes (`casting.services.drafts.draft_digest`).
    """
    told = (CALL.c.slug, ROLE.c.slug.label("role"), ROLE.c.title)
    sent = (
        select(APPLICATION.c.reference, *told)
        .join(ROLE, ROLE.c.id == APPLICATION.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(APPLICATION.c.reference.in_(references))
        .order_by(APPLICATION.c.received_at.desc(), APPLICATION.c.id.desc())
    )
    begun = (
        select(*told)
        .join(ROLE, ROLE.c.id == DRAFT.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(DRAFT.c.digest.in_(drafts), CALL.c.closes_at > now - MAY_READ)
        .order_by(DRAFT.c.saved_at.desc(), DRAFT.c.id.desc())
    )
    found = [OwnThing(*row) for row in session.execute(sent)] if references else []
    if drafts:
        found += [OwnThing("", *row) for row in session.execute(begun)]
    return tuple(found)


def sent_from(session: Session, *, code: str, now: datetime) -> str | None:
    """The reference of what was sent from the draft of this code, for as long as the draft could have been read."""
    tokens = [f"{draft_name(code)}.{version}" for version in range(1, MOST_VERSIONS)]
    sent = (
        select(APPLICATION.c.reference)
        .join(ROLE, ROLE.c.id == APPLICATION.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(APPLICATION.c.token.in_(tokens), CALL.c.closes_at > now - MAY_READ)
        .order_by(APPLICATION.c.id.desc())
    )
    return session.scalars(sent.limit(1)).one_or_none()
