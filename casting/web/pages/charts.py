"""Pictures of numbers as a template draws them: shares of the drawing, 0 to 100, and the words beside it.

Drawings are stretched to their column, so that nothing in them is text; figures stand in the table beneath each.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A value with its interval on an axis from 0 to 100: where it begins, stands and ends, each as a share of it."""

    low: float
    here: float
    high: float


@dataclass(frozen=True)
class Bar:
    """One bar: where it begins, how wide and how high it is, and how much of its height is filled."""

    x: float
    width: float
    height: float
    filled: float


@dataclass(frozen=True)
class Strip:
    """One bar of several beneath each other: whose it is, where it begins from the top, and its two lengths."""

    name: str
    y: float
    width: float
    filled: float


@dataclass(frozen=True)
class Strips:
    """Bars beneath each other, each `high` and `height` together: how much of what is whose is filled.

    Attributes:
        most: the number at which the axis ends.
    """

    strips: tuple[Strip, ...]
    high: float
    height: float
    most: int


@dataclass(frozen=True)
class Histogram:
    """Bars beside each other.

    Attributes:
        first, last: what stands at the ends of the axis; most: the highest bar's number.
        rows: the table: from, to, how many, how many of them marked.
    """

    bars: tuple[Bar, ...]
    first: str
    last: str
    most: int
    rows: tuple[tuple[str, str, int, int], ...]


@dataclass(frozen=True)
class Curve:
    """Found against looked at.

    Attributes:
        found: the path of those found; there: the path of those that there are thought to be, or empty.
        goal: the height of the stop line, or None where there is none; here: how far looking has come.
        looked_most, found_most: the numbers at the ends of the axes.
        rows: the table: looked at, found, thought to be left ("" where nothing can be said).
    """

    found: str
    there: str
    goal: float | None
    here: float
    looked_most: int
    found_most: int
    rows: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Dots:
    """Predicted against actual shares: for each group where it stands from the left, and the interval from the bottom.

    Attributes:
        rows: the table: how many, predicted, actual, from, to, as words.
    """

    dots: tuple[tuple[float, Line], ...]
    rows: tuple[tuple[int, str, str, str, str], ...]


@dataclass(frozen=True)
class Node:
    """One finalist in the graph of comparisons: place as its label, y in pixels, and its group's letter or nothing."""

    place: int
    y: float
    group: str


@dataclass(frozen=True)
class Arc:
    """One comparison in the graph: a path, how often it was said, and whether it goes against the order."""

    path: str
    times: int
    against: bool


@dataclass(frozen=True)
class Graph:
    """The graph of comparisons, from strong (top) to weak, 300 pixels wide and `height` high."""

    height: float
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
