"""What people have said of a role's applications, as the ranker takes it, and whether the newest run knows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, exists, func, select
from sqlalchemy.orm import Session

from casting.domain.stages import LADDER
from casting.domain.vocabulary import Opinion, Stage
from casting.ranking.labels import Comparison, Label, LabelKind
from casting.store.applications import of_role
from casting.store.tables import (
    ApplicationRow,
    CallRow,
    ComparisonRow,
    DecisionRow,
    FeaturesRow,
    FeatureStampRow,
    MarkRow,
    RankingRunRow,
    RoleRow,
    ScoreRow,
    table,
)
from casting.store.veils import CONFLICT, conflict_changes, free_of_conflict

APPLICATION, FEATURES, SCORE = table(ApplicationRow), table(FeaturesRow), table(ScoreRow)
MARK, DECISION, COMPARISON = table(MarkRow), table(DecisionRow), table(ComparisonRow)
RUN, ROLE, CALL, STAMP = table(RankingRunRow), table(RoleRow), table(CallRow), table(FeatureStampRow)
ENTERED = frozenset(LADDER[LADDER.index(Stage.LONGLIST) :])
"""Stages to which a person moves what is wanted."""
AT_A_TIME = 10_000


@dataclass(frozen=True)
class Newest:
    """The newest row of each kind that was there of a role; 0 where there was none.

    Attributes:
        conflict_changes: how often a conflict of interest was declared or ended.
    """

    mark_id: int = 0
    decision_id: int = 0
    comparison_id: int = 0
    conflict_changes: int = 0

    @classmethod
    def of(cls, session: Session, role_id: int) -> "Newest":
        """At present. Read it before what it speaks of: what comes in between is then known and not missed."""
        compared = session.scalar(select(func.max(COMPARISON.c.id)).where(COMPARISON.c.role_id == role_id))
        marked, decided = (
            session.scalar(of_role(select(func.max(rows.c.id)), rows, role_id)) for rows in (MARK, DECISION)
        )
        return cls(marked or 0, decided or 0, compared or 0, conflict_changes(session, role_id))


@dataclass(frozen=True)
class Said:
    """What people said of a role.

    Attributes:
        mark_ids, decision_ids, comparison_ids: the rows that labels and comparisons come from.
    """

    labels: tuple[Label, ...]
    comparisons: tuple[Comparison, ...]
    mark_ids: tuple[int, ...]
    decision_ids: tuple[int, ...]
    comparison_ids: tuple[int, ...]

    @classmethod
    def of(cls, session: Session, role_id: int) -> "Said":
        """The newest mark of each person on each application, the newest decision, the newest word on each pair.

        Marks of those who have left the team count like all others; what somebody said of an application with which
        she has a conflict of interest does not count while that stands.
        """
        marked = of_role(select(func.max(MARK.c.id)), MARK, role_id).group_by(MARK.c.application_id, MARK.c.member_id)
        marked = marked.where(free_of_conflict(MARK.c.application_id, MARK.c.member_id))
        decided = of_role(select(func.max(DECISION.c.id)), DECISION, role_id).group_by(DECISION.c.application_id)
        decided = decided.where(free_of_conflict(DECISION.c.application_id, DECISION.c.member_id))
        # The lesser of the two first: "A over B" and "B over A" are words on the same pair.
        pair = [_lesser(session, COMPARISON.c.winner_id, COMPARISON.c.loser_id), COMPARISON.c.member_id]
        pair.append(COMPARISON.c.winner_id + COMPARISON.c.loser_id)
        sides = (COMPARISON.c.winner_id, COMPARISON.c.loser_id)
        counts = (free_of_conflict(side, COMPARISON.c.member_id) for side in sides)
        compared = select(func.max(COMPARISON.c.id)).where(COMPARISON.c.role_id == role_id, *counts).group_by(*pair)
        return cls.again(
            session,
            mark_ids=session.scalars(marked).all(),
            decision_ids=session.scalars(decided).all(),
            comparison_ids=session.scalars(compared).all(),
        )

    @classmethod
    def again(
        cls, session: Session, *, mark_ids: Sequence[int], decision_ids: Sequence[int], comparison_ids: Sequence[int]
    ) -> "Said":
        """What these rows say; rows that say nothing about what is wanted, and those erased since, are left out."""
        marks = [row for row in _rows(session, MARK, mark_ids) if (row.opinion, row.stars) != (None, None)]
        decisions = [row for row in _rows(session, DECISION, decision_ids) if _tells(Stage(row.after))]
        comparisons = [row for row in _rows(session, COMPARISON, comparison_ids) if not row.withdrawn]
        return cls(
            labels=(*(label for row in marks for label in _labels(row)), *(_stage(row) for row in decisions)),
            comparisons=tuple(
                Comparison(row.winner_id, row.loser_id, reviewer_id=row.member_id) for row in comparisons
            ),
            mark_ids=tuple(row.id for row in marks),
            decision_ids=tuple(row.id for row in decisions),
            comparison_ids=tuple(row.id for row in comparisons),
        )


def _lesser(session: Session, one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return func.min(one, other) if session.get_bind().dialect.name == "sqlite" else func.least(one, other)


def _rows(session: Session, rows: Table, ids: Sequence[int]) -> Iterator[Row[Any]]:
    """The rows with these keys, ascending."""
    ascending = sorted(ids)
    for first in range(0, len(ascending), AT_A_TIME):
        some = ascending[first : first + AT_A_TIME]
        yield from session.execute(select(rows).where(rows.c.id.in_(some)).order_by(rows.c.id))


def _labels(mark: Row[Any]) -> Iterator[Label]:
    said = {"application_id": mark.application_id, "reviewer_id": mark.member_id}
    if mark.opinion is not None:
        yield Label(kind=LabelKind(Opinion(mark.opinion).value), **said)
    if mark.stars is not None:
        yield Label(kind=LabelKind.STARS, value=float(mark.stars), **said)


def _tells(after: Stage) -> bool:
    """Whether a move to this stage says something of what is wanted."""
    return after in ENTERED or after is Stage.RELEASED


def _stage(decision: Row[Any]) -> Label:
    return Label(decision.application_id, LabelKind.STAGE, value=float(Stage(decision.after) in ENTERED))


# ------------------------------------------------------------------------------------------------ staleness


def pulse(session: Session) -> tuple[Any, ...]:
    """Numbers that change whenever a role may have become stale; read in no time, however much there is."""
    newest = (
        select(func.max(rows.c.id)).scalar_subquery() for rows in (MARK, DECISION, COMPARISON, RUN, ROLE, CONFLICT)
    )
    ended = select(func.count(CONFLICT.c.ended_at)).scalar_subquery()
    versions = select(func.sum(ROLE.c.criteria_version)).scalar_subquery()
    return tuple(session.execute(select(*newest, ended, versions, select(STAMP.c.last).scalar_subquery())).one())


def stale_roles(session: Session) -> list[tuple[str, str]]:
    """Roles to rank anew, as (call, role): there is something that their newest run, published or not, did not know.

    That is marks, decisions and comparisons, changed criteria, and applications that were prepared since.
    """
    last = select(func.max(RUN.c.id)).group_by(RUN.c.role_id)
    facts = (
        *(RUN.c[name] for name in ("role_id", "conflict_changes", "newest_stamp", "criteria_version")),
        *(RUN.c[f"newest_{kind}_id"] for kind in ("mark", "decision", "comparison")),
    )
    known = {row.role_id: row for row in session.execute(select(*facts).where(RUN.c.id.in_(last)))}
    roles = select(ROLE.c.id, ROLE.c.criteria_version, CALL.c.slug, ROLE.c.slug).join(CALL, CALL.c.id == ROLE.c.call_id)
    stale = []
    for role_id, version, call, role in session.execute(roles).all():
        run = known.get(role_id)
        if run is None:
            newer = _has_features(session, role_id)
        else:
            seen = Newest(run.newest_mark_id, run.newest_decision_id, run.newest_comparison_id, run.conflict_changes)
            newer = version != run.criteria_version or seen != Newest.of(session, role_id)
            newer = newer or _has_features(session, role_id, since=run.newest_stamp)
        if newer:
            stale.append((call, role))
    return stale


def _has_features(session: Session, role_id: int, *, since: int | None = None) -> bool:
    rows = SCORE.join(FEATURES, FEATURES.c.application_id == SCORE.c.application_id)
    if since is None:
        wanted = SCORE.c.role_id == role_id
    else:
        wanted = (FEATURES.c.stamp > since) & (SCORE.c.role_id + 0 == role_id)
    return bool(session.scalar(select(exists(select(1).select_from(rows).where(wanted)))))
