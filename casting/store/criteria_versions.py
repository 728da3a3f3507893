"""The criteria of roles as they were in each version: rows that are only added."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from casting.domain.criteria import Criterion, rule_from_json
from casting.domain.vocabulary import CriterionClass
from casting.store.call_parts import ROLE
from casting.store.call_rows import criterion_columns
from casting.store.calls import KeptCall
from casting.store.tables import CriteriaVersionRow, MemberRow, table

VERSION, MEMBER = table(CriteriaVersionRow), table(MemberRow)


@dataclass(frozen=True)
class CriteriaVersion:
    """The criteria of a role in one version.

    Attributes:
        member: who made it; empty for a command at the terminal.
    """

    version: int
    criteria: tuple[Criterion, ...]
    member: str
    changed_at: datetime


def keep_versions(session: Session, kept: KeptCall, *, member_id: int | None, now: datetime) -> None:
    """Keep the present criteria of a call's roles, where their version is not kept yet."""
    newest = select(VERSION.c.role_id, func.max(VERSION.c.version)).group_by(VERSION.c.role_id)
    held = dict(session.execute(newest.where(VERSION.c.role_id.in_(kept.role_ids.values()))).all())
    present = select(ROLE.c.id, ROLE.c.criteria_version).where(ROLE.c.call_id == kept.call_id)
    versions = dict(session.execute(present).all())
    for role in kept.call.roles:
        role_id = kept.role_ids[role.slug]
        if held.get(role_id, 0) < versions[role_id]:
            criteria = [dict(criterion_columns(criterion)) for criterion in role.criteria]
            values = {"role_id": role_id, "version": versions[role_id], "criteria": criteria}
            session.execute(insert(VERSION).values(**values, member_id=member_id, changed_at=now))


def versions_of(session: Session, role_id: int, *, most: int) -> tuple[CriteriaVersion, ...]:
    """The newest versions of a role's criteria, the newest first."""
    rows = session.execute(
        select(VERSION.c.version, VERSION.c.criteria, VERSION.c.changed_at, MEMBER.c.name)
        .outerjoin_from(VERSION, MEMBER, MEMBER.c.id == VERSION.c.member_id)
        .where(VERSION.c.role_id == role_id)
        .order_by(VERSION.c.version.desc())
        .limit(most)
    )
    return tuple(
        CriteriaVersion(row.version, tuple(map(_criterion, row.criteria)), row.name or "", row.changed_at)
        for row in rows
    )


def _criterion(stored: dict[str, object]) -> Criterion:
    parts = {**stored, "klass": CriterionClass(str(stored["class"])), "rule": rule_from_json(stored["rule"])}  # type: ignore[arg-type]
    return Criterion(**{name: value for name, value in parts.items() if name != "class"})  # type: ignore[arg-type]
