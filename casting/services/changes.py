"""What would bring an application within reach, worked out from what the published run has stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from casting.domain.changes import Change, Prospect, prospect_of, reach_of
from casting.domain.criteria import Answer
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


def outlook(role: KeptRole, explained: Explanation, answers: Mapping[str, Answer]) -> Outlook:
    """What would bring the application among the first places, or that nothing would that somebody can say."""
    reach = reach_of(role.role)
    if explained.score is None or explained.scoring is None:
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
