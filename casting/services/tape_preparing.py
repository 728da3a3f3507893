"""Films that have arrived: taken into the vault and made playable, outside of any request; what never came goes."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine, delete, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.media import MediaRefused
from casting.domain.messages import MessageKind
from casting.domain.vocabulary import MaterialState
from casting.media.pieces import PieceFolder
from casting.media.signatures import sniff_video
from casting.media.tapes import Interrupted, Prepared, prepare_tape
from casting.media.vault import Vault
from casting.services.materials import Waiting, put_off, refuse
from casting.services.tapes import (
    APPLICATION,
    FILMS,
    HEAD_BYTES,
    MATERIAL,
    UPLOAD,
    UPLOAD_LIFE,
    answers_it,
    hand_in_tape,
)
from casting.store.engine import reading, writing

log = structlog.get_logger()
NEWBORN = timedelta(minutes=10)
"""A file without a row may be one whose row is about to be written."""


def take_arrived(engine: Engine, folder: PieceFolder, vault: Vault, *, now: datetime) -> int:
    """Take the films that have arrived whole into the vault; returns how many.

    The content is in the vault before the row that names it is committed, and the piece file goes after that: whatever
    is cut off is found again.
    """
    with reading(engine) as session:
        arrived = session.execute(select(UPLOAD).where(UPLOAD.c.arrived == UPLOAD.c.length)).all()
    for upload in arrived:
        path = folder.path(upload.name)
        if not path.is_file():
            log.error("an upload without its file", application=upload.application_id)
            _forget(engine, upload.id)
            continue
        with path.open("rb") as file:
            media_type = sniff_video(file.read(HEAD_BYTES)) or "application/octet-stream"
        digest = vault.adopt(path)
        with writing(engine) as session:
            session.execute(delete(UPLOAD).where(UPLOAD.c.id == upload.id))
            hand_in_tape(
                session,
                application_id=upload.application_id,
                question_key=upload.question_key,
                digest=digest,
                media_type=media_type,
                file_name=upload.file_name,
                now=now,
            )
        folder.remove(upload.name)
    return len(arrived)


def _forget(engine: Engine, upload_id: int) -> None:
    """The applicant sees that there is no film, and can send it anew."""
    with writing(engine) as session:
        session.execute(delete(UPLOAD).where(UPLOAD.c.id == upload_id))


def prepare_tapes(
    engine: Engine, vault: Vault, workshop: Path, *, now: datetime, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Prepare the films that are pending and due, one after the other; returns how many were settled, usable or not.

    Args:
        workshop: a folder for unfinished films, on a disk with room.
        stopped: whether to end at once; the film that is then being prepared stays pending.
    """
    done = 0
    while (entry := _waiting(engine, now=now)) is not None:
        with tempfile.TemporaryDirectory(dir=workshop) as bench:
            try:
                with vault.file(entry.original) as sent:
                    made = prepare_tape(sent, Path(bench), stopped=stopped)
                poster, stream = vault.put(made.poster), vault.put(made.film)
            except Interrupted:
                return done
            except MediaRefused as refused:
                with writing(engine) as session:
                    refuse(session, entry, refused, kind=MessageKind.TAPE_UNUSABLE, now=now)
            except OSError as error:
                log.error("tape not prepared", material=entry.material_id, reason=type(error).__name__)
                with writing(engine) as session:
                    put_off(session, entry, error, now=now)
            else:
                with writing(engine) as session:
                    _make_ready(session, entry, made, poster=poster, stream=stream)
        done += 1
    return done


def sweep_uploads(engine: Engine, folder: PieceFolder, *, now: datetime) -> int:
    """Let go of uploads that nobody has gone on with, and of files of which no row tells; returns how many files."""
    with writing(engine) as session:
        session.execute(
            delete(UPLOAD).where(UPLOAD.c.touched_at <= now - UPLOAD_LIFE, UPLOAD.c.arrived < UPLOAD.c.length)
        )
    with reading(engine) as session:
        known = set(session.scalars(select(UPLOAD.c.name)))
    settled = (now - NEWBORN).timestamp()
    old = [name for name, at in folder.names() if name not in known and at < settled]
    for name in old:
        folder.remove(name)
    return len(old)


def _waiting(engine: Engine, *, now: datetime) -> Waiting | None:
    due = or_(MATERIAL.c.next_attempt_at.is_(None), MATERIAL.c.next_attempt_at <= now)
    with reading(engine) as session:
        row = session.execute(
            select(MATERIAL.c.id, MATERIAL.c.application_id, MATERIAL.c.original, MATERIAL.c.attempts)
            .where(MATERIAL.c.kind.in_(FILMS), MATERIAL.c.state == MaterialState.PENDING.value, due)
            .order_by(MATERIAL.c.id)
            .limit(1)
        ).one_or_none()
    return None if row is None else Waiting(*row)


def _make_ready(session: Session, entry: Waiting, made: Prepared, *, poster: str, stream: str) -> None:
    """Show the new film and let go of the ones before it; the original, with all that it tells, is let go of too."""
    settled = session.execute(
        update(MATERIAL)
        .where(MATERIAL.c.id == entry.material_id, MATERIAL.c.state == MaterialState.PENDING.value)
        .values(
            state=MaterialState.READY.value,
            original=None,
            last_error=None,
            medium=poster,
            stream=stream,
            seconds=made.seconds,
        )
        .returning(MATERIAL.c.kind, MATERIAL.c.question_key)
    ).one_or_none()
    if settled is not None:
        session.execute(
            update(MATERIAL)
            .where(
                MATERIAL.c.application_id == entry.application_id,
                MATERIAL.c.kind == settled.kind,
                answers_it(settled.question_key),
                MATERIAL.c.id < entry.material_id,
            )
            .values(state=MaterialState.REPLACED.value, original=None, medium=None, stream=None)
        )
        # A criterion may ask whether it was given.
        session.execute(update(APPLICATION).where(APPLICATION.c.id == entry.application_id).values(prepared_version=0))
