"""Producer links: the team's page of them, and the page that one opens."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.cards import Picture, ToldView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class ChoiceView:
    """One of several to choose from: what is posted, what it says, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class LinkFormView:
    """The form that makes a link. Posts `recipient`, `stage`, `references`, `days` and `may` to `action`."""

    action: str
    recipient: str
    stages: tuple[ChoiceView, ...]
    references: str
    days: tuple[ChoiceView, ...]
    may: tuple[ChoiceView, ...]


@dataclass(frozen=True)
class PickView:
    """Whom somebody outside picked, and why."""

    name: str
    href: str
    reason: str
    when: str


@dataclass(frozen=True)
class LinkView:
    """One link.

    Attributes:
        state: open, expired or revoked; `until` says since when, or until when.
        shows: whom it shows; `may` what may be done with it.
        opened: how often, and when last.
        hidden: how many picks show after one's own mark.
        revoke_action: where it is revoked; empty where it is over, or this member may not.
    """

    recipient: str
    state: str
    until: str
    shows: str
    may: str
    made: str
    opened: str
    picks: tuple[PickView, ...]
    hidden: int
    revoke_action: str


@dataclass(frozen=True)
class LinksPage(Page):
    """`/review/{call}/{role}/links`: what was made, for whom, and what came of it.

    Attributes:
        form: None for who may not make any.
        fresh: the address of the link that was made a moment ago, shown this once; otherwise empty.
        fresh_for: for whom that is.
        fault: why none was made, or revoked; otherwise empty.
        consent_note: who is left out for want of a consent; empty where the call asks for none.
    """

    template: ClassVar[str] = "review/links.html"
    call_title: str
    role_title: str
    role_href: str
    form: LinkFormView | None
    links: tuple[LinkView, ...]
    fresh: str = ""
    fresh_for: str = ""
    fault: str = ""
    consent_note: str = ""
    reads: tuple[str, ...] = ()
    """What every link tells of each one, by its titles."""


@dataclass(frozen=True)
class SharedPerson:
    """One whom a link shows. Posts `reason`, or `back`, to `action`.

    Attributes:
        told: what the role shows the production of everybody; words: what the team wrote for it, with names.
        large: the address of the whole picture; empty where there is none.
        tape: where the tape is; empty where there is none that can be opened.
        picked, reason: whether and why the recipient picks her; what was typed, where that came back.
        action: empty where the link is for looking only.
        fault: why a pick was not kept; otherwise empty.
    """

    reference: str
    name: str
    told: ToldView
    words: tuple[str, ...]
    picture: Picture
    large: str
    tape: str
    picked: bool
    reason: str
    action: str
    fault: str = ""


@dataclass(frozen=True)
class SharedPage(Page):
    """`/share/{token}`: what somebody without an account sees.

    Attributes:
        shows: the stage, or that some were named.
        more: whether there are more than a link shows.
        order: what the order of the people is, and that it says nothing.
        unkept: whose pick was not kept; None where all was.
        fault: why something was not kept that is about nobody here; `typed` is what it would have been.
    """

    template: ClassVar[str] = "review/shared.html"
    production: str
    call_title: str
    role_title: str
    shows: str
    recipient: str
    maker: str
    until: str
    picks: bool
    people: tuple[SharedPerson, ...]
    more: bool
    order: str
    unkept: SharedPerson | None = None
    fault: str = ""
    typed: str = ""


@dataclass(frozen=True)
class OutsideView:
    """What somebody with a producer link said of a candidate."""

    name: str
    reason: str
    when: str
