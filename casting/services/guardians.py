"""A guardian is asked before anything of a minor is kept, answers for each purpose, and can take it back.

The link's key is derived from the installation's secret and a nonce: the message that waits to be sent holds the nonce,
the database a digest of the key. Neither opens anything without the secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound
from casting.domain.guardians import Consenting
from casting.domain.messages import MessageKind
from casting.domain.said import said
from casting.forms.guardian import GuardianForm
from casting.languages.catalogues import codes
from casting.services import audit
from casting.services.guarded import needed
from casting.services.held import let_the_next_stand
from casting.services.messages import leave_message
from casting.services.to_applicants import names_of
from casting.services.traces import leave_erasure
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import (
    ApplicantRow,
    ApplicationRow,
    CallRow,
    ConsentTextRow,
    DraftRow,
    GuardianConsentRow,
    GuardianPurposeRow,
    MessageRow,
    RoleRow,
    table,
)

GUARDIAN, AGREED, DRAFT = table(GuardianConsentRow), table(GuardianPurposeRow), table(DraftRow)
APPLICATION, APPLICANT, MESSAGE = table(ApplicationRow), table(ApplicantRow), table(MessageRow)
CALL, ROLE, CONSENT_TEXT = table(CallRow), table(RoleRow), table(ConsentTextRow)
KEY_BYTES = 24
TIME_TO_ANSWER = timedelta(days=14)
"""At most: when the call has closed there is nothing to be consented to any more."""
EMPTIED = {"guardian_name": "", "guardian_email": "", "child_name": ""}
GONE = said("This link leads nowhere: perhaps it was cut off, or what it was for is gone.")


@dataclass(frozen=True)
class Asked:
    """A guardian who was asked.

    Attributes:
        answer: what was answered.
        expired: whether there was no answer in time.
        reference: of the application that was made with the consent; empty before.
        agreed: the purposes that were agreed to, by the texts as they are now.
    """

    consent_id: int
    role: KeptRole
    guardian_name: str
    guardian_email: str
    child_name: str
    language: str
    answer: Consenting
    asked_at: datetime
    expires_at: datetime
    expired: bool
    answered_at: datetime | None
    withdrawn_at: datetime | None
    reference: str
    agreed: frozenset[str]


def guardian_key(secret: bytes, nonce: str) -> str:
    """The key of a guardian's link: 32 characters, URL-safe, 192 bits (HMAC-SHA-256, cut)."""
    made = hmac.new(secret, b"guardian:" + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:KEY_BYTES]).decode()


def guardian_link(base_url: str, secret: bytes, nonce: str) -> str:
    """The link that is mailed to a guardian."""
    return f"{base_url.rstrip('/')}/guardians/{guardian_key(secret, nonce)}"


def ask_guardian(
    session: Session, role: KeptRole, told: GuardianForm, *, secret: bytes, nonce: str, language: str, now: datetime
) -> int:
    """Ask a guardian by mail; the key of the request, by which the asking browser knows it.

    Raises:
        Closed: the call takes no applications.
        GuardianNeeded: it takes none of minors.
    """
    if not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        raise Closed(said("This call takes no applications at the moment."))
    if not role.call.minors:
        raise needed(role)
    row = {
        "role_id": role.role_id,
        "nonce": nonce,
        "digest": _digest(guardian_key(secret, nonce)),
        "guardian_name": told.guardian_name,
        "guardian_email": told.guardian_email,
        "child_name": told.child_name,
        "language": language,
        "answer": Consenting.OPEN.value,
        "asked_at": now,
        "expires_at": _until(role, now),
    }
    consent_id: int = session.execute(insert(GUARDIAN).values(row).returning(GUARDIAN.c.id)).scalar_one()
    _write(session, role, MessageKind.GUARDIAN_ASKED, nonce=nonce, told=told, language=language, now=now)
    return consent_id


def asked_by_key(session: Session, *, key: str, now: datetime) -> Asked:
    """What the link of that key is for. Raises NotFound where it opens nothing."""
    found = _asked(session, session.execute(select(GUARDIAN).where(GUARDIAN.c.digest == _digest(key))).first(), now)
    if found is None:
        raise NotFound(GONE)
    return found


def asked_by_id(session: Session, *, consent_id: int, role_id: int, now: datetime) -> Asked | None:
    """The request that a browser has made for the role, or None."""
    wanted = select(GUARDIAN).where(GUARDIAN.c.id == consent_id, GUARDIAN.c.role_id == role_id)
    return _asked(session, session.execute(wanted).first(), now)


def give_consent(session: Session, *, key: str, purposes: Sequence[str], stamp: str, now: datetime) -> Asked:
    """Keep that a guardian consents to these purposes, by the texts as they were read; once, whatever comes after.

    Args:
        stamp: of the texts that the guardian has read, `texts_stamp`.

    Raises:
        NotFound: the link opens nothing.
        Closed: there is nothing to be consented to any more: it expired, was answered otherwise, or the call is closed.
    """
    found = _to_answer(session, key=key, now=now)
    if found.answer is Consenting.GIVEN:
        return found
    _refuse_late(found, now=now)
    read_in = next((code for code in codes() if stamp == texts_stamp(found.role, code)), None)
    if read_in is None:
        raise Closed(said("The texts were changed while you read them. Nothing was kept: please read them again."))
    values = {"answer": Consenting.GIVEN.value, "answered_at": now}
    session.execute(update(GUARDIAN).where(GUARDIAN.c.id == found.consent_id).values(values))
    ids = [found.role.consent_text(purpose, read_in) for purpose in purposes]
    if ids:
        rows = [{"guardian_consent_id": found.consent_id, "consent_text_id": text_id} for text_id in ids]
        session.execute(insert(AGREED), rows)
    told = GuardianForm(found.child_name, found.guardian_name, found.guardian_email)
    nonce = session.scalars(select(GUARDIAN.c.nonce).where(GUARDIAN.c.id == found.consent_id)).one()
    _write(session, found.role, MessageKind.GUARDIAN_GIVEN, nonce=nonce, told=told, language=found.language, now=now)
    return asked_by_key(session, key=key, now=now)


def refuse_consent(session: Session, *, key: str, now: datetime) -> None:
    """Keep that a guardian does not consent: the names and the address are forgotten. Raises as `give_consent`."""
    found = _to_answer(session, key=key, now=now)
    if found.answer in {Consenting.REFUSED, Consenting.WITHDRAWN}:
        return
    if found.answer is Consenting.GIVEN:
        raise Closed(said("You have consented already. On this page you can take it back."))
    _refuse_late(found, now=now)
    _empty(session, found.consent_id, answer=Consenting.REFUSED, answered_at=now)


def withdraw_consent(session: Session, *, key: str, now: datetime) -> None:
    """Take a consent back, at any time: the application that was made with it is withdrawn, and all of it erased.

    What remains is that a consent was given and taken back, when, and to which texts. Raises NotFound where the link
    opens nothing.
    """
    found = _to_answer(session, key=key, now=now)
    if found.answer is not Consenting.GIVEN:
        return
    session.execute(delete(DRAFT).where(DRAFT.c.guardian_consent_id == found.consent_id))
    if found.reference:
        _erase(session, found.reference, now=now)
    audit.record(
        session,
        act="erased after a guardian's withdrawal",
        subject=found.reference or f"{found.role.call.slug}/{found.role.role.slug}",
        detail={"application": bool(found.reference)},
        member_id=None,
        now=now,
    )
    _empty(session, found.consent_id, answer=Consenting.WITHDRAWN, withdrawn_at=now)


def forget_guardians(session: Session, *, now: datetime) -> None:
    """Forget the guardians who did not answer in time, and those whose consent came to nothing before the closing."""
    late = (GUARDIAN.c.answer == Consenting.OPEN.value) & (GUARDIAN.c.expires_at <= now)
    closed = select(ROLE.c.id).join(CALL, CALL.c.id == ROLE.c.call_id).where(CALL.c.closes_at <= now)
    unused = GUARDIAN.c.role_id.in_(closed) & GUARDIAN.c.application_id.is_(None)
    wanted = select(GUARDIAN.c.id, GUARDIAN.c.answer).where((late | unused) & (GUARDIAN.c.guardian_email != ""))
    for consent_id, answer in session.execute(wanted).all():
        _empty(session, consent_id, answer=Consenting(answer))


def texts_stamp(role: KeptRole, language: str) -> str:
    """Names the texts that a guardian reads in a language: it is another one when one of them is changed."""
    read = "\0".join(f"{consent.within(language).digest}{consent.required}" for consent in role.call.consents)
    return hashlib.sha256(read.encode()).hexdigest()[:24]


def _asked(session: Session, row: Row[tuple[object, ...]] | None, now: datetime) -> Asked | None:
    role = None if row is None else role_kept_by_id(session, row.role_id)
    if row is None or role is None:
        return None
    texts = set(session.scalars(select(AGREED.c.consent_text_id).where(AGREED.c.guardian_consent_id == row.id)))
    reference = session.scalar(select(APPLICATION.c.reference).where(APPLICATION.c.id == row.application_id))
    answer = Consenting(row.answer)
    return Asked(
        consent_id=row.id,
        role=role,
        **{name: getattr(row, name) for name in (*EMPTIED, "language", "asked_at", "expires_at", "answered_at")},
        answer=answer,
        expired=answer is Consenting.OPEN and row.expires_at <= now,
        withdrawn_at=row.withdrawn_at,
        reference=reference or "",
        agreed=frozenset(role.agreed(texts)),
    )


def _to_answer(session: Session, *, key: str, now: datetime) -> Asked:
    """What the link is for, locked, so that of two answers at once the second sees the first."""
    session.execute(select(GUARDIAN.c.id).where(GUARDIAN.c.digest == _digest(key)).with_for_update())
    return asked_by_key(session, key=key, now=now)


def _until(role: KeptRole, now: datetime) -> datetime:
    """Until when a guardian who is asked now can answer."""
    return min(now + TIME_TO_ANSWER, role.call.closes_at)


def _refuse_late(found: Asked, *, now: datetime) -> None:
    if found.answer is not Consenting.OPEN:
        raise Closed(said("This question has been answered already."))
    call = found.role.call
    if not is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        raise Closed(said("This call takes no applications at the moment."))
    if found.expired:
        raise Closed(said("The time to answer is over."))


def _empty(
    session: Session,
    consent_id: int,
    *,
    answer: Consenting,
    answered_at: datetime | None = None,
    withdrawn_at: datetime | None = None,
) -> None:
    """Forget who was asked, and the letters."""
    nonce = session.scalars(select(GUARDIAN.c.nonce).where(GUARDIAN.c.id == consent_id)).one()
    session.execute(delete(MESSAGE).where(MESSAGE.c.key.in_([f"{kind}:{nonce}" for kind in _KINDS])))
    times = {"answered_at": answered_at, "withdrawn_at": withdrawn_at}
    values = {**EMPTIED, "answer": answer.value, **{name: at for name, at in times.items() if at is not None}}
    session.execute(update(GUARDIAN).where(GUARDIAN.c.id == consent_id).values(values))


def _erase(session: Session, reference: str, *, now: datetime) -> None:
    """Erase an application with all its rows; the files that nothing names any more are swept away by the worker."""
    leave_erasure(session, reference=reference, now=now)
    hers = session.execute(select(APPLICATION).where(APPLICATION.c.reference == reference).with_for_update()).one()
    let_the_next_stand(session, hers.id, now=now)
    session.execute(delete(APPLICANT).where(APPLICANT.c.id == hers.applicant_id))


_KINDS = (MessageKind.GUARDIAN_ASKED, MessageKind.GUARDIAN_GIVEN)


def _write(
    session: Session, role: KeptRole, kind: MessageKind, *, nonce: str, told: GuardianForm, language: str, now: datetime
) -> None:
    names = {"name": told.guardian_name, "child": told.child_name, **names_of(role, language=language)}
    until = _until(role, now).isoformat()
    leave_message(
        session,
        key=f"{kind}:{nonce}",
        kind=kind,
        recipient=told.guardian_email,
        values={"guardian": nonce, **names, "until": until, "zone": role.call.time_zone},
        application_id=None,
        member_id=None,
        now=now,
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
