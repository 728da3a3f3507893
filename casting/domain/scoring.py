"""What is stored to show a score and its reasons without the scorer: a row per application, a model per run.

A score is a sum: the model's start, one product for each fact and each preference that is known, and one for
each phrase of the text that the model has learned something about. `casting.ranking` fits the model and
computes the same sums over whole pools.
"""

import json
import math
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any, Self

from casting.domain.packing import UnreadableError, real_numbers, seal, unseal, whole_numbers
from casting.domain.terms import Term, Terms
from casting.domain.vocabulary import Band

__all__ = [
    "FEATURE_VERSION",
    "MODEL_VERSION",
    "CriterionColumn",
    "FactColumn",
    "FeatureRow",
    "Model",
    "Reason",
    "ReasonKind",
    "Term",
    "Terms",
    "UnreadableError",
    "WordColumns",
    "band",
    "places_in_reach",
]

FEATURE_VERSION = 2
MODEL_VERSION = 1

FURTHEST = 5.0
"""Standardised facts are clipped to this many standard deviations on either side."""


class ReasonKind(StrEnum):
    """What a reason speaks of."""

    CRITERION = "criterion"
    FACT = "fact"
    PHRASE = "phrase"
    START = "start"


@dataclass(frozen=True, slots=True)
class Reason:
    """One named contribution to a score, in the score's own units; below zero it counts against."""

    kind: ReasonKind
    name: str
    value: float


@dataclass(frozen=True)
class FeatureRow:
    """What the scorer knows of one application. Computed once when the application is saved.

    Attributes:
        terms: the phrases of the text.
        facts: by name: a number, a category, or None where it is not known.
        fits: by preference criterion: how well it is met, 0 to 1, or None where it is not known.
    """

    terms: Terms
    facts: Mapping[str, float | str | None] = field(default_factory=dict)
    fits: Mapping[str, float | None] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The row, compact; the same row gives the same bytes. The text lies apart, since scoring does not read it."""
        numbers = json.dumps([dict(self.facts), dict(self.fits)], ensure_ascii=False, separators=(",", ":"))
        text = zlib.compress(self.terms.text.encode("utf-8", "surrogatepass"), 6)
        return seal(FEATURE_VERSION, [numbers.encode("utf-8", "surrogatepass"), self.terms.packed, text])

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The row that `to_bytes` wrote. Raises `UnreadableError` for anything else."""
        numbers, packed, text = unseal(FEATURE_VERSION, stored, parts=3)
        try:
            facts, fits = json.loads(numbers.decode("utf-8", "surrogatepass"))
            return cls(Terms(zlib.decompress(text).decode("utf-8", "surrogatepass"), packed), facts, fits)
        except (ValueError, zlib.error) as error:
            raise UnreadableError("The stored features are damaged; they have to be computed again.") from error

    @staticmethod
    def scored_part(stored: bytes) -> tuple[str, bytes]:
        """Facts and fits as a JSON array of two objects, and the packed terms: what scoring reads of a stored row.

        Raises `UnreadableError` for what `to_bytes` did not write.
        """
        numbers, packed, _ = unseal(FEATURE_VERSION, stored, parts=3)
        return numbers.decode("utf-8", "surrogatepass"), packed


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

    def contribution(self, value: float | str | None) -> float:
        """What the fact adds to the score; nothing when it is not known or not of this column's kind."""
        number = self._number(value)
        if number is None:
            return 0.0
        standard = (number - self.mean) / self.spread
        return min(max(standard, -FURTHEST), FURTHEST) * self.block * self.coefficient

    def _number(self, value: float | str | None) -> float | None:
        if self.category is None:
            return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
        return float(value == self.category) if isinstance(value, str) else None


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


@dataclass(frozen=True)
class Model:
    """All that is needed to score one row and to say why. Scores are margins: any number, higher is better.

    Attributes:
        recipe: name of the recipe that fitted it.
        versions: of the libraries that fitted it, by name.
        start: the score of an application of which nothing is known.
    """

    recipe: str
    versions: Mapping[str, str]
    start: float
    words: WordColumns
    facts: tuple[FactColumn, ...]
    criteria: tuple[CriterionColumn, ...]

    def score(self, row: FeatureRow) -> float:
        """The score of an application; the sum of its reasons."""
        fits = (criterion.contribution(row.fits.get(criterion.name)) for criterion in self.criteria)
        facts = (fact.contribution(row.facts.get(fact.name)) for fact in self.facts)
        words = (value for _, value in self.words.contributions(row.terms))
        return math.fsum(chain([self.start], fits, facts, words))

    def reasons(self, row: FeatureRow, labels: Mapping[str, str]) -> tuple[Reason, ...]:
        """Why the score is what it is: the start, then the rest, the weightiest first. Nothing is left out.

        Args:
            labels: what to call a fact or a criterion, by its name; without one it is called by its name.
        """
        sums: defaultdict[tuple[ReasonKind, str], list[float]] = defaultdict(list)
        for criterion in self.criteria:
            sums[ReasonKind.CRITERION, criterion.name].append(criterion.contribution(row.fits.get(criterion.name)))
        for fact in self.facts:
            sums[ReasonKind.FACT, fact.name].append(fact.contribution(row.facts.get(fact.name)))
        reasons = [
            Reason(kind, labels.get(name, name), value)
            for (kind, name), parts in sums.items()
            if (value := math.fsum(parts))
        ]
        reasons += self._phrases(row.terms)
        reasons.sort(key=lambda reason: (-abs(reason.value), reason.kind, reason.name))
        return (Reason(ReasonKind.START, "start", self.start), *reasons)

    def _phrases(self, terms: Terms) -> Iterator[Reason]:
        values = dict(self.words.contributions(terms))
        names: defaultdict[int, list[str]] = defaultdict(list)
        for term in terms if values else ():
            if term.column in values:
                names[term.column].append(term.text)
        for column, value in values.items():
            # Two phrases of a text seldom fall into one column; then they are one reason.
            yield Reason(ReasonKind.PHRASE, " / ".join(names[column]), value)

    def to_bytes(self) -> bytes:
        """The model, compact; the same model gives the same bytes."""
        plain = {
            "recipe": self.recipe,
            "versions": dict(self.versions),
            "start": self.start,
            "documents": self.words.documents,
            "facts": [
                [fact.name, fact.category, fact.mean, fact.spread, fact.block, fact.coefficient] for fact in self.facts
            ],
            "criteria": [[item.name, item.mean, item.factor, item.coefficient] for item in self.criteria],
        }
        said = json.dumps(plain, separators=(",", ":")).encode()
        return seal(
            MODEL_VERSION,
            [zlib.compress(said, 6), self.words.counts, self.words.columns, self.words.coefficients],
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The model that `to_bytes` wrote. Raises `UnreadableError` for anything else."""
        said, *numbers = unseal(MODEL_VERSION, stored, parts=4)
        try:
            plain: dict[str, Any] = json.loads(zlib.decompress(said))
            words = WordColumns(plain["documents"], *numbers)
            facts = tuple(FactColumn(*values) for values in plain["facts"])
            criteria = tuple(CriterionColumn(*values) for values in plain["criteria"])
            return cls(plain["recipe"], plain["versions"], plain["start"], words, facts, criteria)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise UnreadableError("The stored model is damaged; the role has to be ranked again.") from error


def places_in_reach(quota: int) -> int:
    """K: how many places a band speaks of; five times the next stage's quota, at least 5."""
    return 5 * max(quota, 1)


def band(chance: float) -> Band:
    """The band of an application, from its chance (0 to 1) of a place among the first K."""
    if chance >= 0.5:
        return Band.LIKELY
    return Band.UNLIKELY if chance <= 0.05 else Band.OPEN
