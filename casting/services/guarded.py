"""What may be kept of a minor: only what a guardian has consented to, once for each consent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import GuardianNeeded
from casting.domain.guardians import Consenting, is_minor
from casting.domain.said import Said, said
from casting.domain.zones import day_in
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, GuardianConsentRow, GuardianPurposeRow, table

APPLICATION, GUARDIAN, AGREED = table(ApplicationRow), table(GuardianConsentRow), table(GuardianPurposeRow)

NEEDED = said("If you are under 18, a parent or guardian has to consent before you apply. Nothing was kept.")
NOT_TAKEN = said("This call takes people from 18.")


@dataclass(frozen=True)
class Guardian:
    """Who consented to a minor's application, and when."""

    name: str
    email: str
    consented_at: datetime


def needed(role: KeptRole, why: Said | None = None) -> GuardianNeeded:
    """What is raised where a minor's is not kept."""
    told = why or (NEEDED if role.call.minors else NOT_TAKEN)
    return GuardianNeeded(told, call=role.call.slug, role=role.role.slug)


def doubted(role: KeptRole, born: date) -> GuardianNeeded:
    """What is raised where a call takes adults alone: more often than a minor's, the birth date is mistyped."""
    return needed(role, said("You gave {born}. Is that right? This call takes people from 18.", born=born))


def is_minors(role: KeptRole, born: date | None, *, at: datetime) -> bool:
    """Whether somebody born on that day is a minor where and when it arrives."""
    return born is not None and is_minor(born, today=day_in(role.call.time_zone, at))


def purposes_permitted(database: Session | Connection, role: KeptRole, *, consent_id: int | None) -> frozenset[str]:
    """The purposes that the guardian has consented to, by the texts that stand now.

    Args:
        consent_id: of the guardian's consent; None where there is none.

    Raises:
        GuardianNeeded: there is no consent, or no more, or it is for another role or for older texts.
    """
    if not role.call.minors or consent_id is None:
        raise needed(role)
    row = database.execute(select(GUARDIAN).where(GUARDIAN.c.id == consent_id)).one_or_none()
    if row is None or row.role_id != role.role_id or row.answer != Consenting.GIVEN.value:
        raise needed(role)
    texts = set(
        database.execute(select(AGREED.c.consent_text_id).where(AGREED.c.guardian_consent_id == consent_id)).scalars()
    )
    permitted = frozenset(role.agreed(texts))
    if any(consent.required and consent.purpose not in permitted for consent in role.call.consents):
        raise needed(role, said("The texts that a guardian consents to were changed meanwhile. Nothing was kept."))
    return permitted


def purposes_open(
    session: Session, role: KeptRole, *, application_id: int, born: date | None, at: datetime
) -> frozenset[str] | None:
    """To what a minor may agree in an application that was sent: what her guardian has allowed, and what it needs.

    None where no guardian stands beside her: for who is of age by now, and for who was never guarded.
    """
    consent_id = consent_of(session, application_id=application_id) if is_minors(role, born, at=at) else None
    if consent_id is None:
        return None
    texts = session.scalars(select(AGREED.c.consent_text_id).where(AGREED.c.guardian_consent_id == consent_id))
    needed_ones = {consent.purpose for consent in role.call.consents if consent.required}
    return frozenset({*role.agreed(set(texts)), *needed_ones})


def bind(connection: Connection, role: KeptRole, *, consent_id: int, reference: str) -> None:
    """Make this the one application of a consent that still stands.

    Raises:
        GuardianNeeded: it was withdrawn a moment ago, or another application was made with it.
    """
    application = select(APPLICATION.c.id).where(APPLICATION.c.reference == reference).scalar_subquery()
    standing = (
        (GUARDIAN.c.id == consent_id)
        & (GUARDIAN.c.answer == Consenting.GIVEN.value)
        & GUARDIAN.c.application_id.is_(None)
    )
    bound = connection.execute(update(GUARDIAN).where(standing).values(application_id=application))
    if bound.rowcount != 1:
        raise needed(role, said("This consent was used for an application already. Nothing was kept."))


def consent_of(session: Session, *, application_id: int) -> int | None:
    """The guardian's consent with which an application was made, or None."""
    return session.scalar(select(GUARDIAN.c.id).where(GUARDIAN.c.application_id == application_id))
