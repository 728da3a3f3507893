"""Looks: a member had an application on screen, through which lens, and whether chance had put it there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Lens
from casting.services.review import Found
from casting.store.once import insert_once
from casting.store.runs import run_order
from casting.store.tables import LookRow, ScoreRow, table

LOOK, SCORE = table(LookRow), table(ScoreRow)


def look(
    session: Session, actor: Actor, found: Found, *, lens: Lens, run_id: int | None, narrowed: bool, now: datetime
) -> None:
    """Keep that the member had it on screen. Only the first time through a lens is kept.

    Args:
        run_id: the run in whose queue it was found, for the lens `next`; None for the published one.
        narrowed: whether a search has left others out: then chance has drawn from these alone, and speaks for nobody
            else.
    """
    drawn = lens is Lens.RANDOM or (lens is Lens.NEXT and by_chance(session, found, run_id=run_id))
    values = {
        "application_id": found.application_id,
        "member_id": actor.member_id,
        "lens": lens.value,
        "random": drawn and not narrowed,
        "looked_at": now,
    }
    insert_once(session, LookRow, values, unique=("application_id", "member_id", "lens"))


def by_chance(session: Session, found: Found, *, run_id: int | None) -> bool:
    """Whether chance and not its score has put it among those next to review.

    Args:
        run_id: in the queue of this run; None for that of the published one.
    """
    if run_id is not None:
        run = run_order(session, role_id=found.role.role_id, run_id=run_id, lens=Lens.NEXT)
        if run is not None:
            return run.stands_by_chance(found.application_id)
    stored = select(SCORE.c.random).where(SCORE.c.application_id == found.application_id)
    return bool(session.scalar(stored))
