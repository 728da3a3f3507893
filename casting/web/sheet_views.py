"""The pages of many: what waits for a member, the contact sheet and the list, the shortlist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casting.domain.calls import CallPlan
from casting.domain.movement import FIRST
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import SearchFault
from casting.domain.search_offers import offered_terms
from casting.domain.vocabulary import Lens, Stage
from casting.services.calling import Mention
from casting.services.explain import Explanation
from casting.services.review import Progress
from casting.services.waiting import WaitingRole
from casting.store.calls import KeptRole
from casting.store.facets import Facets
from casting.store.list_rows import ListRow
from casting.store.runs import PublishedRun
from casting.web.blind_views import blind_note, terms_shown
from casting.web.board_views import bulk_form, chosen_bar
from casting.web.call_views import state_for_team
from casting.web.card_views import card_of, order_note
from casting.web.facet_views import facet_views
from casting.web.lens_views import LENS_EMPTY, LENS_LEAVES_OUT, LENS_NOTES, LENS_WORDS, lens_links
from casting.web.note_views import mention_views
from casting.web.pages import (
    Counts,
    Link,
    OrderBar,
    RoleWaiting,
    SheetPage,
    WaitingPage,
)
from casting.web.pages.sheet import AnswerFacet
from casting.web.places import Place, duty_href
from casting.web.search_views import fewer_links
from casting.web.search_words import word_list

EAGER = 14
VIEW_WORDS = {"sheet": "Sheet", "list": "List"}


@dataclass(frozen=True)
class Shown:
    """What a list found.

    Attributes:
        after: behind whom the page begins; empty for the first one.
        kept: the name by which the search was kept a moment ago.
        answers: by which it can be narrowed beside the facets.
        lost: whether the run that the address names is not kept any more.
        moved: how many of the first hundred have moved since the run that the list follows.
        stages: those in which who is found can stand.
        left_out: how many the search finds that the lens leaves out, where it shows nobody.
    """

    rows: Sequence[ListRow]
    next_after: str | None
    after: str
    facets: Facets
    progress: Progress
    answers: tuple[AnswerFacet, ...] = ()
    lost: bool = False
    moved: int = 0
    kept: str = ""
    stages: Collection[Stage] = tuple(Stage)
    left_out: int = 0


def waiting_page(
    roles: Sequence[WaitingRole], mentions: Sequence[Mention], actor: Actor, *, calls: Sequence[CallPlan], now: datetime
) -> WaitingPage:
    """What waits for a member.

    Args:
        calls: all that there are; an administrator of an installation without a role is told where to begin.
    """
    return WaitingPage(
        title="My roles",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        roles=tuple(
            RoleWaiting(
                call_title=entry.role.call.title,
                role_title=entry.role.role.title,
                href=Place(entry.role.call.slug, entry.role.role.slug).home,
                duty=entry.duty.value if entry.duty else "administrator",
                state=state_for_team(entry.role.call, now=now),
                applications=entry.progress.total,
                unseen=entry.progress.total - entry.progress.seen,
                picks=entry.progress.picks,
                shortlist=entry.stages.get(Stage.SHORTLIST, 0),
                shortlist_quota=entry.role.role.quotas.get(Stage.SHORTLIST),
                pairs=entry.pairs,
                requests=entry.requests,
                assigned=entry.assigned,
                assigned_href=Place(entry.role.call.slug, entry.role.role.slug, q="assigned:me -by:me").sheet(),
                may_mark=may(actor, Act.MARK, call_id=entry.role.call_id),
                duty_href=duty_href(actor, call=entry.role.call.slug),
                may_deal=may(actor, Act.DEAL, call_id=entry.role.call_id),
            )
            for entry in roles
        ),
        mentions=mention_views(mentions),
        begin=_begin(calls) if actor.administrator else None,
    )


def _begin(calls: Sequence[CallPlan]) -> Link:
    """What comes first: a call, and then a role in it."""
    if not calls:
        return Link("Set up the first call", "/admin/calls/new")
    if len(calls) > 1:
        return Link("Choose a call, and add its first role", "/admin#calls")
    return Link(f"Add the first role to {calls[0].title}", f"/admin/calls/{calls[0].slug}/roles/new")


def sheet_page(kept: KeptRole, actor: Actor, place: Place, shown: Shown, run: PublishedRun | None) -> SheetPage:
    """The contact sheet or the list."""
    may_mark = may(actor, Act.MARK, call_id=kept.call_id)
    empty = _empty(place, shown)
    count = f"{shown.facets.total:,}"
    tags = (counted.value for counted in shown.facets.counts if counted.facet == "tag")
    terms = terms_shown(kept, offered_terms(kept.role, tags), shown.stages)
    return SheetPage(
        title=f"{kept.role.title}: candidates",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        href=place.home,
        q=place.q,
        q_error="",
        lens=place.lens.value,
        lenses=lens_links(place, actor, kept.blind, shown.stages),
        view=place.view,
        views=tuple(
            Link(words, replace(place, view=view).sheet(), view == place.view) for view, words in VIEW_WORDS.items()
        ),
        cards=tuple(
            card_of(row, kept, place, may_mark=may_mark, eager=number < EAGER) for number, row in enumerate(shown.rows)
        ),
        first_href=place.sheet() if shown.after else "",
        next_href=place.sheet(after=shown.next_after) if shown.next_after else "",
        next_words="Next" if shown.after else f"Next {min(len(shown.rows), shown.facets.total - len(shown.rows)):,}",
        count=count,
        total=shown.progress.total,
        seen=shown.progress.seen,
        picks=shown.progress.picks,
        facets=facet_views(kept, place, shown.facets),
        answers=shown.answers,
        empty=empty,
        fewer=fewer_links(place) if empty == "nothing_found" else (),
        order_note=order_note(run, kept) if place.lens.of_run else "",
        may_decide=may(actor, Act.DECIDE, call_id=kept.call_id),
        lens_note={"lens": LENS_EMPTY, "left_out": LENS_LEAVES_OUT}.get(empty, LENS_NOTES)[place.lens],
        left_out=shown.left_out,
        ranked_href=replace(place.newest(), lens=Lens.RANKED).sheet(),
        again_href=replace(place, seed=place.seed + 1).sheet() if place.lens is Lens.RANDOM else "",
        run_note=LOST if shown.lost else "",
        order_href=place.order() if place.run else "",
        changed=order_bar(place, moved=shown.moved, may_mark=may_mark) if shown.moved else None,
        bulk=bulk_form(place, actor, kept, count=count) if empty == "none" else None,
        chosen=chosen_bar(place, actor, kept) if shown.progress.total else None,
        searches_href=place.searches(after=shown.after),
        kept=shown.kept,
        terms=terms,
        words=word_list(kept.role, terms),
        undo_action=f"{place.home}/undo" if may_mark else "",
        duty_href="" if may_mark else duty_href(actor, call=kept.call.slug),
        blind_note=blind_note(kept, shown.stages),
    )


def _empty(place: Place, shown: Shown) -> str:
    if shown.rows:
        return "none"
    if not shown.progress.total:
        return "no_applications"
    if place.lens in LENS_EMPTY and not place.q:
        return "lens"
    return "left_out" if shown.left_out else "nothing_found"


LOST = "The order that you left is not kept any more; this is the present one."


def order_bar(place: Place, *, moved: int, may_mark: bool) -> OrderBar:
    """That the order has changed, and the way to the new one."""
    return OrderBar(moved, FIRST, place.newest().sheet(), place.newest().order() if may_mark else "")


def fault_page(kept: KeptRole, actor: Actor, place: Place, fault: SearchFault, run: PublishedRun | None) -> SheetPage:
    """The sheet with a search that cannot be understood: what is wrong, where, and nothing else."""
    nothing = Shown((), None, "", Facets(0, ()), Progress(0, 0, 0))
    page = sheet_page(kept, actor, replace(place, q=""), nothing, run)
    return replace(page, q=place.q, q_error=str(fault), empty="error")


def counts_view(kept: KeptRole, place: Place, counted: Facets) -> Counts:
    """The groups to narrow by, for a page that is open."""
    return Counts(facet_views(kept, place, counted))


def position(explained: Explanation, place: Place, *, blind: bool) -> str:
    """Where the candidate stands, for the bar."""
    words = LENS_WORDS[place.lens] if place.lens is Lens.NAME else LENS_WORDS[place.lens].lower()
    found = f" · found by “{place.q}”" if place.q else ""
    if explained.place is None or blind:
        return f"{explained.total:,} applications · {words}{found}"
    return f"place {explained.place:,} of {explained.total:,} · {words}{found}"
