"""What a role's ranking came to, and the runs that it was made by."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from casting.services import review
from casting.services.insights import insights
from casting.services.past_runs import compared_runs, runs_of
from casting.web.deps import HIGHEST_ID, InRooms, Reading, SignedIn
from casting.web.insights_views import insights_page
from casting.web.run_views import compared_page, runs_page

router = APIRouter(prefix="/review/{call}/{role}")


@router.get("/insights")
def insights_of_role(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    kept = review.role_for(session, actor, call=call, role=role)
    return HTMLResponse(rooms.renderer.page(insights_page(kept, actor, insights(session, actor, kept))))


@router.get("/runs")
def runs(call: str, role: str, actor: SignedIn, rooms: InRooms, session: Reading) -> Response:
    """The newest runs, with what each was made of."""
    kept = review.role_for(session, actor, call=call, role=role)
    return HTMLResponse(rooms.renderer.page(runs_page(kept, actor, runs_of(session, kept))))


@router.get("/runs/{first}/{second}")
def two_runs(
    call: str, role: str, first: int, second: int, actor: SignedIn, rooms: InRooms, session: Reading
) -> Response:
    """Who moved most between two runs, and why."""
    kept = review.role_for(session, actor, call=call, role=role)
    found = compared_runs(session, actor, kept, first=min(first, HIGHEST_ID), second=min(second, HIGHEST_ID))
    return HTMLResponse(rooms.renderer.page(compared_page(kept, actor, found)))
