"""To whom a note speaks: `@Alex` or `@Alex Second` within its text."""

import re
from collections import Counter
from collections.abc import Mapping

from casting.domain.folding import folded

_AT = re.compile(r"(?<!\w)@(?=\w)")
_LONGEST_NAME = 200


def mentioned(text: str, names: Mapping[int, str]) -> frozenset[int]:
    """Who is meant: by the whole name, or by its first word where nobody else's begins with it.

    Args:
        names: everyone who can be meant, by key. Case, accents and punctuation do not count.
    """
    known = {key: folded(name) for key, name in names.items()}
    firsts = Counter(name.partition(" ")[0] for name in known.values())
    found = set()
    for match in _AT.finditer(text):
        said = folded(text[match.end() : match.end() + _LONGEST_NAME]) + " "
        whole = {key for key, name in known.items() if name and said.startswith(f"{name} ")}
        first = said.partition(" ")[0]
        alone = {key for key, name in known.items() if firsts[first] == 1 and name.partition(" ")[0] == first}
        found |= whole or alone
    return frozenset(found)
