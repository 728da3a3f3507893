"""An applicant's photographs: the headshot, up to five beside it in an order, and how each of them is cropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Refused
from casting.domain.media import Focus
from casting.domain.said import said
from casting.domain.vocabulary import MaterialKind, MaterialState, Stage
from casting.services.apply import Upload, material
from casting.services.materials import NO_FILES
from casting.store.calls import role_kept_by_id
from casting.store.tables import ApplicationRow, MaterialRow, table

APPLICATION, MATERIAL = table(ApplicationRow), table(MaterialRow)
HEADSHOT, PICTURE = MaterialKind.HEADSHOT.value, MaterialKind.PICTURE.value
PENDING, READY, REPLACED = MaterialState.PENDING.value, MaterialState.READY.value, MaterialState.REPLACED.value
MOST_BESIDE = 5
"""Photographs beside the headshot: enough for profile and full length, few enough to be looked at."""


@dataclass(frozen=True)
class Picture:
    """A photograph that was handed in.

    Attributes:
        main: whether it is the headshot, which stands on cards and in lists.
        medium, large: digests of the cropped picture and of the whole one; None until it has been prepared.
        width, height: of the whole one, in pixels.
    """

    material_id: int
    main: bool
    state: MaterialState
    medium: str | None
    large: str | None
    width: int
    height: int


@dataclass(frozen=True)
class Portrait:
    """A photograph beside the headshot as the team sees it: digests of the cropped picture and of the whole one."""

    small: str
    large: str


def beside_among(files: Sequence[Any]) -> tuple[Portrait, ...]:
    """The photographs beside the headshot among the rows of an application's files, in their order."""
    beside = [row for row in files if row.kind == PICTURE and row.large is not None]
    return tuple(Portrait(row.small, row.large) for row in sorted(beside, key=lambda row: (row.position, row.id)))


def pictures_of(session: Session, *, application_id: int) -> tuple[Picture, ...]:
    """The photographs that count: the headshot that is shown, then those beside it in their order."""
    rows = session.execute(
        select(MATERIAL)
        .where(MATERIAL.c.application_id == application_id, MATERIAL.c.kind.in_([HEADSHOT, PICTURE]))
        .where(MATERIAL.c.state != REPLACED)
        .order_by(MATERIAL.c.id.desc())
    ).all()
    headshot = next((row for row in rows if row.kind == HEADSHOT and row.medium is not None), None)
    beside = sorted((row for row in rows if row.kind == PICTURE), key=lambda row: (row.position, row.id))
    return tuple(_picture(row) for row in ([headshot] if headshot is not None else []) + beside)


def _picture(row: Row[Any]) -> Picture:
    size = row.large_width or 0, row.large_height or 0
    return Picture(row.id, row.kind == HEADSHOT, MaterialState(row.state), row.medium, row.large, *size)


def picture_of(session: Session, *, reference: str, material_id: int) -> Picture:
    """One of the photographs of an application. Raises NotFound where it has no such one."""
    return _own(pictures_of(session, application_id=_application(session, reference).id), material_id)


def add_picture(session: Session, *, reference: str, upload: Upload, now: datetime) -> None:
    """Hand in a photograph beside the headshot; it comes last.

    Raises:
        NotFound: there is no such application.
        Closed: the call has closed, or the application was withdrawn.
        Refused: there are as many already as are looked at.
    """
    key = _changeable(session, reference, now)
    # Held until the act is over, so that of two that come at once the second is counted after the first.
    session.execute(select(APPLICATION.c.id).where(APPLICATION.c.id == key).with_for_update(key_share=True))
    there = [one for one in pictures_of(session, application_id=key) if not one.main]
    if len(there) >= MOST_BESIDE:
        raise Refused(said("There are five photographs beside your first one. Take one away before you send another."))
    last = session.scalar(select(func.max(MATERIAL.c.position)).where(MATERIAL.c.application_id == key)) or 0
    session.execute(insert(MATERIAL), {**material(upload, key, now=now), "kind": PICTURE, "position": last + 1})


def remove_picture(session: Session, *, reference: str, material_id: int, now: datetime) -> None:
    """Take a photograph away. Raises as `add_picture` does, and NotFound where there is no such one.

    The headshot itself is replaced by another one and not taken away: cards would stand without a face.
    """
    key = _changeable(session, reference, now)
    if _own(pictures_of(session, application_id=key), material_id).main:
        raise Refused(said("This is the photograph that stands for you. Send another one, or put another one first."))
    session.execute(update(MATERIAL).where(MATERIAL.c.id == material_id).values(state=REPLACED, **NO_FILES))


def put_earlier(session: Session, *, reference: str, material_id: int, now: datetime) -> None:
    """Put a photograph one place earlier; the first of those beside the headshot takes its place.

    Raises:
        NotFound, Closed: as `add_picture` does, or there is no such photograph.
        Refused: it is to become the headshot and has not been prepared, or another headshot is being prepared.
    """
    key = _changeable(session, reference, now)
    shown = pictures_of(session, application_id=key)
    picture = _own(shown, material_id)
    if picture.main:
        return
    beside = [one for one in shown if not one.main]
    at = beside.index(picture)
    if at:
        beside[at - 1 : at + 1] = [picture, beside[at - 1]]
    else:
        _put_first(session, key, picture)
        beside[:1] = [one for one in shown if one.main]
    for number, one in enumerate(beside, 1):
        session.execute(update(MATERIAL).where(MATERIAL.c.id == one.material_id).values(position=number))


def _put_first(session: Session, key: int, picture: Picture) -> None:
    of_hers = MATERIAL.c.application_id == key, MATERIAL.c.kind == HEADSHOT
    coming = session.scalar(select(func.count()).select_from(MATERIAL).where(*of_hers, MATERIAL.c.state == PENDING))
    if coming or picture.state is not MaterialState.READY:
        raise Refused(said("A photograph is still being prepared. Please try again in a minute; nothing was changed."))
    session.execute(update(MATERIAL).where(*of_hers, MATERIAL.c.medium.is_(None)).values(state=REPLACED))
    session.execute(update(MATERIAL).where(*of_hers, MATERIAL.c.state == READY).values(kind=PICTURE))
    session.execute(update(MATERIAL).where(MATERIAL.c.id == picture.material_id).values(kind=HEADSHOT, position=0))
    session.execute(update(APPLICATION).where(APPLICATION.c.id == key).values(compared_version=0))


def crop(session: Session, *, reference: str, material_id: int, focus: Focus, now: datetime) -> None:
    """Crop a photograph around what its applicant has chosen; the present one stays in sight until then.

    Raises:
        NotFound, Closed: as `add_picture` does, or there is no such photograph.
        Refused: it has not been prepared.
    """
    key = _changeable(session, reference, now)
    picture = _own(pictures_of(session, application_id=key), material_id)
    if picture.large is None:
        raise Refused(said("A photograph is still being prepared. Please try again in a minute; nothing was changed."))
    session.execute(
        update(MATERIAL)
        .where(MATERIAL.c.id == material_id)
        .values(
            state=PENDING,
            original=picture.large,
            focus_across=focus.across,
            focus_down=focus.down,
            attempts=0,
            next_attempt_at=None,
        )
    )


def _own(pictures: Sequence[Picture], material_id: int) -> Picture:
    found = next((one for one in pictures if one.material_id == material_id), None)
    if found is None:
        raise NotFound(said("There is no picture here."))
    return found


def _application(session: Session, reference: str) -> Row[int, int, str]:
    wanted = select(APPLICATION.c.id, APPLICATION.c.role_id, APPLICATION.c.stage)
    row = session.execute(wanted.where(APPLICATION.c.reference == reference)).one_or_none()
    if row is None:
        raise NotFound(said("This application does not exist any more."))
    return row


def _changeable(session: Session, reference: str, now: datetime) -> int:
    row = _application(session, reference)
    role = role_kept_by_id(session, row.role_id)
    if row.stage == Stage.WITHDRAWN.value:
        raise Closed(said("This application was withdrawn, so its picture cannot be changed."))
    if role is None or not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        raise Closed(said("The call has closed, so the picture cannot be changed any more. The one you sent stays."))
    key: int = row.id
    return key
