"""What would bring an application within reach, worked out from what the published run has stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.changes import Change, reach_of, smallest_changes
from casting.domain.criteria import Answer
from casting.services.explain import Explanation
from casting.store.calls import KeptRole
from casting.store.tables import ScoreRow, table

SCORE = table(ScoreRow)


class Prospect(StrEnum):
    """Whether an answer given otherwise would bring an application among the first places that a band speaks of."""

    WITHIN = "within"
    GATE = "gate"
    CHANGES = "changes"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


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
    if explained.gates_not_met:
        return Outlook(Prospect.GATE, reach)
    boundary = _score_at(session, role, place=reach)
    if boundary is None or explained.score >= boundary:
        return Outlook(Prospect.WITHIN, reach)
    model, row = explained.scoring
    found = smallest_changes(
        model, row, role.role, answers, needed=boundary - explained.score, on=role.call.reference_date
    )
    return Outlook(Prospect.CHANGES if found else Prospect.NOTHING, reach, found)


def _score_at(session: Session, role: KeptRole, *, place: int) -> float | None:
    """The score at a place of the published order; None where fewer have been placed."""
    ordered = (
        select(SCORE.c.score)
        .where(SCORE.c.role_id == role.role_id, SCORE.c.run_id.is_not(None))
        .order_by(SCORE.c.gates_not_met, SCORE.c.score.desc(), SCORE.c.application_id)
    )
    return session.scalar(ordered.offset(place - 1).limit(1))
