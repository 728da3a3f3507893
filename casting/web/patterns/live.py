"""Samples of what colleagues have just done."""

from collections.abc import Mapping

from casting.web.pages import NewsLine, NewsView
from casting.web.patterns.invented import LONG, SCRIPT, reference_of
from casting.web.render import Shown


def live_patterns() -> Mapping[str, Shown]:
    """What is said of those on a page: moved on, gone from the list, nothing to be known, nobody."""
    lines = (
        NewsLine(reference_of(1), "shortlist", "moved to shortlist by Ana Prior, just now", listed=True),
        NewsLine(reference_of(2), "longlist", f"tagged by {LONG}, 3 minutes ago", listed=True),
        NewsLine(reference_of(3), "released", f"moved to released by {SCRIPT}, 2 seconds ago", listed=False),
        NewsLine(reference_of(4), "received", "", listed=True),
    )
    return {"news": NewsView(lines), "news, of nobody": NewsView(())}
