"""Everyone hears how it ended."""

from dataclasses import dataclass
from typing import ClassVar

from casting.domain.said import Text
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class OutcomeLetter:
    """A letter as it would be read, in one language; `who`: how many get it in this one."""

    language: str
    code: str
    who: str
    subject: str
    text: str


@dataclass(frozen=True)
class OutcomeView:
    """One final stage. Posts `stage` and `fingerprint` to the page's action: exactly those who are shown.

    Attributes:
        heading: the stage and what it means.
        count: how many letters the button writes; 0 where nobody waits.
        button: what the button says.
        later: how many more wait for a further batch; empty where none does.
        people: some of those who get a letter, each by reference and name; `more` counts the others.
        unreachable: who gave no address.
        done: how many were written to before, and whether that has gone out.
        added: the paragraph of the office's own that stands in the letters; `longest`: how many characters it may have.
    """

    stage: str
    heading: str
    fingerprint: str
    count: int
    button: str
    later: str
    people: tuple[Link, ...]
    more: str
    unreachable: tuple[Link, ...]
    letters: tuple[OutcomeLetter, ...]
    done: str
    added: str = ""
    longest: int = 600


@dataclass(frozen=True)
class OutcomesPage(Page):
    """`/admin/{call}/{role}/outcomes`: who has not been told yet.

    Attributes:
        undecided: the stages on which nothing final was decided, with how many stand there, and the way to them.
        written: what was done a moment ago; empty otherwise.
        problem: why nothing was done.
        unsent: what becomes of letters where none is sent; empty where they are.
        still_open: that the call takes applications, and until when; empty where it does not.
    """

    template: ClassVar[str] = "admin/outcomes.html"
    call_title: str
    role_title: str
    action: str
    outcomes: tuple[OutcomeView, ...]
    undecided: tuple[Link, ...]
    written: str = ""
    problem: str = ""
    unsent: str = ""
    still_open: Text = ""
