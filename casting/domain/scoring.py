"""What is stored to show a score and its reasons without the scorer: a row per application, a model per run.

A score is a sum: the model's start, one product for each fact and each preference that is known, one for each pair of
facts that say something together, and one for each phrase of the text that the model has learned something about.
`casting.ranking` fits the model and computes the same sums over whole pools.
"""

import json
import math
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any, Self

from casting.domain.columns import FURTHEST, CriterionColumn, FactColumn, PairColumn, WordColumns
from casting.domain.packing import UnreadableError, seal, unseal
from casting.domain.phrases import together
from casting.domain.terms import Term, Terms
from casting.domain.vocabulary import Band

__all__ = [
    "FEATURE_VERSION",
    "FURTHEST",
    "MODEL_VERSION",
    "CriterionColumn",
    "FactColumn",
    "FeatureRow",
    "Model",
    "PairColumn",
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
MODEL_VERSION = 2


class ReasonKind(StrEnum):
    """What a reason speaks of."""

    CRITERION = "criterion"
    FACT = "fact"
    PHRASE = "phrase"
    START = "start"


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution to a score, in the score's own units; below zero it counts against.

    Attributes:
        name: empty for the sum of the phrases that tell nothing alone.
    """

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
    pairs: tuple[PairColumn, ...] = ()

    def score(self, row: FeatureRow) -> float:
        """The score of an application; the sum of its reasons."""
        fits = (criterion.contribution(row.fits.get(criterion.name)) for criterion in self.criteria)
        facts = (value for _, value in self._facts(row))
        words = (value for _, value in self.words.contributions(row.terms))
        return math.fsum(chain([self.start], fits, facts, words))

    def reasons(self, row: FeatureRow, labels: Mapping[str, str]) -> tuple[Reason, ...]:
        """Why the score is what it is: the start, then the rest, the weightiest first. Nothing is left out.

        Args:
            labels: what to call a fact or a criterion, by its name; without one it is called by its name. What two
                facts say together is a reason of both: "parents & housing".
        """
        sums: defaultdict[tuple[ReasonKind, tuple[str, ...]], list[float]] = defaultdict(list)
        for criterion in self.criteria:
            sums[ReasonKind.CRITERION, (criterion.name,)].append(criterion.contribution(row.fits.get(criterion.name)))
        for name, value in self._facts(row):
            sums[ReasonKind.FACT, name].append(value)
        reasons = [
            Reason(kind, " & ".join(labels.get(name, name) for name in names), value)
            for (kind, names), parts in sums.items()
            if (value := math.fsum(parts))
        ]
        reasons += self._phrases(row.terms)
        reasons.sort(key=lambda reason: (-abs(reason.value), reason.kind, reason.name))
        return (Reason(ReasonKind.START, "start", self.start), *reasons)

    def _facts(self, row: FeatureRow) -> Iterator[tuple[tuple[str, ...], float]]:
        """(names, what it adds to the score) for each column of a fact, and for each pair of them."""
        entries = [fact.standard(row.facts.get(fact.name)) for fact in self.facts]
        for fact, entry in zip(self.facts, entries, strict=True):
            yield (fact.name,), entry * fact.coefficient
        for pair in self.pairs:
            names = self.facts[pair.left].name, self.facts[pair.right].name
            yield names, entries[pair.left] * entries[pair.right] * pair.coefficient

    def _phrases(self, terms: Terms) -> Iterator[Reason]:
        values = dict(self.words.contributions(terms))
        names: defaultdict[int, list[str]] = defaultdict(list)
        for term in terms if values else ():
            if term.column in values:
                names[term.column].append(term.text)
        groups = together(values, names)
        yield from (Reason(ReasonKind.PHRASE, group.name, group.value) for group in groups if group.name)
        if rest := [group.value for group in groups if not group.name]:
            yield Reason(ReasonKind.PHRASE, "", math.fsum(rest))

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
            "pairs": [[pair.left, pair.right, pair.coefficient] for pair in self.pairs],
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
            pairs = tuple(PairColumn(*values) for values in plain["pairs"])
            return cls(plain["recipe"], plain["versions"], plain["start"], words, facts, criteria, pairs)
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
