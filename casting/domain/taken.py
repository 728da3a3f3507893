"""Passages that two applications share: fingerprints to find the pair, and the passages themselves.

Fingerprints are chosen by winnowing (Schleimer, Wilkerson and Aiken, Winnowing: local algorithms for document
fingerprinting, SIGMOD 2003): of every `WINDOW` runs of `RUN` words that follow each other the one with the lowest hash.
Two texts that share WINDOW + RUN - 1 words on end share a fingerprint, whatever surrounds them.
"""

from collections.abc import Sequence
from zlib import crc32

from casting.domain.echoes import Published, Span, runs, stretches
from casting.domain.wording import Wording

RUN, WINDOW = 8, 13
TAKEN_AT_ONCE = 60
"""So many words on end are never alike by chance …"""
TAKEN_SHARE, TAKEN_WORDS = 0.55, 24
"""… nor is more than half of the shorter of two texts. A school's set phrases stay below both."""

_FACTOR = 0x9E3779B97F4A7C15
_MODULUS = (1 << 61) - 1


def fingerprints(wording: Wording, published: Published) -> frozenset[int]:
    """The fingerprints of a text, 0 to 2^61 - 2; runs of words that the role publishes give none."""
    hashes = _rolling([crc32(word.encode("utf-8", "surrogatepass")) for word in wording.words])
    if not hashes:
        return frozenset()
    places = _lowest(hashes)
    return frozenset(hashes[at] for at in places if tuple(wording.words[at : at + RUN]) not in published.passages)


def _rolling(words: Sequence[int]) -> list[int]:
    """The hash of each run of `RUN` words (Karp and Rabin, IBM Journal of Research and Development 31, 1987)."""
    if len(words) < RUN:
        return []
    leaving = pow(_FACTOR, RUN, _MODULUS)
    value, hashes = 0, []
    for at, word in enumerate(words):
        value = (value * _FACTOR + word) % _MODULUS
        if at >= RUN:
            value = (value - words[at - RUN] * leaving) % _MODULUS
        if at >= RUN - 1:
            hashes.append(value)
    return hashes


def _lowest(hashes: Sequence[int]) -> set[int]:
    """The place of the lowest hash of each window; the last one where several are equal."""
    if len(hashes) <= WINDOW:
        return {_last_lowest(hashes, 0, len(hashes))}
    chosen: set[int] = set()
    place = -1
    for end in range(WINDOW, len(hashes) + 1):
        if place < end - WINDOW:
            place = _last_lowest(hashes, end - WINDOW, end)
        elif hashes[end - 1] <= hashes[place]:
            place = end - 1
        chosen.add(place)
    return chosen


def _last_lowest(hashes: Sequence[int], first: int, last: int) -> int:
    lowest = min(hashes[first:last])
    return max(at for at in range(first, last) if hashes[at] == lowest)


def shared(wording: Wording, other: Wording, published: Published) -> list[Span]:
    """The passages that a text has in common with another one; none where chance accounts for them.

    What the role publishes belongs to nobody, so passages of it are not among them.
    """
    theirs = frozenset(runs(other.words, RUN)) - published.passages
    inside = [False] * len(wording.words)
    for at, run in enumerate(runs(wording.words, RUN)):
        if run in theirs:
            inside[at : at + RUN] = [True] * RUN
    spans = [Span.of(wording, first, last) for first, last in stretches(inside)]
    longest = max((span.words for span in spans), default=0)
    shorter = min(len(wording.words), len(other.words))
    much = sum(span.words for span in spans) >= max(TAKEN_WORDS, TAKEN_SHARE * shorter)
    return spans if longest >= TAKEN_AT_ONCE or much else []
