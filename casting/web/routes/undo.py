"""Undo: the member's own last act in a role, taken back from any of its pages."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Stale
from casting.domain.permissions import Act, Actor
from casting.services import own_acts, review, undoing
from casting.services.own_acts import Kind, OwnAct
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn, Writing
from casting.web.pages import TakenBack, UndoPage
from casting.web.places import Place

router = APIRouter(prefix="/review/{call}/{role}/undo")
NAMED = re.compile(r"(mark|move|many|comparison)\.(\d{1,18})", re.ASCII)
SECONDS = re.compile(r"\d{1,8}", re.ASCII)
LONGEST = 40
LATE = 2
"""Seconds that a press may be on its way."""


@router.get("")
def undo_page(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    done: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """What was just taken back, and what would be next."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.MARK)
    named = NAMED.fullmatch(done)
    before = (
        own_acts.act_of(session, actor, kept, kind=Kind(named[1]), row_id=min(int(named[2]), HIGHEST_ID))
        if named
        else None
    )
    last = own_acts.last_act(session, actor, kept, now=now)
    return HTMLResponse(rooms.renderer.page(_page(kept, actor, last, done=before)))


@router.post("")
def undo(
    call: str,
    role: str,
    request: Request,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    leave: Annotated[str, Form(max_length=LONGEST)] = "",
    shown: Annotated[str, Form(max_length=LONGEST)] = "",
    visit: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Take the last act back; answered with the sentence alone where the page asked for that.

    What a colleague has built upon is left as it is, and the page says so and offers what can be done. An act on many,
    or one of before the visit, is shown first.

    Args:
        leave: the act that stays as it is; shown: the one that the member was shown, and takes back.
        visit: for how many seconds the member has been at these pages, where the script knows it.
    """
    kept = review.role_for(session, actor, call=call, role=role, to=Act.MARK)
    home = Place(call, role).home
    named = NAMED.fullmatch(leave)
    try:
        if named:
            undoing.leave(session, actor, kept, row_id=min(int(named[2]), HIGHEST_ID), now=now)
            return RedirectResponse(f"{home}/undo", status_code=303)
        act = undoing.take_back(session, actor, kept, now=now, meant=_meant(shown, visit, now))
    except Stale:
        return _refused(session, rooms, kept, actor, own_acts.last_act(session, actor, kept, now=now))
    if request.headers.get("hx-request"):
        last = own_acts.last_act(session, actor, kept, now=now)
        return HTMLResponse(rooms.renderer.page(_taken_back(kept, act, last)))
    return RedirectResponse(f"{home}/undo?done={act.kind.value}.{act.row_id}", status_code=303)


def _meant(shown: str, visit: str, now: datetime) -> undoing.Meant:
    named = NAMED.fullmatch(shown)
    begun = now - timedelta(seconds=int(visit) + LATE) if SECONDS.fullmatch(visit) else None
    return undoing.Meant((Kind(named[1]), int(named[2])) if named else None, begun)


def _refused(session: Session, rooms: InRooms, kept: KeptRole, actor: Actor, last: OwnAct | None) -> Response:
    session.rollback()
    return HTMLResponse(rooms.renderer.page(_page(kept, actor, last, done=None)), status_code=409)


def _taken_back(kept: KeptRole, act: OwnAct, last: OwnAct | None = None) -> TakenBack:
    """What was taken back, and what the same key would take back next: it may be of another kind, and long ago."""
    again = "U again asks about" if last and last.kind is Kind.MANY else "U again takes back:"
    further = f" {again} {last.said}, {moment(last.at, kept.call)}." if last and not last.blocked else ""
    return TakenBack(f"Taken back: {act.said}. {act.after}{further}", _where(kept, act))


def _where(kept: KeptRole, act: OwnAct) -> str:
    place = Place(kept.call.slug, kept.role.slug)
    return f"{place.home}/bulk/{act.row_id}" if act.kind is Kind.MANY else place.candidate(act.reference)


def _page(kept: KeptRole, actor: Actor, last: OwnAct | None, *, done: OwnAct | None) -> UndoPage:
    place = Place(kept.call.slug, kept.role.slug)
    return UndoPage(
        title=f"{kept.role.title}: undo",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        action=f"{place.home}/undo",
        done=_taken_back(kept, done) if done else None,
        said=last.said if last else "",
        when=moment(last.at, kept.call) if last else "",
        act_href=_where(kept, last) if last else "",
        blocked=last.blocked if last else "",
        leave=f"{last.kind.value}.{last.row_id}" if last and last.blocked else "",
        shown=f"{last.kind.value}.{last.row_id}" if last else "",
        many=last is not None and last.kind is Kind.MANY,
    )
