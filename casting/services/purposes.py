"""What an applicant has consented to, purpose by purpose, taking one of them back, and who is shown outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.said import said
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.services.review import stage_rows
from casting.store.applications import consents
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, ConsentRow, ConsentTextRow, table

APPLICATION, CONSENT, CONSENT_TEXT = table(ApplicationRow), table(ConsentRow), table(ConsentTextRow)


@dataclass(frozen=True)
class Given:
    """A consent that stands.

    Attributes:
        label: what was agreed to, in the words that stood beside the box.
        required: whether nothing is kept without it: it ends with the application alone.
    """

    purpose: str
    label: str
    required: bool
    given_at: datetime


def purposes_given(session: Session, *, application_id: int) -> tuple[Given, ...]:
    """What stands, in the order of the form."""
    columns = (CONSENT_TEXT.c.purpose, CONSENT_TEXT.c.label, CONSENT_TEXT.c.required, CONSENT.c.given_at)
    rows = session.execute(
        select(*columns)
        .join(CONSENT, CONSENT.c.consent_text_id == CONSENT_TEXT.c.id)
        .where(CONSENT.c.application_id == application_id)
        .order_by(CONSENT_TEXT.c.position, CONSENT_TEXT.c.id)
    )
    return _newest(tuple(Given(row.purpose, row.label, row.required, row.given_at) for row in rows))


def take_back(session: Session, *, reference: str, purpose: str, now: datetime) -> None:
    """Take the consent to one purpose back, whichever of its texts was read; what is not there is taken back already.

    Raises:
        NotFound: there is no such application.
        Refused: nothing may be kept without it.
    """
    wanted = select(APPLICATION.c.id).where(APPLICATION.c.reference == reference)
    application_id = session.scalar(wanted.with_for_update())
    if application_id is None:
        raise NotFound(said("This application does not exist any more."))
    standing = {given.purpose: given for given in purposes_given(session, application_id=application_id)}
    if purpose not in standing:
        return
    if standing[purpose].required:
        raise Refused(said("Without this consent the application cannot be kept. To take it back, withdraw it."))
    texts = select(CONSENT_TEXT.c.id).where(CONSENT_TEXT.c.purpose == purpose)
    session.execute(
        delete(CONSENT).where(CONSENT.c.application_id == application_id, CONSENT.c.consent_text_id.in_(texts))
    )
    detail: audit.Detail = {"purpose": purpose}
    audit.record(session, act="took a consent back", subject=reference, detail=detail, member_id=None, now=now)


def left_out(session: Session, role: KeptRole, actor: Actor) -> Mapping[Stage, int]:
    """How many in each stage nobody outside of the team is shown, for they have not consented to that; none is 0."""
    if not role.call.outside:
        return {}
    rows = session.execute(stage_rows(role, actor).where(~consents(role.call.outside)))
    return {Stage(row.stage): row.number for row in rows}


def staying_inside(session: Session, role: KeptRole, application_ids: Sequence[int]) -> frozenset[int]:
    """Which of these are shown to nobody outside of the team."""
    if not role.call.outside:
        return frozenset()
    wanted = select(APPLICATION.c.id).where(APPLICATION.c.id.in_(application_ids), ~consents(role.call.outside))
    return frozenset(session.scalars(wanted))


def _newest(found: Sequence[Given]) -> tuple[Given, ...]:
    """One of each purpose."""
    return tuple({given.purpose: given for given in found}.values())
