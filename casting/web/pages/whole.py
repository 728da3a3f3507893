"""What every page has, and the page that only says something."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Link:
    """A link: what it says, where it goes, and whether it is the present place."""

    label: str
    href: str
    here: bool = False


@dataclass(frozen=True)
class Page:
    """What every whole page has.

    Attributes:
        member_name: the signed-in member, or empty for everyone else.
        administrator: whether the member sees the door to /admin.
        mail_note: shown where mail is not sent but kept in a folder (demonstration, development); otherwise empty.
        sign_out_action: where the member's sign-out is posted.
    """

    template: ClassVar[str] = ""
    title: str
    member_name: str = field(default="", kw_only=True)
    administrator: bool = field(default=False, kw_only=True)
    language: str = field(default="en", kw_only=True)
    mail_note: str = field(default="", kw_only=True)
    sign_out_action: str = field(default="/sign-out", kw_only=True)


@dataclass(frozen=True)
class MessagePage(Page):
    """Something to be told: an error or a finished act. `links` say what to do next."""

    template: ClassVar[str] = "message.html"
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...] = ()
    request_id: str = ""
