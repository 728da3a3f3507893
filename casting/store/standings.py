"""How the applications of a role stand by its criteria, held by each process so that a list is counted in memory.

There is a row for each application and criterion: a list of fifty thousand would have the database look up more than
half a million of them. What is held here is never older than the database: preparing gives a stamp that only grows, so
that whoever has read up to one reads on from there; and an application that waits to be prepared, as everyone does of
whom an examiner has found something, is not taken from here but read.
"""

import json
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from threading import Lock
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, Text, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from casting.domain.vocabulary import Gates, Standing
from casting.store.calls import KeptRole
from casting.store.runs import among
from casting.store.tables import ApplicationRow, ClaimRow, FeaturesRow, FeatureStampRow, table

APPLICATION, CLAIM = table(ApplicationRow), table(ClaimRow)
FEATURES, STAMP = table(FeaturesRow), table(FeatureStampRow)
MOST_ROLES = 8
"""So many roles are held at once by a process: of a hundred thousand applications each takes about 10 MB."""

Stands: TypeAlias = tuple[int, str]
"""A criterion's key and a standing."""
Way: TypeAlias = Stands | Gates
"""How somebody can stand: by one criterion, or by all gates."""
Groups: TypeAlias = Mapping[Stands, Collection[int]]
"""Application ids, by what they stand."""


@dataclass(frozen=True, eq=False)
class RoleStandings:
    """The standings of a role up to one stamp.

    Attributes:
        places: of each application by its id, from 0.
        holders: for each standing one byte for each place, 1 where the application has it, as one number.
    """

    criterion_ids: frozenset[int]
    stamp: int = -1
    places: Mapping[int, int] = field(default_factory=dict, repr=False)
    holders: Mapping[Stands, int] = field(default_factory=dict, repr=False)

    def with_changes(self, groups: Groups, *, stamp: int, whose: Collection[int] = ()) -> "RoleStandings":
        """The same after these applications, and those of `whose`, have been prepared: they stand in no other way.

        Applications that were not known follow by their ids, as a database tells them: so they are met the fastest.
        """
        changed = frozenset().union(whose, *groups.values())
        places = dict(self.places)
        for key in sorted(changed.difference(places)):
            places[key] = len(places)
        size = len(places)
        held = {stands: bytearray(one.to_bytes(size, "little")) for stands, one in self.holders.items()}
        if self.holders:
            for place in map(places.__getitem__, changed):
                for one in held.values():
                    one[place] = 0
        for stands, ids in groups.items():
            one = held.setdefault(stands, bytearray(size))
            for key in ids:
                one[places[key]] = 1
        holders = {stands: int.from_bytes(one, "little") for stands, one in held.items()}
        return RoleStandings(self.criterion_ids, stamp, places, holders)

    def counted(self, listed: bytes, *, gates: Sequence[int] = ()) -> "ListStandings":
        """How many of those who are listed, by one byte for each place, stand in which way."""
        wanted = int.from_bytes(listed, "little")
        counted = Counter({stands: (holders & wanted).bit_count() for stands, holders in self.holders.items()})
        if not gates:
            return ListStandings(counted, {})
        met, not_met = ((those & wanted).bit_count() for those in self._by_gates(gates))
        return ListStandings(
            counted, {Gates.MET: met, Gates.UNKNOWN: wanted.bit_count() - met - not_met, Gates.NOT_MET: not_met}
        )

    def signs(self, chosen: Mapping[int, Sequence[Way]], *, gates: Sequence[int]) -> int:
        """One byte for each place: the sum of the signs (powers of 2 up to 128) under which she stands in one way."""
        return sum(sign * self._standing(ways, gates) for sign, ways in chosen.items())

    def _standing(self, ways: Sequence[Way], gates: Sequence[int]) -> int:
        """One byte for each place, 1 for those who stand in any of these ways."""
        met, not_met = self._by_gates(gates) if gates else (0, 0)
        everyone = int.from_bytes(b"\1" * len(self.places), "little")
        by_gates = {Gates.MET: met, Gates.NOT_MET: not_met, Gates.UNKNOWN: everyone & ~(met | not_met)}
        found = 0
        for way in ways:
            found |= by_gates[way] if isinstance(way, Gates) else self.holders.get(way, 0)
        return found

    def _by_gates(self, gates: Sequence[int]) -> tuple[int, int]:
        """Who meets all of these criteria, of which there is one at least, and who some not."""
        unknown = not_met = 0
        for gate in gates:
            unknown |= self.holders.get((gate, Standing.UNKNOWN), 0)
            not_met |= self.holders.get((gate, Standing.NOT_MET), 0)
        return self.holders.get((gates[0], Standing.MET), 0) & ~(unknown | not_met), not_met

    def among(self, ids: Iterable[int], listed: bytes) -> int:
        """How many of these are listed, by one byte for each place; whoever has no place is not."""
        return sum(map((listed + b"\0").__getitem__, map(self.places.get, ids, repeat(len(listed)))))


@dataclass(frozen=True)
class ListStandings:
    """How many of a list stand in which way.

    Attributes:
        by_criterion: by criterion and standing.
        gates: by all gates of the role at once; empty for a role without gates.
    """

    by_criterion: Counter[Stands]
    gates: Mapping[Gates, int]


def present_standings(
    session: Session, role: KeptRole, ids: Sequence[int], *, standings: bool = True
) -> tuple[RoleStandings, Sequence[int]]:
    """How the applications of the role stand by its criteria, and the places of these.

    Without `standings` there are places alone, and nothing is asked. Costs 1 query; 2 where something has been prepared
    since the last time, or waits to be prepared, and 3 for both.
    """
    criterion_ids = frozenset(role.criterion_ids.values() if standings else ())
    known = _known(session, role.role_id, criterion_ids, ids) if standings else RoleStandings(criterion_ids)
    nowhere = -1
    places = list(map(known.places.get, ids, repeat(nowhere)))
    if nowhere in places:
        known = known.with_changes({}, stamp=known.stamp, whose=frozenset(ids).difference(known.places))
        places = list(map(known.places.__getitem__, ids))
    return known, places


def _known(session: Session, role_id: int, criterion_ids: frozenset[int], ids: Sequence[int]) -> RoleStandings:
    """How they stand now: who waits to be prepared as is read, everyone else as is held."""
    # Whom another process prepares after this moment may be read as she was at it, but not as she was before.
    stamp, waiting = _present(session, role_id)
    held = _HELD.of(session, role_id, criterion_ids, stamp)
    if not waiting:
        return held
    these = waiting.intersection(ids)
    live = among(CLAIM.c.application_id, these, dialect=session.get_bind().dialect.name)
    return held.with_changes(_grouped(session, _stands(criterion_ids).where(live)), stamp=stamp, whose=these)


def listed_text(column: ColumnElement[Any], *, dialect: str) -> ColumnElement[str]:
    """An aggregate: keys, or words without a comma, as one text; it costs a fraction of as many rows."""
    if dialect == "sqlite":
        return func.group_concat(column, type_=Text())
    return func.string_agg(cast(column, Text), ",", type_=Text())


def told_ids(told: str) -> list[int]:
    """The keys in a text that `listed_text` made: as numbers they are found several times as fast as their texts."""
    ids: list[int] = json.loads(f"[{told}]")
    return ids


def _present(session: Session, role_id: int) -> tuple[int, frozenset[int]]:
    """The last stamp, and who waits to be prepared, at one moment."""
    # Adding 0 keeps the database from going through all applications of the role: hardly any waits.
    waits = select(literal(0), listed_text(APPLICATION.c.id, dialect=session.get_bind().dialect.name)).where(
        APPLICATION.c.role_id + 0 == role_id, APPLICATION.c.prepared_version < APPLICATION.c.version
    )
    given = select(STAMP.c.last + 1, null())
    stamp, waiting = 0, ""
    for one, ids in session.execute(union_all(given, waits)):
        stamp, waiting = max(stamp, one), ids or waiting
    return stamp - 1, frozenset(told_ids(waiting))


def _stands(criterion_ids: Collection[int]) -> Select[Any]:
    rows = select(CLAIM.c.criterion_id, CLAIM.c.standing).where(CLAIM.c.criterion_id.in_(criterion_ids))
    return rows.group_by(CLAIM.c.criterion_id, CLAIM.c.standing)


def _grouped(session: Session, stands: Select[Any]) -> dict[Stands, list[int]]:
    ids = listed_text(CLAIM.c.application_id, dialect=session.get_bind().dialect.name)
    return {(key, standing): told_ids(told) for key, standing, told in session.execute(stands.add_columns(ids))}


@dataclass
class _Held:
    """The roles that were asked for last, by database; a role is read by one thread at a time."""

    roles: "WeakKeyDictionary[Engine, OrderedDict[int, RoleStandings]]" = field(default_factory=WeakKeyDictionary)
    lock: Lock = field(default_factory=Lock)

    def of(self, session: Session, role_id: int, criterion_ids: frozenset[int], stamp: int) -> RoleStandings:
        """The role's standings up to the stamp at least."""
        with self.lock:
            held = self.roles.setdefault(session.get_bind().engine, OrderedDict())
            known = held.pop(role_id, None)
            # A stamp that is lower than one that was seen: the database has been put back to an earlier day.
            if known is None or known.criterion_ids != criterion_ids or stamp < known.stamp:
                known = RoleStandings(criterion_ids)
            if stamp > known.stamp:
                known = self._read_on(session, known, stamp)
            held[role_id] = known
            while len(held) > MOST_ROLES:
                held.popitem(last=False)
            return known

    def _read_on(self, session: Session, known: RoleStandings, stamp: int) -> RoleStandings:
        wanted = _stands(known.criterion_ids)
        if known.stamp >= 0:
            wanted = wanted.join(FEATURES, FEATURES.c.application_id == CLAIM.c.application_id)
            wanted = wanted.where(FEATURES.c.stamp > known.stamp)
        groups = _grouped(session, wanted)
        return known.with_changes(groups, stamp=stamp)


_HELD = _Held()
