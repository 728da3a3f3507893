"""Who may do what: small predicates over a member's duties. Denied unless granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casting.domain.vocabulary import Duty


class Act(StrEnum):
    """What a member can do with a call and its applications."""

    SEE = "see"
    MARK = "mark"
    NOTE = "note"
    DECIDE = "decide"
    EXPORT = "export"
    SHARE = "share"
    DEAL = "deal"
    SIDES = "sides"


GRANTED: Mapping[Duty, frozenset[Act]] = {
    Duty.DIRECTOR: frozenset({Act.SEE, Act.MARK, Act.NOTE, Act.DECIDE, Act.SHARE, Act.DEAL, Act.SIDES}),
    Duty.ASSOCIATE: frozenset({Act.SEE, Act.MARK, Act.NOTE}),
    Duty.PRODUCER: frozenset({Act.SEE}),
}
ADMINISTRATOR = frozenset({Act.SEE, Act.EXPORT, Act.DEAL, Act.SIDES})


@dataclass(frozen=True)
class Actor:
    """The signed-in member, with the duty in each call that the member belongs to.

    Attributes:
        duties: duty by call id; a call that is missing is one of another company and does not exist for the member.
        administrator: whether the member may open /admin, see every call and export.
        called: how many notes of colleagues speak to the member that she has not read.
    """

    member_id: int
    name: str
    email: str
    administrator: bool
    duties: Mapping[int, Duty]
    called: int = 0


def may(actor: Actor, act: Act, *, call_id: int) -> bool:
    """Whether the member may do this in that call."""
    duty = actor.duties.get(call_id)
    return (duty is not None and act in GRANTED[duty]) or (actor.administrator and act in ADMINISTRATOR)
