"""Mail that was not sent but kept, to be read by the administrator; only where nothing is sent, never in production."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from casting.domain.errors import NotFound
from casting.mail.kept import KeptLetter, kept_letter, kept_letters
from casting.web.deps import Administrator, InRooms, Rooms
from casting.web.pages import KeptMailLine, KeptMailPage, Link

router = APIRouter(prefix="/_mail")


@router.get("")
def mail(rooms: InRooms, actor: Administrator) -> Response:
    page = KeptMailPage(
        "Kept mail",
        tuple(_line(letter) for letter in kept_letters(_folder(rooms))),
        member_name=actor.name,
        administrator=True,
        mail_note=rooms.mail_note,
    )
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/{name}")
def one_letter(name: str, rooms: InRooms, actor: Administrator) -> Response:
    letter = kept_letter(_folder(rooms), name)
    if letter is None:
        raise NotFound("There is no such letter.")
    page = KeptMailPage(
        letter.subject,
        (_line(letter),),
        text=letter.text,
        links=tuple(Link(address, address) for address in letter.links),
        member_name=actor.name,
        administrator=True,
        mail_note=rooms.mail_note,
    )
    return HTMLResponse(rooms.renderer.page(page))


def _folder(rooms: Rooms) -> Path:
    """Where mail is kept. Raises NotFound where it is sent: there is nothing to look at, and nobody's to read."""
    if not rooms.mail_note:
        raise NotFound("This page does not exist.")
    return rooms.settings.data / "mail"


def _line(letter: KeptLetter) -> KeptMailLine:
    return KeptMailLine(letter.recipient, letter.subject, f"/_mail/{letter.name}", f"{letter.at:%d %b %Y, %H:%M} UTC")
