"""Notes on an application: who may read one, who may change it, and to whom it speaks."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.folding import folded
from casting.domain.happenings import Kind
from casting.domain.mentions import mentioned, unmet
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Audience, Duty
from casting.services import audit, traces
from casting.services.name_masks import masks
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.tables import MemberRow, MembershipRow, MentionRow, NoteRow, table

MEMBER, MEMBERSHIP = table(MemberRow), table(MembershipRow)
NOTE, MENTION = table(NoteRow), table(MentionRow)
WIDER = (Audience.ME, Audience.TEAM, Audience.PRODUCTION)
LONGEST_NOTE = 4000
NO_NOTE = "There is no such note, or it is not one of yours."


@dataclass(frozen=True)
class Words:
    """What a note says: `second` of the tape is the moment that it speaks of, or None."""

    text: str
    audience: Audience
    second: int | None


@dataclass(frozen=True)
class Note:
    """A note that the member may read.

    Attributes:
        masked: whether a name that is hidden in its stage was taken out of its words.
        heard: the colleagues whom one's own calls and reaches, by name.
        unheard: whom one's own calls and does not reach, in a sentence; mostly empty.
    """

    note_id: int
    member_id: int
    name: str
    words: Words
    at: datetime
    changed: bool
    masked: bool = False
    heard: tuple[str, ...] = ()
    unheard: str = ""


@dataclass(frozen=True)
class Colleague:
    """One of the call's team; `casts` where she reads what is for the casting team."""

    member_id: int
    name: str
    casts: bool

    def reads(self, audience: Audience) -> bool:
        """Whether a colleague's note for them is hers to read."""
        return audience is Audience.PRODUCTION or (audience is Audience.TEAM and self.casts)


def audiences(actor: Actor, role: KeptRole) -> tuple[Audience, ...]:
    """The notes of others that the member may read: who only looks on for the production reads what is for it."""
    casts = actor.administrator or may(actor, Act.MARK, call_id=role.call_id)
    return (Audience.TEAM, Audience.PRODUCTION) if casts else (Audience.PRODUCTION,)


def note_rows(actor: Actor, found: Found) -> Select[Any]:
    """What `notes_among` reads: the member's own notes, and others' for her."""
    columns = (NOTE.c[name] for name in ("id", "member_id", "text", "visibility", "second", "written_at", "changed_at"))
    readable = NOTE.c.visibility.in_([one.value for one in audiences(actor, found.role)])
    return (
        select(*columns, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .where(NOTE.c.application_id == found.application_id, (NOTE.c.member_id == actor.member_id) | readable)
    )


def notes_among(rows: Iterable[Any], actor: Actor, *, revealed: bool) -> tuple[Note, ...]:
    """The notes that the member may read, the oldest first.

    Args:
        revealed: whether others' notes may be read: they follow the same rule as marks, one's own judgement first.
    """
    return tuple(
        Note(
            row.id,
            row.member_id,
            row.name,
            Words(row.text, Audience(row.visibility), row.second),
            row.written_at,
            row.changed_at is not None,
        )
        for row in sorted(rows, key=lambda row: row.id)
        if revealed or row.member_id == actor.member_id
    )


def newest_notes(
    session: Session, actor: Actor, role: KeptRole, application_ids: Sequence[int], *, revealed: Collection[int]
) -> Mapping[int, tuple[str, str]]:
    """The newest note on each of these that the member may read: its words, and who wrote it.

    Args:
        revealed: of which others' notes may be read.
    """
    others = NOTE.c.visibility.in_([one.value for one in audiences(actor, role)]), NOTE.c.application_id.in_(revealed)
    mine = (NOTE.c.member_id == actor.member_id) | and_(*others)
    newest = select(func.max(NOTE.c.id)).where(NOTE.c.application_id.in_(application_ids), mine)
    written = (
        select(NOTE.c.application_id, NOTE.c.text, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == NOTE.c.member_id)
        .where(NOTE.c.id.in_(newest.group_by(NOTE.c.application_id)))
    )
    mask = masks(session, role, application_ids)
    return {key: (mask[key](text), name) for key, text, name in session.execute(written)}


def write(session: Session, actor: Actor, found: Found, *, words: Words, now: datetime) -> None:
    """Add a note. Raises Refused where it is empty or longer than 4,000 characters."""
    _check(words.text)
    note_id = session.execute(
        insert(NOTE)
        .values(
            application_id=found.application_id,
            member_id=actor.member_id,
            text=words.text,
            folded=folded(words.text),
            visibility=words.audience.value,
            second=words.second,
            written_at=now,
        )
        .returning(NOTE.c.id)
    ).scalar_one()
    _mention(session, actor, found.role, note_id=note_id, words=words)


def change(session: Session, actor: Actor, found: Found, *, note_id: int, words: Words, now: datetime) -> None:
    """Change a note of one's own; whom it speaks to now is told, and who was told before but is not meant is not.

    Raises:
        NotFound: there is none, or it is another member's.
        Refused: as `write` does.
    """
    _check(words.text)
    values = {
        "text": words.text,
        "folded": folded(words.text),
        "visibility": words.audience.value,
        "second": words.second,
        "changed_at": now,
    }
    own = select(NOTE.c.visibility).where(_own(actor, found, note_id)).with_for_update()
    before = session.execute(own).scalar_one_or_none()
    if before is None:
        raise NotFound(NO_NOTE)
    session.execute(update(NOTE).where(NOTE.c.id == note_id).values(values))
    audience = max(Audience(before), words.audience, key=WIDER.index)
    traces.leave(session, found, Kind.NOTE_CHANGED, member_id=actor.member_id, audience=audience, now=now)
    _mention(session, actor, found.role, note_id=note_id, words=words)
    _log(session, actor, found, act="changed a note", note_id=note_id, now=now)


def remove(session: Session, actor: Actor, found: Found, *, note_id: int, now: datetime) -> None:
    """Delete a note of one's own. Raises NotFound as `change` does."""
    gone = session.execute(delete(NOTE).where(_own(actor, found, note_id)).returning(NOTE.c.visibility))
    audience = gone.scalar_one_or_none()
    if audience is None:
        raise NotFound(NO_NOTE)
    told = Audience(audience)
    traces.leave(session, found, Kind.NOTE_DELETED, member_id=actor.member_id, audience=told, now=now)
    _log(session, actor, found, act="deleted a note", note_id=note_id, now=now)


def colleagues(session: Session, actor: Actor, role: KeptRole) -> tuple[str, ...]:
    """The names of those in the call's team but for the member, as they can be called in a note."""
    return tuple(sorted(one.name for one in _team(session, role) if one.member_id != actor.member_id))


def with_unheard(actor: Actor, kept: tuple[Note, ...], team: Iterable[Any]) -> tuple[Note, ...]:
    """The notes, those of the member's own with whom they call, reached or not; `team` are rows of `team_rows`."""
    calling = {note.note_id for note in kept if note.member_id == actor.member_id and unmet(note.words.text, {})}
    team = tuple(map(_colleague, team))
    return tuple(
        replace(one, heard=_heard(one, actor, team), unheard=_unheard(one, actor, team))
        if one.note_id in calling
        else one
        for one in kept
    )


def _heard(note: Note, actor: Actor, team: Sequence[Colleague]) -> tuple[str, ...]:
    readers = {one.member_id: one.name for one in team if one.reads(note.words.audience)}
    readers.pop(actor.member_id, None)
    return tuple(readers[key] for key in sorted(mentioned(note.words.text, readers)))


def _unheard(note: Note, actor: Actor, team: Sequence[Colleague]) -> str:
    if note.words.audience is Audience.ME:
        return "A note for you alone calls nobody."
    everyone = {one.member_id: one.name for one in team}
    firsts = Counter(folded(name).partition(" ")[0] for name in everyone.values())
    reached = {one.member_id: one.name for one in team if one.reads(note.words.audience)} | {actor.member_id: note.name}
    said = []
    for word in unmet(note.words.text, reached):
        if mentioned(f"@{word}", everyone):
            said.append(f"“{word}” does not read this note and was not called.")
        elif firsts[folded(word)] > 1:
            said.append(f"“{word}” can be several: write the whole name.")
        else:
            said.append(f"Nobody in this team is called “{word}”.")
    return " ".join(said)


def _check(text: str) -> None:
    if not text:
        raise Refused("Write something first.")
    if len(text) > LONGEST_NOTE:
        raise Refused(f"This note has {len(text):,} characters. Shorten it to {LONGEST_NOTE:,}.")


def _own(actor: Actor, found: Found, note_id: int) -> ColumnElement[bool]:
    of_hers = NOTE.c.application_id == found.application_id
    return and_(NOTE.c.id == note_id, of_hers, NOTE.c.member_id == actor.member_id)


def _mention(session: Session, actor: Actor, role: KeptRole, *, note_id: int, words: Words) -> None:
    """Keep to whom it speaks; a private note speaks to nobody, and none to a colleague who may not read it."""
    meant = mentioned(words.text, _readers(session, actor, role, words)) if "@" in words.text else frozenset()
    session.execute(delete(MENTION).where(MENTION.c.note_id == note_id, MENTION.c.member_id.not_in(meant)))
    told = set(session.scalars(select(MENTION.c.member_id).where(MENTION.c.note_id == note_id)))
    new: Sequence[dict[str, Any]] = [{"note_id": note_id, "member_id": key} for key in sorted(meant - told)]
    if new:
        session.execute(insert(MENTION), new)


def _readers(session: Session, actor: Actor, role: KeptRole, words: Words) -> dict[int, str]:
    """The names of those in the call's team who may read it, but for its writer."""
    others = (one for one in _team(session, role) if one.member_id != actor.member_id)
    return {one.member_id: one.name for one in others if one.reads(words.audience)}


def team_rows(role: KeptRole) -> Select[Any]:
    """Who is in the team of the role's call, as `with_unheard` reads it."""
    return (
        select(MEMBER.c.id, MEMBER.c.name, MEMBER.c.administrator, MEMBERSHIP.c.duty)
        .join(MEMBERSHIP, MEMBERSHIP.c.member_id == MEMBER.c.id)
        .where(MEMBERSHIP.c.call_id == role.call_id, MEMBER.c.active)
    )


def _team(session: Session, role: KeptRole) -> Iterator[Colleague]:
    return map(_colleague, session.execute(team_rows(role)))


def _colleague(row: Any) -> Colleague:
    return Colleague(row.id, row.name, casts=row.administrator or row.duty != Duty.PRODUCER.value)


def _log(session: Session, actor: Actor, found: Found, *, act: str, note_id: int, now: datetime) -> None:
    audit.record(
        session,
        act=act,
        subject=f"{found.role.call.slug}/{found.role.role.slug}/{found.reference}",
        detail={"note": note_id},
        member_id=actor.member_id,
        now=now,
    )
