"""Which stored runs wait for something: to be completed, or to be published."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from casting.store.tables import CallRow, RankingRunRow, RoleRow, table

RUN, ROLE, CALL = table(RankingRunRow), table(RoleRow), table(CallRow)
PUBLISH_EVERY = timedelta(seconds=30)
"""The list in people's hands changes at most so often, unless one of them asks for it."""
COMPLETE_EVERY = timedelta(seconds=10)
"""What takes longer than the order is worked out at most so often between two publications."""


@dataclass(frozen=True)
class Due:
    """A role's newest run, for which something is to be done.

    Attributes:
        call, role: their slugs.
        complete: whether what takes longer has to be worked out first.
        publish: whether lists are to follow it.
    """

    run_id: int
    call: str
    role: str
    complete: bool
    publish: bool


def due_runs(session: Session, *, now: datetime, publish_every: timedelta = PUBLISH_EVERY) -> list[Due]:
    """The newest run of each role for which something is due.

    It is published where lists follow no run yet, or one that was published long enough ago; once more where a person
    had it published before it was complete.
    """
    published = case((RUN.c.published_at.is_not(None), RUN.c.id))
    newest = select(
        CALL.c.slug.label("call"),
        ROLE.c.slug.label("role"),
        func.max(RUN.c.id).label("run_id"),
        func.max(published).label("shown"),
        func.max(RUN.c.published_at).label("shown_at"),
        func.max(RUN.c.completed_at).label("completed_at"),
        func.max(case((RUN.c.completed_at.is_not(None), RUN.c.id))).label("completed"),
    )
    newest = newest.join(ROLE, ROLE.c.id == RUN.c.role_id).join(CALL, CALL.c.id == ROLE.c.call_id)
    due = []
    for row in session.execute(newest.group_by(RUN.c.role_id, CALL.c.slug, ROLE.c.slug)):
        complete, shown = row.completed == row.run_id, row.shown == row.run_id
        publish = not shown and (row.shown_at is None or now - row.shown_at >= publish_every)
        publish = publish or (shown and not complete)
        waited = row.completed_at is None or now - row.completed_at >= COMPLETE_EVERY
        if publish or (not complete and waited):
            due.append(Due(row.run_id, row.call, row.role, complete=not complete, publish=publish))
    return due
