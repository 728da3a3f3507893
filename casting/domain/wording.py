"""A text as its words with their places, so that a passage of words can be shown and left out as it was written."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Self

# Scripts that write no spaces are read character by character.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+")
_PLAIN = re.compile(r"\w+")
_APART = re.compile(rf"[{_UNSPACED}]")


@dataclass(frozen=True, eq=False)
class Wording:
    """The words of a text in order, lower case.

    Attributes:
        text: where they stand; in the form NFKC, so that disguised letters are letters.
    """

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Cut a text into words."""
        if text.isascii():
            return cls(text, tuple(_PLAIN.findall(text.lower())))
        # Case folding can change where a word ends (İ), so words are found first.
        return cls(text, tuple(map(str.casefold, _WORD.findall(text))))

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where each word begins and ends in the text."""
        finder = _PLAIN if self.text.isascii() else _WORD
        return tuple(match.span() for match in finder.finditer(self.text))

    @cached_property
    def tellings(self) -> tuple[str, ...]:
        """What each word says when it stands for itself: empty for short words, two characters of unspaced scripts."""
        if self.text.isascii() or not _APART.search(self.text):
            return tuple(word if len(word) > 3 else "" for word in self.words)
        followers = (*islice(self.words, 1, None), "")
        return tuple(
            word + follower if _APART.match(word) else word if len(word) > 3 else ""
            for word, follower in zip(self.words, followers, strict=True)
        )
