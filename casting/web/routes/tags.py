"""The team's routes to tags: give one, take one away."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Act
from casting.services import review, tags
from casting.web.deps import InRooms, Now, SignedIn, Writing
from casting.web.places import InPlace
from casting.web.routes.candidates import candidate_answer

router = APIRouter(prefix="/review")
Name = Annotated[str, Form(max_length=1000)]


@router.post("/{call}/{role}/{reference}/tags")
def tag(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    name: Name = "",
) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    try:
        tags.tag(session, actor, found, name=name, now=now)
    except Refused as refused:
        return candidate_answer(rooms, session, actor, place, found, tag=(name, str(refused)), status=422)
    return RedirectResponse(place.candidate(reference), status_code=303)


@router.post("/{call}/{role}/{reference}/tags/remove")
def untag(place: InPlace, reference: str, actor: SignedIn, session: Writing, now: Now, name: Name = "") -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    tags.untag(session, actor, found, name=name, now=now)
    return RedirectResponse(place.candidate(reference), status_code=303)
