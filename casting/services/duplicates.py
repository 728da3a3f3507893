"""The same person twice in a role: what was noticed, judged by a person, merged and parted again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, delete, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.blind import AGE, NAME, PLACE, PORTRAIT
from casting.domain.duplicates import Sign
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.happenings import Kind
from casting.domain.permissions import Actor
from casting.domain.stages import LADDER
from casting.domain.vocabulary import MaterialKind, Stage
from casting.services.audit import record
from casting.services.held import let_stand
from casting.services.traces import leave_pair
from casting.store.blinds import name_shown, value_shown
from casting.store.calls import KeptRole
from casting.store.tables import (
    ApplicantRow,
    ApplicationRow,
    DuplicateRow,
    FeaturesRow,
    MaterialRow,
    MemberRow,
    ScoreRow,
    table,
)
from casting.store.veils import unveiled

APPLICATION, APPLICANT, MATERIAL = table(ApplicationRow), table(ApplicantRow), table(MaterialRow)
DUPLICATE, MEMBER = table(DuplicateRow), table(MemberRow)
SCORE, FEATURES = table(ScoreRow), table(FeaturesRow)
OPEN, SAME, DIFFERENT = "open", "same", "different"


@dataclass(frozen=True)
class Noticed:
    """A pair, and what has been said of it.

    Attributes:
        kept_id: which of the two goes on, where they were said to be one person's.
        judge: the name of the member who said so; empty while it is open.
    """

    duplicate_id: int
    one_id: int
    other_id: int
    signs: tuple[Sign, ...]
    verdict: str
    kept_id: int | None
    judge: str
    at: datetime


def noticed(session: Session, actor: Actor, role: KeptRole) -> tuple[Noticed, ...]:
    """The pairs of a role, those that are open first, then the newest verdicts.

    An open pair of which one has been withdrawn, or is held for another one, is left out: nothing is to be said of it.
    So is a pair of which one is hidden from the member.
    """
    one, other = APPLICATION.alias("one"), APPLICATION.alias("other")
    rows = session.execute(
        select(DUPLICATE, MEMBER.c.name.label("judge"))
        .join(one, one.c.id == DUPLICATE.c.one_id)
        .join(other, other.c.id == DUPLICATE.c.other_id)
        .outerjoin(MEMBER, MEMBER.c.id == DUPLICATE.c.decided_by)
        .where(DUPLICATE.c.role_id == role.role_id)
        .where((DUPLICATE.c.verdict != OPEN) | (_stands(one) & _stands(other)))
        .where(_both_seen(actor))
        .order_by((DUPLICATE.c.verdict == OPEN).desc(), DUPLICATE.c.decided_at.desc(), DUPLICATE.c.id)
    )
    return tuple(
        Noticed(
            row.id,
            row.one_id,
            row.other_id,
            tuple(map(Sign, row.signs)),
            row.verdict,
            row.kept_id,
            row.judge or "",
            row.decided_at or row.found_at,
        )
        for row in rows
    )


def _both_seen(actor: Actor) -> ColumnElement[bool]:
    return and_(unveiled(DUPLICATE.c.one_id, actor.member_id), unveiled(DUPLICATE.c.other_id, actor.member_id))


def _stands(application: FromClause) -> ColumnElement[bool]:
    """Whether something is to be said of an application: neither withdrawn nor held for another one."""
    return and_(application.c.stage != Stage.WITHDRAWN.value, application.c.held_for.is_(None))


@dataclass(frozen=True)
class Likely:
    """Another application that may be the same person's, of which nobody has said so or not yet."""

    reference: str
    name: str
    signs: tuple[Sign, ...]


def likely_rows(actor: Actor, role: KeptRole, *, application_id: int) -> Select[Any]:
    """What `likely_among` reads."""
    here, there = APPLICATION.alias("here"), APPLICATION.alias("there")
    first, second = DUPLICATE.c.one_id, DUPLICATE.c.other_id
    # The pairs first, by their own indexes: joined by either end, every application would be gone through
    pairs = (
        select(
            DUPLICATE.c.id, DUPLICATE.c.signs, case((first == application_id, second), else_=first).label("there_id")
        )
        .where(DUPLICATE.c.verdict == OPEN, or_(first == application_id, second == application_id))
        .subquery("pairs")
    )
    return (
        select(pairs.c.id, there.c.reference, name_shown(role.blind, application=there), pairs.c.signs)
        .select_from(pairs)
        .join(here, here.c.id == application_id)
        .join(there, there.c.id == pairs.c.there_id)
        .join(APPLICANT, APPLICANT.c.id == there.c.applicant_id)
        .where(_stands(here), _stands(there), unveiled(there.c.id, actor.member_id))
    )


def likely_among(rows: Iterable[Any]) -> tuple[Likely, ...]:
    """Who else an application's applicant may be, in the order in which it was noticed."""
    noticed = sorted(rows, key=lambda row: row.id)
    return tuple(Likely(row.reference, row.name, tuple(map(Sign, row.signs))) for row in noticed)


@dataclass(frozen=True)
class Side:
    """One application of a pair, as far as it is compared.

    Attributes:
        medium: the digest of the newest headshot that can be shown; None without one.
    """

    reference: str
    name: str
    email: str | None
    phone: str | None
    birth_date: date | None
    city: str | None
    stage: Stage
    received_at: datetime
    medium: str | None


def sides(session: Session, role: KeptRole, application_ids: Collection[int]) -> Mapping[int, Side]:
    """Both sides of pairs, by application id, without what is hidden in the stage of each; two queries."""
    pictures: dict[int, str] = {
        row.application_id: row.medium
        for row in session.execute(
            select(MATERIAL.c.application_id, MATERIAL.c.medium)
            .where(
                MATERIAL.c.application_id.in_(application_ids),
                MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
                MATERIAL.c.medium.is_not(None),
            )
            .order_by(MATERIAL.c.id)
        )
    }
    hides = (("email", NAME), ("phone", NAME), ("birth_date", AGE), ("city", PLACE))
    told = [value_shown(role.blind, APPLICANT.c[name], thing) for name, thing in hides]
    told.append(name_shown(role.blind))
    rows = session.execute(
        select(APPLICATION.c.id, APPLICATION.c.reference, *told, APPLICATION.c.stage, APPLICATION.c.received_at)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.id.in_(application_ids))
    )
    return {
        row.id: Side(
            reference=row.reference,
            name=row.name,
            email=row.email,
            phone=row.phone,
            birth_date=row.birth_date,
            city=row.city,
            stage=Stage(row.stage),
            received_at=row.received_at,
            medium=None if PORTRAIT in role.blind.at(Stage(row.stage)) else pictures.get(row.id),
        )
        for row in rows
    }


def open_pairs(session: Session, actor: Actor, role: KeptRole) -> int:
    """How many pairs of a role wait for a person."""
    return sum(pair.verdict == OPEN for pair in noticed(session, actor, role))


def say_same(session: Session, actor: Actor, role: KeptRole, *, duplicate_id: int, keep_id: int, now: datetime) -> None:
    """Merge: the application that is not kept is held for the other one, with all that was said of it.

    Raises:
        NotFound: the role has no such pair, or the one to keep is not of it.
        Stale: somebody has said something of it meanwhile.
        Refused: the other one stands in a later stage: to keep the earlier one would take a decision back.
    """
    pair = _open(session, actor, role, duplicate_id)
    if keep_id not in {pair.one_id, pair.other_id}:
        raise NotFound("This application is not of this pair.")
    held_id = pair.other_id if keep_id == pair.one_id else pair.one_id
    stages = {
        row.id: Stage(row.stage)
        for row in session.execute(
            select(APPLICATION.c.id, APPLICATION.c.stage).where(
                APPLICATION.c.id.in_((keep_id, held_id)), APPLICATION.c.held_for.is_(None)
            )
        )
    }
    if len(stages) < 2:
        raise Stale("One of the two has been merged with a third meanwhile. Nothing was changed; look at them again.")
    if _reached(stages[held_id]) > _reached(stages[keep_id]):
        raise Refused(
            f"The other one stands in {stages[held_id]}, further than this one. Keep that one, or move it back first."
        )
    session.execute(update(APPLICATION).where(APPLICATION.c.id == held_id).values(held_for=keep_id))
    session.execute(delete(SCORE).where(SCORE.c.application_id == held_id))
    session.execute(delete(FEATURES).where(FEATURES.c.application_id == held_id))
    _say(session, actor, pair, verdict=SAME, kept_id=keep_id, now=now)


def say_different(session: Session, actor: Actor, role: KeptRole, *, duplicate_id: int, now: datetime) -> None:
    """Two people: the pair is not shown as open again. Raises as `say_same` does."""
    _say(session, actor, _open(session, actor, role, duplicate_id), verdict=DIFFERENT, kept_id=None, now=now)


def take_back(session: Session, actor: Actor, role: KeptRole, *, duplicate_id: int, now: datetime) -> None:
    """Undo a verdict: the pair is open again, and what was merged stands in the lists again as it was.

    Raises:
        NotFound: the role has no such pair.
        Stale: nothing has been said of it, or it was taken back meanwhile.
    """
    pair = _pair(session, actor, role, duplicate_id)
    if pair.verdict == OPEN:
        raise Stale("Nothing is said of these two any more. Nothing was changed; look at them again.")
    if pair.kept_id is not None:
        held_id = pair.other_id if pair.kept_id == pair.one_id else pair.one_id
        let_stand(session, held_id)
    _say(session, actor, pair, verdict=OPEN, kept_id=None, now=now)


def _reached(stage: Stage) -> int:
    return LADDER.index(stage) if stage in LADDER else -1


def _pair(session: Session, actor: Actor, role: KeptRole, duplicate_id: int) -> Any:
    row = session.execute(
        select(DUPLICATE).where(DUPLICATE.c.id == duplicate_id, DUPLICATE.c.role_id == role.role_id, _both_seen(actor))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such pair in this role.")
    return row


def _open(session: Session, actor: Actor, role: KeptRole, duplicate_id: int) -> Any:
    pair = _pair(session, actor, role, duplicate_id)
    if pair.verdict != OPEN:
        raise Stale("A colleague has said something of these two meanwhile. Nothing was changed; look at them again.")
    return pair


def _say(session: Session, actor: Actor, pair: Any, *, verdict: str, kept_id: int | None, now: datetime) -> None:
    session.execute(
        update(DUPLICATE)
        .where(DUPLICATE.c.id == pair.id)
        .values(verdict=verdict, kept_id=kept_id, decided_by=actor.member_id, decided_at=now)
    )
    references: dict[int, str] = {
        row.id: row.reference
        for row in session.execute(
            select(APPLICATION.c.id, APPLICATION.c.reference).where(APPLICATION.c.id.in_((pair.one_id, pair.other_id)))
        )
    }
    if SAME in {verdict, pair.verdict}:
        kind = Kind.MERGER if verdict == SAME else Kind.PARTING
        leave_pair(session, kind, references, role_id=pair.role_id, member_id=actor.member_id, now=now)
    act = {SAME: "merged two applications", DIFFERENT: "told two applications apart", OPEN: "took a merger back"}
    record(
        session,
        act=act[verdict],
        subject=f"{references[pair.one_id]} {references[pair.other_id]}",
        detail={"kept": references.get(kept_id) if kept_id else None},
        member_id=actor.member_id,
        now=now,
    )
