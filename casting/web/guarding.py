"""The guardian's consent that this browser applies with, and what a form of a minor has to wait for.

The browser that has asked, and one in which the guardian's link is followed, hold the request's signed key: with it a
form can be sent once there is a consent, and nothing can be consented to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request
from itsdangerous import BadSignature
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from casting.domain.errors import GuardianNeeded, NotFound
from casting.domain.said import said
from casting.domain.zones import day_in
from casting.forms.application import minor_typed
from casting.services.guarded import doubted, purposes_permitted
from casting.services.guardians import Asked, asked_by_id
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import reading
from casting.web.deps import Rooms
from casting.web.form_views import FOR_LATER, NEXT_PAGE, ONWARD, SAID, TRAP, VERSION
from casting.web.own_drafts import own_draft

LOST_FILES = "files-lost"
"""The field in which a form carries the names of its files; no question's key has a hyphen."""
LONGEST_LOST = 4000
ALONE = {"birth_date", "token", VERSION, SAID, ONWARD}
"""What a page of the form says that asks for nothing but the birth date."""
GUARDIAN_COOKIE = "casting_guardian"
GUARDIAN_SECONDS = 180 * 24 * 3600


class GuardianFirst(Exception):
    """A form of a minor came without a guardian's consent; nothing of it was kept.

    Attributes:
        typed: what it said, to be shown again and nothing else.
        files: the names of the files that came with it, by field.
    """

    def __init__(self, role: KeptRole, asked: Asked | None, needed: GuardianNeeded, typed: Mapping[str, str]) -> None:
        super().__init__(needed.said)
        self.role, self.asked, self.needed, self.typed = role, asked, needed, typed
        self.files: Mapping[str, str] = {}

    @property
    def form(self) -> Mapping[str, str]:
        """What was typed, without the buttons that were pressed; of the files, which were not kept, the names."""
        left = {FOR_LATER, NEXT_PAGE, ONWARD, SAID, TRAP, VERSION, LOST_FILES}
        said = {name: value for name, value in self.typed.items() if name not in left and not name.endswith("_kept")}
        if not self.files and not any(value.strip() for name, value in said.items() if name not in ALONE):
            return {}  # a birth date alone is sooner typed again than carried about
        lost = "\n".join(f"{name} {file_name}" for name, file_name in self.files.items())
        return {**said, LOST_FILES: lost} if lost else said


def lost_files(typed: Mapping[str, str]) -> Mapping[str, str]:
    """The names of the files, by field, that came before there was a consent, and so were not kept."""
    lines = [line.partition(" ") for line in typed.get(LOST_FILES, "")[:LONGEST_LOST].splitlines()]
    return {name: file_name for name, _, file_name in lines if name and file_name}


@dataclass(frozen=True)
class Guarded:
    """Whose form it is.

    Attributes:
        minor: whether a minor's; a guardian has consented then.
        consent_id: of that consent; None for everybody else.
    """

    minor: bool = False
    consent_id: int | None = None


async def guard(
    request: Request, rooms: Rooms, kept: KeptRole, typed: Mapping[str, str], *, now: datetime, language: str
) -> Guarded:
    """Let a form through unless it is a minor's without a guardian's consent. Asks the database for a minor's alone.

    Raises:
        GuardianFirst: it is.
    """
    today = day_in(kept.call.time_zone, now)
    born = minor_typed(typed, today=today, reader=language)
    if born is None:
        return Guarded()
    return await run_in_threadpool(_guard, request, rooms, kept, typed, now, born=born)


def _guard(
    request: Request, rooms: Rooms, kept: KeptRole, typed: Mapping[str, str], now: datetime, *, born: date
) -> Guarded:
    with reading(rooms.engine) as session:
        role = role_kept(session, kept.call.slug, kept.role.slug)
        if role is None:
            raise NotFound(said("There is no such role. Perhaps the address was cut off."))
        if role.call_version != kept.call_version:
            rooms.intake.forget(kept.call.slug, kept.role.slug)
        consent_id = consent_in(request, rooms)
        if consent_id is None:  # a draft that was opened on another device has its consent with it
            draft = own_draft(request, rooms, role_id=role.role_id)
            consent_id = None if draft is None else draft.guardian_consent
        try:
            purposes_permitted(session, role, consent_id=consent_id)
        except GuardianNeeded as needed:
            why = needed if role.call.minors else doubted(role, born)
            raise GuardianFirst(role, own_request(request, rooms, role, now=now), why, typed) from needed
    return Guarded(minor=True, consent_id=consent_id)


def own_request(request: Request, rooms: Rooms, role: KeptRole, *, now: datetime) -> Asked | None:
    """What a guardian was asked from this browser for the role, or None."""
    consent_id = consent_in(request, rooms)
    if consent_id is None:
        return None
    with reading(rooms.engine) as session:
        return asked_by_id(session, consent_id=consent_id, role_id=role.role_id, now=now)


def remember_request(response: Response, rooms: Rooms, role: KeptRole, consent_id: int) -> None:
    """Let this browser send a form with this consent; the cookie goes nowhere but to the role's pages."""
    response.set_cookie(
        GUARDIAN_COOKIE,
        rooms.sign("guardian").dumps(consent_id),
        max_age=GUARDIAN_SECONDS,
        path=f"/calls/{role.call.slug}/{role.role.slug}",
        secure=rooms.settings.secure,
        httponly=True,
        samesite="lax",
    )


def consent_in(request: Request, rooms: Rooms) -> int | None:
    """The key of the request that this browser holds; None where it holds none of ours."""
    try:
        found = rooms.sign("guardian").loads(request.cookies.get(GUARDIAN_COOKIE, ""), max_age=GUARDIAN_SECONDS)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None
