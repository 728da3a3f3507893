"""How a stage is to be dealt out, as it is posted: raw text in, checked values out, or a Refused with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from casting.domain.errors import Refused
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage

LONGEST_KEY = 18


@dataclass(frozen=True)
class DealingForm:
    """A stage, how many reviewers each application is to have, and among whom, by key; each of them once."""

    stage: Stage
    each: int
    members: tuple[int, ...]


def read_dealing(*, stage: str, each: str, members: Sequence[str]) -> DealingForm:
    """Check it. Raises Refused for a number that is none, and for what no button sends."""
    if stage not in LADDER:
        raise Refused("Choose the stage that is to be dealt out.")
    if not (each.isascii() and each.isdigit() and len(each) == 1 and each != "0"):
        raise Refused("How many reviewers each is to have is a number from 1 to 9.")
    return DealingForm(Stage(stage), int(each), tuple(sorted({read_member(member) for member in members})))


def read_member(raw: str) -> int:
    """A member's key. Raises Refused for anything else."""
    if not (raw.isascii() and raw.isdigit() and len(raw) <= LONGEST_KEY):
        raise Refused("There is no such member.")
    return int(raw)
