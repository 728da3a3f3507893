"""Numbers become places in a drawing: in proportion, inside it, and all of them in the table beneath."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.insights import CalibrationBin, Distribution, SeenCurve, StopEstimate
from casting.web.charts import NODE_GAP, curve, dots, graph, histogram, line, place_line, strips
from casting.web.pages import Line

STOP = StopEstimate(
    pool=200,
    looked=20,
    found=8,
    target=0.9,
    confidence=0.95,
    share=None,
    share_low=None,
    reached=False,
    check=None,
    checked=0,
    method="nothing",
)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_line_lies_in_its_drawing_and_in_its_order(values: list[float], least: float, most: float) -> None:
    low, here, high = values
    drawn = line(low, here, high, least=least, most=most)
    assert 0 <= drawn.low <= drawn.here <= drawn.high <= 100


@pytest.mark.parametrize(
    ("place", "last", "drawn"),
    [((1, 1, 5), 5, Line(0, 0, 100)), ((2, 3, 4), 5, Line(25, 50, 75)), ((1, 1, 1), 1, Line(0, 0, 0))],
)
def test_places_go_from_the_first_to_the_last(place: tuple[int, int, int], last: int, drawn: Line) -> None:
    assert place_line(*place, last=last) == drawn


def test_a_histogram_is_as_high_as_its_highest_bar() -> None:
    drawn = histogram(Distribution((-1.0, 0.0, 3.0), (2, 8), (1, 8)))
    assert [(bar.x, bar.width, bar.height, bar.filled) for bar in drawn.bars] == [(0, 25, 25, 12.5), (25, 75, 100, 100)]
    assert (drawn.first, drawn.last, drawn.most) == ("−1.0", "3.0", 8)
    assert drawn.rows == (("−1.0", "0.0", 2, 1), ("0.0", "3.0", 8, 8))


def test_bars_beneath_each_other_are_drawn_to_the_longest_and_filled_by_what_is_done() -> None:
    drawn = strips([("Ana", 200, 50), ("Bea", 100, 100), ("Cid", 0, 0)])
    bars = [(one.name, one.width, one.filled) for one in drawn.strips]
    assert bars == [("Ana", 100, 25), ("Bea", 50, 50), ("Cid", 0, 0)]
    tops = [one.y for one in drawn.strips]
    assert all(low + drawn.high < high for low, high in pairwise(tops))
    assert tops[0] > 0
    assert tops[-1] + drawn.high < drawn.height
    assert (drawn.most, strips([]).strips, strips([("Ana", 0, 0)]).strips[0].width) == (200, (), 0)


def test_a_curve_rises_from_the_bottom_left_and_the_stop_line_is_a_share_of_what_is_thought_to_be_there() -> None:
    drawn = curve(SeenCurve((0, 10, 20), (0, 5, 8), (None, 5.0, 2.0)), STOP)
    assert drawn.found == "M0 100L5 50L10 20"
    assert drawn.there == "M5 0L10 0"
    assert drawn.goal == 10.0  # 9 of the 10 that there may be
    assert (drawn.here, drawn.looked_most, drawn.found_most) == (10.0, 200, 10)
    assert drawn.rows == ((0, 0, ""), (10, 5, "5.0"), (20, 8, "2.0"))


def test_what_cannot_be_said_is_not_drawn() -> None:
    drawn = curve(SeenCurve((0, 10), (0, 0), (None, None)), None)
    assert (drawn.there, drawn.goal) == ("", None)
    assert curve(SeenCurve((0,), (0,), (None,)), replace(STOP, pool=0)).found == "M0 100"


def test_a_long_curve_has_a_short_table_that_ends_where_it_ends() -> None:
    looked = tuple(range(200))
    rows = curve(SeenCurve(looked, looked, (None,) * 200), None).rows
    assert len(rows) <= 14
    assert (rows[0][0], rows[-1][0]) == (0, 199)


def test_calibration_stands_from_the_bottom() -> None:
    drawn = dots([CalibrationBin(5, 0.2, 0.4, 0.1, 0.8)])
    assert drawn.dots == ((20.0, Line(20.0, 60.0, 90.0)),)
    assert drawn.rows == ((5, "20 %", "40 %", "10 %", "80 %"),)


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=30))
def test_nodes_never_overlap_and_stand_in_order(strengths: list[float]) -> None:
    order = [(item, item + 1, value) for item, value in enumerate(sorted(strengths, reverse=True))]
    drawn = graph(order, {(0, 1): 1}, groups={})
    heights = [node.y for node in drawn.nodes]
    assert all(below - above >= NODE_GAP - 1e-9 for above, below in pairwise(heights))
    assert drawn.height > heights[-1]


def test_a_choice_against_the_order_bends_the_other_way() -> None:
    drawn = graph([(7, 1, 2.0), (8, 2, 0.0)], {(7, 8): 2, (8, 7): 1}, groups={7: "A", 8: "A"})
    with_it, against = drawn.arcs
    assert (with_it.times, with_it.against, against.times, against.against) == (2, False, 1, True)
    bends = [float(arc.path.split("Q")[1].split()[0]) for arc in drawn.arcs]
    assert bends[0] > 150 > bends[1]
    assert [node.group for node in drawn.nodes] == ["A", "A"]
