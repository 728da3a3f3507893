"""Minors and their guardians: asking for consent, giving it for each purpose, refusing it, and taking it back."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Closed, NotFound
from casting.domain.guardians import Consenting
from casting.domain.said import Text, said
from casting.forms.fields import address_key
from casting.forms.guardian import GuardianForm, read_agreement, read_guardian_form
from casting.services.guardians import Asked, ask_guardian, asked_by_key, give_consent, refuse_consent, withdraw_consent
from casting.store.engine import reading, writing
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.guardian_views import ask_page, guardian_page
from casting.web.guarding import own_request, remember_request
from casting.web.pages import GuardianPage
from casting.web.reader import InReader, Reader, addressed
from casting.web.standing import form_role, refuse_closed

router = APIRouter()
LONGEST = 1000


@router.get("/calls/{call}/{role}/guardian")
def asking(
    call: str, role: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    """Where a minor says whom to ask, and reads what became of it."""
    kept = form_role(session, call, role)
    refuse_closed(kept, now=now)
    page = ask_page(kept, own_request(request, rooms, kept, now=now), language=reader.language)
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)))


@router.post("/calls/{call}/{role}/guardian")
def ask(
    call: str,
    role: str,
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    reader: InReader,
    child_name: Annotated[str, Form(max_length=LONGEST)] = "",
    guardian_name: Annotated[str, Form(max_length=LONGEST)] = "",
    guardian_email: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Ask a guardian by mail; of the child a name to call her by is kept, and nothing else."""
    kept = form_role(session, call, role)
    refuse_closed(kept, now=now)
    typed = {"child_name": child_name, "guardian_name": guardian_name, "guardian_email": guardian_email}
    told = read_guardian_form(typed)
    if not isinstance(told, GuardianForm):
        page = ask_page(kept, None, language=reader.language, typed=typed, faults=told)
        return HTMLResponse(rooms.renderer.page(addressed(page, reader)), status_code=422)
    rooms.limits.spend(rooms.limits.letters, "from", address)
    rooms.limits.spend(rooms.limits.links, "to", address_key(told.guardian_email))
    nonce, language = secrets.token_urlsafe(24), reader.language
    consent_id = ask_guardian(session, kept, told, secret=rooms.secret, nonce=nonce, language=language, now=now)
    response = RedirectResponse(f"/calls/{quote(call)}/{quote(role)}/guardian", status_code=303)
    remember_request(response, rooms, kept, consent_id)
    return response


@router.get("/guardians/{key}")
def guardian(key: str, rooms: InRooms, session: Reading, now: Now, address: Address, reader: InReader) -> Response:
    """What is asked, or was answered; the same link is good for taking it back."""
    found = _asked(rooms, session, key, now, address)
    return _shown(rooms, reader, guardian_page(found, key=key, now=now, language=reader.language))


@router.get("/guardians/{key}/form")
def open_form(key: str, rooms: InRooms, session: Reading, now: Now, address: Address) -> Response:
    """Let this browser send the child's form with the consent."""
    found = _asked(rooms, session, key, now, address)
    if found.answer is not Consenting.GIVEN or found.reference:
        return RedirectResponse(f"/guardians/{quote(key)}", status_code=303)
    place = f"/calls/{found.role.call.slug}/{found.role.role.slug}/apply"
    response = RedirectResponse(place, status_code=303)
    remember_request(response, rooms, found.role, found.consent_id)
    return response


@router.post("/guardians/{key}")
async def answer(key: str, request: Request, rooms: InRooms, now: Now, address: Address, reader: InReader) -> Response:
    """Consent for the purposes that are ticked, or refuse; twice is as once. Async, since the boxes have any names."""
    async with request.form(max_files=0, max_fields=100) as form:
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return await run_in_threadpool(_answer, rooms, key, typed, now, address, reader)


@router.post("/guardians/{key}/withdraw")
def take_back(key: str, rooms: InRooms, session: Writing, now: Now, address: Address) -> Response:
    """Take the consent back: what was kept of the child is erased."""
    _asked(rooms, session, key, now, address)
    withdraw_consent(session, key=key, now=now)
    return RedirectResponse(f"/guardians/{quote(key)}", status_code=303)


def _answer(rooms: Rooms, key: str, typed: Mapping[str, str], now: datetime, address: str, reader: Reader) -> Response:
    faults: Mapping[str, Text] = {}
    problem: Text = ""
    status = 422
    with reading(rooms.engine) as session:
        found = _asked(rooms, session, key, now, address)
    try:
        with writing(rooms.engine) as session:
            agreed = read_agreement(typed, found.role.call)
            if typed.get("answer") == "refuse":
                refuse_consent(session, key=key, now=now)
            elif typed.get("answer") != "give":
                problem = said("Say whether you consent or not. Nothing was kept.")
            elif isinstance(agreed, tuple):
                give_consent(session, key=key, purposes=agreed, stamp=typed.get("stamp", ""), now=now)
            else:
                faults = agreed
    except Closed as closed:
        problem, status = closed.said, 409
    if not faults and not problem:
        return RedirectResponse(f"/guardians/{quote(key)}", status_code=303)
    language = reader.language
    page = guardian_page(found, key=key, now=now, language=language, ticked=typed, faults=faults, problem=problem)
    return _shown(rooms, reader, page, status=status)


def _asked(rooms: Rooms, session: Session, key: str, now: datetime, address: str) -> Asked:
    """What the link is for. Who follows links that open nothing has to wait after some of them."""
    try:
        return asked_by_key(session, key=key, now=now)
    except NotFound:
        rooms.limits.spend(rooms.limits.unknown_links, address)
        raise


def _shown(rooms: Rooms, reader: Reader, page: GuardianPage, *, status: int = 200) -> Response:
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)), status_code=status)
