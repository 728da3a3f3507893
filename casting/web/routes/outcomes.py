"""Outcomes: who of a role has not been told yet, the letters as they would be read, and the button that sends them."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Stale
from casting.domain.permissions import Act, Actor
from casting.domain.vocabulary import Stage
from casting.services.outcomes import outcomes_of, write_outcomes
from casting.services.review import role_for
from casting.store.engine import reading, writing
from casting.web.deps import Administrator, InRooms, Now, Reading, Rooms
from casting.web.outcome_views import outcomes_page

router = APIRouter(prefix="/admin")
UNSURE = "Nothing was sent. Read the letter, tick the box below it, and press the button again."


@router.get("/{call}/{role}/outcomes")
def outcomes(
    call: str,
    role: str,
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    written: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> Response:
    return _page(rooms, session, actor, call, role, written=written)


@router.post("/{call}/{role}/outcomes")
def answer_them(
    call: str,
    role: str,
    rooms: InRooms,
    actor: Administrator,
    now: Now,
    *,
    stage: Annotated[Stage, Form()],
    fingerprint: Annotated[str, Form(max_length=64)] = "",
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Write a letter to everyone whom the page showed; where others wait by now, the page as it is now, and nothing."""
    if not sure:
        with reading(rooms.engine) as session:
            return _page(rooms, session, actor, call, role, problem=UNSURE, status=422)
    try:
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
            count = write_outcomes(session, actor, kept, stage=stage, fingerprint=fingerprint, now=now)
    except Stale as stale:
        with reading(rooms.engine) as session:
            return _page(rooms, session, actor, call, role, problem=str(stale), status=409)
    return RedirectResponse(f"/admin/{kept.call.slug}/{kept.role.slug}/outcomes?written={count}", status_code=303)


def _page(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    call: str,
    role: str,
    *,
    written: int | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    found = outcomes_of(session, actor, kept)
    page = outcomes_page(kept, found, actor, written=written, problem=problem, mail_note=rooms.mail_note)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
