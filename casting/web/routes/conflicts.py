"""Conflicts of interest: declared by who has one or by a lead for her, seen together, ended by an administrator."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused
from casting.forms.review import read_note
from casting.services import candidates, conflicts, review
from casting.web.conflict_views import conflict_page, conflicts_page
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn, Writing
from casting.web.places import InPlace, Place

router = APIRouter(prefix="/review")
Reason = Annotated[str, Form()]


@router.get("/{call}/{role}/conflicts")
def conflicts_of_role(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    page = conflicts_page(kept, actor, conflicts.conflicts_of(session, actor, kept))
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/{call}/{role}/conflicts/{conflict_id}")
def end(
    call: str,
    role: str,
    conflict_id: Annotated[int, Path(ge=1, le=HIGHEST_ID)],
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    reason: Reason = "",
) -> Response:
    """End one, with a reason; without it the page comes back."""
    kept = review.role_for(session, actor, call=call, role=role)
    try:
        conflicts.end(session, actor, kept, conflict_id=conflict_id, reason=read_note(reason), now=now)
    except Refused as refused:
        found = conflicts.conflicts_of(session, actor, kept)
        page = conflicts_page(kept, actor, found, typed=(conflict_id, reason), fault=str(refused))
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    return RedirectResponse(f"{Place(call, role).home}/conflicts", status_code=303)


@router.get("/{call}/{role}/{reference}/conflict")
def conflict(place: InPlace, reference: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    name, members = candidates.name_of(session, found), conflicts.concerned(session, actor, found.role)
    page = conflict_page(found, actor, place, name=name, members=members, member_id=actor.member_id)
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/{call}/{role}/{reference}/conflict")
def declare(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    reason: Reason = "",
    member: Annotated[int, Form(ge=0, le=HIGHEST_ID)] = 0,
) -> Response:
    """Declare one for oneself, or for `member`. Whom it hides the application from is led to what she may see."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    member_id = member or actor.member_id
    try:
        conflicts.declare(session, actor, found, member_id=member_id, reason=read_note(reason), now=now)
    except Refused as refused:
        name, members = candidates.name_of(session, found), conflicts.concerned(session, actor, found.role)
        page = conflict_page(
            found,
            actor,
            place,
            name=name,
            members=members,
            member_id=member_id,
            reason=reason,
            fault=str(refused),
        )
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    onward = f"{place.home}/conflicts" if member_id == actor.member_id else place.candidate(reference)
    return RedirectResponse(onward, status_code=303)
