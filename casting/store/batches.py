"""Imported applications, many at a time: keys and references for them, their rows, and the file that they came with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Column, func, insert, select
from sqlalchemy.orm import Session

from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ImportBatchRow,
    ScoreRow,
    table,
)

APPLICANT, APPLICATION, BATCH = table(ApplicantRow), table(ApplicationRow), table(ImportBatchRow)
SHEET, SCORE = table(AnswerSheetRow), table(ScoreRow)


def imported_at(session: Session, *, role_id: int, digest: str) -> datetime | None:
    """When a file was imported into the role, the last time; None for one that never was."""
    found: datetime | None = session.execute(
        select(func.max(BATCH.c.imported_at)).where(BATCH.c.role_id == role_id, BATCH.c.digest == digest)
    ).scalar_one()
    return found


def addresses_taken(session: Session, *, role_id: int) -> set[str]:
    """The keys of the addresses that have an application for the role."""
    taken = select(APPLICATION.c.email_key).where(
        APPLICATION.c.role_id == role_id, APPLICATION.c.held_for.is_(None), APPLICATION.c.email_key.is_not(None)
    )
    return set(session.scalars(taken))


def add_batch(session: Session, batch: Mapping[str, Any]) -> int:
    """Write the line of a file that is being imported; its key."""
    return int(session.execute(insert(BATCH).values(dict(batch)).returning(BATCH.c.id)).scalar_one())


def free_references(session: Session, references: Iterator[str], *, count: int) -> list[str]:
    """So many references that no application has, each once; to be used before the next are asked for."""
    found: list[str] = []
    while len(found) < count:
        tried = list(dict.fromkeys(islice(references, count - len(found))))
        taken = {*session.scalars(select(APPLICATION.c.reference).where(APPLICATION.c.reference.in_(tried))), *found}
        found += [reference for reference in tried if reference not in taken]
    return found


def add_applications(
    session: Session,
    *,
    applicants: Sequence[Mapping[str, Any]],
    applications: Sequence[Mapping[str, Any]],
    answers: Sequence[Mapping[str, Any]],
    score: float,
) -> None:
    """Write applications with all their rows, those of one position in each list belonging together.

    Args:
        applicants, applications, answers: columns without the keys that tie them, `answers` those of the answer sheet.
        score: the number of one that no run has seen.
    """
    people = _keys(session, APPLICANT.c.id, count=len(applicants))
    keys = _keys(session, APPLICATION.c.id, count=len(applications))
    session.execute(insert(APPLICANT), [{**row, "id": key} for key, row in zip(people, applicants, strict=True)])
    session.execute(
        insert(APPLICATION),
        [
            {**row, "id": key, "applicant_id": person}
            for key, person, row in zip(keys, people, applications, strict=True)
        ],
    )
    session.execute(insert(SHEET), [{**row, "application_id": key} for key, row in zip(keys, answers, strict=True)])
    unseen = {"score": score, "gates_not_met": 0, "fit": 0.0}
    roles = [row["role_id"] for row in applications]
    session.execute(
        insert(SCORE),
        [unseen | {"application_id": key, "role_id": role_id} for key, role_id in zip(keys, roles, strict=True)],
    )


def _keys(session: Session, key: Column[Any], *, count: int) -> Sequence[int]:
    """Keys for new rows, taken before the rows are written, so that rows of several tables go in by the thousand."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(key.table.name, key.name)
        return list(session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))))
    # On SQLite a transaction that writes is alone, so nobody else takes the next ones.
    last = session.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
    return range(last + 1, last + count + 1)
