"""How groups fare: rates, ratios with their intervals, tests. The traits go nowhere but into the audit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.stats import fisher_exact

from casting.domain.fairness import LEAST_SHARE, GroupImpact, TraitImpact
from casting.ranking.blocks import Floats, Truths

Traits = Mapping[str, Sequence[str | None]]
"""By trait: the group of each application, None where it is not known."""

NORMAL_95 = 1.959963984540054


def impact(
    traits: Traits, *, selected: Sequence[bool], scores: Sequence[float] | None = None
) -> tuple[TraitImpact, ...]:
    """How often each group is selected, for each trait and for each two of them together.

    Args:
        traits: each of the same length.
        selected: bool (n,): whether the application was moved on, or is on the list that is looked at.
        scores: float (n,); without them there is no share above the median.

    Raises:
        ValueError: lengths differ.
    """
    chosen = np.asarray(selected, bool)
    scored = None if scores is None else np.asarray(scores, np.float64)
    together = {f"{one} and {other}": _both(traits[one], traits[other]) for one, other in combinations(traits, 2)}
    return tuple(_trait_impact(name, groups, chosen, scored) for name, groups in (*traits.items(), *together.items()))


def _both(one: Sequence[str | None], other: Sequence[str | None]) -> list[str | None]:
    pairs = zip(one, other, strict=True)
    return [None if first is None or second is None else f"{first}, {second}" for first, second in pairs]


@dataclass(frozen=True, slots=True)
class _Tally:
    """One group: how many there are, how many of them were selected, the share scored above the median."""

    value: str
    number: int
    taken: int
    above: float | None

    @property
    def rate(self) -> float:
        return self.taken / self.number


def _trait_impact(trait: str, groups: Sequence[str | None], selected: Truths, scores: Floats | None) -> TraitImpact:
    if len(groups) != len(selected) or (scores is not None and len(scores) != len(selected)):
        raise ValueError(f"{len(selected)} applications, {len(groups)} groups of {trait}")
    tallies = _tallies(groups, selected, scores)
    known, taken = sum(one.number for one in tallies), sum(one.taken for one in tallies)
    large = [one for one in tallies if one.number >= LEAST_SHARE * known]
    silence = _silence(trait, [one.value for one in large], taken)
    best = max(large, key=lambda one: (one.rate, one.number), default=None)
    tests = _holm([(one.value, _fisher(one.taken, one.number, taken, known)) for one in large])
    made = []
    for one in tallies:
        ratio = low = high = p = None
        if one in large and best is not None and not silence:
            ratio, low, high = ratio_of(one.taken, one.number, best.taken, best.number)
            p = tests[one.value]
        made.append(
            GroupImpact(one.value, one.number, one.taken, one.rate, ratio, low, high, p, one.above, one in large)
        )
    return TraitImpact(trait, tuple(made), len(groups) - known, silence)


def _tallies(groups: Sequence[str | None], selected: Truths, scores: Floats | None) -> list[_Tally]:
    """The groups, the largest first."""
    above = None if scores is None else scores > (np.median(scores) if len(scores) else 0.0)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        if group is not None:
            members[group].append(place)
    return [
        _Tally(group, len(inside), int(selected[inside].sum()), None if above is None else float(above[inside].mean()))
        for group, inside in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _silence(trait: str, assessed: Sequence[str], selected: int) -> str:
    if not assessed:
        return f"Nobody's {trait} is known."
    if len(assessed) == 1:
        return f"Everybody who is assessed is of one group ({assessed[0]}): there is no ratio."
    return "" if selected else "Nobody has been selected yet."


def ratio_of(taken: int, number: int, other_taken: int, other_number: int) -> tuple[float, float, float]:
    """The ratio of two rates with its 95 % interval.

    By the logarithm (Katz, Baptista, Azen and Pike, Obtaining confidence intervals for the risk ratio in cohort
    studies, Biometrics 34, 1978); half a person is added on either side where nobody or everybody was taken (Gart and
    Nam, Approximate interval estimation of the ratio of binomial parameters, Biometrics 44, 1988).
    """
    counts = np.array([taken, number, other_taken, other_number], np.float64)
    if taken in {0, number} or other_taken in {0, other_number}:
        counts += 0.5
    ratio = (counts[0] / counts[1]) / (counts[2] / counts[3])
    error = np.sqrt(1 / counts[0] - 1 / counts[1] + 1 / counts[2] - 1 / counts[3])
    reach = float(np.exp(NORMAL_95 * error))
    plain = (taken / number) / (other_taken / other_number) if other_taken else 1.0
    return plain, float(ratio) / reach, float(ratio) * reach


def _fisher(taken: int, number: int, all_taken: int, everybody: int) -> float:
    rest, rest_taken = everybody - number, all_taken - taken
    return float(fisher_exact([[taken, number - taken], [rest_taken, rest - rest_taken]]).pvalue) if rest else 1.0


def _holm(tests: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Each p corrected for how many there are (Holm, A simple sequentially rejective multiple test procedure, 1979).

    One of the groups has the highest rate and cannot alarm, so there is one test less than groups: two groups against
    each other are one test.
    """
    corrected, highest = {}, 0.0
    for place, (group, p) in enumerate(sorted(tests, key=lambda item: (item[1], item[0]))):
        highest = max(highest, min(1.0, p * max(1, len(tests) - 1 - place)))
        corrected[group] = highest
    return corrected
