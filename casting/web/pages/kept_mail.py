"""Mail that was kept instead of being sent."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class KeptMailLine:
    recipient: str
    subject: str
    href: str
    when: str


@dataclass(frozen=True)
class KeptMailPage(Page):
    """`/_mail`: the newest letters; or one of them, with its text and the links that stand in it."""

    template: ClassVar[str] = "admin/kept_mail.html"
    letters: tuple[KeptMailLine, ...]
    text: str = ""
    links: tuple[Link, ...] = ()
