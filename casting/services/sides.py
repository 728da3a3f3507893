"""Sides: pages of the script for a stage of a role, added, released and taken back by a person; sent by nobody.

They are seen by whose application stands in their stage or above, while they are released. The same condition says who
is shown them, who gets the file and whose opening is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.stages import LADDER, from_on
from casting.domain.vocabulary import Stage
from casting.forms.sides import SIDES_STAGES, SidesForm
from casting.services import audit
from casting.services.apply import Upload
from casting.services.review import stage_counts
from casting.store.calls import KeptRole
from casting.store.sides import APPLICATION, SIDES, seen_by_applicant
from casting.store.tables import MemberRow, SidesOpeningRow, table
from casting.store.veils import unveiled

OPENING, MEMBER = table(SidesOpeningRow), table(MemberRow)
MOST = 50
"""Sides of one role."""
GONE = "There are no such sides. Perhaps they were removed meanwhile."


@dataclass(frozen=True)
class Sides:
    """Sides as the team sees them.

    Attributes:
        size: of the file, in bytes.
        released_at: since when whoever stands in the stage or above sees them; None where nobody does.
        opened: how many of those who stand there, and whom the member may see, have opened them.
    """

    sides_id: int
    stage: Stage
    title: str
    instructions: str
    digest: str
    file_name: str
    size: int
    added_at: datetime
    added_by: str
    released_at: datetime | None
    released_by: str
    opened: int = 0


def sides_of(session: Session, actor: Actor, role: KeptRole) -> tuple[Sides, ...]:
    """All sides of a role, by stage, the oldest first."""
    opened = _opened(session, actor, role)
    found = [_sides(row, opened) for row in session.execute(_rows(role))]
    return tuple(sorted(found, key=lambda sides: (LADDER.index(sides.stage), sides.sides_id)))


def one_of(session: Session, actor: Actor, role: KeptRole, *, sides_id: int) -> Sides:
    """Sides of a role. Raises NotFound where it has none of that key."""
    row = session.execute(_rows(role).where(SIDES.c.id == sides_id)).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return _sides(row, _opened(session, actor, role))


def readers(session: Session, actor: Actor, role: KeptRole) -> Mapping[Stage, int]:
    """By stage, how many of those whom the member may see stand in it or above: who reads what is released to it."""
    counts = stage_counts(session, role, actor)
    return {stage: sum(counts.get(above, 0) for above in from_on(stage)) for stage in SIDES_STAGES}


def add_sides(
    session: Session, actor: Actor, role: KeptRole, said: SidesForm, upload: Upload, *, size: int, now: datetime
) -> None:
    """Keep sides; nobody but the team sees them yet. Raises Refused where the role has too many."""
    if (session.scalar(select(func.count()).where(SIDES.c.role_id == role.role_id)) or 0) >= MOST:
        raise Refused(f"A role has at most {MOST} sides: remove some before you add more. Nothing was kept.")
    own = {"role_id": role.role_id, "added_at": now, "added_by": actor.member_id}
    session.execute(insert(SIDES).values(**_told(said, upload.file_name), **_file(upload, size), **own))
    _log(session, actor, role, "added sides", said.stage, now=now)


def change_sides(
    session: Session,
    actor: Actor,
    role: KeptRole,
    said: SidesForm,
    upload: Upload | None,
    *,
    sides_id: int,
    size: int,
    now: datetime,
) -> None:
    """Change what is said of sides, or their file. Who reads them sees it at once; a new file nobody has opened yet.

    The stage stays. Raises NotFound where they were removed meanwhile.
    """
    before = one_of(session, actor, role, sides_id=sides_id)
    columns = {**_told(said, before.file_name), "stage": before.stage.value}
    if upload is not None:
        columns |= _file(upload, size)
        session.execute(delete(OPENING).where(OPENING.c.sides_id == sides_id))
    session.execute(update(SIDES).where(SIDES.c.id == sides_id).values(columns))
    act = "changed sides" if upload is None else "replaced the file of sides"
    _log(session, actor, role, act, before.stage, now=now)


def remove_sides(session: Session, actor: Actor, role: KeptRole, *, sides_id: int, now: datetime) -> None:
    """Remove sides for good. Raises NotFound where they were removed meanwhile."""
    before = one_of(session, actor, role, sides_id=sides_id)
    session.execute(delete(SIDES).where(SIDES.c.id == sides_id))
    _log(session, actor, role, "removed sides", before.stage, now=now)


def release_sides(session: Session, actor: Actor, role: KeptRole, *, stage: Stage, now: datetime) -> int:
    """Show all sides of a stage to who stands in it or above; how many sides that were. Sends nothing.

    Raises Refused where all of them are released, or there are none.
    """
    waiting = (SIDES.c.role_id == role.role_id, SIDES.c.stage == stage.value, SIDES.c.released_at.is_(None))
    released = update(SIDES).where(*waiting).values(released_at=now, released_by=actor.member_id)
    number = len(session.execute(released.returning(SIDES.c.id)).all())
    if not number:
        raise Refused(f"There are no sides of {stage} that are not released yet. Nothing was changed.")
    _log(session, actor, role, "released sides", stage, now=now, sides=number)
    return number


def take_sides_back(session: Session, actor: Actor, role: KeptRole, *, stage: Stage, now: datetime) -> int:
    """Show the sides of a stage to no applicant any more; how many sides that were. Raises Refused where none are."""
    shown = (SIDES.c.role_id == role.role_id, SIDES.c.stage == stage.value, SIDES.c.released_at.is_not(None))
    taken = update(SIDES).where(*shown).values(released_at=None, released_by=None)
    number = len(session.execute(taken.returning(SIDES.c.id)).all())
    if not number:
        raise Refused(f"No sides of {stage} are released. Nothing was changed.")
    _log(session, actor, role, "took sides back", stage, now=now, sides=number)
    return number


def _rows(role: KeptRole) -> Select[Any]:
    by, releaser = MEMBER.alias("by"), MEMBER.alias("releaser")
    joined = SIDES.join(by, by.c.id == SIDES.c.added_by).outerjoin(releaser, releaser.c.id == SIDES.c.released_by)
    named = (by.c.name.label("added_name"), releaser.c.name.label("released_name"))
    return select(SIDES, *named).select_from(joined).where(SIDES.c.role_id == role.role_id)


def _sides(row: Any, opened: Mapping[int, int]) -> Sides:
    return Sides(
        sides_id=row.id,
        stage=Stage(row.stage),
        title=row.title,
        instructions=row.instructions,
        digest=row.original,
        file_name=row.file_name,
        size=row.size,
        added_at=row.added_at,
        added_by=row.added_name,
        released_at=row.released_at,
        released_by=row.released_name or "",
        opened=opened.get(row.id, 0),
    )


def _opened(session: Session, actor: Actor, role: KeptRole) -> Mapping[int, int]:
    """How many of those who see them, and whom the member may see, have opened sides, by their key."""
    counted = (
        select(OPENING.c.sides_id, func.count().label("number"))
        .join(APPLICATION, APPLICATION.c.id == OPENING.c.application_id)
        .join(SIDES, SIDES.c.id == OPENING.c.sides_id)
        .where(SIDES.c.role_id == role.role_id, seen_by_applicant(), unveiled(APPLICATION.c.id, actor.member_id))
        .group_by(OPENING.c.sides_id)
    )
    return {row.sides_id: row.number for row in session.execute(counted)}


def _told(said: SidesForm, file_name: str) -> dict[str, Any]:
    title = said.title or PurePath(file_name).stem
    return {"stage": said.stage.value, "title": title, "instructions": said.instructions}


def _file(upload: Upload, size: int) -> dict[str, Any]:
    return {"original": upload.digest, "file_name": upload.file_name, "size": size}


def _log(
    session: Session, actor: Actor, role: KeptRole, act: str, stage: Stage, *, now: datetime, sides: int = 1
) -> None:
    subject = f"{role.call.slug}/{role.role.slug}"
    detail: audit.Detail = {"stage": stage.value, "sides": sides}
    audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)
