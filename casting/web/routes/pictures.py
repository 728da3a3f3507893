"""An applicant's photographs: seen, added, put in order, cropped and taken away, by the browser that has her key."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Refused
from casting.domain.said import Text, said
from casting.forms.cropping import read_focus
from casting.services import pictures
from casting.services.applicants import status_of
from casting.store.engine import reading, writing
from casting.web.access import may_open
from casting.web.deps import HIGHEST_ID, Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.reader import InReader, Reader
from casting.web.routes.applications import photograph_sent, resume
from casting.web.routes.media import picture
from casting.web.status_views import status_page, tape_views
from casting.web.uploads import Uploads

router = APIRouter(prefix="/applications/{reference}/pictures")
PictureId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
NO_PICTURE = said("There is no picture here.")


@router.get("/{picture_id}/{size}")
def own_picture(
    reference: str, picture_id: PictureId, size: str, request: Request, rooms: InRooms, session: Reading
) -> Response:
    """One of her photographs, `cropped` as cards show it or `whole`."""
    if not may_open(request, rooms, reference):
        raise NotFound(NO_PICTURE)
    found = pictures.picture_of(session, reference=reference, material_id=picture_id)
    digest = {"cropped": found.medium, "whole": found.large}.get(size)
    if digest is None:
        raise NotFound(NO_PICTURE)
    return picture(rooms, digest)


@router.post("")
async def add(
    reference: str, request: Request, rooms: InRooms, now: Now, address: Address, reader: InReader
) -> Response:
    """Take another photograph. Async, since it reads a stream; the database is asked on a thread."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    uploads, problem = await photograph_sent(request, rooms, address=address)
    return await run_in_threadpool(_add, rooms, reader, reference, uploads, problem, now)


def _add(rooms: Rooms, reader: Reader, reference: str, uploads: Uploads, problem: Text, now: datetime) -> Response:
    if not problem:
        try:
            with writing(rooms.engine) as session:
                pictures.add_picture(session, reference=reference, upload=uploads.kept[0], now=now)
            return _back(reference)
        except Closed:
            raise
        except Refused as refused:
            problem = refused.said
    return _refused(rooms, reader, reference, problem, now)


@router.post("/{picture_id}/{act}")
def change(
    reference: str,
    picture_id: PictureId,
    act: str,
    request: Request,
    rooms: InRooms,
    session: Writing,
    now: Now,
    reader: InReader,
    part: Annotated[str, Form(max_length=20)] = "",
    across: Annotated[str, Form(alias="focus.x", max_length=20)] = "",
    down: Annotated[str, Form(alias="focus.y", max_length=20)] = "",
    width: Annotated[str, Form(max_length=20)] = "",
    height: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Put it `earlier`, `crop` it around a point or a part, or `remove` it."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    try:
        if act == "crop":
            focus = read_focus(part=part, across=across, down=down, width=width, height=height)
            pictures.crop(session, reference=reference, material_id=picture_id, focus=focus, now=now)
        elif act == "earlier":
            pictures.put_earlier(session, reference=reference, material_id=picture_id, now=now)
        elif act == "remove":
            pictures.remove_picture(session, reference=reference, material_id=picture_id, now=now)
            return RedirectResponse(f"/applications/{quote(reference)}?taken=1#pictures", status_code=303)
        else:
            raise NotFound(NO_PICTURE)
    except Closed:
        raise
    except Refused as refused:
        session.rollback()
        return _refused(rooms, reader, reference, refused.said, now)
    return _back(reference)


def _back(reference: str) -> Response:
    return RedirectResponse(f"/applications/{quote(reference)}#pictures", status_code=303)


def _refused(rooms: Rooms, reader: Reader, reference: str, problem: Text, now: datetime) -> Response:
    with reading(rooms.engine) as session:
        found = status_of(session, reference=reference, now=now)
    page = status_page(
        found,
        fresh=False,
        replaceable=True,
        changeable=is_open(opens_at=found.role.call.opens_at, closes_at=found.role.call.closes_at, now=now),
        tapes=tape_views(found, settings=rooms.settings, now=now),
        pictures_error=problem,
        language=reader.language,
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=422)
