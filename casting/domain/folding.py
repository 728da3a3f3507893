"""Words as the search compares them: case, accents and punctuation do not count, kept or asked."""

import re
import unicodedata

LONGEST_FOLDED = 100_000
"""Characters of one application that can be found by; PostgreSQL keeps at most a megabyte of words for a row."""

_PLAIN = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[^\W_]+")
# Scripts that write no spaces are found character by character, as a phrase.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def folded(text: str) -> str:
    """The words of a text in order, one space between two; empty where it holds neither letter nor digit."""
    if text.isascii():
        return " ".join(_PLAIN.findall(text.lower()))
    parted = unicodedata.normalize("NFKD", text.casefold())
    joined = unicodedata.normalize("NFKC", "".join(c for c in parted if not unicodedata.combining(c))).casefold()
    return " ".join(_RUN.findall(_UNSPACED.sub(r" \g<0> ", joined)))
