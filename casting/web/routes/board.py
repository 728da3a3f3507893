"""The stages of a role side by side, and acts on all that a search finds."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from itsdangerous import BadData
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import SearchFault
from casting.domain.search_tree import AnyOf, ReferenceIs
from casting.domain.vocabulary import Lens, Stage
from casting.forms.review import read_note, read_stage
from casting.services import bulk, orders, review
from casting.services.board import board
from casting.services.bulk import Basis, Preview
from casting.services.bulk_acts import bulk_record, newest_acts
from casting.services.searching import understood
from casting.store.applications import Query as ListQuery
from casting.store.applications import page
from casting.store.calls import KeptRole
from casting.web.board_views import board_page, bulk_act_page, bulk_page
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.pages import Link, MessagePage
from casting.web.places import InPlace, Place

router = APIRouter(prefix="/review/{call}/{role}")
CONFIRM_SECONDS = 3600
MOST_CHOSEN = 60
"""Whom one can choose by hand for one act; the script that chooses knows the same number."""
ActId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
OUTDATED = "This preview is more than an hour old, or was not yours. Nobody was moved. Look again below, then confirm."


@router.get("/board")
def stage_board(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading, now: Now) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    page = board_page(kept, actor, board(session, actor, kept), newest_acts(session, actor, kept), now=now)
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/bulk")
def preview_bulk(
    place: InPlace,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    to: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """What moving all that the search finds would do. Nothing is changed."""
    kept = review.role_for(session, actor, call=place.call, role=place.role, to=Act.DECIDE)
    try:
        place, query = _query(session, actor, kept, place)
    except SearchFault as fault:
        return _not_understood(rooms, actor, place, fault)
    return _preview(rooms, session, actor, place, query, read_stage(to))


@router.post("/bulk")
def move_all(
    place: InPlace,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    to: Annotated[str, Form(max_length=20)] = "",
    token: Annotated[str, Form(max_length=1000)] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Move exactly those who were previewed, or nobody: where anything has changed, the new preview says so."""
    kept = review.role_for(session, actor, call=place.call, role=place.role, to=Act.DECIDE)
    try:
        place, query = _query(session, actor, kept, place)
    except SearchFault as fault:
        return _not_understood(rooms, actor, place, fault)
    after = read_stage(to)
    searched = place.q if place.chosen is None else ""  # who was chosen stands beside the act, and names nobody in it
    try:
        basis = _basis(rooms, token, actor, query, after)
        act_id = bulk.move_all(
            session, actor, query, after=after, basis=basis, q=searched, reason=read_note(reason), now=now
        )
    except (Refused, Stale) as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _preview(rooms, session, actor, place, query, after, problem=str(refused), reason=reason, status=status)
    return RedirectResponse(f"{place.home}/bulk/{act_id}", status_code=303)


@router.get("/bulk/{act_id}")
def bulk_act(call: str, role: str, act_id: ActId, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    page = bulk_act_page(kept, actor, bulk_record(session, actor, kept, act_id=act_id))
    return HTMLResponse(rooms.renderer.page(page))


@router.post("/bulk/{act_id}/undo")
def undo_bulk(
    call: str, role: str, act_id: ActId, actor: SignedIn, rooms: InRooms, session: Writing, now: Now
) -> Response:
    """Undo an act as one; who has been moved on since stays, and is listed on the act's page."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DECIDE)
    try:
        bulk.take_back(session, actor, kept, act_id=act_id, now=now)
    except Stale as stale:
        page = bulk_act_page(kept, actor, bulk_record(session, actor, kept, act_id=act_id), problem=str(stale))
        return HTMLResponse(rooms.renderer.page(page), status_code=409)
    return RedirectResponse(f"{Place(call, role).home}/bulk/{act_id}", status_code=303)


def _query(session: Session, actor: Actor, kept: KeptRole, place: Place) -> tuple[Place, ListQuery]:
    """The query of the sheet in this place, and the place with the run that it follows.

    Where somebody was chosen, the query finds exactly those, whatever is searched for.

    Raises:
        SearchFault: the search cannot be understood.
        Refused: nobody was chosen, or more than go in one act.
    """
    if place.chosen is not None:
        if not place.chosen:
            raise Refused("Nobody is chosen. Go back, tick those who are meant, and try again. Nobody was moved.")
        if len(place.chosen) > MOST_CHOSEN:
            raise Refused(f"{len(place.chosen):,} are chosen, and one move takes {MOST_CHOSEN}. Nobody was moved.")
        wanted = AnyOf(tuple(ReferenceIs(reference) for reference in place.chosen))
        return place, ListQuery(kept, actor.member_id, wanted, Lens.RANKED)
    tree = understood(session, kept, place.q)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    query = ListQuery(kept, actor.member_id, tree, place.lens, seed=place.seed, looks_on=looks_on, run=followed.order)
    return replace(place, run=followed.run_id), query


def _preview(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    place: Place,
    query: ListQuery,
    after: Stage,
    *,
    problem: str = "",
    reason: str = "",
    status: int = 200,
) -> Response:
    shown = bulk.preview(session, query, after=after)
    chosen = () if place.chosen is None else page(session, query, after=None, size=MOST_CHOSEN).rows
    token = rooms.sign("bulk").dumps(_confirmed(shown, actor, query))
    told = bulk_page(query.role, actor, place, shown, chosen, token=token, problem=problem, reason=reason)
    return HTMLResponse(rooms.renderer.page(told), status_code=status)


def _confirmed(shown: Preview, actor: Actor, query: ListQuery) -> list[str | int]:
    """What a confirmation holds: whose it is, where it leads, and on what it rests."""
    basis = shown.basis
    whose = [query.role.role_id, actor.member_id, shown.plan.after.value]
    return [*whose, basis.count, basis.newest, basis.digest]


def _basis(rooms: Rooms, token: str, actor: Actor, query: ListQuery, after: Stage) -> Basis:
    """On what a confirmation rests. Raises Stale where it is too old, or is none of this member's for this move."""
    try:
        *whose, count, newest, digest = rooms.sign("bulk").loads(token, max_age=CONFIRM_SECONDS)
    except BadData as error:
        raise Stale(OUTDATED) from error
    if whose != [query.role.role_id, actor.member_id, after.value]:
        raise Stale(OUTDATED)
    return Basis(count, newest, digest)


def _not_understood(rooms: Rooms, actor: Actor, place: Place, fault: SearchFault) -> Response:
    page = MessagePage(
        "This search cannot be understood",
        (str(fault), f"You searched for: {place.q}", "Nobody was moved."),
        (Link("Back to the contact sheet", place.home),),
        member_name=actor.name,
        administrator=actor.administrator,
    )
    return HTMLResponse(rooms.renderer.page(page), status_code=422)
