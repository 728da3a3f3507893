"""What an applicant does with her application after sending it: she changes it, withdraws it, or comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from itsdangerous import BadSignature
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Closed, Stale
from casting.domain.parts import Part
from casting.domain.said import Text, said
from casting.domain.vocabulary import Stage
from casting.domain.zones import day_in
from casting.forms.application import Application, read_application
from casting.languages.catalogues import codes
from casting.services.editing import Editable, editable, may_edit, save_changes
from casting.services.withdrawing import come_back, withdraw
from casting.store.engine import reading, writing
from casting.web.access import may_open
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.edit_views import as_typed, beside, edit_page, part_to_change, withdraw_page
from casting.web.reader import CHOSEN, InReader, remember_language
from casting.web.routes.applications import LONGEST_PART, resume
from casting.web.uploads import Uploads, asked_uploads, keep_uploads, missing_files, uploads_open

router = APIRouter(prefix="/applications")
TEXT_FIELDS, FILES = 400, 12


@dataclass(frozen=True)
class Typed:
    """One form as it arrived, and the application that it changes; `part` is all that it shows, if not None."""

    found: Editable
    fields: Mapping[str, str]
    uploads: Uploads
    arrived_at: datetime
    language: str
    part: Part | None = None


@router.get("/{reference}/edit")
def edit(
    reference: str,
    request: Request,
    rooms: InRooms,
    session: Reading,
    now: Now,
    reader: InReader,
    part: str = "",
) -> Response:
    """The form with everything that stands, or one part of it."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    found = editable(session, reference=reference, now=now)
    if not may_edit(found, now=now):
        return _status(reference)
    typed = Typed(found, as_typed(found), Uploads(), now, reader.language, part_to_change(found, part))
    return _again(rooms, typed, faults={}, status=200)


@router.post("/{reference}/edit")
async def save(
    reference: str, request: Request, rooms: InRooms, now: Now, address: Address, reader: InReader, part: str = ""
) -> Response:
    """Keep what was changed. Async, since it reads a stream; the database is asked on a thread."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    found = await run_in_threadpool(_found, rooms, reference, now)
    form = await request.form(max_files=FILES, max_fields=TEXT_FIELDS, max_part_size=LONGEST_PART)
    try:
        uploads = await keep_uploads(form, rooms, found.role, address=address)
    finally:
        await form.close()
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    chosen = part_to_change(found, part)
    fields = fields if chosen is None else {**beside(found, chosen), **fields}
    return await run_in_threadpool(_save, rooms, Typed(found, fields, uploads, now, reader.language, chosen))


@router.get("/{reference}/withdraw")
def ask_to_withdraw(
    reference: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    found = editable(session, reference=reference, now=now)
    if found.stage is Stage.WITHDRAWN:
        return _status(reference)
    return HTMLResponse(rooms.renderer.page(withdraw_page(found, now=now, language=reader.language)))


@router.post("/{reference}/withdraw")
def confirm_withdrawal(
    reference: str, request: Request, rooms: InRooms, session: Writing, now: Now, reader: InReader
) -> Response:
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    withdraw(session, reference=reference, now=now)
    return _status(reference)


@router.post("/{reference}/return")
def take_back(
    reference: str, request: Request, rooms: InRooms, session: Writing, now: Now, reader: InReader
) -> Response:
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    come_back(session, reference=reference, now=now)
    return _status(reference)


def _found(rooms: Rooms, reference: str, now: datetime) -> Editable:
    with reading(rooms.engine) as session:
        return editable(session, reference=reference, now=now)


def _save(rooms: Rooms, typed: Typed) -> Response:
    code = typed.fields.get(CHOSEN)
    if code:
        response = _again(rooms, typed, faults=typed.uploads.faults, status=200, language=code)
        remember_language(response, rooms, code)
        return response
    version = _read_token(rooms, typed)
    if version is None:
        problem = said(
            "This form came from elsewhere, so it was not saved. What you typed is still here: save it again."
        )
        return _again(rooms, typed, faults=typed.uploads.faults, problem=problem)
    checked = _checked(typed)
    if not isinstance(checked, Application) or typed.uploads.faults:
        faults = {} if isinstance(checked, Application) else dict(checked)
        return _again(rooms, typed, faults={**faults, **typed.uploads.faults})
    try:
        with writing(rooms.engine) as session:
            save_changes(
                session,
                typed.found.role,
                reference=typed.found.reference,
                version=version,
                application=checked,
                uploads=asked_uploads(typed.found.role, typed.uploads, typed.fields),
                language=typed.language,
                now=typed.arrived_at,
            )
    except Stale:
        problem = said(
            "Your application was changed in another window meanwhile, so nothing was saved. What you typed here is "
            "still here: look through it, and save it once more if it is what you want to say."
        )
        return _again(rooms, typed, faults={}, problem=problem, status=409)
    except Closed as closed:
        return _again(rooms, typed, faults={}, problem=closed.said, status=410)
    return _status(typed.found.reference, saved=True)


def _checked(typed: Typed) -> Application | Mapping[str, Text]:
    role = typed.found.role
    today = day_in(role.call.time_zone, typed.arrived_at)
    checked = read_application(
        typed.fields,
        call=role.call,
        role=role.role,
        asked=role.asked,
        today=today,
        reader=typed.language,
        minors=typed.found.guarded,
    )
    missing = missing_files(role, typed.uploads, typed.fields, there=typed.found.documents)
    if not missing:
        return checked
    return missing if isinstance(checked, Application) else {**checked, **missing}


def _again(
    rooms: Rooms,
    typed: Typed,
    *,
    faults: Mapping[str, Text],
    problem: Text = "",
    status: int = 422,
    language: str = "",
) -> Response:
    """The form with everything in it. Its token is for what stands now: whoever saves it again has been told.

    What is wrong elsewhere than in the part that was shown is mended in the whole form.
    """
    elsewhere = typed.part is not None and any(name not in typed.part.fields for name in faults)
    page = edit_page(
        typed.found,
        part=None if elsewhere else typed.part,
        now=typed.arrived_at,
        token=rooms.sign("edit").dumps([typed.found.reference, typed.found.version]),
        typed=typed.fields,
        faults=faults,
        kept=typed.uploads.tokens,
        problem=problem,
        uploads_open=uploads_open(rooms),
        language=language if language in codes() else typed.language,
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


def _read_token(rooms: Rooms, typed: Typed) -> int | None:
    """The version that the applicant had before her, or None where the form is not ours or another application's."""
    try:
        reference, version = rooms.sign("edit").loads(typed.fields.get("token", ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return int(version) if reference == typed.found.reference else None


def _status(reference: str, *, saved: bool = False) -> Response:
    return RedirectResponse(f"/applications/{reference}{'?saved=1' if saved else ''}", status_code=303)
