"""Tags: words by which a team finds an application again, written so that the search can say them."""

import unicodedata

LONGEST_TAG = 40


def tag_name(raw: str) -> str:
    """A tag as it is kept: small letters, digits and hyphens for all else; empty where it holds neither.

    Marks stay with their letters, so that no script loses its vowels; what cannot be seen is dropped.
    """
    text = unicodedata.normalize("NFC", raw.casefold())
    kept = "".join(_kept(character) for character in text)
    return "-".join(part for part in kept.split("-") if part)


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return character if category[0] in "LMN" else "-"
