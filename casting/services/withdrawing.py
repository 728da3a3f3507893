"""An applicant withdraws her application, and comes back."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import is_open
from casting.domain.errors import Closed, NotFound
from casting.domain.messages import TURNS, MessageKind
from casting.domain.said import said
from casting.domain.vocabulary import Stage
from casting.services.editing import GONE
from casting.services.to_applicants import write_to_applicant
from casting.services.traces import leave_return
from casting.store.calls import role_kept_by_id
from casting.store.tables import ApplicationRow, MessageRow, table

APPLICATION, MESSAGE = table(ApplicationRow), table(MessageRow)
MOST_A_DAY = 10


def withdraw(session: Session, *, reference: str, now: datetime) -> None:
    """Withdraw an application, at any time and without a reason; one that is withdrawn stays so.

    Raises:
        NotFound: it was erased.
    """
    row = _locked(session, reference)
    if row["stage"] == Stage.WITHDRAWN.value:
        return
    _move(session, row["id"], stage=Stage.WITHDRAWN.value, before=row["stage"], at=now)
    role = role_kept_by_id(session, row["role_id"])
    told = {"stage": Stage.WITHDRAWN.value}
    if role is not None and now < role.call.closes_at:
        told |= {"until": role.call.closes_at.isoformat(), "zone": role.call.time_zone}
    _write(session, row["id"], MessageKind.WITHDRAWN, now=now, **told)


def come_back(session: Session, *, reference: str, now: datetime) -> None:
    """Take a withdrawal back: the application stands again where it stood.

    Raises:
        NotFound: it was erased.
        Closed: the call has closed.
    """
    row = _locked(session, reference)
    role = role_kept_by_id(session, row["role_id"])
    if role is None:
        raise NotFound(GONE)
    if row["stage"] != Stage.WITHDRAWN.value:
        return
    if not is_open(opens_at=role.call.opens_at, closes_at=role.call.closes_at, now=now):
        raise Closed(said("The call has closed, so a withdrawal cannot be taken back any more."))
    _move(session, row["id"], stage=row["withdrawn_from"] or Stage.RECEIVED.value, before=None, at=None)
    leave_return(session, reference=reference, now=now)
    _write(session, row["id"], MessageKind.CAME_BACK, now=now)


def _write(session: Session, key: int, kind: MessageKind, *, now: datetime, **values: str) -> None:
    """Leave a receipt; none to an address that has had many in a day, since it may be a stranger's."""
    recent = select(func.count()).where(
        MESSAGE.c.application_id == key,
        MESSAGE.c.kind.in_([one.value for one in TURNS]),
        MESSAGE.c.written_at > now - timedelta(days=1),
    )
    if (session.scalar(recent) or 0) < MOST_A_DAY:
        write_to_applicant(session, key, kind, key=f"{kind}:{key}:{now.isoformat()}", now=now, **values)


def _locked(session: Session, reference: str) -> RowMapping:
    row = (
        session.execute(
            select(APPLICATION.c.id, APPLICATION.c.role_id, APPLICATION.c.stage, APPLICATION.c.withdrawn_from)
            .where(APPLICATION.c.reference == reference)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound(GONE)
    return row


def _move(session: Session, key: int, *, stage: str, before: str | None, at: datetime | None) -> None:
    session.execute(
        update(APPLICATION).where(APPLICATION.c.id == key).values(stage=stage, withdrawn_from=before, withdrawn_at=at)
    )
