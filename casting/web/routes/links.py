"""The team's page of producer links: making one, seeing what came of it, revoking it."""

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.forms.sharing import read_link
from casting.services import producer_links, review, shared
from casting.services.purposes import left_out
from casting.store.calls import KeptRole
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.link_views import Typed, link_address, links_page
from casting.web.places import Place

router = APIRouter(prefix="/review/{call}/{role}/links")
KEY_BYTES = 24
KEY = re.compile(r"[A-Za-z0-9_-]{32}")
FRESH_COOKIE = "casting_new_link"
FRESH_SECONDS = 120
Text = Annotated[str, Form(max_length=10_000)]


@router.get("")
def links(
    request: Request,
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    stage: Annotated[str, Query(max_length=20)] = "shortlist",
) -> Response:
    """What was made for whom. A link that this browser has made a moment ago is shown, this once."""
    kept = review.role_for(session, actor, call=call, role=role)
    fresh = _fresh(request, rooms, session, kept)
    answer = _page(rooms, session, kept, actor, now=now, typed=Typed(stage=stage), fresh=fresh)
    answer.delete_cookie(FRESH_COOKIE, path=f"{Place(call, role).home}/links")
    return answer


@router.post("")
def make_link(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    *,
    recipient: Text = "",
    stage: Text = "",
    references: Text = "",
    days: Text = "",
    may: Text = "",
) -> Response:
    """Make a link. Its key travels in a cookie to the next page, never in an address that a log might keep."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.SHARE)
    key = secrets.token_urlsafe(KEY_BYTES)
    try:
        form = read_link(recipient=recipient, stage=stage, references=references, days=days, may=may)
        producer_links.make_link(session, actor, kept, form, key=key, now=now)
    except Refused as refused:
        typed = Typed(recipient, stage, references, days, may)
        return _page(rooms, session, kept, actor, now=now, typed=typed, fault=str(refused), status=422)
    home = f"{Place(call, role).home}/links"
    answer = RedirectResponse(home, status_code=303)
    answer.set_cookie(
        FRESH_COOKIE,
        key,
        max_age=FRESH_SECONDS,
        path=home,
        secure=rooms.settings.secure,
        httponly=True,
        samesite="strict",
    )
    return answer


@router.post("/{link_id}/revoke")
def revoke_link(
    call: str,
    role: str,
    link_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
) -> Response:
    kept = review.role_for(session, actor, call=call, role=role, to=Act.SHARE)
    try:
        producer_links.revoke(session, actor, kept, link_id=link_id, now=now)
    except Stale as stale:
        return _page(rooms, session, kept, actor, now=now, typed=Typed(), fault=str(stale), status=409)
    return RedirectResponse(f"{Place(call, role).home}/links", status_code=303)


def _fresh(request: Request, rooms: Rooms, session: Session, kept: KeptRole) -> str:
    """The address of the link whose key the cookie holds, if it is this role's newest; otherwise empty."""
    key = request.cookies.get(FRESH_COOKIE, "")
    if not KEY.fullmatch(key) or not shared.is_newest(session, kept, key=key):
        return ""
    return f"{rooms.settings.base_url.rstrip('/')}{link_address(key)}"


def _page(
    rooms: Rooms,
    session: Session,
    kept: KeptRole,
    actor: Actor,
    *,
    now: Now,
    typed: Typed,
    fresh: str = "",
    fault: str = "",
    status: int = 200,
) -> Response:
    records = producer_links.link_records(session, actor, kept)
    without = left_out(session, kept, actor)
    page = links_page(kept, actor, records, now=now, typed=typed, fresh=fresh, fault=fault, left_out=without)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
