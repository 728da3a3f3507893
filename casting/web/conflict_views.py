"""The pages of conflicts of interest, made of what the services found."""

from collections.abc import Mapping, Sequence

from casting.domain.permissions import Actor
from casting.services.conflicts import Conflict
from casting.services.review import Found
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.pages import ConflictPage, ConflictsPage, ConflictView, OptionView
from casting.web.places import Place


def conflict_page(
    found: Found,
    actor: Actor,
    place: Place,
    *,
    name: str,
    members: Mapping[int, str],
    member_id: int,
    reason: str = "",
    fault: str = "",
) -> ConflictPage:
    """Where a conflict is declared, for who looks or for a member of her team."""
    return ConflictPage(
        title=f"A conflict of interest with {name}",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=found.role.call.title,
        role_title=found.role.role.title,
        candidate_href=place.candidate(found.reference),
        role_href=place.sheet(),
        reference=found.reference,
        name=name,
        members=tuple(
            OptionView(str(key), f"{who} (you)" if key == actor.member_id else who, key == member_id)
            for key, who in members.items()
        ),
        action=place.act(found.reference, "conflict"),
        reason=reason,
        fault=fault,
    )


def conflicts_page(
    kept: KeptRole,
    actor: Actor,
    found: Sequence[Conflict],
    *,
    typed: tuple[int, str] = (0, ""),
    fault: str = "",
) -> ConflictsPage:
    """What was declared in a role. `typed`: a reason that comes back, and of which conflict."""
    place = Place(kept.call.slug, kept.role.slug)
    return ConflictsPage(
        title=f"{kept.role.title}: conflicts of interest",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        conflicts=tuple(_view(one, kept, actor, place, typed) for one in found),
        everyones=actor.administrator,
        fault=fault,
    )


def _view(one: Conflict, kept: KeptRole, actor: Actor, place: Place, typed: tuple[int, str]) -> ConflictView:
    ended = ""
    if one.ended_at is not None:
        ended = f"Ended by {one.ended_by}, {moment(one.ended_at, kept.call)}: {one.end_reason}"
    by = "" if one.declared_by == one.member else f" by {one.declared_by}"
    may_end = actor.administrator and one.reference and not ended
    return ConflictView(
        key=str(one.conflict_id),
        member="You" if one.own else one.member,
        reference=one.reference,
        href=place.candidate(one.reference) if one.reference else "",
        reason=one.reason,
        declared=f"Declared{by}, {moment(one.declared_at, kept.call)}",
        ended=ended,
        end_action=f"{place.home}/conflicts/{one.conflict_id}" if may_end else "",
        reason_typed=typed[1] if typed[0] == one.conflict_id else "",
    )
