"""Dealing a stage's applications out to reviewers."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from itsdangerous import BadData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.forms.dealing import read_dealing, read_member
from casting.services import dealing, dealt, review
from casting.services.dealing import CHANGED, Preview, Rule
from casting.store.calls import KeptRole
from casting.web.dealing_views import Asked, Found, dealing_page, preview_view
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, Rooms, SignedIn, Writing

router = APIRouter(prefix="/review/{call}/{role}/dealing")
CONFIRM_SECONDS = 3600
SEEDS = 2**31
DealingId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Short = Annotated[str, Query(max_length=20)]
ShortPosted = Annotated[str, Form(max_length=20)]
Members = Annotated[list[Annotated[str, Query(max_length=20)]], Query(max_length=200)]
PostedMembers = Annotated[list[Annotated[str, Form(max_length=20)]], Form(max_length=200)]


@router.get("")
def deals(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    now: Now,
    stage: Short = "",
    each: Short = "",
    member: Members = [],  # noqa: B006 - never changed, and FastAPI reads the default
) -> Response:
    """The dealings that stand, the form, and what it would do where it was filled in. Nothing is changed."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DEAL)
    if not stage:
        return HTMLResponse(rooms.renderer.page(dealing_page(kept, actor, _found(session, actor, kept, now), Asked())))
    return _previewed(rooms, session, actor, kept, now, Asked(stage, each, tuple(member)))


@router.post("")
def deal(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
    stage: ShortPosted = "",
    each: ShortPosted = "",
    member: PostedMembers = [],  # noqa: B006 - as above
    token: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Deal exactly as it was previewed, or not at all: where anything has changed, the new preview says so."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DEAL)
    asked = Asked(stage, each, tuple(member))
    try:
        rule = _rule(asked)
        seed, digest = _confirmed(rooms, token, actor, kept, rule)
        with session.begin_nested():
            dealing.deal_out(session, actor, kept, rule, seed=seed, digest=digest, now=now)
    except Stale as stale:
        return _previewed(rooms, session, actor, kept, now, asked, problem=str(stale))
    except Refused as refused:
        page = dealing_page(kept, actor, _found(session, actor, kept, now), asked, problem=str(refused))
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    return RedirectResponse(f"/review/{call}/{role}/dealing", status_code=303)


@router.post("/{dealing_id}/more")
def deal_more(call: str, role: str, dealing_id: DealingId, actor: SignedIn, session: Writing, now: Now) -> Response:
    """Deal who has too few reviewers by the same rule."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DEAL)
    dealing.deal_new(session, actor, kept, dealing_id=dealing_id, seed=secrets.randbelow(SEEDS), now=now)
    return RedirectResponse(f"/review/{call}/{role}/dealing", status_code=303)


@router.post("/{dealing_id}/hand-on")
def hand_on(
    call: str, role: str, dealing_id: DealingId, actor: SignedIn, session: Writing, now: Now, member: ShortPosted = ""
) -> Response:
    """Deal what a member has not marked to the others."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DEAL)
    seed = secrets.randbelow(SEEDS)
    dealing.hand_on(session, actor, kept, dealing_id=dealing_id, member_id=read_member(member), seed=seed, now=now)
    return RedirectResponse(f"/review/{call}/{role}/dealing", status_code=303)


@router.post("/{dealing_id}/undo")
def undo(call: str, role: str, dealing_id: DealingId, actor: SignedIn, session: Writing, now: Now) -> Response:
    """Take back what was dealt."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.DEAL)
    dealing.undo(session, actor, kept, dealing_id=dealing_id, now=now)
    return RedirectResponse(f"/review/{call}/{role}/dealing", status_code=303)


def _found(session: Reading, actor: Actor, kept: KeptRole, now: Now) -> Found:
    counts = review.stage_counts(session, kept, actor)
    return Found(dealing.reviewers(session, kept), counts, dealt.dealings(session, kept, now=now))


def _rule(asked: Asked) -> Rule:
    form = read_dealing(stage=asked.stage, each=asked.each, members=asked.members or ())
    return Rule(form.stage, form.each, form.members)


def _previewed(
    rooms: Rooms, session: Reading, actor: Actor, kept: KeptRole, now: Now, asked: Asked, *, problem: str = ""
) -> Response:
    found = _found(session, actor, kept, now)
    try:
        shown = dealing.preview(session, kept, _rule(asked), seed=secrets.randbelow(SEEDS))
    except Refused as refused:
        page = dealing_page(kept, actor, found, asked, problem=str(refused))
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    view = preview_view(shown, _token(rooms, actor, kept, shown))
    page = dealing_page(kept, actor, found, asked, preview=view, problem=problem)
    return HTMLResponse(rooms.renderer.page(page), status_code=409 if problem else 200)


def _whose(actor: Actor, kept: KeptRole, rule: Rule) -> list[object]:
    return [kept.role_id, actor.member_id, rule.stage.value, rule.each, list(rule.members)]


def _token(rooms: Rooms, actor: Actor, kept: KeptRole, shown: Preview) -> str:
    return str(rooms.sign("dealing").dumps([*_whose(actor, kept, shown.rule), shown.seed, shown.digest]))


def _confirmed(rooms: Rooms, token: str, actor: Actor, kept: KeptRole, rule: Rule) -> tuple[int, str]:
    """By which chance it is dealt and on what the preview rested. Raises Stale unless it was this member's for this."""
    try:
        *whose, seed, digest = rooms.sign("dealing").loads(token, max_age=CONFIRM_SECONDS)
    except BadData as error:
        raise Stale(CHANGED) from error
    if whose != _whose(actor, kept, rule):
        raise Stale(CHANGED)
    return seed, digest
