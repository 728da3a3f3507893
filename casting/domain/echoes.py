"""Passages that give back what was said before: the breakdown, a list of its words, or the text's own.

Two rules find what was taken from the breakdown. A run of `VERBATIM` words that stand there in the same order is a
copy, whatever surrounds it. And where words come from its vocabulary far more densely than in a sentence of one's own,
the densest stretch is found as sequence alignment does: each word scores for or against, and the stretches of maximal
sum count from a threshold on that chance does not reach (Karlin and Altschul, Methods for assessing the statistical
significance of molecular sequence features, PNAS 87, 1990). It needs no punctuation, so lists in any form, shuffled
words and copies with changes here and there are found alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

from casting.domain.wording import Wording

VERBATIM = 8
PROBE = 4
"""A run of `VERBATIM` words holds such a sequence that begins at a multiple of VERBATIM - PROBE + 1."""

FOREIGN = -2.5
"""What a telling word counts that is not the breakdown's; one that is counts 1.

Either counts nothing when it comes again: a sentence into which one word of the breakdown after another is put says no
more of its own than one does.
"""
DENSE = 10.0
AGAIN = 4
"""Words in sequence that a text repeats."""
CYCLE = 5
"""A phrase that is longer is repeated for its sense, such as a refrain; one of fewer words at once is stuffing."""
CYCLES = 3
STUFFED = 12
STUFFED_ASKED = 6


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage. start, end: characters of the text; words: how many; stuffed: the same few words on end."""

    start: int
    end: int
    words: int
    stuffed: bool = False

    @classmethod
    def of(cls, wording: Wording, first: int, last: int, *, stuffed: bool = False) -> Self:
        """From the word `first` to just before the word `last`."""
        return cls(wording.places[first][0], wording.places[last - 1][1], last - first, stuffed)


@dataclass(frozen=True, eq=False)
class Published:
    """What a role publishes, ready to be compared with.

    Attributes:
        sequences: all runs of `PROBE` words; passages: of `VERBATIM`.
        words: all of its words; vocabulary: the telling ones.
    """

    sequences: frozenset[tuple[str, ...]]
    passages: frozenset[tuple[str, ...]]
    words: frozenset[str]
    vocabulary: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read the published text."""
        wording = Wording.of(text)
        return cls(
            frozenset(runs(wording.words, PROBE)),
            frozenset(runs(wording.words, VERBATIM)),
            frozenset(wording.words),
            frozenset(wording.tellings) - {""},
        )


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What a text gives back of what the role publishes.

    Attributes:
        copied: passages of `VERBATIM` words or more that stand there as they are.
        listed: stretches made of its words far more than a sentence of one's own is, copies apart.
        whole: all of these, with its words around and between them.
    """

    copied: tuple[Span, ...] = ()
    listed: tuple[Span, ...] = ()
    whole: tuple[Span, ...] = ()


def borrowed(wording: Wording, published: Published) -> Borrowed:
    """Find what stands in the published text, and what is made of its words."""
    copies = _verbatim(wording.words, published)
    dense = [False] * len(wording.words)
    if len(published.vocabulary.intersection(wording.tellings)) >= DENSE:
        for first, last in _densest(wording.tellings, published.vocabulary):
            dense[first:last] = [True] * (last - first)
    if not any(copies) and not any(dense):
        return Borrowed()
    whole = _widened(wording.words, [one or other for one, other in zip(copies, dense, strict=True)], published)
    found = [(first, last) for first, last in stretches(whole) if any(dense[first:last])]
    own_lists = [(first, last) for first, last in found if sum(copies[first:last]) <= (last - first) / 2]
    return Borrowed(
        tuple(Span.of(wording, first, last) for first, last in stretches(copies)),
        tuple(Span.of(wording, first, last) for first, last in own_lists),
        tuple(Span.of(wording, first, last) for first, last in stretches(whole)),
    )


def _verbatim(words: Sequence[str], published: Published) -> list[bool]:
    """For each word whether it stands in a passage that was copied as it is."""
    inside = [False] * len(words)
    probes = (words[at : at + PROBE] for at in range(0, len(words) - PROBE + 1, VERBATIM - PROBE + 1))
    if not published.sequences.isdisjoint(probes):
        for at, run in enumerate(runs(words, VERBATIM)):
            if run in published.passages:
                inside[at : at + VERBATIM] = [True] * VERBATIM
    return inside


def _widened(words: Sequence[str], inside: Sequence[bool], published: Published) -> list[bool]:
    """The same with the published words that follow or go before, and with short gaps that are mostly made of them."""
    wide = list(inside)
    known = [word in published.words for word in words]
    for first, last in stretches(inside):
        after = _reach(words[last:], published)
        before = _reach(words[:first][::-1], published)
        wide[first - before : last + after] = [True] * (last - first + before + after)
    for first, last in stretches([not holds for holds in wide]):
        between = first > 0 and last < len(words)
        if between and last - first <= VERBATIM and 2 * sum(known[first:last]) >= last - first:
            wide[first:last] = [True] * (last - first)
    return wide


def _reach(words: Sequence[str], published: Published) -> int:
    """How many words go on from a borrowed passage: published ones, and another put in where two of them follow."""
    reach = 0
    while reach < len(words):
        ahead = words[reach + 1 : reach + 3]
        if words[reach] in published.words:
            reach += 1
        elif len(ahead) == 2 and published.words.issuperset(ahead) and not published.vocabulary.isdisjoint(ahead):
            reach += 3
        else:
            break
    return reach


def _densest(tellings: Sequence[str], vocabulary: frozenset[str]) -> Iterable[tuple[int, int]]:
    """Stretches of maximal sum above `DENSE`, from the first to the word after the last."""
    total, best, first, last = 0.0, 0.0, 0, 0
    said: set[str] = set()
    strange: set[str] = set()
    for at, telling in enumerate(tellings):
        if not telling:
            continue
        if telling not in vocabulary:
            total += 0.0 if telling in strange else FOREIGN
            strange.add(telling)
        elif telling not in said:
            first = at if total <= 0 else first
            total = max(total, 0.0) + 1.0
            said.add(telling)
        if total > best:
            best, last = total, at + 1
        if total <= 0 or total < best - DENSE:
            if best >= DENSE:
                yield first, last
            total, best = 0.0, 0.0
            said = set()
    if best >= DENSE:
        yield first, last


def repeated(wording: Wording, published: Published) -> list[Span]:
    """Passages that the text has said before, in sequences of `AGAIN` words.

    Interjections (ha ha ha, la la la) say nothing, however often, and are left alone, unless they are asked for.
    """
    words = wording.words
    sequences = list(runs(words, AGAIN))
    if len(sequences) - len(set(sequences)) < PROBE:
        return []
    seen: set[tuple[str, ...]] = set()
    inside = [False] * len(words)
    for at, sequence in enumerate(sequences):
        if sequence in seen:
            inside[at : at + AGAIN] = [True] * AGAIN
        seen.add(sequence)
    return [
        Span.of(wording, first, last, stuffed=_is_stuffed(words[first:last], published))
        for first, last in stretches(inside)
        if last - first >= VERBATIM - 2 and _says(wording, first, last, published)
    ]


def _says(wording: Wording, first: int, last: int, published: Published) -> bool:
    return any(wording.tellings[first:last]) or published.words.issuperset(wording.words[first:last])


def _is_stuffed(words: Sequence[str], published: Published) -> bool:
    """Whether a passage is a few words on end: of the breakdown, or anything at length."""
    phrase = set(words)
    if len(phrase) > min(CYCLE, len(words) / CYCLES):
        return False
    asked = phrase <= published.words or not published.vocabulary.isdisjoint(phrase)
    return len(words) >= (STUFFED_ASKED if asked else STUFFED)


def runs(words: Sequence[str], length: int) -> Iterable[tuple[str, ...]]:
    """All sequences of so many words, in order."""
    return zip(*(islice(words, start, None) for start in range(length)), strict=False)


def stretches(inside: Sequence[bool]) -> Iterable[tuple[int, int]]:
    """Where it holds on end: the first place, and the one after the last."""
    first = None
    for at, holds in enumerate((*inside, False)):
        if holds and first is None:
            first = at
        elif not holds and first is not None:
            yield first, at
            first = None
