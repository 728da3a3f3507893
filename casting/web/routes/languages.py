"""Another language: chosen in the foot of a page, kept in a cookie."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from casting.web.deps import InRooms
from casting.web.reader import CHOSEN, remember_language
from casting.web.security import local_path

router = APIRouter()


@router.post("/language")
def choose_language(
    rooms: InRooms,
    code: Annotated[str, Form(alias=CHOSEN, max_length=20)] = "",
    onward: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep the language and lead back; a code that we do not know changes nothing."""
    response = RedirectResponse(local_path(onward) or "/", status_code=303)
    remember_language(response, rooms, code)
    return response
