"""The words of the search language as the sheet lists them, each with an example that can be asked for."""

from collections.abc import Iterable

from casting.domain.calls import RolePlan

MOST_LISTED = 9
ALWAYS = (
    ("anna swim", "words that stand in the application, all of them"),
    ('"left hand"', "these words, one right after the other"),
    ("-mark:pass", "whoever is not that: a minus sign right before"),
    ("mark:pick or stars:>=4", "either; brackets hold together what belongs together"),
    ("#K7QX-24", "one application, by its reference"),
    ("received:>2026-01-01", "since a day; or between two, as in received:2026-01-01..2026-01-31"),
)
"""What every role knows, whoever stands in it."""
KEYS = {
    "stage": "who stands in a stage",
    "mark": "your own mark",
    "stars": "your own stars, from 0 to 5",
    "by": "marked by you, or by a colleague, as in by:dana-direct",
    "assigned": "dealt to you, to nobody, or to a colleague, as in assigned:dana-direct",
    "tag": "who wears a tag, or none",
    "note": "notes that you may read: any, or with a word, as in note:harness",
    "flag": "something in the text that a person should look at",
    "band": "whether she comes among the first",
    "gates": "how she stands by all gates at once",
    "place": "the place in the order; a span as in place:100..200",
    "age": "years; from or up to, as in age:>=25",
    "has": "what came with it, or an exception that is asked for and not decided",
    "lang": "a language; and how well it is spoken, as in lang:en>=B2",
}
TOLD = frozenset({"assigned", "lang"})
"""Keys of which the sentence says all."""


def word_list(role: RolePlan, terms: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """An example and what it finds: what needs no key, and each key among the terms that the search box offers."""
    values: dict[str, list[str]] = {}
    for term in terms:
        key, _, value = term.partition(":")
        values.setdefault(key, []).append(value)
    return (*ALWAYS, *((f"{key}:{given[0]}", _does(role, key, given)) for key, given in values.items()))


def _does(role: RolePlan, key: str, values: list[str]) -> str:
    if key == "criterion":
        known = dict.fromkeys(value.partition("=")[0] for value in values)
        return f"how a criterion stands, as in its group of the rail: {', '.join(known)}"
    question = role.question(key)
    does = KEYS.get(key) or (question.label if question else "")
    if key in TOLD or not 1 < len(values) <= MOST_LISTED:
        return does
    return f"{does}{'' if does.endswith('?') else ':'} {', '.join(values)}"
