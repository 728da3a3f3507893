"""The public pages: open calls, one call, and the picture beside a link to it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from casting.domain.errors import NotFound
from casting.domain.own_words import wholly_in
from casting.domain.said import said
from casting.exports.poster import draw_poster
from casting.store.calls import KeptCall, call_kept, calls_kept
from casting.web.call_views import call_card, call_page
from casting.web.deps import InRooms, Now, Reading
from casting.web.own_things import own_lines
from casting.web.pages import HomePage
from casting.web.reader import InReader, addressed

router = APIRouter()


@router.get("/")
def home(request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader) -> Response:
    calls = [call_card(kept.call, now=now) for kept in calls_kept(session) if not kept.call.draft]
    order = {"open": 0, "not yet": 1, "closed": 2}
    own = own_lines(request, rooms, session, now=now)
    page = HomePage(said("Open calls"), tuple(sorted(calls, key=lambda card: order[card.state])), own)
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)))


@router.get("/calls/{call}")
def one_call(call: str, request: Request, rooms: InRooms, session: Reading, now: Now, reader: InReader) -> Response:
    kept = _published(session, call)
    page = call_page(kept.call, now=now, base_url=rooms.settings.base_url)
    page = replace(page, own=own_lines(request, rooms, session, now=now, call=call))
    return HTMLResponse(rooms.renderer.page(addressed(page, reader)))


@router.get("/calls/{call}/poster.png")
def poster(call: str, session: Reading, code: Annotated[str, Query(alias="in")] = "") -> Response:
    """The picture beside a link to the call, in a language; other sites may show it."""
    said = wholly_in(_published(session, call).call, code)
    roles = tuple(role.title for role in said.roles)
    picture = draw_poster(title=said.title, production=said.production, roles=roles)
    headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
    return Response(picture, media_type="image/png", headers=headers)


def _published(session: Session, call: str) -> KeptCall:
    kept = call_kept(session, call)
    if kept is None or kept.call.draft:
        raise NotFound(said("There is no such call. Perhaps the address was cut off."))
    return kept
