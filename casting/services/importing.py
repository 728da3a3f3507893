"""Importing a sheet: first every row is checked, with nothing locked; then all of them are kept, or none.

A checked row waits in a temporary file that has no name, so that a sheet of any size fits, and so that the database is
locked for the writing alone.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BufferedReader
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casting.domain.calls import Question
from casting.domain.errors import Refused, Stale
from casting.domain.vocabulary import QuestionUse, Stage
from casting.forms.imported import ImportedRow, RowChecker, RowFault
from casting.forms.mapping import ColumnMapping, read_mapping
from casting.forms.sheet import Sheet, SheetFault, open_sheet
from casting.services import audit
from casting.services.apply import UNSCORED
from casting.store.batches import add_applications, add_batch, addresses_taken, free_references, imported_at
from casting.store.calls import KeptRole, add_question, role_kept_by_id

MOST_SHOWN = 50
AT_ONCE = 1000
PERSON = ("name", "sort_name", "email", "phone", "birth_date", "city", "country")


class RowsRefused(Refused):
    """Rows cannot be imported, so nothing was.

    Attributes:
        faults: the first of them.
        rows: how many rows are at fault.
        total: how many rows there are.
    """

    def __init__(self, faults: Sequence[RowFault], *, rows: int, total: int) -> None:
        super().__init__(f"{rows:,} of {total:,} rows cannot be imported as they are, so nothing was imported.")
        self.faults = tuple(faults)
        self.rows = rows
        self.total = total


@dataclass(frozen=True)
class CheckedSheet:
    """A sheet of which every row can be imported. To be closed, which forgets the rows.

    Attributes:
        digest: SHA-256 of the file as it lies on the disk, in hex.
        questions: those that the role gets with it.
        rows: how many applications it holds.
    """

    role: KeptRole
    file_name: str
    digest: str
    mapping: ColumnMapping
    questions: tuple[Question, ...]
    rows: int
    again: bool
    _kept: IO[str] = field(repr=False)

    @property
    def read_by_scorer(self) -> tuple[str, ...]:
        """The keys of the questions among its columns that the scorer reads."""
        asked = (target.question for target in self.mapping.targets)
        return tuple(question.key for question in asked if question and question.use is not QuestionUse.NOTHING)

    def close(self) -> None:
        self._kept.close()


def check_sheet(
    session: Session,
    *,
    role: KeptRole,
    file: BufferedReader,
    file_name: str,
    mapping: Sequence[str],
    again: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> CheckedSheet:
    """Check every row of a sheet; nothing is changed.

    Args:
        file: CSV from its start, plain or gzipped.
        mapping: see `casting.forms.mapping.read_mapping`.
        again: whether a file that was imported before may be imported once more.
        progress: told now and then how many bytes of the file have been read.

    Raises:
        SheetFault: the file cannot be read.
        MappingFault: the mapping cannot be used.
        RowsRefused: rows are at fault: all of them counted, the first 50 told.
        Refused: the file was imported before.
    """
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    _refuse_again(session, role, digest, again=again)
    sheet = open_sheet(file)
    columns = read_mapping(mapping, columns=sheet.columns, role=role.role)
    taken = dict.fromkeys(addresses_taken(session, role_id=role.role_id), "with an application for this role")
    checker = RowChecker(columns, len(sheet.columns), now, ZoneInfo(role.call.time_zone), taken)
    kept = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the sheet
    try:
        total = _check_rows(sheet, checker, kept, told=lambda: progress(file.tell()))
    except BaseException:
        kept.close()
        raise
    return CheckedSheet(role, file_name, digest, columns, checker.new_questions(), total, again, kept)


def _check_rows(sheet: Sheet, checker: RowChecker, kept: IO[str], *, told: Callable[[], None]) -> int:
    """Check all rows and put them by; returns how many there are. Raises SheetFault and RowsRefused."""
    faults: list[RowFault] = []
    total = refused = 0
    for total, row in enumerate(sheet.rows, start=1):
        checked = checker.check(row)
        if isinstance(checked, ImportedRow):
            kept.write(json.dumps(_to_wait(checked)) + "\n")
        else:
            refused += 1
            faults += checked[: MOST_SHOWN - len(faults)]
        if total % AT_ONCE == 0:
            told()
    if refused:
        raise RowsRefused(faults, rows=refused, total=total)
    if not total:
        raise SheetFault("The file has no rows but that of the columns' names, so there is nothing to import.")
    return total


def keep_sheet(
    session: Session,
    checked: CheckedSheet,
    *,
    now: datetime,
    references: Iterator[str],
    tokens: Iterator[str],
    member_id: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Keep all applications of a checked sheet, with the questions that it brings; returns the key of its batch.

    Args:
        references, tokens: without end; a reference that is taken is passed over.
        progress: told how many applications have been written.

    Raises:
        Refused: the file has been imported meanwhile.
        Stale: the role has changed since the sheet was checked, or someone has applied with an address of the sheet.
    """
    role = checked.role
    present = role_kept_by_id(session, role.role_id)
    if present is None or present.call_version != role.call_version:
        raise Stale("The role was changed meanwhile. Nothing was imported; import the file again.")
    _refuse_again(session, role, checked.digest, again=checked.again)
    for question in checked.questions:
        add_question(session, role.role_id, question, asked=False)
    batch_id = add_batch(session, _batch(checked, member_id=member_id, now=now))
    written = 0
    try:
        for waiting in _by_the_thousand(checked):
            _keep(session, role, waiting, batch_id=batch_id, now=now, references=references, tokens=tokens)
            written += len(waiting)
            progress(written)
    except IntegrityError as error:
        raise Stale("Someone applied meanwhile with an address of this file. Import the file again.") from error
    audit.record(
        session,
        act="imported applications",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={"file": checked.file_name, "digest": checked.digest, "count": checked.rows},
        member_id=member_id,
        now=now,
    )
    return batch_id


def _refuse_again(session: Session, role: KeptRole, digest: str, *, again: bool) -> None:
    before = None if again else imported_at(session, role_id=role.role_id, digest=digest)
    if before is not None:
        raise Refused(
            f"This very file was imported into this role on {before:%d %B %Y at %H:%M} UTC. Nothing was changed; "
            "say --again to import it once more."
        )


def _batch(checked: CheckedSheet, *, member_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "role_id": checked.role.role_id,
        "member_id": member_id,
        "file_name": checked.file_name,
        "digest": checked.digest,
        "mapping": {target.column: target.field for target in checked.mapping.targets},
        "rows": checked.rows,
        "imported_at": now,
    }


def _to_wait(checked: ImportedRow) -> dict[str, Any]:
    told = checked.application
    born = None if told.birth_date is None else told.birth_date.isoformat()
    received_at = None if checked.received_at is None else checked.received_at.isoformat()
    person = {name: getattr(told, name) for name in PERSON} | {"birth_date": born}
    rest = {"email_key": told.email_key, "tape_url": told.tape_url, "received_at": received_at}
    return {"person": person, "answers": dict(told.answers), **rest}


def _by_the_thousand(checked: CheckedSheet) -> Iterator[list[dict[str, Any]]]:
    checked._kept.seek(0)  # noqa: SLF001 - written above
    while lines := list(islice(checked._kept, AT_ONCE)):  # noqa: SLF001 - as above
        yield [json.loads(line) for line in lines]


def _keep(
    session: Session,
    role: KeptRole,
    waiting: Sequence[Mapping[str, Any]],
    *,
    batch_id: int,
    now: datetime,
    references: Iterator[str],
    tokens: Iterator[str],
) -> None:
    row = {
        "role_id": role.role_id,
        "stage": Stage.RECEIVED.value,
        "version": 1,
        "prepared_version": 0,
        "prepare_attempts": 0,
        "import_batch_id": batch_id,
    }
    free = free_references(session, references, count=len(waiting))
    add_applications(
        session,
        applicants=[_person(told["person"]) for told in waiting],
        applications=[
            row
            | {"reference": reference, "token": token, "received_at": _received(told["received_at"], now=now)}
            | {"email_key": told["email_key"], "tape_url": told["tape_url"], "sort_name": told["person"]["sort_name"]}
            for told, reference, token in zip(waiting, free, tokens, strict=False)
        ],
        answers=[{"version": 1, "saved_at": now, "answers": told["answers"]} for told in waiting],
        score=UNSCORED,
    )


def _person(told: Mapping[str, Any]) -> dict[str, Any]:
    born = told["birth_date"]
    return {**told, "birth_date": None if born is None else date.fromisoformat(born)}


def _received(said: str | None, *, now: datetime) -> datetime:
    return now if said is None else datetime.fromisoformat(said)
