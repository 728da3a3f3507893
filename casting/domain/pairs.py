"""Comparisons by two among a few: how strong each is, how sure the order is, and which pair to ask for next.

P(i is chosen over j) = 1 / (1 + exp(s_j - s_i)): R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block
designs", Biometrika 39 (1952). Each strength s has the prior N(0, `SPREAD`²), so that whoever has won all or lost all
stays finite, and whoever was not compared is an average one (F. Caron and A. Doucet, "Efficient Bayesian inference for
generalized Bradley-Terry models", JCGS 21 (2012), here with a normal prior). The posterior is taken as normal around
its highest point (Laplace). Thirty people make matrices of 30 by 30, for which plain Python is quick enough.

Comparisons are counted before anything else is done, so their order changes no bit.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

Won: TypeAlias = tuple[int, int]
"""One comparison: who was chosen, over whom."""
Pair: TypeAlias = tuple[int, int]
"""Two ids, the lower one first."""
Rows: TypeAlias = tuple[tuple[float, ...], ...]

MOST = 30
"""So many are compared by two at most; more are a matter for marks."""
SPREAD = 1.5
"""Standard deviation of strengths before anything is known: the better of two drawn at random wins 3 times in 4."""
SURE = 0.9
"""From this chance on it is held for settled who of two is the stronger."""
PER_PERSON = 6
"""Comparisons for each person after which an order hardly gets better; measured, see decision 0014."""
CLOSE_ENOUGH = 1e-10
STEPS = 60
HALF_NODES = 20
NODES = tuple(
    (z, math.exp(-z * z / 2)) for z in (4.0 * step / HALF_NODES for step in range(-HALF_NODES, HALF_NODES + 1))
)
"""Points of a standard normal and their weights, for means over it by the trapezoid rule."""


@dataclass(frozen=True)
class Strengths:
    """How strong each is held to be.

    Attributes:
        items: ids, ascending.
        values: strength of each, in log odds; 0 is an average one.
        covariance: of the posterior, by position in `items`.
    """

    items: tuple[int, ...]
    values: tuple[float, ...]
    covariance: Rows

    def apart(self, first: int, second: int) -> tuple[float, float]:
        """By how much the first is stronger than the second: mean and variance."""
        i, j, rows = self.items.index(first), self.items.index(second), self.covariance
        return self.values[i] - self.values[j], rows[i][i] + rows[j][j] - rows[i][j] - rows[j][i]

    def certainty(self, first: int, second: int) -> float:
        """The chance, 0 to 1, that the first is the stronger of the two."""
        mean, variance = self.apart(first, second)
        return 0.5 * math.erfc(-mean / math.sqrt(2.0 * variance))


@dataclass(frozen=True)
class Standing:
    """One place in the order that came out.

    Attributes:
        place: from 1; equals stand by id.
        low, high: the best and the worst place that are not ruled out: so many less one are surely stronger (see
            `SURE`), and all behind `high` are surely weaker.
        compared: in how many comparisons it stood.
    """

    item: int
    place: int
    low: int
    high: int
    strength: float
    compared: int


def strengths(items: Collection[int], won: Iterable[Won]) -> Strengths:
    """The strengths of these items by these comparisons, each of them between two of the items.

    Newton's method on the log posterior, which has one highest point; a step that would lead down is halved.
    """
    ids = tuple(sorted(set(items)))
    at = {item: position for position, item in enumerate(ids)}
    counts = Counter((at[winner], at[loser]) for winner, loser in won)
    fought = sorted(counts.items())
    values = [0.0] * len(ids)
    for _ in range(STEPS):
        slope, curvature = _slope(values, fought), _curvature(values, fought)
        step = _solved(_cholesky(curvature), slope)
        values = _climbed(values, step, fought)
        if max(map(abs, step), default=0.0) < CLOSE_ENOUGH:
            break
    return Strengths(ids, tuple(values), _inverse(_cholesky(_curvature(values, fought))))


def standings(found: Strengths, won: Iterable[Won]) -> tuple[Standing, ...]:
    """The order by strength, strongest first, with the places that are not ruled out."""
    compared = Counter(item for pair in won for item in pair)
    ranked = sorted(zip(found.values, found.items, strict=True), key=lambda one: (-one[0], one[1]))
    placed = []
    for place, (value, item) in enumerate(ranked, start=1):
        others = [found.certainty(other, item) for _, other in ranked if other != item]
        low = 1 + sum(chance >= SURE for chance in others)
        high = len(ranked) - sum(chance <= 1.0 - SURE for chance in others)
        placed.append(Standing(item, place, min(low, place), max(high, place), value, compared[item]))
    return tuple(placed)


def settled(found: Strengths) -> int:
    """Of how many pairs it is sure (see `SURE`) who is the stronger; there are n (n - 1) / 2."""
    chances = (found.certainty(*pair) for pair in combinations(found.items, 2))
    return sum(max(chance, 1.0 - chance) >= SURE for chance in chances)


def comparisons_wanted(number: int) -> int:
    """About how many comparisons among so many people it takes until an order hardly gets better."""
    return min(PER_PERSON * number, number * (number - 1) // 2)


# ------------------------------------------------------------------------------------------ the next pair


def next_pair(found: Strengths, won: Sequence[Won], *, avoid: Collection[Pair] = ()) -> Pair | None:
    """The pair whose comparison tells most, the lower id first; None where every pair is to be avoided.

    While the comparisons leave groups that were never compared with each other, only pairs between two groups are
    asked for: an order of unconnected groups is a guess. Among equals those come first who were compared least.

    Args:
        avoid: pairs that this person is not to be asked now, the lower id first.
    """
    group = {item: number for number, items in enumerate(components(found.items, won)) for item in items}
    compared = Counter(item for pair in won for item in pair)
    open_pairs = [pair for pair in combinations(found.items, 2) if pair not in avoid]
    between = [pair for pair in open_pairs if group[pair[0]] != group[pair[1]]]

    def worth(pair: Pair) -> tuple[float, int, Pair]:
        told = information(*found.apart(*pair))
        return (-round(told, 9), compared[pair[0]] + compared[pair[1]], pair)

    return min(between or open_pairs, key=worth, default=None)


def information(mean: float, variance: float) -> float:
    """What the outcome of a comparison is expected to tell of the two strengths, in bits, 0 to 1.

    H(E[p]) - E[H(p)] over the difference, which is N(mean, variance): N. Houlsby, F. Huszár, Z. Ghahramani and
    M. Lengyel, "Bayesian active learning for classification and preference learning" (2011), section 2.
    """
    spread = math.sqrt(variance)
    whole = math.fsum(weight for _, weight in NODES)
    chances = [(_chance(mean + z * spread), weight) for z, weight in NODES]
    expected = math.fsum(chance * weight for chance, weight in chances) / whole
    doubt = math.fsum(_entropy(chance) * weight for chance, weight in chances) / whole
    return max(0.0, _entropy(expected) - doubt)


def pair_of(first: int, second: int) -> Pair:
    """The two as a pair, whichever stands first."""
    return (first, second) if first < second else (second, first)


# --------------------------------------------------------------------------------------------- the graph


def components(items: Collection[int], won: Iterable[Won]) -> tuple[tuple[int, ...], ...]:
    """The groups within which everyone is tied to everyone by comparisons: largest first, ids ascending."""
    leader = {item: item for item in items}

    def lead(item: int) -> int:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    for winner, loser in won:
        leader[max(lead(winner), lead(loser))] = min(lead(winner), lead(loser))
    groups: dict[int, list[int]] = {}
    for item in sorted(leader):
        groups.setdefault(lead(item), []).append(item)
    return tuple(sorted(map(tuple, groups.values()), key=lambda group: (-len(group), group)))


def cycles(won: Iterable[Won]) -> tuple[tuple[int, ...], ...]:
    """Contradictions: rounds of three or more in which everyone was chosen over the next, the last over the first.

    Of each pair the majority counts; one without is no part of a round. For everyone in a round a shortest one is
    found, begun at its lowest id; the shortest come first.
    """
    counts = Counter(won)
    beats: dict[int, list[int]] = {}
    for winner, loser in sorted(counts):
        if counts[winner, loser] > counts[loser, winner]:
            beats.setdefault(winner, []).append(loser)
    rounds = {found for start in beats if (found := _shortest_round(start, beats))}
    return tuple(sorted(rounds, key=lambda found: (len(found), found)))


def _shortest_round(start: int, beats: dict[int, list[int]]) -> tuple[int, ...] | None:
    paths: list[tuple[int, ...]] = [(start,)]
    seen = {start}
    for path in paths:
        for beaten in beats.get(path[-1], ()):
            if beaten == start:
                lowest = path.index(min(path))
                return path[lowest:] + path[:lowest]
            if beaten not in seen:
                seen.add(beaten)
                paths.append((*path, beaten))
    return None


# ------------------------------------------------------------------------------------------- the posterior


def _chance(apart: float) -> float:
    if apart < 0:
        return 1.0 - _chance(-apart)
    return 1.0 / (1.0 + math.exp(-apart))


def _entropy(chance: float) -> float:
    return -math.fsum(part * math.log2(part) for part in (chance, 1.0 - chance) if part > 0.0)


def _log_posterior(values: Sequence[float], fought: Sequence[tuple[Pair, int]]) -> float:
    said = (-number * math.log1p(math.exp(values[loser] - values[winner])) for (winner, loser), number in fought)
    return math.fsum((*said, *(-value * value / (2.0 * SPREAD**2) for value in values)))


def _climbed(values: Sequence[float], step: Sequence[float], fought: Sequence[tuple[Pair, int]]) -> list[float]:
    """The values after the step, or after the first half, quarter and so on of it that does not lead down."""
    height, share = _log_posterior(values, fought), 1.0
    while True:
        tried = [value + share * move for value, move in zip(values, step, strict=True)]
        if share < 1e-6 or _log_posterior(tried, fought) >= height - 1e-12:
            return tried
        share /= 2.0


def _slope(values: Sequence[float], fought: Sequence[tuple[Pair, int]]) -> list[float]:
    slope = [-value / SPREAD**2 for value in values]
    for (winner, loser), number in fought:
        push = number * _chance(values[loser] - values[winner])
        slope[winner] += push
        slope[loser] -= push
    return slope


def _curvature(values: Sequence[float], fought: Sequence[tuple[Pair, int]]) -> list[list[float]]:
    """The negative second derivative of the log posterior: positive definite, by the prior."""
    size = len(values)
    rows = [[1.0 / SPREAD**2 if i == j else 0.0 for j in range(size)] for i in range(size)]
    for (winner, loser), number in fought:
        chance = _chance(values[winner] - values[loser])
        pull = number * chance * (1.0 - chance)
        rows[winner][winner] += pull
        rows[loser][loser] += pull
        rows[winner][loser] -= pull
        rows[loser][winner] -= pull
    return rows


def _cholesky(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The lower triangle L with L Lᵀ = rows."""
    lower: list[list[float]] = []
    for i, row in enumerate(rows):
        made: list[float] = []
        for j in range(i):
            made.append((row[j] - sum(a * b for a, b in zip(made, lower[j], strict=False))) / lower[j][j])
        made.append(math.sqrt(row[i] - sum(a * a for a in made)))
        lower.append(made)
    return lower


def _solved(lower: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """X with L Lᵀ x = right."""
    size = len(right)
    halfway: list[float] = []
    for i in range(size):
        halfway.append((right[i] - sum(a * b for a, b in zip(lower[i], halfway, strict=False))) / lower[i][i])
    solved = [0.0] * size
    for i in reversed(range(size)):
        known = sum(lower[j][i] * solved[j] for j in range(i + 1, size))
        solved[i] = (halfway[i] - known) / lower[i][i]
    return solved


def _inverse(lower: Sequence[Sequence[float]]) -> Rows:
    size = len(lower)
    return tuple(tuple(_solved(lower, [float(i == j) for j in range(size)])) for i in range(size))
