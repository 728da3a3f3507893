"""Hair: a part behind the head and a part before it, for every style."""

from collections.abc import Callable
from math import cos, radians, sin
from random import Random

from casting.services.demonstration.portrait_canvas import Canvas, Colour, Point, mirrored, mixed
from casting.services.demonstration.portrait_traits import Traits

DEEP = (20, 14, 18)
LIT = (255, 236, 206)
FALLING = frozenset({"straight", "wavy", "curtain", "swept", "fringe"})


def draw_hair_behind(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """What hangs or stands behind the head and the neck."""
    dark = mixed(traits.hair, DEEP, 0.3)
    wide, high = traits.head.wide, traits.head.high
    if traits.style in FALLING:
        _fall(canvas, traits, dark, end=32 + traits.head.length * 40, wave=2.4 if traits.style == "wavy" else 0.0)
    elif traits.style == "bob":
        _fall(canvas, traits, dark, end=18 + traits.head.length * 12, wave=0.0)
    elif traits.style == "bun":
        canvas.oval(0, -high - 4.5, 10 + traits.head.length * 3, 9 + traits.head.length * 2, dark)
    elif traits.style == "low_bun":
        canvas.oval((8 if traits.head.part > 0 else -8) * 2.6, high * 0.62, 9, 9.5, dark)
    elif traits.style == "ponytail":
        side = 1 if traits.head.part > 0 else -1
        tail = [
            (0, -high * 0.9),
            (side * wide * 1.2, -high * 0.7),
            (side * wide * 1.55, high * 0.3),
            (side * wide * 1.3, high * 1.5),
        ]
        canvas.shape([*tail, (side * wide * 0.95, high * 1.45), (side * wide * 1.0, 0)], dark)
    elif traits.style == "curls":
        _curls(canvas, traits, dark, rng, end=0.5 + traits.head.length * 0.8)
    elif traits.style == "cloud":
        _cloud(canvas, traits, dark, rng)
    elif traits.style == "scarf":
        _veil(canvas, traits)


def draw_hair_before(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """What lies on the forehead and along the face."""
    if traits.style in {"curls", "cloud"}:
        _ringlets(canvas, traits, rng)
    else:
        FRONTS.get(traits.style, _sleek)(canvas, traits)


def _crown(traits: Traits, *, over: float, ear: float) -> list[Point]:
    """The hair's outer edge from the left ear over the head to the right one."""
    wide, high = traits.head.wide, traits.head.high
    right = [(wide * 0.66, -high * 0.9 - over), (wide + over * 0.7, -high * 0.42), (wide + over * 0.8, ear)]
    return [*mirrored(right), (0.0, -high - over * 1.25), *right]


def _fall(canvas: Canvas, traits: Traits, tone: Colour, *, end: float, wave: float) -> None:
    """Hair that falls to a height, straight or in waves."""
    wide, high = traits.head.wide, traits.head.high
    right: list[Point] = [(wide * 0.7, -high * 0.92), (wide + 4, -high * 0.4), (wide + 5, 2.0)]
    y, sign = 10.0, 1
    while y < end:
        right.append((wide + 5.5 + traits.head.length * 2.5 + sign * wave, y))
        y, sign = y + 9.0, -sign
    right.append((wide + 1 + traits.head.length * 4, end))
    canvas.shape([(0.0, -high - 5), *right, (0.0, end - 4), *mirrored(right)], tone)


def _curls(canvas: Canvas, traits: Traits, tone: Colour, rng: Random, *, end: float) -> None:
    """A heap of rings around the head."""
    wide, high = traits.head.wide, traits.head.high
    for angle in range(-120, 301, 20):
        if 45 < angle < 135 and end < 1:
            continue
        across, down = cos(radians(angle)), sin(radians(angle))
        size = rng.uniform(7.0, 10.0)
        canvas.oval(across * (wide + 3), down * high * (1.0 if down < 0 else end), size, size, tone)


def _cloud(canvas: Canvas, traits: Traits, tone: Colour, rng: Random) -> None:
    """A round head of hair with a soft edge."""
    radius = traits.head.wide + 9 + traits.head.length * 6
    canvas.oval(0, -8, radius, radius, tone)
    for angle in range(0, 360, 18):
        size = rng.uniform(4.5, 7.0)
        canvas.oval(cos(radians(angle)) * radius * 0.95, -8 + sin(radians(angle)) * radius * 0.95, size, size, tone)


def _veil(canvas: Canvas, traits: Traits) -> None:
    wide, high = traits.head.wide, traits.head.high
    right = [(wide * 0.8, -high * 0.95), (wide + 6, -high * 0.3), (wide + 5, high * 0.5), (wide + 10, high * 1.2)]
    canvas.shape([(0.0, -high - 6), *right, (0.0, high * 1.5), *mirrored(right)], mixed(traits.trim, DEEP, 0.2))


def _shine(canvas: Canvas, traits: Traits) -> None:
    """A streak of light on the crown."""
    side = -traits.light or 1.0
    high, wide = traits.head.high, traits.head.wide
    points = [(side * wide * 0.24, -high - 0.5), (side * wide * 0.58, -high * 0.86), (side * wide * 0.82, -high * 0.6)]
    canvas.stroke(points, mixed(traits.hair, LIT, 0.17), 2.2)


def _parted(canvas: Canvas, traits: Traits, *, low: float, wave: float = 0.0) -> None:
    """Two curtains from a parting down to ``low`` at the sides."""
    wide, high, part = traits.head.wide, traits.head.high, traits.head.part
    outer = _crown(traits, over=4.6, ear=low)
    inner: list[Point] = [
        (wide - 1.4, low - 1), (wide - 3.4 + wave, -3.0), (wide * 0.66, -high * 0.46),
        (part + 2.5, -high * 0.78), (part, -high * 0.86), (part - 2.5, -high * 0.78),
        (-wide * 0.66, -high * 0.46), (-wide + 3.4 - wave, -3.0), (-wide + 1.4, low - 1),
    ]  # fmt: skip
    canvas.shape([*outer, *inner], traits.hair)
    _shine(canvas, traits)


def _straight(canvas: Canvas, traits: Traits) -> None:
    _parted(canvas, traits, low=20 + traits.head.length * 22)


def _wavy(canvas: Canvas, traits: Traits) -> None:
    _parted(canvas, traits, low=16 + traits.head.length * 16, wave=2.0)


def _bob(canvas: Canvas, traits: Traits) -> None:
    _parted(canvas, traits, low=16 + traits.head.length * 8)


def _curtain(canvas: Canvas, traits: Traits) -> None:
    """A long parting with a fringe that opens to both sides."""
    _parted(canvas, traits, low=22 + traits.head.length * 14)
    wide, high = traits.head.wide, traits.head.high
    for side in (-1, 1):
        wing = [
            (0.0, -high * 0.92),
            (side * wide * 0.5, -high * 0.66),
            (side * wide * 0.88, -high * 0.08),
            (side * wide * 0.95, -high * 0.5),
        ]
        canvas.shape([*wing, (side * wide * 0.5, -high * 0.95)], traits.hair)


def _fringe(canvas: Canvas, traits: Traits) -> None:
    """A fringe straight across the forehead."""
    wide, high = traits.head.wide, traits.head.high
    outer = _crown(traits, over=4.8, ear=14 + traits.head.length * 20)
    low = outer[-1][1]
    edge = -high * 0.36
    inner = [
        (wide - 1.6, low - 1),
        (wide - 3, edge + 8),
        (wide - 5, edge),
        (0.0, edge + 1.2),
        (-wide + 5, edge),
        (-wide + 3, edge + 8),
    ]
    canvas.shape([*outer, *inner, (-wide + 1.6, low - 1)], traits.hair)
    strand = mixed(traits.hair, DEEP, 0.18)
    for x in (-11.0, -4.0, 3.0, 10.0):
        canvas.stroke([(x * 0.8, -high * 0.72), (x, edge - 0.5)], strand, 0.6)
    _shine(canvas, traits)


def _swept(canvas: Canvas, traits: Traits) -> None:
    """All to one side, as in the first sketches."""
    wide, high = traits.head.wide, traits.head.high
    side = 1 if traits.head.part > 0 else -1
    low = 18 + traits.head.length * 24
    outer = _crown(traits, over=5.0, ear=low)
    inner = [
        (wide - 1.5, low - 1), (wide - 3, -2.0), (wide * 0.84, -high * 0.5), (wide * 0.55, -high * 0.82),
        (wide * 0.1, -high * 0.62), (-wide * 0.55, -high * 0.3), (-wide + 3, 1.0), (-wide + 1.5, low - 1),
    ]  # fmt: skip
    points = [*outer, *inner]
    canvas.shape([(x * side, y) for x, y in points], traits.hair)
    _shine(canvas, traits)


def _pixie(canvas: Canvas, traits: Traits) -> None:
    wide, high = traits.head.wide, traits.head.high
    side = 1 if traits.head.part > 0 else -1
    outer = _crown(traits, over=4.0 + traits.head.length * 2.5, ear=1.0)
    inner = [(wide - 1.5, -1.0), (wide * 0.86, -high * 0.32), (wide * 0.42, -high * 0.62), (-wide * 0.3, -high * 0.44)]
    inner += [(-wide * 0.72, -high * 0.26), (-wide * 0.94, -high * 0.12), (-wide + 1.5, -1.0)]
    canvas.shape([(x * side, y) for x, y in (*outer, *inner)], traits.hair)
    _shine(canvas, traits)


def _crop(canvas: Canvas, traits: Traits) -> None:
    """Cut close to the head."""
    wide, high = traits.head.wide, traits.head.high
    outer = _crown(traits, over=1.8, ear=-2.0)
    inner = [(wide - 0.8, -4.0), (wide * 0.8, -high * 0.5), (wide * 0.4, -high * 0.7), (0.0, -high * 0.72)]
    canvas.shape([*outer, *inner, *mirrored(inner[:-1])], traits.hair)


def _sleek(canvas: Canvas, traits: Traits) -> None:
    """Drawn back from the forehead; braids come forward over the shoulders."""
    wide, high, part = traits.head.wide, traits.head.high, traits.head.part
    outer = _crown(traits, over=2.6, ear=2.0)
    inner = [(wide - 0.6, 0.0), (wide * 0.88, -high * 0.4), (wide * 0.5, -high * 0.72), (part * 0.3, -high * 0.8)]
    left = [(-wide * 0.5, -high * 0.72), (-wide * 0.88, -high * 0.4), (-wide + 0.6, 0.0)]
    canvas.shape([*outer, *inner, *left], traits.hair)
    _shine(canvas, traits)
    if traits.style == "braid":
        _braid(canvas, traits, 1 if part > 0 else -1)
    elif traits.style == "two_braids":
        _braid(canvas, traits, 1)
        _braid(canvas, traits, -1)


def _braid(canvas: Canvas, traits: Traits, side: int) -> None:
    x, y = traits.head.wide * 0.98, 12.0
    tones = (traits.hair, mixed(traits.hair, DEEP, 0.22))
    for knot in range(9):
        canvas.oval(side * (x + (1.6 if knot % 2 else -0.4)), y + knot * 6.2, 5.0 - knot * 0.22, 4.6, tones[knot % 2])
    canvas.oval(side * x, y + 54, 2.6, 2.0, traits.trim)


def _ringlets(canvas: Canvas, traits: Traits, rng: Random) -> None:
    wide, high = traits.head.wide, traits.head.high
    outer = _crown(traits, over=4.5, ear=2.0)
    inner = [
        (wide - 1, -1.0),
        (wide * 0.8, -high * 0.42),
        (0.0, -high * 0.66),
        (-wide * 0.8, -high * 0.42),
        (-wide + 1, -1.0),
    ]
    canvas.shape([*outer, *inner], traits.hair)
    light = mixed(traits.hair, LIT, 0.10)
    for angle in range(180, 361, 15):
        size = rng.uniform(4.0, 6.2)
        x, y = cos(radians(angle)) * wide * 0.94, sin(radians(angle)) * high * 0.86
        canvas.oval(x, y, size, size, light if rng.random() < 0.35 else traits.hair)


def _wrapped(canvas: Canvas, traits: Traits) -> None:
    """A headscarf."""
    wide, high = traits.head.wide, traits.head.high
    outer = _crown(traits, over=5.5, ear=high * 0.5)
    inner = [(wide * 0.9, high * 0.42), (wide * 0.93, -4.0), (wide * 0.66, -high * 0.56), (0.0, -high * 0.7)]
    canvas.shape([*outer, *inner, *mirrored(inner[:-1])], traits.trim)
    fold = mixed(traits.trim, LIT, 0.3)
    canvas.stroke([(-wide * 0.7, -high * 0.72), (0, -high * 0.9), (wide * 0.7, -high * 0.72)], fold, 1.2)
    knot = [
        (-wide * 0.5, high * 0.98),
        (0, high * 1.12),
        (wide * 0.5, high * 0.98),
        (wide * 0.3, high * 1.3),
        (-wide * 0.3, high * 1.3),
    ]
    canvas.shape(knot, traits.trim)


def _hat(canvas: Canvas, traits: Traits) -> None:
    """A knitted hat over what hair there is."""
    if not traits.man:
        _parted(canvas, traits, low=20 + traits.head.length * 16)
    wide, high = traits.head.wide, traits.head.high
    outer = _crown(traits, over=7.0, ear=-high * 0.42)
    canvas.shape([*outer, (0.0, -high * 0.36)], traits.trim)
    band = [
        (-wide - 4, -high * 0.62),
        (0, -high * 0.7),
        (wide + 4, -high * 0.62),
        (wide + 4, -high * 0.36),
        (0, -high * 0.42),
    ]
    canvas.shape([*band, (-wide - 4, -high * 0.36)], mixed(traits.trim, LIT, 0.22))
    canvas.oval(0, -high - 10, 5.5, 5.5, mixed(traits.trim, LIT, 0.22))


FRONTS: dict[str, Callable[[Canvas, Traits], None]] = {
    "straight": _straight, "wavy": _wavy, "curtain": _curtain, "bob": _bob, "fringe": _fringe,
    "swept": _swept, "pixie": _pixie, "crop": _crop, "scarf": _wrapped, "hat": _hat,
}  # fmt: skip
