"""Applying: one application kept, durably, once; and what its applicant can do with it afterwards."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Stale
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.forms.application import Application
from casting.services.messages import leave_message
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import reading
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    CallRow,
    ConsentRow,
    MaterialRow,
    ScoreRow,
    table,
)
from casting.store.writer import Writer

PERSON = ("name", "sort_name", "email", "phone", "birth_date", "city", "country")

CALL, APPLICANT, APPLICATION = table(CallRow), table(ApplicantRow), table(ApplicationRow)
# Built once: building a statement costs more than running it, and an intake runs them by the thousand.
CALL_NOW = select(CALL.c.version, CALL.c.opens_at, CALL.c.closes_at).where(CALL.c.id == bindparam("call_id"))
KEEP_APPLICANT = insert(APPLICANT).returning(APPLICANT.c.id)
KEEP_APPLICATION = {
    dialect: build(APPLICATION).on_conflict_do_nothing().returning(APPLICATION.c.id)
    for dialect, build in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
KEEP_ANSWERS, KEEP_CONSENTS = insert(table(AnswerSheetRow)), insert(table(ConsentRow))
KEEP_SCORE, KEEP_MATERIAL = insert(table(ScoreRow)), insert(table(MaterialRow))
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
    """

    application: Application
    uploads: tuple[Upload, ...]
    token: str
    references: Sequence[str]
    arrived_at: datetime


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
            NotFound: there is no such role.
        """
        known = self._roles.get((call_slug, role_slug))
        if known is None:
            with reading(self._engine) as session:
                known = role_kept(session, call_slug, role_slug)
            if known is None:
                raise NotFound("There is no such role. Perhaps the address was cut off.")
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
    """Keep one application within the open transaction.

    Raises:
        Closed: the call took no applications when it arrived.
        Stale: the call was changed since `role` was read; read it again and check the form anew.
    """
    _still_open(connection, role, submission.arrived_at)
    values = submission.application
    told = {name: getattr(values, name) for name in PERSON}
    applicant_id = connection.execute(KEEP_APPLICANT, told).scalar_one()
    for reference in submission.references:
        row = _application(role, submission, applicant_id=applicant_id, reference=reference)
        application_id = _insert_unless_there(connection, row)
        if application_id is not None:
            _keep_the_rest(connection, role, submission, application_id=application_id, reference=reference)
            return Receipt(reference, again=False)
        before = _sent_before(connection, submission.token)
        if before is not None:
            connection.execute(delete(APPLICANT).where(APPLICANT.c.id == applicant_id))
            return Receipt(before, again=True)
        first = _under_same_address(connection, role, values.email_key)
        if first is not None:
            held_id = _insert_unless_there(connection, row | {"held_for": first})
            if held_id is not None:
                _keep_held(connection, role, submission, application_id=held_id, first_id=first)
                return Receipt(reference, again=False)
    raise Stale("No free reference was found. Nothing was lost; please send the form again.")


def _still_open(connection: Connection, role: KeptRole, arrived_at: datetime) -> None:
    """One rule for all: what counts is when the last byte arrived, by the times that stand in the database now."""
    found = connection.execute(CALL_NOW, {"call_id": role.call_id}).one_or_none()
    if found is None:
        raise NotFound("This call is gone.")
    version, opens_at, closes_at = found
    if not is_open(opens_at=opens_at, closes_at=closes_at, now=arrived_at):
        raise Closed("This call takes no applications at the moment.")
    if version != role.call_version:
        raise Stale("The call was changed a moment ago.")


def _application(role: KeptRole, submission: Submission, *, applicant_id: int, reference: str) -> dict[str, Any]:
    return {
        "role_id": role.role_id,
        "applicant_id": applicant_id,
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
    }


def _insert_unless_there(connection: Connection, row: Mapping[str, Any]) -> int | None:
    """Insert an application unless its token, reference or address is taken; its id, or None."""
    statement = KEEP_APPLICATION[connection.dialect.name]
    return connection.execute(statement, {"held_for": None, **row}).scalar_one_or_none()


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


def _keep_the_rest(
    connection: Connection, role: KeptRole, submission: Submission, *, application_id: int, reference: str
) -> None:
    _keep_answers(connection, role, submission, application_id=application_id)
    score = {
        "application_id": application_id,
        "role_id": role.role_id,
        "score": UNSCORED,
        "gates_not_met": 0,
        "fit": 0.0,
    }
    connection.execute(KEEP_SCORE, score)
    email = submission.application.email
    if email is not None:
        leave_message(
            connection,
            key=f"receipt:{application_id}",
            kind="receipt",
            recipient=email,
            values={"reference": reference, "call": role.call.title, "role": role.role.title},
            application_id=application_id,
            member_id=None,
            now=submission.arrived_at,
        )


def _keep_held(
    connection: Connection, role: KeptRole, submission: Submission, *, application_id: int, first_id: int
) -> None:
    """A second application under the same address is kept, but held: in no list, and the page tells nothing of it.

    The address is told, with the link to the application that stands; only its owner reads that.
    """
    _keep_answers(connection, role, submission, application_id=application_id)
    first = connection.execute(select(APPLICATION.c.reference).where(APPLICATION.c.id == first_id)).scalar_one()
    leave_message(
        connection,
        key=f"again:{application_id}",
        kind="application_again",
        recipient=submission.application.email or "",
        values={"reference": first, "call": role.call.title, "role": role.role.title},
        application_id=first_id,
        member_id=None,
        now=submission.arrived_at,
    )


def _keep_answers(connection: Connection, role: KeptRole, submission: Submission, *, application_id: int) -> None:
    values, now = submission.application, submission.arrived_at
    sheet = {"application_id": application_id, "version": 1, "saved_at": now, "answers": dict(values.answers)}
    connection.execute(KEEP_ANSWERS, sheet)
    agreed = [role.consent_ids[purpose] for purpose in values.consents]
    if agreed:
        rows = [{"application_id": application_id, "consent_text_id": key, "given_at": now} for key in agreed]
        connection.execute(KEEP_CONSENTS, rows)
    if submission.uploads:
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
