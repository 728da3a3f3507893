"""Samples of the team's doors."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import ForgottenPage, PasswordPage, SignInPage
from casting.web.patterns.invented import LONG
from casting.web.render import Shown


def account_patterns() -> Mapping[str, Shown]:
    """Signing in, a forgotten password, a new one."""
    sign_in = SignInPage("Sign in", onward="/review/the-challenge/surgeon")
    forgotten = ForgottenPage("Forgotten password")
    password = PasswordPage(
        "Choose a password", "/password/9f2c", "daria@example.org", "Daria Orlova", welcome=True, shortest=10
    )
    wrong = "The e-mail address and the password do not belong together."
    return {
        "sign-in": sign_in,
        "sign-in, mistake": replace(sign_in, email="daria@example.org", error=wrong),
        "forgotten": forgotten,
        "forgotten, mistake": replace(forgotten, email="daria", error="An e-mail address has an @ in it."),
        "forgotten, sent": replace(forgotten, email="daria@example.org", sent=True),
        "password, invited": password,
        "password, too short": replace(
            password, welcome=False, name=LONG, error="Use at least 10 characters; these are 6."
        ),
    }
