"""Which columns of the score tell a person's group: blind is not fair.

The traits come from outside the features, are read here alone, and change no score.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from casting.domain.fairness import LEAST_SHARE
from casting.domain.insights import Proxy
from casting.domain.scoring import ReasonKind
from casting.domain.terms import COLUMNS
from casting.ranking.blocks import Floats
from casting.ranking.fairness import Traits
from casting.ranking.features import Pool
from casting.ranking.scorer import Ranker
from casting.ranking.words import Whole

LEAST_STRENGTH = 0.55
SURE = 4.0
"""A column's AUC counts when it lies so many standard errors above a half: there are thousands of columns to try."""
MOST_PROXIES = 30


@dataclass(frozen=True, slots=True)
class Telling:
    """A column of the score that tells a group.

    Attributes:
        kind: which block it is of; column: its place there (for phrases the hashed column).
        strength: AUC with which it alone tells the group from the rest, 0.5 to 1.
        weight: its mean absolute contribution to scores.
    """

    kind: ReasonKind
    column: int
    trait: str
    value: str
    strength: float
    weight: float


def telling(pool: Pool, ranker: Ranker, traits: Traits) -> tuple[Telling, ...]:
    """The columns with weight in the score that tell a group, the strongest first; at most `MOST_PROXIES`.

    Args:
        pool: the pool that the ranker was fitted on.
        traits: aligned with `pool.ids`. Groups that the audit does not assess are left out.
    """
    found: list[Telling] = []
    blocks: dict[bytes, list[_Ranked]] = {}
    for trait, groups in traits.items():
        if len(groups) != len(pool):
            raise ValueError(f"{len(pool)} applications, {len(groups)} groups of {trait}")
        known = np.fromiter((group is not None for group in groups), bool, len(groups))
        counted = Counter(group for group in groups if group is not None)
        part = np.flatnonzero(known)
        if known.tobytes() not in blocks:
            blocks[known.tobytes()] = [_ranked_words(pool, ranker, part), *_ranked_dense(pool, ranker, part)]
        for group, number in sorted(counted.items()):
            if LEAST_SHARE * len(part) <= number < len(part):
                members = np.fromiter((groups[place] == group for place in part.tolist()), bool, len(part))
                found += [one for block in blocks[known.tobytes()] for one in block.telling(trait, group, members)]
    found.sort(key=lambda one: (-one.strength, -one.weight, one.trait, one.value, one.kind, one.column))
    return tuple(found[:MOST_PROXIES])


def proxies(
    pool: Pool,
    found: Sequence[Telling],
    *,
    names: Mapping[str, str],
    phrases: Callable[[Sequence[int]], Mapping[int, str]],
) -> tuple[Proxy, ...]:
    """What `telling` found, in words, to be stored with the run.

    Args:
        names: what to call a fact or a criterion, by its name.
        phrases: given hashed columns, the phrase that each stands for; it is asked once.
    """
    words = phrases([one.column for one in found if one.kind is ReasonKind.PHRASE])
    return tuple(
        Proxy(one.kind.value, _name(pool, one, names, words), one.trait, one.value, one.strength, one.weight)
        for one in found
    )


def order_without(pool: Pool, ranker: Ranker, found: Sequence[Telling]) -> Whole:
    """The order that there would be with these columns' coefficients at 0: application ids, int64 (n,).

    To be told, never to be used: whom a column speaks of is known only from the traits.
    """
    learned = ranker.learned_
    words, facts, fits = learned.words.copy(), learned.facts.copy(), learned.fits.copy()
    gone = {kind: [one.column for one in found if one.kind is kind] for kind in ReasonKind}
    words[np.isin(learned.columns, gone[ReasonKind.PHRASE])] = 0.0
    facts[gone[ReasonKind.FACT]] = 0.0
    fits[gone[ReasonKind.CRITERION]] = 0.0
    left, right = learned.interactions.ends
    pairs = np.where(np.isin(left, gone[ReasonKind.FACT]) | np.isin(right, gone[ReasonKind.FACT]), 0.0, learned.pairs)
    scores = replace(learned, words=words, facts=facts, fits=fits, pairs=pairs).margins(pool)
    return pool.ids[np.argsort(-scores, kind="stable")]


def _name(pool: Pool, one: Telling, names: Mapping[str, str], words: Mapping[int, str]) -> str:
    if one.kind is ReasonKind.PHRASE:
        return words.get(one.column, f"phrase {one.column}")
    if one.kind is ReasonKind.CRITERION:
        name = pool.fits.columns[one.column].name
        return names.get(name, name)
    fact = pool.facts.columns[one.column]
    label = names.get(fact.name, fact.name)
    return label if fact.category is None else f"{label}: {fact.category}"


@dataclass(frozen=True, eq=False)
class _Ranked:
    """Columns of one block, each ranked over the applications whose group is known.

    Attributes:
        columns, weights: (k,): the columns' places in the block and what they weigh in the score.
        owners, places, ranks: (v,): of each value above the column's ties at the bottom: its row, its column among the
            k, its midrank from 1.
        bottom: (k,): the midrank of the other rows, which are tied below all of these.
        rows: how many rows there are.
    """

    kind: ReasonKind
    columns: Whole
    weights: Floats
    owners: Whole
    places: Whole
    ranks: Floats
    bottom: Floats
    rows: int

    def telling(self, trait: str, value: str, members: NDArray[np.bool_]) -> Iterator[Telling]:
        """The columns that tell the members from the rest.

        The AUC is Mann and Whitney's U over the number of pairs, from midranks (Annals of Mathematical Statistics 18,
        1947); a column counts from `SURE` standard errors of U under chance on.
        """
        inside, count = members[self.owners], len(self.columns)
        sums = np.bincount(self.places[inside], weights=self.ranks[inside], minlength=count)
        above = np.bincount(self.places[inside], minlength=count)
        number, rest = int(members.sum()), self.rows - int(members.sum())
        total = sums + (number - above) * self.bottom
        auc = (total - number * (number + 1) / 2) / (number * rest)
        strength = np.maximum(auc, 1.0 - auc)
        least = max(LEAST_STRENGTH, 0.5 + SURE * np.sqrt((number + rest + 1) / (12.0 * number * rest)))
        for at in np.flatnonzero((strength >= least) & (self.weights > 0)).tolist():
            weight = float(self.weights[at])
            yield Telling(self.kind, int(self.columns[at]), trait, value, float(strength[at]), weight)


def _ranked_words(pool: Pool, ranker: Ranker, part: Whole) -> _Ranked:
    learned = ranker.learned_
    place_of = np.full(COLUMNS, -1, np.int64)
    place_of[learned.columns] = np.arange(len(learned.columns))
    matrix = pool.words.matrix[part]
    owners = np.repeat(np.arange(len(part)), np.diff(matrix.indptr))
    places = place_of[matrix.indices]
    weighed = places >= 0
    owners, places, values = owners[weighed], places[weighed], matrix.data[weighed]
    order = np.lexsort((values, places))
    owners, places, values = owners[order], places[order], values[order]
    counts = np.bincount(places, minlength=len(learned.columns))
    zeros = len(part) - counts
    within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    fresh = np.ones(len(places), bool)
    fresh[1:] = (places[1:] != places[:-1]) | (values[1:] != values[:-1])
    tie = np.cumsum(fresh) - 1
    middle = np.bincount(tie, weights=within) / np.maximum(np.bincount(tie), 1) if len(tie) else np.zeros(0)
    weights = np.abs(learned.words.astype(np.float64)) * np.bincount(places, weights=values, minlength=len(counts))
    return _Ranked(
        ReasonKind.PHRASE,
        learned.columns,
        weights / max(len(part), 1),
        owners,
        places,
        middle[tie] + 1.0 + zeros[places],
        (zeros + 1) / 2.0,
        len(part),
    )


def _ranked_dense(pool: Pool, ranker: Ranker, part: Whole) -> Iterator[_Ranked]:
    learned = ranker.learned_
    for kind, block, coefficients in (
        (ReasonKind.FACT, pool.facts.matrix, learned.facts),
        (ReasonKind.CRITERION, pool.fits.matrix, learned.fits),
    ):
        matrix = block[part]
        width = matrix.shape[1]
        if not width or not len(part):
            continue
        yield _Ranked(
            kind,
            np.arange(width),
            np.abs(coefficients) * np.abs(matrix).mean(axis=0),
            np.repeat(np.arange(len(part)), width),
            np.tile(np.arange(width), len(part)),
            rankdata(matrix, axis=0).ravel(),
            np.zeros(width),
            len(part),
        )
