"""The public pages of calls, which everybody reads."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class RoleCard:
    """A role on a call's page or on the front page."""

    title: str
    href: str
    breakdown_html: str
    apply_href: str
    gates: tuple[tuple[Text, str, Text], ...]
    """Each gate's title, its justification, and its bounds where the rule has some."""
    wishes: tuple[tuple[Text, str, Text], ...]
    """Each preference's title and its justification."""
    further_html: str = ""
    """What follows the first paragraph of a long breakdown, which is folded."""
    takes: Text = ""
    """What applying costs, in money and minutes."""


@dataclass(frozen=True)
class CallCard:
    """A call on the front page."""

    title: str
    production: str
    href: str
    summary_html: str
    state: str
    """`open`, `not yet` or `closed`."""
    times: Text
    roles: tuple[Link, ...]


@dataclass(frozen=True)
class OwnLine:
    """A line that leads back to what was sent, or else begun, in this browser."""

    words: Text
    href: str


@dataclass(frozen=True)
class HomePage(Page):
    """`/`: the open calls."""

    template: ClassVar[str] = "apply/home.html"
    calls: tuple[CallCard, ...]
    own: tuple[OwnLine, ...] = ()


@dataclass(frozen=True)
class CallPage(Page):
    """`/calls/{call}`: the call and its roles. Says how ranking is used and that people decide.

    Attributes:
        state, times, keep: empty in a preview, where what was typed does not tell them yet.
        left: how long it is until the call closes or opens; empty afterwards.
        address, poster: of the page and of its picture, whole, for whoever shows a link to it.
        about: the summary's first words, without markup.
        structured_html: schema.org's JobPosting of each role as JSON, safe within a page.
    """

    template: ClassVar[str] = "apply/call.html"
    production: str
    summary_html: str
    state: str
    times: Text
    keep: Text
    roles: tuple[RoleCard, ...]
    left: Text = ""
    address: str = ""
    poster: str = ""
    about: str = ""
    structured_html: str = ""
    own: tuple[OwnLine, ...] = ()
