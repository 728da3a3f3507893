"""The groups in the rail beside a list, and what their values are called where a word of the search is not enough."""

from collections.abc import Sequence
from dataclasses import replace

from casting.domain.search import has_term, with_term, without_term
from casting.store.calls import KeptRole
from casting.store.facets import FacetCount, Facets
from casting.web.pages import Facet, FacetValue
from casting.web.places import Place

TITLES = {
    "gates": "All gates",
    "stage": "Stage",
    "mark": "My mark",
    "has": "Sent with it",
    "tag": "Tag",
    "assigned": "To be reviewed by",
}
LABELS = {
    ("mark", "none"): "not yet",
    ("assigned", "none"): "nobody yet",
    ("gates", "met"): "all met",
    ("gates", "unknown"): "some unknown, none not met",
    ("gates", "not met"): "one or more not met",
}
SELF_TAPE = FacetCount("has", "Self-tape", None, "has:tape")
"""Offered without a count, which would ask the database for every application's row."""


def facet_views(kept: KeptRole, place: Place, found: Facets) -> tuple[Facet, ...]:
    """The groups with what is counted in them; without those by which the list cannot be narrowed."""
    titles = TITLES | {f"criterion:{criterion.key}": criterion.title for criterion in kept.role.criteria}
    groups: dict[str, list[FacetValue]] = {facet: [] for facet in ("gates", "stage", "mark", "has")}
    for counted in (*found.counts, SELF_TAPE):
        on = has_term(place.q, counted.term)
        if counted.count == 0 and not on:
            continue
        q = without_term(place.q, counted.term) if on else with_term(place.q, counted.term)
        href = replace(place, q=q).sheet()
        label = LABELS.get((counted.facet, counted.value), counted.value)
        groups.setdefault(counted.facet, []).append(FacetValue(label, counted.count, href, on))
    return tuple(
        Facet(titles[facet], tuple(values))
        for facet, values in groups.items()
        if values and not (facet.startswith("criterion:") and _same_of_all(values, found.total))
    )


def _same_of_all(values: Sequence[FacetValue], total: int) -> bool:
    """Whether all of a list stand the same, as they do by each gate once “all met” is chosen: that narrows nothing."""
    return len(values) == 1 and not values[0].on and values[0].count == total
