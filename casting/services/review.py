"""Reviewing: what a member can look up, mark and decide. Every look-up carries the permission with it.

What a member may not see does not exist for that member (NotFound); what may be seen but not done is NotAllowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.domain.stages import Move, plan_move
from casting.domain.vocabulary import Opinion, Stage
from casting.store.calls import KeptRole, role_kept
from casting.store.conditions import newest
from casting.store.tables import ApplicationRow, DecisionRow, MarkRow, table
from casting.store.veils import unveiled

APPLICATION, MARK = table(ApplicationRow), table(MarkRow)
DECISION = table(DecisionRow)
LONGEST_REASON = 500
OVERTAKING = 50
"""Among so many of a member's last marks it is looked for those that have overtaken one."""
NO_CALL = "There is no such role, or it is not one of yours."
NO_APPLICATION = "There is no such application, or it is not one of yours."
DENIED: Mapping[Act, str] = {
    Act.MARK: "Your part in this call is to look on, so you cannot mark anyone.",
    Act.NOTE: "Your part in this call is to look on, so you cannot write notes or tags.",
    Act.DECIDE: "Only a casting director of this call moves people to another stage. Nothing was changed.",
    Act.EXPORT: "Only an administrator exports.",
    Act.SHARE: "Only a casting director of this call makes and revokes links for producers. Nothing was changed.",
    Act.DEAL: "Only a casting director of this call or an administrator deals applications out. Nothing was changed.",
    Act.SIDES: "Only a casting director of this call or an administrator looks after sides. Nothing was changed.",
    Act.SEE: NO_CALL,
}


@dataclass(frozen=True)
class Found:
    """An application that the member may see, with its role."""

    role: KeptRole
    application_id: int
    reference: str
    stage: Stage


def role_for(session: Session, actor: Actor, *, call: str, role: str, to: Act = Act.SEE) -> KeptRole:
    """The role, if the member may do this in its call.

    Raises:
        NotFound: there is no such role, or the member has nothing to do with its call.
        NotAllowed: the member may see it, but not do this.
    """
    kept = role_kept(session, call, role)
    if kept is None or not may(actor, Act.SEE, call_id=kept.call_id):
        raise NotFound(NO_CALL)
    if not may(actor, to, call_id=kept.call_id):
        raise NotAllowed(DENIED[to])
    return kept


def application_for(
    session: Session, actor: Actor, *, call: str, role: str, reference: str, to: Act = Act.SEE
) -> Found:
    """The application, if the member may do this with it. Raises as `role_for` does."""
    kept = role_for(session, actor, call=call, role=role, to=to)
    row = session.execute(
        select(APPLICATION.c.id, APPLICATION.c.stage).where(
            APPLICATION.c.reference == reference,
            APPLICATION.c.role_id == kept.role_id,
            APPLICATION.c.held_for.is_(None),
            unveiled(APPLICATION.c.id, actor.member_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(NO_APPLICATION)
    return Found(kept, row.id, reference, Stage(row.stage))


# Marks and decisions: rows that are only added.


@dataclass(frozen=True)
class Mark:
    """One member's newest mark: an opinion, stars 1 to 5 or None, both or neither."""

    opinion: Opinion | None
    stars: int | None


def own_mark(session: Session, actor: Actor, *, application_id: int) -> Mark:
    """The member's own newest mark; empty where there is none."""
    row = session.execute(
        select(MARK.c.opinion, MARK.c.stars)
        .where(MARK.c.application_id == application_id, MARK.c.member_id == actor.member_id)
        .order_by(MARK.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Mark(None, None)
    return Mark(None if row.opinion is None else Opinion(row.opinion), row.stars)


@dataclass(frozen=True)
class Turn:
    """Which mark of a page it is: the page's own name for itself, and a number that grows with each key."""

    page: str
    number: int


def mark(session: Session, actor: Actor, found: Found, *, given: Mark, now: datetime, turn: Turn | None = None) -> None:
    """Add the member's mark; the newest counts. The very same mark again adds nothing.

    Args:
        now: when it was given, for undo, which takes back the last act first.
        turn: its place among the marks of its page: one that was overtaken on its way is as old as the one after it.

    Raises:
        Stale: she has withdrawn. What was given can still be taken back.
    """
    if found.stage is Stage.WITHDRAWN and given != Mark(None, None):
        raise Stale("She has withdrawn meanwhile, so no more marks of her are kept.")
    if own_mark(session, actor, application_id=found.application_id) == given:
        return
    at = now if turn is None else _not_after_the_next(session, actor, turn, now=now)
    session.execute(
        insert(MARK).values(
            application_id=found.application_id,
            member_id=actor.member_id,
            opinion=None if given.opinion is None else given.opinion.value,
            stars=given.stars,
            marked_at=_after_the_last(session, actor, found, at, turn),
            page=turn.page if turn else None,
            turn=turn.number if turn else None,
        )
    )


def _not_after_the_next(session: Session, actor: Actor, turn: Turn, *, now: datetime) -> datetime:
    lately = (
        select(MARK.c.page, MARK.c.turn, MARK.c.marked_at)
        .where(MARK.c.member_id == actor.member_id)
        .order_by(MARK.c.id.desc())
        .limit(OVERTAKING)
        .subquery()
    )
    later = select(lately.c.marked_at).where(lately.c.page == turn.page, lately.c.turn > turn.number)
    times: list[datetime] = [now, *session.scalars(later)]
    return min(times)


def _after_the_last(session: Session, actor: Actor, found: Found, at: datetime, turn: Turn | None) -> datetime:
    """Of one application the marks follow each other as they are kept, whatever a page says: undo goes back by them."""
    before = session.execute(
        select(MARK.c.marked_at, func.coalesce(MARK.c.turn, 0).label("turn"))
        .where(MARK.c.application_id == found.application_id, MARK.c.member_id == actor.member_id)
        .order_by(MARK.c.id.desc())
        .limit(1)
    ).one_or_none()
    if before is None or (at, turn.number if turn else 0) >= (before.marked_at, before.turn):
        return at
    last: datetime = before.marked_at
    return last + timedelta(microseconds=1)


def decide(
    session: Session,
    actor: Actor,
    found: Found,
    *,
    before: Stage,
    after: Stage,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> Move:
    """Move an application to another stage: a person's decision, which sends nothing to anyone.

    Args:
        before: the stage that the member saw. Where a colleague has moved the application meanwhile, nothing changes.
        seen: the newest decision that the member saw, 0 where there was none: who was moved away and back again has
            been decided of as well. None where that is not known.

    Raises:
        Stale: the application is not in `before` any more, or has been decided of since.
        Refused: the move breaks a rule of the stages.
    """
    # Held until the act is over: nobody decides of the same application between this look and the move.
    present = session.execute(
        select(APPLICATION.c.stage).where(APPLICATION.c.id == found.application_id).with_for_update()
    ).scalar_one_or_none()
    if present is None:
        raise NotFound(NO_APPLICATION)
    newest = select(func.coalesce(func.max(DECISION.c.id), 0)).where(DECISION.c.application_id == found.application_id)
    if present != before.value or seen not in {None, session.execute(newest).scalar_one()}:
        raise Stale(
            f"This application has been moved meanwhile and is in {present} now. Nothing was changed; "
            "look at it again, then decide."
        )
    if len(reason) > LONGEST_REASON:
        raise Refused(f"This reason has {len(reason):,} characters. Shorten it to {LONGEST_REASON}.")
    filled = stage_counts(session, found.role).get(after, 0)
    move = plan_move(before=before, after=after, filled=filled, quota=found.role.role.quotas.get(after))
    session.execute(update(APPLICATION).where(APPLICATION.c.id == found.application_id).values(stage=after.value))
    session.execute(
        insert(DECISION).values(
            application_id=found.application_id,
            member_id=actor.member_id,
            before=before.value,
            after=after.value,
            reason=reason,
            decided_at=now,
        )
    )
    return move


def stage_counts(session: Session, role: KeptRole, actor: Actor | None = None) -> dict[Stage, int]:
    """How many applications of the role stand in each stage: in all, or of those that a member may see."""
    return {Stage(row.stage): row.number for row in session.execute(stage_rows(role, actor))}


def stage_rows(role: KeptRole, actor: Actor | None = None) -> Select[Any]:
    """A selection of the same, as `stage` and `number`."""
    return (
        select(APPLICATION.c.stage, func.count().label("number"))
        .where(APPLICATION.c.role_id == role.role_id, APPLICATION.c.held_for.is_(None))
        .where(unveiled(APPLICATION.c.id, None if actor is None else actor.member_id))
        .group_by(APPLICATION.c.stage)
    )


@dataclass(frozen=True)
class Progress:
    """How far a member has come in a role.

    Attributes:
        total: applications of the role, those that were withdrawn left out.
        seen: those with a mark of the member's own.
        picks: those that the member has picked.
    """

    total: int
    seen: int
    picks: int


def progress(session: Session, actor: Actor, role: KeptRole) -> Progress:
    """How far the member has come in the role."""
    seen, picks, total = session.execute(_progress(actor.member_id, role.role_id)).one()
    return Progress(total=total, seen=seen, picks=picks)


@lru_cache(maxsize=256)
def _progress(member_id: int, role_id: int) -> Select[Any]:
    said = (
        select(func.count(), func.count().filter(MARK.c.opinion == Opinion.PICK.value))
        .select_from(MARK)
        .join(APPLICATION, APPLICATION.c.id == MARK.c.application_id)
        .where(newest(MARK, member_id), APPLICATION.c.role_id == role_id)
        .where((MARK.c.opinion.is_not(None)) | (MARK.c.stars.is_not(None)))
        .where(unveiled(APPLICATION.c.id, member_id))
    )
    there = select(func.count()).where(
        APPLICATION.c.role_id == role_id,
        APPLICATION.c.held_for.is_(None),
        APPLICATION.c.stage != Stage.WITHDRAWN.value,
        unveiled(APPLICATION.c.id, member_id),
    )
    return said.add_columns(there.scalar_subquery())
