"""Everything that is known of a role, as rows for one fit: labels, comparisons and the breakdown."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from casting.domain.terms import COLUMNS
from casting.ranking.blocks import Floats, Truths
from casting.ranking.estimator import annealed
from casting.ranking.features import Pool, vectorise
from casting.ranking.interactions import Interactions
from casting.ranking.labels import HEAVIEST, Comparison, Label, wishes_of
from casting.ranking.words import Whole


@dataclass(frozen=True, eq=False)
class Breakdown:
    """What the role asks for, before anyone said anything.

    Attributes:
        words: the published text, weighed as if it were of the pool: sparse float64 (1, columns); may be empty.
        shares: float64 (q,): what each preference of the pool weighs among them; sum 1, or no preference at all.
    """

    words: Any
    shares: Floats

    @classmethod
    def read(cls, pool: Pool, text: str, weights: Mapping[str, float]) -> "Breakdown":
        """Weigh text and preferences. A weight that is missing is 1; one that is no number or below 0 is 0."""
        given = [float(weights.get(column.name, 1.0)) for column in pool.fits.columns]
        sound = np.array([weight if 0 < weight < math.inf else 0.0 for weight in given], np.float64)
        total = float(sound.sum())
        return cls(pool.words.row(vectorise(text)), sound / total if total else sound)

    @property
    def says_something(self) -> bool:
        """Whether there is a text that shares a phrase with the pool, or a preference."""
        return bool(self.words.nnz or self.shares.any())

    @property
    def stretch(self) -> Floats:
        """float64 (q,): the factor for each preference's column in a fit, so that its say grows with its weight."""
        return np.sqrt(self.shares * np.count_nonzero(self.shares))


@dataclass(frozen=True, eq=False)
class Evidence:
    """What people said, as rows of a pool.

    Attributes:
        places: int64 (m,): the labelled rows, ascending; wish: float64 (m,), 0 to 1; weight: float64 (m,).
        winners, losers: int64 (c,): the compared rows; trust: float64 (c,), the weight of each comparison.
    """

    places: Whole
    wish: Floats
    weight: Floats
    winners: Whole
    losers: Whole
    trust: Floats

    @classmethod
    def gather(cls, pool: Pool, labels: Sequence[Label], comparisons: Sequence[Comparison]) -> "Evidence":
        """Find the rows of labels and comparisons; those of applications outside the pool are left out."""
        wishes = wishes_of(labels)
        places = pool.places(wishes.ids)
        inside = places >= 0
        said: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
        for comparison in comparisons:
            if comparison.winner_id != comparison.loser_id and 0 < comparison.weight < math.inf:
                said[comparison.winner_id, comparison.loser_id].append(min(comparison.weight, HEAVIEST))
        pairs = sorted(said)
        winners = pool.places(winner for winner, _ in pairs)
        losers = pool.places(loser for _, loser in pairs)
        trust = np.array([math.fsum(said[pair]) for pair in pairs], np.float64)
        both = (winners >= 0) & (losers >= 0)
        return cls(places[inside], wishes.wish[inside], wishes.weight[inside], winners[both], losers[both], trust[both])

    @property
    def heft(self) -> float:
        """The weight of everything that people said; an ordinary label or comparison weighs 1."""
        return float(self.weight.sum() + self.trust.sum())

    @property
    def one_sided(self) -> int:
        """1 when every label is a pick and there is nothing else, -1 when every label is a pass; else 0."""
        if len(self.winners) or not len(self.places):
            return 0
        return int((self.wish == 1.0).all()) - int((self.wish == 0.0).all())


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rows to fit on: the words that occur in them, then facts, fits, interactions of facts and the constant.

    Attributes:
        columns: int64 (k,), ascending: the columns of words that occur.
        rows: sparse float64 (r, k + p + q + i + 1), CSR.
        positive: bool (r,); weight: float64 (r,), above 0.
        seen: sparse float64 (s, n), CSR: the last s rows, as sums and differences of the pool's rows. Before
            them there is a row for the breakdown, or none.
    """

    columns: Whole
    rows: Any
    positive: Truths
    weight: Floats
    seen: Any

    @property
    def two_sided(self) -> bool:
        """Whether there is something wanted and something not: without both there is nothing to learn from."""
        return bool(self.positive.any() and not self.positive.all())

    @classmethod
    def prepare(
        cls,
        pool: Pool,
        evidence: Evidence,
        breakdown: Breakdown,
        *,
        breakdown_weight: float,
        interactions: Interactions,
    ) -> "Lesson":
        """Stack what is known.

        A label is one row, or two when its wish lies between pick and pass. The breakdown is a pick that meets
        every preference and of whose facts nothing is known. A comparison is the difference of two rows, which
        has no constant, half of it turned round, so that it weighs the same on both sides; it is not annealed.
        """
        liked, disliked = evidence.wish > 0, evidence.wish < 1
        won, lost = evidence.winners, evidence.losers
        labelled = np.concatenate([evidence.places[liked], evidence.places[disliked]])
        seen = _picked(np.concatenate([labelled, won, lost]), len(pool))
        seen -= _picked(np.concatenate([np.full(len(labelled), -1), lost, won]), len(pool))
        said_of = np.unique(np.concatenate([evidence.places, won, lost]))
        dense = dense_columns(pool.part(said_of), breakdown.stretch, interactions)
        words, rest = [seen @ pool.words.matrix], [seen[:, said_of] @ dense]
        wanted = evidence.wish * evidence.weight
        positive = np.repeat([True, False], [np.count_nonzero(liked), np.count_nonzero(disliked)])
        weight = np.concatenate([wanted[liked], (evidence.weight - wanted)[disliked]])
        if breakdown.says_something:
            words.insert(0, breakdown.words)
            rest.insert(0, _ideal(pool, breakdown, interactions))
            positive, weight = np.append(True, positive), np.append(breakdown_weight, weight)
        columns, narrow = _narrowed(sparse.vstack(words, format="csr"))
        return cls(
            columns,
            sparse.hstack([narrow, sparse.csr_matrix(np.vstack(rest))], format="csr"),
            np.concatenate([positive, np.repeat([True, False], len(won))]),
            np.concatenate([annealed(positive, weight), np.tile(evidence.trust / 2, 2)]),
            seen,
        )


def dense_columns(pool: Pool, stretch: Floats, interactions: Interactions) -> Floats:
    """All columns but the words of a pool's applications as a fit sees them: float64 (n, p + q + i + 1)."""
    facts, fits = pool.facts.matrix, pool.fits.matrix * stretch
    return np.hstack([facts, fits, interactions.products(facts), np.ones((len(pool), 1))])


def _ideal(pool: Pool, breakdown: Breakdown, interactions: Interactions) -> Floats:
    """The breakdown's facts, fits, interactions and constant: float64 (1, p + q + i + 1)."""
    met = np.array([(1.0 - column.mean) * column.factor for column in pool.fits.columns], np.float64)
    facts, together = np.zeros(pool.facts.matrix.shape[1]), np.zeros(len(interactions))
    return np.concatenate([facts, met * breakdown.stretch, together, [1.0]])[None, :]


def _picked(places: Whole, rows: int) -> Any:
    """The matrix (m, rows) that picks the given rows of another, and nothing where the place is -1."""
    kept = places >= 0
    starts = np.concatenate([[0], np.cumsum(kept)])
    return sparse.csr_matrix((np.ones(kept.sum()), places[kept], starts), shape=(len(places), rows))


def _narrowed(words: Any) -> tuple[Whole, Any]:
    """The columns that occur in some rows of words, ascending, and the rows with these columns alone."""
    words.sort_indices()
    occurs = np.zeros(COLUMNS, bool)
    occurs[words.indices] = True
    columns = np.flatnonzero(occurs)
    renumbered = (np.cumsum(occurs, dtype=np.int32) - 1)[words.indices]
    return columns, sparse.csr_matrix((words.data, renumbered, words.indptr), shape=(words.shape[0], len(columns)))
