"""A browser forgets what was sent and begun in it, for whoever used somebody else's; nothing else is changed."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from casting.web.deps import InRooms, Now, Reading
from casting.web.own_things import forget

router = APIRouter()


@router.post("/own/forget")
def forget_own(request: Request, rooms: InRooms, session: Reading, now: Now) -> Response:
    """Take back every key that this browser is known to hold."""
    response = RedirectResponse("/", status_code=303)
    forget(request, response, rooms, session, now=now)
    return response
