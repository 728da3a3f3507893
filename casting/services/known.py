"""All that a run reads of one role: what it asks for, its pool, and what people said, now or when a run was made."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from casting.domain.packing import packed_ids, unpacked_ids
from casting.ranking.features import Pool
from casting.ranking.question import Question
from casting.ranking.scorer import Recipe
from casting.services.active_roles import ActiveRole, ActiveRoles, preferences
from casting.services.labels import Newest, Said
from casting.services.reviews import Reviews
from casting.store.calls import KeptRole


@dataclass(frozen=True)
class Known:
    """What a run is made from.

    Attributes:
        newest: what there was when `said` was read.
    """

    role: KeptRole
    active: ActiveRole
    question: Question
    said: Said
    newest: Newest
    reviews: Reviews

    @property
    def pool(self) -> Pool:
        """The applications as matrices."""
        return self.active.pool(self.role)

    @property
    def provenance(self) -> tuple[str, int, bytes, bytes, bytes]:
        """What tells one run's inputs from another's: features, criteria, marks, decisions, comparisons."""
        return (
            self.active.resident.digest,
            self.role.criteria_version,
            packed_ids(self.said.mark_ids),
            packed_ids(self.said.decision_ids),
            packed_ids(self.said.comparison_ids),
        )


def read_known(
    session: Session, role: KeptRole, active: ActiveRoles, *, recipe: Recipe, run: Row[Any] | None = None
) -> Known:
    """Read what is known of a role at present.

    Args:
        active: the pools that this process keeps; what has changed in the store is taken in.
        run: a stored run whose marks, decisions and comparisons are read instead of the present ones.
    """
    newest = Newest.of(session, role.role_id)
    said = Said.of(session, role.role_id) if run is None else _said_then(session, run)
    question = Question(role.role.breakdown, preferences(role), said.labels, said.comparisons, recipe)
    reviews = Reviews.of(session, role.role_id, said)
    return Known(role, active.of(session, role), question, said, newest, reviews)


def _said_then(session: Session, run: Row[Any]) -> Said:
    return Said.again(
        session,
        mark_ids=unpacked_ids(run.mark_ids),
        decision_ids=unpacked_ids(run.decision_ids),
        comparison_ids=unpacked_ids(run.comparison_ids),
    )
