"""The photograph of a form that is kept: prepared by the worker as one that was sent is, and shown to its owner alone.

A draft is pending as long as `shown_version` is behind `version`, so that a photograph that was changed is found.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from casting.domain.media import MediaRefused, Refusal
from casting.domain.parts import HEADSHOT
from casting.domain.said import Text
from casting.media.guarded import HeadshotPool
from casting.media.vault import Vault, VaultAway
from casting.services.drafts import draft_digest, draft_of
from casting.store.engine import reading, writing
from casting.store.tables import DraftRow, table

DRAFT = table(DraftRow)
BATCH = 50
OF, MEDIUM, REFUSED = "of", "medium", "refused"
"""What `shown` holds: the file that was prepared, the picture made of it, or why there is none."""


class PictureState(StrEnum):
    """How far the photograph of a draft is."""

    NONE = "none"
    PENDING = "pending"
    READY = "ready"
    UNUSABLE = "unusable"


@dataclass(frozen=True)
class DraftPicture:
    """The photograph of a draft.

    Attributes:
        medium: digest of the picture, cropped as the team will see it; empty unless it is ready.
        fault: why it cannot be used; empty otherwise.
    """

    state: PictureState
    medium: str = ""
    fault: Text = ""


def picture_of_draft(session: Session, *, code: str, now: datetime) -> DraftPicture:
    """The photograph of the draft that this code opens."""
    draft = draft_of(session, code=code, now=now)
    upload = None if draft is None else draft.files.get(HEADSHOT)
    if upload is None:
        return DraftPicture(PictureState.NONE)
    shown = session.execute(select(DRAFT.c.shown).where(DRAFT.c.digest == draft_digest(code))).scalar_one()
    if shown.get(OF) != upload.digest:
        return DraftPicture(PictureState.PENDING)
    if shown.get(MEDIUM):
        return DraftPicture(PictureState.READY, shown[MEDIUM])
    reason = shown.get(REFUSED)
    fault = MediaRefused(Refusal(reason)).said if reason else ""
    return DraftPicture(PictureState.UNUSABLE, fault=fault)


def prepare_draft_pictures(engine: Engine, vault: Vault, pool: HeadshotPool) -> int:
    """Prepare the photographs of drafts that are pending; returns how many were settled.

    The file of the picture is in the vault before the row that names it is committed. Raises VaultAway.
    """
    done = 0
    with reading(engine) as session:
        columns = (DRAFT.c.id, DRAFT.c.version, DRAFT.c.files, DRAFT.c.shown)
        pending = session.execute(select(*columns).where(DRAFT.c.shown_version < DRAFT.c.version).limit(BATCH)).all()
    for row in pending:
        digest = row.files.get(HEADSHOT, ("",))[0]
        shown = row.shown
        if digest != shown.get(OF, ""):
            shown = _prepared(vault, pool, digest) if digest else {}
            done += 1
        with writing(engine) as session:
            # One that was changed meanwhile stays pending, by its version
            settled = update(DRAFT).where(DRAFT.c.id == row.id)
            session.execute(settled.values(shown=shown, shown_version=row.version))
    return done


def _prepared(vault: Vault, pool: HeadshotPool, digest: str) -> dict[str, str]:
    try:
        with vault.file(digest) as sent:
            made = pool.prepare(sent)
        return {OF: digest, MEDIUM: vault.put(made.medium.content)}
    except MediaRefused as refused:
        return {OF: digest, REFUSED: refused.reason.value}
    except VaultAway:
        raise
    except OSError:
        return {OF: digest}
