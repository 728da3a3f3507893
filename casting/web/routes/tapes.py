"""An applicant's films, played, sent whole by a form, or sent in pieces by the tus protocol (1.0.0).

One is the self-tape; of the others each answers the question that its address names.

Of tus there are its core, creation, expiration and termination. An upload is this application's or there is none.
"""

import base64
import secrets
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.config import MEGABYTE
from casting.domain.errors import NotFound, Refused
from casting.domain.said import Text, said
from casting.media.documents import safe_file_name
from casting.services.applicants import Status, status_of
from casting.services.apply import Upload
from casting.services.tapes import (
    SELF_TAPE,
    Arriving,
    Tape,
    begin_upload,
    check_wanted,
    end_upload,
    hand_in_tape,
    keep_piece,
    upload_of,
    videos_asked,
)
from casting.store.engine import reading, writing
from casting.web.access import may_open
from casting.web.deps import Address, InRooms, Now, Reading, Rooms, Writing
from casting.web.reader import InReader, Reader
from casting.web.routes.applications import LONGEST_PART, resume
from casting.web.routes.media import film
from casting.web.status_views import status_page, tape_views
from casting.web.uploads import Uploads, keep_tape

films = APIRouter()
TUS = {"tus-resumable": "1.0.0", "cache-control": "no-store"}
PIECE = MEGABYTE
"""So much of what arrives is kept for good at a time: what a cut can cost, at most."""
PIECE_TYPE = "application/offset+octet-stream"
SELF_TAPES, VIDEOS = "/applications/{reference}/tape", "/applications/{reference}/videos/{key}"


def _asked_for(request: Request) -> str:
    """The key of the question that the film answers; `SELF_TAPE` where it answers none."""
    return str(request.path_params.get("key", SELF_TAPE))


Key = Annotated[str, Depends(_asked_for)]


@films.get("")
def own_film(reference: str, key: Key, request: Request, rooms: InRooms, session: Reading, now: Now) -> Response:
    tapes = status_of(session, reference=reference, now=now).tapes if may_open(request, rooms, reference) else {}
    tape = tapes.get(key)
    if tape is None or tape.stream is None:
        raise NotFound(said("There is no video here."))
    return film(request, rooms, tape.stream)


@films.post("")
async def send_whole(
    reference: str, key: Key, request: Request, rooms: InRooms, now: Now, address: Address, reader: InReader
) -> Response:
    """Take a film that is small enough for one form. Async, since it reads a stream; the rest is done on threads."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    form = await request.form(max_files=1, max_fields=10, max_part_size=LONGEST_PART)
    try:
        uploads = await keep_tape(form, rooms, address=address)
    finally:
        await form.close()
    problem = uploads.faults.get("tape") or ("" if uploads.kept else said("Choose a video."))
    if not uploads.taken:
        problem = said("Videos cannot be taken at the moment. Nothing was changed; please try again in an hour.")
    return await run_in_threadpool(_hand_in, rooms, reader, reference, key, uploads, problem, now)


def _hand_in(
    rooms: Rooms, reader: Reader, reference: str, key: str, uploads: Uploads, problem: Text, now: datetime
) -> Response:
    with reading(rooms.engine) as session:
        found = status_of(session, reference=reference, now=now)
    _check_wanted(found, key, now=now)
    if problem:
        tapes = tape_views(found, settings=rooms.settings, now=now, errors={key: problem})
        page = status_page(found, fresh=False, replaceable=True, tapes=tapes, language=reader.language)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    sent: Upload = uploads.kept[0]
    with writing(rooms.engine) as session:
        hand_in_tape(
            session,
            application_id=found.application_id,
            question_key=key,
            digest=sent.digest,
            media_type=sent.media_type,
            file_name=sent.file_name,
            now=now,
        )
    return RedirectResponse(f"/applications/{reference}#{f'video-{key}' if key else 'tape'}-title", status_code=303)


@films.options("/uploads")
def what_is_spoken(rooms: InRooms) -> Response:
    """What of the protocol is spoken here, and how large a film may be."""
    most = str(rooms.settings.tape_limit_mb * MEGABYTE)
    spoken = {"tus-version": "1.0.0", "tus-extension": "creation,expiration,termination", "tus-max-size": most}
    return Response(status_code=204, headers=TUS | spoken)


@films.post("/uploads")
def begin(
    reference: str,
    key: Key,
    request: Request,
    rooms: InRooms,
    session: Writing,
    now: Now,
    address: Address,
    upload_length: Annotated[str, Header()] = "",
    upload_metadata: Annotated[str, Header(max_length=2000)] = "",
) -> Response:
    """Begin a film; all limits are held against what is announced."""
    if unspoken := _unspoken(request):
        return unspoken
    _let_in(request, rooms, reference)
    found = status_of(session, reference=reference, now=now)
    _check_wanted(found, key, now=now)
    rooms.limits.spend(rooms.limits.uploads, address)
    free = rooms.vault.free_bytes() - rooms.settings.upload_floor_mb * MEGABYTE
    upload = begin_upload(
        session,
        rooms.uploads,
        application_id=found.application_id,
        question_key=key,
        name=secrets.token_urlsafe(24),
        file_name=_file_name(upload_metadata),
        length=_number(upload_length, "Upload-Length"),
        most=rooms.settings.tape_limit_mb * MEGABYTE,
        free=free,
        now=now,
    )
    where = {"location": f"/applications/{reference}/{f'videos/{key}' if key else 'tape'}/uploads/{upload.name}"}
    return Response(status_code=201, headers=TUS | where | _expires(upload))


@films.head("/uploads/{name}")
def where_it_stands(
    reference: str, name: str, request: Request, rooms: InRooms, session: Reading, now: Now
) -> Response:
    """How much of it has arrived."""
    _let_in(request, rooms, reference)
    upload = upload_of(session, reference=reference, name=name, now=now)
    standing = {"upload-offset": str(upload.arrived), "upload-length": str(upload.length)}
    return Response(status_code=200, headers=TUS | standing | _expires(upload))


@films.patch("/uploads/{name}")
async def go_on(
    reference: str,
    name: str,
    request: Request,
    rooms: InRooms,
    now: Now,
    upload_offset: Annotated[str, Header()] = "",
    content_type: Annotated[str, Header()] = "",
) -> Response:
    """Take what comes next, and keep it as it comes: where the connection is cut, what has arrived stays.

    Async, since it reads a stream; files and database are written on threads.
    """
    if unspoken := _unspoken(request):
        return unspoken
    _let_in(request, rooms, reference)
    if content_type != PIECE_TYPE:
        return Response(status_code=415, headers=TUS)
    at, waiting = _number(upload_offset, "Upload-Offset"), bytearray()

    async def keep(count: int) -> int:
        piece = bytes(waiting[:count])
        del waiting[:count]
        return await run_in_threadpool(
            keep_piece, rooms.engine, rooms.uploads, reference=reference, name=name, at=at, piece=piece, now=now
        )

    try:
        async for chunk in request.stream():
            waiting += chunk
            while len(waiting) >= PIECE:
                at = await keep(PIECE)
    except ClientDisconnect:
        await keep(len(waiting))
        raise
    at = await keep(len(waiting))
    return Response(status_code=204, headers=TUS | {"upload-offset": str(at)})


@films.delete("/uploads/{name}")
def give_up(reference: str, name: str, request: Request, rooms: InRooms, session: Writing, now: Now) -> Response:
    """Let go of what has arrived."""
    if unspoken := _unspoken(request):
        return unspoken
    _let_in(request, rooms, reference)
    end_upload(session, rooms.uploads, reference=reference, name=name, now=now)
    return Response(status_code=204, headers=TUS)


router = APIRouter()
for place in (SELF_TAPES, VIDEOS):
    router.include_router(films, prefix=place)


def _check_wanted(found: Status, key: str, *, now: datetime) -> None:
    """Raises NotFound where no such film is asked for, Closed where none can be handed in any more."""
    if key != SELF_TAPE and key not in {question.key for question in videos_asked(found.role, found.answers)}:
        raise NotFound(said("No video is asked for here any more. Your application stays as it is."))
    check_wanted(found.role.call, stage=found.stage, tape=found.tapes.get(key, Tape()), now=now)


def _let_in(request: Request, rooms: Rooms, reference: str) -> None:
    """Raises NotFound for a browser that may not open the application: for it there are no uploads."""
    if not may_open(request, rooms, reference):
        raise NotFound(said("There is no such upload. Perhaps it waited for too long; please begin anew."))


def _unspoken(request: Request) -> Response | None:
    """The answer to another version of the protocol."""
    if request.headers.get("tus-resumable") == TUS["tus-resumable"]:
        return None
    return Response(status_code=412, headers=TUS | {"tus-version": "1.0.0"})


def _number(text: str, header: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(said("The upload could not be read: {header} is missing or no number.", header=header))
    return int(text)


def _file_name(metadata: str) -> str:
    """The name of the file among pairs of a key and a value in Base64; made safe to be shown."""
    pairs = dict((entry.strip() + " ").split(" ", maxsplit=1) for entry in metadata.split(","))
    try:
        name = base64.b64decode(pairs.get("filename", "").strip(), validate=True).decode()
    except ValueError:  # no Base64, or no text
        name = ""
    return safe_file_name(name)


def _expires(upload: Arriving) -> dict[str, str]:
    return {"upload-expires": format_datetime(upload.expires_at, usegmt=True)}
