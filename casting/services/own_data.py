"""What is kept of an application beyond its present state: its files, and what it said before it was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casting.domain.criteria import Answer
from casting.domain.vocabulary import MaterialState
from casting.services.edits import sheet_rows
from casting.store.tables import MaterialRow, table

MATERIAL = table(MaterialRow)


@dataclass(frozen=True)
class KeptFile:
    """A file of hers that is kept. `kind`: as in `MaterialKind`."""

    kind: str
    name: str
    handed_in_at: datetime


@dataclass(frozen=True)
class Version:
    """What an application said before it was changed: the answers, standard fields among them, kept at that time."""

    saved_at: datetime
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Kept:
    """Files in the order in which they came, and earlier versions, the oldest first."""

    files: tuple[KeptFile, ...]
    earlier: tuple[Version, ...]


def kept_of(session: Session, *, application_id: int) -> Kept:
    """What is kept; nothing of what anybody else wrote or found is among it."""
    files = session.execute(
        select(MATERIAL.c.kind, MATERIAL.c.file_name, MATERIAL.c.handed_in_at)
        .where(MATERIAL.c.application_id == application_id, MATERIAL.c.state != MaterialState.REPLACED.value)
        # What was sent, or of pictures and films what was made of it; of one that could not be used nothing is left.
        .where(or_(*(MATERIAL.c[name].is_not(None) for name in ("original", "large", "stream"))))
        .order_by(MATERIAL.c.id)
    ).all()
    sheets = sorted(session.execute(sheet_rows(application_id)).all(), key=lambda sheet: sheet.version)
    earlier = tuple(Version(sheet.saved_at, (sheet.person or {}) | sheet.answers) for sheet in sheets[:-1])
    return Kept(tuple(KeptFile(*row) for row in files), earlier)
