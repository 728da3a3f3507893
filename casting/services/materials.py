"""Material that was handed in: pictures prepared outside the request, and files that nobody refers to swept away."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.media import Focus, MediaRefused
from casting.domain.messages import MessageKind
from casting.domain.vocabulary import MaterialKind, MaterialState
from casting.media.guarded import HeadshotPool
from casting.media.vault import Vault
from casting.services.to_applicants import write_to_applicant
from casting.store.engine import reading, writing
from casting.store.tables import ApplicantRow, ApplicationRow, CallRow, MaterialRow, RoleRow, table

log = structlog.get_logger()
MATERIAL, APPLICATION, APPLICANT = table(MaterialRow), table(ApplicationRow), table(ApplicantRow)
ROLE, CALL = table(RoleRow), table(CallRow)
BATCH = 50
NO_FILES = dict.fromkeys(("original", "small", "medium", "large", "likeness"))
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    """A photograph or film that is to be prepared.

    Attributes:
        large: of a photograph that is only to be cropped anew: its whole picture, which is then what is read.
        focus: around which it is cropped; None where the applicant has chosen nothing.
    """

    material_id: int
    application_id: int
    original: str
    attempts: int
    kind: str = MaterialKind.HEADSHOT.value
    large: str | None = None
    focus: Focus | None = None


def prepare_headshots(
    engine: Engine,
    vault: Vault,
    pool: HeadshotPool,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Prepare the headshots that are pending and due; returns how many were settled, usable or not.

    The files of the renditions are in the vault before the row that names them is committed. A picture that cannot be
    used is said so in its row and in a message to the applicant, in the same transaction.
    """
    done = 0
    with ThreadPoolExecutor(pool.workers) as threads:
        while waiting := _waiting(engine, now=now):
            for entry, outcome in threads.map(lambda one: (one, _prepared(vault, pool, one)), waiting):
                with writing(engine) as session:
                    _settle(session, entry, outcome, now=now)
                done += 1
                if progress is not None:
                    progress(done)
    return done


def _prepared(
    vault: Vault, pool: HeadshotPool, entry: Waiting
) -> dict[str, str | int | bytes] | MediaRefused | OSError:
    """The files of the renditions, stored, or why there are none; a missing original holds up nobody else's picture."""
    try:
        with vault.file(entry.original) as sent:
            made = pool.prepare(sent, focus=entry.focus)
        cropped: dict[str, str | int | bytes] = {
            "small": vault.put(made.small.content),
            "medium": vault.put(made.medium.content),
        }
        if entry.large is not None:
            return cropped
        return cropped | {
            "large": vault.put(made.large.content),
            "large_width": made.large.width,
            "large_height": made.large.height,
            "likeness": made.likeness,
        }
    except (MediaRefused, OSError) as refused:
        return refused


def _settle(
    session: Session, entry: Waiting, outcome: dict[str, str | int | bytes] | MediaRefused | OSError, *, now: datetime
) -> None:
    if isinstance(outcome, MediaRefused) and entry.large is not None:
        # Too narrow to be cropped anew: it stays as it was
        settled = update(MATERIAL).where(MATERIAL.c.id == entry.material_id)
        session.execute(settled.values(state=MaterialState.READY.value, original=None))
    elif isinstance(outcome, MediaRefused):
        refuse(session, entry, outcome, kind=MessageKind.HEADSHOT_UNUSABLE, now=now)
    elif isinstance(outcome, OSError):
        log.error("headshot not prepared", material=entry.material_id, reason=type(outcome).__name__)
        put_off(session, entry, outcome, now=now)
    else:
        _make_ready(session, entry, outcome)


def file_names(session: Session, application_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Of applications that have some, the names of the files and films that stand, by the questions they answer."""
    sent = select(MATERIAL.c.application_id, MATERIAL.c.question_key, MATERIAL.c.file_name).where(
        MATERIAL.c.application_id.in_(application_ids),
        MATERIAL.c.question_key.is_not(None),
        MATERIAL.c.state == MaterialState.READY.value,
    )
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in session.execute(sent):
        names[row.application_id][row.question_key] = row.file_name
    return names


def put_off(session: Session, entry: Waiting, error: OSError, *, now: datetime) -> None:
    """Try again later what could not be read or kept: longer each time, up to an hour."""
    pause = min(LONGEST_PAUSE, timedelta(seconds=10 * 2 ** min(entry.attempts, 10)))
    session.execute(
        update(MATERIAL)
        .where(MATERIAL.c.id == entry.material_id)
        .values(attempts=entry.attempts + 1, next_attempt_at=now + pause, last_error=type(error).__name__)
    )


def _waiting(engine: Engine, *, now: datetime) -> list[Waiting]:
    due = or_(MATERIAL.c.next_attempt_at.is_(None), MATERIAL.c.next_attempt_at <= now)
    with reading(engine) as session:
        rows = session.execute(
            select(MATERIAL)
            .where(MATERIAL.c.kind.in_([MaterialKind.HEADSHOT.value, MaterialKind.PICTURE.value]))
            .where(MATERIAL.c.state == MaterialState.PENDING.value, due)
            .order_by(MATERIAL.c.id)
            .limit(BATCH)
        ).all()
    return [
        Waiting(
            row.id,
            row.application_id,
            row.original,
            row.attempts,
            row.kind,
            row.large,
            None if row.focus_across is None else Focus(row.focus_across, row.focus_down),
        )
        for row in rows
    ]


def _make_ready(session: Session, entry: Waiting, files: dict[str, str | int | bytes]) -> None:
    """Show the new picture, a headshot in the place of those before; the original, which tells much, is let go of."""
    if entry.kind == MaterialKind.HEADSHOT.value:
        before = (
            MATERIAL.c.application_id == entry.application_id,
            MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
            MATERIAL.c.id < entry.material_id,
        )
        session.execute(update(MATERIAL).where(*before).values(state=MaterialState.REPLACED.value, **NO_FILES))
    session.execute(
        update(MATERIAL)
        .where(MATERIAL.c.id == entry.material_id, MATERIAL.c.state == MaterialState.PENDING.value)
        .values(state=MaterialState.READY.value, original=None, last_error=None, **files)
    )
    # Somebody else may have sent the same photograph.
    session.execute(update(APPLICATION).where(APPLICATION.c.id == entry.application_id).values(compared_version=0))


def refuse(session: Session, entry: Waiting, refused: MediaRefused, *, kind: MessageKind, now: datetime) -> None:
    """Say that it cannot be used, in its row and, by a message of this kind, to the applicant."""
    session.execute(
        update(MATERIAL)
        .where(MATERIAL.c.id == entry.material_id, MATERIAL.c.state == MaterialState.PENDING.value)
        .values(state=MaterialState.UNUSABLE.value, original=None, refusal=refused.reason.value)
    )
    key = f"{kind.value.removesuffix('_unusable')}:{entry.material_id}"
    write_to_applicant(session, entry.application_id, kind, key=key, now=now, refusal=refused.reason.value)
