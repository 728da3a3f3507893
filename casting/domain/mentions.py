"""To whom a note speaks: `@Alex` or `@Alex Second` within its text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from casting.domain.folding import folded

_AT = re.compile(r"(?<!\w)@(?=(?P<word>\w+))")
_LONGEST_NAME = 200


def mentioned(text: str, names: Mapping[int, str]) -> frozenset[int]:
    """Who is meant: by the whole name, or by its first word where nobody else's begins with it.

    Args:
        names: everyone who can be meant, by key. Case, accents and punctuation do not count.
    """
    return frozenset().union(*(meant for _, meant in _spoken(text, names)))


def unaddressed(text: str) -> str:
    """The text as others read it: who is called in it stands there by name alone."""
    return _AT.sub("", text)


def unmet(text: str, names: Mapping[int, str]) -> tuple[str, ...]:
    """The words behind an @ that mean none of them, as they are written, each once."""
    return tuple(dict.fromkeys(word for word, meant in _spoken(text, names) if not meant))


def _spoken(text: str, names: Mapping[int, str]) -> Iterator[tuple[str, frozenset[int]]]:
    known = {key: folded(name) for key, name in names.items()}
    firsts = Counter(name.partition(" ")[0] for name in known.values())
    for match in _AT.finditer(text):
        said = folded(text[match.end() : match.end() + _LONGEST_NAME]) + " "
        whole = {key for key, name in known.items() if name and said.startswith(f"{name} ")}
        first = said.partition(" ")[0]
        alone = {key for key, name in known.items() if firsts[first] == 1 and name.partition(" ")[0] == first}
        yield match["word"][:_LONGEST_NAME], frozenset(whole or alone)
