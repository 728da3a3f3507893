"""The applicants' routes: open calls, the form, the receipt and status."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from itsdangerous import BadSignature
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import is_open
from casting.domain.errors import CastingError, Closed, NotFound, Refused, Stale, TooMany, Unready
from casting.domain.said import Said, Text, said
from casting.exports.poster import draw_poster
from casting.forms.application import Application, draft_faults, read_application
from casting.languages.catalogues import codes
from casting.services.access import references
from casting.services.apply import Submission
from casting.services.drafts import keep_draft
from casting.store.calls import KeptRole, call_kept, calls_kept, role_kept
from casting.store.engine import writing
from casting.web.access import let_in
from casting.web.call_views import call_card, call_page, call_times
from casting.web.deps import Address, InRooms, Now, Reading, Rooms
from casting.web.form_views import FOR_LATER, NEXT_PAGE, TRAP, apply_page, check_page, draft_view
from casting.web.pages import ApplyPage, HomePage
from casting.web.reader import CHOSEN, InReader, Reader, addressed, remember_language
from casting.web.routes.drafts import DRAFT_COOKIE, forget_draft, own_draft, remember_draft
from casting.web.uploads import Uploads, asked_uploads, keep_uploads, missing_files, uploads_open

router = APIRouter()
FORM_LIFE_SECONDS = 24 * 3600
TEXT_FIELDS, FILES, LONGEST_PART = 400, 12, 1024 * 1024
MOST_CHANGES = 3
"""How often a form is checked anew because the call was changed meanwhile."""


@router.get("/")
def home(rooms: InRooms, session: Reading, now: Now, reader: InReader) -> Response:
    calls = [call_card(kept.call, now=now) for kept in calls_kept(session)]
    order = {"open": 0, "not yet": 1, "closed": 2}
    page = HomePage(said("Open calls"), tuple(sorted(calls, key=lambda card: order[card.state])))
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)))


@router.get("/calls/{call}")
def one_call(call: str, rooms: InRooms, session: Reading, now: Now, reader: InReader) -> Response:
    kept = call_kept(session, call)
    if kept is None:
        raise NotFound(said("There is no such call. Perhaps the address was cut off."))
    page = call_page(kept.call, now=now, base_url=rooms.settings.base_url)
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)))


@router.get("/calls/{call}/poster.png")
def poster(call: str, session: Reading) -> Response:
    """The picture beside a link to the call; other sites may show it."""
    kept = call_kept(session, call)
    if kept is None:
        raise NotFound(said("There is no such call. Perhaps the address was cut off."))
    roles = tuple(role.title for role in kept.call.roles)
    picture = draw_poster(title=kept.call.title, production=kept.call.production, roles=roles)
    headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
    return Response(picture, media_type="image/png", headers=headers)


@router.get("/calls/{call}/{role}/apply")
def form(
    call: str, role: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    kept = role_kept(session, call, role)
    if kept is None:
        raise NotFound(said("There is no such role. Perhaps the address was cut off."))
    if not is_open(opens_at=kept.call.opens_at, closes_at=kept.call.closes_at, now=now):
        times = call_times(kept.call, now=now)
        raise Closed(said("{call} takes no applications. {times}", call=kept.call.title, times=times))
    draft = own_draft(request, rooms, role_id=kept.role_id)
    page = apply_page(
        kept,
        now=now,
        token=_new_token(rooms, kept),
        typed={} if draft is None else draft.typed,
        faults={},
        kept={},
        uploads_open=uploads_open(rooms),
        language=reader.language,
        draft=None if draft is None else draft_view(draft),
    )
    return HTMLResponse(rooms.renderer.page(page))


@dataclass(frozen=True)
class Sent:
    """One form as it arrived: the text fields, the files in the vault, what is wrong with files, when, and for whom."""

    typed: Mapping[str, str]
    uploads: Uploads
    arrived_at: datetime
    language: str


@router.post("/calls/{call}/{role}/apply")
async def apply(call: str, role: str, request: Request, rooms: InRooms, address: Address, reader: InReader) -> Response:
    """Take an application: checked, kept by the writer, answered after its commit with 303 to the receipt."""
    kept = await _role(rooms, call, role)
    sent = await _read(request, rooms, kept, address, reader)
    if sent.typed.get(CHOSEN) or sent.typed.get(NEXT_PAGE) == "form":
        return _as_it_was(rooms, kept, sent)
    if sent.typed.get(FOR_LATER):
        return await run_in_threadpool(_keep_for_later, rooms, kept, sent, request, address)
    token = _read_token(rooms, kept, sent.typed.get("token", ""))
    if token is None:
        problem = said(
            "This form was too old or came from elsewhere, so it was not sent. "
            "Everything that you typed is still here: send it again."
        )
        return _again(rooms, kept, sent, faults=sent.uploads.faults, problem=problem)
    if sent.typed.get(TRAP, ""):
        problem = said(
            "A field that people do not see was filled in, perhaps by your browser. It has been emptied: send it again."
        )
        return _again(rooms, kept, sent, faults=sent.uploads.faults, problem=problem)
    for _ in range(MOST_CHANGES):
        try:
            return await _keep(rooms, kept, sent, _name_of(token, sent), address, request)
        except Stale:
            rooms.intake.forget(call, role)
            kept = await _role(rooms, call, role)
    problem = said("The call is being changed at this moment, so your application was not sent. Please send it again.")
    return _again(rooms, kept, sent, faults={}, problem=problem, status=409)


def _as_it_was(rooms: Rooms, kept: KeptRole, sent: Sent) -> Response:
    """The form as it was, in the language that was chosen, if one was; nothing was sent, and nothing typed is lost."""
    code = sent.typed.get(CHOSEN, "")
    chosen = replace(sent, language=code if code in codes() else sent.language)
    response = _again(rooms, kept, chosen, faults=sent.uploads.faults, status=200)
    remember_language(response, rooms, code)
    return response


def _name_of(token: str, sent: Sent) -> str:
    """What makes a form sent twice one application: the form's own name, and all that it says.

    Somebody who goes back, corrects the form and sends it once more has sent another one, of which nothing may be lost.
    """
    said = sorted((name, value) for name, value in sent.typed.items() if name != "token" and not name.endswith("_kept"))
    files = sorted((upload.question_key or "", upload.digest) for upload in sent.uploads.kept)
    return f"{token}.{hashlib.sha256(repr((said, files)).encode('utf-8', 'replace')).hexdigest()[:16]}"


async def _keep(rooms: Rooms, kept: KeptRole, sent: Sent, name: str, address: str, request: Request) -> Response:
    checked = read_application(
        sent.typed,
        call=kept.call,
        role=kept.role,
        asked=kept.asked,
        today=_today(kept, sent.arrived_at),
        reader=sent.language,
    )
    missing = missing_files(kept, sent.uploads, sent.typed)
    if not isinstance(checked, Application) or sent.uploads.faults or missing:
        faults: dict[str, Text] = {} if isinstance(checked, Application) else dict(checked)
        return _again(rooms, kept, sent, faults={**faults, **sent.uploads.faults, **missing})
    if sent.typed.get(NEXT_PAGE) == "check":
        return HTMLResponse(rooms.renderer.page(check_page(_form(rooms, kept, sent, faults={}))))
    try:
        rooms.limits.spend(rooms.limits.applications, address)
    except TooMany as refused:
        return _again(rooms, kept, sent, faults={}, problem=_still_here(refused), status=429)
    submission = Submission(
        application=checked,
        uploads=asked_uploads(kept, sent.uploads, sent.typed),
        token=name,
        references=tuple(islice(references(), 3)),
        arrived_at=sent.arrived_at,
        language=sent.language,
    )
    try:
        receipt = await asyncio.wrap_future(rooms.intake.keep(kept, submission))
    except (Closed, Unready) as refused:
        status = 410 if isinstance(refused, Closed) else 503
        return _again(rooms, kept, sent, faults={}, problem=_still_here(refused), status=status)
    response = RedirectResponse(f"/applications/{receipt.reference}?sent=1", status_code=303)
    let_in(response, rooms, receipt.reference)
    if DRAFT_COOKIE in request.cookies:
        await run_in_threadpool(forget_draft, request, response, rooms, place=request.url.path)
    return response


def _keep_for_later(rooms: Rooms, kept: KeptRole, sent: Sent, request: Request, address: str) -> Response:
    """Keep what was typed as a draft, and show the form with its code; of somebody under age nothing is kept."""
    if sent.typed[FOR_LATER] == "forget":
        response = RedirectResponse(request.url.path, status_code=303)
        forget_draft(request, response, rooms, place=request.url.path)
        return response
    faults = draft_faults(sent.typed, today=_today(kept, sent.arrived_at))
    if faults:
        return _again(rooms, kept, sent, faults=faults)
    email = sent.typed.get("email", "").strip() or None
    try:
        rooms.limits.spend(rooms.limits.drafts, address)
        with writing(rooms.engine) as session:
            code = keep_draft(
                session,
                kept,
                secret=rooms.secret,
                code=request.cookies.get(DRAFT_COOKIE, ""),
                nonce=secrets.token_urlsafe(16),
                typed=sent.typed,
                email=email,
                language=sent.language,
                now=sent.arrived_at,
            )
    except (Refused, TooMany) as refused:
        status = 410 if isinstance(refused, Closed) else 429 if isinstance(refused, TooMany) else 422
        return _again(rooms, kept, sent, faults={}, problem=_still_here(refused), status=status)
    place = request.url.path
    response = RedirectResponse(place, status_code=303)
    remember_draft(response, rooms, place=place, code=code)
    return response


def _still_here(refused: CastingError) -> Said:
    return said("{refused} What you typed is still here.", refused=refused.said)


async def _role(rooms: Rooms, call: str, role: str) -> KeptRole:
    if rooms.intake.knows(call, role):
        return rooms.intake.role(call, role)
    return await run_in_threadpool(rooms.intake.role, call, role)


async def _read(request: Request, rooms: Rooms, kept: KeptRole, address: str, reader: Reader) -> Sent:
    """Read the body within its limits. What exceeds them is answered by a page of its own."""
    form = await request.form(max_files=FILES, max_fields=TEXT_FIELDS, max_part_size=LONGEST_PART)
    arrived_at = rooms.clock()
    try:
        uploads = await keep_uploads(form, rooms, kept, address=address)
    finally:
        await form.close()
    return Sent(_typed(form), uploads, arrived_at, reader.language)


def _typed(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def _again(
    rooms: Rooms, kept: KeptRole, sent: Sent, *, faults: Mapping[str, Text], problem: Text = "", status: int = 422
) -> Response:
    """The same form with everything in it, and what is to be done."""
    page = _form(rooms, kept, sent, faults=faults, problem=problem)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _form(rooms: Rooms, kept: KeptRole, sent: Sent, *, faults: Mapping[str, Text], problem: Text = "") -> ApplyPage:
    return apply_page(
        kept,
        now=sent.arrived_at,
        token=_same_or_new_token(rooms, kept, sent.typed.get("token", "")),
        typed=sent.typed,
        faults=faults,
        kept=sent.uploads.tokens,
        problem=problem,
        uploads_open=uploads_open(rooms),
        language=sent.language,
    )


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
