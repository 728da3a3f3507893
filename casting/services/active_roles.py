"""The pools of the roles that are being ranked, kept in the process that ranks and brought up to date from the store.

What is lost with the process is read again by the next one; nothing is kept anywhere else.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from casting.domain.packing import unpacked_ids
from casting.domain.vocabulary import CriterionClass
from casting.ranking.blocks import Floats
from casting.ranking.features import Pool
from casting.ranking.question import Question
from casting.ranking.resident import ResidentPool, Stored
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, FeaturesRow, FeatureStampRow, ScoreRow, table

log = structlog.get_logger()
APPLICATION, FEATURES = table(ApplicationRow), table(FeaturesRow)
SCORE, STAMP = table(ScoreRow), table(FeatureStampRow)
AT_A_TIME = 10_000


@dataclass
class ActiveRole:
    """One role's pool, and the numbers of it that marks do not change.

    Attributes:
        seen: the stamp up to which features have been taken in.
        census: how many applications the role had then, and the sum of their ids: both are the same only as long as
            none was erased.
    """

    resident: ResidentPool = field(default_factory=ResidentPool)
    seen: int = -1
    census: tuple[int, int] = (0, 0)
    _asked: tuple[str, tuple[tuple[str, float], ...]] | None = None
    _measured: Pool | None = None
    _fits: Floats | None = None

    def bring_up_to_date(self, session: Session, role_id: int) -> None:
        """Take in what has been prepared, prepared again or erased since the last time.

        An application stays in the pool as long as it has a row of features.
        """
        stamp = session.scalars(select(STAMP.c.last)).one()
        # Read before the rows: what is erased in between is noticed the next time.
        counted = select(func.count(), func.coalesce(func.sum(SCORE.c.application_id), 0))
        census = tuple(session.execute(counted.where(SCORE.c.role_id == role_id)).one())
        if stamp > self.seen:
            self.resident.put(self._changed(session, role_id))
        if census != self.census:
            self.resident.keep_only(self._present(session, role_id))
        self.seen, self.census = stamp, (census[0], census[1])

    def _changed(self, session: Session, role_id: int) -> Iterator[Stored]:
        rows = select(FEATURES.c.application_id, FEATURES.c.packed, SCORE.c.gates_not_met).join(
            SCORE, SCORE.c.application_id == FEATURES.c.application_id
        )
        # Adding 0 keeps SQLite from looking up the role first and then sorting all rows in memory.
        wanted = rows.where(SCORE.c.role_id + 0 == role_id)
        if self.seen < 0:
            wanted = wanted.order_by(FEATURES.c.application_id)
        else:
            wanted = wanted.where(FEATURES.c.stamp > self.seen)
        for part in session.execute(wanted.execution_options(yield_per=AT_A_TIME)).partitions():
            yield Stored([row[0] for row in part], [row[1] for row in part], [row[2] > 0 for row in part])

    def _present(self, session: Session, role_id: int) -> Iterator[int]:
        rows = select(FEATURES.c.application_id).join(SCORE, SCORE.c.application_id == FEATURES.c.application_id)
        return iter(session.scalars(rows.where(SCORE.c.role_id == role_id).execution_options(yield_per=AT_A_TIME)))

    def pool(self, role: KeptRole) -> Pool:
        """The pool as the role's preferences have it."""
        return self.resident.pool(tuple(preferences(role)))

    def fits_to_breakdown(self, role: KeptRole, question: Question) -> Floats:
        """The fit of each application to what the role asks; worked out again only when one of the two has changed."""
        pool, asked = self.pool(role), (question.breakdown, tuple(sorted(question.criteria_weights.items())))
        if self._fits is None or self._measured is not pool or self._asked != asked:
            self._fits, self._measured, self._asked = question.fit_to_breakdown(pool), pool, asked
        return self._fits


@dataclass
class ActiveRoles:
    """The roles that a process has ranked so far."""

    _kept: dict[int, ActiveRole] = field(default_factory=dict)

    def of(self, session: Session, role: KeptRole) -> ActiveRole:
        """The role's pool as it is in the store now."""
        kept = self._kept.setdefault(role.role_id, ActiveRole())
        try:
            kept.bring_up_to_date(session, role.role_id)
        except BaseException:
            # What was taken in by half is read again from the store.
            del self._kept[role.role_id]
            raise
        return kept


def preferences(role: KeptRole) -> dict[str, float]:
    """The weights of the role's preferences, by key."""
    return {c.key: c.weight or 0.0 for c in role.role.criteria if c.klass is CriterionClass.PREFERENCE}


def prepare_damaged(session: Session, unreadable: Collection[int]) -> None:
    """Put applications whose stored features are damaged back among those to be prepared."""
    if unreadable:
        pending = update(APPLICATION).where(APPLICATION.c.id == bindparam("key"))
        pending = pending.values(prepared_version=0, prepare_attempts=0, prepare_after=None)
        session.execute(pending, [{"key": key} for key in sorted(unreadable)])
        log.warning("stored features are damaged and will be prepared again", applications=len(unreadable))


def changed_since(session: Session, run: Row[Any], present: Collection[int]) -> int:
    """How many applications came, were prepared again or went since a run was made.

    Args:
        run: a stored run, which may have let go of the ids of its applications: then those that went are not counted.
        present: the ids that are in the pool now.
    """
    newer = select(FEATURES.c.application_id).where(FEATURES.c.stamp > run.newest_stamp)
    changed = set(session.scalars(newer)).intersection(present)
    return len(changed) + len(set(unpacked_ids(run.application_ids)) - set(present))
