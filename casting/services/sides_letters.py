"""Letters that say that sides are ready: written as a batch by a person, once for each release, and checked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from casting.domain.errors import Stale
from casting.domain.messages import MessageKind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services.batches import MOST, Unanswered, fingerprint_of, leave_letters
from casting.services.sides import Sides
from casting.services.to_applicants import names_of
from casting.store.calls import KeptRole
from casting.store.sides import APPLICATION, SIDES, seen_by_applicant
from casting.store.tables import ApplicantRow, MessageRow, table
from casting.store.veils import unveiled

APPLICANT, MESSAGE = table(ApplicantRow), table(MessageRow)


@dataclass(frozen=True)
class SidesLetters:
    """The letters about what is released to a stage.

    Attributes:
        newest: the newest sides that are released; who was written to about them is not written to again.
        waiting: who sees them and was not written to, in the order of arrival; at most `MOST`.
        left: how many wait in all.
        unreachable: how many of those who see them gave no address.
        written, sent: how many letters were written, and how many of them the mail server has taken.
    """

    stage: Stage
    newest: int
    waiting: tuple[Unanswered, ...]
    left: int
    unreachable: int
    written: int
    sent: int

    @property
    def fingerprint(self) -> str:
        """Names the sides and exactly those who wait: a batch is written to whom its person has seen, or not at all."""
        return fingerprint_of(self.newest, self.waiting)


def letters_about(session: Session, actor: Actor, role: KeptRole, found: Sequence[Sides]) -> tuple[SidesLetters, ...]:
    """The letters about each stage to which any of these sides are released. Whom a conflict hides is left out."""
    released = [sides for sides in found if sides.released_at is not None]
    newest = {sides.stage: sides.sides_id for sides in sorted(released, key=lambda one: one.sides_id)}
    return tuple(_letters(session, actor, role, stage, sides_id) for stage, sides_id in newest.items())


def write_letters(
    session: Session, actor: Actor, role: KeptRole, letters: SidesLetters, *, fingerprint: str, now: datetime
) -> int:
    """Leave a letter to everyone who waits; how many there were. The same batch again writes nothing.

    Args:
        letters: as they are in this transaction.
        fingerprint: of those that the person saw.

    Raises Stale where others wait by now than the person saw.
    """
    if not letters.waiting:
        return 0
    if letters.fingerprint != fingerprint:
        raise Stale("Others see these sides by now than when you looked. Nothing was written: look again.")
    written = [
        (
            f"sides:{one.application_id}:{letters.newest}",
            one,
            values_about(role, letters.newest, one.reference, one.language),
        )
        for one in letters.waiting
    ]
    act, stage = "wrote letters about sides", letters.stage
    return leave_letters(session, actor, role, MessageKind.SIDES, written, stage=stage, act=act, now=now)


def values_about(role: KeptRole, sides_id: int, reference: str, language: str) -> dict[str, str]:
    """What a letter about sides reads."""
    return {"reference": reference, "sides": str(sides_id), **names_of(role, language=language)}


def _letters(session: Session, actor: Actor, role: KeptRole, stage: Stage, sides_id: int) -> SidesLetters:
    readers = _readers(actor, role, sides_id)
    reached = APPLICANT.c.email.is_not(None)
    waiting = readers.where(reached, ~_written(sides_id).exists())
    written = select(func.count(), func.count(MESSAGE.c.sent_at)).where(
        MESSAGE.c.kind == MessageKind.SIDES.value,
        MESSAGE.c.key.endswith(f":{sides_id}"),
        MESSAGE.c.application_id.in_(readers.with_only_columns(APPLICATION.c.id)),
    )
    known = session.execute(written).one()
    return SidesLetters(
        stage=stage,
        newest=sides_id,
        waiting=tuple(
            Unanswered(row.id, row.reference, row.name, row.email, row.language)
            for row in session.execute(waiting.order_by(APPLICATION.c.id).limit(MOST))
        ),
        left=_count(session, waiting),
        unreachable=_count(session, readers.where(~reached)),
        written=known[0],
        sent=known[1],
    )


def _count(session: Session, found: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _readers(actor: Actor, role: KeptRole, sides_id: int) -> Select[Any]:
    told = (APPLICATION.c.reference, APPLICATION.c.language, APPLICANT.c.name, APPLICANT.c.email)
    joined = APPLICATION.join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    joined = joined.join(SIDES, SIDES.c.role_id == APPLICATION.c.role_id)
    seen = (SIDES.c.id == sides_id, APPLICATION.c.role_id == role.role_id, seen_by_applicant())
    readers = select(APPLICATION.c.id, *told).select_from(joined)
    return readers.where(*seen, unveiled(APPLICATION.c.id, actor.member_id))


def _written(sides_id: int) -> Select[Any]:
    return select(MESSAGE.c.id).where(MESSAGE.c.key == _key(cast(APPLICATION.c.id, String), sides_id))


def _key(application_id: ColumnElement[str], sides_id: int) -> ColumnElement[str]:
    return literal("sides:") + application_id + literal(f":{sides_id}")
