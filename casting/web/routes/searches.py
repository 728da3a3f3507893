"""The team's routes to the searches that are kept: look, keep, rename, delete."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Actor
from casting.forms.review import read_name
from casting.services import review, saved_searches
from casting.store.calls import KeptRole
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.places import LONGEST_Q, InPlace, Place, place_of
from casting.web.search_views import searches_page

router = APIRouter(prefix="/review")
SearchId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Shared = Annotated[str, Form(max_length=10)]


@router.get("/{call}/{role}/searches")
def kept_searches(
    place: InPlace,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    after: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    return _page(rooms, session, kept, actor, place, after=after)


def _page(
    rooms: Rooms,
    session: Session,
    kept: KeptRole,
    actor: Actor,
    place: Place,
    *,
    after: str = "",
    typed: str = "",
    fault: str = "",
) -> Response:
    saved = saved_searches.searches(session, actor, kept)
    page = searches_page(kept, actor, place, saved, after=after, typed=typed, fault=fault)
    return HTMLResponse(rooms.renderer.page(page), status_code=422 if fault else 200)


@router.post("/{call}/{role}/searches")
def keep(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    name: Annotated[str, Form()] = "",
    q: Annotated[str, Form(max_length=LONGEST_Q)] = "",
    lens: Annotated[str, Form(max_length=40)] = "",
    view: Annotated[str, Form(max_length=20)] = "",
    run: Annotated[str, Form(max_length=20)] = "",
    after: Annotated[str, Form(max_length=1_000)] = "",
    shared: Shared = "",
) -> Response:
    """Keep a search, and go back to where in its list one stood."""
    kept = review.role_for(session, actor, call=call, role=role)
    place = place_of(call, role, q=q, lens=lens, view=view, run=run)
    try:
        search_id = saved_searches.save(
            session, actor, kept, name=read_name(name), q=place.q, lens=place.lens, shared=shared == "yes", now=now
        )
    except Refused as refused:
        return _page(rooms, session, kept, actor, place, after=after, typed=name, fault=str(refused))
    return RedirectResponse(place.sheet(after=after, kept=str(search_id)), status_code=303)


@router.post("/{call}/{role}/searches/{search_id}")
def rename(
    call: str,
    role: str,
    search_id: SearchId,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    name: Annotated[str, Form()] = "",
    shared: Shared = "",
) -> Response:
    kept, place = review.role_for(session, actor, call=call, role=role), Place(call, role)
    try:
        saved_searches.rename(session, actor, kept, search_id=search_id, name=read_name(name), shared=shared == "yes")
    except Refused as refused:
        return _page(rooms, session, kept, actor, place, fault=str(refused))
    return RedirectResponse(f"{place.home}/searches", status_code=303)


@router.post("/{call}/{role}/searches/{search_id}/delete")
def delete(call: str, role: str, search_id: SearchId, actor: SignedIn, session: Writing) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    saved_searches.remove(session, actor, kept, search_id=search_id)
    return RedirectResponse(f"{Place(call, role).home}/searches", status_code=303)
