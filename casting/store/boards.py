"""Who stands first in each stage of a role."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.search_tree import StageIs
from casting.domain.vocabulary import Lens, Stage
from casting.store.applications import Query, first
from casting.store.calls import KeptRole
from casting.store.lenses import ORDERS
from casting.store.tables import ApplicationRow, ScoreRow, table
from casting.store.veils import unveiled

APPLICATION, SCORE = table(ApplicationRow), table(ScoreRow)
CROWDED = 4
"""A stage with more than one in so many of a role's applications: its first few are soon met in the role's order."""


def first_of_stages(
    session: Session, role: KeptRole, counts: Mapping[Stage, int], *, member_id: int, most: int
) -> dict[Stage, tuple[int, ...]]:
    """The ids at the start of each stage, in the published order; at most 4 queries.

    Going through the order of 100,000 for the one who is booked would read them all: a stage that holds few is read
    by its own index and put in order by itself.

    Args:
        counts: how many stand in each stage.
        member_id: who looks.
    """
    total = sum(counts.values())
    crowded = {stage for stage, count in counts.items() if count * CROWDED > total}
    found = {
        stage: tuple(first(session, Query(role, member_id, StageIs(stage), Lens.RANKED), most=most))
        for stage in crowded
    }
    return found | _of_few(session, role, set(counts) - crowded, member_id=member_id, most=most)


def _of_few(
    session: Session, role: KeptRole, stages: set[Stage], *, member_id: int, most: int
) -> dict[Stage, tuple[int, ...]]:
    if not stages:
        return {}
    place = func.row_number().over(partition_by=APPLICATION.c.stage, order_by=ORDERS[Lens.RANKED].clauses())
    standing = (
        select(APPLICATION.c.id, APPLICATION.c.stage, place.label("place"))
        .join(SCORE, SCORE.c.application_id == APPLICATION.c.id)
        .where(
            APPLICATION.c.role_id == role.role_id,
            APPLICATION.c.held_for.is_(None),
            unveiled(APPLICATION.c.id, member_id),
            APPLICATION.c.stage.in_([stage.value for stage in stages]),
        )
        .subquery()
    )
    found: dict[Stage, tuple[int, ...]] = {}
    rows = select(standing.c.id, standing.c.stage).where(standing.c.place <= most)
    for row in session.execute(rows.order_by(standing.c.stage, standing.c.place)):
        found[Stage(row.stage)] = (*found.get(Stage(row.stage), ()), row.id)
    return found
