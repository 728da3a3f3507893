"""Samples of the searches that are kept."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import SavedView, SearchesPage
from casting.web.patterns.invented import CALL, HOME, LONG, MEMBER, RIGHT_TO_LEFT, ROLE, SCRIPT, UNBROKEN
from casting.web.render import Shown

ACTION = f"{HOME}/searches"


def search_patterns() -> Mapping[str, Shown]:
    """Some searches, one that came back, hard texts, none."""
    page = SearchesPage(
        title=f"{ROLE}: saved searches",
        call_title=CALL,
        role_title=ROLE,
        href=HOME,
        action=ACTION,
        q="tag:stunts -mark:pass",
        state=(("q", "tag:stunts -mark:pass"), ("view", "list")),
        lens_words="Ranked",
        may_share=True,
        searches=(
            SavedView("For Monday", "stage:longlist", "Ranked", HOME, "", True, f"{ACTION}/1", f"{ACTION}/1/delete"),  # noqa: FBT003
            SavedView("Singers", "tag:sings", "Random", HOME, "Alex Brandt", True),  # noqa: FBT003
        ),
        **MEMBER,
    )
    hard = SavedView(RIGHT_TO_LEFT, UNBROKEN, "Ranked", HOME, "", False, ACTION, ACTION)  # noqa: FBT003
    return {
        "searches": page,
        "searches, came back": replace(page, typed=SCRIPT, error="Give the search a name.", q=UNBROKEN),
        "searches, hard texts": replace(
            page,
            role_title=LONG,
            searches=(hard, replace(hard, name=LONG, q=SCRIPT, by=LONG, action="", delete_action="")),
        ),
        "searches, onlooker": replace(page, may_share=False),
        "searches, none": replace(page, q="", searches=()),
    }
