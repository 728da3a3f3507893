"""An applicant's own application: receipt, status, mailed link, another photograph."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import is_open
from casting.domain.errors import NotFound
from casting.domain.said import Text, said
from casting.domain.vocabulary import MaterialState, Stage
from casting.forms.fields import FieldFault, address_key, check_email
from casting.languages.catalogues import codes
from casting.services.access import opens
from casting.services.applicants import (
    Status,
    ask_for_link,
    ask_for_links,
    prefer_language,
    replace_headshot,
    status_of,
)
from casting.services.purposes import agree_anew, take_back
from casting.store.engine import reading, writing
from casting.web.access import let_in, may_open
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.pages import LanguageMenu, ResumePage
from casting.web.picture_views import TAKEN_AWAY
from casting.web.reader import CHOSEN, InReader, Reader, remember_language
from casting.web.routes.media import picture
from casting.web.status_views import status_page, tape_views
from casting.web.uploads import Uploads, keep_uploads

router = APIRouter(prefix="/applications")
LONGEST_PART = 64 * 1024


@router.get("")
def ask_for_links_here(rooms: InRooms, reader: InReader) -> Response:
    """The door for who has applied, and has neither the link nor the browser at hand."""
    return resume(rooms, reader, "")


@router.post("/link")
def mail_links(
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    reader: InReader,
    email: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Mail the links to all applications of an address; the page is the same whether or not there is one."""
    return _mail(rooms, session, reader, "", email, now=now, address=address)


@router.get("/{reference}")
def status(
    reference: str,
    request: Request,
    rooms: InRooms,
    session: Reading,
    now: Now,
    reader: InReader,
    sent: str = "",
    saved: str = "",
    taken: str = "",
) -> Response:
    """The receipt and status, for the browser that has the application's key; a page that tells nothing otherwise."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    found = status_of(session, reference=reference, now=now)
    page = status_page(
        found,
        fresh=sent == "1",
        saved=saved == "1",
        replaceable=_replaceable(found, now=now),
        tapes=tape_views(found, settings=rooms.settings, now=now),
        changeable=is_open(opens_at=found.role.call.opens_at, closes_at=found.role.call.closes_at, now=now),
        language=reader.language,
    )
    if taken == "1":
        page = replace(page, pictures=replace(page.pictures, done=TAKEN_AWAY))
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/{reference}/open/{key}")
def open_application(reference: str, key: str, request: Request, rooms: InRooms, address: Address) -> Response:
    """Follow a mailed link: from then on this browser may open the application."""
    response = RedirectResponse(f"/applications/{quote(reference)}", status_code=303)
    if opens(rooms.secret, reference=reference, key=key):
        let_in(request, response, rooms, reference)
    else:
        rooms.limits.spend(rooms.limits.letters, "open", address)
    return response


@router.post("/{reference}/link")
def mail_link(
    reference: str,
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    reader: InReader,
    email: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Mail the link again; the page is the same whether or not there is such an application."""
    return _mail(rooms, session, reader, reference, email, now=now, address=address)


def _mail(
    rooms: Rooms, session: Session, reader: Reader, reference: str, email: str, *, now: datetime, address: str
) -> Response:
    """Mail the link to this application of an address, or without a reference to all of them."""
    try:
        known = check_email(email)
    except FieldFault as fault:
        return resume(rooms, reader, reference, email=email, error=fault.said, status=422)
    rooms.limits.spend(rooms.limits.letters, "from", address)
    rooms.limits.spend(rooms.limits.links, "to", address_key(known))
    if reference:
        ask_for_link(session, reference=reference, email=known, now=now)
    else:
        ask_for_links(session, email=known, now=now)
    return resume(rooms, reader, reference, email=known, sent=True)


@router.get("/{reference}/headshot")
def own_headshot(reference: str, request: Request, rooms: InRooms, session: Reading, now: Now) -> Response:
    shot = status_of(session, reference=reference, now=now).headshot if may_open(request, rooms, reference) else None
    if shot is None or shot.medium is None:
        raise NotFound(said("There is no picture here."))
    return picture(rooms, shot.medium)


async def photograph_sent(request: Request, rooms: Rooms, *, address: str) -> tuple[Uploads, Text]:
    """The photograph of a form, in the vault, and why there is none; one of the two is empty."""
    form = await request.form(max_files=1, max_fields=10, max_part_size=LONGEST_PART)
    try:
        uploads = await keep_uploads(form, rooms, None, address=address)
    finally:
        await form.close()
    problem = uploads.faults.get("headshot") or ("" if uploads.kept else said("Choose a photograph."))
    if not uploads.taken:
        problem = said("Photographs cannot be taken at the moment. Nothing was changed; please try again in an hour.")
    return uploads, problem


@router.post("/{reference}/headshot")
async def hand_in_headshot(
    reference: str, request: Request, rooms: InRooms, now: Now, address: Address, reader: InReader
) -> Response:
    """Hand in another headshot. Async, since it reads a stream; the database is asked on a thread."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    uploads, problem = await photograph_sent(request, rooms, address=address)
    return await run_in_threadpool(_replace, rooms, reader, reference, uploads, problem, now)


@router.post("/{reference}/purposes")
def take_purpose_back(
    reference: str,
    request: Request,
    rooms: InRooms,
    session: Writing,
    now: Now,
    reader: InReader,
    purpose: Annotated[str, Form(max_length=200)] = "",
    text: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Take the consent to one purpose back, or agree to its changed text, in the browser that may open it."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    if text:
        agree_anew(session, reference=reference, purpose=purpose, digest=text, now=now)
    else:
        take_back(session, reference=reference, purpose=purpose, now=now)
    return RedirectResponse(f"/applications/{quote(reference)}#purposes", status_code=303)


@router.post("/{reference}/language")
def choose_language(
    reference: str,
    request: Request,
    rooms: InRooms,
    session: Writing,
    code: Annotated[str, Form(alias=CHOSEN, max_length=20)] = "",
) -> Response:
    """Read the page in another language, and be written to in it, if this browser may open the application."""
    if code in codes() and may_open(request, rooms, reference):
        prefer_language(session, reference=reference, language=code)
    response = RedirectResponse(f"/applications/{quote(reference)}", status_code=303)
    remember_language(response, rooms, code)
    return response


def _replace(rooms: Rooms, reader: Reader, reference: str, uploads: Uploads, problem: Text, now: datetime) -> Response:
    if problem:
        with reading(rooms.engine) as session:
            found = status_of(session, reference=reference, now=now)
        tapes = tape_views(found, settings=rooms.settings, now=now)
        page = status_page(found, fresh=False, replaceable=True, tapes=tapes, error=problem, language=reader.language)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    with writing(rooms.engine) as session:
        replace_headshot(session, reference=reference, upload=uploads.kept[0], now=now)
    return RedirectResponse(f"/applications/{quote(reference)}", status_code=303)


def _replaceable(found: Status, *, now: datetime) -> bool:
    missing = found.headshot.state in {None, MaterialState.UNUSABLE}
    call = found.role.call
    return found.stage is not Stage.WITHDRAWN and (
        missing or is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now)
    )


def resume(
    rooms: Rooms,
    reader: Reader,
    reference: str,
    *,
    email: str = "",
    error: Text = "",
    sent: bool = False,
    status: int = 200,
) -> Response:
    """The page that tells nothing, for a browser that may not open the application; without one, the door to any."""
    here = f"/applications/{quote(reference)}" if reference else "/applications"
    page = ResumePage(
        said("Open your application"),
        f"{here}/link",
        email,
        error,
        sent,
        reference,
        language=reader.language,
        language_menu=LanguageMenu(f"{here}/language") if reference else LanguageMenu("/language", onward=here),
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
