"""Notes that speak to a member: where they stand, on whom, and that she has read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, MemberRow, MentionRow, NoteRow, RoleRow, table
from casting.store.veils import unveiled

APPLICATION, APPLICANT, MEMBER = table(ApplicationRow), table(ApplicantRow), table(MemberRow)
NOTE, MENTION, ROLE = table(NoteRow), table(MentionRow), table(RoleRow)
MOST_MENTIONS = 50


@dataclass(frozen=True)
class Mention:
    """That a colleague's note speaks to the member: where, and never what it says; the applicant as she may see her."""

    note_id: int
    by: str
    role: KeptRole
    reference: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Calling:
    """A note on the application in hand that speaks to the member, and who wrote it; she has not read it."""

    note_id: int
    by: str


def mentions(session: Session, actor: Actor, roles: Sequence[KeptRole]) -> tuple[Mention, ...]:
    """The newest notes that speak to the member, in the roles that she may still see."""
    seen = {role.role_id: role for role in roles}
    told = (NOTE.c.id, MEMBER.c.name.label("by"), NOTE.c.written_at, APPLICANT.c.name)
    statement = (
        _standing(actor)
        .add_columns(*told, APPLICATION.c.role_id, APPLICATION.c.reference, APPLICATION.c.stage)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.role_id.in_(seen))
        .order_by(NOTE.c.id.desc())
        .limit(MOST_MENTIONS)
    )
    return tuple(
        Mention(row.id, row.by, role, row.reference, row.reference if hidden else row.name, row.written_at)
        for row in session.execute(statement)
        for role in [seen[row.role_id]]
        for hidden in [NAME in role.blind.at(Stage(row.stage))]
    )


def count(session: Session, actor: Actor) -> int:
    """How many notes speak to the member that she has not read."""
    counted = _standing(actor).add_columns(func.count())
    if not actor.administrator:
        seen = select(ROLE.c.id).where(ROLE.c.call_id.in_(actor.duties))
        counted = counted.where(APPLICATION.c.role_id.in_(seen))
    return int(session.execute(counted).scalar_one())


def calling_rows(actor: Actor, found: Found) -> Select[Any]:
    """What `calling_among` reads."""
    return (
        select(NOTE.c.id, MEMBER.c.name)
        .join(MENTION, MENTION.c.note_id == NOTE.c.id)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .where(NOTE.c.application_id == found.application_id, MENTION.c.member_id == actor.member_id)
    )


def calling_among(rows: Iterable[Any]) -> tuple[Calling, ...]:
    """The notes on one application that speak to the member, the newest first."""
    return tuple(Calling(row.id, row.name) for row in sorted(rows, key=lambda row: -row.id))


def read(session: Session, actor: Actor, *, note_id: int) -> None:
    """The member has read what speaks to her: it waits no more."""
    session.execute(delete(MENTION).where(MENTION.c.note_id == note_id, MENTION.c.member_id == actor.member_id))


def _standing(actor: Actor) -> Select[Any]:
    """Notes that speak to the member, but for those on applications that are held for another, or hidden from her."""
    return (
        select()
        .select_from(MENTION)
        .join(NOTE, NOTE.c.id == MENTION.c.note_id)
        .join(APPLICATION, APPLICATION.c.id == NOTE.c.application_id)
        .where(MENTION.c.member_id == actor.member_id, APPLICATION.c.held_for.is_(None))
        .where(unveiled(APPLICATION.c.id, actor.member_id))
    )
