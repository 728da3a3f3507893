"""Outcomes: who has not been told how it ended, and the letters that tell them, written as one batch by a person.

A letter tells of a final stage, which a person decided on; nobody is told anything of another stage. The message is a
row of the same transaction as the check of the stage, once for each outcome that follows another one, and the worker
looks at the stage again before it sends (`casting.services.messages`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casting.domain.errors import Refused, Stale
from casting.domain.messages import OUTCOMES, MessageKind
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services.batches import MOST, Unanswered, fingerprint_of, leave_letters
from casting.services.to_applicants import names_of
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, MessageRow, table
from casting.store.veils import unveiled

APPLICATION, APPLICANT, MESSAGE = table(ApplicationRow), table(ApplicantRow), table(MessageRow)
_KINDS = tuple(kind.value for kind in OUTCOMES.values())


@dataclass(frozen=True)
class Outcome:
    """One final stage of a role.

    Attributes:
        waiting: who has not been told and can be, in the order of arrival; at most `MOST`.
        left: how many wait in all.
        unreachable: references of those who gave no address; at most 100.
        written, sent: how many letters were written, and how many of them the mail server has taken.
    """

    stage: Stage
    waiting: tuple[Unanswered, ...]
    left: int
    unreachable: tuple[str, ...]
    written: int
    sent: int

    @property
    def fingerprint(self) -> str:
        """Names the stage and exactly those who wait: a batch is written to whom its person has seen, or not at all."""
        return fingerprint_of(self.stage.value, self.waiting)


@dataclass(frozen=True)
class Outcomes:
    """A role's outcomes, and how many applications stand in each stage on which nothing final was decided."""

    final: tuple[Outcome, ...]
    open: Mapping[Stage, int]


def outcomes_of(session: Session, actor: Actor, role: KeptRole) -> Outcomes:
    """Who of a role has not been told its outcome, by final stage, in a fixed number of queries.

    Whom a conflict hides from the member is left to somebody else.
    """
    counted = select(APPLICATION.c.stage, func.count()).where(_of(role, actor)).group_by(APPLICATION.c.stage)
    found = {Stage(stage): count for stage, count in session.execute(counted)}
    return Outcomes(
        final=tuple(_outcome(session, actor, role, stage) for stage in OUTCOMES),
        open={stage: found[stage] for stage in Stage if stage in found and stage not in (*OUTCOMES, Stage.WITHDRAWN)},
    )


def write_outcomes(
    session: Session, actor: Actor, role: KeptRole, *, stage: Stage, fingerprint: str, added: str = "", now: datetime
) -> int:
    """Leave a letter to everyone who waits in this stage; how many there were. The same batch again writes nothing.

    Args:
        fingerprint: of the outcome that the person saw.
        added: a paragraph of the office's own, in each letter of the batch, as it is in every language.

    Raises:
        Refused: the stage is not a final one.
        Stale: others wait by now than the person saw.
    """
    if stage not in OUTCOMES:
        raise Refused("Letters are written to those who are booked or released. Nothing was written.")
    session.execute(select(APPLICATION.c.id).where(_unanswered(actor, role, stage)).with_for_update())
    outcome = _outcome(session, actor, role, stage)
    if not outcome.waiting:
        return 0
    if outcome.fingerprint != fingerprint:
        raise Stale("Others wait for an answer by now than when you looked. Nothing was written: look again.")
    letters = [
        (
            occasion(one.application_id, stage, one.letters),
            one,
            values_of(role, stage, one.reference, one.language, added=added),
        )
        for one in outcome.waiting
    ]
    return leave_letters(session, actor, role, OUTCOMES[stage], letters, stage=stage, act="wrote outcomes", now=now)


def was_told(session: Session, *, application_id: int, stage: Stage) -> bool:
    """Whether the letter that tells of this stage was sent to the applicant."""
    if stage not in OUTCOMES:
        return False
    newest = (
        select(MESSAGE.c.kind, MESSAGE.c.sent_at)
        .where(MESSAGE.c.application_id == application_id, MESSAGE.c.kind.in_(_KINDS))
        .order_by(MESSAGE.c.id.desc())
        .limit(1)
    )
    told = session.execute(newest).first()
    return told is not None and told.kind == OUTCOMES[stage].value and told.sent_at is not None


def occasion(application_id: int, stage: Stage, letters: int = 0) -> str:
    """The key of the letter that tells of an outcome.

    Args:
        letters: how many with an outcome were written before: who was booked, released and booked again is told anew.
    """
    return f"outcome:{application_id}:{stage.value}" + (f":{letters}" if letters else "")


def values_of(role: KeptRole, stage: Stage, reference: str, language: str, *, added: str = "") -> dict[str, str]:
    """What a letter with an outcome reads."""
    own = {"added": added} if added else {}
    return {"reference": reference, "stage": stage.value, **own, **names_of(role, language=language)}


def _of(role: KeptRole, actor: Actor) -> Any:
    seen = APPLICATION.c.held_for.is_(None) & unveiled(APPLICATION.c.id, actor.member_id)
    return (APPLICATION.c.role_id == role.role_id) & seen


def _unanswered(actor: Actor, role: KeptRole, stage: Stage) -> Any:
    newer = MESSAGE.alias("newer")
    overtaken = select(newer.c.id).where(
        newer.c.application_id == MESSAGE.c.application_id, newer.c.kind.in_(_KINDS), newer.c.id > MESSAGE.c.id
    )
    told = select(MESSAGE.c.id).where(
        MESSAGE.c.application_id == APPLICATION.c.id, MESSAGE.c.kind == OUTCOMES[stage].value, ~overtaken.exists()
    )
    return _of(role, actor) & (APPLICATION.c.stage == stage.value) & ~told.exists()


def _outcome(session: Session, actor: Actor, role: KeptRole, stage: Stage) -> Outcome:
    waiting = _people(actor, role, stage).where(APPLICANT.c.email.is_not(None))
    silent = _people(actor, role, stage).where(APPLICANT.c.email.is_(None))
    kind: MessageKind = OUTCOMES[stage]
    letters = (
        select(func.count(), func.count(MESSAGE.c.sent_at))
        .join(APPLICATION, APPLICATION.c.id == MESSAGE.c.application_id)
        .where(_of(role, actor), APPLICATION.c.stage == stage.value, MESSAGE.c.kind == kind.value)
    )
    written, sent = session.execute(letters).one()
    return Outcome(
        stage=stage,
        waiting=tuple(
            Unanswered(row.id, row.reference, row.name, row.email, row.language, row.letters)
            for row in session.execute(waiting.order_by(APPLICATION.c.id).limit(MOST))
        ),
        left=session.scalar(select(func.count()).select_from(waiting.subquery())) or 0,
        unreachable=tuple(row.reference for row in session.execute(silent.order_by(APPLICATION.c.id).limit(100))),
        written=written,
        sent=sent,
    )


def _people(actor: Actor, role: KeptRole, stage: Stage) -> Select[Any]:
    written = select(func.count()).where(MESSAGE.c.application_id == APPLICATION.c.id, MESSAGE.c.kind.in_(_KINDS))
    told = (APPLICATION.c.reference, APPLICATION.c.language, APPLICANT.c.name, APPLICANT.c.email)
    columns = (APPLICATION.c.id, *told, written.scalar_subquery().label("letters"))
    joined = select(*columns).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    return joined.where(_unanswered(actor, role, stage))
