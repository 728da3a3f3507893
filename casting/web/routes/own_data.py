"""An applicant's own data as a file: for the browser that may open her application, and nobody else."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from casting.languages.catalogues import language
from casting.services.applicants import status_of
from casting.services.own_data import kept_of
from casting.web.access import may_open
from casting.web.deps import InRooms, Now, Reading
from casting.web.own_data import own_data
from casting.web.reader import InReader
from casting.web.routes.applications import resume
from casting.web.status_views import status_page, tape_views

router = APIRouter()


@router.get("/applications/{reference}/data")
def take_own_data(
    reference: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader
) -> Response:
    """All that is kept of what she gave, and what she is told, as a download; also of a withdrawn application."""
    if not may_open(request, rooms, reference):
        return resume(rooms, reader, reference)
    found = status_of(session, reference=reference, now=now)
    tapes = tape_views(found, settings=rooms.settings, now=now)
    page = status_page(found, fresh=False, replaceable=False, tapes=tapes, language=reader.language)
    text = own_data(
        page, found, kept_of(session, application_id=found.application_id), say=language(reader.language).say
    )
    headers = {
        "content-disposition": f'attachment; filename="application-{found.reference}.json"',
        "cache-control": "private, no-store",
    }
    return Response(text, media_type="application/json", headers=headers)
