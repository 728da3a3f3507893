"""Decisions on one application as its page tells them: the moves, and why, which follows one's own judgement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.store.tables import DecisionRow, MemberRow, table

DECISION, MEMBER = table(DecisionRow), table(MemberRow)


@dataclass(frozen=True)
class Decided:
    """One move; `withheld` where its reason is kept back until the member has marked."""

    decision_id: int
    member_id: int
    name: str
    before: Stage
    after: Stage
    reason: str
    at: datetime
    withheld: bool = False


def decision_rows(application_id: int) -> Select[Any]:
    """What `decisions_among` reads."""
    columns = (DECISION.c[name] for name in ("id", "member_id", "before", "after", "reason", "decided_at"))
    made = select(*columns, MEMBER.c.name).join(MEMBER, MEMBER.c.id == DECISION.c.member_id)
    return made.where(DECISION.c.application_id == application_id)


def decisions_among(rows: Iterable[Any], actor: Actor, *, revealed: bool) -> tuple[Decided, ...]:
    """The moves, the oldest first.

    Args:
        revealed: whether colleagues' reasons may be read: they tell what was thought, as marks and notes do.
    """
    found = []
    for row in sorted(rows, key=lambda row: row.id):
        withheld = bool(row.reason) and not revealed and row.member_id != actor.member_id
        reason = "" if withheld else row.reason
        made = (row.id, row.member_id, row.name, Stage(row.before), Stage(row.after), reason, row.decided_at)
        found.append(Decided(*made, withheld))
    return tuple(found)
