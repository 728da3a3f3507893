"""The last few of a role, compared two by two."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.board import ChosenBar
from casting.web.pages.cards import Picture
from casting.web.pages.charts import Graph, Line
from casting.web.pages.compare import CompareRow
from casting.web.pages.films import PlayerView
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class FinalNote:
    """A note on one of the two: who wrote it, and at which moment of the tape, or empty."""

    text: str
    by: str
    moment: str


@dataclass(frozen=True)
class Finalist:
    """One of the two who are compared."""

    reference: str
    href: str
    name: str
    line: str
    picture: Picture
    player: PlayerView
    tape: str
    """Where a tape is that was handed in as a link; empty where it plays here, or there is none."""
    notes: tuple[FinalNote, ...]
    notes_note: str
    """Why there are no others; otherwise empty."""


@dataclass(frozen=True)
class FinalPlace:
    """One line of the order that came out.

    Attributes:
        low, high: the best and the worst place that are not ruled out.
        group: the letter of the group, where comparisons leave more than one; otherwise empty.
    """

    place: int
    reference: str
    name: str
    href: str
    low: int
    high: int
    line: Line
    compared: int
    group: str


@dataclass(frozen=True)
class Round:
    """A contradiction: the names in a round, and where its first two are compared again."""

    names: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class FinalsPage(Page):
    """`/review/{call}/{role}/finals`: posts `winner`, `pair`, `stage` and `skipped`; `undo_action` takes `stage`.

    Attributes:
        problem: why the comparison that was just sent was not kept; otherwise empty.
        note: who these are, where that needs saying.
        pair: the two to be compared, or nobody.
        rows: what the role asks for, with what each of the two has.
        ahead: addresses of pictures that may come next.
        empty: why there is no pair: onlooker, nobody, all or, where there is one, "".
        colleagues: what is kept back until one's own first comparison, or whose comparisons count.
        wanted: how many comparisons an order takes about; made: how many there are.
        chosen: what can be done with those of the order who are chosen; None where there is no order.
        order: the resulting order; empty before anything may be shown.
        sure, pairs: of how many of all pairs the order is sure.
        groups: how many groups the comparisons leave unconnected with each other.
    """

    template: ClassVar[str] = "review/finals.html"
    call_title: str
    role_title: str
    role_href: str
    stage: str
    stages: tuple[Link, ...]
    note: str
    problem: str
    pair: tuple[Finalist, ...]
    rows: tuple[CompareRow, ...]
    ahead: tuple[str, ...]
    action: str
    undo_action: str
    skipped: str
    skip_href: str
    empty: str
    own: int
    made: int
    wanted: int
    colleagues: str
    order: tuple[FinalPlace, ...]
    sure: int
    pairs: int
    groups: int
    rounds: tuple[Round, ...]
    graph: Graph | None
    chosen: ChosenBar | None = None

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's own keys, and what each does; nothing for one that does nothing now."""
        left, arrows = ("choose the left, the right one", "the same, by the arrow keys, too") if self.pair else ("", "")
        return (("1 2", left), ("K J", arrows), ("S", "later" if self.skip_href else ""))
