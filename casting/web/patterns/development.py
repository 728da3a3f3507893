"""Samples of the pages of /_patterns themselves."""

from collections.abc import Mapping

from casting.web.pages import Link, PatternPartPage, PatternsPage
from casting.web.render import Shown


def development_patterns() -> Mapping[str, Shown]:
    """The list of all patterns, and a partial alone on a page."""
    links = tuple(Link(one, f"/_patterns/{one}/sheet") for one in ("light", "dark"))
    return {
        "patterns": PatternsPage("Patterns", (("sheet", links),)),
        "partial alone": PatternPartPage("what was taken back", "<p>Taken back: pick for Maya Okafor.</p>"),
    }
