"""Findings by file: every row is checked and put by, a person keeps them as one act, and takes them back as one.

A file that waits counts for nothing, and is forgotten after a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from casting.domain.blind import thing_of
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage, Standing
from casting.domain.zones import day_in
from casting.services import audit
from casting.services.findings import BATCH, FINDING, Pair, settle
from casting.services.name_masks import Mask, masks
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, CriterionRow, MemberRow, table
from casting.store.veils import unveiled

APPLICATION, APPLICANT, CRITERION = table(ApplicationRow), table(ApplicantRow), table(CriterionRow)
MEMBER = table(MemberRow)
LINES = 40
NEWEST = 10
WAITS = timedelta(days=1)
NO_FILE = "There is no such file of findings."


@dataclass(frozen=True)
class FileOfFindings:
    """A file.

    Attributes:
        rows: how many findings it brings; `unchanged`: how many of its rows say what was known already.
        by, undone_by: names; empty for a command at the terminal, and where it was not taken back.
        kept_at: None while it waits.
    """

    batch_id: int
    file_name: str
    examiner: str
    rows: int
    unchanged: int
    by: str
    checked_at: datetime
    kept_at: datetime | None
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True)
class FindingLine:
    """One of its findings; `before`: how the claim stands now, which is what it stood at while the file waits."""

    reference: str
    name: str
    criterion: str
    standing: Standing
    value: str
    note: str
    found_at: datetime
    expires_on: date | None


@dataclass(frozen=True)
class FileRecord:
    """A file with what it brings.

    Attributes:
        counts: how many findings of each criterion, by title, and standing; what is hidden is in none.
        people: how many applications they are about.
        placed: how many of these stand in the order with what is known by now.
        lines: the first few, in the file's order.
    """

    file: FileOfFindings
    counts: Sequence[tuple[str, Standing, int]]
    people: int
    placed: int
    lines: tuple[FindingLine, ...]


def keep_findings(session: Session, role: KeptRole, *, batch_id: int, member_id: int | None, now: datetime) -> None:
    """Let the findings of a file count, all of them or none; a second time changes nothing.

    Raises:
        NotFound: the role has no such file.
        Refused: it was taken back.
        Stale: somebody withdrew, or a criterion went, since it was checked.
    """
    file = _file(session, role, batch_id)
    if file.undone_at is not None:
        raise Refused("This file was taken back. Nothing was changed; hand it in again to keep it.")
    kept = (
        update(BATCH).where(BATCH.c.id == batch_id, BATCH.c.kept_at.is_(None)).values(kept_at=now, member_id=member_id)
    )
    if session.execute(kept.returning(BATCH.c.id)).one_or_none() is None:
        return
    pairs = _pairs(session, batch_id)
    if len(pairs) != file.rows:
        raise Stale("Somebody has withdrawn, or the role has changed, since this file was checked. Hand it in again.")
    settle(session, pairs, today=day_in(role.call.time_zone, now))
    _record(session, role, "kept findings from a file", file, member_id=member_id, now=now)


def undo_findings(session: Session, role: KeptRole, *, batch_id: int, member_id: int | None, now: datetime) -> None:
    """Take a whole file back: what was found before, or what applicants said, counts again. Twice changes nothing.

    What was kept by itself or with a later file stays.

    Raises:
        NotFound: the role has no such file, or nobody has kept it.
    """
    file = _file(session, role, batch_id)
    if file.kept_at is None:
        raise NotFound(NO_FILE)
    undone = update(BATCH).where(BATCH.c.id == batch_id, BATCH.c.undone_at.is_(None))
    undone = undone.values(undone_at=now, undone_by=member_id)
    if session.execute(undone.returning(BATCH.c.id)).one_or_none() is None:
        return
    every = select(FINDING.c.application_id, FINDING.c.criterion_id).where(FINDING.c.batch_id == batch_id)
    settle(
        session,
        [(row.application_id, row.criterion_id) for row in session.execute(every)],
        today=day_in(role.call.time_zone, now),
    )
    _record(session, role, "took findings of a file back", file, member_id=member_id, now=now)


def discard_findings(session: Session, role: KeptRole, *, batch_id: int) -> None:
    """Forget a file that nobody has kept. Raises NotFound where there is none."""
    gone = delete(BATCH).where(BATCH.c.id == batch_id, BATCH.c.role_id == role.role_id, BATCH.c.kept_at.is_(None))
    if session.execute(gone.returning(BATCH.c.id)).one_or_none() is None:
        raise NotFound(NO_FILE)


def forget_unkept(session: Session, *, now: datetime) -> None:
    """Forget the files that have waited for a day."""
    session.execute(delete(BATCH).where(BATCH.c.kept_at.is_(None), BATCH.c.checked_at < now - WAITS))


def newest_files(session: Session, role: KeptRole) -> tuple[FileOfFindings, ...]:
    """The last few files of the role, the newest first."""
    return tuple(map(_as_file, session.execute(_files(role).order_by(BATCH.c.id.desc()).limit(NEWEST))))


def file_record(session: Session, actor: Actor | None, role: KeptRole, *, batch_id: int) -> FileRecord:
    """A file with what it brings. Raises NotFound where the role has no such file."""
    file = _file(session, role, batch_id)
    whose = select(FINDING.c.application_id).where(FINDING.c.batch_id == batch_id)
    people = select(func.count()).where(APPLICATION.c.id.in_(whose))
    placed = people.where(APPLICATION.c.prepared_version >= APPLICATION.c.version)
    return FileRecord(
        file=file,
        counts=_counts(session, actor, role, batch_id),
        people=session.execute(people).scalar_one(),
        placed=session.execute(placed).scalar_one(),
        lines=_shown_lines(session, actor, role, batch_id),
    )


# ------------------------------------------------------------------------------------------ looking it up


def _files(role: KeptRole) -> Select[Any]:
    undoer = MEMBER.alias("undoer")
    return (
        select(
            BATCH,
            func.coalesce(MEMBER.c.name, "").label("by_name"),
            func.coalesce(undoer.c.name, "").label("undoer_name"),
        )
        .outerjoin(MEMBER, MEMBER.c.id == BATCH.c.member_id)
        .outerjoin(undoer, undoer.c.id == BATCH.c.undone_by)
        .where(BATCH.c.role_id == role.role_id)
    )


def _file(session: Session, role: KeptRole, batch_id: int) -> FileOfFindings:
    row = session.execute(_files(role).where(BATCH.c.id == batch_id)).one_or_none()
    if row is None:
        raise NotFound(NO_FILE)
    return _as_file(row)


def _as_file(row: Any) -> FileOfFindings:
    return FileOfFindings(
        batch_id=row.id,
        file_name=row.file_name,
        examiner=row.examiner,
        rows=row.rows,
        unchanged=row.unchanged,
        by=row.by_name,
        checked_at=row.checked_at,
        kept_at=row.kept_at,
        undone_by=row.undoer_name,
        undone_at=row.undone_at,
    )


def _counts(
    session: Session, actor: Actor | None, role: KeptRole, batch_id: int
) -> tuple[tuple[str, Standing, int], ...]:
    """How many of each, without what is hidden in the stage of whom it is about and those whom a conflict hides."""
    keys = (CRITERION.c.position, CRITERION.c.title, FINDING.c.standing)
    counted = (
        select(*keys, CRITERION.c.asks, APPLICATION.c.stage, func.count().label("number"))
        .join(CRITERION, CRITERION.c.id == FINDING.c.criterion_id)
        .join(APPLICATION, APPLICATION.c.id == FINDING.c.application_id)
        .where(FINDING.c.batch_id == batch_id, unveiled(APPLICATION.c.id, None if actor is None else actor.member_id))
        .group_by(*keys, CRITERION.c.asks, APPLICATION.c.stage)
        .order_by(CRITERION.c.position, FINDING.c.standing)
    )
    counts: dict[tuple[str, Standing], int] = {}
    for row in session.execute(counted):
        if thing_of(row.asks) not in role.blind.at(Stage(row.stage)):
            key = (row.title, Standing(row.standing))
            counts[key] = counts.get(key, 0) + row.number
    return tuple((title, standing, number) for (title, standing), number in counts.items())


def _lines(actor: Actor | None, role: KeptRole, batch_id: int) -> Select[Any]:
    return (
        select(FINDING, APPLICATION.c.reference, APPLICATION.c.stage, name_shown(role.blind))
        .add_columns(CRITERION.c.title, CRITERION.c.asks)
        .join(APPLICATION, APPLICATION.c.id == FINDING.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(CRITERION, CRITERION.c.id == FINDING.c.criterion_id)
        .where(FINDING.c.batch_id == batch_id, unveiled(APPLICATION.c.id, None if actor is None else actor.member_id))
        .order_by(FINDING.c.id)
        .limit(LINES)
    )


def _shown_lines(session: Session, actor: Actor | None, role: KeptRole, batch_id: int) -> tuple[FindingLine, ...]:
    """The lines, without those on what is hidden in the stage of whom they are about: a standing tells of it, too."""
    found = session.execute(_lines(actor, role, batch_id)).all()
    rows = [row for row in found if thing_of(row.asks) not in role.blind.at(Stage(row.stage))]
    mask = masks(session, role, [row.application_id for row in rows])
    return tuple(_line(row, mask[row.application_id]) for row in rows)


def _line(row: Any, mask: Mask) -> FindingLine:
    return FindingLine(
        reference=row.reference,
        name=row.name,
        criterion=row.title,
        standing=Standing(row.standing),
        value=row.value,
        note=mask(row.note),
        found_at=row.found_at,
        expires_on=row.expires_on,
    )


def _pairs(session: Session, batch_id: int) -> list[Pair]:
    """What the file speaks of, and of whom, without those who have withdrawn."""
    there = (
        select(FINDING.c.application_id, FINDING.c.criterion_id)
        .join(APPLICATION, APPLICATION.c.id == FINDING.c.application_id)
        .where(FINDING.c.batch_id == batch_id, APPLICATION.c.stage != Stage.WITHDRAWN.value)
    )
    return [(row.application_id, row.criterion_id) for row in session.execute(there)]


def _record(
    session: Session, role: KeptRole, act: str, file: FileOfFindings, *, member_id: int | None, now: datetime
) -> None:
    subject = f"{role.call.slug}/{role.role.slug}"
    detail: audit.Detail = {"file": file.file_name, "batch": file.batch_id, "count": file.rows}
    audit.record(session, act=act, subject=subject, detail=detail, member_id=member_id, now=now)
