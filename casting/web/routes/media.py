"""Pictures and documents, on a path of their own: never a type that a browser would run, never for strangers."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, Response

from casting.domain.errors import NotFound
from casting.domain.said import said
from casting.services.candidates import document_for, picture_for, tape_for
from casting.web.deps import HIGHEST_ID, InRooms, Reading, Rooms, SignedIn

router = APIRouter(prefix="/media")
# A picture is named by its content and can be kept, but only by this person's browser.
KEEP = "private, max-age=31536000, immutable"
SANDBOX = "default-src 'none'; sandbox"


def picture(rooms: Rooms, digest: str) -> Response:
    """Answer with a picture that we encoded ourselves; the caller has checked who asks."""
    if not rooms.vault.exists(digest):
        raise NotFound(said("This picture is gone."))
    headers = {"cache-control": KEEP, "content-security-policy": SANDBOX}
    return FileResponse(rooms.vault.path(digest), media_type="image/jpeg", headers=headers)


@router.get("/pictures/{digest}")
def team_picture(digest: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    return picture(rooms, picture_for(session, actor, digest=digest))


def film(rooms: Rooms, digest: str) -> FileResponse:
    """Answer with a film that we encoded ourselves, or the part that was asked for; the caller has checked who asks."""
    if not rooms.vault.exists(digest):
        raise NotFound(said("This tape is gone."))
    headers = {"cache-control": KEEP, "content-security-policy": SANDBOX}
    return FileResponse(rooms.vault.path(digest), media_type="video/mp4", headers=headers)


@router.get("/tapes/{digest}")
def team_tape(digest: str, actor: SignedIn, rooms: InRooms, session: Reading) -> FileResponse:
    return film(rooms, tape_for(session, actor, digest=digest))


@router.get("/documents/{material_id}")
def team_document(
    material_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)], actor: SignedIn, rooms: InRooms, session: Reading
) -> Response:
    """A document as it was handed in: only ever as a download, under a name that we have made safe."""
    document = document_for(session, actor, material_id=material_id)
    if not rooms.vault.exists(document.digest):
        raise NotFound("This document is gone.")
    headers = {
        "cache-control": "private, no-store",
        "content-security-policy": SANDBOX,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(document.file_name)}",
    }
    return FileResponse(rooms.vault.path(document.digest), media_type=document.media_type, headers=headers)
