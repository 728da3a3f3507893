"""What the groups in the rail beside a list are called, and their values where a word of the search is not enough."""

from casting.store.facets import FacetCount

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
    ("gates", "open"): "some unknown, none not met",
    ("gates", "not met"): "one or more not met",
}
SELF_TAPE = FacetCount("has", "Self-tape", None, "has:tape")
"""Offered without a count, which would ask the database for every application's row."""
