"""The applicants' routes: open calls, the form, the receipt and status."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from casting.store.calls import KeptRole, call_kept, calls_kept, role_kept
from fastapi import APIRouter, Form, Request
from itsdangerous import BadSignature
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Stale, Unready
from casting.domain.vocabulary import MaterialState, Stage
from casting.forms.application import Application, read_application
from casting.forms.fields import FieldFault, check_email
from casting.services.access import application_key, opens, references
from casting.services.applicants import Status, ask_for_link, replace_headshot, status_of
from casting.services.apply import Submission
from casting.store.engine import reading, writing
from casting.web import apply_views as views
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.pages import HomePage, ResumePage
from casting.web.routes.media import picture
from casting.web.uploads import Uploads, keep_uploads, uploads_open

router = APIRouter()
FORM_LIFE_SECONDS = 24 * 3600
TEXT_FIELDS, FILES, LONGEST_PART = 400, 12, 256 * 1024
ACCESS_COOKIE = "casting_application"
ACCESS_SECONDS = 180 * 24 * 3600


@router.get("/")
def home(rooms: InRooms, session: Reading, now: Now) -> Response:
    calls = [views.call_card(kept.call, now=now) for kept in calls_kept(session)]
    order = {"open": 0, "not yet": 1, "closed": 2}
    page = HomePage("Open calls", tuple(sorted(calls, key=lambda card: order[card.state])))
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/calls/{call}")
def call_page(call: str, rooms: InRooms, session: Reading, now: Now) -> Response:
    kept = call_kept(session, call)
    if kept is None:
        raise NotFound("There is no such call. Perhaps the address was cut off.")
    return HTMLResponse(rooms.renderer.page(views.call_page(kept.call, now=now)))


@router.get("/calls/{call}/{role}/apply")
def form(call: str, role: str, rooms: InRooms, session: Reading, now: Now) -> Response:
    kept = role_kept(session, call, role)
    if kept is None:
        raise NotFound("There is no such role. Perhaps the address was cut off.")
    if not is_open(opens_at=kept.call.opens_at, closes_at=kept.call.closes_at, now=now):
        raise Closed(f"{kept.call.title} takes no applications. {views.call_times(kept.call, now=now)}")
    page = views.apply_page(
        kept, now=now, token=_new_token(rooms, kept), typed={}, faults={}, kept={}, uploads_open=uploads_open(rooms)
    )
    return HTMLResponse(rooms.renderer.page(page))


@dataclass(frozen=True)
class Sent:
    """One form as it arrived: the text fields, the files in the vault, what is wrong with files, and when."""

    typed: Mapping[str, str]
    uploads: Uploads
    arrived_at: datetime


@router.post("/calls/{call}/{role}/apply")
async def apply(call: str, role: str, request: Request, rooms: InRooms, address: Address) -> Response:
    """Take an application: checked, kept by the writer, answered after its commit with 303 to the receipt."""
    kept = await _role(rooms, call, role)
    sent = await _read(request, rooms, kept)
    token = _read_token(rooms, kept, sent.typed.get("token", ""))
    if token is None:
        problem = (
            "This form was too old or came from elsewhere, so it was not sent. "
            "Everything that you typed is still here: send it again."
        )
        return _again(rooms, kept, sent, faults=sent.uploads.faults, problem=problem)
    if sent.typed.get(views.TRAP, ""):
        problem = (
            "A field that people do not see was filled in, perhaps by your browser. It has been emptied: send it again."
        )
        return _again(rooms, kept, sent, faults=sent.uploads.faults, problem=problem)
    rooms.limits.spend(rooms.limits.applications, address)
    try:
        return await _keep(rooms, kept, sent, token)
    except Stale:
        rooms.intake.forget(call, role)
        kept = await _role(rooms, call, role)
        return await _keep(rooms, kept, sent, token)


async def _keep(rooms: Rooms, kept: KeptRole, sent: Sent, token: str) -> Response:
    checked = read_application(
        sent.typed, call=kept.call, role=kept.role, asked=kept.asked, today=_today(kept, sent.arrived_at)
    )
    missing = _missing_files(kept, sent.uploads)
    if not isinstance(checked, Application) or sent.uploads.faults or missing:
        faults = {} if isinstance(checked, Application) else dict(checked)
        return _again(rooms, kept, sent, faults={**faults, **sent.uploads.faults, **missing})
    submission = Submission(
        application=checked,
        uploads=sent.uploads.kept,
        token=token,
        references=tuple(islice(references(), 3)),
        arrived_at=sent.arrived_at,
    )
    try:
        receipt = await asyncio.wrap_future(rooms.intake.keep(kept, submission))
    except (Closed, Unready) as refused:
        status = 410 if isinstance(refused, Closed) else 503
        return _again(rooms, kept, sent, faults={}, problem=f"{refused} What you typed is still here.", status=status)
    response = RedirectResponse(f"/applications/{receipt.reference}?sent=1", status_code=303)
    _let_in(response, rooms, receipt.reference)
    return response


async def _role(rooms: Rooms, call: str, role: str) -> KeptRole:
    if rooms.intake.knows(call, role):
        return rooms.intake.role(call, role)
    return await run_in_threadpool(rooms.intake.role, call, role)


async def _read(request: Request, rooms: Rooms, kept: KeptRole) -> Sent:
    """Read the body within its limits. What exceeds them is answered by a page of its own."""
    form = await request.form(max_files=FILES, max_fields=TEXT_FIELDS, max_part_size=LONGEST_PART)
    arrived_at = rooms.clock()
    try:
        uploads = await keep_uploads(form, rooms, kept)
    finally:
        await form.close()
    return Sent(_typed(form), uploads, arrived_at)


def _typed(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def _missing_files(kept: KeptRole, uploads: Uploads) -> dict[str, str]:
    answered = {upload.question_key for upload in uploads.kept}
    wanted = [q.key for q in kept.role.questions if q.key in kept.asked and q.kind.value == "file" and q.required]
    return {key: "Choose a file." for key in wanted if key not in answered} if uploads.taken else {}


def _again(
    rooms: Rooms, kept: KeptRole, sent: Sent, *, faults: Mapping[str, str], problem: str = "", status: int = 422
) -> Response:
    """The same form with everything in it, and what is to be done."""
    page = views.apply_page(
        kept,
        now=sent.arrived_at,
        token=_same_or_new_token(rooms, kept, sent.typed.get("token", "")),
        typed=sent.typed,
        faults=faults,
        kept=sent.uploads.tokens,
        problem=problem,
        uploads_open=uploads_open(rooms),
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _new_token(rooms: Rooms, kept: KeptRole) -> str:
    return rooms.sign("form").dumps([kept.role_id, secrets.token_urlsafe(16)])


def _read_token(rooms: Rooms, kept: KeptRole, token: str) -> str | None:
    """The form's own random name, or None where the token is not ours, not for this role, or older than a day."""
    try:
        role_id, name = rooms.sign("form").loads(token, max_age=FORM_LIFE_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(name) if role_id == kept.role_id else None


def _same_or_new_token(rooms: Rooms, kept: KeptRole, token: str) -> str:
    return token if _read_token(rooms, kept, token) else _new_token(rooms, kept)


def _today(kept: KeptRole, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(kept.call.time_zone)).date()


@router.get("/applications/{reference}")
def status(reference: str, request: Request, rooms: InRooms, session: Reading, now: Now, sent: str = "") -> Response:
    """The receipt and status, for the browser that has the application's key; a page that tells nothing otherwise."""
    if not _may_open(request, rooms, reference):
        return _resume(rooms, reference)
    found = status_of(session, reference=reference)
    page = views.status_page(found, fresh=sent == "1", replaceable=_replaceable(found, now=now))
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/applications/{reference}/open/{key}")
def open_application(reference: str, key: str, rooms: InRooms, address: Address) -> Response:
    """Follow a mailed link: from then on this browser may open the application."""
    response = RedirectResponse(f"/applications/{quote(reference)}", status_code=303)
    if opens(rooms.secret, reference=reference, key=key):
        _let_in(response, rooms, reference)
    else:
        rooms.limits.spend(rooms.limits.links, "open", address)
    return response


@router.post("/applications/{reference}/link")
def mail_link(
    reference: str,
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    email: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Mail the link again; the page is the same whether or not there is such an application."""
    try:
        known = check_email(email)
    except FieldFault as fault:
        return _resume(rooms, reference, email=email, error=str(fault), status=422)
    rooms.limits.spend(rooms.limits.links, "from", address)
    rooms.limits.spend(rooms.limits.links, "to", known)
    ask_for_link(session, reference=reference, email=known, now=now)
    return _resume(rooms, reference, email=known, sent=True)


@router.get("/applications/{reference}/headshot")
def own_headshot(reference: str, request: Request, rooms: InRooms, session: Reading) -> Response:
    shot = status_of(session, reference=reference).headshot if _may_open(request, rooms, reference) else None
    if shot is None or shot.medium is None:
        raise NotFound("There is no picture here.")
    return picture(rooms, shot.medium)


@router.post("/applications/{reference}/headshot")
async def hand_in_headshot(reference: str, request: Request, rooms: InRooms, now: Now) -> Response:
    """Hand in another headshot. Async, since it reads a stream; the database is asked on a thread."""
    if not _may_open(request, rooms, reference):
        return _resume(rooms, reference)
    form = await request.form(max_files=1, max_fields=10, max_part_size=LONGEST_PART)
    try:
        uploads = await keep_uploads(form, rooms, None)
    finally:
        await form.close()
    problem = uploads.faults.get("headshot") or ("" if uploads.kept else "Choose a photograph.")
    if not uploads.taken:
        problem = "Photographs cannot be taken at the moment. Nothing was changed; please try again in an hour."
    return await run_in_threadpool(_replace, rooms, reference, uploads, problem, now)


def _replace(rooms: Rooms, reference: str, uploads: Uploads, problem: str, now: datetime) -> Response:
    if problem:
        with reading(rooms.engine) as session:
            found = status_of(session, reference=reference)
        page = views.status_page(found, fresh=False, replaceable=True, error=problem)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    with writing(rooms.engine) as session:
        replace_headshot(session, reference=reference, upload=uploads.kept[0], now=now)
    return RedirectResponse(f"/applications/{reference}", status_code=303)


def _replaceable(found: Status, *, now: datetime) -> bool:
    missing = found.headshot.state in {None, MaterialState.UNUSABLE}
    call = found.role.call
    return found.stage is not Stage.WITHDRAWN and (
        missing or is_open(opens_at=call.opens_at, closes_at=call.closes_at, now=now)
    )


def _may_open(request: Request, rooms: Rooms, reference: str) -> bool:
    return opens(rooms.secret, reference=reference, key=request.cookies.get(ACCESS_COOKIE, ""))


def _let_in(response: Response, rooms: Rooms, reference: str) -> None:
    """Give this browser the application's key. The cookie goes nowhere but to this application's pages."""
    response.set_cookie(
        ACCESS_COOKIE,
        application_key(rooms.secret, reference),
        max_age=ACCESS_SECONDS,
        path=f"/applications/{reference}",
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )


def _resume(
    rooms: Rooms, reference: str, *, email: str = "", error: str = "", sent: bool = False, status: int = 200
) -> Response:
    page = ResumePage("Open your application", f"/applications/{quote(reference)}/link", email, error, sent)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
