"""Pictures and documents, on a path of their own: never a type that a browser would run, never for strangers."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from casting.domain.errors import NotFound
from casting.domain.said import said
from casting.media.vault import VaultAway
from casting.services.team_files import document_for, picture_for, tape_for
from casting.web.deps import HIGHEST_ID, InRooms, Reading, Rooms, SignedIn
from casting.web.stored import stored

router = APIRouter(prefix="/media")
# A picture is named by its content and can be kept, but only by this person's browser.
KEEP = "private, max-age=31536000, immutable"
SANDBOX = "default-src 'none'; sandbox"
SILHOUETTE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 120" width="384" height="480" fill="#8883">'
    b'<circle cx="48" cy="47" r="19"/><path d="M12 120c1-29 15-42 36-42s35 13 36 42z"/></svg>'
)


def picture(rooms: Rooms, digest: str) -> Response:
    """Answer with a picture that we encoded ourselves; the caller has checked who asks."""
    try:
        content = rooms.vault.read(digest)
    except VaultAway:
        return picture_away()
    except FileNotFoundError as error:
        raise NotFound(said("This picture is gone.")) from error
    headers = {"cache-control": KEEP, "content-security-policy": SANDBOX}
    return Response(content, media_type="image/jpeg", headers=headers)


def picture_away() -> Response:
    """A silhouette in the place of a picture that cannot be reached, so that pages stay as they are."""
    headers = {"cache-control": "no-store", "content-security-policy": SANDBOX, "retry-after": "30"}
    return Response(SILHOUETTE, status_code=503, media_type="image/svg+xml", headers=headers)


@router.get("/pictures/{digest}")
def team_picture(digest: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    return picture(rooms, picture_for(session, actor, digest=digest))


def film(request: Request, rooms: Rooms, digest: str) -> Response:
    """Answer with a film that we encoded ourselves, or the part that was asked for; the caller has checked who asks."""
    headers = {"cache-control": KEEP, "content-security-policy": SANDBOX}
    try:
        return stored(rooms.vault, digest, media_type="video/mp4", headers=headers, asked=request.headers)
    except FileNotFoundError as error:
        raise NotFound(said("This tape is gone.")) from error


@router.get("/tapes/{digest}")
def team_tape(digest: str, request: Request, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    return film(request, rooms, tape_for(session, actor, digest=digest))


@router.get("/documents/{material_id}")
def team_document(
    material_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
    request: Request,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
) -> Response:
    """A document as it was handed in: only ever as a download, under a name that we have made safe."""
    found = document_for(session, actor, material_id=material_id)
    try:
        return attachment(rooms, request, digest=found.digest, media_type=found.media_type, file_name=found.file_name)
    except FileNotFoundError as error:
        raise NotFound("This document is gone.") from error


def attachment(rooms: Rooms, request: Request, *, digest: str, media_type: str, file_name: str) -> Response:
    """Answer with a file as it was sent, only ever as a download; the caller has checked who asks.

    Args:
        file_name: made safe by `casting.media.documents.safe_file_name`.

    Raises FileNotFoundError where it is gone.
    """
    headers = {
        "cache-control": "private, no-store",
        "content-security-policy": SANDBOX,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
    }
    return stored(rooms.vault, digest, media_type=media_type, headers=headers, asked=request.headers)
