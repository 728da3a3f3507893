"""For whoever watches the installation: is the process alive, and can it serve."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from casting.services.health import unfit
from casting.web.deps import InRooms

router = APIRouter(prefix="/health")


@router.get("/live")
def live() -> Response:
    """The process answers; nothing else is asked, so that a database that is away restarts nobody."""
    return PlainTextResponse("ok")


@router.get("/ready")
def ready(rooms: InRooms) -> Response:
    """Whether the database can be used; 503 where it cannot, with what is wrong and no more, since anyone may ask."""
    faults = [check.name.lower() for check in unfit(rooms.engine, production=rooms.settings.production)]
    if faults:
        return PlainTextResponse(f"not ready: {', '.join(faults)}", status_code=503, headers={"retry-after": "5"})
    return PlainTextResponse("ok")
