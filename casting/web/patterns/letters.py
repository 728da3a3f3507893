"""Samples of the letter that explains a place."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import LetterPage, Link
from casting.web.patterns.invented import CALL, EXPLAINED, HOME, MEMBER, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

HERE = f"{HOME}/K7QX24"


def letter_patterns() -> Mapping[str, Shown]:
    """The letter in its states."""
    languages = ("English", "en"), ("Русский", "ru"), ("Español", "es")
    page = LetterPage(
        title="A letter to Mira Sokolova",
        call_title=CALL,
        role_title=ROLE,
        candidate_href=HERE,
        role_href=HOME,
        reference="K7QX24",
        name="Mira Sokolova",
        text=EXPLAINED,
        letter_language="en",
        run="12",
        languages=tuple(Link(name, f"{HERE}/letter?language={code}", code == "en") for name, code in languages),
        action=f"{HERE}/letter",
        released=("English: released by Daria Orlova, 6 March",),
        **MEMBER,
    )
    fault = "The application has changed since that ranking. A letter can be drafted after the next one."
    return {
        "letter": page,
        "letter, hard texts": replace(
            page, name=SCRIPT, text=f"{SCRIPT}\n\n{UNBROKEN}\n\n{RIGHT_TO_LEFT}", released=()
        ),
        "letter, superseded": replace(page, newest_href=f"{HERE}/letter", released=()),
        "letter, none": replace(page, text="", run="", problem=fault, newest_href=f"{HERE}/letter", released=()),
    }
