"""What examiners find: rows that are only added, of which the newest that counts is what the claim says.

A finding that has a last day is unknown from the day after: the claim is rewritten once, so that the search, the
facets, the order and the letters all read the same, and it still tells who had found it and until when that held.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, delete, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from casting.domain.criteria import UNKNOWN, Verdict
from casting.domain.errors import NotFound
from casting.domain.permissions import Actor
from casting.domain.vocabulary import ClaimState, Standing
from casting.domain.zones import day_in
from casting.services.audit import Detail, record
from casting.services.review import Found
from casting.store.engine import reading, writing
from casting.store.tables import (
    ApplicationRow,
    CallRow,
    ClaimRow,
    CriterionRow,
    FindingBatchRow,
    FindingRow,
    MemberRow,
    RoleRow,
    table,
)

APPLICATION, CLAIM, CRITERION = table(ApplicationRow), table(ClaimRow), table(CriterionRow)
FINDING, BATCH, MEMBER = table(FindingRow), table(FindingBatchRow), table(MemberRow)
ROLE, CALL = table(RoleRow), table(CallRow)
AT_ONCE = 500
EARLIEST_DAY = timedelta(hours=14)
"""How far ahead of UTC a call's day can be."""

Pair = tuple[int, int]
"""The ids of an application and of a criterion."""


@dataclass(frozen=True)
class PastFinding:
    """A finding as it is looked at afterwards.

    Attributes:
        by: who kept it; empty for a command at the terminal.
        batch_id: the file that it came with; None where it was kept by itself.
        taken_back: whether its file has been taken back.
    """

    criterion_id: int
    standing: Standing
    value: str
    note: str
    examiner: str
    found_at: datetime
    expires_on: date | None
    by: str
    batch_id: int | None
    taken_back: bool


def verify(
    session: Session,
    actor: Actor,
    found: Found,
    *,
    criterion: str,
    standing: Standing,
    examiner: str,
    verified_at: datetime,
    expires_on: date | None,
    now: datetime,
) -> None:
    """Keep what an examiner has found of a criterion; it takes the place of what the applicant said.

    Args:
        verified_at: when it was found, aware; `expires_on`: until which day it holds.

    Raises:
        NotFound: the role asks for no such thing.
    """
    criterion_id = found.role.criterion_ids.get(criterion)
    if criterion_id is None:
        raise NotFound("The role has no such criterion.")
    session.execute(
        insert(FINDING).values(
            application_id=found.application_id,
            criterion_id=criterion_id,
            member_id=actor.member_id,
            examiner=examiner,
            standing=standing.value,
            value="",
            note="",
            found_at=verified_at,
            expires_on=expires_on,
            kept_at=now,
        )
    )
    settle(session, [(found.application_id, criterion_id)], today=day_in(found.role.call.time_zone, now))
    detail: Detail = {"criterion": criterion, "standing": standing.value}
    act, member_id = "verified a claim", actor.member_id
    record(session, act=act, subject=found.reference, detail=detail, member_id=member_id, now=now)


def settle(session: Session, pairs: Sequence[Pair], *, today: date) -> None:
    """Let the claims of these pairs say what their newest finding does; where none counts, what the applicant said.

    Args:
        today: the day in the call's time zone.
    """
    # Held until the act is over: of two who find at once, the second sees what the first has written.
    found_of = select(APPLICATION.c.id).where(APPLICATION.c.id.in_({pair[0] for pair in pairs}))
    session.execute(found_of.order_by(APPLICATION.c.id).with_for_update(key_share=True))
    standing = newest(session, pairs)
    for part in _parts(pairs):
        session.execute(delete(CLAIM).where(tuple_(CLAIM.c.application_id, CLAIM.c.criterion_id).in_(part)))
        rows = [_claim(standing[pair], today=today) for pair in part if pair in standing]
        if rows:
            session.execute(insert(CLAIM), rows)
        # It moves her in the order with the next preparation, which the worker does at once.
        prepared = update(APPLICATION).where(APPLICATION.c.id.in_({pair[0] for pair in part}))
        session.execute(prepared.values(prepared_version=0))


def newest(session: Session, pairs: Sequence[Pair]) -> Mapping[Pair, Row[Any]]:
    """The newest finding that counts of each pair that has one."""
    found: dict[Pair, Row[Any]] = {}
    for part in _parts(pairs):
        wanted = counting(select(FINDING)).where(tuple_(FINDING.c.application_id, FINDING.c.criterion_id).in_(part))
        found |= {(row.application_id, row.criterion_id): row for row in session.execute(wanted.order_by(FINDING.c.id))}
    return found


def counting(findings: Select[Any]) -> Select[Any]:
    """Of a selection of findings those that count: kept by themselves, or with a file that stands."""
    stands: ColumnElement[bool] = BATCH.c.kept_at.is_not(None) & BATCH.c.undone_at.is_(None)
    return findings.outerjoin(BATCH, BATCH.c.id == FINDING.c.batch_id).where(or_(FINDING.c.batch_id.is_(None), stands))


def found_verdicts(session: Session, application_ids: Sequence[int]) -> Mapping[int, Mapping[int, Verdict]]:
    """What examiners found of applications, by criterion, expired findings as unknown.

    The fit is None where nothing was measured, and where it is unknown.
    """
    found: dict[int, dict[int, Verdict]] = defaultdict(dict)
    wanted = select(CLAIM.c.application_id, CLAIM.c.criterion_id, CLAIM.c.standing, CLAIM.c.fit)
    rows = session.execute(wanted.where(CLAIM.c.application_id.in_(application_ids), CLAIM.c.verified_by.is_not(None)))
    for row in rows:
        found[row.application_id][row.criterion_id] = Verdict(Standing(row.standing), row.fit)
    return found


def verdict_with(declared: Verdict, found: Verdict) -> Verdict:
    """What is known of a criterion once an examiner has spoken: where nothing was measured, all or nothing of it."""
    if found.standing is Standing.UNKNOWN:
        return UNKNOWN
    if found.fit is None and declared.standing is found.standing:
        return declared
    met = 1.0 if found.standing is Standing.MET else 0.0
    return Verdict(found.standing, met if found.fit is None else found.fit)


def expire_due(engine: Engine, *, now: datetime) -> int:
    """Let those findings be unknown whose last day is over in their call's time zone; returns how many that were."""
    with reading(engine) as session:
        if not _over(session, now):
            return 0
    with writing(engine) as session:
        over = _over(session, now)
        for zone, pairs in over.items():
            settle(session, pairs, today=day_in(zone, now))
    return sum(map(len, over.values()))


def _over(session: Session, now: datetime) -> Mapping[str, list[Pair]]:
    """What has expired, by time zone."""
    over: dict[str, list[Pair]] = defaultdict(list)
    for row in session.execute(_ending(now)):
        if row.expires_on < day_in(row.time_zone, now):
            over[row.time_zone].append((row.application_id, row.criterion_id))
    return over


def _ending(now: datetime) -> Select[Any]:
    """Findings whose last day is over somewhere in the world."""
    return (
        select(CLAIM.c.application_id, CLAIM.c.criterion_id, CLAIM.c.expires_on, CALL.c.time_zone)
        .join(CRITERION, CRITERION.c.id == CLAIM.c.criterion_id)
        .join(ROLE, ROLE.c.id == CRITERION.c.role_id)
        .join(CALL, CALL.c.id == ROLE.c.call_id)
        .where(CLAIM.c.state == ClaimState.VERIFIED.value, CLAIM.c.expires_on < (now + EARLIEST_DAY).date())
    )


def past_findings(session: Session, *, application_id: int) -> tuple[PastFinding, ...]:
    """All that was ever found of an application, the newest first; not what waits in a file that nobody has kept."""
    rows = session.execute(
        select(FINDING, MEMBER.c.name.label("by_name"), BATCH.c.undone_at)
        .outerjoin(BATCH, BATCH.c.id == FINDING.c.batch_id)
        .outerjoin(MEMBER, MEMBER.c.id == FINDING.c.member_id)
        .where(FINDING.c.application_id == application_id)
        .where(or_(FINDING.c.batch_id.is_(None), BATCH.c.kept_at.is_not(None)))
        .order_by(FINDING.c.id.desc())
    )
    return tuple(
        PastFinding(
            criterion_id=row.criterion_id,
            standing=Standing(row.standing),
            value=row.value,
            note=row.note,
            examiner=row.examiner,
            found_at=row.found_at,
            expires_on=row.expires_on,
            by=row.by_name or "",
            batch_id=row.batch_id,
            taken_back=row.undone_at is not None,
        )
        for row in rows
    )


def _claim(found: Row[Any], *, today: date) -> dict[str, Any]:
    over = found.expires_on is not None and found.expires_on < today
    standing = Standing.UNKNOWN if over else Standing(found.standing)
    unknown = standing is Standing.UNKNOWN
    return {
        "application_id": found.application_id,
        "criterion_id": found.criterion_id,
        "standing": standing.value,
        "state": (ClaimState.UNKNOWN if unknown else ClaimState.VERIFIED).value,
        "fit": None if unknown else found.fit,
        "verified_by": found.examiner,
        "verified_at": found.found_at,
        "expires_on": found.expires_on,
    }


def _parts(pairs: Sequence[Pair]) -> list[list[Pair]]:
    chosen = sorted(set(pairs))
    return [chosen[first : first + AT_ONCE] for first in range(0, len(chosen), AT_ONCE)]
