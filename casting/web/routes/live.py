"""What colleagues do: a stream that says to whom something happened, and the partial that says what."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse
from starlette.responses import HTMLResponse, Response

from casting.domain.happenings import told
from casting.domain.permissions import Act, may
from casting.domain.search import SearchFault
from casting.domain.search_tree import Everything
from casting.services import orders, review
from casting.services.happenings import RECENT, hearer_of, news_of
from casting.services.searching import understood
from casting.store.applications import Query as ListQuery
from casting.store.happenings import cursor_of
from casting.web.card_views import ago
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn
from casting.web.pages import NewsLine, NewsView
from casting.web.places import InPlace

router = APIRouter(prefix="/review/{call}/{role}")
LONGEST_CURSOR = 120
MOST_ASKED = 60


@router.get("/live")
def live(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    last_event_id: Annotated[str, Header(max_length=LONGEST_CURSOR)] = "",
    since: Annotated[str, Query(max_length=LONGEST_CURSOR)] = "",
    age: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """A stream of references and kinds. Where no more streams are open to this member, or to all: 204, come not back.

    Args:
        since: the last event that another stream has brought, for a browser that begins a new one by itself.
        age: for how many seconds the page has been there that has been told nothing yet.
    """
    kept = review.role_for(session, actor, call=call, role=role)
    if not rooms.live.takes(actor.member_id):
        return Response(status_code=204)
    seconds = min(int(age), int(RECENT.total_seconds())) if age.isascii() and age.isdigit() else 0
    events = rooms.live.events(
        hearer_of(actor, kept),
        cursor=cursor_of(last_event_id or since, highest=HIGHEST_ID),
        moment=now - timedelta(seconds=seconds + 1),
    )
    return EventSourceResponse(events, headers={"x-accel-buffering": "no"})


@router.get("/changed")
def changed(
    place: InPlace,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    of: Annotated[str, Query(max_length=MOST_ASKED * 20)] = "",
) -> Response:
    """What has become of those whose references are given, and whether the list in hand finds them still."""
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    try:
        tree = understood(session, kept, place.q)
    except SearchFault:
        tree = Everything()
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    query = ListQuery(kept, actor.member_id, tree, place.lens, looks_on=looks_on, run=followed.order)
    found = news_of(session, actor, query, of.split(",")[:MOST_ASKED], now=now)
    lines = tuple(
        NewsLine(
            one.reference,
            one.stage.value,
            told(one.newest, one.by, ago(one.newest.at, kept.call, now=now)) if one.newest else "",
            one.listed,
        )
        for one in found
    )
    return HTMLResponse(rooms.renderer.page(NewsView(lines)))
