"""Which applications see which sides: one condition for her page, the file, the counts and the letters."""

from sqlalchemy import ColumnElement, and_, or_

from casting.domain.stages import LADDER, from_on
from casting.store.tables import ApplicationRow, SidesRow, table

APPLICATION, SIDES = table(ApplicationRow), table(SidesRow)


def seen_by_applicant() -> ColumnElement[bool]:
    """Whether the applicant of an application sees sides of its role; for a statement that joins both.

    They are released, the application stands in their stage or above, and is not held for another one.
    """
    there = (
        and_(SIDES.c.stage == stage.value, APPLICATION.c.stage.in_([above.value for above in from_on(stage)]))
        for stage in LADDER
    )
    released = SIDES.c.released_at.is_not(None) & APPLICATION.c.held_for.is_(None)
    return released & (SIDES.c.role_id == APPLICATION.c.role_id) & or_(*there)
