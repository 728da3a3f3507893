"""What has happened to applications, read from the rows that acts leave behind: these are only added.

A key is given out before its row is committed, so that on PostgreSQL a lower one may become visible after a higher one.
A watch therefore reads a few seconds' rows again and again, and tells each of them once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, func, literal, null, select
from sqlalchemy.orm import Session

from casting.domain.happenings import Happening, Kind
from casting.domain.vocabulary import Audience
from casting.store.tables import ApplicationRow, DecisionRow, MarkRow, NoteRow, TagRow, table

APPLICATION, MARK, DECISION = table(ApplicationRow), table(MarkRow), table(DecisionRow)
NOTE, TAG = table(NoteRow), table(TagRow)
# Adding 0 keeps SQLite from going through all that are not held, once a second, instead of beginning with the newest.
NOT_HELD = (APPLICATION.c.held_for + 0).is_(None)
SETTLED = timedelta(seconds=30)
"""How long after the newest row one with a lower key may still become visible: longer than any act takes."""
MOST = 200
"""So many rows of a kind at once are told one by one; of more it is only said that there are many."""
LOOK_BACK = 200
"""Among so many rows of each kind it is looked for those that came since a moment."""


@dataclass(frozen=True)
class _Source:
    rows: Table
    at: ColumnElement[datetime]
    detail: ColumnElement[str]


SOURCES: Mapping[Kind, _Source] = {
    Kind.MARK: _Source(MARK, MARK.c.marked_at, literal("")),
    Kind.MOVE: _Source(DECISION, DECISION.c.decided_at, DECISION.c.after),
    Kind.NOTE: _Source(NOTE, NOTE.c.written_at, NOTE.c.visibility),
    Kind.TAG: _Source(TAG, TAG.c.tagged_at, literal("")),
}


@dataclass(frozen=True)
class Cursor:
    """Up to where somebody has been told: the next key of each kind, and a moment for what has no key."""

    keys: Mapping[Kind, int]
    moment: datetime

    def text(self) -> str:
        """As it is written into a stream; `cursor_of` reads it."""
        return ".".join(
            str(number) for number in (*(self.keys[kind] for kind in SOURCES), int(self.moment.timestamp()))
        )


def cursor_of(text: str, *, highest: int) -> Cursor | None:
    """The cursor that `Cursor.text` wrote; None for anything else."""
    parts = text.split(".")
    if len(parts) != len(SOURCES) + 1 or not all(
        part.isascii() and part.isdigit() and len(part) < 20 for part in parts
    ):
        return None
    *keys, seconds = (int(part) for part in parts)
    if seconds > datetime(3000, 1, 1, tzinfo=UTC).timestamp():
        return None
    given = {kind: min(key, highest) for kind, key in zip(SOURCES, keys, strict=True)}
    return Cursor(given, datetime.fromtimestamp(seconds, tz=UTC))


@dataclass(frozen=True)
class Seen:
    """What a look found: each happening, and the roles in which there were too many to tell one by one."""

    happenings: tuple[Happening, ...]
    crowded: frozenset[int] = frozenset()


@dataclass
class Watch:
    """What one process has told already. `look` is called about once a second, by one thread at a time."""

    _looked: datetime | None = None
    _floors: dict[Kind, int] = field(default_factory=dict)
    _told: dict[Kind, dict[tuple[int, int, datetime], datetime]] = field(default_factory=dict)

    def look(self, session: Session, *, now: datetime) -> Seen:
        """What has happened since the last look, nothing at the first one or after a pause; at most 13 queries."""
        first = self._looked is None or self._looked < now - SETTLED
        self._looked = now
        if first:
            self._floors, self._told = {kind: _next_key(session, source) for kind, source in SOURCES.items()}, {}
        found: list[Happening] = []
        crowded: set[int] = set()
        for kind, source in SOURCES.items():
            rows = session.execute(_keyed(source, self._floors[kind]).limit(MOST + 1)).all()
            if len(rows) > MOST:
                crowded |= _roles_from(session, source, self._floors[kind])
                self._floors[kind], self._told[kind] = _next_key(session, source), {}
            else:
                found += self._new(kind, [_happening(kind, row) for row in rows], now)
                if not rows:  # what was newest may have been deleted, and its key be given again
                    self._floors[kind] = min(self._floors[kind], _next_key(session, source))
        withdrawn = select_withdrawn().where(APPLICATION.c.withdrawn_at >= now - SETTLED).limit(MOST)
        found += self._new(
            Kind.WITHDRAWAL, [_happening(Kind.WITHDRAWAL, row) for row in session.execute(withdrawn)], now
        )
        return Seen(() if first else tuple(found), frozenset(crowded))

    def cursor(self, *, now: datetime) -> Cursor:
        """Up to where all has been told."""
        keys = {
            kind: max((key for key, *_ in self._told.get(kind, {})), default=self._floors.get(kind, 1) - 1) + 1
            for kind in SOURCES
        }
        return Cursor(keys, now)

    def _new(self, kind: Kind, happenings: list[Happening], now: datetime) -> Iterator[Happening]:
        told = self._told.setdefault(kind, {})
        for one in happenings:
            key = (one.row_id, one.application_id, one.at)
            if key not in told:
                told[key] = now
                yield one
        settled = [key for key, first_seen in told.items() if first_seen < now - SETTLED]
        for key in settled:
            if kind is not Kind.WITHDRAWAL:
                self._floors[kind] = max(self._floors[kind], key[0] + 1)
        self._told[kind] = {key: at for key, at in told.items() if key not in set(settled)}


def since(session: Session, *, role_id: int, cursor: Cursor) -> Seen:
    """What has happened in a role since; where that is too much to tell one by one, the role is crowded."""
    found: list[Happening] = []
    for kind, source in SOURCES.items():
        of_role = _keyed(source, cursor.keys[kind]).where(APPLICATION.c.role_id == role_id)
        rows = session.execute(of_role.limit(MOST + 1)).all()
        if len(rows) > MOST:
            return Seen((), frozenset({role_id}))
        found += [_happening(kind, row) for row in rows]
    withdrawn = select_withdrawn().where(APPLICATION.c.withdrawn_at >= cursor.moment, APPLICATION.c.role_id == role_id)
    found += [_happening(Kind.WITHDRAWAL, row) for row in session.execute(withdrawn.limit(MOST))]
    return Seen(tuple(found))


def cursor_now(session: Session, now: datetime) -> Cursor:
    """Up to where somebody has been told who has been told all that there is."""
    return Cursor({kind: _next_key(session, source) for kind, source in SOURCES.items()}, now)


def cursor_at(session: Session, moment: datetime) -> Cursor:
    """Up to where somebody had been told at a moment, not longer ago than the last few rows."""
    keys = {}
    for kind, source in SOURCES.items():
        last = _next_key(session, source)
        earlier = select(func.min(source.rows.c.id)).where(source.rows.c.id >= last - LOOK_BACK, source.at >= moment)
        keys[kind] = session.execute(earlier).scalar() or last
    return Cursor(keys, moment)


def newest_of(session: Session, application_ids: Collection[int], *, moment: datetime) -> Iterator[Happening]:
    """All that has happened to these applications since a moment, of each kind the newest first."""
    for kind, source in SOURCES.items():
        wanted = _of(source).where(source.rows.c.application_id.in_(application_ids), source.at >= moment)
        for row in session.execute(wanted.order_by(source.rows.c.id.desc()).limit(MOST)):
            yield _happening(kind, row)
    gone = select_withdrawn().where(APPLICATION.c.id.in_(application_ids), APPLICATION.c.withdrawn_at >= moment)
    for row in session.execute(gone):
        yield _happening(Kind.WITHDRAWAL, row)


def marked_by(
    session: Session, application_ids: Collection[int], member_ids: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Which of these applications have a mark of which of these members, as pairs of keys."""
    newest = (
        select(func.max(MARK.c.id))
        .where(MARK.c.application_id.in_(application_ids), MARK.c.member_id.in_(member_ids))
        .group_by(MARK.c.application_id, MARK.c.member_id)
    )
    standing = (MARK.c.opinion.is_not(None)) | (MARK.c.stars.is_not(None))
    rows = session.execute(select(MARK.c.application_id, MARK.c.member_id).where(MARK.c.id.in_(newest), standing))
    return frozenset((row.application_id, row.member_id) for row in rows)


def _of(source: _Source) -> Select[Any]:
    return (
        select(
            source.rows.c.id,
            source.rows.c.application_id,
            source.rows.c.member_id,
            source.at.label("at"),
            source.detail.label("detail"),
            APPLICATION.c.role_id,
            APPLICATION.c.reference,
        )
        .join(APPLICATION, APPLICATION.c.id == source.rows.c.application_id)
        .where(NOT_HELD)
    )


def _keyed(source: _Source, floor: int) -> Select[Any]:
    return _of(source).where(source.rows.c.id >= floor).order_by(source.rows.c.id)


def select_withdrawn() -> Select[Any]:
    """The applications that are withdrawn, as happenings."""
    return select(
        literal(0).label("id"),
        APPLICATION.c.id.label("application_id"),
        null().label("member_id"),
        APPLICATION.c.withdrawn_at.label("at"),
        literal("").label("detail"),
        APPLICATION.c.role_id,
        APPLICATION.c.reference,
    ).where(NOT_HELD, APPLICATION.c.withdrawn_at.is_not(None))


def _happening(kind: Kind, row: Row[Any]) -> Happening:
    return Happening(
        kind=kind,
        row_id=row.id,
        role_id=row.role_id,
        application_id=row.application_id,
        reference=row.reference,
        member_id=row.member_id,
        at=row.at,
        after=row.detail if kind is Kind.MOVE else "",
        audience=Audience(row.detail) if kind is Kind.NOTE else None,
    )


def _next_key(session: Session, source: _Source) -> int:
    return int(session.execute(select(func.coalesce(func.max(source.rows.c.id), 0) + 1)).scalar_one())


def _roles_from(session: Session, source: _Source, floor: int) -> set[int]:
    wanted = (
        select(APPLICATION.c.role_id)
        .join(source.rows, source.rows.c.application_id == APPLICATION.c.id)
        .where(source.rows.c.id >= floor)
        .distinct()
    )
    return set(session.scalars(wanted))
