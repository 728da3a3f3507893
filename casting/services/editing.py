"""An applicant changes her application after sending it.

Each change is a version of its own; the one before it is kept, so that the team can see what was said when it decided.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import STANDARD_FIELDS, is_open
from casting.domain.criteria import Answer
from casting.domain.errors import Closed, NotFound, Stale
from casting.domain.messages import MessageKind
from casting.domain.said import said
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.forms.application import Application
from casting.services.apply import PERSON, Upload, material
from casting.services.guarded import consent_of, is_minors, purposes_open, purposes_permitted
from casting.services.held import change_address
from casting.services.messages import leave_message
from casting.services.to_applicants import names_of
from casting.services.traces import leave_edit
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ConsentRow,
    ConsentTextRow,
    MaterialRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
CONSENT, CONSENT_TEXT, MATERIAL = table(ConsentRow), table(ConsentTextRow), table(MaterialRow)
GONE = said("This application does not exist any more.")


@dataclass(frozen=True)
class Editable:
    """An application as its applicant may change it.

    Attributes:
        told: the standard fields and the answers, by field; what was not said is missing.
        purposes: what was agreed to, by the texts that stand now, and what the application cannot be kept without.
        outdated: the purposes of which another text was agreed to than the one that stands now.
        documents: the names of the files that stand, by the question that they answer.
        guarded: whether it is a minor's, with a guardian's consent.
        open_purposes: to what such a minor may agree; None for everybody else, who may agree to all.
    """

    role: KeptRole
    application_id: int
    reference: str
    version: int
    stage: Stage
    told: Mapping[str, Answer]
    purposes: frozenset[str]
    outdated: frozenset[str]
    documents: Mapping[str, str]
    guarded: bool
    open_purposes: frozenset[str] | None


def editable(session: Session, *, reference: str, now: datetime) -> Editable:
    """Read an application for a change; the caller has checked the applicant's key.

    Raises:
        NotFound: it was erased.
    """
    row = _row(session, reference, lock=False)
    role = role_kept_by_id(session, row["role_id"])
    if role is None:
        raise NotFound(GONE)
    told = {name: value for name, value in {**_person(row), **row["answers"]}.items() if value is not None}
    current, outdated = _agreed(session, role, row["id"])
    kept_with = {consent.purpose for consent in role.call.consents if consent.required}
    documents = session.execute(
        select(MATERIAL.c.question_key, MATERIAL.c.file_name)
        .where(MATERIAL.c.application_id == row["id"], MATERIAL.c.kind == MaterialKind.DOCUMENT.value)
        .where(MATERIAL.c.state == MaterialState.READY.value)
    )
    return Editable(
        role=role,
        application_id=row["id"],
        reference=reference,
        version=row["version"],
        stage=Stage(row["stage"]),
        told=told,
        purposes=frozenset({*current} | (outdated & kept_with)),
        outdated=outdated,
        documents={key: name for key, name in documents},  # noqa: C416 - rows, not pairs
        guarded=consent_of(session, application_id=row["id"]) is not None,
        open_purposes=purposes_open(session, role, application_id=row["id"], born=row["birth_date"], at=now),
    )


def may_edit(found: Editable, *, now: datetime) -> bool:
    """Whether the application can be changed: until the call closes, unless it was withdrawn."""
    return found.stage is not Stage.WITHDRAWN and _open(found.role, now)


def save_changes(
    session: Session,
    role: KeptRole,
    *,
    reference: str,
    version: int,
    application: Application,
    uploads: Sequence[Upload],
    language: str,
    now: datetime,
) -> bool:
    """Keep a changed application as its next version; the worker prepares it anew. False where nothing was changed.

    An address under which another application stands is taken all the same, and no page tells of that one.

    Args:
        role: as the form was checked against it.
        version: that the applicant had before her.
        language: in which she read it.

    Raises:
        NotFound: it was erased.
        Stale: it was changed meanwhile, in another window, or the call was.
        Closed: the call has closed, or the application was withdrawn.
        GuardianNeeded: it would be a minor's, and no guardian consents to it.
    """
    row = _row(session, reference, lock=True)
    present = role_kept_by_id(session, row["role_id"])
    if present is None:
        raise NotFound(GONE)
    if row["version"] != version or present.call_version != role.call_version:
        raise Stale("It was changed meanwhile.")
    _still_changeable(present, row, now)
    changed = _differs(row, application)
    purposes = set(application.consents)
    if is_minors(role, application.birth_date, at=now):
        consent_id = consent_of(session, application_id=row["id"])
        purposes &= purposes_permitted(session, role, consent_id=consent_id)
    agreed = _agree(session, role, row["id"], purposes, language=language, now=now)
    _hand_in(session, row["id"], uploads, now=now)
    if changed:
        _keep_version(session, row, application, now=now)
        leave_edit(session, reference=reference, now=now)
        _send_receipt(session, role, row, application, now=now)
    return changed or agreed or bool(uploads)


def _row(session: Session, reference: str, *, lock: bool) -> RowMapping:
    wanted = APPLICATION.c.reference == reference
    if lock:  # apart from the joins, in which PostgreSQL would lock the rows of all tables
        session.execute(select(APPLICATION.c.id).where(wanted).with_for_update())
    names = ("id", "role_id", "applicant_id", "reference", "stage", "version", "email_key", "tape_url", "language")
    row = (
        session.execute(
            select(
                *(APPLICATION.c[name] for name in names),
                *(APPLICANT.c[name] for name in PERSON if name != "sort_name"),
                SHEET.c.answers,
            )
            .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
            .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
            .where(wanted)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound(GONE)
    return row


def _person(row: RowMapping) -> dict[str, Answer]:
    told: dict[str, Answer] = {name: row[name] for name in STANDARD_FIELDS}
    told["birth_date"] = row["birth_date"].isoformat() if row["birth_date"] else None
    return told


def _open(role: KeptRole, now: datetime) -> bool:
    return is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now)


def _still_changeable(role: KeptRole, row: RowMapping, now: datetime) -> None:
    if row["stage"] == Stage.WITHDRAWN.value:
        raise Closed(said("This application was withdrawn, so it cannot be changed. Nothing of it was lost."))
    if not _open(role, now):
        raise Closed(said("The call has closed, so nothing can be changed any more. What you sent before stands."))


def _differs(row: RowMapping, application: Application) -> bool:
    before = {**_person(row), **row["answers"]}
    after: dict[str, Answer] = {name: getattr(application, name) for name in STANDARD_FIELDS}
    after["birth_date"] = application.birth_date.isoformat() if application.birth_date else None
    after |= application.answers
    return {key: value for key, value in before.items() if value is not None} != {
        key: value for key, value in after.items() if value is not None
    }


def _keep_version(session: Session, row: RowMapping, application: Application, *, now: datetime) -> None:
    key, version = row["id"], row["version"] + 1
    of_before = (SHEET.c.application_id == key) & (SHEET.c.version == row["version"])
    session.execute(update(SHEET).where(of_before).values(person=_person(row)))
    session.execute(
        insert(SHEET).values(application_id=key, version=version, saved_at=now, answers=dict(application.answers))
    )
    session.execute(
        update(APPLICANT)
        .where(APPLICANT.c.id == row["applicant_id"])
        .values({name: getattr(application, name) for name in PERSON})
    )
    session.execute(
        update(APPLICATION)
        .where(APPLICATION.c.id == key)
        .values(
            version=version,
            tape_url=application.tape_url,
            sort_name=application.sort_name,
            prepare_attempts=0,
            prepare_after=None,
        )
    )
    if application.email_key != row["email_key"]:
        change_address(session, key, application.email_key, now=now)


def _agree(
    session: Session, role: KeptRole, key: int, purposes: Collection[str], *, language: str, now: datetime
) -> bool:
    """Keep what is agreed to now; what was agreed to before and stands, keeps its day. Whether anything changed."""
    known, outdated = _agreed(session, role, key)
    # Without them nothing is kept, so their boxes stand ticked: what was agreed to when it was sent goes on to hold.
    held = outdated & {consent.purpose for consent in role.call.consents if consent.required}
    gone = {text for purpose, text in known.items() if purpose not in purposes}
    wanted = {role.consent_text(purpose, language) for purpose in purposes if purpose not in {*known, *held}}
    session.execute(delete(CONSENT).where(CONSENT.c.application_id == key, CONSENT.c.consent_text_id.in_(gone)))
    new = [{"application_id": key, "consent_text_id": text, "given_at": now} for text in sorted(wanted)]
    if new:
        session.execute(insert(CONSENT), new)
    return bool(gone or new)


def _agreed(session: Session, role: KeptRole, key: int) -> tuple[Mapping[str, int], frozenset[str]]:
    """The present texts that were agreed to, by their purposes; and the purposes of which it was another text alone."""
    read = select(CONSENT_TEXT.c.id, CONSENT_TEXT.c.purpose)
    read = read.join(CONSENT, CONSENT.c.consent_text_id == CONSENT_TEXT.c.id)
    rows = session.execute(read.where(CONSENT.c.application_id == key)).all()
    known = role.agreed([row.id for row in rows])
    return known, frozenset(row.purpose for row in rows) - {*known}


def _hand_in(session: Session, key: int, uploads: Sequence[Upload], *, now: datetime) -> None:
    for upload in uploads:
        session.execute(
            update(MATERIAL)
            .where(MATERIAL.c.application_id == key, MATERIAL.c.kind == MaterialKind.DOCUMENT.value)
            .where(MATERIAL.c.question_key == upload.question_key)
            .values(state=MaterialState.REPLACED.value, original=None)
        )
        session.execute(insert(MATERIAL), material(upload, key, now=now))


def _send_receipt(
    session: Session, role: KeptRole, row: RowMapping, application: Application, *, now: datetime
) -> None:
    """A new address is told where the application is; the one before it has told where it was."""
    if application.email is None or application.email == row["email"]:
        return
    leave_message(
        session,
        key=f"receipt:{row['id']}:{row['version'] + 1}",
        kind=MessageKind.RECEIPT.value,
        recipient=application.email,
        values={"reference": row["reference"], **names_of(role, language=row["language"])},
        application_id=row["id"],
        member_id=None,
        now=now,
    )
