"""What the search box offers is what the search understands."""

from casting.domain.search import parse
from casting.domain.search_offers import offered_terms
from casting.domain.search_tree import unparse
from tests.domain.test_search import ROLE


def test_every_term_that_is_offered_is_understood_and_said_the_same() -> None:
    offered = offered_terms(ROLE, ("stunts", "second-lead"))
    assert [unparse(parse(term, role=ROLE)) for term in offered] == list(offered)


def test_each_key_is_offered_with_its_words() -> None:
    offered = offered_terms(ROLE, ("stunts",))
    keys = {term.partition(":")[0] for term in offered}
    asked = (
        "age assigned band by criterion english flag has height lang mark note place rides riding skills stage stars"
    )
    assert keys == {*asked.split(), "tag"}
    chosen = ("tag:", "criterion:swim", "english:", "rides:", "riding:")
    assert [term for term in offered if term.startswith(chosen)] == [
        "tag:stunts",
        "tag:none",
        *(f"criterion:swim={word}" for word in ("met", "unknown", "not-met", "declared", "verified")),
        *(f"english:{level}" for level in ("none", "B1", "B2", "C1")),
        "rides:yes",
        "rides:no",
        *(f"riding:>={step}" for step in range(1, 6)),
    ]
