"""Exports for the administrator: the applications of a role as a file, streamed."""

from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, Response, StreamingResponse

from casting.domain.permissions import Act, Actor
from casting.domain.search import SearchFault
from casting.domain.vocabulary import FileFormat, Lens
from casting.exports.sheet import MEDIA_TYPES
from casting.services.exporting import Export, export
from casting.services.review import role_for
from casting.store.engine import writing
from casting.web.deps import Administrator, InRooms, Now
from casting.web.pages import Link, MessagePage

router = APIRouter(prefix="/admin/export")


class NobodyFound(Exception):
    """The file would hold nobody: nothing goes out, and so the log has no line of it.

    Attributes:
        left_out: how many are found who have not consented to the purpose.
    """

    def __init__(self, taken: Export) -> None:
        super().__init__()
        self.left_out = taken.left_out
        for _ in taken.chunks:
            pass  # read to the end, it gives its connection back


@router.post("/{call}/{role}")
def export_sheet(
    call: str,
    role: str,
    rooms: InRooms,
    actor: Administrator,
    now: Now,
    *,
    q: Annotated[str, Form()] = "",
    form: Annotated[FileFormat, Form(alias="format")] = FileFormat.CSV,
    columns: Annotated[list[str] | None, Form()] = None,
    purpose: Annotated[str, Form()] = "",
    headings: Annotated[str, Form()] = "",
) -> Response:
    """The applications that `q` finds, as a file; the log's line is committed before its first byte."""
    try:
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
            taken = export(
                session,
                actor=actor,
                role=kept,
                q=q.strip(),
                lens=Lens.RANKED,
                now=now,
                form=form,
                columns=columns or (),
                purpose=purpose,
                in_words=headings == "words",
            )
            _check_found(taken)
    except NobodyFound as nobody:
        return HTMLResponse(rooms.renderer.page(_nobody(nobody.left_out, actor, q.strip(), purpose)))
    except SearchFault as fault:
        words = (str(fault), f"You asked for: {q}", "Nothing was exported.")
        page = _told("This search cannot be understood", words, actor)
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    headers = {"content-disposition": f'attachment; filename="{_file_name(taken, purpose)}"'}
    first = next(taken.chunks)  # what is refused here still has its page
    return StreamingResponse(chain([first], taken.chunks), media_type=MEDIA_TYPES[form], headers=headers)


def _check_found(taken: Export) -> None:
    if not taken.count:
        raise NobodyFound(taken)


def _told(title: str, words: tuple[str, ...], actor: Actor) -> MessagePage:
    back = (Link("Back to administration", "/admin"),)
    return MessagePage(title, words, back, member_name=actor.name, administrator=True)


def _nobody(left_out: int, actor: Actor, q: str, purpose: str) -> MessagePage:
    """What is said in place of a file that would hold nobody, which is easily taken for one that holds all."""
    if left_out:
        why = f"Of {left_out:,} found, nobody has consented to {purpose}."
    elif q:
        why = f"Nobody is found by “{q}”."
    else:
        why = "There is no application for this role yet that you could export."
    advice = " Leave the search empty to export everybody." if q else ""
    return _told("There is nobody to export", (why, f"No file was made.{advice}"), actor)


def _file_name(taken: Export, purpose: str) -> str:
    """The file's name; one for a purpose says which, and how many are left out who have not consented to it."""
    if not purpose:
        return taken.file_name
    name, _, ending = taken.file_name.rpartition(".")
    return f"{name}-for-{'-'.join(purpose.split())}-without-{taken.left_out}.{ending}"
