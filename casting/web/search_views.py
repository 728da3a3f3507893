"""Kept searches as their page shows them."""

from collections.abc import Sequence
from dataclasses import replace

from casting.domain.permissions import Actor
from casting.domain.search import with_one_left_out
from casting.services.saved_searches import SavedSearch, may_share
from casting.store.calls import KeptRole
from casting.web.lens_views import LENS_WORDS
from casting.web.pages import Link, SavedView, SearchesPage
from casting.web.places import Place


def fewer_links(place: Place) -> tuple[Link, ...]:
    """The same list with one term of the search left out, for each of two or more."""
    return tuple(Link(f"without {term}", replace(place, q=rest).sheet()) for term, rest in with_one_left_out(place.q))


def searches_page(
    kept: KeptRole,
    actor: Actor,
    place: Place,
    saved: Sequence[SavedSearch],
    *,
    after: str = "",
    typed: str = "",
    fault: str = "",
) -> SearchesPage:
    """What is kept, and the search of this place, which can be; `after` is where in its list one stands."""
    action = f"{place.home}/searches"
    return SearchesPage(
        title=f"{kept.role.title}: saved searches",
        member_name=actor.name,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        href=place.sheet(after=after),
        action=action,
        q=place.q,
        state=(*place.state(), ("after", after)) if after else place.state(),
        lens_words=LENS_WORDS[place.lens],
        may_share=may_share(actor, kept),
        searches=tuple(
            SavedView(
                name=one.name,
                q=one.q,
                lens=LENS_WORDS[one.lens],
                href=Place(place.call, place.role, q=one.q, lens=one.lens).sheet(),
                by=one.by,
                shared=one.shared,
                action="" if one.by else f"{action}/{one.search_id}",
                delete_action="" if one.by else f"{action}/{one.search_id}/delete",
            )
            for one in saved
        ),
        typed=typed,
        error=fault,
    )
