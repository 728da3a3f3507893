"""Drafts of applications: opened by a mailed link or by the code that stood on the screen."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.said import Text, said
from casting.forms.fields import FieldFault, address_key, check_email
from casting.services.draft_links import mail_links_again
from casting.services.drafts import draft_of
from casting.services.own_things import sent_from
from casting.web.access import let_in
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.own_drafts import remember_draft
from casting.web.own_things import own_lines
from casting.web.pages import DraftPage, OwnLine
from casting.web.reader import InReader, Reader, addressed

router = APIRouter(prefix="/drafts")
TITLE = said("Go on where you stopped")


@router.get("")
def ask_for_code(request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader) -> Response:
    return _page(rooms, reader, own_lines(request, rooms, session, now=now))


@router.post("")
def open_by_code(
    request: Request,
    rooms: InRooms,
    session: Reading,
    now: Now,
    address: Address,
    reader: InReader,
    code: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    return _open(request, rooms, session, now, address, reader, code)


@router.post("/link")
def mail_lost_link(
    request: Request,
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    reader: InReader,
    email: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Mail the links to what is kept with an address; the page is the same whether or not there is anything."""
    page = DraftPage(TITLE, action="/drafts", own=own_lines(request, rooms, session, now=now), email=email)
    try:
        known = check_email(email)
    except FieldFault as fault:
        page = replace(page, email_error=fault.said)
        return HTMLResponse(rooms.renderer.page(addressed(page, reader)), status_code=422)
    rooms.limits.spend(rooms.limits.letters, "from", address)
    rooms.limits.spend(rooms.limits.links, "to", address_key(known))
    mail_links_again(session, email=known, language=reader.language, now=now)
    return HTMLResponse(rooms.renderer.page(addressed(replace(page, email=known, sent=True), reader)))


@router.get("/{code}")
def open_by_link(
    code: str, request: Request, rooms: InRooms, session: Reading, now: Now, address: Address, reader: InReader
) -> Response:
    return _open(request, rooms, session, now, address, reader, code)


def _open(
    request: Request, rooms: Rooms, session: Reading, now: Now, address: str, reader: Reader, code: str
) -> Response:
    rooms.limits.spend(rooms.limits.drafts, address)
    found = draft_of(session, code=code, now=now)
    if found is None and (reference := sent_from(session, code=code, now=now)) is not None:
        response = RedirectResponse(f"/applications/{reference}", status_code=303)
        let_in(request, response, rooms, reference)
        return response
    if found is None:
        fault = said("Nothing is kept under this code. Look at it sign by sign; when its call has closed, it is gone.")
        return _page(rooms, reader, own_lines(request, rooms, session, now=now), code=code, error=fault, status=422)
    place = f"/calls/{found.role.call.slug}/{found.role.role.slug}/apply"
    response = RedirectResponse(place, status_code=303)
    remember_draft(request, response, rooms, place=place, code=found.code)
    return response


def _page(
    rooms: Rooms, reader: Reader, own: tuple[OwnLine, ...], *, code: str = "", error: Text = "", status: int = 200
) -> Response:
    page = DraftPage(TITLE, action="/drafts", code=code, error=error, own=own)
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)), status_code=status)
