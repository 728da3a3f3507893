"""What every page has, and the page that only says something."""

from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote

from casting.domain.said import Text
from casting.languages.catalogues import codes, language


@dataclass(frozen=True)
class Link:
    """A link: what it says, where it goes, whether it is the present place, and mostly empty what it leads to."""

    label: Text
    href: str
    here: bool = False
    note: str = ""


@dataclass(frozen=True)
class OfficeView:
    """To whom applicants of a call write; the name may be empty."""

    name: str
    email: str

    @property
    def href(self) -> str:
        """What opens a letter to them."""
        return f"mailto:{quote(self.email, safe='@')}"


@dataclass(frozen=True)
class LanguageMenu:
    """The languages that the page can be had in. Posts the chosen one's code as `in-language`, and `onward`.

    Attributes:
        action: where it is posted.
        onward: where that leads back to.
        form: the id of a form that is posted along, so that nothing typed is lost; else empty.
    """

    action: str
    onward: str = ""
    form: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The languages, each by its code and its own name."""
        return tuple((code, language(code).name) for code in codes())


@dataclass(frozen=True)
class Page:
    """What every whole page has.

    Attributes:
        member_name: the signed-in member, or empty for everyone else.
        called: how many notes of colleagues speak to the member that she has not read.
        administrator: whether the member sees the door to /admin.
        language: the code of the language that the page is in; the team's pages are in English.
        language_menu: the others that it can be had in; None where it cannot.
        office: to whom applicants write, on the pages of a call that says so.
        mail_note: shown where mail is not sent but kept in a folder (demonstration, development); otherwise empty.
        blind_note: what is hidden from who reviews, and who has chosen so; mostly empty.
        sign_out_action: where the member's sign-out is posted.
    """

    template: ClassVar[str] = ""
    title: Text
    member_name: str = field(default="", kw_only=True)
    called: int = field(default=0, kw_only=True)
    administrator: bool = field(default=False, kw_only=True)
    language: str = field(default="en", kw_only=True)
    language_menu: LanguageMenu | None = field(default=None, kw_only=True)
    office: OfficeView | None = field(default=None, kw_only=True)
    mail_note: str = field(default="", kw_only=True)
    blind_note: str = field(default="", kw_only=True)
    sign_out_action: str = field(default="/sign-out", kw_only=True)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return language(self.language).direction


@dataclass(frozen=True)
class MessagePage(Page):
    """Something to be told: an error or a finished act. `links` say what to do next."""

    template: ClassVar[str] = "message.html"
    paragraphs: tuple[Text, ...]
    links: tuple[Link, ...] = ()
    request_id: str = ""
