"""The searches that a member and her team keep."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Page


@dataclass(frozen=True)
class SavedView:
    """A search that is kept. Posts `name` and `shared` to `action`, nothing to `delete_action`: both empty for others'.

    Attributes:
        by: who shares it; empty for one's own.
        lens: the order it was kept with, in words.
    """

    name: str
    q: str
    lens: str
    href: str
    by: str
    shared: bool
    action: str = ""
    delete_action: str = ""


@dataclass(frozen=True)
class SearchesPage(Page):
    """`/review/{call}/{role}/searches`: kept searches. Posts `name`, `shared` and `state` to `action`.

    Attributes:
        href: the list from which one came.
        q, lens_words: the search that can be kept now; `q` is empty where there is none.
        state: name and value of each part of the place from which one came, and to which keeping leads back.
        typed, error: the name that was typed and what is wrong.
    """

    template: ClassVar[str] = "review/searches.html"
    call_title: str
    role_title: str
    href: str
    action: str
    q: str
    state: tuple[tuple[str, str], ...]
    lens_words: str
    may_share: bool
    searches: tuple[SavedView, ...]
    typed: str = ""
    error: str = ""
