"""The sides that an applicant gets: for the browser that may open her application, and nobody else."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from casting.domain.errors import NotFound
from casting.services.own_sides import GONE, open_sides, own_document
from casting.web.access import may_open
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Writing
from casting.web.routes.media import attachment

router = APIRouter(prefix="/applications/{reference}/sides")
SidesId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]


@router.post("/{sides_id}")
def open_them(
    reference: str, sides_id: SidesId, request: Request, rooms: InRooms, session: Writing, now: Now
) -> Response:
    """Keep that she opens them, and lead to the file."""
    if not may_open(request, rooms, reference):
        raise NotFound(GONE)
    open_sides(session, reference=reference, sides_id=sides_id, now=now)
    return RedirectResponse(f"/applications/{quote(reference)}/sides/{sides_id}", status_code=303)


@router.get("/{sides_id}")
def file_of_sides(reference: str, sides_id: SidesId, request: Request, rooms: InRooms, session: Reading) -> Response:
    """The file, as a download."""
    if not may_open(request, rooms, reference):
        raise NotFound(GONE)
    one = own_document(session, reference=reference, sides_id=sides_id)
    try:
        return attachment(rooms, request, digest=one.digest, media_type="application/pdf", file_name=one.file_name)
    except FileNotFoundError as error:
        raise NotFound(GONE) from error
