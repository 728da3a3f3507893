"""What the scorer reads of applications: the features of one, and the pool of many as matrices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casting.domain.scoring import FeatureRow
from casting.ranking.blocks import FactBlock, FitBlock
from casting.ranking.raw import RawRows, merged
from casting.ranking.words import Whole, WordBlock, vectorise, vectorise_many

__all__ = ["Pool", "vectorise", "vectorise_many"]


@dataclass(frozen=True, eq=False)
class Pool:
    """The applications of a role as matrices; row i of each is the application `ids[i]`.

    Attributes:
        ids: int64 (n,), ascending: so nothing depends on the order in which applications were given.
        words, facts, fits: the three blocks of columns.
    """

    ids: Whole
    words: WordBlock
    facts: FactBlock
    fits: FitBlock

    @classmethod
    def build(cls, ids: Sequence[int], rows: Sequence[FeatureRow], criteria: Sequence[str] = ()) -> "Pool":
        """Assemble the pool of a role.

        Args:
            ids: application ids, in any order, each once.
            rows: their features, in the same order.
            criteria: the names of the role's preferences; fits of other names are not read.

        Raises:
            ValueError: an id comes twice, or there are not as many rows as ids.
        """
        if len(ids) != len(rows):
            raise ValueError(f"{len(ids)} ids for {len(rows)} rows of features")
        raw = merged([RawRows.of(ids, rows)])
        if len(raw) < len(ids):
            raise ValueError("an application comes twice in the pool")
        return cls.measured(raw, criteria)

    @classmethod
    def measured(cls, raw: RawRows, criteria: Sequence[str]) -> "Pool":
        """The pool of these rows, ascending by id: the same bits, however they came together."""
        return cls(
            raw.ids,
            WordBlock.build(raw.packed, raw.starts),
            FactBlock.build(raw.facts, len(raw)),
            FitBlock.build(raw.fits, criteria, len(raw)),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, places: Whole) -> "Pool":
        """The rows at these places, ascending, as a pool that is measured by the whole one's means and counts."""
        return Pool(
            self.ids[places],
            replace(self.words, matrix=self.words.matrix[places]),
            replace(self.facts, matrix=self.facts.matrix[places], known=self.facts.known[places]),
            replace(self.fits, matrix=self.fits.matrix[places], known=self.fits.known[places]),
        )

    def places(self, ids: Iterable[int]) -> Whole:
        """The rows of applications, int64; -1 for one that is not in the pool."""
        wanted = np.fromiter(ids, np.int64)
        if not len(self):
            return np.full(len(wanted), -1)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self) - 1)
        return np.where(self.ids[places] == wanted, places, -1)
