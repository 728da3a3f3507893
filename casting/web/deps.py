"""What routes are given: the installation's rooms, a session for one act, the signed-in member, the time.

What waits for nothing is asynchronous: anything else is handed to a thread, which takes longer than what is done there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casting.config import Settings
from casting.domain.errors import NotFound
from casting.domain.permissions import Actor
from casting.media.pieces import PieceFolder
from casting.media.vault import Vault
from casting.services import team
from casting.services.apply import Intake
from casting.store.engine import reading, writing
from casting.web.limits import Limits, network_of
from casting.web.live import Live
from casting.web.render import Renderer

SESSION_COOKIE = "casting_member"
HIGHEST_ID = 2**63 - 1
"""The highest key that a row can have: a higher one in an address is a mistake, not a question for the database."""


@dataclass(frozen=True)
class Rooms:
    """What one process holds as long as it lives.

    Attributes:
        sign: makes and reads signed values; every use names its own salt.
        clock: the present time, aware; an argument so that tests can set it.
    """

    settings: Settings
    engine: Engine
    intake: Intake
    vault: Vault
    uploads: PieceFolder
    renderer: Renderer
    limits: Limits
    live: Live
    sign: Callable[[str], URLSafeTimedSerializer]
    secret: bytes
    clock: Callable[[], datetime]

    @property
    def mail_sent(self) -> bool:
        """Whether letters leave the installation; else each is written into a folder, and that is the end of it."""
        return bool(self.settings.mail_url.get_secret_value())

    @property
    def mail_note(self) -> str:
        """What people are told where mail is not sent but kept; empty where it is sent, and in production."""
        if self.settings.production or self.mail_sent:
            return ""
        return f"Mail is not sent here: it is kept in {self.settings.data / 'mail'}."


def system_clock() -> datetime:
    """The present time in UTC."""
    return datetime.now(UTC)


async def _rooms(request: Request) -> Rooms:
    rooms: Rooms = request.app.state.rooms
    return rooms


InRooms = Annotated[Rooms, Depends(_rooms)]


def _reading(rooms: InRooms) -> Iterator[Session]:
    with reading(rooms.engine) as session:
        yield session


def _writing(rooms: InRooms) -> Iterator[Session]:
    with writing(rooms.engine) as session:
        yield session


async def _now(rooms: InRooms) -> datetime:
    return rooms.clock()


# scope="function": the commit comes before the answer, so that a failing commit is never answered as a success.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
Now = Annotated[datetime, Depends(_now)]


class SignInNeeded(Exception):
    """The page is for members only; the answer leads to the sign-in and back."""

    def __init__(self, onward: str) -> None:
        super().__init__(onward)
        self.onward = onward


def _actor(request: Request, rooms: InRooms, now: Now) -> Actor:
    key = request.cookies.get(SESSION_COOKIE, "")
    if key:
        with reading(rooms.engine) as session:
            actor = team.actor_of_session(session, key=key, now=now)
        if actor is not None:
            return actor
    url = request.url
    raise SignInNeeded(url.path + (f"?{url.query}" if url.query else "") if request.method == "GET" else "")


SignedIn = Annotated[Actor, Depends(_actor)]


async def _administrator(actor: SignedIn) -> Actor:
    if not actor.administrator:
        raise NotFound("This page does not exist.")
    return actor


Administrator = Annotated[Actor, Depends(_administrator)]


async def remote_address(request: Request) -> str:
    """The network address that the request comes from, as `limits.network_of` counts it.

    Uvicorn has already replaced it by what a trusted proxy says, and only a trusted one; nothing here reads the header.
    """
    return network_of(request.client.host) if request.client else ""


Address = Annotated[str, Depends(remote_address)]
