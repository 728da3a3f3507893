"""What the newest run came to beside its order, as it was stored: nothing is worked out here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.insights import Insights
from casting.domain.permissions import Act, Actor, may
from casting.store.calls import KeptRole
from casting.store.tables import MemberRow, RankingRunRow, table

RUN, MEMBER = table(RankingRunRow), table(MemberRow)
LOOKED_BACK = 50
"""Runs among which the newest that came to anything is looked for."""


@dataclass(frozen=True)
class RoleInsights:
    """What is known of a role's ranking.

    Attributes:
        labels: how many of each kind the run learned from.
        later: runs that were made after this one, without insights of their own.
        names: of the reviewers, by member id; empty where the member may not know who marks how.
    """

    run_id: int
    made_at: datetime
    applications: int
    labels: Mapping[str, int]
    insights: Insights
    later: int
    names: Mapping[int, str]


def insights(session: Session, actor: Actor, kept: KeptRole) -> RoleInsights | None:
    """The insights of the newest run that has any; of the newest run where none has; None before the first run."""
    size = func.length(RUN.c.application_ids).label("size")
    newest = (
        select(RUN.c.id, RUN.c.made_at, RUN.c.labels, RUN.c.insights, size)
        .where(RUN.c.role_id == kept.role_id)
        .order_by(RUN.c.id.desc())
        .limit(LOOKED_BACK)
    )
    rows = session.execute(newest).all()
    if not rows:
        return None
    later = next((number for number, row in enumerate(rows) if row.insights), 0)
    row = rows[later]
    found = Insights.from_json(row.insights)
    return RoleInsights(
        run_id=row.id,
        made_at=row.made_at,
        applications=row.size // 8,
        labels=row.labels,
        insights=found,
        later=later,
        names=_names(session, found) if knows_names(actor, kept) else {},
    )


def knows_names(actor: Actor, kept: KeptRole) -> bool:
    """Whether the member is told who marks how: directors of the call and administrators are."""
    return actor.administrator or may(actor, Act.DECIDE, call_id=kept.call_id)


def _names(session: Session, found: Insights) -> dict[int, str]:
    members = [] if found.agreement is None else [one.member_id for one in found.agreement.reviewers]
    rows = session.execute(select(MEMBER.c.id, MEMBER.c.name).where(MEMBER.c.id.in_(members)))
    return {row.id: row.name for row in rows}
