"""The tags of a candidate on her page."""

from collections.abc import Sequence
from dataclasses import replace

from casting.domain.search_tree import TagIs, unparse
from casting.web.pages import TagsView, TagView
from casting.web.places import Place


def tags_view(place: Place, reference: str, tags: Sequence[str], offered: Sequence[str], *, allowed: bool) -> TagsView:
    """The tags, each with the list of everyone who has it."""
    return TagsView(
        tags=tuple(TagView(tag, replace(place, q=unparse(TagIs(tag))).sheet()) for tag in tags),
        offered=tuple(tag for tag in offered if tag not in tags) if allowed else (),
        action=place.act(reference, "tags") if allowed else "",
        remove_action=place.act(reference, "tags/remove") if allowed else "",
    )
