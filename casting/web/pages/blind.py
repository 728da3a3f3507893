"""Blind review: what is hidden in a role, by stage."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.apply import OptionView
from casting.web.pages.whole import Page


@dataclass(frozen=True)
class BlindLine:
    """One thing that can be hidden, with a box for each stage: `value` is posted as `hidden`, `label` is the stage."""

    label: str
    boxes: tuple[OptionView, ...]


@dataclass(frozen=True)
class BlindPage(Page):
    """`/admin/{call}/{role}/blind`. Posts `hidden` once for each box to `action`.

    Attributes:
        stages: at the head of the columns.
        chosen: who has chosen so, by stage, in sentences.
        done: what was changed a moment ago; otherwise empty.
        fault: why nothing was; otherwise empty.
    """

    template: ClassVar[str] = "admin/blind.html"
    call_title: str
    role_title: str
    role_href: str
    action: str
    stages: tuple[str, ...]
    lines: tuple[BlindLine, ...]
    chosen: tuple[str, ...]
    done: str = ""
    fault: str = ""
