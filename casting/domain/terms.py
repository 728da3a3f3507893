"""The words of a text as the scorer counts them: tokens of any script, and the column of each phrase.

A phrase (one token, or two that follow each other) is hashed to one of `COLUMNS` columns. The hash is built
on CRC-32, which the standard library has in compiled code: so whoever holds the tokens can name the phrase
behind a column without the scorer's libraries, and no phrase needs to be stored beside its column.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import overload
from zlib import crc32

COLUMN_BITS = 18
COLUMNS = 1 << COLUMN_BITS
MOST_COUNTED = (1 << (32 - COLUMN_BITS)) - 1

PAIRING = 0x9E3779B1
SPREADING = 0x85EBCA6B
_LOW_32_BITS = 0xFFFFFFFF

# Marks that Python does not count as letters, though they are parts of words: accents left over by
# normalisation, Hebrew and Arabic points, the vowel signs of India. Scripts that write no spaces are read
# character by character.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0971-\u0dff"
)
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[\w{_MARKS}]{{2,}}|[{_UNSPACED}]")
_APART = re.compile(rf"[{_UNSPACED}]")
_SPECIAL = re.compile(rf"[{_MARKS}{_UNSPACED}]")
_WORD = re.compile(r"\w{2,}")
_PLAIN = bytes(ord(chr(byte).lower()) if byte < 128 and re.match(r"\w", chr(byte)) else 32 for byte in range(256))


def tokens_of(words: str) -> list[bytes]:
    """The tokens of a text, in order: lower case, of two characters or more (of one, in unspaced scripts).

    Each is UTF-8. Plain ASCII is cut up as bytes: the same tokens in a third of the time.
    """
    if words.isascii():
        return [token for token in words.encode().translate(_PLAIN).split() if len(token) > 1]
    folded = unicodedata.normalize("NFKC", words).casefold()
    special = _SPECIAL.search(folded)
    found = _TOKEN.findall(_APART.sub(r" \g<0> ", folded)) if special else _WORD.findall(folded)
    return " ".join(found).encode().split()


def pair_hash(first: int, second: int) -> int:
    """The 32-bit hash of two tokens that follow each other, from the hashes of the two."""
    return (first * PAIRING + second) & _LOW_32_BITS


def column_of(hashed: int) -> int:
    """The column of a 32-bit hash, 0 to `COLUMNS` - 1.

    Multiplying moves every bit of the hash into the upper ones, which are kept (Knuth, The Art of Computer
    Programming 3, section 6.4).
    """
    folded = hashed ^ (hashed >> 15)
    return ((folded * SPREADING) & _LOW_32_BITS) >> (32 - COLUMN_BITS)


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of one text: its words, its column (0 to `COLUMNS` - 1) and how often it occurs (from 1)."""

    text: str
    column: int
    count: int


@dataclass(frozen=True)
class Terms(Sequence[Term]):
    """The phrases of one text, as a sequence of `Term`. Built by `casting.ranking.features.vectorise`.

    Attributes:
        text: the tokens in order, one space between two.
        packed: what the scorer reads: a little-endian uint32 per column that occurs, ascending by column,
            `count << 18 | column`. Counts stop at `MOST_COUNTED`. The phrases follow from `text` alone.
    """

    text: str = ""
    packed: bytes = b""

    @cached_property
    def _phrases(self) -> tuple[Term, ...]:
        tokens = self.text.split()
        hashes = [crc32(token.encode()) for token in tokens]
        found: Counter[tuple[str, int]] = Counter(
            (token, column_of(hashed)) for token, hashed in zip(tokens, hashes, strict=True)
        )
        for (token, follower), (first, second) in zip(pairwise(tokens), pairwise(hashes), strict=True):
            found[f"{token} {follower}", column_of(pair_hash(first, second))] += 1
        return tuple(Term(text, column, count) for (text, column), count in found.items())

    @property
    def columns(self) -> Iterator[tuple[int, int]]:
        """(column, count) of each column that occurs, ascending by column."""
        for start in range(0, len(self.packed), 4):
            packed = int.from_bytes(self.packed[start : start + 4], "little")
            yield packed & (COLUMNS - 1), packed >> COLUMN_BITS

    @overload
    def __getitem__(self, index: int) -> Term: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, index: int | slice) -> Term | tuple[Term, ...]:
        return self._phrases[index]

    def __len__(self) -> int:
        return len(self._phrases)
