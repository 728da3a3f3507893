"""The letter that explains a candidate's place."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class LetterPage(Page):
    """`/review/{call}/{role}/{reference}/letter`: the letter as it would be read, and who has released which.

    Posts `language` and `run` to `action`: what is released is what was on screen.

    Attributes:
        letter_language: code of the language that the letter is written in.
        problem: why there is no letter; `text` is then empty.
        newest_href: where the letter from the run is that lists follow, where that is another one; otherwise empty.
        released: what was released, by whom and when, the newest first.
    """

    template: ClassVar[str] = "review/letter.html"
    call_title: str
    role_title: str
    candidate_href: str
    role_href: str
    reference: str
    name: str
    text: str
    letter_language: str
    run: str
    languages: tuple[Link, ...]
    action: str
    problem: str = ""
    newest_href: str = ""
    released: tuple[str, ...] = ()
