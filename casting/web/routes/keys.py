"""The member's own keys: the page that changes them, and where the script asks for them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from casting.domain.keys import ACTS, changed_keys, key_faults
from casting.domain.permissions import Actor
from casting.services.chosen_keys import choose_keys, keys_of
from casting.web.deps import InRooms, Reading, SignedIn, Writing
from casting.web.pages import KeyField, KeysPage

router = APIRouter(prefix="/account/keys")
LONGEST = 10


@router.get("")
def keys_page(
    actor: SignedIn, rooms: InRooms, session: Reading, saved: Annotated[str, Query(max_length=3)] = ""
) -> Response:
    chosen = keys_of(session, actor)
    typed = {act.usual: chosen.get(act.usual, act.usual) for act in ACTS}
    return HTMLResponse(rooms.renderer.page(_page(actor, typed, {}, saved=saved == "yes")))


@router.get("/chosen")
def chosen_keys(actor: SignedIn, session: Reading) -> Response:
    """The keys that are not the usual ones, for the script: the usual one and what stands in its place."""
    return JSONResponse(keys_of(session, actor))


@router.post("")
def choose(
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    key: Annotated[list[str] | None, Form()] = None,
    reset: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Keep the member's keys, in the order of the acts; or the page again with what cannot be used."""
    said = [one.strip().lower()[:LONGEST] for one in key or ()]
    typed = {act.usual: said[number] if number < len(said) else act.usual for number, act in enumerate(ACTS)}
    if reset:
        typed = {act.usual: act.usual for act in ACTS}
    faults = key_faults(typed)
    if faults:
        return HTMLResponse(rooms.renderer.page(_page(actor, typed, faults)), status_code=422)
    choose_keys(session, actor, changed_keys(typed))
    return RedirectResponse("/account/keys?saved=yes", status_code=303)


def _page(actor: Actor, typed: Mapping[str, str], faults: Mapping[str, str], *, saved: bool = False) -> KeysPage:
    return KeysPage(
        title="Your keys",
        member_name=actor.name,
        administrator=actor.administrator,
        fields=tuple(KeyField(act.said, act.usual, typed[act.usual], faults.get(act.usual, "")) for act in ACTS),
        saved=saved,
        changed=any(typed[act.usual] != act.usual for act in ACTS),
    )
