"""Whether an application meets the gates: what she said, what an examiner found, and exceptions that are asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import judge
from casting.domain.criteria import Answer, Criterion, Verdict
from casting.domain.errors import NotFound, Refused, Stale
from casting.domain.permissions import Actor
from casting.domain.said import said
from casting.domain.vocabulary import ClaimState, CriterionClass, Ruling, Standing
from casting.services.audit import Detail, record
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, ClaimRow, ExceptionRequestRow, MemberRow, table

APPLICATION, CLAIM = table(ApplicationRow), table(ClaimRow)
REQUEST, MEMBER = table(ExceptionRequestRow), table(MemberRow)


@dataclass(frozen=True)
class Request:
    """An exception that was asked for.

    Attributes:
        reason: why it was granted or refused; `by`: who said so. Both are empty while it is open.
    """

    criterion: Criterion
    text: str
    ruling: Ruling
    reason: str
    by: str


@dataclass(frozen=True)
class Gate:
    """How an application stands against one gate.

    Attributes:
        verified: whether an examiner has found so; else it is what she said.
        expired_on: the last day on which an examiner's finding held, where that is over.
        request: the exception that she has asked for, if she has.
    """

    criterion: Criterion
    standing: Standing
    verified: bool
    request: Request | None
    expired_on: date | None = None


def gates(session: Session, role: KeptRole, answers: Mapping[str, Answer], *, application_id: int) -> tuple[Gate, ...]:
    """Every gate of the role, in its order."""
    verdicts = judge(role.role.criteria, answers, on=role.call.reference_date)
    rows = select(CLAIM).where(CLAIM.c.application_id == application_id, CLAIM.c.verified_by.is_not(None))
    found = {row.criterion_id: row for row in session.execute(rows)}
    asked = {request.criterion.key: request for request in requests(session, role, application_id=application_id)}
    return tuple(
        _gate(criterion, verdicts[criterion.key], found.get(role.criterion_ids[criterion.key]), asked)
        for criterion in role.role.criteria
        if criterion.klass is CriterionClass.GATE
    )


def _gate(criterion: Criterion, declared: Verdict, found: Any, asked: Mapping[str, Request]) -> Gate:
    if found is None:
        return Gate(criterion, declared.standing, verified=False, request=asked.get(criterion.key))
    verified = found.state == ClaimState.VERIFIED.value
    return Gate(
        criterion,
        Standing(found.standing),
        verified=verified,
        request=asked.get(criterion.key),
        expired_on=None if verified else found.expires_on,
    )


def requests(session: Session, role: KeptRole, *, application_id: int) -> tuple[Request, ...]:
    """The exceptions that an application asks for, in the order of the criteria."""
    rows = session.execute(
        select(REQUEST.c.criterion_id, REQUEST.c.text, REQUEST.c.verdict, REQUEST.c.reason, MEMBER.c.name)
        .outerjoin_from(REQUEST, MEMBER, MEMBER.c.id == REQUEST.c.member_id)
        .where(REQUEST.c.application_id == application_id)
    )
    found = {row.criterion_id: row for row in rows}
    return tuple(
        Request(criterion, row.text, Ruling(row.verdict), row.reason, row.name or "")
        for criterion in role.role.criteria
        if (row := found.get(role.criterion_ids[criterion.key])) is not None
    )


def ask_exception(
    session: Session,
    role: KeptRole,
    answers: Mapping[str, Answer],
    *,
    application_id: int,
    criterion: str,
    text: str,
    now: datetime,
) -> None:
    """Keep that an applicant asks not to be held to a gate; asked again while it is open, her newest words count.

    Raises:
        Refused: the gate is not one that she misses, or it has been decided already.
    """
    found = {gate.criterion.key: gate for gate in gates(session, role, answers, application_id=application_id)}
    gate = found.get(criterion)
    if gate is None or gate.standing is Standing.MET:
        raise Refused(said("There is nothing to be excepted from here. Nothing was changed."))
    if gate.request is not None and gate.request.ruling is not Ruling.OPEN:
        raise Refused(said("The casting team has answered this request already. Nothing was changed."))
    key = {"application_id": application_id, "criterion_id": role.criterion_ids[criterion]}
    session.execute(delete(REQUEST).where(*(REQUEST.c[name] == value for name, value in key.items())))
    session.execute(insert(REQUEST).values(**key, text=text, asked_at=now, verdict=Ruling.OPEN.value, reason=""))


def rule(
    session: Session, actor: Actor, found: Found, *, criterion: str, ruling: Ruling, reason: str, now: datetime
) -> None:
    """Grant or refuse an exception, with a reason that the applicant reads.

    Raises:
        NotFound: none was asked for.
        Stale: a colleague has decided it meanwhile.
    """
    asked = {request.criterion.key: request for request in _of(session, found)}
    if criterion not in asked:
        raise NotFound("Nobody has asked for this exception.")
    if asked[criterion].ruling is not Ruling.OPEN:
        raise Stale(f"{asked[criterion].by} has decided this already. Nothing was changed.")
    session.execute(
        update(REQUEST)
        .where(
            REQUEST.c.application_id == found.application_id,
            REQUEST.c.criterion_id == found.role.criterion_ids[criterion],
        )
        .values(verdict=ruling.value, reason=reason, member_id=actor.member_id, decided_at=now)
    )
    detail: Detail = {"criterion": criterion, "ruling": ruling.value}
    act, member_id = "ruled on an exception", actor.member_id
    record(session, act=act, subject=found.reference, detail=detail, member_id=member_id, now=now)
    _prepare_again(session, found.application_id)


def settled_gates(session: Session, application_ids: Sequence[int]) -> Mapping[int, Mapping[int, Standing]]:
    """What people have settled of applications, by criterion: what examiners found, and exceptions they granted."""
    found: dict[int, dict[int, Standing]] = defaultdict(dict)
    verified = select(CLAIM.c.application_id, CLAIM.c.criterion_id, CLAIM.c.standing).where(
        CLAIM.c.application_id.in_(application_ids), CLAIM.c.verified_by.is_not(None)
    )
    for row in session.execute(verified):
        found[row.application_id][row.criterion_id] = Standing(row.standing)
    granted = select(REQUEST.c.application_id, REQUEST.c.criterion_id).where(
        REQUEST.c.application_id.in_(application_ids), REQUEST.c.verdict == Ruling.GRANTED.value
    )
    for excepted in session.execute(granted):
        found[excepted.application_id][excepted.criterion_id] = Standing.MET
    return found


def _of(session: Session, found: Found) -> tuple[Request, ...]:
    return requests(session, found.role, application_id=found.application_id)


def _prepare_again(session: Session, application_id: int) -> None:
    """What was settled moves her in the order with the next preparation, which the worker does at once."""
    session.execute(update(APPLICATION).where(APPLICATION.c.id == application_id).values(prepared_version=0))
