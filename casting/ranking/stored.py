"""Scores by a stored model, a range of applications at a time: no pool is needed, and no row knows of another."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from casting.domain.packing import real_numbers, whole_numbers
from casting.domain.scoring import FeatureRow, Model
from casting.domain.terms import COLUMN_BITS, COLUMNS, Terms
from casting.ranking.blocks import Floats
from casting.ranking.words import COUNTED, inverse_frequency


class StoredScorer:
    """A stored model, unpacked once for many applications. Scores lie within 1e-9 of `Model.score`."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @cached_property
    def _idf(self) -> Floats:
        """float64 (`COLUMNS`,): the idf of each column; 0 where no text of the pool has it."""
        documents = np.array(whole_numbers(self.model.words.counts), np.int64)
        return np.where(documents > 0, inverse_frequency(documents, self.model.words.documents), 0.0)

    @cached_property
    def _coefficients(self) -> Floats:
        found = np.zeros(COLUMNS)
        columns = np.array(whole_numbers(self.model.words.columns), np.int64)
        found[columns] = np.array(real_numbers(self.model.words.coefficients), np.float32)
        return found

    def scores(self, rows: Sequence[FeatureRow]) -> list[float]:
        """The score of each, which depends on that row alone, to the last bit."""
        words = self._words([row.terms for row in rows])
        # Facts and preferences are few; of the words, which are many, nothing is left for the model to add up.
        rest = (self.model.score(FeatureRow(Terms(), row.facts, row.fits)) for row in rows)
        return [one + other for one, other in zip(words.tolist(), rest, strict=True)]

    def _words(self, texts: Sequence[Terms]) -> Floats:
        packed: NDArray[np.uint32] = np.frombuffer(b"".join(text.packed for text in texts), "<u4")
        columns = packed & np.uint32(COLUMNS - 1)
        owners = np.repeat(np.arange(len(texts)), [len(text.packed) // 4 for text in texts])
        weights = COUNTED[packed >> np.uint32(COLUMN_BITS)] * self._idf[columns]
        squares = np.bincount(owners, weights * weights, minlength=len(texts))
        added = np.bincount(owners, weights * self._coefficients[columns], minlength=len(texts))
        return added / np.sqrt(np.where(squares > 0, squares, 1.0))
