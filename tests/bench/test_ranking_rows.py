"""Repetitions on single roles become one row per figure, case and peer."""

import math

import pytest

from bench.ranking_rows import Measured, rows_of


def precision(folder: str, value: float, other: float, *, against: str = "catboost") -> Measured:
    return Measured("average_precision", "labels=20", folder, value, against, other)


def test_a_ratio_is_the_geometric_mean_over_sets_of_the_means_of_repetitions() -> None:
    (found,) = rows_of([precision("a", 0.3, 0.2), precision("a", 0.5, 0.2), precision("b", 0.2, 0.4)])
    assert found.ratio == pytest.approx(math.sqrt(2.0 * 0.5))
    assert found.ratio == pytest.approx(found.value / (found.against_value or 0))
    assert [found.low, found.high] == pytest.approx([0.5, 2.0])
    assert found.repetitions == 1
    assert found.parts["sets"] == {
        "a": {"value": 0.4, "against_value": 0.2, "ratio": 2.0},
        "b": {"value": 0.2, "against_value": 0.4, "ratio": 0.5},
    }


def test_counts_that_may_be_nothing_are_compared_by_their_means() -> None:
    told = [
        Measured("picks_in_20", "breakdown", folder, 4.0, "asreview", other)
        for folder, other in zip("ab", (0, 4), strict=True)
    ]
    (found,) = rows_of(told)
    assert (found.value, found.against_value, found.ratio) == (4.0, 2.0, 2.0)
    (alone,) = rows_of(told[:1])
    assert (alone.ratio, alone.low, alone.high) == (None, None, None)


def test_each_peer_and_case_has_a_row_of_its_own() -> None:
    told = [precision("a", 0.3, 0.2), precision("a", 0.3, 0.1, against="random")]
    told.append(Measured("interval_coverage", "labels=20", "a", 0.8))
    assert [(one.figure, one.against) for one in rows_of(told)] == [
        ("average_precision", "catboost"),
        ("average_precision", "random"),
        ("interval_coverage", None),
    ]


def test_errors_of_reasons_are_told_by_the_worst() -> None:
    (found,) = rows_of(
        [Measured("reasons_error", "labels=100", folder, value) for folder, value in (("a", 1e-15), ("b", 3e-15))]
    )
    assert (found.value, found.unit) == (3e-15, "score")
