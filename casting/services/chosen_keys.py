"""The keys that a member has chosen for herself: kept on the server, the same in every browser."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casting.domain.keys import ACTS
from casting.domain.permissions import Actor
from casting.store.tables import MemberRow, table

MEMBER = table(MemberRow)


def keys_of(session: Session, actor: Actor) -> dict[str, str]:
    """The member's keys that are not the usual ones, by the usual one; of acts that are still there."""
    kept: Mapping[str, str] = session.execute(
        select(MEMBER.c["keys"]).where(MEMBER.c.id == actor.member_id)
    ).scalar_one()
    return {act.usual: kept[act.usual] for act in ACTS if act.usual in kept}


def choose_keys(session: Session, actor: Actor, keys: Mapping[str, str]) -> None:
    """Keep these in place of what the member chose before; none of them for the usual ones.

    Args:
        keys: without a fault, as `casting.domain.keys.changed_keys` makes them.
    """
    session.execute(update(MEMBER).where(MEMBER.c.id == actor.member_id).values({MEMBER.c["keys"]: dict(keys)}))
