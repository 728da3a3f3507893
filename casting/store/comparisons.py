"""Comparisons by two as they stand: of each person and each two applications the newest word, unless it was taken back.

The newest is kept even where it takes an older one back: that a person has changed her mind makes a run out of date.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from casting.store.tables import ComparisonRow, table
from casting.store.veils import free_of_conflict

COMPARISON = table(ComparisonRow)


@dataclass(frozen=True)
class KeptComparison:
    """One application over another, as a member said it last."""

    comparison_id: int
    winner_id: int
    loser_id: int
    member_id: int


def standing_comparisons(session: Session, *, role_id: int) -> tuple[KeptComparison, ...]:
    """The comparisons of a role that count, the oldest first; none of who has a conflict with one of the two."""
    sides = (COMPARISON.c.winner_id, COMPARISON.c.loser_id)
    counts = (free_of_conflict(side, COMPARISON.c.member_id) for side in sides)
    of_role = select(COMPARISON).where(COMPARISON.c.role_id == role_id, *counts)
    rows = session.execute(of_role.order_by(COMPARISON.c.id))
    newest: dict[tuple[int, int, int], KeptComparison | None] = {}
    for row in rows:
        key = (row.member_id, min(row.winner_id, row.loser_id), max(row.winner_id, row.loser_id))
        newest[key] = None if row.withdrawn else KeptComparison(row.id, row.winner_id, row.loser_id, row.member_id)
    standing = (kept for kept in newest.values() if kept is not None)
    return tuple(sorted(standing, key=lambda kept: kept.comparison_id))


def add_comparison(
    session: Session, *, role_id: int, winner_id: int, loser_id: int, member_id: int, at: datetime, withdrawn: bool
) -> None:
    """Add what a member says of two applications of a role, or that she takes it back."""
    session.execute(
        insert(COMPARISON).values(
            role_id=role_id,
            winner_id=winner_id,
            loser_id=loser_id,
            member_id=member_id,
            compared_at=at,
            withdrawn=withdrawn,
        )
    )
