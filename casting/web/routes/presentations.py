"""A stage's list to look at together: on the screen, on paper, and what of each one goes to the production."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.search_tree import StageIs
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.domain.zones import day_in
from casting.exports.presentation import Paper, presentation_pdf
from casting.forms.review import read_stage
from casting.services import presenting
from casting.services.presented import choose, told
from casting.services.presenting import tape_urls
from casting.services.producer_links import picks_on
from casting.services.purposes import staying_inside
from casting.services.review import role_for, stage_counts
from casting.services.waiting import production_words
from casting.store import applications
from casting.store.applications import Query
from casting.store.calls import KeptRole
from casting.store.engine import reading, writing
from casting.web.deps import InRooms, Now, Reading, Rooms, SignedIn, Writing
from casting.web.places import Place
from casting.web.presentation_views import Listed, Refusal, shortlist_page
from casting.web.stage_views import stage_when

router = APIRouter(prefix="/review")
Key = Annotated[str, Form(max_length=200)]


@router.get("/{call}/{role}/shortlist")
def shortlist(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    stage: str = Stage.SHORTLIST.value,
) -> Response:
    """Who stands in a stage, against its quota: the sheet's query by name, made for looking together and printing."""
    return _page(rooms, session, actor, role_for(session, actor, call=call, role=role), _stage(stage), now=now)


@router.post("/{call}/{role}/shortlist/facts")
def choose_facts(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    stage: Annotated[str, Form(max_length=20)] = Stage.SHORTLIST.value,
    fact: Annotated[list[Key], Form()] = [],  # noqa: B006 - FastAPI copies it
    at_length: Key = "",
) -> Response:
    """Choose what of each one goes to the production. What cannot be kept comes back as it was chosen."""
    kept, chosen = role_for(session, actor, call=call, role=role), _stage(stage)
    keys = frozenset({*fact, at_length} - {""})
    try:
        choose(session, actor, kept, keys=keys, now=now)
    except Refused as refused:
        return _page(rooms, session, actor, kept, chosen, now=now, refused=Refusal(keys, str(refused)), status=422)
    return RedirectResponse(f"{Place(call, role).home}/shortlist?stage={chosen.value}", status_code=303)


@router.get("/{call}/{role}/shortlist.pdf")
def shortlist_pdf(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    now: Now,
    stage: str = Stage.SHORTLIST.value,
    paper: Paper = Paper.A4,
) -> Response:
    """The presentation of a stage. It changes nothing but the log, whose line is committed before the file goes out."""
    with reading(rooms.engine) as session:
        kept = role_for(session, actor, call=call, role=role)
        shown = presenting.shortlist(
            session,
            rooms.vault,
            actor,
            kept,
            stage=read_stage(stage),
            page_of=_player(rooms, Place(call, role)),
            now=now,
        )
    made = presentation_pdf(shown, paper=paper)
    with writing(rooms.engine) as session:
        presenting.log_presentation(session, actor, kept, shown, paper=paper.value, now=now)
    name = f"{kept.call.slug}-{kept.role.slug}-{shown.stage}-{shown.day:%Y-%m-%d}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def _stage(raw: str) -> Stage:
    chosen = read_stage(raw)
    if chosen not in LADDER[1:]:
        raise NotFound("There is no list of this stage. Choose one from longlist to booked.")
    return chosen


def _player(rooms: Rooms, place: Place) -> Callable[[str], str]:
    """Where somebody's tape is played, by her reference: paper needs whole addresses."""
    home = f"{rooms.settings.base_url}{place.home}"
    return lambda reference: f"{home}/{reference}#tape"


def _page(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    kept: KeptRole,
    stage: Stage,
    *,
    now: Now,
    refused: Refusal | None = None,
    status: int = 200,
) -> Response:
    lens = presenting.order_outside(kept, (stage,))
    place = Place(kept.call.slug, kept.role.slug, q=f"stage:{stage.value}", lens=lens)
    query = Query(kept, actor.member_id, StageIs(stage), place.lens)
    rows = applications.page(session, query, after=None, size=presenting.MOST).rows
    ids = [row.application_id for row in rows]
    revealed = presenting.revealed(actor, kept, rows)
    listed = Listed(
        rows=rows,
        told=told(session, kept, rows),
        words=production_words(session, kept, ids, member_id=actor.member_id, revealed=revealed),
        revealed=revealed,
        tapes=tape_urls(session, kept, ids, page_of=_player(rooms, place)),
        counts=stage_counts(session, kept, actor),
        day=day_in(kept.call.time_zone, now),
        when=stage_when(kept, stage, now=now),
        inside=staying_inside(session, kept, ids),
        picks=picks_on(session, kept, ids),
    )
    page = shortlist_page(kept, actor, place, stage, listed, refused=refused)
    return HTMLResponse(rooms.renderer.page(page), status_code=status)
