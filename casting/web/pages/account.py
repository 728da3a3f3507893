"""The team's doors."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Page


@dataclass(frozen=True)
class SignInPage(Page):
    """Posts `email`, `password` and `onward` to the page's own address."""

    template: ClassVar[str] = "account/sign_in.html"
    email: str = ""
    error: str = ""
    onward: str = ""
    forgotten_href: str = "/forgotten"


@dataclass(frozen=True)
class ForgottenPage(Page):
    """Posts `email` to the page's own address."""

    template: ClassVar[str] = "account/forgotten.html"
    email: str = ""
    error: str = ""
    sent: bool = False


@dataclass(frozen=True)
class PasswordPage(Page):
    """Choose a password, from a mailed link (invitation or forgotten). Posts `password`."""

    template: ClassVar[str] = "account/password.html"
    action: str
    email: str
    name: str
    welcome: bool
    """Whether it follows an invitation."""
    shortest: int
    error: str = ""
