"""What would bring an application within reach, worked out from what the published run has stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.changes import Change, Prospect, prospect_of, reach_of
from casting.domain.criteria import Answer
from casting.services.explain import Explanation
from casting.store.calls import KeptRole
from casting.store.tables import ScoreRow, table

SCORE = table(ScoreRow)


@dataclass(frozen=True)
class Outlook:
    """What would change an application's place.

    Attributes:
        reach: how many first places it is about.
        changes: the smallest ones, each of which would do alone.
    """

    prospect: Prospect
    reach: int
    changes: tuple[Change, ...] = ()


def outlook(session: Session, role: KeptRole, explained: Explanation, answers: Mapping[str, Answer]) -> Outlook:
    """What would bring the application among the first places, or that nothing would that somebody can say."""
    reach = reach_of(role.role)
    if explained.score is None or explained.scoring is None:
        return Outlook(Prospect.UNKNOWN, reach)
    prospect, found = prospect_of(
        *explained.scoring,
        role.role,
        answers,
        score=explained.score,
        boundary=_score_at(session, role, place=reach),
        gate=explained.gates_not_met > 0,
        on=role.call.reference_date,
    )
    return Outlook(prospect, reach, found)


def _score_at(session: Session, role: KeptRole, *, place: int) -> float | None:
    """The score at a place of the published order; None where fewer have been placed."""
    ordered = (
        select(SCORE.c.score)
        .where(SCORE.c.role_id == role.role_id, SCORE.c.run_id.is_not(None))
        .order_by(SCORE.c.gates_not_met, SCORE.c.score.desc(), SCORE.c.application_id)
    )
    return session.scalar(ordered.offset(place - 1).limit(1))
