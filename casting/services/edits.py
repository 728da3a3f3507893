"""What an applicant has changed of her application since she sent it, for the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.calls import STANDARD_FIELDS, UNIT_PART
from casting.domain.criteria import Answer
from casting.store.tables import AnswerSheetRow, ApplicantRow, ApplicationRow, table

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
SHOWN = tuple(name for name in STANDARD_FIELDS if name not in {"email", "phone"})
"""The standard fields of which the team is told that they changed; not everybody in it may see an address."""


@dataclass(frozen=True)
class Edit:
    """One change by an applicant: when, and of each field that it changed the key, what it said and what it says."""

    at: datetime
    changes: tuple[tuple[str, Answer, Answer], ...]


def edits_of(session: Session, *, application_id: int) -> tuple[Edit, ...]:
    """What its applicant has changed, the newest first; without what the whole team may not see."""
    rows = session.execute(
        select(SHEET.c.saved_at, SHEET.c.answers, SHEET.c.person)
        .where(SHEET.c.application_id == application_id)
        .order_by(SHEET.c.version)
    ).mappings()
    sheets = list(rows)
    if len(sheets) < 2:
        return ()
    person = _present(session, application_id)
    told = [{**(sheet["person"] or person), **sheet["answers"]} for sheet in sheets]
    edits = [
        Edit(sheet["saved_at"], _changes(before, after))
        for before, after, sheet in zip(told, told[1:], sheets[1:], strict=False)
    ]
    return tuple(reversed([edit for edit in edits if edit.changes]))


def _changes(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[tuple[str, Answer, Answer], ...]:
    keys = [*SHOWN, *(key for key in {**before, **after} if key not in STANDARD_FIELDS and UNIT_PART not in key)]
    pairs = ((key, before.get(key), after.get(key)) for key in keys)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _present(session: Session, application_id: int) -> dict[str, Answer]:
    """What the standard fields say now."""
    told = (APPLICATION if name == "tape_url" else APPLICANT for name in SHOWN)
    row = session.execute(
        select(*(rows.c[name] for rows, name in zip(told, SHOWN, strict=True)))
        .join_from(APPLICATION, APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.id == application_id)
    ).one()
    return dict(zip(SHOWN, (row[0], row[1].isoformat() if row[1] else None, *row[2:]), strict=True))
