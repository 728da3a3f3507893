"""The end of a form in parts: its answers looked through and sent; and the link with which one goes on elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound
from casting.domain.said import Text, said
from casting.domain.zones import day_in
from casting.forms.application import consent_field
from casting.forms.fields import address_key
from casting.languages.catalogues import codes
from casting.services.applicants import reference_sent
from casting.services.draft_links import mail_link
from casting.services.draft_pictures import PictureState, picture_of_draft
from casting.services.drafts import Draft, sent_name
from casting.services.guarded import purposes_permitted
from casting.store.calls import KeptRole
from casting.store.engine import reading
from casting.web.access import let_in
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.form_views import TRAP
from casting.web.own_drafts import DRAFT_COOKIE, own_draft
from casting.web.part_views import send_page
from casting.web.reader import CHOSEN, InReader, remember_language
from casting.web.routes.media import picture
from casting.web.sending import form_place, role_of, send
from casting.web.sent import Sent, form_name, form_token, read_sent
from casting.web.standing import form_role, standing_of
from casting.web.turns import own_standing
from casting.web.uploads import Uploads, uploads_open

router = APIRouter(prefix="/calls/{call}/{role}/apply")


@router.get("/check")
def look_through(
    call: str, role: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    """All answers, and what is missing; before the first part is done, the list of the parts."""
    kept = form_role(session, call, role)
    found = own_standing(request, rooms, kept, reader.language)
    if found.draft is None or not found.adult or kept.call.closes_at <= now:
        return RedirectResponse(found.place, status_code=303)
    sent = Sent({}, Uploads(), now, reader.language)
    return Ending(rooms, found.draft, {}).again(kept, sent, faults=found.faults, status=200)


@router.get("/headshot")
def own_headshot(call: str, role: str, request: Request, rooms: InRooms, session: Reading, now: Now) -> Response:
    """The photograph of this browser's draft, as the team will see it once it is sent."""
    form_role(session, call, role)
    found = picture_of_draft(session, code=request.cookies.get(DRAFT_COOKIE, ""), now=now)
    if found.state is not PictureState.READY:
        raise NotFound(said("There is no picture here."))
    return picture(rooms, found.medium)


@router.post("/check")
async def send_parts(
    call: str, role: str, request: Request, rooms: InRooms, address: Address, reader: InReader
) -> Response:
    """Send what is kept, as it was looked through; sent twice, it is one application with one receipt."""
    kept = await role_of(rooms, call, role)
    sent = await read_sent(request, rooms, kept, address, reader)
    name = form_name(rooms, kept, sent.typed.get("token", ""))
    draft = await run_in_threadpool(own_draft, request, rooms, role_id=kept.role_id)
    if draft is None:
        return await run_in_threadpool(_receipt, request, rooms, kept, name)
    agreed = {consent_field(one.purpose) for one in kept.call.consents}
    consents = {field: value for field, value in sent.typed.items() if field in agreed}
    ending = Ending(rooms, draft, consents)
    if code := sent.typed.get(CHOSEN):
        chosen = replace(sent, language=code if code in codes() else sent.language)
        response = ending.again(kept, chosen, faults={}, status=200)
        remember_language(response, rooms, code)
        return response
    if problem := _problem(sent, draft, name):
        return ending.again(kept, sent, faults={}, problem=problem, status=409)
    whole = replace(sent, typed={**draft.typed, **consents}, uploads=Uploads(tuple(draft.files.values())))
    again = ending.again
    return await send(request, rooms, kept, whole, name=sent_name(draft), address=address, again=again)


@router.post("/link")
def send_link(
    call: str, role: str, request: Request, rooms: InRooms, session: Writing, now: Now, reader: InReader
) -> Response:
    """Mail the link to the draft to the address that stands in it."""
    kept = form_role(session, call, role)
    found = own_standing(request, rooms, kept, reader.language)
    email = found.answers.get("email")
    if found.draft is None or not email or kept.call.closes_at <= now:
        return RedirectResponse(found.place, status_code=303)
    rooms.limits.spend(rooms.limits.links, "to", address_key(str(email)))
    mail_link(session, code=found.draft.code, email=str(email), language=reader.language, now=now)
    return RedirectResponse(f"{found.place}?mailed=1", status_code=303)


@dataclass(frozen=True)
class Ending:
    """The answers of a draft on their way out, with the consents as they were ticked."""

    rooms: Rooms
    draft: Draft
    consents: Mapping[str, str]

    def again(
        self, kept: KeptRole, sent: Sent, *, faults: Mapping[str, Text], problem: Text = "", status: int = 422
    ) -> Response:
        """The answers once more, and what is to be done."""
        rooms, today = self.rooms, day_in(kept.call.time_zone, sent.arrived_at)
        standing = standing_of(kept, self.draft, today=today, files_taken=uploads_open(rooms), language=sent.language)
        with reading(rooms.engine) as session:
            face = picture_of_draft(session, code=self.draft.code, now=sent.arrived_at)
            consent_id = self.draft.guardian_consent
            permitted = None if consent_id is None else purposes_permitted(session, kept, consent_id=consent_id)
        page = send_page(
            standing,
            picture=face,
            language=sent.language,
            token=form_token(rooms, kept, sent_name(self.draft)),
            typed=self.consents,
            permitted=permitted,
            faults={**standing.faults, **faults},
            problem=problem,
            attempted=bool(faults) and status != 200,
        )
        return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _problem(sent: Sent, draft: Draft, name: str | None) -> Text:
    """Why what arrived cannot be what was looked through; empty where it is."""
    if name is None:
        return said(
            "This page was too old or came from elsewhere, so nothing was sent. Everything is still here: look through "
            "it and send it again."
        )
    if name != sent_name(draft):
        return said(
            "Your answers were changed on another page or device after this page was shown, so nothing was sent. "
            "These are the newest ones: look through them and send them."
        )
    if sent.typed.get(TRAP, ""):
        return said(
            "A field that people do not see was filled in, perhaps by your browser. It has been emptied: send it again."
        )
    return ""


def _receipt(request: Request, rooms: Rooms, kept: KeptRole, name: str | None) -> Response:
    """Where nothing is kept any more: the receipt, if it was sent from this very page, or else the list."""
    if name is not None:
        with reading(rooms.engine) as session:
            reference = reference_sent(session, token=name)
        if reference is not None:
            response = RedirectResponse(f"/applications/{reference}?sent=1", status_code=303)
            let_in(request, response, rooms, reference)
            return response
    return RedirectResponse(form_place(kept), status_code=303)
