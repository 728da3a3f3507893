"""The columns of a stored model: what each adds to a score for a value of its own."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from casting.domain.packing import real_numbers, whole_numbers
from casting.domain.terms import Terms

FURTHEST = 5.0
"""Standardised facts are clipped to this many standard deviations on either side."""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """One column that a fact gives: a number, or one of its categories.

    Attributes:
        category: the category that the column stands for; None when the fact's numbers are the column.
        mean: of the column over the pool, in the fact's unit (for a category: its share).
        spread: its standard deviation, in the same unit, above 0.
        block: the factor that brings the facts of an application to the weight of its text.
        coefficient: of the fit.
    """

    name: str
    category: str | None
    mean: float
    spread: float
    block: float
    coefficient: float

    def standard(self, value: float | str | None) -> float:
        """The column's entry for a value; 0 when it is not known or not of this column's kind."""
        number = self._number(value)
        if number is None:
            return 0.0
        return min(max((number - self.mean) / self.spread, -FURTHEST), FURTHEST) * self.block

    def _number(self, value: float | str | None) -> float | None:
        if self.category is None:
            return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
        return float(value == self.category) if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class PairColumn:
    """What two facts say together beyond what each says alone: the product of two columns' entries.

    Attributes:
        left, right: their places among the model's fact columns.
    """

    left: int
    right: int
    coefficient: float


@dataclass(frozen=True, slots=True)
class CriterionColumn:
    """The column of a preference: its fit less the pool's mean fit, times a factor, times a coefficient."""

    name: str
    mean: float
    factor: float
    coefficient: float

    def contribution(self, fit: float | None) -> float:
        """What the fit (0 to 1) adds to the score; nothing when it is not known."""
        if fit is None or not math.isfinite(fit):
            return 0.0
        return (min(max(fit, 0.0), 1.0) - self.mean) * self.factor * self.coefficient


@dataclass(frozen=True)
class WordColumns:
    """What the model knows of phrases.

    Attributes:
        documents: how many texts the pool has.
        counts: in how many of them each of the `COLUMNS` columns occurs: `squeezed` uint32.
        columns: the columns that have a coefficient, ascending: `squeezed` uint32.
        coefficients: theirs, as `squeezed` float32, which the scorer rounds to before it scores.
    """

    documents: int
    counts: bytes
    columns: bytes
    coefficients: bytes

    @cached_property
    def _documents_with(self) -> "array[int]":
        return whole_numbers(self.counts)

    @cached_property
    def _coefficient_of(self) -> dict[int, float]:
        return dict(zip(whole_numbers(self.columns), real_numbers(self.coefficients), strict=True))

    def weights(self, terms: Terms) -> Iterator[tuple[int, float]]:
        """(column, weight) of a text: 1 + ln(count), times the idf of the pool, brought to a length of 1.

        The idf is ln((1 + documents) / (1 + documents with the column)) + 1.
        """
        found = [
            (column, (1.0 + math.log(count)) * self._idf(self._documents_with[column]))
            for column, count in terms.columns
            if self._documents_with[column]
        ]
        length = math.sqrt(math.fsum(weight * weight for _, weight in found))
        for column, weight in found:
            yield column, weight / length

    def _idf(self, documents: int) -> float:
        return math.log((1 + self.documents) / (1 + documents)) + 1.0

    def contributions(self, terms: Terms) -> Iterator[tuple[int, float]]:
        """(column, what it adds to the score) for the columns that have a coefficient."""
        for column, weight in self.weights(terms):
            if column in self._coefficient_of:
                yield column, weight * self._coefficient_of[column]
