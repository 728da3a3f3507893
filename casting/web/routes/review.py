"""The team's routes to many: what waits, the contact sheet and its order, the shortlist."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.blind import reach
from casting.domain.errors import NotFound
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import SearchFault
from casting.domain.vocabulary import Lens
from casting.services import calling, orders, review, saved_searches
from casting.services.searching import understood
from casting.services.waiting import waiting_roles
from casting.store import applications
from casting.store.answer_facets import answer_facet, answered_from_lists
from casting.store.applications import Query as ListQuery
from casting.store.calls import KeptRole, calls_kept
from casting.store.facets import facets
from casting.web import sheet_views
from casting.web.answer_facet_views import answer_facet_view, closed_facets
from casting.web.breakdown_views import breakdown_page
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn, Writing
from casting.web.pages.sheet import AnswerFacet
from casting.web.places import InPlace, Place

router = APIRouter(prefix="/review")
SHEET_SIZE = 60


@router.get("")
def waiting(actor: SignedIn, rooms: InRooms, session: Reading, now: Now) -> Response:
    """What waits for me; an administrator who has no role to look at is told where to begin."""
    found = waiting_roles(session, actor)
    told = calling.mentions(session, actor, [entry.role for entry in found])
    calls = [] if found or not actor.administrator else [kept.call for kept in calls_kept(session)]
    page = sheet_views.waiting_page(found, told, actor, calls=calls, now=now)
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/{call}/{role}")
def sheet(
    place: InPlace,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    after: str = "",
    of: str = "",
    search: Annotated[str, Query(alias="kept", max_length=20)] = "",
) -> Response:
    """The contact sheet or the list, in the run that the address names or, on the first visit, the published one.

    Args:
        search: the search of one's own that was kept a moment ago.
    """
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    run = followed.runs.run
    try:
        tree = understood(session, kept, place.q)
    except SearchFault as fault:
        page = sheet_views.fault_page(kept, actor, place, fault, run)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    place = replace(place, run=followed.run_id)
    may_mark = may(actor, Act.MARK, call_id=kept.call_id)
    query = ListQuery(
        kept, actor.member_id, tree, place.lens, seed=place.seed, looks_on=not may_mark, run=followed.order
    )
    after = "" if followed.lost else after
    found = applications.page(session, query, after=after or None, size=SHEET_SIZE)
    shown = sheet_views.Shown(
        rows=found.rows,
        next_after=found.next_after,
        after=after,
        facets=facets(session, query),
        answers=_answers(session, query, place, of),
        progress=review.progress(session, actor, kept),
        lost=followed.lost,
        kept=_name_of(session, actor, kept, search),
        stages=reach(tree),
        moved=orders.moved_since(session, kept, followed, lens=place.lens, may_show=may_mark),
        left_out=0 if found.rows or after else _left_out(session, query),
    )
    return HTMLResponse(rooms.renderer.page(sheet_views.sheet_page(kept, actor, place, shown, run)))


def _left_out(session: Session, query: ListQuery) -> int:
    """How many a search finds whom its lens alone keeps out of the list."""
    leaves_out = query.lens in {Lens.NEXT, Lens.DISAGREEMENT}
    return applications.count(session, replace(query, lens=Lens.RANKED, run=None)) if leaves_out else 0


def _name_of(session: Session, actor: Actor, kept: KeptRole, search: str) -> str:
    number = int(search) if search.isascii() and search.isdigit() else 0
    return saved_searches.name_of(session, actor, kept, search_id=number) if 0 < number <= HIGHEST_ID else ""


@router.get("/{call}/{role}/facet")
def facet(place: InPlace, actor: SignedIn, rooms: InRooms, session: Reading, of: str = "") -> Response:
    """How many of the list gave each answer to one question: the first that has any, unless another is named."""
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    tree = understood(session, kept, place.q)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    place = replace(place, run=followed.run_id)
    query = ListQuery(kept, actor.member_id, tree, place.lens, seed=place.seed, looks_on=looks_on, run=followed.order)
    return HTMLResponse(rooms.renderer.page(_opened(session, query, place, of)))


@router.get("/{call}/{role}/counts")
def counts(place: InPlace, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    """What the list can be narrowed by, counted anew for a page that has been told of a change."""
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    tree = understood(session, kept, place.q)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    place = replace(place, run=followed.run_id)
    query = ListQuery(kept, actor.member_id, tree, place.lens, seed=place.seed, looks_on=looks_on, run=followed.order)
    return HTMLResponse(rooms.renderer.page(sheet_views.counts_view(kept, place, facets(session, query))))


def _opened(session: Session, query: ListQuery, place: Place, of: str) -> AnswerFacet:
    asked = answered_from_lists(query)
    question = next((one for one in asked if of in {"", one.key}), None)
    if question is None:
        raise NotFound("This role has no question of that key whose answers can be counted.")
    return answer_facet_view(question, answer_facet(session, query, question.key), place)


def _answers(session: Session, query: ListQuery, place: Place, of: str) -> tuple[AnswerFacet, ...]:
    """The ways to all answers, and those that were asked for."""
    closed = closed_facets(answered_from_lists(query), place)
    return tuple(_opened(session, query, place, of) if of == one.key else one for one in closed)


@router.get("/{call}/{role}/order")
def order(place: InPlace, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    """Whether the order of a list has changed since the run that it follows: a bar that says so, or nothing."""
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    followed = orders.follow(session, kept, lens=place.lens, run_id=place.run)
    may_mark = may(actor, Act.MARK, call_id=kept.call_id)
    moved = orders.moved_since(session, kept, followed, lens=place.lens, may_show=may_mark)
    if not moved:
        return Response(status_code=204)
    return HTMLResponse(rooms.renderer.page(sheet_views.order_bar(place, moved=moved, may_mark=may_mark)))


@router.post("/{call}/{role}/order")
def show_order(place: InPlace, actor: SignedIn, session: Writing, now: Now) -> Response:
    """Publish the newest order and go to the list in it."""
    kept = review.role_for(session, actor, call=place.call, role=place.role, to=Act.MARK)
    orders.show_newest(session, kept, now=now)
    return RedirectResponse(place.newest().sheet(), status_code=303)


@router.get("/{call}/{role}/breakdown")
def breakdown(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading, now: Now) -> Response:
    """What the role asks for, and its stages."""
    kept = review.role_for(session, actor, call=call, role=role)
    return HTMLResponse(rooms.renderer.page(breakdown_page(kept, actor, now=now)))
