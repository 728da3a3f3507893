"""What a producer link opens, without an account. The link's key is in the address and nowhere else.

The referrer policy that every answer has keeps the address from sites that the page leads to. It cannot be stricter:
under `no-referrer` browsers say of a form's post that it comes from nowhere, and the guard would refuse every pick.
"""

from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.forms.sharing import read_pick
from casting.media.vault import VaultAway
from casting.media.watermarks import watermarked
from casting.services import shared
from casting.services.shared import OpenLink
from casting.store.engine import reading, writing
from casting.web.deps import Address, InRooms, Now, Rooms
from casting.web.link_views import link_address, nothing_page, shared_page, with_pick_fault
from casting.web.routes.media import SANDBOX, picture_away

router = APIRouter(prefix="/share/{key}")
UNSEEN = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "private, no-store"}


@router.get("")
def shared_people(key: str, rooms: InRooms, address: Address, now: Now) -> Response:
    """Whom the link shows. It changes nothing but the list of openings, which is written before the page goes out."""
    with reading(rooms.engine) as session:
        link = _opened(rooms, session, key, address, now=now)
        if link is None:
            return _nothing(rooms)
        page = shared_page(link, shared.shared_list(session, link), key)
    with writing(rooms.engine) as session:
        shared.log_opening(session, link, now=now)
    return HTMLResponse(rooms.renderer.page(page), headers=UNSEEN)


@router.get("/{reference}/portrait")
def shared_portrait(
    key: str, reference: str, rooms: InRooms, address: Address, now: Now, size: str = "medium"
) -> Response:
    """A portrait with the recipient's name in it."""
    with reading(rooms.engine) as session:
        link = _opened(rooms, session, key, address, now=now)
        if link is None:
            return _nothing(rooms)
        try:
            original = shared.shared_picture(session, rooms.vault, link, reference=reference, large=size == "large")
        except NotFound:
            return _nothing(rooms)
        except VaultAway:
            return picture_away()
    drawn = watermarked(original, words=link.label)
    return Response(drawn, media_type="image/jpeg", headers=UNSEEN | {"content-security-policy": SANDBOX})


@router.post("/{reference}")
def pick(
    key: str,
    reference: str,
    rooms: InRooms,
    address: Address,
    now: Now,
    reason: Annotated[str, Form()] = "",
    back: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep a pick with its reason, or take it back. What cannot be kept comes back as it was typed."""
    with reading(rooms.engine) as session:
        if _opened(rooms, session, key, address, now=now) is None:
            return _nothing(rooms)
    try:
        with writing(rooms.engine) as session:
            link = shared.open_link(session, key=key, now=now)
            if back:
                shared.take_pick_back(session, link, reference=reference, now=now)
            else:
                shared.pick(session, link, reference=reference, reason=read_pick(reason), now=now)
    except (NotAllowed, NotFound, Refused) as refused:
        return _refused(rooms, key, reference, refused, typed=reason, now=now)
    return RedirectResponse(f"{link_address(key)}#{reference}", status_code=303)


def _opened(rooms: Rooms, session: Session, key: str, address: str, *, now: Now) -> OpenLink | None:
    """The link, or None where it opens nothing. Raises TooMany where an address asks very often, or guesses."""
    limits = rooms.limits
    limits.spend(limits.shared, address)
    limits.spend(limits.unknown_links, address)
    try:
        link = shared.open_link(session, key=key, now=now)
    except NotFound:
        return None
    limits.give_back(limits.unknown_links, address)
    return link


def _nothing(rooms: Rooms) -> Response:
    return HTMLResponse(rooms.renderer.page(nothing_page()), status_code=404, headers=UNSEEN)


def _refused(
    rooms: Rooms, key: str, reference: str, refused: NotAllowed | NotFound | Refused, *, typed: str, now: Now
) -> Response:
    """The list as it is, with what was typed and why it was not kept."""
    with reading(rooms.engine) as session:
        try:
            link = shared.open_link(session, key=key, now=now)
        except NotFound:
            return _nothing(rooms)
        page = shared_page(link, shared.shared_list(session, link), key)
    page = with_pick_fault(page, reference=reference, typed=typed, fault=str(refused))
    status = 422 if isinstance(refused, Refused) else 403 if isinstance(refused, NotAllowed) else 409
    return HTMLResponse(rooms.renderer.page(page), status_code=status, headers=UNSEEN)
