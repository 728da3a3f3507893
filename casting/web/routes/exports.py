"""Exports for the administrator: the applications of a role as a file, streamed."""

from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, Response, StreamingResponse

from casting.domain.permissions import Act
from casting.domain.search import SearchFault
from casting.domain.vocabulary import FileFormat, Lens
from casting.exports.sheet import MEDIA_TYPES
from casting.services.exporting import Export, export
from casting.services.review import role_for
from casting.store.engine import writing
from casting.web.deps import Administrator, InRooms, Now
from casting.web.pages import Link, MessagePage

router = APIRouter(prefix="/admin/export")


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
            )
    except SearchFault as fault:
        page = MessagePage(
            "This search cannot be understood",
            (str(fault), f"You asked for: {q}", "Nothing was exported."),
            (Link("Back to administration", "/admin"),),
            member_name=actor.name,
            administrator=True,
        )
        return HTMLResponse(rooms.renderer.page(page), status_code=422)
    headers = {"content-disposition": f'attachment; filename="{_file_name(taken, purpose)}"'}
    first = next(taken.chunks)  # what is refused here still has its page
    return StreamingResponse(chain([first], taken.chunks), media_type=MEDIA_TYPES[form], headers=headers)


def _file_name(taken: Export, purpose: str) -> str:
    """The file's name; one for a purpose says which, and how many are left out who have not consented to it."""
    if not purpose:
        return taken.file_name
    name, _, ending = taken.file_name.rpartition(".")
    return f"{name}-for-{'-'.join(purpose.split())}-without-{taken.left_out}.{ending}"
