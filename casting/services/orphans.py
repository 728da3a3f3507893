"""Files in the vault and the rows that name them: which belong to nobody, and which are gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casting.media.vault import Vault
from casting.store.engine import reading
from casting.store.tables import DraftRow, MaterialRow, SidesRow, table

DRAFT, MATERIAL, SIDES = table(DraftRow), table(MaterialRow), table(SidesRow)
KEPT_UPLOAD = timedelta(hours=25)
"""A file that came with a form which had to be sent again waits so long for it; a form is good for a day."""


@dataclass(frozen=True)
class Mismatch:
    """What does not fit together.

    Attributes:
        orphans: digests of files that no row names and no form can still name.
        missing: digests that a row names and that are not in the vault.
    """

    orphans: tuple[str, ...]
    missing: tuple[str, ...]


def mismatch(session: Session, vault: Vault, *, now: datetime) -> Mismatch:
    """Hold the vault against the rows."""
    # The vault first: a file is there before its row, so that one that comes meanwhile is never taken for missing.
    put_at = dict(vault.digests())
    named = _named(session)
    settled = (now - KEPT_UPLOAD).timestamp()
    return Mismatch(
        orphans=tuple(digest for digest, at in put_at.items() if digest not in named and at < settled),
        missing=tuple(sorted(digest for digest in named - put_at.keys() if not vault.exists(digest))),
    )


def sweep_orphans(engine: Engine, vault: Vault, *, now: datetime) -> int:
    """Remove files that no row names and that are older than a form may be; returns how many those were."""
    with reading(engine) as session:
        orphans = mismatch(session, vault, now=now).orphans
    old = (now - KEPT_UPLOAD).timestamp()
    removed = sum(vault.remove(digest, unless_put_since=old) for digest in orphans)
    vault.sweep_unfinished(now=now.timestamp())
    return removed


def _named(session: Session) -> set[str]:
    """Every digest that a row names."""
    files = select(MATERIAL.c.original, MATERIAL.c.small, MATERIAL.c.medium, MATERIAL.c.large, MATERIAL.c.stream)
    named = {digest for row in session.execute(files) for digest in row if digest is not None}
    named |= set(session.scalars(select(SIDES.c.original)))
    kept = session.scalars(select(DRAFT.c.files))
    named |= {shown["medium"] for shown in session.scalars(select(DRAFT.c.shown)) if shown.get("medium")}
    return named | {digest for files_of_draft in kept for digest, _name, _media_type in files_of_draft.values()}
