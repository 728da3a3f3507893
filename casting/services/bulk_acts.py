"""Bulk acts as they are looked at afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME
from casting.domain.errors import NotFound
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Stage
from casting.services.bulk import ACT, APPLICATION, DECISION, MEMBER_OF, NO_ACT
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.conditions import newest
from casting.store.tables import ApplicantRow, MarkRow, MemberRow, table
from casting.store.veils import moved_unseen, unveiled

APPLICANT, MARK, MEMBER = table(ApplicantRow), table(MarkRow), table(MemberRow)
SHOWN = 60
NEWEST = 5


@dataclass(frozen=True)
class BulkAct:
    """An act on many.

    Attributes:
        by, undone_by: names; the second is empty where the act stands.
        count: how many were moved, of those whom the asking member may see.
    """

    act_id: int
    q: str
    after: Stage
    reason: str
    count: int
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None
    withheld: bool = False
    """Whether its reason is kept back, since the member has not marked all whom a colleague moved."""


@dataclass(frozen=True)
class Moved:
    """One whom the act moved, and where she stands now."""

    reference: str
    name: str
    before: Stage
    now: Stage


@dataclass(frozen=True)
class BulkRecord:
    """An act with its members.

    Attributes:
        left: how many left each stage; of those that are still there to be counted.
        members: the first few whom it moved.
        kept: the first few whom undoing did not move back, since somebody had moved them on or withdrawn them.
        kept_count: how many of those there are.
    """

    act: BulkAct
    left: Mapping[Stage, int]
    members: tuple[Moved, ...]
    kept: tuple[Moved, ...]
    kept_count: int


def newest_acts(session: Session, actor: Actor, role: KeptRole) -> tuple[BulkAct, ...]:
    """The last few of the role, the newest first."""
    rows = session.execute(_acts(role, actor).order_by(ACT.c.id.desc()).limit(NEWEST))
    return tuple(_act(row) for row in rows)


def bulk_record(session: Session, actor: Actor, role: KeptRole, *, act_id: int) -> BulkRecord:
    """An act with those of its members whom this one may see. Raises NotFound where the role has no such act."""
    row = session.execute(_acts(role, actor).where(ACT.c.id == act_id)).one_or_none()
    if row is None:
        raise NotFound(NO_ACT)
    seen = unveiled(MEMBER_OF.c.application_id, actor.member_id)
    left = (
        select(DECISION.c.before, func.count())
        .join(MEMBER_OF, MEMBER_OF.c.decision_id == DECISION.c.id)
        .where(MEMBER_OF.c.bulk_act_id == act_id, seen)
        .group_by(DECISION.c.before)
    )
    kept = MEMBER_OF.c.bulk_act_id == act_id, MEMBER_OF.c.taken_back.is_(False), seen
    count = 0 if row.undone_at is None else session.execute(select(func.count()).where(*kept)).scalar_one()
    act = _act(row)
    if act.reason and _waits(session, actor, role, act_id):
        act = replace(act, reason="", withheld=True)
    return BulkRecord(
        act=act,
        left={Stage(stage): found for stage, found in session.execute(left)},
        members=_moved(session, _members(role, act_id).where(seen)),
        kept=_moved(session, _members(role, act_id).where(*kept)) if count else (),
        kept_count=count,
    )


def _waits(session: Session, actor: Actor, role: KeptRole, act_id: int) -> bool:
    """Whether a colleague's act moved somebody whom the member has yet to mark: one's own judgement comes first."""
    if not may(actor, Act.MARK, call_id=role.call_id):
        return False
    given = (MARK.c.opinion.is_not(None)) | (MARK.c.stars.is_not(None))
    marked = select(MARK.c.application_id).where(newest(MARK, actor.member_id), given)
    moved = MEMBER_OF.c.bulk_act_id == act_id, MEMBER_OF.c.application_id.not_in(marked)
    colleagues = ACT.c.id == MEMBER_OF.c.bulk_act_id, ACT.c.member_id != actor.member_id
    seen = unveiled(MEMBER_OF.c.application_id, actor.member_id)
    return bool(session.scalar(select(exists().where(*moved, *colleagues, seen))))


def _acts(role: KeptRole, actor: Actor) -> Select[Any]:
    undoer = MEMBER.alias("undoer")
    names = MEMBER.c.name.label("by_name"), func.coalesce(undoer.c.name, "").label("undoer_name")
    wanted = (ACT, *names, moved_unseen(ACT.c.id, actor.member_id).label("hidden"))
    return (
        select(*wanted)
        .join(MEMBER, MEMBER.c.id == ACT.c.member_id)
        .outerjoin(undoer, undoer.c.id == ACT.c.undone_by)
        .where(ACT.c.role_id == role.role_id)
    )


def _act(row: Row[Any]) -> BulkAct:
    found = row._mapping  # noqa: SLF001 - the documented way to a row's values by name
    return BulkAct(
        act_id=found[ACT.c.id],
        q=found[ACT.c.q],
        after=Stage(found[ACT.c.after]),
        reason=found[ACT.c.reason],
        count=found[ACT.c.count] - found["hidden"],
        by=found["by_name"],
        at=found[ACT.c.acted_at],
        undone_by=found["undoer_name"],
        undone_at=found[ACT.c.undone_at],
    )


def _members(role: KeptRole, act_id: int) -> Select[Any]:
    return (
        select(APPLICATION.c.reference, name_shown(role.blind), DECISION.c.before, APPLICATION.c.stage)
        .join(MEMBER_OF, MEMBER_OF.c.application_id == APPLICATION.c.id)
        .join(DECISION, DECISION.c.id == MEMBER_OF.c.decision_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(MEMBER_OF.c.bulk_act_id == act_id)
        .order_by(*(() if role.blind.hiding(NAME) else (APPLICATION.c.sort_name,)), APPLICATION.c.id)
        .limit(SHOWN)
    )


def _moved(session: Session, members: Select[Any]) -> tuple[Moved, ...]:
    rows = session.execute(members)
    return tuple(Moved(row.reference, row.name, Stage(row.before), Stage(row.stage)) for row in rows)
