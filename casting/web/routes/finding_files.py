"""Findings by file: a dry run that says what is wrong with which row, then one act that keeps all or takes it back."""

from io import BufferedReader, BytesIO
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused, Stale
from casting.domain.permissions import Act, Actor
from casting.forms.fields import FieldFault, check_line
from casting.forms.sheet import SheetFault
from casting.media.documents import safe_file_name
from casting.services import finding_files
from casting.services.finding_checks import check_findings
from casting.services.importing import RowsRefused
from casting.services.review import role_for
from casting.store.engine import reading, writing
from casting.web.deps import HIGHEST_ID, Administrator, InRooms, Now, Reading, Rooms
from casting.web.finding_file_views import file_page, files_page

router = APIRouter(prefix="/admin")
LARGEST = 10 * 1024 * 1024
Batch = Annotated[int, Path(ge=1, le=HIGHEST_ID)]


@router.get("/{call}/{role}/findings")
def files_of_findings(call: str, role: str, rooms: InRooms, session: Reading, actor: Administrator) -> Response:
    return _files(rooms, session, actor, call, role)


@router.post("/{call}/{role}/findings")
def hand_in_findings(
    call: str,
    role: str,
    rooms: InRooms,
    actor: Administrator,
    now: Now,
    *,
    examiner: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    """Check a file, and lead to what it would bring; what is wrong with it comes back, and nothing is kept."""
    try:
        who = check_line(examiner)
        name, content = _content(file)
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
            batch_id = check_findings(
                session,
                kept,
                file=BufferedReader(BytesIO(content)),
                file_name=name,
                examiner=who,
                member_id=actor.member_id,
                now=now,
            )
    except (SheetFault, Refused, FieldFault) as wrong:
        with reading(rooms.engine) as session:
            return _files(rooms, session, actor, call, role, examiner=examiner, wrong=wrong)
    return RedirectResponse(f"/admin/{kept.call.slug}/{kept.role.slug}/findings/{batch_id}", status_code=303)


@router.get("/{call}/{role}/findings/{batch_id}")
def file_of_findings(
    call: str, role: str, batch_id: Batch, rooms: InRooms, session: Reading, actor: Administrator
) -> Response:
    return _file(rooms, session, actor, call, role, batch_id)


@router.post("/{call}/{role}/findings/{batch_id}")
def settle_file(
    call: str,
    role: str,
    batch_id: Batch,
    rooms: InRooms,
    actor: Administrator,
    now: Now,
    *,
    do: Annotated[Literal["keep", "undo", "discard"], Form()],
) -> Response:
    """Keep the file, take it back, or forget it where it only waits."""
    here = f"/admin/{call}/{role}/findings"
    try:
        with writing(rooms.engine) as session:
            kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
            if do == "discard":
                finding_files.discard_findings(session, kept, batch_id=batch_id)
                return RedirectResponse(here, status_code=303)
            act = finding_files.undo_findings if do == "undo" else finding_files.keep_findings
            act(session, kept, batch_id=batch_id, member_id=actor.member_id, now=now)
    except (Refused, Stale) as wrong:
        status = 409 if isinstance(wrong, Stale) else 422
        with reading(rooms.engine) as session:
            return _file(rooms, session, actor, call, role, batch_id, problem=str(wrong), status=status)
    return RedirectResponse(f"{here}/{batch_id}", status_code=303)


def _content(file: UploadFile | str | None) -> tuple[str, bytes]:
    """The name and the bytes of the file. Raises SheetFault where none was chosen, or it is too large."""
    if file is None or isinstance(file, str) or not file.filename:
        raise SheetFault("Choose a file: CSV, with a row for each finding.")
    content = file.file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise SheetFault("The file has more than 10 MB. Divide it, and hand the parts in one by one.")
    return safe_file_name(file.filename), content


def _files(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    call: str,
    role: str,
    *,
    examiner: str = "",
    wrong: Exception | None = None,
) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    faults = wrong.faults if isinstance(wrong, RowsRefused) else ()
    rows = wrong.rows if isinstance(wrong, RowsRefused) else 0
    problem = "" if wrong is None else str(wrong)
    files = finding_files.newest_files(session, kept)
    page = files_page(kept, files, actor, examiner=examiner, problem=problem, faults=faults, rows=rows)
    return HTMLResponse(rooms.renderer.page(page), status_code=200 if wrong is None else 422)


def _file(
    rooms: Rooms,
    session: Session,
    actor: Actor,
    call: str,
    role: str,
    batch_id: int,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    kept = role_for(session, actor, call=call, role=role, to=Act.EXPORT)
    record = finding_files.file_record(session, actor, kept, batch_id=batch_id)
    return HTMLResponse(rooms.renderer.page(file_page(kept, record, actor, problem=problem)), status_code=status)
