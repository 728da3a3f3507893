"""A candidate as she is seen by who reviews: without what is hidden in her stage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.blind import FIELDS, NAME, PORTRAIT, holds_name, shown_answers, thing_of
from casting.domain.criteria import Answer
from casting.domain.permissions import Actor
from casting.services.candidates import Candidate, candidate
from casting.services.edits import Edit
from casting.services.name_masks import Mask, as_it_is, without
from casting.services.notes import Note
from casting.services.review import Found


def candidate_seen(session: Session, actor: Actor, found: Found, *, now: datetime) -> Candidate:
    """One candidate as the member may see her."""
    return as_seen(candidate(session, actor, found, now=now))


def as_seen(shown: Candidate) -> Candidate:
    """A candidate as she is seen in her stage: without what is hidden there, nor her name in what anybody wrote.

    Documents tell everything, so that they are kept back; a link to a tape, and a tag, only where it spells the name.
    What was found in a text may quote a hidden answer, so that only what kind of finding it is remains where one is
    hidden.
    """
    role, stage = shown.found.role, shown.found.stage
    things, fields = role.blind.at(stage), role.blind.fields_at(stage)
    if not things:
        return shown
    mask = without(shown.name) if NAME in things else as_it_is
    spelt = NAME in things and shown.tape_url is not None and holds_name(shown.tape_url, shown.name)
    quoted = bool(things - FIELDS.keys())
    by_thing = {criterion.key: thing_of(criterion.asks) for criterion in role.role.criteria}
    seen = _without_portrait(shown) if PORTRAIT in things else shown
    return replace(
        seen,
        name=shown.found.reference if NAME in things else shown.name,
        email=None if "email" in fields else shown.email,
        phone=None if "phone" in fields else shown.phone,
        birth_date=None if "birth_date" in fields else shown.birth_date,
        city=None if "city" in fields else shown.city,
        country=None if "country" in fields else shown.country,
        tape_url=None if spelt else shown.tape_url,
        answers=shown_answers(shown.answers, things, shown.name),
        claims={key: claim for key, claim in shown.claims.items() if by_thing.get(key) not in things},
        videos={key: film for key, film in seen.videos.items() if key not in things},
        documents=(),
        notes=tuple(_note(one, mask(one.words.text)) for one in shown.notes),
        decisions=tuple(replace(one, reason=mask(one.reason)) for one in shown.decisions),
        flags=tuple(replace(one, evidence=() if quoted else tuple(map(mask, one.evidence))) for one in shown.flags),
        edits=_edits(shown.edits, things | fields, mask),
        tags=tuple(tag for tag in shown.tags if mask(tag) == tag),
        outside=tuple(
            replace(one, name=shown.found.reference if NAME in things else one.name, reason=mask(one.reason))
            for one in shown.outside
        ),
    )


def _note(note: Note, text: str) -> Note:
    masked = text != note.words.text
    return replace(note, words=replace(note.words, text=text), masked=masked, unheard="" if masked else note.unheard)


def _without_portrait(shown: Candidate) -> Candidate:
    videos = {key: replace(film, poster=None) for key, film in shown.videos.items()}
    tape = replace(shown.tape, poster=None)
    return replace(shown, large=None, large_width=0, large_height=0, pictures=(), tape=tape, videos=videos)


def _edits(edits: Sequence[Edit], hidden: frozenset[str], mask: Mask) -> tuple[Edit, ...]:
    def told(value: Answer) -> Answer:
        return mask(value) if isinstance(value, str) else value

    seen = [
        replace(edit, changes=tuple((key, told(old), told(new)) for key, old, new in edit.changes if key not in hidden))
        for edit in edits
    ]
    return tuple(edit for edit in seen if edit.changes)
