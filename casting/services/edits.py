"""What an applicant has changed of her application since she sent it, for the team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from casting.domain.calls import STANDARD_FIELDS, UNIT_PART
from casting.domain.criteria import Answer
from casting.store.tables import AnswerSheetRow, table

SHEET = table(AnswerSheetRow)
SHOWN = tuple(name for name in STANDARD_FIELDS if name not in {"email", "phone"})
"""The standard fields of which the team is told that they changed; not everybody in it may see an address."""


@dataclass(frozen=True)
class Edit:
    """One change by an applicant: when, and of each field that it changed the key, what it said and what it says."""

    at: datetime
    changes: tuple[tuple[str, Answer, Answer], ...]


def sheet_rows(application_id: int) -> Select[Any]:
    """What `edits_among` reads: every version of the answers, the present one among them."""
    columns = (SHEET.c[name] for name in ("version", "saved_at", "answers", "person"))
    return select(*columns).where(SHEET.c.application_id == application_id)


def edits_among(rows: Iterable[Any], person: Any) -> tuple[Edit, ...]:
    """What its applicant has changed, the newest first; without what the whole team may not see.

    Args:
        person: what the standard fields say now.
    """
    sheets = sorted(rows, key=lambda sheet: sheet.version)
    present = {name: getattr(person, name) for name in SHOWN}
    present["birth_date"] = person.birth_date.isoformat() if person.birth_date else None
    told = [{**(sheet.person or present), **sheet.answers} for sheet in sheets]
    edits = [
        Edit(sheet.saved_at, _changes(before, after))
        for before, after, sheet in zip(told, told[1:], sheets[1:], strict=False)
    ]
    return tuple(reversed([edit for edit in edits if edit.changes]))


def _changes(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[tuple[str, Answer, Answer], ...]:
    keys = [*SHOWN, *(key for key in {**before, **after} if key not in STANDARD_FIELDS and UNIT_PART not in key)]
    pairs = ((key, before.get(key), after.get(key)) for key in keys)
    return tuple(pair for pair in pairs if pair[1] != pair[2])
