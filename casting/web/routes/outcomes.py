"""Outcomes: who of a role has not been told yet, the letters as they would be read, and the button that sends them."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Stale
from casting.domain.permissions import Act, Actor
from casting.domain.vocabulary import Stage
from casting.forms.fields import tidy
from casting.services.outcomes import outcomes_of, write_outcomes
from casting.services.review import role_for
from casting.store.engine import reading, writing
from casting.web.deps import Administrator, InRooms, Now, Reading, Rooms
from casting.web.outcome_views import LONGEST_ADDED, Looked, outcomes_page

router = APIRouter(prefix="/admin")
UNSURE = "Nothing was sent. Read the letter, tick the box below it, and press the button again."


@router.get("/{call}/{role}/outcomes")
def outcomes(
    call: str,
    role: str,
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    now: Now,
    written: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> Response:
    return _page(rooms, session, actor, (call, role), Looked(now, rooms.mail_note, rooms.mail_sent, written=written))


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
    do: Annotated[str, Form(max_length=10)] = "",
    added: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Write a letter to everyone whom the page showed; where others wait by now, the page as it is now, and nothing.

    A paragraph of the office's own is read in the letter first: `seen` is what the letter had when it was shown.
    """
    added = " ".join(tidy(added).split())
    looked = Looked(now, rooms.mail_note, rooms.mail_sent, stage=stage, added=added[:LONGEST_ADDED])
    problem = _problem(added, seen, sure=sure)
    if do == "look" or problem:
        with reading(rooms.engine) as session:
            again = looked if do == "look" and len(added) <= LONGEST_ADDED else replace(looked, problem=problem)
            return _page(rooms, session, actor, (call, role), again, status=422 if again.problem else 200)
    try:
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
            count = write_outcomes(session, actor, kept, stage=stage, fingerprint=fingerprint, added=added, now=now)
    except Stale as stale:
        with reading(rooms.engine) as session:
            return _page(rooms, session, actor, (call, role), replace(looked, problem=str(stale)), status=409)
    return RedirectResponse(f"/admin/{kept.call.slug}/{kept.role.slug}/outcomes?written={count}", status_code=303)


def _problem(added: str, seen: str, *, sure: str) -> str:
    """Why nothing can be sent yet; empty where it can."""
    if len(added) > LONGEST_ADDED:
        return f"Your paragraph has {len(added):,} characters, and may have {LONGEST_ADDED}. Nothing was sent."
    if added != seen:
        return "Your paragraph was not in the letter that you read. It is now: read it once more. Nothing was sent."
    return "" if sure else UNSURE


def _page(
    rooms: Rooms, session: Session, actor: Actor, named: tuple[str, str], looked: Looked, *, status: int = 200
) -> Response:
    call, role = named
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    page = outcomes_page(kept, outcomes_of(session, actor, kept), actor, looked)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
