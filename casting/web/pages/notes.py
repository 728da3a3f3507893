"""A note on a candidate's page."""

from dataclasses import dataclass

from casting.web.pages.apply import OptionView


@dataclass(frozen=True)
class NoteView:
    """A note. Posts to `action` `text`, `visibility` and `second`, and to `delete_action` nothing.

    Attributes:
        visibility: for whom it is, in words.
        second: the moment of the tape that it speaks of, as 1:05, or empty.
        moment: the same in seconds, where the player is led.
        changed: whether it has been changed since it was written.
        heard, told: whom one's own note calls and reaches, by name, and how they are told; mostly empty.
        unheard: whom one's own note calls and does not reach; mostly empty.
        action, delete_action: where it is changed and deleted, by who wrote it; otherwise empty.
        visibilities: what can be chosen there.
        key: its number, by which the address of the page leads to it.
        read_action: where the member says that she has read it, as long as it speaks to her and is unread.
        typed, error: what was typed in changing it and what is wrong with that; mostly empty.
    """

    name: str
    text: str
    when: str
    visibility: str
    mine: bool
    second: str = ""
    moment: int = 0
    changed: bool = False
    heard: str = ""
    told: str = ""
    unheard: str = ""
    action: str = ""
    delete_action: str = ""
    visibilities: tuple[OptionView, ...] = ()
    typed: str = ""
    error: str = ""
    key: int = 0
    read_action: str = ""


@dataclass(frozen=True)
class CalledView:
    """That a colleague's note speaks to the member, which she may read after her own mark."""

    name: str
    key: int
