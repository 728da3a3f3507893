"""What was sent and begun in a browser, in a cookie of its own: it leads back to a thing, and opens none.

What opens an application or a draft lies in cookies that go to their own pages alone. This one goes to every page, is
signed, and holds references and digests; so it is never believed of a reference that somebody made up.
"""

from datetime import datetime

from fastapi import Request
from itsdangerous import BadSignature
from sqlalchemy.orm import Session
from starlette.responses import Response

from casting.domain.said import said
from casting.services.own_things import OwnThing, own_things
from casting.web.deps import Rooms
from casting.web.pages import OwnLine

OWN_COOKIE = "casting_own"
OWN_SECONDS = 180 * 24 * 3600
MOST_OWN = 12
"""Things that a browser is remembered for, the newest ones."""
KEYS = ("casting_application", "casting_draft", "casting_device")
"""The cookies at the addresses of the things, which open them."""
APPLICATION, DRAFT = "a", "d"


def remember(request: Request, response: Response, rooms: Rooms, *, application: str = "", draft: str = "") -> None:
    """Let this browser's pages lead back to an application, by its reference, or to a draft, by its digest."""
    thing = (APPLICATION, application) if application else (DRAFT, draft)
    held = _held(request, rooms)
    if held[:1] == [thing]:
        return
    things = [thing, *(one for one in held if one != thing)][:MOST_OWN]
    response.set_cookie(
        OWN_COOKIE,
        str(rooms.sign("own").dumps(things)),
        max_age=OWN_SECONDS,
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )


def own_lines(
    request: Request, rooms: Rooms, session: Session, *, now: datetime, call: str = "", role: str = ""
) -> tuple[OwnLine, ...]:
    """The lines that lead back to what was sent or begun in this browser.

    Args:
        call, role: only for this call, or this role of it, by their names in the address.
            At a role's form the draft is on the page itself, and has no line.
    """
    held = _held(request, rooms)
    if not held:
        return ()
    references = [name for kind, name in held if kind == APPLICATION]
    drafts = [name for kind, name in held if kind == DRAFT]
    found = own_things(session, references=references, drafts=drafts, now=now)
    wanted = found if not role else [one for one in found if one.reference and one.role == role]
    return tuple(_line(one) for one in wanted if call in ("", one.call))


def forget(request: Request, response: Response, rooms: Rooms, session: Session, *, now: datetime) -> None:
    """Forget what is remembered here, and take back the keys that open it; a draft's code, on paper, opens it still."""
    response.delete_cookie(OWN_COOKIE)
    for line in own_lines(request, rooms, session, now=now):
        for name in KEYS:
            response.delete_cookie(name, path=line.href)


def _line(one: OwnThing) -> OwnLine:
    if one.reference:
        words = said("Your application {reference} for {role} is here", reference=one.reference, role=one.role_title)
        return OwnLine(words, f"/applications/{one.reference}")
    words = said("The form that you began for {role} is here", role=one.role_title)
    return OwnLine(words, f"/calls/{one.call}/{one.role}/apply")


def _held(request: Request, rooms: Rooms) -> list[tuple[str, str]]:
    """Kind and name of each thing, the newest first; nothing where the cookie is not ours."""
    try:
        things = rooms.sign("own").loads(request.cookies.get(OWN_COOKIE, ""), max_age=OWN_SECONDS)
    except BadSignature:
        return []
    return [(str(kind), str(name)) for kind, name in things]
