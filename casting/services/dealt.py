"""How far what was dealt out has come: by dealing and reviewer, and how many are not dealt yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.vocabulary import Stage
from casting.services.dealing import reviewers
from casting.store.assignments import Held, held_in, marks_since, undealt
from casting.store.calls import KeptRole
from casting.store.tables import DealingMemberRow, DealingRow, MemberRow, table

DEALING, AMONG, MEMBER = table(DealingRow), table(DealingMemberRow), table(MemberRow)
MOST_SHOWN = 10
HOURS = 6
"""Of the last so many hours it is said how many each has marked in each."""


@dataclass(frozen=True)
class Reviewer:
    """Somebody among whom a stage was dealt.

    Attributes:
        there: whether she is still in the team and marks.
        left: whether what she had left was dealt to the others.
        hours: how many applications of the role she has marked in each of the last hours, the present one last.
    """

    member_id: int
    name: str
    held: Held
    there: bool
    left: bool
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Dealing:
    """A dealing that stands.

    Attributes:
        undealt: how many of its stage have too few reviewers: who has arrived since, most of all.
    """

    dealing_id: int
    stage: Stage
    each: int
    by: str
    at: datetime
    undealt: int
    reviewers: tuple[Reviewer, ...]


def dealings(session: Session, role: KeptRole, *, now: datetime) -> tuple[Dealing, ...]:
    """Those that stand, the newest first, and how far each reviewer has come."""
    rows = session.execute(
        select(DEALING, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == DEALING.c.member_id)
        .where(DEALING.c.role_id == role.role_id, DEALING.c.undone_at.is_(None))
        .order_by(DEALING.c.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    among = session.execute(
        select(AMONG, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == AMONG.c.member_id)
        .where(AMONG.c.dealing_id.in_([row.id for row in rows]))
        .order_by(MEMBER.c.name, MEMBER.c.id)
    ).all()
    there, held = reviewers(session, role), held_in(session, role)
    hours = _hours(session, role, [one.member_id for one in among], now=now)
    return tuple(
        Dealing(
            row.id,
            Stage(row.stage),
            row.each,
            row.name,
            row.dealt_at,
            undealt(session, role, Stage(row.stage), each=row.each),
            tuple(
                Reviewer(
                    one.member_id,
                    one.name,
                    held.get((row.id, one.member_id), Held(0, 0)),
                    one.member_id in there,
                    one.left_at is not None,
                    hours[one.member_id],
                )
                for one in among
                if one.dealing_id == row.id
            ),
        )
        for row in rows
    )


def _hours(session: Session, role: KeptRole, member_ids: list[int], *, now: datetime) -> Mapping[int, tuple[int, ...]]:
    counted: Counter[tuple[int, int]] = Counter()
    for member_id, at in marks_since(session, role, member_ids, now - HOURS * timedelta(hours=1)):
        counted[member_id, int((now - at) / timedelta(hours=1))] += 1
    return {key: tuple(counted[key, ago] for ago in reversed(range(HOURS))) for key in member_ids}
