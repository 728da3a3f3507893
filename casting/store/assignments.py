"""Who is dealt which applications: read and written by few statements, however many there are."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Insert,
    Select,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from casting.domain.dealing import deal
from casting.domain.vocabulary import Stage
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, AssignmentRow, MarkRow, table
from casting.store.veils import unveiled, veiled_ids

APPLICATION, ASSIGNMENT, MARK = table(ApplicationRow), table(AssignmentRow), table(MarkRow)
AT_A_TIME = 5_000
"""Rows in one statement, since a database takes only so many values at once."""


@dataclass(frozen=True)
class Needs:
    """Who of a stage has too few reviewers.

    Attributes:
        missing: how many more each needs, by the application's key.
        barred: to whom each cannot be dealt: who has it already, and from whom a conflict of interest hides it.
    """

    missing: Mapping[int, int]
    barred: Mapping[int, frozenset[int]]

    @property
    def digest(self) -> str:
        """SHA-256 over who needs how many, and who cannot be dealt what."""
        said = (f"{key} {need} {sorted(self.barred.get(key, ()))}" for key, need in self.missing.items())
        return hashlib.sha256(";".join(said).encode()).hexdigest()

    def dealt(self, members: Collection[int], *, loads: Mapping[int, int], seed: int) -> dict[int, frozenset[int]]:
        """To whom each of them would be dealt: the same every time for the same seed."""
        chance = Random(seed)  # noqa: S311 - the preview and the act have to deal the same
        return deal(self.missing, members, barred=self.barred, loads=loads, chance=chance)


def needs_of(
    session: Session,
    role: KeptRole,
    stage: Stage,
    *,
    each: int,
    among: Collection[int],
    only: Collection[int] | None = None,
) -> Needs:
    """Who of a stage has fewer reviewers than `each`, to be dealt `among` these; of `only` those, where given.

    Costs one query, and one for each member.
    """
    holders: dict[int, set[int]] = {}
    for application_id, member_id in session.execute(_standing(role, stage).order_by(APPLICATION.c.id)):
        held = holders.setdefault(application_id, set())
        if member_id is not None:
            held.add(member_id)
    wanted = holders if only is None else {key: holders[key] for key in sorted(only) if key in holders}
    missing = {key: each - len(held) for key, held in wanted.items() if len(held) < each}
    barred = {key: set(holders[key]) for key in missing if holders[key]}
    for member_id in among:
        for key in veiled_ids(session, member_id) & missing.keys():
            barred.setdefault(key, set()).add(member_id)
    return Needs(missing, {key: frozenset(members) for key, members in barred.items()})


def undealt(session: Session, role: KeptRole, stage: Stage, *, each: int) -> int:
    """How many of a stage have fewer reviewers than `each`."""
    counted = _standing(role, stage).with_only_columns(APPLICATION.c.id).group_by(APPLICATION.c.id)
    few = counted.having(func.count(ASSIGNMENT.c.id) < each).subquery()
    return int(session.execute(select(func.count()).select_from(few)).scalar_one())


def _standing(role: KeptRole, stage: Stage) -> Select[Any]:
    """The applications of a stage, each with those to whom it is dealt, one to a row."""
    joined = and_(ASSIGNMENT.c.application_id == APPLICATION.c.id, ASSIGNMENT.c.taken_at.is_(None))
    return (
        select(APPLICATION.c.id, ASSIGNMENT.c.member_id)
        .outerjoin(ASSIGNMENT, joined)
        .where(
            APPLICATION.c.role_id == role.role_id,
            APPLICATION.c.held_for.is_(None),
            APPLICATION.c.stage == stage.value,
        )
    )


def marked() -> ColumnElement[bool]:
    """The condition that the member to whom an assignment is dealt has a mark of it that stands."""
    newer = MARK.alias("newer")
    superseded = exists().where(
        newer.c.application_id == MARK.c.application_id, newer.c.member_id == MARK.c.member_id, newer.c.id > MARK.c.id
    )
    return (
        exists()
        .where(
            MARK.c.application_id == ASSIGNMENT.c.application_id,
            MARK.c.member_id == ASSIGNMENT.c.member_id,
            or_(MARK.c.opinion.is_not(None), MARK.c.stars.is_not(None)),
            ~superseded.correlate(MARK),
        )
        .correlate(ASSIGNMENT)
    )


def loads_of(session: Session, dealing_id: int) -> dict[int, int]:
    """How many of a dealing each member holds."""
    held = select(ASSIGNMENT.c.member_id, func.count()).where(
        ASSIGNMENT.c.dealing_id == dealing_id, ASSIGNMENT.c.taken_at.is_(None)
    )
    return {row.member_id: row[1] for row in session.execute(held.group_by(ASSIGNMENT.c.member_id))}


def give(
    session: Session, role: KeptRole, dealing_id: int, dealt: Mapping[int, Collection[int]], *, now: datetime
) -> int:
    """Write to whom each is dealt, many rows to a statement; how many rows there are."""
    rows = [(key, member_id) for key, held in sorted(dealt.items()) for member_id in sorted(held)]
    same = {"role_id": role.role_id, "dealing_id": dealing_id, "dealt_at": now}
    for some in _portions(rows):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(_at_once(some, same))
        else:
            values = [{"application_id": key, "member_id": member_id, **same} for key, member_id in some]
            session.execute(insert(ASSIGNMENT), values)
    return len(rows)


def _at_once(rows: Sequence[tuple[int, int]], same: Mapping[str, Any]) -> Insert:
    """One statement whose rows come as two arrays: there, a statement for each row takes three times as long."""
    keys, members = (literal(list(some), ARRAY(BigInteger)) for some in zip(*rows, strict=True))
    given = func.unnest(keys, members).table_valued("application_id", "member_id").render_derived()
    said = [literal(value, ASSIGNMENT.c[name].type) for name, value in same.items()]
    columns = ["application_id", "member_id", *same]
    return insert(ASSIGNMENT).from_select(columns, select(given.c.application_id, given.c.member_id, *said))


def _portions(rows: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    return (rows[first : first + AT_A_TIME] for first in range(0, len(rows), AT_A_TIME))


@dataclass(frozen=True)
class Held:
    """What one member has been dealt in a role, and how much of it she has marked."""

    dealt: int
    done: int


def held_in(session: Session, role: KeptRole) -> dict[tuple[int, int], Held]:
    """By dealing and member, of all that stands in the role; one query."""
    rows = session.execute(
        select(
            ASSIGNMENT.c.dealing_id,
            ASSIGNMENT.c.member_id,
            func.count().label("dealt"),
            func.count().filter(marked()).label("done"),
        )
        .where(ASSIGNMENT.c.role_id == role.role_id, ASSIGNMENT.c.taken_at.is_(None))
        .group_by(ASSIGNMENT.c.dealing_id, ASSIGNMENT.c.member_id)
    )
    return {(row.dealing_id, row.member_id): Held(row.dealt, row.done) for row in rows}


def waiting_for(session: Session, member_id: int) -> dict[int, int]:
    """By role: how many are dealt to the member that she has not marked. Who has withdrawn waits for nobody."""
    rows = session.execute(
        select(APPLICATION.c.role_id, func.count().label("open"))
        .join(ASSIGNMENT, ASSIGNMENT.c.application_id == APPLICATION.c.id)
        .where(
            ASSIGNMENT.c.member_id == member_id,
            ASSIGNMENT.c.taken_at.is_(None),
            APPLICATION.c.held_for.is_(None),
            APPLICATION.c.stage != Stage.WITHDRAWN.value,
            unveiled(APPLICATION.c.id, member_id),
            ~marked(),
        )
        .group_by(APPLICATION.c.role_id)
    )
    return {row.role_id: row.open for row in rows}


def marks_since(
    session: Session, role: KeptRole, member_ids: Collection[int], since: datetime
) -> list[tuple[int, datetime]]:
    """Of these members: who has marked an application of the role when, each application once, since a moment."""
    first = func.min(MARK.c.marked_at, type_=MARK.c.marked_at.type)
    rows = session.execute(
        select(MARK.c.member_id, first.label("at"))
        .join(APPLICATION, APPLICATION.c.id == MARK.c.application_id)
        .where(MARK.c.member_id.in_(member_ids), MARK.c.marked_at >= since, APPLICATION.c.role_id + 0 == role.role_id)
        .group_by(MARK.c.member_id, MARK.c.application_id)
    )
    return [(row.member_id, row.at) for row in rows]
