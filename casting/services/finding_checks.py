"""Checking a file of findings: every row against the role, against who applied, and against what is known already."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BufferedReader
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from casting.domain.errors import Refused
from casting.domain.vocabulary import Stage
from casting.domain.zones import day_in
from casting.forms.finding_rows import FindingChecker, positions_of
from casting.forms.finding_rows import FindingRow as CheckedRow
from casting.forms.imported import RowFault
from casting.forms.sheet import Sheet, SheetFault, open_sheet
from casting.services.findings import BATCH, FINDING, newest
from casting.services.importing import MOST_SHOWN, RowsRefused
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, table

APPLICATION = table(ApplicationRow)
MOST_ROWS = 20_000
"""Rows of one file: more come in several."""
AT_ONCE = 500


def check_findings(
    session: Session,
    role: KeptRole,
    *,
    file: BufferedReader,
    file_name: str,
    examiner: str,
    member_id: int | None,
    now: datetime,
) -> int:
    """Check every row of a file and put its findings by, where they count for nothing yet; the key of the file.

    The very file that was kept before, and not taken back, is not put by again: its key is returned.

    Args:
        file: CSV from its start, plain or gzipped.
        examiner: who found it.

    Raises:
        SheetFault: the file cannot be read, or has too many rows.
        RowsRefused: rows are at fault: all of them counted, the first 50 told.
        Refused: nobody is named as examiner, or the file says nothing that is not known.
    """
    if not examiner.strip():
        raise Refused("Say who found it, such as the name of the examiner or the clinic. Nothing was kept.")
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    before = _kept_before(session, role, digest)
    if before is not None:
        return before
    rows, faults, total = _read(open_sheet(file), role, today=day_in(role.call.time_zone, now))
    ids, more = _applications(session, role, rows)
    checked, later = _beside_known(session, role, [row for row in rows if row.reference in ids], ids)
    faults = sorted([*faults, *more, *later], key=lambda fault: fault.row)
    if faults:
        raise RowsRefused(faults[:MOST_SHOWN], rows=len({fault.row for fault in faults}), total=total)
    if not checked:
        raise Refused("All of this is known already, so there is nothing to keep. Nothing was changed.")
    waiting = BATCH.c.kept_at.is_(None) & (BATCH.c.role_id == role.role_id) & (BATCH.c.digest == digest)
    session.execute(delete(BATCH).where(waiting))
    line: dict[str, Any] = {"role_id": role.role_id, "member_id": member_id, "file_name": file_name, "digest": digest}
    line |= {"examiner": examiner, "rows": len(checked), "unchanged": len(rows) - len(checked), "checked_at": now}
    batch_id = int(session.execute(insert(BATCH).values(line).returning(BATCH.c.id)).scalar_one())
    whose = {"batch_id": batch_id, "member_id": member_id, "examiner": examiner, "kept_at": now}
    values = [whose | _finding(role, row, ids[row.reference]) for row in checked]
    for first in range(0, len(values), AT_ONCE):
        session.execute(insert(FINDING), values[first : first + AT_ONCE])
    return batch_id


def _kept_before(session: Session, role: KeptRole, digest: str) -> int | None:
    """The key of the very same file, where it stands."""
    stands = BATCH.c.kept_at.is_not(None) & BATCH.c.undone_at.is_(None)
    found: int | None = session.scalar(
        select(BATCH.c.id).where(BATCH.c.role_id == role.role_id, BATCH.c.digest == digest, stands)
    )
    return found


def _read(sheet: Sheet, role: KeptRole, *, today: date) -> tuple[list[CheckedRow], list[RowFault], int]:
    """The checked rows, what is wrong with the others, and how many there are."""
    positions, _ = positions_of(sheet.columns)
    questions = {question.key: question for question in role.role.questions}
    on = role.call.reference_date
    checker = FindingChecker(positions, len(sheet.columns), role.role.criteria, questions, today=today, on=on)
    rows: list[CheckedRow] = []
    faults: list[RowFault] = []
    total = 0
    for total, row in enumerate(sheet.rows, start=1):
        if total > MOST_ROWS:
            raise SheetFault(f"The file has more than {MOST_ROWS:,} rows. Divide it, and hand the parts in one by one.")
        checked = checker.check(row)
        if isinstance(checked, CheckedRow):
            rows.append(checked)
        else:
            faults += checked
    if not total:
        raise SheetFault("The file has no rows but that of the columns' names, so there is nothing to keep.")
    return rows, faults, total


def _applications(
    session: Session, role: KeptRole, rows: Sequence[CheckedRow]
) -> tuple[dict[str, int], list[RowFault]]:
    """The application of each reference, and the rows that are about nobody."""
    named = sorted({row.reference for row in rows})
    found: dict[str, tuple[int, Stage]] = {}
    for first in range(0, len(named), AT_ONCE):
        wanted = select(APPLICATION.c.reference, APPLICATION.c.id, APPLICATION.c.stage).where(
            APPLICATION.c.reference.in_(named[first : first + AT_ONCE]),
            APPLICATION.c.role_id == role.role_id,
            APPLICATION.c.held_for.is_(None),
        )
        found |= {row.reference: (row.id, Stage(row.stage)) for row in session.execute(wanted)}
    faults = []
    for row in rows:
        if row.reference not in found:
            reason = "No application for this role has this reference. Compare it with the list; a letter may be wrong."
            faults.append(RowFault(row.number, "reference", row.reference, reason))
        elif found[row.reference][1] is Stage.WITHDRAWN:
            reason = "She has withdrawn, so nothing more is kept of her. Take the row out."
            faults.append(RowFault(row.number, "reference", row.reference, reason))
    ids = {reference: key for reference, (key, stage) in found.items() if stage is not Stage.WITHDRAWN}
    return ids, faults


def _beside_known(
    session: Session, role: KeptRole, rows: Sequence[CheckedRow], ids: Mapping[str, int]
) -> tuple[list[CheckedRow], list[RowFault]]:
    """The rows that say something new, and those that would take the place of a later finding."""
    zone = ZoneInfo(role.call.time_zone)
    pairs = {row.number: (ids[row.reference], role.criterion_ids[row.criterion]) for row in rows}
    known = newest(session, list(pairs.values()))
    new, faults = [], []
    for row in rows:
        before = known.get(pairs[row.number])
        if before is not None and before.found_at.astimezone(zone).date() > row.found_on:
            day = before.found_at.astimezone(zone).date().isoformat()
            reason = f"There is a later finding, of {day} by {before.examiner}. Take the row out, or correct its date."
            faults.append(RowFault(row.number, "date", row.found_on.isoformat(), reason))
        elif before is None or _said(row, zone) != _known(before):
            new.append(row)
    return new, faults


def _said(row: CheckedRow, zone: ZoneInfo) -> tuple[object, ...]:
    return (row.standing.value, row.value, row.note, _noon(row.found_on, zone), row.expires_on)


def _known(row: Any) -> tuple[object, ...]:
    return (row.standing, row.value, row.note, row.found_at, row.expires_on)


def _finding(role: KeptRole, row: CheckedRow, application_id: int) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "criterion_id": role.criterion_ids[row.criterion],
        "standing": row.standing.value,
        "value": row.value,
        "fit": row.fit,
        "note": row.note,
        "found_at": _noon(row.found_on, ZoneInfo(role.call.time_zone)),
        "expires_on": row.expires_on,
    }


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone)
