"""What letters to applicants have in common: what they are about, and to whom an answer goes."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.messages import MessageKind
from casting.domain.own_words import words_in
from casting.services.messages import leave_message
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import ApplicantRow, ApplicationRow, table

APPLICANT, APPLICATION = table(ApplicantRow), table(ApplicationRow)


def names_of(role: KeptRole, *, language: str) -> dict[str, str]:
    """What each letter to applicants of a role reads: what it is about, and to whom an answer goes."""
    call = role.call
    return {
        "call": words_in(call.title, language),
        "role": words_in(role.role.title, language),
        "contact": replace(call, contact_name=words_in(call.contact_name, language)).contact,
        "answers_to": call.contact_email,
        "language": language,
    }


def write_to_applicant(
    session: Session, application_id: int, kind: MessageKind, *, key: str, now: datetime, **values: str
) -> None:
    """Leave a letter to whoever sent an application, in her language; nothing where she gave no address.

    Args:
        values: what the letter of that kind reads beside `names_of`.
    """
    columns = (APPLICATION.c.reference, APPLICATION.c.language, APPLICATION.c.role_id, APPLICANT.c.email)
    wanted = select(*columns).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    row = session.execute(wanted.where(APPLICATION.c.id == application_id)).one()
    role = role_kept_by_id(session, row.role_id)
    if row.email is None or role is None:
        return
    leave_message(
        session,
        key=key,
        kind=kind,
        recipient=row.email,
        values={"reference": row.reference, **names_of(role, language=row.language), **values},
        application_id=application_id,
        member_id=None,
        now=now,
    )
