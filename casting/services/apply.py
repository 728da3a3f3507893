"""Applying: one application kept, durably, once; and what its applicant can do with it afterwards."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Stale
from casting.domain.messages import MessageKind
from casting.domain.said import said
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.forms.application import Application
from casting.services.guarded import bind, is_minors, purposes_permitted
from casting.services.messages import leave_message
from casting.services.to_applicants import names_of
from casting.store.arrivals import Arrival, Arrived, insert_unless_taken, keep_answers, keep_arrival
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import reading
from casting.store.tables import ApplicantRow, ApplicationRow, CallRow, MaterialRow, table
from casting.store.writer import Writer

PERSON = ("name", "sort_name", "email", "phone", "birth_date", "city", "country")

APPLICANT, APPLICATION, CALL = table(ApplicantRow), table(ApplicationRow), table(CallRow)
KEEP_MATERIAL = insert(table(MaterialRow))
UNSCORED = -1e9
"""The score of an application that no run has seen yet: it stands at the end of the list."""


@dataclass(frozen=True)
class Upload:
    """A file that lies in the vault already.

    Attributes:
        question_key: the file question that it answers, or None for the headshot.
    """

    digest: str
    file_name: str
    media_type: str
    question_key: str | None = None


@dataclass(frozen=True)
class Submission:
    """A checked application on its way in.

    Attributes:
        token: the form's own random name; sent twice, it is one application.
        references: references to try; the first that is free is taken.
        arrived_at: when the last byte of the request arrived: the rule for opening and closing.
        language: the code of the language that the applicant reads, in which she is written to.
        guardian_consent: the key of the consent with which a minor applies; None for everybody else.
    """

    application: Application
    uploads: tuple[Upload, ...]
    token: str
    references: Sequence[str]
    arrived_at: datetime
    language: str = "en"
    guardian_consent: int | None = None


@dataclass(frozen=True)
class Receipt:
    """What was kept. `again` says that this very form had been kept before."""

    reference: str
    again: bool


class Intake:
    """Takes the applications of one process: knows the roles by heart, and hands what is checked to the writer."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._roles: dict[tuple[str, str], KeptRole] = {}

    def role(self, call_slug: str, role_slug: str) -> KeptRole:
        """The role as this process knows it; `keep` notices when that has become old.

        Raises:
            NotFound: there is no such role, or its call is a draft.
        """
        known = self._roles.get((call_slug, role_slug))
        if known is None:
            with reading(self._engine) as session:
                known = role_kept(session, call_slug, role_slug)
            if known is None or known.call.draft:
                raise NotFound(said("There is no such role. Perhaps the address was cut off."))
            self._roles[call_slug, role_slug] = known
        return known

    def knows(self, call_slug: str, role_slug: str) -> bool:
        """Whether `role` can answer without asking the database."""
        return (call_slug, role_slug) in self._roles

    def forget(self, call_slug: str, role_slug: str) -> None:
        """Read the role anew the next time that it is asked for."""
        self._roles.pop((call_slug, role_slug), None)

    def keep(self, role: KeptRole, submission: Submission) -> "Future[Receipt]":
        """Keep one application; the future is answered after the durable commit. It raises what `submit` raises."""
        return self._writer.submit(lambda connection: submit(connection, role, submission))

    def close(self) -> None:
        """Finish what is waiting and stop."""
        self._writer.close()


def submit(connection: Connection, role: KeptRole, submission: Submission) -> Receipt:
    """Keep one application within the open transaction, which has to be rolled back to where it was if this raises.

    Raises:
        NotFound: the call is gone.
        Closed: the call took no applications when it arrived.
        Stale: the call was changed since `role` was read; read it again and check the form anew.
        GuardianNeeded: it is a minor's, and no guardian consents to it.
    """
    if not is_minors(role, submission.application.birth_date, at=submission.arrived_at):
        return _keep(connection, role, submission)
    # Whether the call takes minors, and which texts a guardian reads, may have changed since the role was read
    if connection.scalar(select(CALL.c.version).where(CALL.c.id == role.call_id)) not in {None, role.call_version}:
        raise Stale("The call was changed a moment ago.")
    told, consent_id = submission.application, submission.guardian_consent
    permitted = purposes_permitted(connection, role, consent_id=consent_id)
    consents = tuple(purpose for purpose in told.consents if purpose in permitted)
    receipt = _keep(connection, role, replace(submission, application=replace(told, consents=consents)))
    if consent_id is not None and not receipt.again:
        bind(connection, role, consent_id=consent_id, reference=receipt.reference)
    return receipt


def _keep(connection: Connection, role: KeptRole, submission: Submission) -> Receipt:
    for reference in submission.references:
        arrival = _arrival(role, submission, reference)
        arrived = keep_arrival(connection, arrival)
        if arrived is None:
            raise NotFound(said("This call is gone."))
        applicant_id = _still_open(arrived, submission.arrived_at)
        if arrived.application_id is not None:
            _keep_uploads(connection, submission, arrived.application_id)
            return Receipt(reference, again=False)
        before = _sent_before(connection, submission.token)
        first = None if before else _under_same_address(connection, role, submission.application.email_key)
        if first is not None and _keep_held(
            connection, role, submission, arrival, applicant_id=applicant_id, first_id=first
        ):
            return Receipt(reference, again=False)
        connection.execute(delete(APPLICANT).where(APPLICANT.c.id == applicant_id))
        if before is not None:
            return Receipt(before, again=True)
    raise Stale("No free reference was found. Nothing was lost; please send the form again.")


def _arrival(role: KeptRole, submission: Submission, reference: str) -> Arrival:
    told, now = submission.application, submission.arrived_at
    return Arrival(
        call_id=role.call_id,
        call_version=role.call_version,
        applicant={name: getattr(told, name) for name in PERSON},
        application=_application(role, submission, reference),
        answers={"version": 1, "saved_at": now, "answers": dict(told.answers)},
        consent_text_ids=[role.consent_text(purpose, submission.language) for purpose in told.consents],
        score={"role_id": role.role_id, "score": UNSCORED, "gates_not_met": 0, "fit": 0.0},
        message=None if told.email is None else _receipt_message(role, submission, reference),
    )


def _application(role: KeptRole, submission: Submission, reference: str) -> dict[str, Any]:
    return {
        "role_id": role.role_id,
        "reference": reference,
        "token": submission.token,
        "email_key": submission.application.email_key,
        "tape_url": submission.application.tape_url,
        "sort_name": submission.application.sort_name,
        "received_at": submission.arrived_at,
        "stage": Stage.RECEIVED.value,
        "version": 1,
        "prepared_version": 0,
        "prepare_attempts": 0,
        "held_for": None,
        "language": submission.language,
    }


def _receipt_message(role: KeptRole, submission: Submission, reference: str) -> dict[str, Any]:
    """The message with the receipt; what names the occasion is completed by the application's key."""
    return {
        "key": "receipt:",
        "kind": MessageKind.RECEIPT.value,
        "recipient": submission.application.email,
        "values": {"reference": reference, **names_of(role, language=submission.language)},
        "written_at": submission.arrived_at,
        "attempts": 0,
    }


def _still_open(arrived: Arrived, arrived_at: datetime) -> int:
    """One rule for all: what counts is when the last byte arrived, by the times that stand in the database now.

    Returns the key of the applicant, who was written only if the call is the one that the form was checked against.
    """
    if not is_open(opens_at=arrived.opens_at, closes_at=arrived.closes_at, now=arrived_at):
        raise Closed(said("This call takes no applications at the moment."))
    if arrived.applicant_id is None:
        raise Stale("The call was changed a moment ago.")
    return arrived.applicant_id


def _sent_before(connection: Connection, token: str) -> str | None:
    return connection.execute(select(APPLICATION.c.reference).where(APPLICATION.c.token == token)).scalar_one_or_none()


def _under_same_address(connection: Connection, role: KeptRole, email_key: str | None) -> int | None:
    if email_key is None:
        return None
    return connection.execute(
        select(APPLICATION.c.id).where(
            APPLICATION.c.role_id == role.role_id,
            APPLICATION.c.email_key == email_key,
            APPLICATION.c.held_for.is_(None),
        )
    ).scalar_one_or_none()


def _keep_held(
    connection: Connection,
    role: KeptRole,
    submission: Submission,
    arrival: Arrival,
    *,
    applicant_id: int,
    first_id: int,
) -> bool:
    """A second application under the same address is kept, but held: it is in no list, and no page tells of it.

    The address is told, with the link to the application that stands; only its owner reads that.
    """
    row = {**arrival.application, "applicant_id": applicant_id, "held_for": first_id}
    held_id = insert_unless_taken(connection, row)
    if held_id is None or arrival.message is None:
        return False
    keep_answers(connection, arrival, held_id)
    _keep_uploads(connection, submission, held_id)
    first = connection.execute(
        select(APPLICATION.c.reference, APPLICATION.c.language).where(APPLICATION.c.id == first_id)
    ).one()
    leave_message(
        connection,
        key=f"again:{held_id}",
        kind=MessageKind.APPLICATION_AGAIN.value,
        recipient=arrival.message["recipient"],
        values={"reference": first.reference, **names_of(role, language=first.language)},
        application_id=first_id,
        member_id=None,
        now=submission.arrived_at,
    )
    return True


def _keep_uploads(connection: Connection, submission: Submission, application_id: int) -> None:
    if submission.uploads:
        now = submission.arrived_at
        connection.execute(KEEP_MATERIAL, [material(u, application_id, now=now) for u in submission.uploads])


def material(upload: Upload, application_id: int, *, now: datetime) -> dict[str, Any]:
    """The row of a file that was handed in: a picture waits to be prepared, a document is kept as it is."""
    headshot = upload.question_key is None
    return {
        "application_id": application_id,
        "kind": (MaterialKind.HEADSHOT if headshot else MaterialKind.DOCUMENT).value,
        "question_key": upload.question_key,
        "state": (MaterialState.PENDING if headshot else MaterialState.READY).value,
        "original": upload.digest,
        "media_type": upload.media_type,
        "file_name": upload.file_name,
        "handed_in_at": now,
        "attempts": 0,
    }
