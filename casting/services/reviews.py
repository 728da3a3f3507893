"""In what order people have looked at a role's applications, and which of them they met by chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.vocabulary import Opinion
from casting.ranking.question import wishes_by_application
from casting.ranking.queue import Review
from casting.services.labels import DECISION, MARK, Said
from casting.store.applications import of_role
from casting.store.tables import LookRow, table

LOOK = table(LookRow)
LIKED = 4
"""Stars from which a mark without an opinion counts as a pick."""


@dataclass(frozen=True)
class Reviews:
    """What has been looked at.

    Attributes:
        reviews: one for each application that something was said of, in the order of the first word on each.
        passes_in_a_row: marks since the last pick.
    """

    reviews: tuple[Review, ...]
    passes_in_a_row: int

    @classmethod
    def of(cls, session: Session, role_id: int, said: Said) -> "Reviews":
        """Of what people said of this role."""
        first: dict[int, tuple[datetime, int]] = {}
        passes = 0
        marks = select(MARK.c.application_id, MARK.c.member_id, MARK.c.marked_at, MARK.c.opinion, MARK.c.stars)
        for row in session.execute(of_role(marks, MARK, role_id).order_by(MARK.c.id)):
            first.setdefault(row.application_id, (row.marked_at, row.member_id))
            if (row.opinion, row.stars) != (None, None):
                liked = row.opinion == Opinion.PICK.value or (row.opinion is None and row.stars >= LIKED)
                passes = 0 if liked else passes + 1
        decisions = select(DECISION.c.application_id, DECISION.c.member_id, DECISION.c.decided_at)
        for row in session.execute(of_role(decisions, DECISION, role_id).order_by(DECISION.c.id)):
            told = first.get(row.application_id)
            if told is None or row.decided_at < told[0]:
                first[row.application_id] = (row.decided_at, row.member_id)
        return cls(tuple(_ordered(session, role_id, first, wishes_by_application(said.labels))), passes)


def _ordered(
    session: Session, role_id: int, first: Mapping[int, tuple[datetime, int]], wishes: Mapping[int, float]
) -> list[Review]:
    looks = select(LOOK.c.application_id, LOOK.c.member_id, LOOK.c.looked_at)
    by_chance = {
        (row.application_id, row.member_id)
        for row in session.execute(of_role(looks.where(LOOK.c.random), LOOK, role_id))
        if row.application_id in first and row.looked_at <= first[row.application_id][0]
    }
    spoken_of = sorted(wishes, key=lambda application_id: (first[application_id][0], application_id))
    return [Review(key, wishes[key] > 0.5, (key, first[key][1]) in by_chance) for key in spoken_of]
