"""What a role asks for, as its team reads it."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from casting.domain.said import Text
from casting.web.pages.stages import StageWhen
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class Asked:
    """One criterion.

    Attributes:
        klass: its class, and for a preference how much it counts.
        question: the question, or the field, whose answer is held against it.
        rule: what of the answer meets it, in words.
    """

    title: str
    klass: str
    question: str
    rule: Text
    why: str


@dataclass(frozen=True)
class StageMeant:
    """One stage: how many it is meant to hold, None without a limit; when it is meant to be, None where not said."""

    stage: str
    quota: int | None
    when: StageWhen | None


@dataclass(frozen=True)
class BreakdownPage(Page):
    """`/review/{call}/{role}/breakdown`: the role's text, criteria and stages, for whoever reviews it.

    Attributes:
        public_href: the call's page as applicants read it; empty for a draft.
        edit_href: where an administrator changes all this; empty for everyone else.
    """

    template: ClassVar[str] = "review/breakdown.html"
    call_title: str
    role_title: str
    role_href: str
    places: int
    breakdown_html: Markup
    asked: tuple[Asked, ...]
    stages: tuple[StageMeant, ...]
    public_href: str = ""
    edit_href: str = ""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page has no keys of its own."""
        return ()
