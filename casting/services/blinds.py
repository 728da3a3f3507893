"""Choosing what is hidden from who reviews a role, stage by stage, and who has chosen so."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.blind import WORDS, Blind, listed
from casting.domain.errors import NotAllowed, Refused
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services import audit
from casting.store.blinds import keep_blind
from casting.store.calls import KeptRole


def hideable(role: KeptRole) -> Mapping[str, str]:
    """What can be hidden, in words by what is posted: what every form asks, and the role's questions."""
    fixed = {thing: words.capitalize() for thing, words in WORDS.items()}
    return fixed | {question.key: question.label for question in role.role.questions}


def hide(
    session: Session, actor: Actor, role: KeptRole, *, hidden: Mapping[Stage, frozenset[str]], now: datetime
) -> int:
    """Hide exactly this from now on; in how many stages that is a change. Each of them is a line of the log.

    Raises:
        NotAllowed: the member is no administrator.
        Refused: there is no such question, or the form has changed meanwhile.
    """
    if not actor.administrator:
        raise NotAllowed("Only an administrator chooses what is hidden. Nothing was changed.")
    known = hideable(role)
    if not Blind(hidden).things <= known.keys():
        raise Refused("The role has not all of these questions any more. Nothing was changed; look at them again.")
    changed = [stage for stage in Stage if role.blind.at(stage) != hidden.get(stage, frozenset())]
    if not changed:
        return 0
    keep_blind(session, role.role_id, hidden=hidden, member_id=actor.member_id, at=now)
    for stage in changed:
        after = hidden.get(stage, frozenset())
        detail: audit.Detail = {
            "stage": stage.value,
            "hidden before": listed(role.blind.at(stage), role.role),
            "hidden now": listed(after, role.role),
        }
        act = "hid from reviewers" if after - role.blind.at(stage) else "showed to reviewers again"
        subject = f"{role.call.slug}/{role.role.slug}"
        audit.record(session, act=act, subject=subject, detail=detail, member_id=actor.member_id, now=now)
    return len(changed)
