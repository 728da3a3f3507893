"""Dealing a stage's applications out to reviewers, and how far they have come."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.charts import Strips
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class DealMember:
    """A member among whom can be dealt."""

    member_id: int
    name: str
    chosen: bool


@dataclass(frozen=True)
class DealPreview:
    """What dealing would do.

    Attributes:
        needing: how many applications are to be given out; `short` of them to fewer than they are to have.
        shares: name of each member, and how many she would get.
        token: what is posted with the confirmation.
    """

    needing: int
    short: int
    shares: tuple[tuple[str, int], ...]
    token: str


@dataclass(frozen=True)
class DealReviewer:
    """One reviewer of a dealing.

    Attributes:
        hours: how many she has marked in each of the last hours, as `DealingPage.hours` names them.
        note: why she gets nothing more; otherwise empty.
        hand_on: whether what she has not marked can be dealt to the others.
    """

    member_id: int
    name: str
    href: str
    dealt: int
    done: int
    hours: tuple[int, ...]
    note: str
    hand_on: bool


@dataclass(frozen=True)
class DealingView:
    """One dealing that stands; `action` is its own address.

    Attributes:
        picture: how far each has come, drawn to the largest share.
        undealt: how many of the stage have fewer reviewers than each is to have.
    """

    said: str
    when: str
    action: str
    undealt: int
    reviewers: tuple[DealReviewer, ...]
    picture: Strips
    dealt: int
    done: int


@dataclass(frozen=True)
class DealingPage(Page):
    """`…/dealing`. Previews by GET with `stage`, `each` and `member`; posts the same and `token` to `action`.

    Attributes:
        stages: each with how many stand in it.
        problem: why nothing was dealt, or cannot be; otherwise empty.
    """

    template: ClassVar[str] = "review/dealing.html"
    call_title: str
    role_title: str
    role_href: str
    action: str
    stages: tuple[tuple[str, int], ...]
    stage: str
    each: str
    members: tuple[DealMember, ...]
    preview: DealPreview | None
    dealings: tuple[DealingView, ...]
    hours: tuple[str, ...]
    undealt_href: str
    problem: str = ""
