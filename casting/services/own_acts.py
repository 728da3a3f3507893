"""What a member has done in a role and undo could take back: what it was, and who has built upon it since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Opinion, Stage
from casting.services.review import Mark
from casting.store.applications import of_role
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.comparisons import COMPARISON, standing_comparisons
from casting.store.tables import (
    ApplicantRow,
    ApplicationRow,
    BulkActRow,
    BulkMemberRow,
    DecisionRow,
    MarkRow,
    MemberRow,
    TakenBackRow,
    table,
)
from casting.store.veils import moved_unseen, unveiled

APPLICATION, APPLICANT, MEMBER = table(ApplicationRow), table(ApplicantRow), table(MemberRow)
MARK, DECISION, TAKEN_BACK = table(MarkRow), table(DecisionRow), table(TakenBackRow)
BULK_ACT, MEMBER_OF = table(BulkActRow), table(BulkMemberRow)
REACH = timedelta(hours=12)
"""How old an act may be that is taken back: what one sits down to, across views, reloads and a lunch."""


class Kind(StrEnum):
    """What a member does that can be taken back."""

    MARK = "mark"
    MOVE = "move"
    MANY = "many"
    COMPARISON = "comparison"


@dataclass(frozen=True)
class OwnAct:
    """Something that a member did.

    Attributes:
        row_id: its key among the rows of its kind.
        reference: whose page shows it: the application's, or the winner's; empty for a move of many.
        said: what it was, without a verb: "pick for Mira Sokolova".
        after: how things stand without it, as a sentence.
        blocked: why it cannot be taken back; otherwise empty.
    """

    kind: Kind
    row_id: int
    at: datetime
    reference: str
    said: str
    after: str
    blocked: str = ""


def last_act(session: Session, actor: Actor, kept: KeptRole, *, now: datetime) -> OwnAct | None:
    """The member's newest act in the role that still stands, not older than `REACH`."""
    since = now - REACH
    found = [(row.at, kind, row.id) for kind, row in _newest(session, actor, kept, since)]
    if not found:
        return None
    _, kind, row_id = max(found)
    if kind is Kind.MOVE:
        of_many = select(MEMBER_OF.c.bulk_act_id).where(MEMBER_OF.c.decision_id == row_id)
        act_id = session.execute(of_many).scalar_one_or_none()
        kind, row_id = (Kind.MOVE, row_id) if act_id is None else (Kind.MANY, act_id)
    return act_of(session, actor, kept, kind=kind, row_id=row_id)


def act_of(session: Session, actor: Actor, kept: KeptRole, *, kind: Kind, row_id: int) -> OwnAct | None:
    """One act of the member's in the role, whether it still stands or not; None where there is no such act."""
    read = {Kind.MARK: _mark, Kind.MOVE: _move, Kind.MANY: _many, Kind.COMPARISON: _comparison}[kind]
    return read(session, actor, kept, row_id)


def _newest(session: Session, actor: Actor, kept: KeptRole, since: datetime) -> Iterator[tuple[Kind, Row[Any]]]:
    """Of each kind the newest act that stands; what was done with whom a conflict hides now is out of reach."""
    for kind, rows, at, passed in (
        (Kind.MARK, MARK, MARK.c.marked_at, TAKEN_BACK.c.mark_id),
        (Kind.MOVE, DECISION, DECISION.c.decided_at, TAKEN_BACK.c.decision_id),
    ):
        wanted = of_role(select(rows.c.id, at.label("at")), rows, kept.role_id).where(
            rows.c.member_id == actor.member_id,
            at >= since,
            ~exists().where(passed == rows.c.id),
            unveiled(rows.c.application_id, actor.member_id),
        )
        # By time, since a mark may have been overtaken on its way, and in a page's own order where that is the same
        order = (MARK.c.marked_at, func.coalesce(MARK.c.turn, 0), MARK.c.id) if rows is MARK else (DECISION.c.id,)
        row = session.execute(wanted.order_by(*(one.desc() for one in order)).limit(1)).one_or_none()
        if row is not None:
            yield kind, row
    own = [one for one in standing_comparisons(session, role_id=kept.role_id) if one.member_id == actor.member_id]
    if own:
        compared = select(COMPARISON.c.id, COMPARISON.c.compared_at.label("at"))
        row = session.execute(compared.where(COMPARISON.c.id == own[-1].comparison_id)).one()
        if row.at >= since:
            yield Kind.COMPARISON, row


# ------------------------------------------------------------------------------------------------ marks


def _mark(session: Session, actor: Actor, kept: KeptRole, row_id: int) -> OwnAct | None:
    wanted = select(MARK, APPLICATION.c.reference, name_shown(kept.blind))
    row = session.execute(
        of_role(wanted, MARK, kept.role_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(MARK.c.id == row_id, MARK.c.member_id == actor.member_id)
        .where(unveiled(APPLICATION.c.id, actor.member_id))
    ).one_or_none()
    if row is None:
        return None
    given, before = _words(_given(row)), _words(mark_before(session, row))
    said = f"{given} for {row.name}" if given else f"the clearing of your mark for {row.name}"
    after = f"Your mark is {before}, as before." if before else "There is no mark of yours, as before."
    return OwnAct(Kind.MARK, row.id, row.marked_at, row.reference, said, after)


def _given(row: Any) -> Mark:
    return Mark(None if row.opinion is None else Opinion(row.opinion), row.stars)


def mark_before(session: Session, row: Row[Any]) -> Mark:
    """The mark that stood when this one was given."""
    older = session.execute(
        select(MARK.c.opinion, MARK.c.stars)
        .where(MARK.c.application_id == row.application_id, MARK.c.member_id == row.member_id, MARK.c.id < row.id)
        .order_by(MARK.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Mark(None, None) if older is None else _given(older)


def _words(mark: Mark) -> str:
    stars = "" if mark.stars is None else f"{mark.stars} star{'' if mark.stars == 1 else 's'}"
    return ", ".join(word for word in (mark.opinion.value if mark.opinion else "", stars) if word)


# ------------------------------------------------------------------------------------------------ moves


def _move(session: Session, actor: Actor, kept: KeptRole, row_id: int) -> OwnAct | None:
    wanted = select(DECISION, APPLICATION.c.reference, APPLICATION.c.stage, name_shown(kept.blind))
    row = session.execute(
        of_role(wanted, DECISION, kept.role_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(DECISION.c.id == row_id, DECISION.c.member_id == actor.member_id)
        .where(unveiled(APPLICATION.c.id, actor.member_id))
    ).one_or_none()
    if row is None:
        return None
    said = f"{row.name} moved from {row.before} to {row.after}"
    after = f"The stage is {row.before}, as before."
    return OwnAct(Kind.MOVE, row.id, row.decided_at, row.reference, said, after, _built_upon(session, row))


def _built_upon(session: Session, row: Row[Any]) -> str:
    """Who has gone on from this move, as a sentence; empty where nobody has."""
    if row.stage == Stage.WITHDRAWN.value:
        return f"{row.name} has withdrawn since you moved this application to {row.after}, so it stays as it is."
    other, passed = DECISION.alias(), TAKEN_BACK.alias()
    newer = session.execute(
        select(MEMBER.c.name, other.c.before, other.c.after)
        .join(other, other.c.member_id == MEMBER.c.id)
        .where(
            other.c.application_id == row.application_id,
            other.c.id > row.id,
            or_(other.c.member_id != row.member_id, row.stage != row.after),
            ~exists().where(passed.c.decision_id == other.c.id),
        )
        .order_by(other.c.id.desc())
        .limit(1)
    ).first()
    if newer is not None:
        return (
            f"{newer.name} has moved {row.name} on from {newer.before} to {newer.after} since. Taking your move back "
            "would undo that too, so nothing was changed."
        )
    if row.stage != row.after:
        return f"{row.name} stands in {row.stage} now and not where you moved this application, so nothing was changed."
    return ""


# ------------------------------------------------------------------------------------- moves of many


def _many(session: Session, actor: Actor, kept: KeptRole, row_id: int) -> OwnAct | None:
    mine = BULK_ACT.c.id == row_id, BULK_ACT.c.member_id == actor.member_id, BULK_ACT.c.role_id == kept.role_id
    seen = (BULK_ACT.c.count - moved_unseen(BULK_ACT.c.id, actor.member_id)).label("moved")
    told = select(BULK_ACT.c.id, seen, BULK_ACT.c.after, BULK_ACT.c.acted_at, BULK_ACT.c.undone_at)
    row = session.execute(told.where(*mine)).one_or_none()
    if row is None:
        return None
    back = row.moved
    if row.undone_at is not None:
        moved_back = MEMBER_OF.c.bulk_act_id == row_id, MEMBER_OF.c.taken_back
        counted = select(func.count()).select_from(MEMBER_OF).where(*moved_back)
        back = session.execute(counted.where(unveiled(MEMBER_OF.c.application_id, actor.member_id))).scalar_one()
    said = f"the move of {row.moved:,} to {row.after}"
    after = "Each stands where she stood before."
    if back < row.moved:
        after = f"{back:,} stand where they stood before; {row.moved - back:,} had been moved on since, and stay."
    return OwnAct(Kind.MANY, row.id, row.acted_at, "", said, after)


# ------------------------------------------------------------------------------------------ comparisons


def _comparison(session: Session, actor: Actor, kept: KeptRole, row_id: int) -> OwnAct | None:
    row = session.execute(
        select(COMPARISON).where(
            COMPARISON.c.id == row_id,
            COMPARISON.c.member_id == actor.member_id,
            COMPARISON.c.role_id == kept.role_id,
            unveiled(COMPARISON.c.winner_id, actor.member_id),
            unveiled(COMPARISON.c.loser_id, actor.member_id),
        )
    ).one_or_none()
    if row is None:
        return None
    named = select(APPLICATION.c.id, APPLICATION.c.reference, name_shown(kept.blind)).join(
        APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id
    )
    people = {one.id: one for one in session.execute(named.where(APPLICATION.c.id.in_([row.winner_id, row.loser_id])))}
    winner, loser = people[row.winner_id], people[row.loser_id]
    said = f"{winner.name} over {loser.name}"
    after = "Nothing of yours counts between the two."
    return OwnAct(Kind.COMPARISON, row.id, row.compared_at, winner.reference, said, after)
