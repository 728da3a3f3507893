"""The tags of a candidate."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TagView:
    """A tag, and where everyone is listed who has it."""

    name: str
    href: str


@dataclass(frozen=True)
class TagsView:
    """The tags of a candidate. Posts `name` to `action` and `remove_action`, which are empty for who may not.

    Attributes:
        offered: tags that the team uses elsewhere.
        typed, error: what was typed and what is wrong with it.
    """

    tags: tuple[TagView, ...] = ()
    offered: tuple[str, ...] = ()
    action: str = ""
    remove_action: str = ""
    typed: str = ""
    error: str = ""


UNTAGGED = TagsView()
"""No tags, and nobody who may give one."""
