"""The team's routes to notes: write, change and delete one, and say that one has been read."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import RedirectResponse, Response

from casting.domain.errors import Refused
from casting.domain.permissions import Act
from casting.domain.vocabulary import Audience
from casting.forms.review import read_audience, read_note, read_second
from casting.services import calling, notes, review
from casting.services.notes import Words
from casting.web.deps import HIGHEST_ID, InRooms, Now, Reading, SignedIn, Writing
from casting.web.note_views import Returned
from casting.web.places import InPlace
from casting.web.routes.candidates import candidate_answer

router = APIRouter(prefix="/review")
NoteId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]


@dataclass(frozen=True)
class Typed:
    """A note as it was typed."""

    text: str
    visibility: str
    second: str

    def words(self) -> Words:
        """What it says. Raises Refused where that cannot be."""
        return Words(read_note(self.text), read_audience(self.visibility), read_second(self.second))

    def back(self, refused: Refused, *, note_id: int | None = None) -> Returned:
        """The same on its way back to who typed it."""
        return Returned(self.text, self.visibility, self.second, str(refused), note_id)


def _typed(
    *,
    text: Annotated[str, Form()] = "",
    visibility: Annotated[str, Form(max_length=20)] = Audience.TEAM.value,
    second: Annotated[str, Form(max_length=20)] = "",
) -> Typed:
    return Typed(text, visibility, second)


InNote = Annotated[Typed, Depends(_typed)]


@router.post("/mentions/{note_id}/read")
def read(note_id: NoteId, actor: SignedIn, session: Writing) -> Response:
    """What speaks to the member waits no more."""
    calling.read(session, actor, note_id=note_id)
    return RedirectResponse("/review", status_code=303)


@router.get("/{call}/{role}/colleagues")
def colleagues(call: str, role: str, actor: SignedIn, session: Reading) -> tuple[str, ...]:
    """Whom a note can call, for a page in which somebody has typed an @."""
    kept = review.role_for(session, actor, call=call, role=role, to=Act.NOTE)
    return notes.colleagues(session, actor, kept)


@router.post("/{call}/{role}/{reference}/note")
def write(
    place: InPlace, reference: str, typed: InNote, actor: SignedIn, rooms: InRooms, session: Writing, now: Now
) -> Response:
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    try:
        notes.write(session, actor, found, words=typed.words(), now=now)
    except Refused as refused:
        return candidate_answer(rooms, session, actor, place, found, note=typed.back(refused), status=422)
    return RedirectResponse(place.candidate(reference), status_code=303)


@router.post("/{call}/{role}/{reference}/notes/{note_id}")
def change(
    place: InPlace,
    reference: str,
    note_id: NoteId,
    typed: InNote,
    actor: SignedIn,
    rooms: InRooms,
    session: Writing,
    now: Now,
) -> Response:
    """Change a note of one's own."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    try:
        notes.change(session, actor, found, note_id=note_id, words=typed.words(), now=now)
    except Refused as refused:
        back = typed.back(refused, note_id=note_id)
        return candidate_answer(rooms, session, actor, place, found, note=back, status=422)
    return RedirectResponse(place.candidate(reference), status_code=303)


@router.post("/{call}/{role}/{reference}/notes/{note_id}/delete")
def delete(place: InPlace, reference: str, note_id: NoteId, actor: SignedIn, session: Writing, now: Now) -> Response:
    """Delete a note of one's own."""
    found = review.application_for(session, actor, call=place.call, role=place.role, reference=reference, to=Act.NOTE)
    notes.remove(session, actor, found, note_id=note_id, now=now)
    return RedirectResponse(place.candidate(reference), status_code=303)
