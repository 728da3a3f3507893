"""Two to four beside each other, one of them pinned."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from casting.services import review
from casting.services.side_by_side import side_by_side
from casting.web.compare_views import compare_page
from casting.web.deps import InRooms, Reading, SignedIn

router = APIRouter(prefix="/review/{call}/{role}/compare")
LONGEST = 400


@router.get("")
def compare(
    call: str,
    role: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    references: Annotated[str, Query(alias="with", max_length=LONGEST)] = "",
) -> Response:
    """Those whom the address names; what is no reference of the role is told of."""
    kept = review.role_for(session, actor, call=call, role=role)
    asked = list(dict.fromkeys(references.replace(",", " ").upper().split()))
    return HTMLResponse(
        rooms.renderer.page(compare_page(kept, actor, side_by_side(session, actor, kept, asked), asked))
    )
