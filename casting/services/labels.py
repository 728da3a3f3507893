"""What people have said of a role's applications, as the ranker takes it, and whether the published run knows it."""

from datetime import datetime, timedelta

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from casting.domain.stages import LADDER
from casting.domain.vocabulary import Opinion, Stage
from casting.ranking.labels import Label, LabelKind
from casting.store.calls import KeptRole
from casting.store.tables import (
    ApplicationRow,
    CallRow,
    DecisionRow,
    FeaturesRow,
    MarkRow,
    RankingRunRow,
    RoleRow,
    ScoreRow,
    table,
)

APPLICATION, FEATURES, SCORE = table(ApplicationRow), table(FeaturesRow), table(ScoreRow)
MARK, DECISION, RUN = table(MarkRow), table(DecisionRow), table(RankingRunRow)
ROLE, CALL = table(RoleRow), table(CallRow)
RUN_FACTS = (RUN.c.role_id, RUN.c.made_at, RUN.c.newest_mark_id, RUN.c.newest_decision_id, RUN.c.criteria_version)
ENTERED = frozenset(LADDER[LADDER.index(Stage.LONGLIST) :])
"""Stages to which a person moves what is wanted."""


def marks_of(session: Session, role: KeptRole) -> tuple[list[Label], tuple[int, ...]]:
    """The newest mark of each person on each application, as labels, and the ids of those marks."""
    newest = (
        select(func.max(MARK.c.id))
        .join(APPLICATION, APPLICATION.c.id == MARK.c.application_id)
        .where(APPLICATION.c.role_id == role.role_id)
        .group_by(MARK.c.application_id, MARK.c.member_id)
    )
    labels: list[Label] = []
    ids: list[int] = []
    for row in session.execute(select(MARK).where(MARK.c.id.in_(newest)).order_by(MARK.c.id)):
        said = {"application_id": row.application_id, "reviewer_id": row.member_id}
        if row.opinion is not None:
            labels.append(Label(kind=LabelKind(Opinion(row.opinion).value), **said))
        if row.stars is not None:
            labels.append(Label(kind=LabelKind.STARS, value=float(row.stars), **said))
        if row.opinion is not None or row.stars is not None:
            ids.append(row.id)
    return labels, tuple(ids)


def decisions_of(session: Session, role: KeptRole) -> tuple[list[Label], tuple[int, ...]]:
    """The newest decision on each application, as a label where it says something of what is wanted."""
    newest = (
        select(func.max(DECISION.c.id))
        .join(APPLICATION, APPLICATION.c.id == DECISION.c.application_id)
        .where(APPLICATION.c.role_id == role.role_id)
        .group_by(DECISION.c.application_id)
    )
    labels: list[Label] = []
    ids: list[int] = []
    for row in session.execute(select(DECISION).where(DECISION.c.id.in_(newest)).order_by(DECISION.c.id)):
        after = Stage(row.after)
        if after in ENTERED or after is Stage.RELEASED:
            labels.append(Label(row.application_id, LabelKind.STAGE, value=float(after in ENTERED)))
            ids.append(row.id)
    return labels, tuple(ids)


def stale_roles(session: Session, *, now: datetime, every: timedelta) -> list[tuple[str, str]]:
    """Roles to rank anew, as (call, role): something is newer than their published run, and that is old enough.

    What counts as newer: marks and decisions that the run did not know, criteria that changed, and prepared
    applications that it has not placed.
    """
    newest_run = select(func.max(RUN.c.id)).where(RUN.c.published_at.is_not(None)).group_by(RUN.c.role_id)
    runs = {row.role_id: row for row in session.execute(select(*RUN_FACTS).where(RUN.c.id.in_(newest_run)))}
    marks = newest_ids(session, MARK)
    decisions = newest_ids(session, DECISION)
    unplaced = set(
        session.scalars(
            select(SCORE.c.role_id)
            .join(FEATURES, FEATURES.c.application_id == SCORE.c.application_id)
            .where(SCORE.c.place.is_(None))
            .distinct()
        )
    )
    stale = []
    for role_id, criteria_version, call, role in session.execute(
        select(ROLE.c.id, ROLE.c.criteria_version, CALL.c.slug, ROLE.c.slug).join(CALL, CALL.c.id == ROLE.c.call_id)
    ):
        run = runs.get(role_id)
        known = (0, 0, 0) if run is None else (run.newest_mark_id, run.newest_decision_id, run.criteria_version)
        newer = (marks.get(role_id, 0), decisions.get(role_id, 0), criteria_version) != known
        due = run is None or now - run.made_at >= every
        if due and (role_id in unplaced or (run is not None and newer)):
            stale.append((call, role))
    return stale


def newest_ids(session: Session, rows: Table) -> dict[int, int]:
    """The newest row's id by role."""
    counted = (
        select(APPLICATION.c.role_id, func.max(rows.c.id))
        .join(APPLICATION, APPLICATION.c.id == rows.c.application_id)
        .group_by(APPLICATION.c.role_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
