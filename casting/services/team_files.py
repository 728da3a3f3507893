"""Who of the team may fetch which file of an applicant: pictures, tapes, documents."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import PORTRAIT
from casting.domain.errors import NotFound
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import MaterialKind
from casting.store.blinds import hidden_with
from casting.store.tables import ApplicationRow, MaterialRow, RoleRow, table
from casting.store.veils import unveiled

APPLICATION, MATERIAL, ROLE = table(ApplicationRow), table(MaterialRow), table(RoleRow)


@dataclass(frozen=True)
class Document:
    """A file that answers a question; only ever given out as a download."""

    material_id: int
    question_key: str
    digest: str
    media_type: str
    file_name: str


def picture_for(session: Session, actor: Actor, *, digest: str) -> str:
    """The digest of a picture, if it belongs to an application that the member may see, where it is not hidden.

    Raises:
        NotFound: it does not, or there is none.
    """
    rows = session.execute(
        select(ROLE.c.call_id, hidden_with())
        .join(APPLICATION, APPLICATION.c.role_id == ROLE.c.id)
        .join(MATERIAL, MATERIAL.c.application_id == APPLICATION.c.id)
        .where((MATERIAL.c.small == digest) | (MATERIAL.c.medium == digest) | (MATERIAL.c.large == digest))
        .where(APPLICATION.c.held_for.is_(None), unveiled(APPLICATION.c.id, actor.member_id))
    )
    seen = (row.call_id for row in rows if PORTRAIT not in (row.hidden or ()))
    if not any(may(actor, Act.SEE, call_id=call_id) for call_id in seen):
        raise NotFound("There is no such picture.")
    return digest


def tape_for(session: Session, actor: Actor, *, digest: str) -> str:
    """The digest of a film, if it belongs to an application that the member may see, where its question is not hidden.

    Raises as `picture_for` does.
    """
    rows = session.execute(
        select(ROLE.c.call_id, MATERIAL.c.question_key, hidden_with())
        .join(APPLICATION, APPLICATION.c.role_id == ROLE.c.id)
        .join(MATERIAL, MATERIAL.c.application_id == APPLICATION.c.id)
        .where(MATERIAL.c.stream == digest, APPLICATION.c.held_for.is_(None))
        .where(unveiled(APPLICATION.c.id, actor.member_id))
    )
    seen = (row.call_id for row in rows if row.question_key not in (row.hidden or ()))
    if not any(may(actor, Act.SEE, call_id=call_id) for call_id in seen):
        raise NotFound("There is no such tape.")
    return digest


def document_for(session: Session, actor: Actor, *, material_id: int) -> Document:
    """A document, if it belongs to an application that the member may see. Raises NotFound as `picture_for` does.

    A document tells all that can be hidden: where anything is, it is kept back.
    """
    row = session.execute(
        select(MATERIAL, ROLE.c.call_id, hidden_with())
        .join(APPLICATION, APPLICATION.c.id == MATERIAL.c.application_id)
        .join(ROLE, ROLE.c.id == APPLICATION.c.role_id)
        .where(MATERIAL.c.id == material_id, MATERIAL.c.kind == MaterialKind.DOCUMENT.value)
        .where(APPLICATION.c.held_for.is_(None), unveiled(APPLICATION.c.id, actor.member_id))
    ).one_or_none()
    if row is None or row.original is None or row.hidden or not may(actor, Act.SEE, call_id=row.call_id):
        raise NotFound("There is no such document.")
    return Document(row.id, row.question_key, row.original, row.media_type, row.file_name)
