"""Dealing a stage's applications out to reviewers: previewed, kept as one act, gone on with, and undone as one.

Nobody decides anything by it, and nobody is kept from anything: it says who is to look at whom.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty, Stage
from casting.services import audit
from casting.store.assignments import (
    give,
    loads_of,
    marked,
    needs_of,
)
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.tables import (
    AssignmentRow,
    DealingMemberRow,
    DealingRow,
    MemberRow,
    MembershipRow,
    RoleRow,
    table,
)

ROLE, MEMBER, MEMBERSHIP = table(RoleRow), table(MemberRow), table(MembershipRow)
DEALING, AMONG, ASSIGNMENT = table(DealingRow), table(DealingMemberRow), table(AssignmentRow)
MOST_EACH = 9
NO_DEALING = "There is no such dealing in this role, or it has been undone."
CHANGED = "Who is to be dealt out has changed since you looked. Nothing was dealt. Look again below, then confirm."


@dataclass(frozen=True)
class Rule:
    """How a stage is dealt out.

    Attributes:
        each: how many reviewers an application is to have in all, those whom it has already among them.
        members: among whom, by key.
    """

    stage: Stage
    each: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Share:
    """What one member would get, and what she would then have of this dealing."""

    member_id: int
    name: str
    given: int
    then: int


@dataclass(frozen=True)
class Preview:
    """What dealing would do.

    Attributes:
        needing: how many applications of the stage have fewer reviewers than they are to have.
        short: how many would have fewer even then, since too few members can be given them.
        digest: SHA-256 over who needs how many and who has been dealt whom: on this a confirmation rests.
        seed: by which chance; `dealt`: to whom each would be dealt.
    """

    rule: Rule
    shares: tuple[Share, ...]
    needing: int
    short: int
    digest: str
    seed: int
    dealt: Mapping[int, frozenset[int]]


def reviewers(session: Session, role: KeptRole) -> Mapping[int, str]:
    """The active members of the call's team who mark, by name."""
    marking = [Duty.DIRECTOR.value, Duty.ASSOCIATE.value]
    rows = session.execute(
        select(MEMBER.c.id, MEMBER.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.member_id == MEMBER.c.id)
        .where(MEMBERSHIP.c.call_id == role.call_id, MEMBERSHIP.c.duty.in_(marking), MEMBER.c.active)
        .order_by(MEMBER.c.name, MEMBER.c.id)
    )
    return {row.id: row.name for row in rows}


def preview(session: Session, role: KeptRole, rule: Rule, *, seed: int) -> Preview:
    """What dealing by this rule would do; nothing is changed.

    Raises:
        Refused: nobody was chosen, somebody who does not mark in this call, or more reviewers each than there are.
    """
    names = reviewers(session, role)
    if not rule.members:
        raise Refused("Choose among whom it is to be dealt.")
    if not set(rule.members) <= set(names):
        raise Refused("Somebody who was chosen does not mark in this call. Nothing was dealt.")
    if not 1 <= rule.each <= min(len(rule.members), MOST_EACH):
        raise Refused(f"Among {len(rule.members)} members, each application can be given to at most so many of them.")
    needs = needs_of(session, role, rule.stage, each=rule.each, among=rule.members)
    dealt = needs.dealt(rule.members, loads={}, seed=seed)
    given = Counter(member for held in dealt.values() for member in held)
    return Preview(
        rule,
        tuple(Share(member, names[member], given[member], given[member]) for member in sorted(rule.members)),
        len(needs.missing),
        sum(len(dealt[key]) < need for key, need in needs.missing.items()),
        needs.digest,
        seed,
        dealt,
    )


def deal_out(
    session: Session, actor: Actor, role: KeptRole, rule: Rule, *, seed: int, digest: str, now: datetime
) -> int:
    """Deal as it was previewed; the key of the dealing.

    Raises:
        Stale: who needs how many reviewers has changed since the preview.
        Refused: as `preview` does; or nobody needs any.
    """
    _one_at_a_time(session, role)
    shown = preview(session, role, rule, seed=seed)
    if shown.digest != digest:
        raise Stale(CHANGED)
    if not any(share.given for share in shown.shares):
        raise Refused("Everyone in this stage has as many reviewers already. Nothing was dealt.")
    values = {"role_id": role.role_id, "stage": rule.stage.value, "each": rule.each, "member_id": actor.member_id}
    dealing_id: int = session.execute(
        insert(DEALING).values(**values, dealt_at=now).returning(DEALING.c.id)
    ).scalar_one()
    session.execute(insert(AMONG), [{"dealing_id": dealing_id, "member_id": member} for member in rule.members])
    count = give(session, role, dealing_id, shown.dealt, now=now)
    _log(session, actor, role, "dealt applications out", dealing_id=dealing_id, count=count, now=now)
    return dealing_id


def deal_new(session: Session, actor: Actor, role: KeptRole, *, dealing_id: int, seed: int, now: datetime) -> int:
    """Deal those who have too few reviewers by the rule of an earlier dealing; how many were given out.

    Raises:
        NotFound: the role has no such dealing, or it was undone.
        Refused: nobody is left among whom to deal.
    """
    _one_at_a_time(session, role)
    rule = _rule(session, role, dealing_id)
    if not rule.members:
        raise Refused("Nobody is left among whom this was dealt. Deal anew, among others.")
    needs = needs_of(session, role, rule.stage, each=rule.each, among=rule.members)
    dealt = needs.dealt(rule.members, loads=loads_of(session, dealing_id), seed=seed)
    count = give(session, role, dealing_id, dealt, now=now)
    _log(session, actor, role, "dealt newly arrived applications out", dealing_id=dealing_id, count=count, now=now)
    return count


def hand_on(
    session: Session, actor: Actor, role: KeptRole, *, dealing_id: int, member_id: int, seed: int, now: datetime
) -> int:
    """Take from a member what she has not marked, and deal it to the others of the dealing; how many were taken.

    Raises: as `deal_new` does; NotFound too where nothing was ever dealt to that member.
    """
    _one_at_a_time(session, role)
    known = update(AMONG).where(AMONG.c.dealing_id == dealing_id, AMONG.c.member_id == member_id)
    if not session.execute(known.values(left_at=now).returning(AMONG.c.member_id)).all():
        raise NotFound(NO_DEALING)
    rule = _rule(session, role, dealing_id)
    if not rule.members:
        raise Refused("There is nobody else to whom this could be dealt. Nothing was changed.")
    open_ones = and_(
        ASSIGNMENT.c.dealing_id == dealing_id,
        ASSIGNMENT.c.member_id == member_id,
        ASSIGNMENT.c.taken_at.is_(None),
        ~marked(),
    )
    taken = session.execute(
        update(ASSIGNMENT).where(open_ones).values(taken_at=now).returning(ASSIGNMENT.c.application_id)
    )
    keys = set(taken.scalars())
    needs = needs_of(session, role, rule.stage, each=rule.each, among=rule.members, only=keys)
    give(session, role, dealing_id, needs.dealt(rule.members, loads=loads_of(session, dealing_id), seed=seed), now=now)
    _log(
        session, actor, role, "dealt a member's applications to others", dealing_id=dealing_id, count=len(keys), now=now
    )
    return len(keys)


def deal_away(session: Session, *, application_ids: Collection[int], member_id: int, now: datetime) -> None:
    """Take from a member what she must not judge any more, and deal it to the others by the rule of each dealing.

    Where nobody else can be given it, it is dealt to one fewer.
    """
    hers = (
        ASSIGNMENT.c.member_id == member_id,
        ASSIGNMENT.c.application_id.in_(application_ids),
        ASSIGNMENT.c.taken_at.is_(None),
    )
    told = ASSIGNMENT.c.role_id, ASSIGNMENT.c.dealing_id, ASSIGNMENT.c.application_id
    found = session.execute(select(*told).where(*hers).order_by(ASSIGNMENT.c.id)).all()
    for role_id, dealing_id, application_id in found:
        role = role_kept_by_id(session, role_id)
        if role is None:
            continue
        _one_at_a_time(session, role)
        taken = *hers, ASSIGNMENT.c.dealing_id == dealing_id, ASSIGNMENT.c.application_id == application_id
        session.execute(update(ASSIGNMENT).where(*taken).values(taken_at=now))
        rule = _rule(session, role, dealing_id)
        needs = needs_of(session, role, rule.stage, each=rule.each, among=rule.members, only=[application_id])
        loads = loads_of(session, dealing_id)
        give(session, role, dealing_id, needs.dealt(rule.members, loads=loads, seed=application_id), now=now)


def undo(session: Session, actor: Actor, role: KeptRole, *, dealing_id: int, now: datetime) -> None:
    """Take everything back that was dealt by a dealing. Marks that were given stay. Raises NotFound as `deal_new`."""
    undone = update(DEALING).where(
        DEALING.c.id == dealing_id, DEALING.c.role_id == role.role_id, DEALING.c.undone_at.is_(None)
    )
    if not session.execute(undone.values(undone_at=now, undone_by=actor.member_id).returning(DEALING.c.id)).all():
        raise NotFound(NO_DEALING)
    dealt = ASSIGNMENT.c.dealing_id == dealing_id, ASSIGNMENT.c.taken_at.is_(None)
    count = len(session.execute(update(ASSIGNMENT).where(*dealt).values(taken_at=now).returning(ASSIGNMENT.c.id)).all())
    _log(session, actor, role, "undid dealing applications out", dealing_id=dealing_id, count=count, now=now)


def _rule(session: Session, role: KeptRole, dealing_id: int) -> Rule:
    """The rule of a dealing that stands, among those who are still there."""
    row = session.execute(
        select(DEALING.c.stage, DEALING.c.each).where(
            DEALING.c.id == dealing_id, DEALING.c.role_id == role.role_id, DEALING.c.undone_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(NO_DEALING)
    among = select(AMONG.c.member_id).where(AMONG.c.dealing_id == dealing_id, AMONG.c.left_at.is_(None))
    there = set(session.scalars(among)) & set(reviewers(session, role))
    return Rule(Stage(row.stage), row.each, tuple(sorted(there)))


def _one_at_a_time(session: Session, role: KeptRole) -> None:
    """Two who deal at the same moment deal one after the other: the second sees what the first has dealt."""
    session.execute(select(ROLE.c.id).where(ROLE.c.id == role.role_id).with_for_update(key_share=True))


def _log(
    session: Session, actor: Actor, role: KeptRole, act: str, *, dealing_id: int, count: int, now: datetime
) -> None:
    audit.record(
        session,
        act=act,
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={"dealing": dealing_id, "assignments": count},
        member_id=actor.member_id,
        now=now,
    )
