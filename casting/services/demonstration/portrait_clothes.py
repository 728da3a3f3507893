"""Shoulders, and what a person wears on them."""

from collections.abc import Callable

from casting.services.demonstration.portrait_canvas import Canvas, Colour, mirrored, mixed
from casting.services.demonstration.portrait_traits import Traits

WHITE = (255, 255, 255)
INK = (30, 28, 34)
SHADOW = (58, 30, 40)
NECKLINES = {"vee": 15.0, "shirt": 10.0, "blazer": 17.0, "scrubs": 13.0}


def draw_body(canvas: Canvas, traits: Traits) -> None:
    """Shoulders, neck and clothes; the origin is the head's, which hangs over the neck."""
    wide, high = traits.head.wide, traits.head.high
    slope = 41 + wide * 0.06 + (3 if traits.man else 0)
    neck = 9.4 + (2.2 if traits.man else 0) + (wide - 26) * 0.3
    base = high + 7
    right = [(neck + 2, base - 4), (slope - 13, base + 3), (slope, base + 14), (slope + 5, base + 60)]
    canvas.shape([*right, *mirrored(right)], traits.cloth)
    if traits.outfit == "boat":
        canvas.shape([(-22, base - 1), (22, base - 1), (14, base + 7), (-14, base + 7)], traits.skin)
    low = base + NECKLINES.get(traits.outfit, 2.0)
    throat = [(-neck, 14), (neck, 14), (neck + 2.5, base - 3), (0, low + 2), (-neck - 2.5, base - 3)]
    canvas.shape(throat, traits.skin, curved=False)
    canvas.oval(0, base - 4, neck + 0.2, 5.6, traits.skin)
    under = [(-neck, high - 9), (neck, high - 9), (neck, high + 1), (0, high + 5.5), (-neck, high + 1)]
    canvas.shape(under, mixed(traits.skin, SHADOW, 0.2))
    DETAILS.get(traits.outfit, _round_neck)(canvas, traits, neck, base)


def _pale(traits: Traits) -> Colour:
    return mixed(traits.cloth, WHITE, 0.3)


def _dark(traits: Traits) -> Colour:
    return mixed(traits.cloth, INK, 0.28)


def _round_neck(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    canvas.stroke([(-neck - 3, base - 3), (0, base + 4), (neck + 3, base - 3)], _dark(traits), 1.6)


def _turtle(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    tube = [(-neck - 1.5, base - 9), (neck + 1.5, base - 9), (neck + 4, base + 3), (-neck - 4, base + 3)]
    canvas.shape(tube, _pale(traits), curved=False)


def _scrubs(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for side in (-1, 1):
        canvas.stroke([(side * (neck + 2), base - 3), (0, base + 14)], _pale(traits), 2.0)


def _vee(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for side in (-1, 1):
        canvas.stroke([(side * (neck + 2.5), base - 3), (0, base + 17)], _dark(traits), 1.6)


def _striped(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for y, half in ((9, 34), (18, 41), (27, 43), (36, 44)):
        canvas.stroke([(-half, base + y + 3), (0, base + y), (half, base + y + 3)], traits.trim, 3.0)
    _round_neck(canvas, traits, neck, base)


def _hood(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for side in (-1, 1):
        flap = [(side * (neck + 1), base - 9), (side * (neck + 12), base - 4), (side * 8, base + 11)]
        canvas.shape(flap, _dark(traits))
        canvas.stroke([(side * 7, base + 8), (side * 7.5, base + 24)], _pale(traits), 1.0)


def _shawl(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    edge = neck + 14
    round_neck = [(-edge, base + 2), (0, base - 6), (edge, base + 2), (20, base + 12), (0, base + 9), (-20, base + 12)]
    canvas.shape(round_neck, traits.trim)
    canvas.shape([(3, base + 6), (14, base + 6), (17, base + 42), (6, base + 42)], mixed(traits.trim, INK, 0.12))


def _track(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for side in (-1, 1):
        canvas.stroke([(side * 27, base + 4), (side * 42, base + 40)], _pale(traits), 2.4)
    canvas.stroke([(0, base + 2), (0, base + 50)], _pale(traits), 1.2)
    _round_neck(canvas, traits, neck, base)


def _coat(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    """A collar of fur."""
    fur = mixed(traits.trim, WHITE, 0.35)
    for step in range(-5, 6):
        canvas.oval(step * neck * 0.56, base + 6 - abs(step) * 1.9, 6, 6, fur)


def _shirt(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    for side in (-1, 1):
        top = [(side * (neck + 0.5), base - 7), (side * (neck + 6), base - 2)]
        canvas.shape(
            [*top, (side * 9, base + 14), (side * 1, base + 6)], mixed(traits.cloth, WHITE, 0.22), curved=False
        )


def _blazer(canvas: Canvas, traits: Traits, neck: float, base: float) -> None:
    """Lapels over a top of another colour."""
    canvas.shape([(-neck - 1, base + 3), (neck + 1, base + 3), (0, base + 34)], traits.trim, curved=False)
    for side in (-1, 1):
        top = [(side * (neck + 1), base - 6), (side * (neck + 8), base)]
        canvas.shape([*top, (side * 13, base + 20), (side * 1, base + 40)], _dark(traits), curved=False)


DETAILS: dict[str, Callable[[Canvas, Traits, float, float], None]] = {
    "turtle": _turtle, "scrubs": _scrubs, "vee": _vee, "striped": _striped, "hood": _hood, "shawl": _shawl,
    "track": _track, "coat": _coat, "shirt": _shirt, "blazer": _blazer,
}  # fmt: skip
