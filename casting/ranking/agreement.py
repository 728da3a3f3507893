"""How far reviewers agree: Krippendorff's alpha on their wishes, and how each marks beside the others.

Pick, maybe, pass and stars all come down to a wish between 0 and 1 (`labels.Label.wish`), whose means and differences
the fit works with. So the metric is the interval one, the squared difference: that a pass and a pick lie twice as far
apart as a pass and a maybe is what every order here assumes; the ordinal metric would take from each wish what the
order makes of it. K. Krippendorff, Content Analysis (2004), chapter 11; for its calculation by sums over units the
same author's "Computing Krippendorff's alpha-reliability" (2011).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from casting.domain.insights import Agreement, Reviewer
from casting.ranking.blocks import Floats
from casting.ranking.labels import SEVERITY_PRIOR, Label, LabelKind, severities
from casting.ranking.words import SEED

RESAMPLES = 500
INTERVAL = (0.025, 0.975)
"""The quantiles of the bootstrap that make the 95 % interval."""


def agreement(labels: Sequence[Label]) -> Agreement:
    """How far the people behind these labels agree; labels without a person are left out, and so are decisions.

    The interval resamples applications, not marks, with a fixed seed (A. Zapf et al., "Measuring inter-rater
    reliability for nominal data", BMC Medical Research Methodology 16 (2016)). The labels' order changes no bit.

    Returns:
        An agreement with `alpha` None where nobody's marks met, or where all that met are one and the same wish.
    """
    said = [label for label in labels if label.reviewer_id is not None and label.kind is not LabelKind.STAGE]
    said = [label for label in said if math.isfinite(label.wish)]
    wishes = _wishes(said)
    units = [sorted(of_one.values()) for _, of_one in sorted(wishes.items()) if len(of_one) > 1]
    low, alpha, high = _alpha_with_interval(units)
    return Agreement(
        alpha=alpha,
        low=low,
        high=high,
        units=len(units),
        ratings=sum(map(len, units)),
        reviewers=_reviewers(said, wishes),
    )


def _wishes(labels: Iterable[Label]) -> Mapping[int, Mapping[int, float]]:
    """By application and person, her wish: the mean where she gave an opinion and stars."""
    given: defaultdict[int, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for label in labels:
        if label.reviewer_id is not None:
            given[label.application_id][label.reviewer_id].append(label.wish)
    return {
        application_id: {who: math.fsum(values) / len(values) for who, values in of_one.items()}
        for application_id, of_one in given.items()
    }


def _alpha_with_interval(units: Sequence[Sequence[float]]) -> tuple[float | None, float | None, float | None]:
    """Alpha between the ends of its interval; None where it is not defined."""
    if not units:
        return None, None, None
    parts = np.array([_sums(unit) for unit in units], np.float64)
    alpha = _alpha(parts.sum(axis=0))
    if alpha is None:
        return None, None, None
    chance = np.random.default_rng(SEED)
    drawn = (parts[chance.integers(len(parts), size=len(parts))].sum(axis=0) for _ in range(RESAMPLES))
    found = [value for sums in drawn if (value := _alpha(sums)) is not None]
    if not found:
        return None, alpha, None
    low, high = np.quantile(found, INTERVAL)
    return min(float(low), alpha), alpha, max(float(high), alpha)


def _sums(unit: Sequence[float]) -> tuple[float, float, float, float]:
    """Of one application: its marks, their sum, the sum of squares, and its own disagreement.

    That is the sum over pairs of marks of the squared difference, each pair taken both ways, over one less than
    there are marks: 2 (m Σx² - (Σx)²) / (m - 1).
    """
    number, total, squares = len(unit), math.fsum(unit), math.fsum(value * value for value in unit)
    apart = math.fsum((a - b) ** 2 for a in unit for b in unit)
    return number, total, squares, apart / (number - 1)


def _alpha(sums: Floats) -> float | None:
    """1 - observed / expected disagreement, from sums over the units; None where all marks are the same."""
    number, total, squares, observed = map(float, sums)
    expected = 2.0 * (number * squares - total * total) / (number - 1.0)
    if expected <= 1e-12 * max(1.0, squares):
        return None
    return 1.0 - observed / expected


def _reviewers(labels: Sequence[Label], wishes: Mapping[int, Mapping[int, float]]) -> tuple[Reviewer, ...]:
    """Everyone who marked, by id. The raw severity is the shrunk one with its shrinking undone."""
    shrunk = severities(labels)
    picked = {(label.application_id, label.reviewer_id) for label in labels if label.kind is LabelKind.PICK}
    found = []
    for who in sorted({who for of_one in wishes.values() for who in of_one}):
        marked = [application_id for application_id, of_one in wishes.items() if who in of_one]
        shared = sum(len(wishes[application_id]) > 1 for application_id in marked)
        severity = shrunk.get(who, 0.0)
        found.append(
            Reviewer(
                member_id=who,
                marked=len(marked),
                picked=sum((application_id, who) in picked for application_id in marked),
                shared=shared,
                severity=severity * (shared + SEVERITY_PRIOR) / shared if shared else None,
                shrunk=severity,
            )
        )
    return tuple(found)
