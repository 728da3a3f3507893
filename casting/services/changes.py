"""What would bring an application within reach, worked out from what the published run has stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from casting.domain.blind import NAME, PORTRAIT
from casting.domain.changes import Change, Prospect, prospect_of, reach_of
from casting.domain.criteria import Answer
from casting.domain.vocabulary import Stage
from casting.services.explain import Explanation
from casting.store.calls import KeptRole


@dataclass(frozen=True)
class Outlook:
    """What would change an application's place.

    Attributes:
        reach: how many first places it is about.
        changes: the smallest ones, each of which would do alone.
    """

    prospect: Prospect
    reach: int
    changes: tuple[Change, ...] = ()


def outlook(role: KeptRole, explained: Explanation, answers: Mapping[str, Answer], *, stage: Stage) -> Outlook:
    """What would bring the application among the first places, or that nothing would that somebody can say.

    Unknown where an answer is hidden in its stage: which gate is not met, and what another answer would add, tell it.
    """
    reach = reach_of(role.role)
    hides = bool(role.blind.at(stage) - {NAME, PORTRAIT})
    if hides or explained.score is None or explained.scoring is None:
        return Outlook(Prospect.UNKNOWN, reach)
    prospect, found = prospect_of(
        *explained.scoring,
        role.role,
        answers,
        score=explained.score,
        boundary=explained.boundary,
        gate=explained.gates_not_met > 0,
        on=role.call.reference_date,
    )
    return Outlook(prospect, reach, found)
