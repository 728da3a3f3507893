"""Samples of what colleagues have just done, and of counts anew."""

from collections.abc import Mapping

from casting.web.pages import Counts, Facet, FacetValue, NewsLine, NewsView
from casting.web.patterns.invented import HOME, LONG, SCRIPT, reference_of
from casting.web.render import Shown


def live_patterns() -> Mapping[str, Shown]:
    """What is said of those on a page: moved on, gone from the list, nothing to be known, nobody."""
    lines = (
        NewsLine(reference_of(1), "shortlist", "moved to shortlist by Ana Prior, just now", listed=True),
        NewsLine(reference_of(2), "longlist", f"tagged by {LONG}, 3 minutes ago", listed=True),
        NewsLine(reference_of(3), "released", f"moved to released by {SCRIPT}, 2 seconds ago", listed=False),
        NewsLine(reference_of(4), "received", "note deleted by Ana Prior, just now", listed=True),
        NewsLine(reference_of(5), "received", "", listed=True),
    )
    counts = Counts(
        (Facet("Stage", (FacetValue("received", 1_203, HOME, on=True), FacetValue(SCRIPT, 0, HOME, on=False))),)
    )
    return {"news": NewsView(lines), "news, of nobody": NewsView(()), "counts": counts}
