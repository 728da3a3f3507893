"""Blind review: an administrator chooses what is hidden in a role, stage by stage."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Act
from casting.forms.blinds import read_hidden
from casting.services.blinds import hide
from casting.services.review import role_for
from casting.web.blind_views import blind_page
from casting.web.deps import Administrator, InRooms, Now, Reading, Writing

router = APIRouter(prefix="/admin")


@router.get("/{call}/{role}/blind")
def blind(
    call: str,
    role: str,
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    changed: Annotated[int | None, Query(ge=0, le=20)] = None,
) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    done = "" if changed is None else "Nothing was changed." if not changed else "Kept. It holds from now on."
    return HTMLResponse(rooms.renderer.page(blind_page(kept, actor, done=done)))


@router.post("/{call}/{role}/blind")
def choose(
    call: str,
    role: str,
    rooms: InRooms,
    session: Writing,
    actor: Administrator,
    now: Now,
    hidden: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Hide exactly what was ticked."""
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    try:
        changed = hide(session, actor, kept, hidden=read_hidden(hidden or ()), now=now)
    except Refused as refused:
        return HTMLResponse(rooms.renderer.page(blind_page(kept, actor, fault=str(refused))), status_code=422)
    return RedirectResponse(f"/admin/{kept.call.slug}/{kept.role.slug}/blind?changed={changed}", status_code=303)
