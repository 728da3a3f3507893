"""Two to four beside each other, one of them pinned; up to twelve as a survey."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Opinion
from casting.forms.review import read_chosen
from casting.services import notes, presenting, review
from casting.services.side_by_side import Beside, side_by_side
from casting.store.calls import KeptRole
from casting.web.compare_views import FEWEST, MOST_IN_ROWS, ToldBeside, compare_page
from casting.web.deps import InRooms, Reading, SignedIn
from casting.web.places import Chosen, Place

router = APIRouter(prefix="/review/{call}/{role}/compare")


@router.get("")
def compare(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    references: Chosen = None,
    without: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Those whom the address names; what is no reference of the role is told of.

    With `without=pass` those whom the member has passed are left out.
    """
    kept = review.role_for(session, actor, call=call, role=role)
    asked = list(read_chosen(references or ()))
    found = side_by_side(session, actor, kept, asked)
    if without == Opinion.PASS:
        out = {one.row.reference for one in found if one.row.opinion is Opinion.PASS}
        found = tuple(one for one in found if one.row.reference not in out)
        asked = [reference for reference in asked if reference not in out]
    in_rows = FEWEST <= len(found) <= MOST_IN_ROWS
    told = _told(session, actor, kept, found) if in_rows else ToldBeside({}, {})
    return HTMLResponse(rooms.renderer.page(compare_page(kept, actor, found, asked, told)))


def _told(session: Session, actor: Actor, kept: KeptRole, found: Sequence[Beside]) -> ToldBeside:
    """Where the tape of each is, and the newest note on her that the member may read."""
    rows, place = [one.row for one in found], Place(kept.call.slug, kept.role.slug)
    ids = [row.application_id for row in rows]
    revealed = presenting.revealed(actor, kept, rows)
    return ToldBeside(
        tapes=presenting.tape_urls(session, kept, ids, page_of=lambda reference: f"{place.candidate(reference)}#tape"),
        notes=notes.newest_notes(session, actor, kept, ids, revealed=revealed),
    )
