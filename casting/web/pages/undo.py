"""What a member can take back, and what has just been."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Page


@dataclass(frozen=True)
class TakenBack:
    """A partial that says in a sentence what was taken back; `href` leads to whom it was about."""

    template: ClassVar[str] = "review/taken_back.html"
    sentence: str
    href: str


@dataclass(frozen=True)
class UndoPage(Page):
    """`/review/{call}/{role}/undo`: posts to `action` nothing, or `leave`: the act that stays as it is.

    Attributes:
        done: what was just taken back; None where nothing was.
        said: the member's last act that stands; empty where there is none.
        when: of that act.
        act_href: whom it is about; for a move of many, where those are listed.
        blocked: why it cannot be taken back; `leave` then names it, where it can be passed over.
        shown: names the act that is shown, so that no other one is taken back.
        many: whether it was done to many: then no key takes it back.
    """

    template: ClassVar[str] = "review/undo.html"
    call_title: str
    role_title: str
    role_href: str
    action: str
    done: TakenBack | None
    said: str
    when: str
    act_href: str
    blocked: str
    leave: str
    shown: str = ""
    many: bool = False
