"""What has happened to applications, read from the rows that acts leave behind: these are only added.

An act that changes or deletes rows leaves a trace, which is forgotten after an hour.

A key is given out before its row is committed, so that on PostgreSQL a lower one may become visible after a higher one.
A watch therefore reads a few seconds' rows again and again, and tells each of them once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, delete, func, insert, literal, null, select
from sqlalchemy.orm import Session

from casting.domain.happenings import NOTES, Happening, Kind
from casting.domain.vocabulary import Audience
from casting.store.tables import ApplicationRow, DecisionRow, LeaseRow, MarkRow, NoteRow, TagRow, TraceRow, table

APPLICATION, MARK, DECISION = table(ApplicationRow), table(MarkRow), table(DecisionRow)
NOTE, TAG, LEASE, TRACE = table(NoteRow), table(TagRow), table(LeaseRow), table(TraceRow)
# Adding 0 keeps SQLite from going through all that are not held, once a second, instead of beginning with the newest.
NOT_HELD = (APPLICATION.c.held_for + 0).is_(None)
SETTLED = timedelta(seconds=30)
"""How long after the newest row one with a lower key may still become visible: longer than any act takes."""
MOST = 200
"""So many rows of a kind at once are told one by one; of more it is only said that there are many."""
LOOK_BACK = 200
"""Among so many rows of each kind it is looked for those that came since a moment."""
FADES = timedelta(hours=1)
"""How long a trace is kept: longer than anybody is told what she missed."""


@dataclass(frozen=True)
class _Source:
    rows: Table
    at: ColumnElement[datetime]
    detail: ColumnElement[str]


TRACES = "trace"
SOURCES: Mapping[str, _Source] = {
    Kind.MARK: _Source(MARK, MARK.c.marked_at, literal("")),
    Kind.MOVE: _Source(DECISION, DECISION.c.decided_at, DECISION.c.after),
    Kind.NOTE: _Source(NOTE, NOTE.c.written_at, NOTE.c.visibility),
    Kind.TAG: _Source(TAG, TAG.c.tagged_at, literal("")),
    TRACES: _Source(TRACE, TRACE.c.left_at, TRACE.c.audience),
}
"""Where it is read, by the kind that such a row tells of; a trace says itself of which kind it is."""


@dataclass(frozen=True)
class Cursor:
    """Up to where somebody has been told: the next key of each kind, and a moment for what has no key."""

    keys: Mapping[str, int]
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
    _floors: dict[str, int] = field(default_factory=dict)
    _told: dict[str, dict[tuple[int, int, datetime], datetime]] = field(default_factory=dict)
    _in_hand: dict[tuple[int, int], Happening] = field(default_factory=dict)

    def look(self, session: Session, *, now: datetime) -> Seen:
        """What has happened since the last look, nothing at the first one or after a pause; at most 18 queries."""
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
        gone = session.execute(_withdrawn(since=now - SETTLED).limit(MOST))
        found += self._new(Kind.WITHDRAWAL, [_happening(Kind.WITHDRAWAL, row) for row in gone], now)
        found += self._hands(session, now)
        return Seen(() if first else tuple(found), frozenset(crowded))

    def cursor(self, *, now: datetime) -> Cursor:
        """Up to where all has been told."""
        keys = {
            kind: max((key for key, *_ in self._told.get(kind, {})), default=self._floors.get(kind, 1) - 1) + 1
            for kind in SOURCES
        }
        return Cursor(keys, now)

    def _hands(self, session: Session, now: datetime) -> list[Happening]:
        """Whom somebody has taken in hand since the last look, or has no more: a lease that ends leaves no row."""
        rows = session.execute(_leased().where(LEASE.c.until > now))
        held = {(row.application_id, row.member_id): _happening(Kind.LEASE, row) for row in rows}
        before, self._in_hand = self._in_hand, held
        ended = [one for key, one in before.items() if key not in held]
        # Of an application that is gone, or held for another one, something else is told, to those who may know
        keys = {one.application_id for one in ended}
        there = set(
            session.scalars(select(APPLICATION.c.id).where(APPLICATION.c.id.in_(keys), NOT_HELD)) if keys else ()
        )
        begun = [one for key, one in held.items() if key not in before]
        return [*begun, *(one for one in ended if one.application_id in there)]

    def _new(self, kind: str, happenings: list[Happening], now: datetime) -> Iterator[Happening]:
        told = self._told.setdefault(kind, {})
        for one in happenings:
            key = (one.row_id, one.application_id, one.at)
            if key not in told:
                told[key] = now
                yield one
        settled = [key for key, first_seen in told.items() if first_seen < now - SETTLED]
        for key in settled:
            if kind in SOURCES:
                self._floors[kind] = max(self._floors[kind], key[0] + 1)
        self._told[kind] = {key: at for key, at in told.items() if key not in set(settled)}


def since(session: Session, *, role_id: int, cursor: Cursor) -> Seen:
    """What has happened in a role since; where that is too much to tell one by one, the role is crowded."""
    found: list[Happening] = []
    for kind, source in SOURCES.items():
        of_role = _keyed(source, cursor.keys[kind]).where(_role_of(source) == role_id)
        rows = session.execute(of_role.limit(MOST + 1)).all()
        if len(rows) > MOST:
            return Seen((), frozenset({role_id}))
        found += [_happening(kind, row) for row in rows]
    taken = _leased().where(LEASE.c.since >= cursor.moment)
    for kind, lately in ((Kind.WITHDRAWAL, _withdrawn(since=cursor.moment)), (Kind.LEASE, taken)):
        of_role = lately.where(APPLICATION.c.role_id == role_id).limit(MOST)
        found += [_happening(kind, row) for row in session.execute(of_role)]
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
    gone = _withdrawn(since=moment).where(APPLICATION.c.id.in_(application_ids))
    for row in session.execute(gone):
        yield _happening(Kind.WITHDRAWAL, row)


def leave_trace(session: Session, happening: Happening) -> None:
    """Keep what leaves no row of its own, so that it is told to who looks on."""
    session.execute(
        insert(TRACE).values(
            kind=happening.kind.value,
            role_id=happening.role_id,
            application_id=happening.application_id,
            reference=happening.reference,
            member_id=happening.member_id,
            audience=happening.audience.value if happening.audience else "",
            hidden_from=sorted(happening.hidden_from),
            left_at=happening.at,
        )
    )


def forget_traces(session: Session, *, now: datetime) -> None:
    """Forget what was told long ago. The newest stays, so that its key is never given again."""
    newest = select(func.max(TRACE.c.id)).scalar_subquery()
    session.execute(delete(TRACE).where(TRACE.c.left_at < now - FADES, TRACE.c.id < newest))


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
    told = (source.rows.c.id, source.rows.c.application_id, source.rows.c.member_id)
    at, detail = source.at.label("at"), source.detail.label("detail")
    if source.rows is TRACE:  # what was erased has no application any more
        own = TRACE.c.kind, TRACE.c.hidden_from, TRACE.c.role_id, TRACE.c.reference
        return select(*told, at, detail, *own)
    return (
        select(*told, at, detail, APPLICATION.c.role_id, APPLICATION.c.reference)
        .join(APPLICATION, APPLICATION.c.id == source.rows.c.application_id)
        .where(NOT_HELD)
    )


def _role_of(source: _Source) -> ColumnElement[int]:
    return TRACE.c.role_id if source.rows is TRACE else APPLICATION.c.role_id


def _keyed(source: _Source, floor: int) -> Select[Any]:
    return _of(source).where(source.rows.c.id >= floor).order_by(source.rows.c.id)


TOLD = literal("").label("detail"), APPLICATION.c.role_id, APPLICATION.c.reference


def _withdrawn(*, since: datetime) -> Select[Any]:
    """The withdrawals since a moment."""
    gone = APPLICATION.c.id.label("application_id"), null().label("member_id"), APPLICATION.c.withdrawn_at.label("at")
    return select(literal(0).label("id"), *gone, *TOLD).where(NOT_HELD, APPLICATION.c.withdrawn_at >= since)


def _leased() -> Select[Any]:
    """Who has whom in hand."""
    taken = LEASE.c.member_id.label("id"), LEASE.c.application_id, LEASE.c.member_id, LEASE.c.since.label("at")
    return select(*taken, *TOLD).join(APPLICATION, APPLICATION.c.id == LEASE.c.application_id).where(NOT_HELD)


def _happening(kind: str, row: Row[Any]) -> Happening:
    """What a row tells of."""
    of_kind = Kind(row.kind if kind == TRACES else kind)
    return Happening(
        kind=of_kind,
        row_id=row.id,
        role_id=row.role_id,
        application_id=row.application_id,
        reference=row.reference,
        member_id=row.member_id,
        at=row.at,
        after=row.detail if of_kind is Kind.MOVE else "",
        audience=Audience(row.detail) if of_kind in NOTES else None,
        hidden_from=frozenset(row.hidden_from) if kind == TRACES else frozenset(),
    )


def _next_key(session: Session, source: _Source) -> int:
    return int(session.execute(select(func.coalesce(func.max(source.rows.c.id), 0) + 1)).scalar_one())


def _roles_from(session: Session, source: _Source, floor: int) -> set[int]:
    rows = _keyed(source, floor).order_by(None).subquery()
    return set(session.scalars(select(rows.c.role_id).distinct()))
