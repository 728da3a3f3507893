"""Conflicts of interest: declared with a reason, hiding an application from a member until an administrator ends it.

What is hidden, and where, is said in `casting.store.veils`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, NotFound, Refused, Stale
from casting.domain.permissions import Act, Actor, may
from casting.services import audit, dealing
from casting.services.name_masks import Mask, masks
from casting.services.review import LONGEST_REASON, Found
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, MemberRow, MembershipRow, RoleRow, table
from casting.store.veils import CONFLICT, veiled_ids

APPLICATION, ROLE = table(ApplicationRow), table(RoleRow)
MEMBER, MEMBERSHIP = table(MemberRow), table(MembershipRow)
NO_MEMBER = "Nobody in this call's team is meant by that. Choose one of the names."
NO_CONFLICT = "There is no such conflict in this role."


@dataclass(frozen=True)
class Conflict:
    """A conflict as it is looked at.

    Attributes:
        reference: of the application; empty where it is hidden from who looks.
        own: whether it is that of who looks.
        ended_at: None while it stands; then `ended_by` and `end_reason` are empty.
    """

    conflict_id: int
    member: str
    own: bool
    reference: str
    reason: str
    declared_by: str
    declared_at: datetime
    ended_at: datetime | None
    ended_by: str
    end_reason: str


def concerned(session: Session, actor: Actor, role: KeptRole) -> Mapping[int, str]:
    """For whom a member may declare a conflict, by key, herself first: directors and administrators for their team."""
    found = {actor.member_id: actor.name}
    if actor.administrator or may(actor, Act.DECIDE, call_id=role.call_id):
        team = select(MEMBER.c.id, MEMBER.c.name).where(MEMBER.c.active).order_by(MEMBER.c.name, MEMBER.c.id)
        of_call = select(MEMBERSHIP.c.member_id).where(MEMBERSHIP.c.call_id == role.call_id)
        rows = session.execute(team.where(or_(MEMBER.c.id.in_(of_call), MEMBER.c.administrator)))
        found |= {row.id: row.name for row in rows}
    return found


def declare(session: Session, actor: Actor, found: Found, *, member_id: int, reason: str, now: datetime) -> None:
    """Hide an application from a member, and what else its applicant has in the call. Said again, it adds nothing.

    What had been dealt to her of it goes to the others.

    Raises:
        Refused: there is no reason, or one of more than 500 characters; or the member may not declare it for her.
    """
    if member_id not in concerned(session, actor, found.role):
        raise Refused(f"{NO_MEMBER} Nothing was declared.")
    _check(reason, "Nothing was declared.")
    # Held until the act is over: of two that are declared at once, the second finds that it adds nothing.
    of_her = select(APPLICATION.c.id).where(APPLICATION.c.id == found.application_id)
    session.execute(of_her.with_for_update(key_share=True))
    hidden = veiled_ids(session, member_id)
    detail: audit.Detail = {"member": member_id, "reason": reason}
    for application_id, subject in _of_the_same(session, found).items():
        if application_id in hidden:
            continue
        values = {"application_id": application_id, "member_id": member_id, "reason": reason, "end_reason": ""}
        session.execute(insert(CONFLICT).values(**values, declared_by=actor.member_id, declared_at=now))
        _log(session, actor, "declared a conflict of interest", subject, detail, now=now)
        dealing.deal_away(session, application_ids=[application_id], member_id=member_id, now=now)


def end(session: Session, actor: Actor, role: KeptRole, *, conflict_id: int, reason: str, now: datetime) -> None:
    """Let a member see and judge an application again. An administrator does, and not of what is hidden from herself.

    Raises:
        NotAllowed: the member is no administrator.
        NotFound: the role has no such conflict, or it is about what is hidden from who would end it.
        Refused: there is no reason, or one of more than 500 characters.
        Stale: it has been ended already.
    """
    if not actor.administrator:
        raise NotAllowed("Only an administrator ends a conflict of interest. Nothing was changed.")
    wanted = select(CONFLICT, APPLICATION.c.reference).join(APPLICATION, APPLICATION.c.id == CONFLICT.c.application_id)
    row = session.execute(
        wanted.where(CONFLICT.c.id == conflict_id, APPLICATION.c.role_id == role.role_id)
    ).one_or_none()
    if row is None or row.application_id in veiled_ids(session, actor.member_id):
        raise NotFound(NO_CONFLICT)
    _check(reason, "The conflict stands.")
    ended = session.execute(
        update(CONFLICT)
        .where(CONFLICT.c.id == conflict_id, CONFLICT.c.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor.member_id, end_reason=reason)
        .returning(CONFLICT.c.id)
    )
    if ended.one_or_none() is None:
        raise Stale("This conflict has been ended already.")
    subject = f"{role.call.slug}/{role.role.slug}/{row.reference}"
    detail: audit.Detail = {"member": row.member_id, "reason": reason}
    _log(session, actor, "ended a conflict of interest", subject, detail, now=now)


def conflicts_of(session: Session, actor: Actor, role: KeptRole) -> tuple[Conflict, ...]:
    """The conflicts of a role, those that stand first, then the newest: to an administrator all, to others their own.

    What is hidden from who looks has no reference here either, and no reason tells a name that is hidden.
    """
    hers, declarer, ender = MEMBER.alias("hers"), MEMBER.alias("declarer"), MEMBER.alias("ender")
    wanted = (
        select(CONFLICT, APPLICATION.c.reference, hers.c.name, declarer.c.name.label("by"), ender.c.name.label("ender"))
        .join(APPLICATION, APPLICATION.c.id == CONFLICT.c.application_id)
        .join(hers, hers.c.id == CONFLICT.c.member_id)
        .join(declarer, declarer.c.id == CONFLICT.c.declared_by)
        .outerjoin(ender, ender.c.id == CONFLICT.c.ended_by)
        .where(APPLICATION.c.role_id == role.role_id)
        .order_by(CONFLICT.c.ended_at.is_not(None), CONFLICT.c.id.desc())
    )
    if not actor.administrator:
        wanted = wanted.where(CONFLICT.c.member_id == actor.member_id)
    hidden, rows = veiled_ids(session, actor.member_id), session.execute(wanted).all()
    mask = masks(session, role, [row.application_id for row in rows])
    return tuple(_conflict(row, actor, hidden, mask[row.application_id]) for row in rows)


def _conflict(row: Any, actor: Actor, hidden: frozenset[int], mask: Mask) -> Conflict:
    return Conflict(
        conflict_id=row.id,
        member=row.name,
        own=row.member_id == actor.member_id,
        reference="" if row.application_id in hidden else row.reference,
        reason=mask(row.reason),
        declared_by=row.by,
        declared_at=row.declared_at,
        ended_at=row.ended_at,
        ended_by=row.ender or "",
        end_reason=mask(row.end_reason),
    )


def _check(reason: str, outcome: str) -> None:
    if not reason:
        raise Refused(f"Say why, in a few words: it is kept, and administrators read it. {outcome}")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"This reason has {len(reason):,} characters. Shorten it to {LONGEST_REASON}. {outcome}")


def _of_the_same(session: Session, found: Found) -> Mapping[int, str]:
    """The application, and those for the other roles of the call that came under the same address: addresses by id."""
    email_key = select(APPLICATION.c.email_key).where(APPLICATION.c.id == found.application_id).scalar_subquery()
    rows = session.execute(
        select(APPLICATION.c.id, APPLICATION.c.reference, ROLE.c.slug)
        .join(ROLE, ROLE.c.id == APPLICATION.c.role_id)
        .where(ROLE.c.call_id == found.role.call_id)
        .where(or_(APPLICATION.c.id == found.application_id, APPLICATION.c.email_key == email_key))
        .order_by(APPLICATION.c.id)
    )
    return {row.id: f"{found.role.call.slug}/{row.slug}/{row.reference}" for row in rows}


def _log(session: Session, actor: Actor, act: str, subject: str, detail: audit.Detail, *, now: datetime) -> None:
    audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)
