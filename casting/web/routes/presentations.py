"""A stage's list on paper."""

from fastapi import APIRouter
from starlette.responses import Response

from casting.domain.vocabulary import Stage
from casting.exports.presentation import Paper, presentation_pdf
from casting.forms.review import read_stage
from casting.services import presenting
from casting.services.review import role_for
from casting.store.engine import reading, writing
from casting.web.deps import InRooms, Now, SignedIn
from casting.web.places import Place

router = APIRouter(prefix="/review")


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
        home = f"{rooms.settings.base_url}{Place(call, role).home}"
        shown = presenting.shortlist(
            session,
            rooms.vault,
            actor,
            kept,
            stage=read_stage(stage),
            page_of=lambda reference: f"{home}/{reference}#tape",
            now=now,
        )
    made = presentation_pdf(shown, paper=paper)
    with writing(rooms.engine) as session:
        presenting.log_presentation(session, actor, kept, shown, paper=paper.value, now=now)
    name = f"{kept.call.slug}-{kept.role.slug}-{shown.stage}-{shown.day:%Y-%m-%d}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(made, media_type="application/pdf", headers=headers)
