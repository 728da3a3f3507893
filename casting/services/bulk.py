"""Acts on many: all that a search finds go to another stage, as one act that is kept, logged and undone as one.

What a person confirms is what she saw: between the preview and the act the same applications have to be found, in the
same stages, with nothing decided of them meanwhile. Nothing is sent to anybody.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.bulk import BulkPlan, plan_bulk
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.services.review import LONGEST_REASON, stage_counts
from casting.store.applications import Query, in_list
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, BulkActRow, BulkMemberRow, DecisionRow, table

APPLICATION, DECISION = table(ApplicationRow), table(DecisionRow)
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
    moves = [_decision(key, actor, before=stage, after=after, reason=reason, now=now) for key, stage in moving]
    decided = _decide(session, moves)
    members = [
        {"bulk_act_id": act_id, "application_id": key, "decision_id": decision_id, "taken_back": False}
        for key, decision_id in decided
    ]
    session.execute(insert(MEMBER_OF), members)
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


def _decision(
    application_id: int, actor: Actor, *, before: Stage, after: Stage, reason: str, now: datetime
) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "member_id": actor.member_id,
        "before": before.value,
        "after": after.value,
        "reason": reason,
        "decided_at": now,
    }


def _decide(session: Session, moves: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Write the decisions and move the applications; the keys of each application and its decision."""
    written = session.execute(insert(DECISION).returning(DECISION.c.application_id, DECISION.c.id), list(moves)).all()
    groups: dict[tuple[str, str], list[int]] = {}
    for move in moves:
        groups.setdefault((move["before"], move["after"]), []).append(move["application_id"])
    for (before, after), ids in groups.items():
        for some in _portions(ids):
            session.execute(
                update(APPLICATION).where(APPLICATION.c.id.in_(some), APPLICATION.c.stage == before).values(stage=after)
            )
    return ((row.application_id, row.id) for row in written)


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
    unmoved = _unmoved(session, act_id, after=undone.after)
    stage, reason = Stage(undone.after), "A move of many was undone."
    moves = [_decision(row.id, actor, before=stage, after=Stage(row.before), reason=reason, now=now) for row in unmoved]
    if moves:
        _decide(session, moves)
    for some in _portions([row.id for row in unmoved]):
        mine = MEMBER_OF.c.bulk_act_id == act_id, MEMBER_OF.c.application_id.in_(some)
        session.execute(update(MEMBER_OF).where(*mine).values(taken_back=True))
    audit.record(
        session,
        act="undid a move of many applications",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={"bulk act": act_id, "moved back": len(unmoved)},
        member_id=actor.member_id,
        now=now,
    )


def _unmoved(session: Session, act_id: int, *, after: str) -> Sequence[Row[int, str]]:
    """Who stands where the act has put her, and by nothing but the act: each with the stage that she came from."""
    newest = select(func.max(DECISION.c.id)).where(DECISION.c.application_id == APPLICATION.c.id)
    return session.execute(
        select(APPLICATION.c.id, DECISION.c.before)
        .join(MEMBER_OF, MEMBER_OF.c.application_id == APPLICATION.c.id)
        .join(DECISION, DECISION.c.id == MEMBER_OF.c.decision_id)
        .where(
            MEMBER_OF.c.bulk_act_id == act_id,
            APPLICATION.c.stage == after,
            APPLICATION.c.held_for.is_(None),
            DECISION.c.id == newest.correlate(APPLICATION).scalar_subquery(),
        )
        .order_by(APPLICATION.c.id)
        .with_for_update(of=APPLICATION)
    ).all()
