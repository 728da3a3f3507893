"""The second hand's attacks as a case for `bench.manipulation`: other people, other tricks, and a number to bend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.second_attacks import ATTACKS, FIELD, NUMBER, Public


@dataclass(frozen=True)
class Handed:
    """What one applicant hands in: honestly, and as she was taught to."""

    trick: str
    honest: str
    text: str
    number: str
    told_number: str


def handed_in(
    honest: Sequence[Mapping[str, str]], *, breakdown: str, wanted: Sequence[str], envied: Sequence[str], chance: Random
) -> list[Handed]:
    """The attacks in turn, one for each honest applicant.

    Args:
        honest: of each her long text under `FIELD` and her number under `NUMBER`.
        envied: texts of those near the top, of which each cheat has seen one.
    """
    made = []
    for place, typed in enumerate(honest):
        attack = ATTACKS[place % len(ATTACKS)]
        public = Public(breakdown, tuple(wanted), chance.choice(envied))
        bent = attack(typed, public, chance)
        made.append(Handed(attack.__name__, typed[FIELD], bent[FIELD], typed[NUMBER], bent[NUMBER]))
    return made
