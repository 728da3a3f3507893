"""Orders of 20 finalists by comparisons: pairs asked for by what they tell, beside as many random pairs.

The judge is invented: strengths are drawn from the model's own prior, and each choice is made by them with the chance
that the model gives it. So the figures say how the asking compares, not how sure people are of their choices.
"""

import argparse
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from random import Random

from bench.form import Row, program, row
from casting.domain.pairs import SPREAD, Won, next_pair, pair_of, settled, standings, strengths

FINALISTS = 20
FOR_EACH = (1, 2, 3, 4, 5, 6, 8)
REPETITIONS, QUICK = 40, 8


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Kendall's tau with the true order, the sure pairs and the intervals, and what one question costs."""
    judged = [_judged(seed) for seed in range(QUICK if asked.quick else REPETITIONS)]
    for number in FOR_EACH:
        case = f"{FINALISTS} finalists, {number} for each"
        told = [_order(true, won[: number * FINALISTS]) for true, won, _, _ in judged]
        chance = [_order(true, other[: number * FINALISTS])[0] for true, _, other, _ in judged]
        taus, sure, held = zip(*told, strict=True)
        yield row("finals_tau", case, "", taus, against="random_pairs", peer=chance)
        yield row("finals_sure_pairs", case, "", sure)
        yield row("finals_interval_coverage", case, "", [sum(held) / len(held)])
    yield row("finals_next_pair", f"{FINALISTS} finalists", "ms", [cost for _, _, _, cost in judged])


def _judged(seed: int) -> tuple[Mapping[int, float], list[Won], list[Won], float]:
    """True strengths, choices among pairs that were asked for, choices among random ones, milliseconds a question."""
    chance = Random(seed)
    true = {item: chance.gauss(0, SPREAD) for item in range(FINALISTS)}
    pairs = list(combinations(true, 2))
    chance.shuffle(pairs)
    others = [_chosen(pair, true, chance) for pair in pairs]
    won: list[Won] = []
    began = time.process_time()
    for _ in range(max(FOR_EACH) * FINALISTS):
        pair = next_pair(strengths(true, won), won, avoid={pair_of(*one) for one in won})
        if pair is not None:
            won.append(_chosen(pair, true, chance))
    return true, won, others, (time.process_time() - began) * 1000 / len(won)


def _chosen(pair: Won, true: Mapping[int, float], chance: Random) -> Won:
    first, second = pair
    return pair if chance.random() < 1 / (1 + math.exp(true[second] - true[first])) else (second, first)


def _order(true: Mapping[int, float], won: Sequence[Won]) -> tuple[float, float, float]:
    """Kendall's tau with the true order, the share of pairs that are sure, the share of intervals that hold."""
    found = strengths(true, won)
    order = standings(found, won)
    ranked = sorted(true, key=lambda item: -true[item])
    upright = [true[upper.item] > true[lower.item] for upper, lower in combinations(order, 2)]
    held = [one.low <= ranked.index(one.item) + 1 <= one.high for one in order]
    return 2 * sum(upright) / len(upright) - 1, settled(found) / len(upright), sum(held) / len(held)


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
