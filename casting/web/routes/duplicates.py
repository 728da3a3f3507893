"""The same person twice: pairs that were noticed, and what a person says of them."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.services import duplicates, review
from casting.store.calls import KeptRole
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.duplicate_views import duplicates_page, shown_pairs
from casting.web.places import Place

router = APIRouter(prefix="/review")
UNCLEAR = "Say whether they are one person, and whose application goes on. Nothing was changed."


@router.get("/{call}/{role}/duplicates")
def duplicate_pairs(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    return _page(rooms, session, kept, actor)


def _page(
    rooms: Rooms, session: Session, kept: KeptRole, actor: Actor, *, fault: str = "", status: int = 200
) -> Response:
    found = duplicates.noticed(session, actor, kept)
    shown = shown_pairs(found)
    sides = duplicates.sides(session, kept, {key for pair in shown for key in (pair.one_id, pair.other_id)})
    page = duplicates_page(kept, actor, found, sides, fault=fault)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


@router.post("/{call}/{role}/duplicates/{duplicate_id}")
def judge(
    call: str,
    role: str,
    duplicate_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    *,
    verdict: Annotated[str, Form(max_length=20)] = "",
    keep: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Merge, tell apart, or take either back; a colleague who was quicker is never overwritten."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DECIDE)
    try:
        if verdict == "same" and keep.isascii() and keep.isdigit():
            keep_id = min(int(keep), HIGHEST_ID)
            duplicates.say_same(session, actor, kept, duplicate_id=duplicate_id, keep_id=keep_id, now=now)
        elif verdict == "different":
            duplicates.say_different(session, actor, kept, duplicate_id=duplicate_id, now=now)
        elif verdict == "open":
            duplicates.take_back(session, actor, kept, duplicate_id=duplicate_id, now=now)
        else:
            return _page(rooms, session, kept, actor, fault=UNCLEAR, status=422)
    except (Refused, Stale) as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _page(rooms, session, kept, actor, fault=str(refused), status=status)
    return RedirectResponse(f"{Place(call, role).home}/duplicates", status_code=303)
