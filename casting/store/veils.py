"""Who is hidden from whom: a conflict of interest that stands hides an application from a member, wherever it is read.

A declared conflict is about a person. Where an application is held for another one of hers, that one is hidden too.
"""

from bisect import bisect_left
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Insert,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from casting.store.standings import listed_text
from casting.store.tables import ApplicationRow, BulkMemberRow, ConflictRow, RoleRow, ScoreRow, table

CONFLICT = table(ConflictRow)
_MERGED = table(ApplicationRow).alias("merged")


def veiled(member_id: int) -> CompoundSelect[tuple[int]]:
    """The ids of the applications that are hidden from the member."""
    standing = and_(CONFLICT.c.member_id == member_id, CONFLICT.c.ended_at.is_(None))
    further = (
        select(_MERGED.c.held_for)
        .join(CONFLICT, CONFLICT.c.application_id == _MERGED.c.id)
        .where(standing, _MERGED.c.held_for.is_not(None))
    )
    return select(CONFLICT.c.application_id).where(standing).union(further)


@lru_cache(maxsize=256)
def unveiled(application_id: ColumnElement[int], member_id: int | None) -> ColumnElement[bool]:
    """The condition that an application is not hidden from the member; nothing is where there is none.

    Hardly anybody has a conflict: whether she has one is asked once, and only then is each application looked at.
    """
    if member_id is None:
        return true()
    has_none = not_(exists().where(CONFLICT.c.member_id == member_id, CONFLICT.c.ended_at.is_(None)))
    return or_(has_none, application_id.not_in(veiled(member_id)))


def veiled_ids(session: Session, member_id: int) -> frozenset[int]:
    """The same ids, read."""
    return frozenset(session.scalars(veiled(member_id)))


def veiled_places(role_id: int, member_id: int, *, dialect: str) -> ScalarSelect[str]:
    """The places of a role at which those stand who are hidden from the member, as `place_seen` reads them.

    It depends on no row, so that a database reads it once for all rows of a page.
    """
    hidden = table(ScoreRow).alias("hidden")
    placed = hidden.c.role_id == role_id, hidden.c.place.is_not(None), hidden.c.application_id.in_(veiled(member_id))
    return select(listed_text(cast(hidden.c.place, Text), dialect=dialect)).where(*placed).scalar_subquery()


def place_seen(place: int | None, hidden: str | None) -> int | None:
    """A place without those before it who are hidden: a gap would tell where they stand.

    Args:
        hidden: what `veiled_places` selects; None where nobody is.
    """
    if place is None or not hidden:
        return place
    return max(1, place - bisect_left(sorted(map(int, hidden.split(","))), place))


def moved_unseen(act_id: ColumnElement[int], member_id: int) -> ScalarSelect[int]:
    """How many of those whom an act on many has moved are hidden from the member."""
    moved = table(BulkMemberRow)
    hidden = select(func.count()).where(moved.c.bulk_act_id == act_id, moved.c.application_id.in_(veiled(member_id)))
    return hidden.scalar_subquery()


def veiled_pairs(
    session: Session, application_ids: Collection[int], member_ids: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Which of these applications are hidden from which of these members, as pairs of keys."""
    if not application_ids or not member_ids:
        return frozenset()
    other = table(ApplicationRow).alias("other")
    held = select(other.c.id).where(other.c.held_for == _MERGED.c.id)
    hidden = (
        select(_MERGED.c.id, CONFLICT.c.member_id)
        .select_from(_MERGED)
        .join(CONFLICT, or_(CONFLICT.c.application_id == _MERGED.c.id, CONFLICT.c.application_id.in_(held)))
        .where(_MERGED.c.id.in_(application_ids), CONFLICT.c.member_id.in_(member_ids), CONFLICT.c.ended_at.is_(None))
    )
    return frozenset((row.id, row.member_id) for row in session.execute(hidden))


def veil_further(connection: Connection | Session, application_ids: Collection[int], *, now: datetime) -> None:
    """Hide what came after a conflict was declared, under the same address, for another role of its call."""
    connection.execute(_further(), {"new_ids": list(application_ids), "moment": now})


@lru_cache(maxsize=1)
def _further() -> Insert:
    """The statement, made once: to make it takes five times as long as all else that keeps an application."""
    rows, role = table(ApplicationRow), table(RoleRow)
    new = (
        select(rows.c.id, rows.c.email_key, role.c.call_id)
        .join(role, role.c.id == rows.c.role_id)
        .where(rows.c.id.in_(bindparam("new_ids", expanding=True)))
    )
    return veiling(new.subquery("new"), moment=bindparam("moment", type_=CONFLICT.c.declared_at.type))


def veiling(new: FromClause, *, moment: BindParameter[datetime]) -> Insert:
    """What hides new applications, of which `id`, `email_key` and `call_id` are told.

    It goes from the conflicts that stand, which are few, to the one application of each. A scalar subquery says so to
    both databases: of a join they make a way through all applications of the call, and each makes that longer.
    """
    known, role, told = table(ApplicationRow).alias("known"), table(RoleRow), table(ConflictRow).alias("told")
    of_known = known.join(role, and_(role.c.id == known.c.role_id, role.c.call_id == new.c.call_id))
    address = select(known.c.email_key).select_from(of_known).where(known.c.id == CONFLICT.c.application_id)
    already = exists().where(told.c.application_id == new.c.id, told.c.member_id == CONFLICT.c.member_id)
    said = (
        select(
            new.c.id,
            CONFLICT.c.member_id,
            func.min(CONFLICT.c.reason),
            func.min(CONFLICT.c.declared_by),
            moment,
            literal(""),
        )
        .select_from(new.join(CONFLICT, CONFLICT.c.application_id != new.c.id))
        .where(CONFLICT.c.ended_at.is_(None), address.scalar_subquery() == new.c.email_key, not_(already))
        .group_by(new.c.id, CONFLICT.c.member_id)
    )
    columns = ["application_id", "member_id", "reason", "declared_by", "declared_at", "end_reason"]
    return insert(CONFLICT).from_select(columns, said, include_defaults=False)


def veiled_references(session: Session, member_id: int) -> frozenset[str]:
    """The references of what is hidden from the member: what holds one of them is not shown to her."""
    return frozenset(session.scalars(veiled_rows(member_id)))


def veiled_rows(member_id: int) -> Select[str]:
    """A selection of the same references."""
    rows = table(ApplicationRow)
    return select(rows.c.reference).where(rows.c.id.in_(veiled(member_id)))


def in_conflict(application_id: ColumnElement[int], member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that what a member said of an application does not count, since a conflict of hers stands."""
    standing = and_(CONFLICT.c.member_id == member_id, CONFLICT.c.ended_at.is_(None))
    further = exists().where(standing, _MERGED.c.id == CONFLICT.c.application_id, _MERGED.c.held_for == application_id)
    return or_(exists().where(standing, CONFLICT.c.application_id == application_id), further)


def free_of_conflict(application_id: ColumnElement[int], member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that it counts."""
    return not_(in_conflict(application_id, member_id))


def conflict_changes(session: Session, role_id: int) -> int:
    """How often a conflict was declared or ended in a role: a number that only grows."""
    rows = table(ApplicationRow)
    counted = select(func.count() + func.count(CONFLICT.c.ended_at)).select_from(CONFLICT)
    return int(
        session.execute(
            counted.join(rows, rows.c.id == CONFLICT.c.application_id).where(rows.c.role_id == role_id)
        ).scalar_one()
    )
