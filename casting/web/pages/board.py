"""The stages of a role side by side, and acts on many at once."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.cards import Picture
from casting.web.pages.stages import StageWhen
from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class BoardFace:
    """One of the first of a stage. Posts `stage`, `before` and `onward` to `action`; empty for who may not move her.

    Attributes:
        moves: the stages before and behind hers, each with "back" or "next".
    """

    name: str
    href: str
    picture: Picture
    reference: str
    stage: str
    action: str = ""
    onward: str = ""
    moves: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BoardColumn:
    """One stage.

    Attributes:
        filled, quota: how many stand in it, and how many it is meant to hold; None where it has no limit.
        href: the search of the stage.
        when: when it is meant to be; None where that is not said.
    """

    stage: str
    filled: int
    quota: int | None
    href: str
    faces: tuple[BoardFace, ...]
    when: StageWhen | None = None


@dataclass(frozen=True)
class ActLine:
    """A bulk act in the list of those done: what it was, by whom and when, and where it can be seen and undone."""

    said: str
    href: str
    when: str


@dataclass(frozen=True)
class BoardPage(Page):
    """`/review/{call}/{role}/board`: a column for each stage.

    Attributes:
        acts: the newest bulk acts, the last one first.
        links_href: where producer links of the role are made and seen.
        undo_action: where the member's last act is taken back; empty for onlookers.
    """

    template: ClassVar[str] = "review/board.html"
    call_title: str
    role_title: str
    role_href: str
    columns: tuple[BoardColumn, ...]
    acts: tuple[ActLine, ...]
    links_href: str
    undo_action: str = ""
    dealing_href: str = ""
    """Where it is dealt out who reviews whom; empty for who may not."""
    outcomes_href: str = ""
    """Where everyone is told how it ended; empty for who has to ask an administrator for that."""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's own keys, and what each does; nothing for one that does nothing now."""
        move = "move the one you stand on to the next stage, or back a stage" if self.undo_action else ""
        return (("J K", "to the next, to the one before"), ("] [", move))


@dataclass(frozen=True)
class BulkForm:
    """Beneath the sheet: where all that the search finds can be moved. Gets `to`, with the state of the sheet.

    Attributes:
        state: name and value of each part of the sheet's state.
        stages: to which they can be moved.
        chosen: the one that is offered first: one on from where the search finds them.
    """

    template: ClassVar[str] = "review/bulk_form.html"
    href: str
    count: str
    state: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class ChosenBar:
    """Beneath a list: what is done with those who are chosen in it. Gets `with`, one for each. A partial.

    Attributes:
        list_href: the role's sheet, on which a search shows them alone.
        bulk_href: where they can be moved; gets `to` and the list's state, too. Empty for who may not.
        state: name and value of each part of the list's state.
        stages: to which they can be moved; onward: the one that is offered first.
    """

    template: ClassVar[str] = "review/chosen.html"
    list_href: str
    compare_href: str
    bulk_href: str = ""
    state: tuple[tuple[str, str], ...] = ()
    stages: tuple[str, ...] = ()
    onward: str = ""


@dataclass(frozen=True)
class StageChange:
    """One stage before and after a bulk act.

    Attributes:
        before, after: how many of the role stand in it.
        moving: how many of those found leave it.
        staying: how many of those found stay in it, and `why`; 0 and empty where none does.
    """

    stage: str
    before: int
    after: int
    moving: int
    staying: int
    why: str


@dataclass(frozen=True)
class BulkPage(Page):
    """`…/bulk`: what moving all that a search finds, or those who were chosen, would do.

    Posts `to`, `token` and `reason` to `action`.

    Attributes:
        q: the search as it was typed; `order` says through which lens.
        found, moved: how many it finds, and how many of those would move.
        over: how many more than its quota the stage `to` would hold.
        quota: that of `to`.
        problem: why what was just confirmed was not done; otherwise empty.
        chosen: who was chosen by hand and is found; missing: who is not, in a sentence. Both empty for a search.
    """

    template: ClassVar[str] = "review/bulk.html"
    call_title: str
    role_title: str
    role_href: str
    q: str
    order: str
    to: str
    found: int
    moved: int
    changes: tuple[StageChange, ...]
    quota: int | None
    over: int
    action: str
    token: str
    problem: str = ""
    reason: str = ""
    chosen: tuple[Link, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class MemberLine:
    """One whom a bulk act moved: from where, and where she stands now."""

    name: str
    href: str
    before: str
    now: str


@dataclass(frozen=True)
class BulkActPage(Page):
    """`…/bulk/{act}`: what was done, and where it is undone.

    Attributes:
        left: how many left each stage.
        members: the first of those moved; `more` says how many there are beside them.
        undo_action: where undoing is posted; empty where it has been undone, or this member may not.
        undone: by whom and when it was undone; empty where it stands.
        kept: those whom undoing left where they are; `kept_more` says how many there are beside them.
        problem: why it could not be undone; otherwise empty.
    """

    template: ClassVar[str] = "review/bulk_act.html"
    call_title: str
    role_title: str
    role_href: str
    to: str
    stage_href: str
    count: int
    q: str
    reason: str
    by: str
    when: str
    left: tuple[tuple[str, int], ...]
    members: tuple[MemberLine, ...]
    more: int
    undo_action: str
    undone: str
    kept: tuple[MemberLine, ...]
    kept_more: int
    problem: str = ""
    withheld: bool = False
    """Whether the reason is shown once the member has marked everybody who was moved."""
