"""The letter that explains a candidate's place: drafted on screen, released by a person, sent to nobody."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import HTMLResponse, RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Act
from casting.services import candidates, letters, review
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn, Writing
from casting.web.letter_views import letter_page
from casting.web.places import InPlace

router = APIRouter(prefix="/review")
LANGUAGE = "en"


@router.get("/{call}/{role}/{reference}/letter")
def letter(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    rooms: InRooms,
    session: Reading,
    language: Annotated[str, Query(max_length=10)] = LANGUAGE,
    ranking: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
) -> Response:
    """The letter from that run, or the published one, as it would be read; nothing is kept of it.

    Its address names the run, so that who looks at it again, in another language too, reads what was looked at.
    """
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.DECIDE)
    name = candidates.name_of(session, found)
    drafted, problem = None, ""
    try:
        drafted = letters.draft(session, found, run_id=ranking, language=language)
    except Refused as refused:
        problem = str(refused)
    released = letters.released_letters(session, application_id=found.application_id)
    page = letter_page(found, actor, place, drafted, name=name, language=language, released=released, problem=problem)
    if drafted.superseded if drafted else ranking is not None:
        page = replace(page, newest_href=place.letter(reference, language=language))
    return HTMLResponse(rooms.renderer.page(page), status_code=422 if problem else 200)


@router.post("/{call}/{role}/{reference}/letter")
def release_letter(
    place: InPlace,
    reference: str,
    actor: SignedIn,
    session: Writing,
    now: Now,
    language: Annotated[str, Form(max_length=10)] = LANGUAGE,
    run: Annotated[int, Form(ge=1, le=HIGHEST_ID)] = HIGHEST_ID,
) -> Response:
    """Let the applicant read the letter of that run."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.DECIDE)
    drafted = letters.draft(session, found, run_id=run, language=language)
    letters.release(session, actor, found, drafted=drafted, language=language, now=now)
    return RedirectResponse(place.letter(reference, ranking=run, language=language), status_code=303)
