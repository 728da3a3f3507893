"""Conflicts of interest: where one is declared, and what was declared in a role."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.apply import OptionView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class ConflictPage(Page):
    """`/review/{call}/{role}/{reference}/conflict`. Posts `member` and `reason` to `action`.

    Attributes:
        members: for whom it can be declared; with one alone nothing is to be chosen.
        reason, fault: what was typed, and why nothing was declared; mostly empty.
    """

    template: ClassVar[str] = "review/conflict.html"
    call_title: str
    role_title: str
    candidate_href: str
    role_href: str
    reference: str
    name: str
    members: tuple[OptionView, ...]
    action: str
    reason: str = ""
    fault: str = ""


@dataclass(frozen=True)
class ConflictView:
    """One conflict. Posts `reason` to `end_action`.

    Attributes:
        reference: empty where the application is hidden from who looks; `href` is then empty, too.
        ended: who ended it, when and why; empty while it stands.
        end_action: where it is ended; empty where it is over, or this member may not.
        reason_typed: what was typed there, where that came back.
    """

    key: str
    member: str
    reference: str
    href: str
    reason: str
    declared: str
    ended: str
    end_action: str
    reason_typed: str = ""


@dataclass(frozen=True)
class ConflictsPage(Page):
    """`/review/{call}/{role}/conflicts`: an administrator sees all of a role, everybody else her own.

    Attributes:
        everyones: whether those of everybody are shown.
        fault: why none was ended; otherwise empty.
    """

    template: ClassVar[str] = "review/conflicts.html"
    call_title: str
    role_title: str
    role_href: str
    conflicts: tuple[ConflictView, ...]
    everyones: bool
    fault: str = ""
