"""The member's own keys."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Page


@dataclass(frozen=True)
class KeyField:
    """One act and its key; `usual` is the key without a choice."""

    said: str
    usual: str
    value: str
    error: str = ""


@dataclass(frozen=True)
class KeysPage(Page):
    """`/account/keys`: posts `key` for each field in their order, or `reset` for the usual ones, to its own address.

    Attributes:
        saved: whether they were kept a moment ago.
        changed: whether any is not the usual one.
    """

    template: ClassVar[str] = "account/keys.html"
    fields: tuple[KeyField, ...]
    saved: bool
    changed: bool
