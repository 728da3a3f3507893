"""The finals: two people side by side, one key for each, and the order that comes of it."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound, Stale
from casting.domain.permissions import Act, Actor
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.services import review
from casting.services.finalists import closer
from casting.services.finals import Finals, compare, finals, take_back
from casting.web.deps import InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.finals_views import address, finals_page

router = APIRouter(prefix="/review/{call}/{role}/finals")
LONGEST = 2000
PAIR = re.compile(r"([A-Z0-9-]{1,20})~([A-Z0-9-]{1,20})")
Text = Annotated[str, Form(max_length=LONGEST)]


def _stage(raw: str) -> Stage | None:
    if not raw:
        return None
    if raw not in {stage.value for stage in LADDER}:
        raise NotFound("There are no finals of this stage. Choose one from received to booked.")
    return Stage(raw)


def _pairs(raw: str) -> list[tuple[str, str]]:
    """The pairs in an address, such as K7QX2-24~M3BC4-51; what is no pair is not there."""
    return [(found[1], found[2]) for part in raw.split(".") if (found := PAIR.fullmatch(part))]


@router.get("")
def pair_page(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    stage: str = "",
    pair: Annotated[str, Query(max_length=LONGEST)] = "",
    skipped: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """The next pair, and what has come of those before."""
    kept = review.role_for(session, actor, call=call, role=role)
    asked = next(iter(_pairs(pair)), None)
    shown = finals(session, actor, kept, stage=_stage(stage), asked=asked, skipped=_pairs(skipped))
    return _page(rooms, session, actor, shown)


@router.post("")
def choose(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    winner: Text = "",
    pair: Text = "",
    stage: Text = "",
    skipped: Text = "",
) -> Response:
    """Keep who was chosen. Who of the pair has gone meanwhile is told of above the next pair; nothing else is lost."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.MARK)
    two = next((found for found in _pairs(pair) if winner in found), None)
    where = _stage(stage)
    if two is None or where is None:
        raise NotFound("One of two finalists is chosen. Nothing was kept; open the finals again.")
    loser = two[1] if winner == two[0] else two[0]
    try:
        compare(session, actor, kept, stage=where, winner=winner, loser=loser, now=now)
    except Stale as stale:
        shown = finals(session, actor, kept, stage=where, skipped=_pairs(skipped))
        return _page(rooms, session, actor, shown, problem=str(stale), status=409)
    return RedirectResponse(address(kept, stage=where, skipped=_pairs(skipped)), status_code=303)


@router.post("/undo")
def undo(call: str, role: str, actor: SignedIn, session: Writing, now: Now, stage: Text = "") -> Response:
    """Take the member's last comparison back, and show its pair again."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.MARK)
    pair = take_back(session, actor, kept, now=now)
    return RedirectResponse(address(kept, stage=_stage(stage), pair=pair), status_code=303)


def _page(
    rooms: Rooms, session: Session, actor: Actor, shown: Finals, *, problem: str = "", status: int = 200
) -> Response:
    looked = closer(session, actor, shown.role, [row.reference for row in shown.pair or ()]) if shown.pair else ()
    return HTMLResponse(rooms.renderer.page(finals_page(shown, actor, looked, problem=problem)), status_code=status)
