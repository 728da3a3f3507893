"""The form in parts: the list of them, and a page for each, which the server keeps when it is left by its button.

What opens the draft is the browser's cookie; a draft begins by itself with the first page that is kept.
"""

import secrets
from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound, Refused, TooMany
from casting.domain.overtaking import said_of
from casting.domain.parts import BORN, HEADSHOT, Part, PartState, has_parts
from casting.domain.said import said
from casting.forms.application import MINOR
from casting.languages.catalogues import codes
from casting.services.draft_files import drop_files, mark_refused
from casting.services.draft_pictures import picture_of_draft
from casting.services.drafts import Kept, Overtaken, keep_draft
from casting.store.calls import KeptRole
from casting.store.engine import reading, writing
from casting.web.deps import Address, InRooms, Now, Reading, Rooms
from casting.web.form_views import FOR_LATER, ONWARD
from casting.web.guardian_views import guardian_line
from casting.web.own_drafts import DRAFT_COOKIE, name_device, remember_draft
from casting.web.own_things import own_lines
from casting.web.part_views import closed_page, part_page, too_late, with_picture
from casting.web.reader import CHOSEN, InReader, remember_language
from casting.web.routes.apply import whole
from casting.web.sending import still_here
from casting.web.sent import Sent, filled_form, form_token, read_sent
from casting.web.standing import CHECK, Standing, form_role, refuse_closed
from casting.web.task_views import tasks_page
from casting.web.turns import NO_SUCH_PART, Turn, own_standing, turn_of
from casting.web.uploads import uploads_open

router = APIRouter(prefix="/calls/{call}/{role}/apply")
LOST = said(
    "This browser holds no form that was begun, so this page was not kept: perhaps it was sent or forgotten on another "
    "page, or the browser keeps no cookies. What you typed is still here. Copy it, and go on from the list."
)
AGE_FIRST = said("Nothing is kept before your birth date is known. What you typed is still here.")


@router.get("")
def tasks(
    call: str,
    role: str,
    request: Request,
    rooms: InRooms,
    session: Reading,
    now: Now,
    reader: InReader,
    mailed: str = "",
    changed: str = "",
) -> Response:
    """The list of the parts; of a short form, the form itself; while the call is not open, what was kept."""
    kept = form_role(session, call, role)
    found = own_standing(request, rooms, kept, reader.language)
    open_now = is_open(opens_at=kept.call.opens_at, closes_at=kept.call.closes_at, now=now)
    if found.draft is not None and not open_now:
        closed = closed_page(found, now=now, language=reader.language)
        return HTMLResponse(rooms.renderer.page(closed), status_code=410)
    if not has_parts(kept.role, kept.asked):
        return whole(call, role, request, rooms, session, now, reader)
    refuse_closed(kept, now=now)
    token = form_token(rooms, kept)
    page = tasks_page(found, now=now, language=reader.language, token=token, mailed=mailed == "1")
    own = own_lines(request, rooms, session, now=now, call=call, role=role)
    guardian = None if found.draft else guardian_line(kept, found.asked)
    page = replace(page, own=own, changed=changed == "1", guardian=guardian)
    response = HTMLResponse(rooms.renderer.page(page))
    if page.born:
        name_device(request, response, rooms, place=found.place)
    return response


@router.get("/{part}")
def one_part(
    call: str,
    role: str,
    part: str,
    request: Request,
    rooms: InRooms,
    session: Reading,
    now: Now,
    reader: InReader,
    onward: Annotated[str, Query(alias=ONWARD)] = "",
    after: str = "",
    look: str = "",
) -> Response:
    """One part, with what is kept of it; one that cannot be begun yet leads to the list."""
    kept = form_role(session, call, role)
    found = own_standing(request, rooms, kept, reader.language)
    wanted = _part(found, part)
    taken = is_open(opens_at=kept.call.opens_at, closes_at=kept.call.closes_at, now=now)
    if not taken or found.state(wanted) is PartState.LATER:
        return RedirectResponse(found.place, status_code=303)
    given, code = found.given, request.cookies.get(DRAFT_COOKIE, "")
    page = part_page(
        found,
        wanted,
        language=reader.language,
        token=form_token(rooms, kept),
        typed=found.typed,
        faults={name: found.faults[name] for name in wanted.fields if name in found.faults and (look or name in given)},
        kept={},
        version=0 if found.draft is None else found.draft.version,
        told=said_of(found.typed),
        onward=CHECK if onward == CHECK else "",
        uploads_open=uploads_open(rooms),
        before=found.part(after),
    )
    if HEADSHOT in wanted.fields:
        page = with_picture(page, found, picture_of_draft(session, code=code, now=now))
    response = HTMLResponse(rooms.renderer.page(page))
    name_device(request, response, rooms, place=found.place)
    return response


@router.post("/{part}")
async def save_part(
    call: str, role: str, part: str, request: Request, rooms: InRooms, address: Address, reader: InReader
) -> Response:
    """Keep one part, and lead on; with mistakes the page comes back, and what was typed is kept all the same.

    Async, since it reads a stream; the database is asked on threads.
    """
    kept = await run_in_threadpool(role_now, rooms, call, role)
    sent = await read_sent(request, rooms, kept, address, reader)
    return await run_in_threadpool(_save, rooms, kept, sent, part, request, address)


def _save(rooms: Rooms, kept: KeptRole, sent: Sent, part: str, request: Request, address: str) -> Response:
    turn = turn_of(request, rooms, kept, sent, part)
    standing = turn.standing
    if sent.typed.get(CHOSEN):
        return _in_language(turn, sent.typed[CHOSEN])
    if BORN not in turn.part.fields and standing.draft is None:
        return turn.again(faults={}, problem=LOST)
    faults = turn.faults()
    if "birth_date" in faults:
        return turn.again(faults=faults, problem="" if faults["birth_date"] is MINOR else AGE_FIRST)
    try:
        code = request.cookies.get(DRAFT_COOKIE, "")
        found = keep_part(turn, code, address, finished=not faults, gone=turn.gone())
    except (Refused, TooMany) as refused:
        return _not_kept(turn, refused)
    if isinstance(found, Overtaken):
        return turn.again(faults={}, status=409, newer=found)
    on_screen = faults and not sent.typed.get(FOR_LATER) and turn.part in standing.parts
    response: Response = RedirectResponse(turn.look() if on_screen else turn.onward(), status_code=303)
    if on_screen and (sent.uploads.faults or not sent.device):
        response = turn.again(faults=faults)  # a browser that keeps no cookies, or a file that is kept nowhere
    remember_draft(request, response, rooms, place=standing.place, code=found.code)
    return response


def _in_language(turn: Turn, code: str) -> Response:
    """The page as it was, in another language; nothing is kept, and nothing typed is lost."""
    chosen = replace(turn.sent, language=code if code in codes() else turn.sent.language)
    response = replace(turn, sent=chosen).again(faults=turn.sent.uploads.faults, status=200)
    remember_language(response, turn.rooms, code)
    return response


def _not_kept(turn: Turn, refused: Refused | TooMany) -> Response:
    """The page once more, and why it could not be kept."""
    if isinstance(refused, Closed):
        return turn.again(faults={}, problem=too_late(turn.standing.role.call), status=410)
    status = 429 if isinstance(refused, TooMany) else 422
    return turn.again(faults={}, problem=still_here(refused), status=status)


def keep_part(turn: Turn, code: str, address: str, *, finished: bool, gone: Collection[str] = ()) -> Kept | Overtaken:
    """Keep the part, finished or not, without the files of the fields that are `gone`.

    Raises Closed, Refused or TooMany.
    """
    rooms = turn.rooms
    rooms.limits.spend(rooms.limits.drafts if turn.standing.draft is None else rooms.limits.pages, address)
    with writing(rooms.engine) as session:
        found = keep_draft(
            session,
            turn.standing.role,
            filled_form(turn.sent, frozenset(turn.part.fields), finished=finished),
            secret=rooms.secret,
            code=code,
            nonce=secrets.token_urlsafe(16),
            now=turn.sent.arrived_at,
        )
        if gone and isinstance(found, Kept):
            drop_files(session, code=found.code, fields=gone, showing=turn.sent.showing)
        if isinstance(found, Kept):
            mark_refused(session, code=found.code, refused=turn.sent.uploads.refused, settled=turn.settled())
    return found


def role_now(rooms: Rooms, call: str, role: str) -> KeptRole:
    """The role as it is kept now. Raises NotFound."""
    with reading(rooms.engine) as session:
        return form_role(session, call, role)


def _part(standing: Standing, key: str) -> Part:
    part = standing.part(key)
    if part is None:
        raise NotFound(NO_SUCH_PART)
    return part
