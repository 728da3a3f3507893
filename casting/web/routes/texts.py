"""Saying the texts of a call in the other languages in which its pages come."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.calls import CallPlan
from casting.domain.errors import NotFound
from casting.forms.fields import tidy
from casting.forms.translationfile import LONGEST_TEXT
from casting.services.call_editing import call_to_edit, save_translations, stamp_of, translated_call
from casting.services.purposes import purpose_changes
from casting.web.deps import Administrator, InRooms, Now, Reading, Writing
from casting.web.effect_views import purpose_lines
from casting.web.texts_views import other_languages, read_texts, texts_page

router = APIRouter(prefix="/admin/calls/{call}/texts/{language}")
MOST_FIELDS = 4000


async def _typed(request: Request) -> Mapping[str, str]:
    """What was typed for each text, as it is kept."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {name: tidy(said)[:LONGEST_TEXT] for name, said in form.items() if isinstance(said, str)}


@router.get("")
def texts(
    call: str,
    language: str,
    rooms: InRooms,
    session: Reading,
    actor: Administrator,
    *,
    saved: str = "",
    only: str = "",
) -> Response:
    """Every text of the call, beside what it is in the language; with `only=empty` those that are still to be said."""
    kept = _call_in(call_to_edit(session, call).call, language)
    page = texts_page(kept, actor, code=language, done="Saved." if saved else "", empty=only == "empty")
    return HTMLResponse(rooms.renderer.page(page))


@router.post("")
def keep_texts(
    call: str,
    language: str,
    rooms: InRooms,
    session: Writing,
    actor: Administrator,
    now: Now,
    typed: Annotated[Mapping[str, str], Depends(_typed)],
) -> Response:
    """Keep what was typed; texts that a colleague has changed meanwhile are left as they are.

    Where somebody has agreed to what would be said otherwise, that is said first.
    """
    kept = call_to_edit(session, call)
    said = read_texts(_call_in(kept.call, language), typed)
    would_be = translated_call(kept.call, said, code=language)
    lines, stamp = purpose_lines(purpose_changes(session, kept, would_be)), stamp_of(would_be)
    if lines and typed.get("confirmed") != stamp:
        page = texts_page(would_be, actor, code=language, effects=lines, confirmed=stamp)
        return HTMLResponse(rooms.renderer.page(page))
    save_translations(session, actor, said, call=call, code=language, now=now)
    return RedirectResponse(f"/admin/calls/{call}/texts/{language}?saved=1", status_code=303)


def _call_in(call: CallPlan, code: str) -> CallPlan:
    """The call, where it can be had in that language. Raises NotFound for any other."""
    if code not in other_languages(call):
        raise NotFound("The texts of this call are not had in that language.")
    return call
