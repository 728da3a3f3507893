"""The page of dealing, made of what the services found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casting.domain.folding import folded
from casting.domain.permissions import Actor
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Stage
from casting.services.dealing import Preview
from casting.services.dealt import HOURS, Dealing, Reviewer
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.charts import strips
from casting.web.pages.dealing import DealingPage, DealingView, DealMember, DealPreview, DealReviewer
from casting.web.places import Place

USUAL_EACH = 2


@dataclass(frozen=True)
class Asked:
    """What was typed into the form, as it was typed."""

    stage: str = Stage.RECEIVED.value
    each: str = ""
    """Empty before a number was typed: then two where there are so many, since two see more than one."""
    members: tuple[str, ...] | None = None
    """None before anybody was chosen: then everyone is."""


@dataclass(frozen=True)
class Found:
    """What the page is made of."""

    names: Mapping[int, str]
    counts: Mapping[Stage, int]
    dealings: Sequence[Dealing]


def dealing_page(
    kept: KeptRole, actor: Actor, found: Found, asked: Asked, *, preview: DealPreview | None = None, problem: str = ""
) -> DealingPage:
    """The form, what it would do, and the dealings that stand."""
    place = Place(kept.call.slug, kept.role.slug)
    return DealingPage(
        title=f"{kept.role.title}: who reviews whom",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        action=f"{place.home}/dealing",
        stages=tuple((stage.value, found.counts.get(stage, 0)) for stage in LADDER),
        stage=asked.stage,
        each=asked.each or str(min(USUAL_EACH, max(1, len(found.names)))),
        members=tuple(
            DealMember(key, name, asked.members is None or str(key) in asked.members)
            for key, name in found.names.items()
        ),
        preview=preview,
        dealings=tuple(_dealing(kept, place, dealing) for dealing in found.dealings),
        hours=tuple("this hour" if ago == 0 else f"{ago} h ago" for ago in reversed(range(HOURS))),
        undealt_href=Place(place.call, place.role, q="assigned:none").sheet(),
        problem=problem,
    )


def preview_view(shown: Preview, token: str) -> DealPreview:
    """What dealing would do, as it is shown."""
    shares = tuple((share.name, share.given) for share in shown.shares)
    return DealPreview(shown.needing, shown.short, shares, token)


def _dealing(kept: KeptRole, place: Place, dealing: Dealing) -> DealingView:
    each = f"{dealing.each} {'reviewer' if dealing.each == 1 else 'reviewers'} each"
    return DealingView(
        said=f"{dealing.stage.value}, {each}",
        when=f"{dealing.by}, {moment(dealing.at, kept.call)}",
        action=f"{place.home}/dealing/{dealing.dealing_id}",
        undealt=dealing.undealt,
        reviewers=tuple(_reviewer(place, one) for one in dealing.reviewers),
        picture=strips([(one.name, one.held.dealt, one.held.done) for one in dealing.reviewers]),
        dealt=sum(one.held.dealt for one in dealing.reviewers),
        done=sum(one.held.done for one in dealing.reviewers),
    )


def _reviewer(place: Place, one: Reviewer) -> DealReviewer:
    who = folded(one.name).replace(" ", "-")
    left = "the rest was dealt to the others" if one.left else ""
    return DealReviewer(
        member_id=one.member_id,
        name=one.name,
        href=Place(place.call, place.role, q=f"assigned:{who}").sheet() if one.there else place.home,
        dealt=one.held.dealt,
        done=one.held.done,
        hours=one.hours,
        note=left or ("" if one.there else "marks here no more"),
        hand_on=not one.left and one.held.done < one.held.dealt,
    )
