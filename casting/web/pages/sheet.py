"""What waits for a member, the contact sheet and the shortlist."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.apply import OptionView
from casting.web.pages.board import BulkForm, ChosenBar
from casting.web.pages.cards import Card, ToldView
from casting.web.pages.links import OutsideView
from casting.web.pages.stages import StageWhen
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class RoleWaiting:
    """A role on the member's own front page."""

    call_title: str
    role_title: str
    href: str
    duty: str
    state: str
    applications: int
    unseen: int
    """Applications without a mark of the member's own."""
    picks: int
    shortlist: int
    shortlist_quota: int | None
    pairs: int = 0
    """How many pairs of applications may be one person's."""
    requests: int = 0
    """How many ask for an exception from a gate that nobody has decided yet."""
    assigned: int = 0
    """How many are dealt to the member that she has not marked; `assigned_href` leads to them."""
    assigned_href: str = ""
    may_mark: bool = True
    duty_href: str = ""
    """Where an administrator who does not mark gives herself a duty."""
    """Whether the member marks in this role; nothing waits for the mark of one who does not."""
    may_deal: bool = False
    """Whether she may say who reviews whom."""


@dataclass(frozen=True)
class MentionView:
    """That a colleague's note speaks to the member: where it stands, and where she says that she has read it."""

    by: str
    name: str
    role_title: str
    reference: str
    href: str
    action: str


@dataclass(frozen=True)
class WaitingPage(Page):
    """`/review`: what waits for me.

    Attributes:
        begin: what an administrator does first, where there is no role yet; else None.
    """

    template: ClassVar[str] = "review/waiting.html"
    roles: tuple[RoleWaiting, ...]
    mentions: tuple[MentionView, ...] = ()
    begin: Link | None = None


@dataclass(frozen=True)
class FacetValue:
    """One value to narrow by: its count, where that was counted; whether it is on, and where switching it leads."""

    label: str
    count: int | None
    href: str
    on: bool


@dataclass(frozen=True)
class Facet:
    """One group of values to narrow by."""

    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class Counts:
    """`…/counts`: the groups to narrow by as they are now, for a page that has been told of a change. A partial."""

    template: ClassVar[str] = "review/facets.html"
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class AnswerFacet:
    """`…/facet`: the answers to one question, counted once somebody asks; before, the way to them. A partial.

    Attributes:
        href: the sheet with them; load: they alone.
    """

    template: ClassVar[str] = "review/answers.html"
    key: str
    title: str
    href: str
    load: str
    values: tuple[FacetValue, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class OrderBar:
    """`…/order`: the order of a list has changed since it was opened; a partial.

    Attributes:
        moved, first: how many of the first so many have moved.
        href: the list in the published order.
        action: where the newest order is asked for by a post, by who may publish it; otherwise empty.
    """

    template: ClassVar[str] = "review/order.html"
    moved: int
    first: int
    href: str
    action: str = ""


@dataclass(frozen=True)
class SheetPage(Page):
    """`/review/{call}/{role}`: contact sheet or list. Gets `q`, `lens`, `view`.

    Attributes:
        q_error: what cannot be understood in the search, with its column; the list then shows nothing.
        count: how many applications the query finds, as words ("2,981").
        answers: the questions by whose answers the list can be narrowed, one of them opened at most.
        empty: none, no_applications, nothing_found, left_out, lens, error: which empty state to show.
        order_note: one line on what the order rests on ("Ordered by the breakdown alone: no marks yet").
        lens_note: what the lens does, in a sentence; why nobody stands in it, where `empty` is lens or left_out.
        left_out: how many the search finds that the lens leaves out; `ranked_href` shows them.
        again_href: where the lens shuffles anew; empty for all others.
        run_note: what has become of the run that the address names; mostly empty.
        order_href: where the script asks whether the order has changed; empty where no run made it.
        undo_action: where the member's last act is taken back; empty for onlookers.
        duty_href: where an onlooker who is an administrator gives herself a duty; empty for everybody else.
        changed: how it has changed, as far as that was known when the page was made.
        bulk: where all that was found can be moved at once; None for who may not.
        chosen: what can be done with those who are chosen; None where there is nobody to choose.
        searches_href: where searches are kept, this one too.
        kept: the name by which this one was kept a moment ago; mostly empty.
        terms: what the search box offers; `words` the words of its language: an example, and what it finds.
        fewer: the search with one of its terms left out, for each; where nobody is found.
        next_words: how many come next, where that is known.
    """

    template: ClassVar[str] = "review/sheet.html"
    call_title: str
    role_title: str
    href: str
    q: str
    q_error: str
    lens: str
    lenses: tuple[Link, ...]
    view: str
    views: tuple[Link, ...]
    cards: tuple[Card, ...]
    first_href: str
    next_href: str
    count: str
    total: int
    seen: int
    picks: int
    facets: tuple[Facet, ...]
    empty: str
    order_note: str
    may_decide: bool
    lens_note: str = ""
    again_href: str = ""
    run_note: str = ""
    order_href: str = ""
    answers: tuple[AnswerFacet, ...] = ()
    changed: OrderBar | None = None
    bulk: BulkForm | None = None
    chosen: ChosenBar | None = None
    searches_href: str = ""
    kept: str = ""
    terms: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    undo_action: str = ""
    duty_href: str = ""
    next_words: str = "Next"
    fewer: tuple[Link, ...] = ()
    left_out: int = 0
    ranked_href: str = ""


@dataclass(frozen=True)
class FactsForm:
    """Where somebody chooses what the production reads. Posts `fact`, `at_length` and `stage` to `action`.

    Attributes:
        facts: the short ones; long: the answers of several lines, of which one goes at most.
        fault: why a choice was not kept; otherwise empty.
    """

    action: str
    stage: str
    facts: tuple[OptionView, ...]
    long: tuple[OptionView, ...]
    fault: str = ""


@dataclass(frozen=True)
class ShortlistPage(Page):
    """`/review/{call}/{role}/shortlist`: who stands in a stage above received, against its quota; also for printing."""

    template: ClassVar[str] = "review/shortlist.html"
    call_title: str
    role_title: str
    role_href: str
    stage: str
    stages: tuple[Link, ...]
    quota: int | None
    when: StageWhen | None
    """When the stage is meant to be; None where that is not said."""
    cards: tuple[Card, ...]
    told: tuple[ToldView, ...]
    """For each card, what the production reads of her."""
    words: tuple[tuple[str, ...], ...]
    """For each card, what people wrote for the production too, with their names."""
    unmarked: tuple[bool, ...]
    """For each card, whether what colleagues wrote is shown only after the member's own mark."""
    picks: tuple[tuple[OutsideView, ...], ...]
    """For each card, who picked her by a producer link; on the screen alone, after the member's own mark."""
    order: str
    """What the order of the cards is, and that it says nothing."""
    may_note: bool
    tapes: tuple[str, ...]
    """For each card, the address of its tape, or empty."""
    filled: int
    production: str
    day: str
    facts_form: FactsForm | None = None
    """None for who does not choose what the production reads."""
    inside: tuple[bool, ...] = ()
    """For each card, whether it stays in the team: who has not consented is neither printed nor in the PDF."""
    consent_note: str = ""
    """Who is left out for want of a consent; empty where the call asks for none."""
