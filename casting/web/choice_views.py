"""What is asked of a member whose move comes after a colleague's: to keep what stands, or to move all the same."""

from dataclasses import dataclass
from datetime import datetime

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services.candidates import Candidate
from casting.web.card_views import ago
from casting.web.pages import LateMove
from casting.web.places import Place


@dataclass(frozen=True)
class Wanted:
    """The move that came too late, with the reason that was typed."""

    after: Stage
    reason: str
    now: datetime


def choice_view(shown: Candidate, actor: Actor, place: Place, wanted: Wanted) -> LateMove:
    """The choice; nothing has been changed by the move that came too late, and keeping changes nothing either."""
    here, reference = shown.found.stage, shown.found.reference
    can_insist = here not in {wanted.after, Stage.WITHDRAWN}
    return LateMove(
        said=_said(shown, actor, wanted),
        asked=_asked(here, wanted),
        keep=f"Keep {here}" if can_insist else "Go on",
        keep_href=place.candidate(reference),
        insist=f"Move to {wanted.after} all the same" if can_insist else "",
        action=place.act(reference, "stage"),
        stage=wanted.after.value,
        before=here.value,
        seen=newest_decision(shown),
        reason=wanted.reason,
    )


def newest_decision(shown: Candidate) -> int:
    """The newest decision that the page shows; 0 where there is none."""
    return shown.decisions[-1].decision_id if shown.decisions else 0


def _said(shown: Candidate, actor: Actor, wanted: Wanted) -> str:
    here, last = shown.found.stage, shown.decisions[-1] if shown.decisions else None
    if here is Stage.WITHDRAWN:
        return f"{shown.name} has withdrawn this application since you looked."
    if last is None or last.after is not here:
        return f"{shown.name} came back since you looked, and stands in {here}."
    who = "You" if last.member_id == actor.member_id else last.name
    return f"{who} moved {shown.name} to {here} {ago(last.at, shown.found.role.call, now=wanted.now)}."


def _asked(here: Stage, wanted: Wanted) -> str:
    if here is Stage.WITHDRAWN:
        return "Nobody can be moved who has withdrawn, so nothing was changed."
    if here is wanted.after:
        return "That is where you were about to move this application, so nothing was changed."
    return f"Your move was not made. Keep that, or move to {wanted.after} all the same?"
