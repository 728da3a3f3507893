"""The form on one page: the fast way in for short forms, and for whoever wants to see all of it at once."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Closed, Refused, TooMany
from casting.domain.overtaking import said_of
from casting.domain.said import Text, said
from casting.domain.zones import day_in
from casting.forms.application import Application, draft_faults
from casting.languages.catalogues import codes
from casting.services.draft_links import mail_link
from casting.services.drafts import Draft, Overtaken, keep_draft
from casting.store.calls import KeptRole
from casting.store.engine import writing
from casting.web.deps import Address, InRooms, Now, Reading, Rooms
from casting.web.form_views import FOR_LATER, NEXT_PAGE, SAID, TRAP, apply_page, check_page, draft_view, every_field
from casting.web.guardian_views import choose_again, guardian_line, waits
from casting.web.guarding import lost_files, own_request
from casting.web.own_drafts import DRAFT_COOKIE, forget_draft, name_device, own_draft, remember_draft
from casting.web.own_things import own_lines
from casting.web.pages import ApplyPage
from casting.web.reader import CHOSEN, InReader, remember_language
from casting.web.sending import checked, form_place, role_of, send, still_here
from casting.web.sent import Sent, filled_form, form_name, form_token, read_sent
from casting.web.standing import form_role, refuse_closed
from casting.web.uploads import file_tokens, uploads_open

router = APIRouter(prefix="/calls/{call}/{role}/apply")


@router.get("/whole")
def whole(
    call: str, role: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    """The form on one page, with what this browser has kept."""
    kept = form_role(session, call, role)
    refuse_closed(kept, now=now)
    draft = own_draft(request, rooms, role_id=kept.role_id)
    page = apply_page(
        kept,
        now=now,
        token=form_token(rooms, kept),
        typed={} if draft is None else draft.typed,
        faults={},
        kept={} if draft is None else file_tokens(rooms, draft.files),
        uploads_open=uploads_open(rooms),
        language=reader.language,
        draft=None if draft is None else draft_view(draft),
        version=0 if draft is None else draft.version,
        told="" if draft is None else said_of(draft.typed),
    )
    page = replace(page, own=own_lines(request, rooms, session, now=now, call=call, role=role))
    if draft is None:
        asked = own_request(request, rooms, kept, now=now)
        page = replace(page, guardian=guardian_line(kept, asked), waits=waits(asked), keepable=not waits(asked))
    response = HTMLResponse(rooms.renderer.page(page))
    name_device(request, response, rooms, place=form_place(kept))
    return response


@router.post("")
async def apply(call: str, role: str, request: Request, rooms: InRooms, address: Address, reader: InReader) -> Response:
    """Take an application: checked, kept by the writer, answered after its commit with 303 to the receipt."""
    kept = await role_of(rooms, call, role)
    sent = await read_sent(request, rooms, kept, address, reader)
    if sent.typed.get(CHOSEN) or sent.typed.get(NEXT_PAGE) == "form":
        return _as_it_was(rooms, kept, sent)
    if sent.typed.get(FOR_LATER):
        return await run_in_threadpool(_keep_for_later, rooms, kept, sent, request, address)
    token = form_name(rooms, kept, sent.typed.get("token", ""))
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
    if sent.typed.get(NEXT_PAGE) == "check" and isinstance(checked(kept, sent), Application):
        return HTMLResponse(rooms.renderer.page(check_page(_form(rooms, kept, sent, faults={}))))
    name, again = _name_of(token, sent), partial(_again, rooms)
    return await send(request, rooms, kept, sent, name=name, address=address, again=again)


def _as_it_was(rooms: Rooms, kept: KeptRole, sent: Sent) -> Response:
    """The form as it was, in the language that was chosen, if one was; nothing was sent, and nothing typed is lost."""
    code = sent.typed.get(CHOSEN, "")
    chosen = replace(sent, language=code if code in codes() else sent.language)
    lost = {name: choose_again(file_name) for name, file_name in lost_files(sent.typed).items()}
    response = _again(rooms, kept, chosen, faults={**lost, **sent.uploads.faults}, status=200)
    remember_language(response, rooms, code)
    return response


def _name_of(token: str, sent: Sent) -> str:
    """What makes a form sent twice one application: the form's own name, and all that it says.

    Somebody who goes back, corrects the form and sends it once more has sent another one, of which nothing may be lost.
    """
    said = sorted((name, value) for name, value in sent.typed.items() if name != "token" and not name.endswith("_kept"))
    files = sorted((upload.question_key or "", upload.digest) for upload in sent.uploads.kept)
    return f"{token}.{hashlib.sha256(repr((said, files)).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _keep_for_later(rooms: Rooms, kept: KeptRole, sent: Sent, request: Request, address: str) -> Response:
    """Keep what was typed as a draft, and show the form with its code; of somebody under age nothing is kept."""
    place = form_place(kept)
    response = RedirectResponse(place, status_code=303)
    if sent.typed[FOR_LATER] == "forget":
        forget_draft(request, response, rooms, place=place)
        return response
    faults = draft_faults(sent.typed, today=day_in(kept.call.time_zone, sent.arrived_at))
    if faults:
        return _again(rooms, kept, sent, faults=faults)
    try:
        rooms.limits.spend(rooms.limits.drafts, address)
        found = _kept(rooms, kept, sent, code=request.cookies.get(DRAFT_COOKIE, ""))
    except (Refused, TooMany) as refused:
        status = 410 if isinstance(refused, Closed) else 429 if isinstance(refused, TooMany) else 422
        return _again(rooms, kept, sent, faults={}, problem=still_here(refused), status=status)
    if isinstance(found, Overtaken):
        problem = said(
            "What was kept was changed on another page or device meanwhile, so this was not kept. What you typed is "
            "still here: keep it once more if it is what you want to say."
        )
        return _again(rooms, kept, sent, faults={}, problem=problem, status=409, newer=found.draft)
    remember_draft(request, response, rooms, place=place, code=found)
    return response


def _kept(rooms: Rooms, kept: KeptRole, sent: Sent, *, code: str) -> str | Overtaken:
    """The code of the draft, whose link is mailed to who gave an address."""
    email = sent.typed.get("email", "").strip()
    with writing(rooms.engine) as session:
        found = keep_draft(
            session,
            kept,
            filled_form(sent, every_field(kept)),
            secret=rooms.secret,
            code=code,
            nonce=secrets.token_urlsafe(16),
            now=sent.arrived_at,
        )
        if isinstance(found, Overtaken):
            return found
        if email:
            mail_link(session, code=found.code, email=email, language=sent.language, now=sent.arrived_at)
    return found.code


def _again(
    rooms: Rooms,
    kept: KeptRole,
    sent: Sent,
    *,
    faults: Mapping[str, Text],
    problem: Text = "",
    status: int = 422,
    newer: Draft | None = None,
) -> Response:
    """The same form with everything in it, and what is to be done."""
    page = _form(rooms, kept, sent, faults=faults, problem=problem)
    if newer is not None:
        page = replace(page, version=newer.version, told=said_of(newer.typed))
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _form(rooms: Rooms, kept: KeptRole, sent: Sent, *, faults: Mapping[str, Text], problem: Text = "") -> ApplyPage:
    token = sent.typed.get("token", "")
    return apply_page(
        kept,
        now=sent.arrived_at,
        token=token if form_name(rooms, kept, token) else form_token(rooms, kept),
        typed=sent.typed,
        faults=faults,
        kept=sent.uploads.tokens,
        problem=problem,
        uploads_open=uploads_open(rooms),
        language=sent.language,
        version=sent.showing.version,
        told=sent.typed.get(SAID, ""),
    )
