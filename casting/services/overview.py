"""What an administrator sees of the calls: their roles with figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.blind import listed
from casting.domain.calls import CallPlan
from casting.store.blinds import hidden_by_role
from casting.store.calls import calls_kept
from casting.store.tables import ApplicationRow, RankingRunRow, table

APPLICATION, RUN = table(ApplicationRow), table(RankingRunRow)


@dataclass(frozen=True)
class RoleFigures:
    """A role in figures.

    Attributes:
        applications: those that were withdrawn among them, those that are held left out.
        pending: those that wait to be prepared.
        ranked_at: when the newest published run was made; None before the first.
        hidden: what is hidden from who reviews it in some stage, in words; mostly empty.
    """

    slug: str
    title: str
    applications: int
    pending: int
    ranked_at: datetime | None
    hidden: str = ""


@dataclass(frozen=True)
class CallFigures:
    """A call and its roles in figures."""

    call_id: int
    call: CallPlan
    roles: tuple[RoleFigures, ...]


def call_figures(session: Session) -> tuple[CallFigures, ...]:
    """All calls, the one that opens last first."""
    totals, pending, ranked = _totals(session), _pending(session), _ranked(session)
    hidden = hidden_by_role(session)
    return tuple(
        CallFigures(
            call_id=kept.call_id,
            call=kept.call,
            roles=tuple(
                RoleFigures(
                    slug=role.slug,
                    title=role.title,
                    applications=totals.get(kept.role_ids[role.slug], 0),
                    pending=pending.get(kept.role_ids[role.slug], 0),
                    ranked_at=ranked.get(kept.role_ids[role.slug]),
                    hidden=listed(things, role) if (things := hidden.get(kept.role_ids[role.slug])) else "",
                )
                for role in kept.call.roles
            ),
        )
        for kept in calls_kept(session)
    )


def _totals(session: Session) -> Mapping[int, int]:
    counted = select(APPLICATION.c.role_id, func.count()).where(APPLICATION.c.held_for.is_(None))
    return dict(session.execute(counted.group_by(APPLICATION.c.role_id)).all())


def _pending(session: Session) -> Mapping[int, int]:
    """Asked apart from the totals: the partial index of what is pending answers it without reading the others."""
    behind = APPLICATION.c.prepared_version < APPLICATION.c.version, APPLICATION.c.held_for.is_(None)
    counted = select(APPLICATION.c.role_id, func.count()).where(*behind).group_by(APPLICATION.c.role_id)
    return dict(session.execute(counted).all())


def _ranked(session: Session) -> Mapping[int, datetime]:
    newest = select(func.max(RUN.c.id)).where(RUN.c.published_at.is_not(None)).group_by(RUN.c.role_id)
    made = select(RUN.c.role_id, RUN.c.made_at).where(RUN.c.id.in_(newest))
    return dict(session.execute(made).all())
