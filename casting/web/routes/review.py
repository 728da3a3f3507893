"""The team's routes: what waits, the contact sheet, one candidate, marks, notes, decisions, the shortlist."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import SearchFault, parse
from casting.domain.search_tree import Everything, StageIs, Tree
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Lens, Stage
from casting.forms.review import read_mark, read_note, read_stage
from casting.services import candidates, explain, review
from casting.services.review import Found, Mark
from casting.services.waiting import team_words, waiting_roles
from casting.store import applications
from casting.store.applications import Query as ListQuery
from casting.store.calls import KeptRole
from casting.store.facets import facets
from casting.web import sheet_views
from casting.web.candidate_views import candidate_page, with_faults
from casting.web.card_views import Place, card_of, picture_of
from casting.web.deps import InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.pages import Picture
from casting.web.security import local_path

router = APIRouter(prefix="/review")
SHEET_SIZE = 60
EAGER = 14
"""Cards that are above the fold on a large screen; the pictures of the others are loaded when they come near."""
AHEAD = 5
LONGEST_Q = 10_000


def _place(
    call: str,
    role: str,
    q: Annotated[str, Query(max_length=LONGEST_Q)] = "",
    lens: str = Lens.RANKED.value,
    view: str = "sheet",
) -> Place:
    known = Lens(lens) if lens in set(Lens) else Lens.RANKED
    return Place(call, role, q.strip(), known, "list" if view == "list" else "sheet")


InPlace = Annotated[Place, Depends(_place)]


def _query(kept: KeptRole, actor: Actor, place: Place, tree: Tree) -> ListQuery:
    return ListQuery(role=kept, member_id=actor.member_id, tree=tree, lens=place.lens)


def _tree(kept: KeptRole, place: Place) -> Tree:
    """The search of this address. One that cannot be understood is said on the sheet; elsewhere it finds everything."""
    try:
        return parse(place.q, role=kept.role)
    except SearchFault:
        return Everything()


@router.get("")
def waiting(actor: SignedIn, rooms: InRooms, session: Reading, now: Now) -> Response:
    page = sheet_views.waiting_page(waiting_roles(session, actor), actor, now=now)
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/{call}/{role}")
def sheet(place: InPlace, actor: SignedIn, rooms: InRooms, session: Reading, after: str = "") -> Response:
    """The contact sheet or the list."""
    kept = review.role_for(session, actor, call=place.call, role=place.role)
    run = explain.published_run(session, kept)
    try:
        tree = parse(place.q, role=kept.role)
    except SearchFault as fault:
        page = sheet_views.fault_page(kept, actor, place, fault, run)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    query = _query(kept, actor, place, tree)
    found = applications.page(session, query, after=after or None, size=SHEET_SIZE)
    shown = sheet_views.Shown(
        rows=found.rows,
        next_after=found.next_after,
        first=not after,
        count=applications.count(session, query),
        facets=facets(session, query),
        progress=review.progress(session, actor, kept),
    )
    return HTMLResponse(rooms.renderer.page(sheet_views.sheet_page(kept, actor, place, shown, run)))


@router.get("/{call}/{role}/shortlist")
def shortlist(
    call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading, stage: str = Stage.SHORTLIST.value
) -> Response:
    """Who stands in a stage, against its quota: the sheet's own query, made for looking together and printing."""
    kept = review.role_for(session, actor, call=call, role=role)
    chosen = read_stage(stage)
    if chosen not in LADDER[1:]:
        raise NotFound("There is no list of this stage. Choose one from longlist to booked.")
    place = Place(call, role, q=f"stage:{chosen.value}")
    query = _query(kept, actor, place, StageIs(chosen))
    rows = applications.page(session, query, after=None, size=SHEET_SIZE * 5).rows
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    revealed = [row.application_id for row in rows if looks_on or row.opinion or row.stars]
    words = team_words(session, [row.application_id for row in rows], revealed=revealed)
    counts = review.stage_counts(session, kept)
    page = sheet_views.shortlist_page(kept, actor, place, chosen, rows=rows, words=words, counts=counts)
    return HTMLResponse(rooms.renderer.page(page))


@router.get("/{call}/{role}/{reference}")
def candidate(place: InPlace, reference: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    return _candidate(rooms, session, actor, place, found)


def _candidate(
    rooms: Rooms,
    session: Reading,
    actor: Actor,
    place: Place,
    found: Found,
    *,
    note: tuple[str, str] = ("", ""),
    stage: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    query = _query(found.role, actor, place, _tree(found.role, place))
    beside = applications.neighbours(session, query, application_id=found.application_id, ahead=AHEAD)
    own = applications.rows_of(session, query, [found.application_id])
    may_mark = may(actor, Act.MARK, call_id=found.role.call_id)
    cards = [card_of(row, found.role, place, may_mark=may_mark) for row in beside.ahead]
    before = card_of(beside.previous, found.role, place, may_mark=may_mark) if beside.previous else None
    explained = explain.explain(session, found.role, application_id=found.application_id)
    page = candidate_page(
        candidates.candidate(session, actor, found),
        explained,
        explain.published_run(session, found.role),
        actor,
        place,
        neighbours=(before, cards),
        counts=review.stage_counts(session, found.role),
        position=sheet_views.position(explained, place),
        picture=picture_of(own[0]) if own else Picture("none"),
    )
    if note != ("", "") or stage != ("", ""):
        page = with_faults(page, note=note, stage=stage)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


@router.post("/{call}/{role}/{reference}/mark")
def mark(
    request: Request,
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    opinion: Annotated[str, Form(max_length=20)] = "",
    stars: Annotated[str, Form(max_length=2)] = "",
    onward: Annotated[str, Form(max_length=LONGEST_Q)] = "",
    partial: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep a mark. Answered with the next candidate, or with the card alone where the page asked for that."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.MARK)
    form = read_mark(opinion=opinion, stars=stars)
    before = review.own_mark(session, actor, application_id=found.application_id)
    given = Mark(None, None) if form.clear else Mark(form.opinion or before.opinion, form.stars or before.stars)
    review.mark(session, actor, found, given=given, now=now)
    if partial == "card" and request.headers.get("hx-request"):
        session.flush()
        query = _query(found.role, actor, place, Everything())
        row = applications.rows_of(session, query, [found.application_id])[0]
        return HTMLResponse(rooms.renderer.page(card_of(row, found.role, place, may_mark=True)))
    onward = local_path(onward) if onward.startswith("/review/") else ""
    return RedirectResponse(onward or place.candidate(reference), status_code=303)


@router.post("/{call}/{role}/{reference}/note")
def note(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    text: Annotated[str, Form()] = "",
    visibility: Annotated[str, Form(max_length=10)] = "team",
) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    try:
        review.note(session, actor, found, text=read_note(text), private=visibility == "me", now=now)
    except Refused as refused:
        return _candidate(rooms, session, actor, place, found, note=(text, str(refused)), status=422)
    return RedirectResponse(place.candidate(reference), status_code=303)


@router.post("/{call}/{role}/{reference}/stage")
def move(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    stage: Annotated[str, Form(max_length=20)] = "",
    before: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Move to another stage: a person's decision. A colleague who was quicker is never overwritten."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.DECIDE)
    try:
        review.decide(
            session,
            actor,
            found,
            before=read_stage(before),
            after=read_stage(stage),
            reason=read_note(reason),
            now=now,
        )
    except (Refused, Stale) as refused:
        status = 409 if isinstance(refused, Stale) else 422
        return _candidate(rooms, session, actor, place, found, stage=(reason, str(refused)), status=status)
    return RedirectResponse(place.candidate(reference), status_code=303)
