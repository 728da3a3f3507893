"""What one looks at before choosing between two finalists: their facts, their tapes, and the notes one may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import PORTRAIT
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import MaterialKind
from casting.services.name_masks import masks
from casting.services.notes import audiences
from casting.services.side_by_side import Beside, side_by_side
from casting.services.tapes import Tape, tape_among
from casting.store.calls import KeptRole
from casting.store.tables import MaterialRow, MemberRow, NoteRow, table

MATERIAL, NOTE, MEMBER = table(MaterialRow), table(NoteRow), table(MemberRow)
MOST_NOTES = 3


@dataclass(frozen=True)
class Said:
    """A note: `second` of the tape is the moment that it speaks of, or None."""

    text: str
    by: str
    mine: bool
    second: int | None


@dataclass(frozen=True)
class Closer:
    """One of the two.

    Attributes:
        notes: the newest three that the member may read, the newest first; more: how many older ones there are.
        unmarked: whether colleagues' notes are kept back until her own mark.
    """

    beside: Beside
    tape: Tape
    notes: tuple[Said, ...]
    more: int
    unmarked: bool


def closer(session: Session, actor: Actor, kept: KeptRole, references: Sequence[str]) -> tuple[Closer, ...]:
    """Those of the references that the role has, in their order; the number of queries does not grow with theirs."""
    found = side_by_side(session, actor, kept, references)
    ids = [one.row.application_id for one in found]
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    open_to_her = {one.row.application_id for one in found if looks_on or one.row.opinion or one.row.stars}
    films, notes = _tapes(session, kept, found), _notes(session, actor, kept, ids)
    told = []
    for one in found:
        key = one.row.application_id
        said = [note for note in notes[key] if key in open_to_her or note.mine]
        told.append(Closer(one, films[key], tuple(said[:MOST_NOTES]), len(said[MOST_NOTES:]), key not in open_to_her))
    return tuple(told)


def _tapes(session: Session, kept: KeptRole, found: Sequence[Beside]) -> Mapping[int, Tape]:
    """The tape of each; without its still where portraits are hidden."""
    ids = [one.row.application_id for one in found]
    handed_in = select(MATERIAL).where(MATERIAL.c.application_id.in_(ids), MATERIAL.c.kind == MaterialKind.TAPE.value)
    rows: dict[int, list[Any]] = {key: [] for key in ids}
    for row in session.execute(handed_in.order_by(MATERIAL.c.id.desc())):
        rows[row.application_id].append(row)
    tapes = {}
    for one in found:
        tape = tape_among(rows[one.row.application_id])
        faceless = PORTRAIT in kept.blind.at(one.row.stage)
        tapes[one.row.application_id] = replace(tape, poster=None) if faceless else tape
    return tapes


def _notes(session: Session, actor: Actor, kept: KeptRole, ids: Sequence[int]) -> Mapping[int, list[Said]]:
    """The member's own notes and others' that are for her, the newest first, without a name that is hidden."""
    readable = NOTE.c.visibility.in_([one.value for one in audiences(actor, kept)])
    columns = (NOTE.c.application_id, NOTE.c.member_id, NOTE.c.text, NOTE.c.second, MEMBER.c.name)
    rows = session.execute(
        select(*columns)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .where(NOTE.c.application_id.in_(ids), (NOTE.c.member_id == actor.member_id) | readable)
        .order_by(NOTE.c.id.desc())
    )
    mask = masks(session, kept, ids)
    found: dict[int, list[Said]] = {key: [] for key in ids}
    for row in rows:
        text = mask[row.application_id](row.text)
        found[row.application_id].append(Said(text, row.name, row.member_id == actor.member_id, row.second))
    return found
