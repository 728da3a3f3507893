"""Facts and fits of a pool as dense numbers, beside its words.

A value that is not known becomes the mean of the pool, which is 0 here: it adds nothing to any score.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casting.domain.scoring import FURTHEST, CriterionColumn, FactColumn
from casting.ranking.raw import Floats, RawFact

__all__ = ["FactBlock", "FitBlock", "Floats", "Truths"]

Truths = NDArray[np.bool_]

MOST_CATEGORIES = 100
ABSURD = 10.0
"""Numbers further than this many interquartile ranges from the median don't set the scale of their fact."""
LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class FactBlock:
    """The facts of a pool.

    Attributes:
        matrix: float64 (n, p), standardised, clipped to ±`FURTHEST`, scaled to a mean squared row norm of 1.
        known: bool (n, p): False where the value is not known; the matrix is 0 there.
        columns: p columns; their coefficient is 0 until a model is fitted.
    """

    matrix: Floats
    known: Truths
    columns: tuple[FactColumn, ...]

    @classmethod
    def build(cls, facts: Mapping[str, RawFact], rows: int) -> "FactBlock":
        """Standardise the facts of so many applications; names and categories in alphabetical order."""
        parts: list[Floats] = []
        columns: list[FactColumn] = []
        for name, fact in sorted(facts.items()):
            for column, standard in [*_number_column(name, fact), *_category_columns(name, fact)]:
                columns.append(column)
                parts.append(standard)
        matrix, known = _filled(parts, rows)
        block = _to_unit(matrix)
        scaled = tuple(
            FactColumn(column.name, column.category, column.mean, column.spread, block, 0.0) for column in columns
        )
        return cls(matrix * block, known, scaled)


@dataclass(frozen=True, eq=False)
class FitBlock:
    """How well the applications of a pool meet its preferences.

    Attributes:
        matrix: float64 (n, q): fit less the mean fit, times the factor; 0 where the fit is not known.
        known: bool (n, q): False where the fit is not known.
        columns: q columns; the factor brings the mean squared row norm to 1, the coefficient is 0.
    """

    matrix: Floats
    known: Truths
    columns: tuple[CriterionColumn, ...]

    @classmethod
    def build(cls, fits: Mapping[str, Floats], names: Sequence[str], rows: int) -> "FitBlock":
        """Centre the fits of the named preferences of so many applications; others are not read."""
        parts, means = [], []
        for name in sorted(set(names)):
            values = np.clip(fits.get(name, np.full(rows, math.nan)), 0.0, 1.0)
            mean = _mean(values[np.isfinite(values)]) if np.isfinite(values).any() else 0.5
            parts.append(values - mean)
            means.append((name, mean))
        matrix, known = _filled(parts, rows)
        factor = _to_unit(matrix)
        return cls(matrix * factor, known, tuple(CriterionColumn(name, mean, factor, 0.0) for name, mean in means))


def _number_column(name: str, fact: RawFact) -> list[tuple[FactColumn, Floats]]:
    numbers = fact.numbers
    known = np.isfinite(numbers)
    if not known.any():
        return []
    plausible = _plausible(np.clip(numbers[known], -LARGEST, LARGEST))
    mean = _mean(plausible)
    spread = math.sqrt(_mean((plausible - mean) ** 2))
    if spread <= 1e-12 * max(1.0, abs(mean)):
        return []
    with np.errstate(over="ignore"):
        standard = np.clip((numbers - mean) / spread, -FURTHEST, FURTHEST)
    return [(FactColumn(name, None, mean, spread, 1.0, 0.0), standard)]


def _category_columns(name: str, fact: RawFact) -> list[tuple[FactColumn, Floats]]:
    known = fact.codes >= 0
    counts = np.bincount(fact.codes[known], minlength=len(fact.categories)).tolist()
    counted = {category: count for category, count in zip(fact.categories, counts, strict=True) if count}
    total = sum(counts)
    often = sorted(counted, key=lambda category: (-counted[category], category))[:MOST_CATEGORIES]
    columns = []
    for category in sorted(often):
        share = counted[category] / total
        if share == 1.0:
            continue
        here = (fact.codes == fact.categories.index(category)).astype(np.float64)
        standard = np.where(known, here - share, math.nan)
        columns.append((FactColumn(name, category, share, 1.0, 1.0, 0.0), standard))
    return columns


def _filled(parts: Sequence[Floats], rows: int) -> tuple[Floats, Truths]:
    """The columns side by side with 0 for NaN, and where there was a number."""
    matrix = np.column_stack(parts) if parts else np.zeros((rows, 0))
    known = np.isfinite(matrix)
    return np.where(known, matrix, 0.0), known


def _plausible(numbers: Floats) -> Floats:
    low, middle, high = np.quantile(numbers, [0.25, 0.5, 0.75])
    reach = ABSURD * (high - low)
    return np.clip(numbers, middle - reach, middle + reach) if reach > 0 else numbers


def _mean(numbers: Floats) -> float:
    """The mean, the same to the last bit in whatever order the numbers come."""
    return float(np.sort(numbers).sum() / len(numbers))


def _to_unit(matrix: Floats) -> float:
    """The factor that brings the mean squared row norm to 1; 1 where there is nothing to scale."""
    norm = _mean((matrix * matrix).sum(axis=1)) if matrix.size else 0.0
    return 1.0 / math.sqrt(norm) if norm > 0 else 1.0
