"""Numbers mapped to pictures: what stands where, as shares of the drawing, and the words of the table beneath."""

from collections.abc import Mapping, Sequence
from math import ceil

from casting.domain.insights import CalibrationBin, Distribution, SeenCurve, StopEstimate
from casting.web.pages import Arc, Bar, Curve, Dots, Graph, Histogram, Line, Node, Strip, Strips

NODE_GAP, GRAPH_EDGE, MIDDLE, REACH = 26.0, 16.0, 150.0, 128.0
"""Of the graph, in pixels: least way between two nodes, the margin, where the nodes stand, how far arcs reach."""
ROW, STRIP = 24.0, 10.0
"""Of bars beneath each other: the way from one to the next, and how high each is in it."""
MOST_ROWS = 12
"""A table under a curve shows about so many of its points, evenly spaced, the last among them."""


def line(low: float, here: float, high: float, *, least: float, most: float) -> Line:
    """A value with its interval on an axis from `least` to `most`."""
    return Line(*(_share(value, least, most) for value in (low, here, high)))


def place_line(low: int, place: int, high: int, *, last: int) -> Line:
    """A place with its interval on an axis from 1 to the last place."""
    return line(low, place, high, least=1, most=max(last, 2))


def _share(value: float, least: float, most: float) -> float:
    if most <= least:
        return 0.0
    return round(100.0 * min(1.0, max(0.0, (value - least) / (most - least))), 2)


def percent(share: float) -> str:
    """A share as people read it: 83 %."""
    return f"{100 * share:.0f} %"


def histogram(found: Distribution) -> Histogram:
    """Scores as bars, the marked ones filled."""
    most = max(found.counts, default=0) or 1
    least, last = found.edges[0], found.edges[-1]
    spans = list(zip(found.edges, found.edges[1:], strict=False))
    return Histogram(
        bars=tuple(
            Bar(
                _share(low, least, last),
                round(_share(high, least, last) - _share(low, least, last), 2),
                _share(number, 0, most),
                _share(marked, 0, most),
            )
            for (low, high), number, marked in zip(spans, found.counts, found.marked, strict=True)
        ),
        first=decimal(least),
        last=decimal(last),
        most=most,
        rows=tuple(
            (decimal(low), decimal(high), number, marked)
            for (low, high), number, marked in zip(spans, found.counts, found.marked, strict=True)
        ),
    )


def strips(held: Sequence[tuple[str, int, int]]) -> Strips:
    """How far each has come, as bars beneath each other: name, how many are hers, and how many of them are done."""
    most = max((number for _, number, _ in held), default=0)
    return Strips(
        strips=tuple(
            Strip(name, ROW * row + (ROW - STRIP) / 2, _share(number, 0, most), _share(min(done, number), 0, most))
            for row, (name, number, done) in enumerate(held)
        ),
        high=STRIP,
        height=ROW * len(held),
        most=most,
    )


def decimal(value: float) -> str:
    """A score to one digit, with a true minus."""
    return f"{value:.1f}".replace("-", "−")


def curve(seen: SeenCurve, stop: StopEstimate | None) -> Curve:
    """Found against looked at, what there is thought to be in all, and how many of those have to be found to stop."""
    thought = [None if left is None else found + left for found, left in zip(seen.found, seen.left, strict=True)]
    looked_most = max(seen.looked[-1], stop.pool if stop else 0, 1)
    found_most = max(ceil(max((*seen.found, *(there for there in thought if there is not None)))), 1)
    goal = None if stop is None or not thought or thought[-1] is None else stop.target * thought[-1]
    points = [(_share(looked, 0, looked_most), found) for looked, found in zip(seen.looked, seen.found, strict=True)]
    known = [
        (_share(looked, 0, looked_most), there)
        for looked, there in zip(seen.looked, thought, strict=True)
        if there is not None
    ]
    return Curve(
        found=_path([(x, _share(found, 0, found_most)) for x, found in points]),
        there=_path([(x, _share(there, 0, found_most)) for x, there in known]),
        goal=None if goal is None else round(100 - _share(goal, 0, found_most), 2),
        here=points[-1][0],
        looked_most=looked_most,
        found_most=found_most,
        rows=tuple(
            (looked, found, "" if left is None else decimal(left))
            for looked, found, left in _some(list(zip(seen.looked, seen.found, seen.left, strict=True)))
        ),
    )


def _some(rows: Sequence[tuple[int, int, float | None]]) -> Sequence[tuple[int, int, float | None]]:
    step = max(1, ceil(len(rows) / MOST_ROWS))
    return [*rows[:-1:step], rows[-1]]


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A path through points given as shares from the left and from the bottom."""
    return "".join(f"{'L' if number else 'M'}{x:g} {100 - y:g}" for number, (x, y) in enumerate(points))


def dots(bins: Sequence[CalibrationBin]) -> Dots:
    """Predicted against actual shares."""
    return Dots(
        dots=tuple(
            (
                _share(one.predicted, 0, 1),
                Line(*(round(100 - _share(value, 0, 1), 2) for value in (one.high, one.actual, one.low))),
            )
            for one in bins
        ),
        rows=tuple(
            (one.number, percent(one.predicted), percent(one.actual), percent(one.low), percent(one.high))
            for one in bins
        ),
    )


def graph(
    order: Sequence[tuple[int, int, float]], won: Mapping[tuple[int, int], int], *, groups: Mapping[int, str]
) -> Graph:
    """The comparisons among a few, as arcs between nodes that stand by strength.

    Args:
        order: id, place and strength of each, strongest first.
        won: how often who was chosen over whom. Choices along the order bend to the right, others to the left.
        groups: the letter of each one's group, where there are several.
    """
    heights = _apart([strength for _, _, strength in order])
    at = {item: y for (item, _, _), y in zip(order, heights, strict=True)}
    last = heights[-1] - GRAPH_EDGE or 1.0
    arcs = []
    for (winner, loser), times in sorted(won.items()):
        against = at[winner] > at[loser]
        high, low = sorted((at[winner], at[loser]))
        # The control point of a quadratic curve lies twice as far out as the curve itself comes.
        bend = MIDDLE + (-1 if against else 1) * 2 * REACH * max(0.12, ((low - high) / last) ** 0.6)
        arcs.append(Arc(f"M{MIDDLE:g} {high:g}Q{bend:.1f} {(high + low) / 2:.1f} {MIDDLE:g} {low:g}", times, against))
    nodes = [Node(place, at[item], groups.get(item, "")) for item, place, _ in order]
    return Graph(heights[-1] + GRAPH_EDGE, tuple(nodes), tuple(arcs))


def _apart(strengths: Sequence[float]) -> list[float]:
    """Heights for falling strengths: in proportion, but never closer than nodes are high."""
    spread = (strengths[0] - strengths[-1]) or 1.0
    room = NODE_GAP * 1.3 * (len(strengths) - 1)
    heights: list[float] = []
    for strength in strengths:
        wished = GRAPH_EDGE + room * (strengths[0] - strength) / spread
        heights.append(round(max(wished, heights[-1] + NODE_GAP) if heights else GRAPH_EDGE, 1))
    return heights
