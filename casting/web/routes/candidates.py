"""The team's routes to one candidate: the page, that it was opened, marks, decisions."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import SearchFault
from casting.domain.search_asks import asks_for_assigned
from casting.domain.search_tree import Everything, Tree
from casting.domain.vocabulary import Audience, Lens
from casting.forms.review import read_given_at, read_mark, read_move, read_stage, read_turn
from casting.services import changes, explain, leases, looks, orders, review, tags
from casting.services.masking import candidate_seen
from casting.services.orders import Followed, Promised
from casting.services.review import Found, Mark, Turn
from casting.services.searching import understood
from casting.store import applications
from casting.store.applications import Query as ListQuery
from casting.store.calls import KeptRole
from casting.web.candidate_views import Around, candidate_page, with_fault
from casting.web.card_views import by_chance, card_of, looking, picture_of, rank_blind
from casting.web.choice_views import Wanted, choice_view
from casting.web.deps import InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.note_views import Returned, with_begun, with_returned
from casting.web.places import AHEAD, LONGEST_Q, InPlace, Place
from casting.web.security import local_path
from casting.web.stage_views import stage_when
from casting.web.tag_views import tags_view

router = APIRouter(prefix="/review")
UNSEEN = frozenset({"", "mark:none"})
"""Searches that leave nobody out whom the member has not seen."""


def _tree(session: Reading, kept: KeptRole, place: Place) -> Tree:
    """The search of this address. One that cannot be understood is said on the sheet; here it finds everything."""
    try:
        return understood(session, kept, place.q)
    except SearchFault:
        return Everything()


def _around(session: Reading, actor: Actor, place: Place, found: Found, followed: Followed, *, now: datetime) -> Around:
    role, tree = found.role, _tree(session, found.role, place)
    may_mark = may(actor, Act.MARK, call_id=role.call_id)
    query = ListQuery(
        role,
        actor.member_id,
        tree,
        place.lens,
        seed=place.seed,
        looks_on=not may_mark,
        free_at=now if place.lens is Lens.NEXT or asks_for_assigned(tree) else None,
        run=followed.order,
    )
    beside = orders.beside(
        session,
        query,
        followed,
        application_id=found.application_id,
        promised=place.ahead,
        passed=place.trail,
        ahead=AHEAD,
    )
    walked = {one.reference for one in place.ahead if one.back}
    queue = [Promised(row.reference, run_id, back=row.reference in walked) for row, run_id in beside.ahead]
    chance = by_chance(beside.here, place)
    return Around(
        previous=place.back(found.reference, queue) or (place.candidate(beside.previous) if beside.previous else ""),
        ahead=tuple(
            card_of(row, role, place, may_mark=may_mark, href=place.onward(found.reference, queue, number))
            for number, (row, _) in enumerate(beside.ahead)
        ),
        picture=picture_of(beside.here),
        chance=chance,
        blind=chance and rank_blind(beside.here, may_mark=may_mark),
        stage_when=stage_when(role, found.stage, now=now),
    )


@router.get("/{call}/{role}/{reference}")
def candidate(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    write: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One candidate; `write` opens the form for a note that is meant for the production."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    return candidate_answer(rooms, session, actor, place, found, begun=write == Audience.PRODUCTION.value)


def candidate_answer(
    rooms: Rooms,
    session: Reading,
    actor: Actor,
    place: Place,
    found: Found,
    *,
    note: Returned | None = None,
    tag: tuple[str, str] = ("", ""),
    stage: tuple[str, str] = ("", ""),
    wanted: Wanted | None = None,
    begun: bool = False,
    status: int = 200,
) -> Response:
    """The candidate's page, with what was typed and what is wrong with it: a note, a tag, a reason, or a late move."""
    now = rooms.clock()
    followed = orders.follow(session, found.role, lens=place.lens, run_id=place.run)
    place = replace(place, run=followed.run_id)
    shown = candidate_seen(session, actor, found, now=now)
    explained = explain.explain(session, actor, found.role, application_id=found.application_id)
    counts, offered = tags.stages_and_tags(session, actor, found.role)
    page = candidate_page(
        shown,
        explained,
        changes.outlook(found.role, explained, shown.answers, stage=found.stage),
        run=followed.runs.run,
        actor=actor,
        place=place,
        around=_around(session, actor, place, found, followed, now=now),
        counts=counts,
    )
    allowed = may(actor, Act.NOTE, call_id=found.role.call_id)
    worn = tags_view(place, found.reference, shown.tags, offered, allowed=allowed)
    page = replace(page, tags=replace(worn, typed=tag[0], error=tag[1]), looking=looking(shown.leases, now=now))
    page = with_begun(page, shown, actor) if begun else page
    page = page if note is None else with_returned(page, place, note)
    if stage != ("", ""):
        page = with_fault(page, stage=stage)
    if wanted is not None:
        page = replace(page, choice=choice_view(shown, actor, place, wanted))
    return HTMLResponse(rooms.renderer.page(page), status_code=status)


@router.post("/{call}/{role}/{reference}/opened")
def opened(place: InPlace, reference: str, actor: SignedIn, session: Writing, now: Now) -> Response:
    """Keep that the candidate was on screen: posted when it has been painted, never when it was fetched ahead."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    narrowed = place.q not in UNSEEN
    leases.take(session, actor, found, now=now)
    looks.look(session, actor, found, lens=place.lens, run_id=place.run, narrowed=narrowed, now=now)
    return Response(status_code=204)


@router.post("/{call}/{role}/{reference}/held")
def held(place: InPlace, reference: str, actor: SignedIn, session: Writing, now: Now) -> Response:
    """A sign that the candidate is still on screen: so colleagues are told that she is in hand."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    leases.hold(session, actor, found, now=now)
    return Response(status_code=204)


@router.post("/{call}/{role}/{reference}/left")
def left(place: InPlace, reference: str, actor: SignedIn, session: Writing) -> Response:
    """The candidate's page was left: she is in hand no more."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
    leases.end(session, actor, found)
    return Response(status_code=204)


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
    at: Annotated[str, Form(max_length=40)] = "",
    turn: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Keep a mark. Answered with the next candidate, or with the card alone where the page asked for that.

    `at` is when one was given that had to wait for a connection; `turn` which mark of its page it is.
    """
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.MARK)
    form = read_mark(opinion=opinion, stars=stars)
    before = review.own_mark(session, actor, application_id=found.application_id)
    given = Mark(None, None) if form.clear else Mark(form.opinion or before.opinion, form.stars or before.stars)
    leases.end(session, actor, found)
    told = read_turn(turn)
    given_at = read_given_at(at, now=now)
    review.mark(session, actor, found, given=given, now=given_at, turn=Turn(*told) if told else None)
    if partial == "card" and request.headers.get("hx-request"):
        session.flush()
        followed = orders.follow(session, found.role, lens=place.lens, run_id=place.run)
        query = ListQuery(found.role, actor.member_id, Everything(), place.lens, run=followed.order)
        row = applications.rows_of(session, query, [found.application_id])[0]
        return HTMLResponse(rooms.renderer.page(card_of(row, found.role, place, may_mark=True)))
    return RedirectResponse(_onward(onward) or place.candidate(reference), status_code=303)


def _onward(address: str) -> str:
    """Where a form leads on to; empty for what is no page of the review."""
    return local_path(address) if address.startswith("/review/") else ""


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
    seen: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(max_length=LONGEST_Q)] = "",
) -> Response:
    """Move to another stage: a person's decision. Where a colleague was quicker, the answer is a choice."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.DECIDE)
    try:
        move = read_move(stage=stage, before=before, seen=seen, reason=reason)
        review.decide(
            session, actor, found, before=move.before, after=move.after, reason=move.reason, now=now, seen=move.seen
        )
    except Refused as refused:
        return candidate_answer(rooms, session, actor, place, found, stage=(reason, str(refused)), status=422)
    except Stale:
        present = review.application_for(session, actor, call=place.call, role=place.role, reference=reference)
        wanted = Wanted(read_stage(stage), reason, now)
        return candidate_answer(rooms, session, actor, place, present, wanted=wanted, status=409)
    return RedirectResponse(_onward(onward) or place.candidate(reference), status_code=303)
