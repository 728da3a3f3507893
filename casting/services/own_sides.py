"""The sides that an applicant sees on her own page, and gets: those released to where she stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.domain.said import said
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.store.once import insert_once
from casting.store.sides import APPLICATION, SIDES, seen_by_applicant
from casting.store.tables import SidesOpeningRow

GONE = said("These sides are not here for you any more. Perhaps the casting team has taken them back.")


@dataclass(frozen=True)
class OwnSides:
    """Sides as an applicant sees them; `size` in bytes."""

    sides_id: int
    stage: Stage
    title: str
    instructions: str
    digest: str
    file_name: str
    size: int


def own_sides(session: Session, *, reference: str) -> tuple[OwnSides, ...]:
    """What is released to where the application stands, the newest stage first; the caller has checked her key."""
    found = [_own(row) for row in session.execute(_seen(reference))]
    return tuple(sorted(found, key=lambda sides: (-LADDER.index(sides.stage), sides.sides_id)))


def own_document(session: Session, *, reference: str, sides_id: int) -> OwnSides:
    """The same of one; the caller has checked her key. Raises NotFound where she does not see it."""
    row = session.execute(_seen(reference).where(SIDES.c.id == sides_id)).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return _own(row)


def open_sides(session: Session, *, reference: str, sides_id: int, now: datetime) -> None:
    """Keep that she opened them, the first time; the caller has checked her key. Raises as `own_document` does."""
    row = session.execute(_seen(reference).where(SIDES.c.id == sides_id)).one_or_none()
    if row is None:
        raise NotFound(GONE)
    opening = {"sides_id": sides_id, "application_id": row.application_id, "opened_at": now}
    insert_once(session, SidesOpeningRow, opening, unique=("sides_id", "application_id"))


def _seen(reference: str) -> Select[Any]:
    joined = SIDES.join(APPLICATION, APPLICATION.c.role_id == SIDES.c.role_id)
    wanted = select(SIDES, APPLICATION.c.id.label("application_id")).select_from(joined)
    return wanted.where(APPLICATION.c.reference == reference, seen_by_applicant())


def _own(row: Any) -> OwnSides:
    return OwnSides(
        sides_id=row.id,
        stage=Stage(row.stage),
        title=row.title,
        instructions=row.instructions,
        digest=row.original,
        file_name=row.file_name,
        size=row.size,
    )
