"""The pages of /_patterns, in development."""

from dataclasses import dataclass
from typing import ClassVar

from casting.web.pages.whole import Link, Page


@dataclass(frozen=True)
class PatternsPage(Page):
    """`/_patterns`: each sample by its name, with where it stands in each scheme."""

    template: ClassVar[str] = "patterns/all.html"
    samples: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True)
class PatternPartPage(Page):
    """A partial alone on a page; `part_html` is what our own template made of it."""

    template: ClassVar[str] = "patterns/part.html"
    part_html: str
