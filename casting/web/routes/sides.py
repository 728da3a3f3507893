"""Sides: added, changed, removed, released and taken back by the team; each of these by a press of its own."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.domain.vocabulary import Stage
from casting.forms.sides import read_sides
from casting.services import sides
from casting.services.review import role_for
from casting.services.sides_letters import letters_about, write_letters
from casting.store.engine import reading, writing
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.routes.media import attachment
from casting.web.sides_views import FoundSides, TypedSides, change_sides_page, sides_page
from casting.web.uploads import Uploads, keep_sides

router = APIRouter(prefix="/review/{call}/{role}/sides")
SidesId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Line = Annotated[str, Form(max_length=2000)]
Lines = Annotated[str, Form(max_length=20_000)]
Sent = Annotated[UploadFile | str | None, File()]
NONE_SENT = "Choose a PDF."
NOT_TAKEN = "Files cannot be taken at the moment. Nothing was kept; please try again in an hour."
DONE = {
    "added": "Kept. Nobody but the team sees them yet.",
    "changed": "Saved.",
    "removed": "Removed.",
    "released": "Released. Nothing was sent to anyone.",
    "back": "Taken back. No applicant sees them any more.",
    "letters": "The letters are written.",
    "no-letters": "Nobody was waiting: they have their letters already.",
}


@router.get("")
def all_sides(
    call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading, now: Now, *, did: str = ""
) -> Response:
    """The sides of each stage, for everybody in the call's team."""
    return _page(rooms, session, actor, call, role, TypedSides(), now=now, done=DONE.get(did, ""))


@router.post("")
def add(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    now: Now,
    *,
    stage: Line = "",
    title: Line = "",
    instructions: Lines = "",
    file: Sent = None,
) -> Response:
    """Keep sides, unless something is wrong with them; then the page again, with what was typed."""
    with reading(rooms.engine) as session:
        kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
    said, faults = read_sides(stage=stage, title=title, instructions=instructions)
    sent = keep_sides(file, rooms)
    wrong = {**faults, **_file_faults(sent, needed=True)}
    if wrong:
        typed = TypedSides(stage, title, instructions, wrong)
        with reading(rooms.engine) as session:
            return _page(rooms, session, actor, call, role, typed, now=now, status=422)
    size = rooms.vault.size(sent.kept[0].digest)
    with writing(rooms.engine) as session:
        sides.add_sides(session, actor, kept, said, sent.kept[0], size=size, now=now)
    return _done(call, role, "added")


@router.post("/release")
def release(call: str, role: str, actor: SignedIn, session: Writing, now: Now, *, stage: Line = "") -> Response:
    """Show the sides of a stage to who stands in it or above."""
    kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
    sides.release_sides(session, actor, kept, stage=_read_stage(stage), now=now)
    return _done(call, role, "released")


@router.post("/take-back")
def take_back(call: str, role: str, actor: SignedIn, session: Writing, now: Now, *, stage: Line = "") -> Response:
    """Show the sides of a stage to no applicant any more."""
    kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
    sides.take_sides_back(session, actor, kept, stage=_read_stage(stage), now=now)
    return _done(call, role, "back")


@router.post("/letters")
def write(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    now: Now,
    *,
    stage: Line = "",
    fingerprint: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Write a letter to everyone whom the page counted; where others wait by now, the page as it is, and nothing."""
    wanted = _read_stage(stage)
    try:
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
            found = letters_about(session, actor, kept, sides.sides_of(session, actor, kept))
            about = next((one for one in found if one.stage is wanted), None)
            if about is None:
                raise Refused(f"No sides of {wanted} are released, so there is nothing to write about.")
            count = write_letters(session, actor, kept, about, fingerprint=fingerprint, now=now)
    except Stale as stale:
        with reading(rooms.engine) as session:
            return _page(rooms, session, actor, call, role, TypedSides(), now=now, problem=str(stale), status=409)
    return _done(call, role, "letters" if count else "no-letters")


@router.get("/{sides_id}")
def file_of_sides(
    call: str, role: str, sides_id: SidesId, request: Request, actor: SignedIn, rooms: InRooms, session: Reading
) -> Response:
    """The file, as a download."""
    kept = role_for(session, actor, call=call, role=role)
    one = sides.one_of(session, actor, kept, sides_id=sides_id)
    try:
        return attachment(rooms, request, digest=one.digest, media_type="application/pdf", file_name=one.file_name)
    except FileNotFoundError as error:
        raise NotFound("The file of these sides is gone.") from error


@router.get("/{sides_id}/change")
def sides_to_change(
    call: str, role: str, sides_id: SidesId, actor: SignedIn, rooms: InRooms, session: Reading
) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
    one = sides.one_of(session, actor, kept, sides_id=sides_id)
    typed = TypedSides(one.stage.value, one.title, one.instructions)
    page = change_sides_page(kept, actor, one, sides.readers(session, actor, kept), typed)
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/{sides_id}/change")
def change(
    call: str,
    role: str,
    sides_id: SidesId,
    actor: SignedIn,
    rooms: InRooms,
    now: Now,
    *,
    title: Line = "",
    instructions: Lines = "",
    file: Sent = None,
) -> Response:
    """Change what is said of sides, and their file where another one was chosen."""
    with reading(rooms.engine) as session:
        kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
        one = sides.one_of(session, actor, kept, sides_id=sides_id)
        count = sides.readers(session, actor, kept)
    said, faults = read_sides(stage=one.stage.value, title=title, instructions=instructions)
    sent = keep_sides(file, rooms)
    wrong = {**faults, **_file_faults(sent, needed=False)}
    if wrong:
        page = change_sides_page(kept, actor, one, count, TypedSides(one.stage.value, title, instructions, wrong))
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    upload = sent.kept[0] if sent.kept else None
    size = rooms.vault.size(upload.digest) if upload else 0
    with writing(rooms.engine) as session:
        sides.change_sides(session, actor, kept, said, upload, sides_id=sides_id, size=size, now=now)
    return _done(call, role, "changed")


@router.post("/{sides_id}/remove")
def remove(call: str, role: str, sides_id: SidesId, actor: SignedIn, session: Writing, now: Now) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.SIDES)
    sides.remove_sides(session, actor, kept, sides_id=sides_id, now=now)
    return _done(call, role, "removed")


def _file_faults(sent: Uploads, *, needed: bool) -> dict[str, str]:
    if not sent.taken:
        return {"file": NOT_TAKEN}
    if sent.faults:
        return {name: str(fault) for name, fault in sent.faults.items()}
    return {"file": NONE_SENT} if needed and not sent.kept else {}


def _read_stage(stage: str) -> Stage:
    if stage not in {one.value for one in Stage}:
        raise Refused("There is no such stage. Nothing was changed.")
    return Stage(stage)


def _done(call: str, role: str, did: str) -> Response:
    return RedirectResponse(f"/review/{call}/{role}/sides?did={did}", status_code=303)


def _page(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    call: str,
    role: str,
    typed: TypedSides,
    *,
    now: Now,
    done: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    kept = role_for(session, actor, call=call, role=role)
    there = sides.sides_of(session, actor, kept)
    letters = letters_about(session, actor, kept, there)
    found = FoundSides(there, sides.readers(session, actor, kept), letters)
    page = sides_page(kept, actor, found, typed, now=now, done=done, problem=problem, mail_sent=rooms.mail_sent)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
