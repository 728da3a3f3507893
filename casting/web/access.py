"""The cookie with which a browser opens one application."""

from starlette.requests import Request
from starlette.responses import Response

from casting.services.access import application_key, opens
from casting.web.deps import Rooms
from casting.web.own_things import remember

ACCESS_COOKIE = "casting_application"
ACCESS_SECONDS = 180 * 24 * 3600


def let_in(request: Request, response: Response, rooms: Rooms, reference: str) -> None:
    """Give this browser the application's key. The cookie goes nowhere but to this application's pages."""
    response.set_cookie(
        ACCESS_COOKIE,
        application_key(rooms.secret, reference),
        max_age=ACCESS_SECONDS,
        path=f"/applications/{reference}",
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )
    remember(request, response, rooms, application=reference)


def may_open(request: Request, rooms: Rooms, reference: str) -> bool:
    """Whether this browser has the application's key."""
    return opens(rooms.secret, reference=reference, key=request.cookies.get(ACCESS_COOKIE, ""))
