"""What an applicant sees of her own application, and can still do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import is_open
from casting.domain.criteria import Answer
from casting.domain.errors import Closed, NotFound
from casting.domain.media import Refusal
from casting.domain.messages import MessageKind
from casting.domain.said import said
from casting.domain.stage_days import StageDays
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.domain.zones import day_in
from casting.forms.fields import address_key
from casting.services.apply import Upload, material
from casting.services.eligibility import Gate, gates
from casting.services.guarded import consent_of, purposes_open
from casting.services.letters import Released, released_letters
from casting.services.outcomes import was_told
from casting.services.own_sides import OwnSides, own_sides
from casting.services.pictures import Picture, pictures_of
from casting.services.purposes import Given, purposes_given
from casting.services.tapes import FILMS, Tape, tapes_of
from casting.services.to_applicants import write_to_applicant
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import AnswerSheetRow, ApplicantRow, ApplicationRow, LookRow, MaterialRow, table

APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
MOST_AT_ONCE = 10
"""Applications of one address whose links are mailed together."""
SHEET, MATERIAL, LOOK = table(AnswerSheetRow), table(MaterialRow), table(LookRow)


@dataclass(frozen=True)
class Headshot:
    """The newest headshot of an application.

    Attributes:
        state: none where none was handed in.
        medium: digest of the 384 × 480 picture, where there is one to show.
        refusal: why it cannot be used.
    """

    state: MaterialState | None
    medium: str | None
    refusal: Refusal | None


@dataclass(frozen=True)
class Status:
    """An application as its applicant may see it: what she sent and where it stands, nothing of what others said.

    Attributes:
        opened_at: when one of the team first had it on screen; None before.
        tapes: the self-tape and the films that answer questions (`casting.services.tapes.tapes_of`).
        files: of each question for a file or a video, the names of the files that she sent.
        guarded: whether a guardian has consented to it; open_purposes: as in `Editable`.
        told: whether its outcome, which `stage` is then, was sent to her.
        stage_days: the days of the stage in which it stands, where applicants are told them and they are not over.
    """

    role: KeptRole
    application_id: int
    reference: str
    name: str
    email: str
    received_at: datetime
    stage: Stage
    answers: Mapping[str, Answer]
    headshot: Headshot
    pictures: tuple[Picture, ...]
    tapes: Mapping[str, Tape]
    letters: tuple[Released, ...]
    opened_at: datetime | None
    told: bool
    gates: tuple[Gate, ...]
    purposes: tuple[Given, ...]
    guarded: bool
    open_purposes: frozenset[str] | None
    stage_days: StageDays | None
    sides: tuple[OwnSides, ...]
    files: Mapping[str, tuple[str, ...]]


def status_of(session: Session, *, reference: str, now: datetime) -> Status:
    """Read an application for its applicant; the caller has checked her key.

    Raises:
        NotFound: it was erased.
    """
    wanted = select(
        *(APPLICATION.c[name] for name in ("id", "role_id", "received_at", "stage", "tape_url", "import_batch_id")),
        *(APPLICANT.c[name] for name in ("name", "email", "phone", "birth_date", "city", "country")),
        SHEET.c.answers,
    ).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    of_now = (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version)
    found = session.execute(wanted.join(SHEET, of_now).where(APPLICATION.c.reference == reference))
    row = found.mappings().one_or_none()
    role = None if row is None else role_kept_by_id(session, row["role_id"])
    if row is None or role is None:
        raise NotFound(said("This application does not exist any more."))
    standard: dict[str, Answer] = {name: row[name] for name in ("phone", "city", "country", "tape_url")}
    standard["birth_date"] = row["birth_date"].isoformat() if row["birth_date"] else None
    return Status(
        role=role,
        application_id=row["id"],
        reference=reference,
        name=row["name"],
        email=row["email"] or "",
        received_at=row["received_at"],
        stage=Stage(row["stage"]),
        answers=standard | _own(role, row["answers"], imported=row["import_batch_id"] is not None),
        headshot=newest_headshot(session, application_id=row["id"]),
        pictures=pictures_of(session, application_id=row["id"]),
        tapes=tapes_of(session, application_id=row["id"], now=now),
        letters=released_letters(session, application_id=row["id"]),
        opened_at=session.scalar(select(func.min(LOOK.c.looked_at)).where(LOOK.c.application_id == row["id"])),
        told=was_told(session, application_id=row["id"], stage=Stage(row["stage"])),
        gates=gates(session, role, standard | row["answers"], application_id=row["id"]),
        purposes=purposes_given(session, application_id=row["id"]),
        guarded=consent_of(session, application_id=row["id"]) is not None,
        open_purposes=purposes_open(session, role, application_id=row["id"], born=row["birth_date"], at=now),
        sides=own_sides(session, reference=reference),
        stage_days=told_days(role, Stage(row["stage"]), now=now),
        files=_files_sent(session, application_id=row["id"]),
    )


def _own(role: KeptRole, answers: Mapping[str, Answer], *, imported: bool) -> dict[str, Answer]:
    """What she answered herself: columns that came with an import, which no form asked for, may be the team's alone."""
    return {key: answer for key, answer in answers.items() if key in role.asked} if imported else dict(answers)


def _files_sent(session: Session, *, application_id: int) -> Mapping[str, tuple[str, ...]]:
    """By the question that asked for them, the names of the files that stand."""
    rows = session.execute(
        select(MATERIAL.c.question_key, MATERIAL.c.file_name)
        .where(MATERIAL.c.application_id == application_id, MATERIAL.c.question_key.is_not(None))
        .where(MATERIAL.c.state.not_in([MaterialState.REPLACED.value, MaterialState.UNUSABLE.value]))
        .where(MATERIAL.c.original.is_not(None) | MATERIAL.c.kind.in_(FILMS))
        .order_by(MATERIAL.c.id)
    ).all()
    return {key: tuple(row.file_name for row in rows if row.question_key == key) for key in {r[0] for r in rows}}


def told_days(role: KeptRole, stage: Stage, *, now: datetime) -> StageDays | None:
    """The days of a stage, where who stands in it is told them and they are not over."""
    days = role.role.stage_days.get(stage)
    if days is None or not days.public or days.over(today=day_in(role.call.time_zone, now)):
        return None
    return days


def newest_headshot(session: Session, *, application_id: int) -> Headshot:
    """The newest headshot that was handed in, with the picture to show meanwhile."""
    rows = session.execute(
        select(MATERIAL.c.state, MATERIAL.c.medium, MATERIAL.c.refusal)
        .where(MATERIAL.c.application_id == application_id, MATERIAL.c.kind == MaterialKind.HEADSHOT.value)
        .where(MATERIAL.c.state != MaterialState.REPLACED.value)
        .order_by(MATERIAL.c.id.desc())
    ).all()
    if not rows:
        return Headshot(None, None, None)
    shown = next((row.medium for row in rows if row.medium is not None), None)
    refusal = rows[0].refusal
    return Headshot(MaterialState(rows[0].state), shown, None if refusal is None else Refusal(refusal))


def replace_headshot(session: Session, *, reference: str, upload: Upload, now: datetime) -> None:
    """Hand in a new headshot; the one before it stays in sight until the new one has been prepared.

    Raises:
        NotFound: there is no such application.
        Closed: the call has closed, or the application was withdrawn. A picture that could not be used, and one that
            never came, may still be handed in then: the applicant could not know in time.
    """
    status = status_of(session, reference=reference, now=now)
    missing = status.headshot.state in {None, MaterialState.UNUSABLE}
    call = status.role.call
    if status.stage is Stage.WITHDRAWN:
        raise Closed(said("This application was withdrawn, so its picture cannot be changed."))
    if not missing and not is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now):
        raise Closed(said("The call has closed, so the picture cannot be changed any more. The one you sent stays."))
    session.execute(
        update(MATERIAL)
        .where(
            MATERIAL.c.application_id == status.application_id,
            MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
            MATERIAL.c.state.in_([MaterialState.PENDING.value, MaterialState.UNUSABLE.value]),
        )
        .values(state=MaterialState.REPLACED.value, original=None)
    )
    session.execute(insert(MATERIAL), material(upload, status.application_id, now=now))


def reference_sent(session: Session, *, token: str) -> str | None:
    """The reference of the application that was sent under this name of its form, or None."""
    return session.execute(select(APPLICATION.c.reference).where(APPLICATION.c.token == token)).scalar_one_or_none()


def prefer_language(session: Session, *, reference: str, language: str) -> None:
    """Write to an applicant in another language from now on; the caller has checked her key."""
    session.execute(update(APPLICATION).where(APPLICATION.c.reference == reference).values(language=language))


def ask_for_link(session: Session, *, reference: str, email: str, now: datetime) -> None:
    """Mail the link to an application, if the address is the one that it was sent with; silent in either case."""
    row = session.execute(
        select(APPLICATION.c.id, APPLICANT.c.email)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.reference == reference)
    ).one_or_none()
    if row is None or row.email is None or address_key(row.email) != address_key(email.strip()):
        return
    _mail_link(session, row.id, now)


def ask_for_links(session: Session, *, email: str, now: datetime) -> None:
    """Mail the links to the applications that were sent with this address, the newest ones; silent where none was."""
    of_hers = select(APPLICATION.c.id).where(APPLICATION.c.email_key == address_key(email.strip()))
    for application_id in session.scalars(of_hers.order_by(APPLICATION.c.id.desc()).limit(MOST_AT_ONCE)).all():
        _mail_link(session, application_id, now)


def _mail_link(session: Session, application_id: int, now: datetime) -> None:
    key = f"link:{application_id}:{now:%Y%m%d%H%M}"
    write_to_applicant(session, application_id, MessageKind.RESUME_LINK, key=key, now=now)
