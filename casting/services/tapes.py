"""The films of an application: how far they are, and the acts of its applicant, who sends them whole or in pieces.

One is the self-tape; of the others each answers a question of the kind video. Answers are kept before any media: a film
is handed in for an application that stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan, Question, is_open
from casting.domain.criteria import Answer
from casting.domain.errors import Closed, NotFound, Refused, Stale, TooLarge, Unready
from casting.domain.media import MediaRefused, Refusal
from casting.domain.said import said
from casting.domain.vocabulary import MaterialKind, MaterialState, QuestionKind, Stage
from casting.media.pieces import PieceFolder
from casting.media.signatures import sniff_video
from casting.store.calls import KeptRole
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, MaterialRow, UploadRow, table

APPLICATION, MATERIAL, UPLOAD = table(ApplicationRow), table(MaterialRow), table(UploadRow)
FILMS = (MaterialKind.TAPE.value, MaterialKind.VIDEO.value)
SELF_TAPE = ""
"""Where a question's key is asked for: the film that answers none."""
MAY_FOLLOW = timedelta(hours=24)
"""So long after the call has closed a film may still be handed in for an application that arrived in time."""
UPLOAD_LIFE = timedelta(hours=24)
"""So long after its last piece an upload can be gone on with."""
HEAD_BYTES = 64


@dataclass(frozen=True)
class Arriving:
    """A film on its way: what was announced of it, and how many bytes are kept for good."""

    name: str
    file_name: str
    length: int
    arrived: int
    expires_at: datetime

    @property
    def complete(self) -> bool:
        return self.arrived == self.length


@dataclass(frozen=True)
class Tape:
    """The newest film of an application that answers a question, or answers none.

    Attributes:
        state: none where none was handed in whole.
        stream, poster: digests of the film and of its picture, where there is one to show, which may be an older one.
        seconds: how long that film is.
        refusal: why the newest cannot be used.
        arriving: one that is on its way.
    """

    state: MaterialState | None = None
    stream: str | None = None
    poster: str | None = None
    seconds: int = 0
    refusal: Refusal | None = None
    arriving: Arriving | None = None


def tape_among(rows: Iterable[Any], *, question_key: str = SELF_TAPE, arriving: Arriving | None = None) -> Tape:
    """The self-tape that these rows of material, the newest first, tell of, or the film that answers a question."""
    of_it = (row for row in rows if row.kind in FILMS and (row.question_key or SELF_TAPE) == question_key)
    tapes = [row for row in of_it if row.state != MaterialState.REPLACED.value]
    if not tapes:
        return Tape(arriving=arriving)
    newest, shown = tapes[0], next((row for row in tapes if row.stream is not None), None)
    return Tape(
        state=MaterialState(newest.state),
        stream=None if shown is None else shown.stream,
        poster=None if shown is None else shown.medium,
        seconds=0 if shown is None else shown.seconds,
        refusal=None if newest.refusal is None else Refusal(newest.refusal),
        arriving=arriving,
    )


def videos_among(rows: Iterable[Any]) -> Mapping[str, Tape]:
    """The films among these rows of material, the newest first, that answer questions, by the keys of those."""
    films = [row for row in rows if row.kind == MaterialKind.VIDEO.value]
    return {key: tape_among(films, question_key=key) for key in dict.fromkeys(row.question_key for row in films)}


def tapes_of(session: Session, *, application_id: int, now: datetime) -> Mapping[str, Tape]:
    """The films of an application and what is on its way, by the keys of questions; always with the self-tape."""
    rows = session.execute(
        select(MATERIAL)
        .where(MATERIAL.c.application_id == application_id, MATERIAL.c.kind.in_(FILMS))
        .order_by(MATERIAL.c.id.desc())
    ).all()
    coming = session.execute(
        select(UPLOAD).where(UPLOAD.c.application_id == application_id, UPLOAD.c.touched_at > now - UPLOAD_LIFE)
    ).all()
    arriving = {row.question_key: _arriving(row) for row in coming}
    keys = {SELF_TAPE, *arriving, *(row.question_key or SELF_TAPE for row in rows)}
    return {key: tape_among(rows, question_key=key, arriving=arriving.get(key)) for key in sorted(keys)}


def videos_asked(role: KeptRole, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions for a video that are asked of whoever answers so."""
    hidden = role.role.not_asked(answers)
    asked = (question for question in role.role.questions if question.key in role.asked and question.key not in hidden)
    return tuple(question for question in asked if question.kind is QuestionKind.VIDEO)


def tape_wanted(call: CallPlan, *, stage: Stage, tape: Tape, now: datetime) -> bool:
    """Whether a film may be handed in: in time or a day later, or in the place of one that could not be used."""
    in_time = is_open(opens_at=call.opens_at, closes_at=call.closes_at + MAY_FOLLOW, now=now)
    return stage is not Stage.WITHDRAWN and (in_time or tape.state is MaterialState.UNUSABLE)


def check_wanted(call: CallPlan, *, stage: Stage, tape: Tape, now: datetime) -> None:
    """Raises Closed where no film may be handed in any more."""
    if not tape_wanted(call, stage=stage, tape=tape, now=now):
        raise Closed(said("A video cannot be handed in any more. Your application stays as it is."))


def begin_upload(
    session: Session,
    folder: PieceFolder,
    *,
    application_id: int,
    question_key: str = SELF_TAPE,
    name: str,
    file_name: str,
    length: int,
    most: int,
    free: int,
    now: datetime,
) -> Arriving:
    """Begin a film that arrives in pieces; one for the same question that was on its way before is given up.

    Args:
        name: random, at least 128 bits: who knows it and has the application's key may go on with the upload.
        length, most, free: bytes of the film, the most it may have, and how many can be kept at the moment.

    Raises:
        MediaRefused: it is empty.
        TooLarge: it is larger than a film may be.
        Unready: there is no room for it.
    """
    if length < 1:
        raise MediaRefused(Refusal.EMPTY)
    if length > most:
        raise TooLarge(
            said(
                "The video is larger than the {most} megabytes that we can take, so nothing of it was sent. "
                "Please send a smaller copy of it.",
                most=most >> 20,
            )
        )
    # Held until the act is over: of two that begin at once, the second takes the place of the first.
    session.execute(select(APPLICATION.c.id).where(APPLICATION.c.id == application_id).with_for_update(key_share=True))
    on_their_way = sum(row.length - row.arrived for row in session.execute(select(UPLOAD.c.length, UPLOAD.c.arrived)))
    if length + on_their_way > free:
        raise Unready(said("There is no room for the video at the moment. Please try again in an hour."))
    _give_up(session, folder, application_id=application_id, question_key=question_key)
    folder.begin(name)
    row = {"name": name, "application_id": application_id, "file_name": file_name, "length": length}
    row |= {"kind": _kind(question_key), "question_key": question_key}
    session.execute(insert(UPLOAD).values(**row, arrived=0, touched_at=now))
    return Arriving(name, file_name, length, 0, now + UPLOAD_LIFE)


def upload_of(session: Session, *, reference: str, name: str, now: datetime) -> Arriving:
    """An upload of this application. Raises NotFound where there is none, it has expired, or it is another's."""
    row = session.execute(
        select(UPLOAD)
        .join(APPLICATION, APPLICATION.c.id == UPLOAD.c.application_id)
        .where(APPLICATION.c.reference == reference, UPLOAD.c.name == name, UPLOAD.c.touched_at > now - UPLOAD_LIFE)
    ).one_or_none()
    if row is None:
        raise NotFound(said("There is no such upload. Perhaps it waited for too long; please begin anew."))
    return _arriving(row)


def keep_piece(
    engine: Engine, folder: PieceFolder, *, reference: str, name: str, at: int, piece: bytes, now: datetime
) -> int:
    """Keep a piece of a film for good; returns how many bytes have arrived.

    The file is written before the row says so, and by one process at a time: of two that send the same piece, one is
    told where the upload stands.

    Raises:
        NotFound: there is no such upload.
        Stale: the piece does not begin where the upload stands.
        TooLarge: it would end behind the end that was announced.
        MediaRefused: the first piece is not that of a video.
        Unready: the disk is full; what arrived before is kept.
    """
    try:
        with folder.alone(name) as file:
            with reading(engine) as session:
                upload = upload_of(session, reference=reference, name=name, now=now)
            _check_piece(upload, at, piece)
            file.write(piece, at=at)
            arrived = at + len(piece)
            with writing(engine) as session:
                session.execute(update(UPLOAD).where(UPLOAD.c.name == name).values(arrived=arrived, touched_at=now))
            return arrived
    except FileNotFoundError as error:
        raise NotFound(said("There is no such upload. Perhaps it waited for too long; please begin anew.")) from error
    except OSError as error:
        raise Unready(
            said("There is no room for the video at the moment. What has arrived is kept; please go on in an hour.")
        ) from error


def _check_piece(upload: Arriving, at: int, piece: bytes) -> None:
    if at != upload.arrived:
        raise Stale(said("The upload stands at another place than this piece. What has arrived is kept."))
    if at + len(piece) > upload.length:
        raise TooLarge(said("More was sent than was announced, so it was not kept. Please begin anew."))
    if at == 0 and (len(piece) >= HEAD_BYTES or len(piece) == upload.length) and sniff_video(piece) is None:
        raise MediaRefused(Refusal.NOT_A_VIDEO)


def end_upload(session: Session, folder: PieceFolder, *, reference: str, name: str, now: datetime) -> None:
    """Give up an upload. Raises NotFound as `upload_of` does, Refused where it has arrived whole."""
    upload = upload_of(session, reference=reference, name=name, now=now)
    if upload.complete:
        raise Refused(said("The video has arrived already and is being prepared."))
    session.execute(delete(UPLOAD).where(UPLOAD.c.name == name))
    folder.remove(name)


def hand_in_tape(
    session: Session,
    *,
    application_id: int,
    question_key: str = SELF_TAPE,
    digest: str,
    media_type: str,
    file_name: str,
    now: datetime,
) -> None:
    """Keep a film that lies in the vault; the one before it stays in sight until this one has been prepared."""
    waiting = [MaterialState.PENDING.value, MaterialState.UNUSABLE.value]
    same = MATERIAL.c.application_id == application_id, MATERIAL.c.kind == _kind(question_key)
    session.execute(
        update(MATERIAL)
        .where(*same, answers_it(question_key), MATERIAL.c.state.in_(waiting))
        .values(state=MaterialState.REPLACED.value, original=None)
    )
    session.execute(
        insert(MATERIAL).values(
            application_id=application_id,
            kind=_kind(question_key),
            question_key=question_key or None,
            state=MaterialState.PENDING.value,
            original=digest,
            media_type=media_type,
            file_name=file_name,
            handed_in_at=now,
            attempts=0,
        )
    )


def answers_it(question_key: str | None) -> ColumnElement[bool]:
    """That material answers this question; that it answers none, of the self-tape."""
    return MATERIAL.c.question_key == question_key if question_key else MATERIAL.c.question_key.is_(None)


def _kind(question_key: str) -> str:
    return (MaterialKind.VIDEO if question_key else MaterialKind.TAPE).value


def _give_up(session: Session, folder: PieceFolder, *, application_id: int, question_key: str) -> None:
    """Let go of the upload that is on its way; one that has arrived whole is about to be taken, and stays."""
    same = UPLOAD.c.application_id == application_id, UPLOAD.c.question_key == question_key
    before = session.execute(select(UPLOAD).where(*same)).one_or_none()
    if before is None:
        return
    if before.arrived == before.length:
        raise Unready(said("The video that you sent before is just being taken. Please try again in a minute."))
    session.execute(delete(UPLOAD).where(UPLOAD.c.id == before.id))
    folder.remove(before.name)


def _arriving(row: Any) -> Arriving:
    return Arriving(row.name, row.file_name, row.length, row.arrived, row.touched_at + UPLOAD_LIFE)
