"""The same person twice."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.cards import Picture
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class SideView:
    """One application of a pair.

    Attributes:
        key: what `keep` posts to keep this one.
        lines: what is compared: its name, the value, and whether the other one has the same.
    """

    key: str
    reference: str
    href: str
    name: str
    picture: Picture
    lines: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class PairView:
    """Two applications that may be one person's. Posts `verdict` (same, different) and `keep` to `action`."""

    action: str
    signs: str
    one: SideView
    other: SideView


@dataclass(frozen=True)
class JudgedView:
    """What was said of a pair, and where it is taken back; `action` is empty where this member may not."""

    action: str
    said: str
    when: str


@dataclass(frozen=True)
class DuplicatesPage(Page):
    """`/review/{call}/{role}/duplicates`: pairs that wait for a person, then those that were judged.

    Attributes:
        may_decide: whether this member may merge; who may not sees the pairs without buttons.
        more: how many further pairs wait behind those shown.
        fault: why the last verdict was refused; otherwise empty.
    """

    template: ClassVar[str] = "review/duplicates.html"
    call_title: str
    role_title: str
    role_href: str
    pairs: tuple[PairView, ...]
    judged: tuple[JudgedView, ...]
    may_decide: bool
    more: int = 0
    fault: str = ""
