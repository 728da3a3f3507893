"""How groups of applicants fare in a role: the audit."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.charts import Line
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class GroupView:
    """One group.

    Attributes:
        number, selected: how many there are, and how many of them are on the list.
        rate, ratio, between, p: in words; empty where nothing can be computed.
        line: the ratio with its interval on the axis of the drawing; None likewise.
        alarming: whether a person should look into it.
    """

    name: str
    number: int
    selected: int
    rate: str
    ratio: str
    between: str
    p: str
    line: Line | None
    alarming: bool


@dataclass(frozen=True)
class TraitView:
    """One trait, or two together: what is to be said of it, its groups, and why there are no ratios."""

    title: str
    said: str
    silence: str
    groups: tuple[GroupView, ...]
    alarming: bool


@dataclass(frozen=True)
class ListView:
    """One list: what it is, and each trait of those who were drawn from. `together`: two traits at once."""

    title: str
    said: str
    traits: tuple[TraitView, ...]
    together: tuple[TraitView, ...]


@dataclass(frozen=True)
class FairnessPage(Page):
    """`/admin/{call}/{role}/fairness`.

    Attributes:
        run: one line on the run that this comes from; empty before the first run.
        silence: why there is nothing; empty where there is.
        four_fifths, equal: where these two ratios stand on the axis, which ends at `most`.
    """

    template: ClassVar[str] = "admin/fairness.html"
    call_title: str
    role_title: str
    role_href: str
    insights_href: str
    run: str
    silence: str
    lists: tuple[ListView, ...]
    four_fifths: float
    equal: float
    most: str
