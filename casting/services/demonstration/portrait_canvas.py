"""A pen for flat shapes: points in portrait units are placed, turned and scaled onto a larger picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sin
from typing import TypeAlias

from PIL.ImageDraw import ImageDraw

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]

CURVE_STEPS = 5
# Catmull-Rom weights of the four control points at each step of a span.
CURVE = tuple(
    (
        (-t + 2 * t * t - t * t * t) / 2,
        (2 - 5 * t * t + 3 * t * t * t) / 2,
        (t + 4 * t * t - 3 * t * t * t) / 2,
        (t * t * t - t * t) / 2,
    )
    for t in (step / CURVE_STEPS for step in range(CURVE_STEPS))
)
CIRCLE = tuple((cos(radians(angle)), sin(radians(angle))) for angle in range(0, 360, 12))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """The colour ``share`` (0 to 1) of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def smooth(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """Points of a Catmull-Rom curve through the given ones."""
    count = len(points)
    spans = count if closed else count - 1
    out = []
    for at in range(spans):
        if closed:
            p, q, r, s = points[at - 1], points[at], points[(at + 1) % count], points[(at + 2) % count]
        else:
            p, q, r, s = points[max(at - 1, 0)], points[at], points[at + 1], points[min(at + 2, count - 1)]
        for a, b, c, d in CURVE:
            out.append((a * p[0] + b * q[0] + c * r[0] + d * s[0], a * p[1] + b * q[1] + c * r[1] + d * s[1]))
    if not closed:
        out.append(points[-1])
    return out


def mirrored(points: Iterable[Point]) -> list[Point]:
    """The points with left and right exchanged, in opposite order: the other half of a symmetric outline."""
    return [(-x, y) for x, y in points][::-1]


@dataclass(frozen=True, slots=True)
class Canvas:
    """Draws in units: ``scale`` pixels each, turned by ``turn`` degrees about the origin, which lies at x, y."""

    pen: ImageDraw
    x: float
    y: float
    scale: float
    turn: float = 0.0

    def placed(self, points: Iterable[Point]) -> list[Point]:
        """Points in pixels."""
        across, down = self.scale * cos(radians(self.turn)), self.scale * sin(radians(self.turn))
        x, y = self.x, self.y
        return [(x + px * across - py * down, y + px * down + py * across) for px, py in points]

    def shape(self, points: Sequence[Point], colour: Colour, *, curved: bool = True) -> None:
        """A filled outline, rounded through its points unless they are to be corners."""
        self.pen.polygon(self.placed(smooth(points) if curved else points), fill=colour)

    def oval(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """A filled ellipse with these half axes."""
        if self.turn == 0 or wide == high:
            ((cx, cy),) = self.placed([(x, y)])
            a, b = wide * self.scale, high * self.scale
            self.pen.ellipse((cx - a, cy - b, cx + a, cy + b), fill=colour)
        else:
            points = [(x + wide * across, y + high * down) for across, down in CIRCLE]
            self.pen.polygon(self.placed(points), fill=colour)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float, *, curved: bool = True) -> None:
        """A line with round ends and, where it is not curved, round corners."""
        bent = curved and len(points) > 2
        placed = self.placed(smooth(points, closed=False) if bent else points)
        self.pen.line(placed, fill=colour, width=max(1, ceil(width * self.scale)))
        half = width * self.scale / 2
        for cx, cy in (placed[0], placed[-1]) if bent else placed:
            self.pen.ellipse((cx - half, cy - half, cx + half, cy + half), fill=colour)

    def box(self, left: float, top: float, right: float, low: float, colour: Colour) -> None:
        """A filled upright rectangle; the canvas must not be turned."""
        (x0, y0), (x1, y1) = self.placed([(left, top), (right, low)])
        self.pen.rectangle((x0, y0, x1, y1), fill=colour)

    def ring(self, x: float, y: float, wide: float, high: float, colour: Colour, *, width: float) -> None:
        """The outline of an ellipse."""
        points = [(x + wide * across, y + high * down) for across, down in CIRCLE]
        placed = self.placed([*points, points[0], points[1]])
        self.pen.line(placed, fill=colour, width=max(1, ceil(width * self.scale)))
