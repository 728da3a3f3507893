"""One coefficient per column of a pool: what a fit hands over, what scores are made of, what a run stores."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from casting.domain.packing import squeezed
from casting.domain.scoring import Model, PairColumn, WordColumns
from casting.domain.terms import COLUMNS
from casting.ranking.blocks import Floats
from casting.ranking.features import Pool
from casting.ranking.interactions import NO_INTERACTIONS, Interactions
from casting.ranking.words import Whole

NO_PAIRS: Floats = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """A linear score over the columns of one pool.

    Attributes:
        columns: int64 (k,), ascending: the columns of words that have a coefficient.
        words: float32 (k,): theirs. They are rounded before anything is scored, so that a stored model, half as
            large for it, gives the same scores.
        facts, fits: float64, one for each column of the pool's blocks.
        pairs: float64, one for each of the interactions.
        start: the score of an application of which nothing is known.
    """

    columns: Whole
    words: NDArray[np.float32]
    facts: Floats
    fits: Floats
    interactions: Interactions
    pairs: Floats
    start: float

    @classmethod
    def of(
        cls,
        *,
        columns: Whole,
        words: Floats,
        facts: Floats,
        fits: Floats,
        start: float,
        interactions: Interactions = NO_INTERACTIONS,
        pairs: Floats = NO_PAIRS,
    ) -> Self:
        """Coefficients without those of words that are 0."""
        rounded = words.astype(np.float32)
        kept = rounded != 0
        return cls(columns[kept], rounded[kept], facts, fits, interactions, pairs, float(start))

    def margins(self, pool: Pool) -> Floats:
        """The score of every application of the pool, float64 (n,)."""
        words = np.zeros(COLUMNS)
        words[self.columns] = self.words
        total: Floats = pool.words.matrix @ words
        total = total + pool.facts.matrix @ self.facts + pool.fits.matrix @ self.fits + self.start
        return total + self.interactions.margins(pool.facts.matrix, self.pairs) if len(self.pairs) else total

    def model(self, pool: Pool, *, recipe: str, versions: Mapping[str, str]) -> Model:
        """The same as plain values, which score a row without the pool."""
        words = WordColumns(
            documents=pool.words.texts,
            counts=pool.words.stored_documents,
            columns=squeezed(self.columns.astype("<u4").tobytes(), level=1),
            coefficients=squeezed(self.words.astype("<f4").tobytes(), level=1),
        )
        used = np.flatnonzero((self.facts != 0) | self.interactions.involved(self.pairs, len(self.facts)))
        place = {column: number for number, column in enumerate(used.tolist())}
        pairs = zip(*(numbers.tolist() for numbers in (*self.interactions.ends, self.pairs)), strict=True)
        fits = zip(pool.fits.columns, self.fits.tolist(), strict=True)
        return Model(
            recipe=recipe,
            versions=versions,
            start=self.start,
            words=words,
            facts=tuple(replace(pool.facts.columns[at], coefficient=float(self.facts[at])) for at in used.tolist()),
            pairs=tuple(PairColumn(place[left], place[right], value) for left, right, value in pairs if value),
            criteria=tuple(replace(column, coefficient=value) for column, value in fits if value),
        )
