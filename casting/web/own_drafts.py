"""The draft that a browser has opened: found by its cookie, remembered and forgotten."""

import secrets

from fastapi import Request
from starlette.responses import Response

from casting.services.drafts import Draft, discard_draft, draft_digest, draft_of
from casting.store.engine import reading, writing
from casting.web.deps import Rooms
from casting.web.own_things import remember

DRAFT_COOKIE = "casting_draft"
DEVICE_COOKIE = "casting_device"
"""A random name of the browser, so that what it sends late is known as its own, and that it keeps cookies at all."""
LONGEST_DEVICE = 40
DRAFT_SECONDS = 180 * 24 * 3600


def own_draft(request: Request, rooms: Rooms, *, role_id: int) -> Draft | None:
    """The draft that this browser has opened for the role."""
    code = request.cookies.get(DRAFT_COOKIE, "")
    if not code:
        return None
    with reading(rooms.engine) as session:
        found = draft_of(session, code=code, now=rooms.clock())
    return found if found is not None and found.role.role_id == role_id else None


def device_of(request: Request) -> str:
    """The random name of this browser; empty where it keeps none."""
    return request.cookies.get(DEVICE_COOKIE, "")[:LONGEST_DEVICE]


def name_device(request: Request, response: Response, rooms: Rooms, *, place: str) -> None:
    """Give this browser a random name, if it has none; like the draft's it goes nowhere but to the form at `place`."""
    if not device_of(request):
        _remember(response, rooms, place=place, name=DEVICE_COOKIE, value=secrets.token_urlsafe(12))


def remember_draft(request: Request, response: Response, rooms: Rooms, *, place: str, code: str) -> None:
    """Let this browser open the draft; the cookie goes nowhere but to the form at `place`."""
    _remember(response, rooms, place=place, name=DRAFT_COOKIE, value=code)
    remember(request, response, rooms, draft=draft_digest(code))


def _remember(response: Response, rooms: Rooms, *, place: str, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=DRAFT_SECONDS,
        path=place,
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )


def forget_draft(request: Request, response: Response, rooms: Rooms, *, place: str) -> None:
    """The form was sent: its draft is of no use any more."""
    code = request.cookies.get(DRAFT_COOKIE, "")
    if code:
        with writing(rooms.engine) as session:
            discard_draft(session, code=code)
        response.delete_cookie(DRAFT_COOKIE, path=place)
