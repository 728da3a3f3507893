"""Letters that a person writes to many at once: to exactly those whom its page counted, and once to each."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.messages import MessageKind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.store.calls import KeptRole
from casting.store.once import insert_each_once
from casting.store.tables import MessageRow

MOST = 5000
"""Letters of one batch: more are written by another one."""


@dataclass(frozen=True)
class Unanswered:
    """Somebody who has not been written to.

    Attributes:
        language: the code of the one that she is written to in.
        letters: how many letters with an outcome were written to her before.
    """

    application_id: int
    reference: str
    name: str
    recipient: str
    language: str
    letters: int = 0


def fingerprint_of(about: str | int, waiting: Sequence[Unanswered]) -> str:
    """Names what is written about and exactly those who wait: written to is whom a person has seen, or nobody."""
    named = (about, *(one.application_id for one in waiting))
    return hashlib.sha256(repr(named).encode()).hexdigest()[:32]


def leave_letters(
    session: Session,
    actor: Actor,
    role: KeptRole,
    kind: MessageKind,
    letters: Sequence[tuple[str, Unanswered, Mapping[str, str]]],
    *,
    stage: Stage,
    act: str,
    now: datetime,
) -> int:
    """Leave letters about a stage for the worker, and `act` as a line of the log; how many there are.

    Args:
        letters: each with its key, by which it is written once, to whom it goes, and what it reads.
    """
    rows = [
        {
            "key": key,
            "kind": kind.value,
            "recipient": one.recipient,
            "application_id": one.application_id,
            "member_id": None,
            "values": values,
            "written_at": now,
            "attempts": 0,
        }
        for key, one, values in letters
    ]
    insert_each_once(session, MessageRow, rows, unique="key")
    subject, detail = f"{role.call.slug}/{role.role.slug}", {"stage": stage.value, "letters": len(rows)}
    audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)
    return len(rows)
