"""Files of a form that is kept, taken away again by whoever has sent them."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casting.domain.overtaking import Showing
from casting.services.drafts import draft_digest
from casting.store.tables import DraftRow, table

DRAFT = table(DraftRow)
REFUSED = ".refused"
"""Behind a field's name, among what was typed: the reason and the name of a file that was not taken for it."""


def drop_files(session: Session, *, code: str, fields: Collection[str], showing: Showing) -> None:
    """Take the files of these fields out of the draft of this code; the worker sweeps what nothing names any more.

    A file that came since the page was shown, with another page, stays.
    """
    mine = DRAFT.c.digest == draft_digest(code)
    row = session.execute(select(DRAFT).where(mine).with_for_update()).one_or_none()
    if row is None:
        return
    seen = {name for name in fields if _as_shown(row.history.get(name, (0, "")), showing)}
    gone = sorted(seen & row.files.keys())
    if not gone:
        return
    version = row.version + 1
    mark = [version, showing.form, showing.device]
    values = {
        "files": {name: file for name, file in row.files.items() if name not in gone},
        "history": row.history | dict.fromkeys(gone, mark),
        "version": version,
    }
    session.execute(update(DRAFT).where(mine).values(values))


def mark_refused(session: Session, *, code: str, refused: Mapping[str, str], settled: Collection[str]) -> None:
    """Remember which files were refused, so that the form says so until another one is given, or it is left out.

    Args:
        refused: by field, the reason (`casting.domain.media.Refusal`), a blank and the file's name.
        settled: the fields of which nothing is said any more.
    """
    mine = DRAFT.c.digest == draft_digest(code)
    typed = session.execute(select(DRAFT.c.typed).where(mine).with_for_update()).scalar_one_or_none()
    if typed is None:
        return
    told = {
        name: value for name, value in typed.items() if name.removesuffix(REFUSED) not in settled or name in settled
    }
    told |= {f"{name}{REFUSED}": why for name, why in refused.items()}
    if told != typed:
        session.execute(update(DRAFT).where(mine).values(typed=told))


def _as_shown(last: tuple[int | str, ...], showing: Showing) -> bool:
    version, form = last[:2]
    return int(version) <= showing.version or bool(form and form == showing.form)
