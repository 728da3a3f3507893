"""Undo: a member's own last act in a role, taken back by a further row; nothing that was said is ever removed.

An act on which a colleague has built since is not taken back: it is said who has, and the member chooses. Of a move of
many those go back whom nobody has moved on.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.services import bulk
from casting.services.own_acts import (
    APPLICATION,
    DECISION,
    MARK,
    MEMBER,
    TAKEN_BACK,
    Kind,
    OwnAct,
    act_of,
    last_act,
    mark_before,
)
from casting.services.review import DENIED
from casting.store.calls import KeptRole
from casting.store.comparisons import COMPARISON, add_comparison

NOTHING = "There is nothing of yours to take back: no mark, move or comparison here in the last 12 hours."


@dataclass(frozen=True)
class Meant:
    """What a press of undo can mean, so that nothing goes back that the member has not in mind.

    Attributes:
        act: the one that was shown to her; None where she was shown none.
        since: when her visit began: without `act`, nothing older is meant; None where that is not known.
    """

    act: tuple[Kind, int] | None = None
    since: datetime | None = None

    def holds(self, act: OwnAct) -> bool:
        """Whether it is this act; an act on many is only meant where it was shown."""
        if self.act is not None:
            return self.act == (act.kind, act.row_id)
        return act.kind is not Kind.MANY and (self.since is None or act.at >= self.since)


def take_back(session: Session, actor: Actor, kept: KeptRole, *, now: datetime, meant: Meant | None = None) -> OwnAct:
    """Take the member's last act in the role back.

    Args:
        meant: what the press can mean; None for the last act, whichever it is.

    Raises:
        Refused: there is none.
        Stale: a colleague or the applicant has built upon it, or it is not what was meant.
        NotAllowed: it was a move, and moving people is not the member's any more.
    """
    _one_at_a_time(session, actor)
    act = last_act(session, actor, kept, now=now)
    if act is None:
        raise Refused(NOTHING)
    if act.blocked:
        raise Stale(act.blocked)
    if meant is not None and not meant.holds(act):
        raise Stale("This has to be looked at before it is taken back. Nothing was changed.")
    if act.kind in {Kind.MOVE, Kind.MANY} and not may(actor, Act.DECIDE, call_id=kept.call_id):
        raise NotAllowed(DENIED[Act.DECIDE])
    if act.kind is Kind.MANY:
        bulk.take_back(session, actor, kept, act_id=act.row_id, now=now)
        return act_of(session, actor, kept, kind=act.kind, row_id=act.row_id) or act
    back = {Kind.MARK: _mark_back, Kind.MOVE: _move_back, Kind.COMPARISON: _comparison_back}[act.kind]
    back(session, act.row_id, now)
    return act


def leave(session: Session, actor: Actor, kept: KeptRole, *, row_id: int, now: datetime) -> None:
    """Leave a move on which somebody has built as it is, so that undo reaches the act before it.

    Raises:
        Stale: it is not the member's last act, or nobody has built on it.
    """
    _one_at_a_time(session, actor)
    act = last_act(session, actor, kept, now=now)
    if act is None or (act.kind, act.row_id) != (Kind.MOVE, row_id) or not act.blocked:
        raise Stale("What can be taken back has changed meanwhile. Nothing was changed; look at it again.")
    session.execute(insert(TAKEN_BACK).values(decision_id=row_id, at=now))


def _one_at_a_time(session: Session, actor: Actor) -> None:
    """Two keys at the same moment take two acts back, not the same one twice. What only names the member may go on."""
    session.execute(select(MEMBER.c.id).where(MEMBER.c.id == actor.member_id).with_for_update(key_share=True))


def _mark_back(session: Session, row_id: int, now: datetime) -> None:
    row = session.execute(select(MARK).where(MARK.c.id == row_id)).one()
    before = mark_before(session, row)
    again = session.scalar(
        insert(MARK)
        .values(
            application_id=row.application_id,
            member_id=row.member_id,
            opinion=None if before.opinion is None else before.opinion.value,
            stars=before.stars,
            marked_at=now,
        )
        .returning(MARK.c.id)
    )
    session.execute(insert(TAKEN_BACK), [{"mark_id": row_id, "at": now}, {"mark_id": again, "at": now}])


def _move_back(session: Session, row_id: int, now: datetime) -> None:
    row = session.execute(select(DECISION).where(DECISION.c.id == row_id)).one()
    moved = session.execute(
        update(APPLICATION)
        .where(APPLICATION.c.id == row.application_id, APPLICATION.c.stage == row.after)
        .values(stage=row.before)
        .returning(APPLICATION.c.id)
    ).one_or_none()
    if moved is None:
        raise Stale("A colleague has moved this application at the same moment. Nothing was changed; look at it again.")
    again = session.scalar(
        insert(DECISION)
        .values(
            application_id=row.application_id,
            member_id=row.member_id,
            before=row.after,
            after=row.before,
            reason="Taken back",
            decided_at=now,
        )
        .returning(DECISION.c.id)
    )
    session.execute(insert(TAKEN_BACK), [{"decision_id": row_id, "at": now}, {"decision_id": again, "at": now}])


def _comparison_back(session: Session, row_id: int, now: datetime) -> None:
    row = session.execute(select(COMPARISON).where(COMPARISON.c.id == row_id)).one()
    add_comparison(
        session,
        role_id=row.role_id,
        winner_id=row.winner_id,
        loser_id=row.loser_id,
        member_id=row.member_id,
        at=now,
        withdrawn=True,
    )
