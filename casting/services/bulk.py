"""Acts on many: all that a search finds go to another stage, as one act that is kept, logged and undone as one.

What a person confirms is what she saw: between the preview and the act the same applications have to be found, in the
same stages, with nothing decided of them meanwhile. Nothing is sent to anybody.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, exists, false, func, insert, literal, select, update
from sqlalchemy.orm import Session

from casting.domain.bulk import BulkPlan, plan_bulk
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.services.review import LONGEST_REASON, stage_counts
from casting.store.applications import Query, in_list
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, BulkActRow, BulkMemberRow, DecisionRow, TakenBackRow, table
from casting.store.veils import unveiled

APPLICATION, DECISION, TAKEN_BACK = table(ApplicationRow), table(DecisionRow), table(TakenBackRow)
ACT, MEMBER_OF = table(BulkActRow), table(BulkMemberRow)
AT_A_TIME = 10_000
"""Rows in one statement, since a database takes only so many values at once."""
NO_ACT = "There is no such act in this role."


@dataclass(frozen=True)
class Basis:
    """On what a confirmation rests.

    Attributes:
        count: how many were found.
        newest: the newest decision on any of them; 0 where nothing has been decided.
        digest: SHA-256 over who they are and where each stands.
    """

    count: int
    newest: int
    digest: str


@dataclass(frozen=True)
class Preview:
    """What a bulk act would do, and on what that rests."""

    plan: BulkPlan
    basis: Basis


def preview(session: Session, query: Query, *, after: Stage) -> Preview:
    """What moving all that the query finds would do; nothing is changed.

    Raises:
        Refused: the query asks for what cannot be asked, or the stage is not a person's to give.
    """
    return _previewed(session, query, _found(session, query), after=after)


def move_all(
    session: Session, actor: Actor, query: Query, *, after: Stage, basis: Basis, q: str, reason: str, now: datetime
) -> int:
    """Move all that the query finds, but for those of whom the preview said that they stay; the key of the act.

    Args:
        basis: what the preview rested on.
        q: the search as it was typed.

    Raises:
        Stale: something else is found, or of the same something has been decided meanwhile; nothing was changed.
        Refused: nobody would move, or the reason is longer than 500 characters.
    """
    if len(reason) > LONGEST_REASON:
        raise Refused(f"This reason has {len(reason):,} characters. Shorten it to {LONGEST_REASON}. Nobody was moved.")
    found = _found(session, query, hold=True)
    planned = _previewed(session, query, found, after=after)
    if planned.basis != basis:
        raise Stale(changed(basis.count, planned.basis.count))
    if not planned.plan.moved:
        raise Refused("None of them can be moved there. Nothing was changed.")
    moving = [(key, stage) for key, stage in found if stage in planned.plan.moving]
    act_id: int = session.execute(
        insert(ACT)
        .values(
            role_id=query.role.role_id,
            member_id=actor.member_id,
            q=q,
            after=after.value,
            reason=reason,
            count=len(moving),
            acted_at=now,
        )
        .returning(ACT.c.id)
    ).scalar_one()
    for before in planned.plan.moving:
        _decide(session, actor, _standing(moving, before), Move(before, after, reason, now))
    for some in _portions([key for key, _ in moving]):
        mine = DECISION.c.id > basis.newest, DECISION.c.application_id.in_(some)
        session.execute(
            insert(MEMBER_OF).from_select(
                ["bulk_act_id", "application_id", "decision_id", "taken_back"],
                select(literal(act_id), DECISION.c.application_id, DECISION.c.id, false()).where(*mine),
            )
        )
    _log(session, actor, query, act_id, planned, q=q, now=now)
    return act_id


def changed(before: int, after: int) -> str:
    """What is said where a search does not find any more what was previewed."""
    if before == after:
        return (
            f"The search finds {after:,} still, but somebody has changed who they are or where they stand meanwhile. "
            "Nobody was moved. Look again below, then confirm."
        )
    return (
        f"The search found {before:,} when you looked, and finds {after:,} now. Nobody was moved. "
        "Look again below, then confirm."
    )


def _found(session: Session, query: Query, *, hold: bool = False) -> list[tuple[int, Stage]]:
    """Who is found and where each stands, by id; `hold` keeps others from moving them until this act is over."""
    wanted = select(APPLICATION.c.id, APPLICATION.c.stage).where(
        APPLICATION.c.role_id == query.role.role_id, in_list(session, query)
    )
    wanted = wanted.order_by(APPLICATION.c.id)
    rows = session.execute(wanted.with_for_update() if hold else wanted)
    return [(row.id, Stage(row.stage)) for row in rows]


def _previewed(session: Session, query: Query, found: Sequence[tuple[int, Stage]], *, after: Stage) -> Preview:
    within = select(APPLICATION.c.id).where(APPLICATION.c.role_id == query.role.role_id, in_list(session, query))
    newest = select(func.coalesce(func.max(DECISION.c.id), 0)).where(DECISION.c.application_id.in_(within))
    digest = hashlib.sha256(";".join(f"{key} {stage}" for key, stage in found).encode()).hexdigest()
    plan = plan_bulk(
        found=Counter(stage for _, stage in found),
        after=after,
        before=stage_counts(session, query.role),
        quota=query.role.role.quotas.get(after),
    )
    return Preview(plan, Basis(len(found), session.execute(newest).scalar_one(), digest))


@dataclass(frozen=True)
class Move:
    """From which stage to which all go, why, and when."""

    before: Stage
    after: Stage
    reason: str
    at: datetime


def _decide(session: Session, actor: Actor, ids: Sequence[int], move: Move) -> None:
    """Write the decisions and move the applications, as many in a statement as it takes."""
    told = {
        DECISION.c.member_id: actor.member_id,
        DECISION.c.before: move.before.value,
        DECISION.c.after: move.after.value,
        DECISION.c.reason: move.reason,
        DECISION.c.decided_at: move.at,
    }
    same = [literal(value, column.type) for column, value in told.items()]
    for some in _portions(ids):
        there = APPLICATION.c.id.in_(some), APPLICATION.c.stage == move.before.value
        decisions = select(APPLICATION.c.id, *same).where(*there).order_by(APPLICATION.c.id)
        session.execute(insert(DECISION).from_select([DECISION.c.application_id, *told], decisions))
        session.execute(update(APPLICATION).where(*there).values(stage=move.after.value))


def _standing(found: Sequence[tuple[int, Stage]], stage: Stage) -> list[int]:
    return [key for key, where in found if where is stage]


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + AT_A_TIME] for first in range(0, len(ids), AT_A_TIME))


def _log(session: Session, actor: Actor, query: Query, act_id: int, planned: Preview, *, q: str, now: datetime) -> None:
    """One line for the act; its members stand beside the act itself, and go with whoever is erased."""
    audit.record(
        session,
        act="moved many applications",
        subject=f"{query.role.call.slug}/{query.role.role.slug}",
        detail={
            "bulk act": act_id,
            "q": q,
            "lens": query.lens.value,
            "to": planned.plan.after.value,
            "found": planned.basis.count,
            "moved": planned.plan.moved,
            "found digest": planned.basis.digest,
        },
        member_id=actor.member_id,
        now=now,
    )


def take_back(session: Session, actor: Actor, role: KeptRole, *, act_id: int, now: datetime) -> None:
    """Move those whom the act moved back to where each stood. Who has been moved on since stays, and is marked as such.

    So does who is hidden from the member by a conflict of interest.

    Raises:
        NotFound: the role has no such act.
        Stale: it has been undone already.
    """
    undone = session.execute(
        update(ACT)
        .where(ACT.c.id == act_id, ACT.c.role_id == role.role_id, ACT.c.undone_at.is_(None))
        .values(undone_at=now, undone_by=actor.member_id)
        .returning(ACT.c.after)
    ).one_or_none()
    if undone is None:
        known = select(ACT.c.id).where(ACT.c.id == act_id, ACT.c.role_id == role.role_id)
        if session.execute(known).one_or_none() is None:
            raise NotFound(NO_ACT)
        raise Stale("This act has been undone already. Nothing was changed.")
    unmoved = [(row.id, Stage(row.before)) for row in _unmoved(session, actor, act_id, after=undone.after)]
    newest = session.execute(select(func.coalesce(func.max(DECISION.c.id), 0))).scalar_one()
    for before in dict.fromkeys(stage for _, stage in unmoved):
        back = Move(Stage(undone.after), before, "A move of many was undone.", now)
        _decide(session, actor, _standing(unmoved, before), back)
    _pass_over(session, select(MEMBER_OF.c.decision_id).where(MEMBER_OF.c.bulk_act_id == act_id), now)
    for some in _portions([key for key, _ in unmoved]):
        mine = MEMBER_OF.c.bulk_act_id == act_id, MEMBER_OF.c.application_id.in_(some)
        session.execute(update(MEMBER_OF).where(*mine).values(taken_back=True))
        moved_back = select(DECISION.c.id).where(DECISION.c.id > newest, DECISION.c.application_id.in_(some))
        _pass_over(session, moved_back, now)
    audit.record(
        session,
        act="undid a move of many applications",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={"bulk act": act_id, "moved back": len(unmoved)},
        member_id=actor.member_id,
        now=now,
    )


def _pass_over(session: Session, decisions: Select[int], now: datetime) -> None:
    """Leave decisions out of what undo reaches: they were taken back, or take others back."""
    found = decisions.subquery()
    key = next(iter(found.c))
    known = exists().where(TAKEN_BACK.c.decision_id == key)
    rows = select(key, literal(now, TAKEN_BACK.c.at.type)).where(~known)
    session.execute(insert(TAKEN_BACK).from_select([TAKEN_BACK.c.decision_id, TAKEN_BACK.c.at], rows))


def _unmoved(session: Session, actor: Actor, act_id: int, *, after: str) -> Sequence[Row[int, str]]:
    """Who stands where the act has put her, and by nothing but the act: each with the stage that she came from.

    What was decided since and taken back again is as if it had not been.
    """
    newer, passed = DECISION.alias("newer"), TAKEN_BACK.alias("passed")
    since = exists().where(
        newer.c.application_id == DECISION.c.application_id,
        newer.c.id > DECISION.c.id,
        ~exists().where(passed.c.decision_id == newer.c.id),
    )
    return session.execute(
        select(APPLICATION.c.id, DECISION.c.before)
        .join(MEMBER_OF, MEMBER_OF.c.application_id == APPLICATION.c.id)
        .join(DECISION, DECISION.c.id == MEMBER_OF.c.decision_id)
        .where(
            MEMBER_OF.c.bulk_act_id == act_id,
            APPLICATION.c.stage == after,
            APPLICATION.c.held_for.is_(None),
            unveiled(APPLICATION.c.id, actor.member_id),
            ~since.correlate(DECISION),
        )
        .order_by(APPLICATION.c.id)
        .with_for_update(of=APPLICATION)
    ).all()
