"""What colleagues have just done to those on the page; fetched by the script that has been told of it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class NewsLine:
    """One application of which the page was told.

    Attributes:
        stage: where it stands now.
        said: what was done, by whom and how long ago; empty where that is long ago or not to be known.
        listed: whether the list in hand finds it still.
    """

    reference: str
    stage: str
    said: str
    listed: bool


@dataclass(frozen=True)
class NewsView:
    """`…/changed`: a partial. What it says is put on the cards that are there; none is added, moved or taken away."""

    template: ClassVar[str] = "review/news.html"
    lines: tuple[NewsLine, ...]
