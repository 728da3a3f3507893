"""Two to four beside each other, one of them pinned; up to twelve as a survey."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from casting.domain.vocabulary import Opinion
from casting.forms.review import read_chosen
from casting.services import review
from casting.services.side_by_side import side_by_side
from casting.web.compare_views import compare_page
from casting.web.deps import InRooms, Reading, SignedIn
from casting.web.places import Chosen

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
    return HTMLResponse(rooms.renderer.page(compare_page(kept, actor, found, asked)))
