"""Applications that are held for another one of the same role: in no list, and not scored."""

from datetime import datetime

from sqlalchemy import exists, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casting.services.apply import UNSCORED
from casting.store.tables import ApplicationRow, DuplicateRow, ScoreRow, table
from casting.store.veils import veil_further

APPLICATION, DUPLICATE, SCORE = table(ApplicationRow), table(DuplicateRow), table(ScoreRow)


def change_address(session: Session, application_id: int, email_key: str | None, *, now: datetime) -> None:
    """Give an application another address; one that was held since hers had applied before stands for itself then.

    What a person of the team has merged stays merged.
    """
    change = update(APPLICATION).where(APPLICATION.c.id == application_id)
    released = _held_for_its_address(session, application_id)
    freed = {"held_for": None} if released else {}
    try:
        with session.begin_nested():
            session.execute(change.values(email_key=email_key, **freed))
    except IntegrityError:  # another application stands under this address: the team is shown the two as one person's
        session.execute(change.values(email_key=None, **freed))
    if released:
        let_stand(session, application_id)
        veil_further(session, [application_id], now=now)


def let_stand(session: Session, application_id: int) -> None:
    """Put an application that was held in the lists: at their end, until a worker has prepared it anew."""
    session.execute(
        update(APPLICATION).where(APPLICATION.c.id == application_id).values(held_for=None, prepared_version=0)
    )
    names = ["application_id", "role_id", "score", "gates_not_met", "fit"]
    fresh = select(APPLICATION.c.id, APPLICATION.c.role_id, literal(UNSCORED), literal(0), literal(0.0))
    session.execute(insert(SCORE).from_select(names, fresh.where(APPLICATION.c.id == application_id)))


def let_the_next_stand(session: Session, application_id: int, *, now: datetime) -> None:
    """Before an application is erased: the oldest that is held for it stands, and any others are held for that one."""
    held = select(APPLICATION.c.id).where(APPLICATION.c.held_for == application_id).order_by(APPLICATION.c.id)
    waiting = session.scalars(held.with_for_update()).all()
    if not waiting:
        return
    first, *others = waiting
    # Of those under one address one alone can stand.
    session.execute(update(APPLICATION).where(APPLICATION.c.id == application_id).values(email_key=None))
    let_stand(session, first)
    session.execute(update(APPLICATION).where(APPLICATION.c.id.in_(others)).values(held_for=first))
    veil_further(session, [first], now=now)


def _held_for_its_address(session: Session, application_id: int) -> bool:
    """Whether an application is held, and not by a person who said that two are one."""
    merged = exists().where(
        or_(DUPLICATE.c.one_id == application_id, DUPLICATE.c.other_id == application_id),
        DUPLICATE.c.kept_id.is_not(None),
        DUPLICATE.c.kept_id != application_id,
    )
    held = select(APPLICATION.c.held_for.is_not(None) & ~merged).where(APPLICATION.c.id == application_id)
    return bool(session.execute(held).scalar_one())
