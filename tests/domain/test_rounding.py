"""Figures that are shown add up."""

import math

from hypothesis import given
from hypothesis import strategies as st

from casting.domain.rounding import apportioned, hundredths, signed


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_what_is_shown_adds_up_and_each_figure_is_its_number_rounded_up_or_down(parts: list[float]) -> None:
    total = hundredths(math.fsum(parts))
    shown = apportioned(parts, total)
    assert sum(shown) == total
    assert all(abs(figure - part * 100) <= 1 for figure, part in zip(shown, parts, strict=True))


def test_the_one_that_loses_most_by_rounding_down_is_rounded_up() -> None:
    assert apportioned([0.333, 0.333, 0.334], 100) == [33, 33, 34]
    assert apportioned([-0.004, 0.004], 0) == [0, 0]
    assert apportioned([], 0) == []


def test_a_number_has_its_sign() -> None:
    assert [signed(value) for value in (0.5, -0.25, 0.004, -1234.5)] == [
        "+0.50",
        "−0.25",
        "0.00",
        "−1234.50",
    ]
