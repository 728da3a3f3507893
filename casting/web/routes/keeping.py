"""What a script asks of a part while it is filled in: to keep it as it is, and what is wrong with one field.

The pages do without; both answer with a piece of the page.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from casting.domain.errors import Closed, Refused, TooMany
from casting.domain.parts import BORN
from casting.domain.said import Text, said
from casting.domain.zones import day_in
from casting.forms.application import MINOR
from casting.services.drafts import Kept, Overtaken, draft_of
from casting.store.calls import KeptRole
from casting.store.engine import reading
from casting.web.deps import Address, InRooms, Rooms
from casting.web.guarding import GuardianFirst
from casting.web.own_drafts import DRAFT_COOKIE, remember_draft
from casting.web.pages import FieldFaultNote, KeptNote
from casting.web.part_views import too_late
from casting.web.reader import InReader
from casting.web.routes.parts import LOST, keep_part, role_now
from casting.web.sent import Sent, read_sent
from casting.web.standing import Standing, declared_gates, standing_of
from casting.web.turns import WHOLE, Turn, turn_of
from casting.web.uploads import uploads_open

router = APIRouter(prefix="/calls/{call}/{role}/apply/{part}")
LATER = said("It will be kept as soon as your birth date is there.")
ELSEWHERE = said(
    "This page was changed on another page or device meanwhile, so it was not kept. Save it with the button: "
    "you will see both, and choose."
)

WHOLE_ELSEWHERE = said(
    "This form was changed on another page or device meanwhile, so this page is not kept by itself. What it says is "
    "what you send; with “Keep it for later” it is kept in place of the other."
)


@router.post("/kept")
async def keep_as_it_is(
    call: str, role: str, part: str, request: Request, rooms: InRooms, address: Address, reader: InReader
) -> Response:
    """Keep a part as it is, whatever is wrong or missing, with its files. Async, since it reads a stream."""
    kept = await run_in_threadpool(role_now, rooms, call, role)
    try:
        sent = await read_sent(request, rooms, kept, address, reader)
    except GuardianFirst as first:
        note = KeptNote(language=reader.language, told=first.needed.said)
        return HTMLResponse(rooms.renderer.page(note), status_code=422)
    return await run_in_threadpool(_keep, request, rooms, kept, sent, part, address)


@router.post("/fault")
async def one_fault(
    call: str,
    role: str,
    part: str,
    request: Request,
    rooms: InRooms,
    address: Address,
    reader: InReader,
    field: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """What is wrong with one field of a part; nothing where nothing is, or where it is empty. Nothing is kept."""
    kept = await run_in_threadpool(role_now, rooms, call, role)
    try:
        sent = await read_sent(request, rooms, kept, address, reader)
    except GuardianFirst as first:
        if field != "birth_date":
            return Response(status_code=204)
        fault = FieldFaultNote(language=reader.language, name=field, error=first.needed.said)
        return HTMLResponse(rooms.renderer.page(fault))
    return await run_in_threadpool(_fault, request, rooms, kept, sent, part, field)


def _keep(request: Request, rooms: Rooms, kept: KeptRole, sent: Sent, part: str, address: str) -> Response:
    turn = turn_of(request, rooms, kept, sent, part)
    told: tuple[int, Text]
    if BORN not in turn.part.fields and turn.standing.draft is None:
        return _told(turn, LOST, status=409)
    faults = turn.faults()
    if "birth_date" in faults:
        return _told(turn, MINOR if faults["birth_date"] is MINOR else LATER, status=422)
    try:
        found = keep_part(turn, request.cookies.get(DRAFT_COOKIE, ""), address, finished=False)
    except (Refused, TooMany) as refused:
        told = 429 if isinstance(refused, TooMany) else 422, refused.said
        if isinstance(refused, Closed):
            told = 410, too_late(kept.call)
        return _told(turn, told[1], status=told[0])
    if isinstance(found, Overtaken):
        return _told(turn, WHOLE_ELSEWHERE if turn.part.key == WHOLE else ELSEWHERE, status=409)
    return _kept(request, turn, found)


def _kept(request: Request, turn: Turn, found: Kept) -> Response:
    """What is to be seen once it is kept, and the cookie that opens it."""
    rooms, role, sent = turn.rooms, turn.standing.role, turn.sent
    with reading(rooms.engine) as session:
        draft = draft_of(session, code=found.code, now=sent.arrived_at)
    today = day_in(role.call.time_zone, sent.arrived_at)
    now = standing_of(role, draft, today=today, files_taken=uploads_open(rooms), language=sent.language)
    note = KeptNote(
        language=sent.language,
        faults=tuple(_refused(now, name, fault) for name, fault in sent.uploads.faults.items()),
        files=tuple((field, name) for field, (_, name) in sent.uploads.tokens.items()),
        gates=declared_gates(now, among=turn.part, answered=True),
    )
    response = HTMLResponse(rooms.renderer.page(note))
    remember_draft(request, response, rooms, place=turn.standing.place, code=found.code)
    return response


def _refused(now: Standing, name: str, fault: Text) -> tuple[str, Text, str]:
    """What is said of a file that was not taken, with its name, and whether the form can do without."""
    question = now.role.role.question(name)
    required = question is not None and question.required
    _, file = now.refused.get(name, ("", ""))
    return name, now.faults.get(name, fault), "" if required else file


def _told(turn: Turn, told: Text, *, status: int) -> Response:
    note = KeptNote(language=turn.sent.language, told=told)
    return HTMLResponse(turn.rooms.renderer.page(note), status_code=status)


def _fault(request: Request, rooms: Rooms, kept: KeptRole, sent: Sent, part: str, field: str) -> Response:
    turn = turn_of(request, rooms, kept, sent, part)
    error = turn.faults().get(field)
    typed = turn.standing.typed_with(turn.part, sent.typed)
    if error is None or not typed.get(field, "").strip():
        return Response(status_code=204)
    return HTMLResponse(rooms.renderer.page(FieldFaultNote(language=sent.language, name=field, error=error)))
