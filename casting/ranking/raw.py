"""The features of many applications as columns, before anything is measured over a pool.

What is here of an application depends on that application alone: it is decoded once, and replaced alone when it
changes.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casting.domain.scoring import FeatureRow, UnreadableError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Fact = Mapping[str, float | str | None]


@dataclass(frozen=True, eq=False)
class RawFact:
    """One fact of n applications.

    Attributes:
        numbers: float64 (n,), NaN where the fact is no finite number.
        codes: int32 (n,), the place of its category in `categories`; -1 where it is none.
        categories: ascending.
    """

    numbers: Floats
    codes: NDArray[np.int32]
    categories: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[float | str | None]) -> "RawFact":
        """From one value for each application."""
        categories = tuple(sorted({value for value in values if isinstance(value, str)}))
        code = {category: place for place, category in enumerate(categories)}
        codes = np.fromiter((code[v] if isinstance(v, str) else -1 for v in values), np.int32, len(values))
        return cls(_numbers([None if isinstance(value, str) else value for value in values]), codes, categories)

    @classmethod
    def unknown(cls, rows: int) -> "RawFact":
        """Of so many applications of which it is not known."""
        return cls(np.full(rows, math.nan), np.full(rows, -1, np.int32), ())

    @classmethod
    def joined(cls, parts: Sequence["RawFact"]) -> "RawFact":
        """Of the applications of all parts."""
        categories = tuple(sorted({category for part in parts for category in part.categories}))
        place = {category: at for at, category in enumerate(categories)}
        renamed = [np.array([*(place[c] for c in part.categories), -1], np.int32)[part.codes] for part in parts]
        return cls(np.concatenate([part.numbers for part in parts]), np.concatenate(renamed), categories)

    def take(self, places: Whole) -> "RawFact":
        """Of the applications at these places."""
        return RawFact(self.numbers[places], self.codes[places], self.categories)


@dataclass(frozen=True, eq=False)
class RawRows:
    """The features of n applications, row i of each being of `ids[i]`.

    Attributes:
        ids: int64 (n,).
        packed: uint32 (nnz,): `Terms.packed` of one after the other; starts: int64 (n + 1,): where each begins.
        facts, fits: by name; fits float64 (n,), NaN where they are not known.
    """

    ids: Whole
    packed: NDArray[np.uint32]
    starts: Whole
    facts: Mapping[str, RawFact]
    fits: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, ids: Iterable[int], rows: Sequence[FeatureRow]) -> "RawRows":
        """From features, one for each id."""
        return cls._of(
            list(ids), [row.terms.packed for row in rows], [row.facts for row in rows], [row.fits for row in rows]
        )

    @classmethod
    def read(cls, ids: Sequence[int], stored: Sequence[bytes]) -> "RawRows":
        """From stored features, one for each id; those that are damaged are left out."""
        known, packed, said = [], [], []
        for key, row in zip(ids, stored, strict=True):
            try:
                numbers, terms = FeatureRow.scored_part(row)
            except UnreadableError:
                continue
            known.append(key)
            packed.append(terms)
            said.append(numbers)
        # One call of the reader for all: a third of the time of one for each.
        both = json.loads(f"[{','.join(said)}]")
        return cls._of(known, packed, [facts for facts, _ in both], [fits for _, fits in both])

    @classmethod
    def _of(cls, ids: list[int], packed: Sequence[bytes], facts: Sequence[Fact], fits: Sequence[Fact]) -> "RawRows":
        lengths = np.fromiter((len(terms) // 4 for terms in packed), np.int64, len(packed))
        return cls(
            np.array(ids, np.int64),
            np.frombuffer(b"".join(packed), "<u4").astype(np.uint32, copy=False),
            np.concatenate([[0], np.cumsum(lengths)]),
            {name: RawFact.of([given.get(name) for given in facts]) for name in _names(facts)},
            {name: _numbers([given.get(name) for given in fits]) for name in _names(fits)},
        )

    def take(self, places: Whole) -> "RawRows":
        """The rows at these places, in this order."""
        if len(places) == len(self) and (places[1:] > places[:-1]).all():
            return self
        lengths = np.diff(self.starts)[places]
        return RawRows(
            self.ids[places],
            self._stretches(places),
            np.concatenate([[0], np.cumsum(lengths)]),
            {name: fact.take(places) for name, fact in self.facts.items()},
            {name: fit[places] for name, fit in self.fits.items()},
        )

    def _stretches(self, places: Whole) -> NDArray[np.uint32]:
        """`packed` of these places: rows that lie after each other are copied in one piece."""
        if not len(places):
            return self.packed[:0]
        breaks = np.flatnonzero(np.diff(places) != 1) + 1
        firsts, lasts = places[np.append(0, breaks)], places[np.append(breaks, len(places)) - 1]
        bounds = zip(self.starts[firsts].tolist(), self.starts[lasts + 1].tolist(), strict=True)
        return np.concatenate([self.packed[first:last] for first, last in bounds])


def merged(parts: Sequence[RawRows]) -> RawRows:
    """The rows of all parts, ascending by id; of an application that is in several, the row of the last."""
    together = _joined(parts)
    return together.take(newest(together.ids))


def newest(ids: Whole) -> Whole:
    """Where each id stands for the last time, int64, ascending by id."""
    order = np.argsort(ids, kind="stable")
    last = np.ones(len(ids), bool)
    last[:-1] = np.diff(ids[order]) != 0
    return order[last]


def _joined(parts: Sequence[RawRows]) -> RawRows:
    if len(parts) == 1:
        return parts[0]
    ends = np.cumsum([0, *(len(part.packed) for part in parts)])
    starts = [part.starts[:-1] + end for part, end in zip(parts, ends.tolist(), strict=False)]
    return RawRows(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.packed for part in parts]),
        np.concatenate([*starts, ends[-1:]]),
        {
            name: RawFact.joined([part.facts.get(name) or RawFact.unknown(len(part)) for part in parts])
            for name in _names([part.facts for part in parts])
        },
        {
            name: np.concatenate([part.fits.get(name, np.full(len(part), math.nan)) for part in parts])
            for name in _names([part.fits for part in parts])
        },
    )


def _names(given: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(set().union(*given))


def _numbers(values: Sequence[Any]) -> Floats:
    """float64; NaN for what is not known or infinite."""
    numbers = np.array([math.nan if value is None else float(value) for value in values], np.float64)
    return np.where(np.isfinite(numbers), numbers, math.nan)
