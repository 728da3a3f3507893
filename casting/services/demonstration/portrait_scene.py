"""What stands behind a person in her picture."""

from random import Random

from casting.services.demonstration.portrait_canvas import Canvas, Point, mixed
from casting.services.demonstration.portrait_traits import Traits

WHITE = (255, 255, 255)
NIGHT = (34, 42, 66)
INK = (30, 28, 34)
SNOW = (240, 243, 246)


def draw_scene(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """The background, 100 units wide and 125 high, the origin in its upper left corner."""
    {
        "disc": _disc, "halves": _halves, "hills": _hills, "sea": _sea, "window": _window, "shelf": _shelf,
        "curtain": _curtain, "birches": _birches, "night": _night, "tiles": _tiles, "city": _city,
        "stripes": _stripes, "lights": _lights,
    }.get(traits.scene, _plain)(canvas, traits, rng)  # fmt: skip


def _plain(canvas: Canvas, traits: Traits, rng: Random) -> None:
    edge = rng.uniform(20, 70)
    canvas.shape([(0, edge + 40), (0, 126), (101, 126), (101, edge)], mixed(traits.back, INK, 0.05), curved=False)


def _disc(canvas: Canvas, traits: Traits, rng: Random) -> None:
    canvas.oval(rng.uniform(20, 80), rng.uniform(16, 40), 46, 46, mixed(traits.back, WHITE, rng.uniform(0.22, 0.5)))


def _halves(canvas: Canvas, traits: Traits, rng: Random) -> None:
    top, low = rng.uniform(15, 85), rng.uniform(15, 85)
    other = mixed(traits.back, rng.choice((traits.trim, traits.cloth, WHITE)), 0.35)
    canvas.shape([(top, -1), (101, -1), (101, 126), (low, 126)], other, curved=False)


def _hills(canvas: Canvas, traits: Traits, rng: Random) -> None:
    far = mixed((132, 156, 150), traits.back, 0.4)
    canvas.oval(rng.uniform(15, 85), rng.uniform(16, 34), 8, 8, mixed((250, 226, 170), traits.back, 0.25))
    for layer, base in enumerate((52, 66, 82)):
        crest: list[Point] = [(x, base + rng.uniform(-9, 9)) for x in range(-10, 121, 22)]
        canvas.shape([*crest, (125, 135), (-15, 135)], mixed(far, (62, 92, 74), 0.28 * layer))


def _sea(canvas: Canvas, traits: Traits, rng: Random) -> None:
    level = rng.uniform(58, 80)
    water = mixed((94, 132, 150), traits.back, 0.25)
    canvas.box(-1, level, 101, 126, water)
    for _ in range(7):
        x, y = rng.uniform(0, 90), rng.uniform(level + 3, 120)
        canvas.stroke([(x, y), (x + rng.uniform(6, 18), y)], mixed(water, WHITE, 0.3), 0.8)
    if rng.random() < 0.5:
        canvas.box(-1, level - 1.4, 101, level, mixed(traits.back, INK, 0.25))


def _window(canvas: Canvas, traits: Traits, rng: Random) -> None:
    left = rng.choice((-8.0, 4.0, 52.0, 62.0))
    canvas.box(left, 8, left + 44, 78, mixed(traits.back, WHITE, 0.62))
    frame = mixed(traits.back, INK, 0.16)
    canvas.stroke([(left + 22, 8), (left + 22, 78)], frame, 1.8)
    canvas.stroke([(left, 40), (left + 44, 40)], frame, 1.8)
    canvas.stroke([(left - 3, 79), (left + 47, 79)], frame, 3.0)


def _shelf(canvas: Canvas, traits: Traits, rng: Random) -> None:
    canvas.box(-1, -1, 101, 126, mixed(traits.back, (96, 70, 54), 0.35))
    spines = ((150, 72, 60), (86, 104, 120), (188, 160, 104), (84, 104, 82), (210, 200, 184), (92, 72, 100))
    for row in (26, 60, 94):
        x = -2.0
        while x < 100:
            wide, high = rng.uniform(3.5, 7), rng.uniform(16, 25)
            canvas.box(x, row - high, x + wide, row, mixed(rng.choice(spines), traits.back, 0.35))
            x += wide + rng.choice((0.5, 0.5, 0.5, 6.0))
        canvas.box(-1, row, 101, row + 2, mixed(traits.back, INK, 0.45))


def _curtain(canvas: Canvas, traits: Traits, rng: Random) -> None:
    cloth = mixed(rng.choice(((132, 40, 44), (52, 66, 92), (60, 78, 66), (92, 60, 84))), traits.back, 0.2)
    canvas.box(-1, -1, 101, 126, cloth)
    x = rng.uniform(-4, 4)
    while x < 104:
        wide = rng.uniform(3, 6)
        canvas.shape(
            [(x, -1), (x + wide, -1), (x + wide + 1.5, 126), (x - 1, 126)], mixed(cloth, INK, 0.22), curved=False
        )
        x += wide + rng.uniform(6, 11)


def _birches(canvas: Canvas, traits: Traits, rng: Random) -> None:
    canvas.box(-1, -1, 101, 126, mixed((176, 192, 160), traits.back, 0.5))
    x = rng.uniform(0, 8)
    while x < 100:
        wide = rng.uniform(3.5, 6.5)
        canvas.box(x, -1, x + wide, 126, mixed(SNOW, traits.back, 0.2))
        for _ in range(5):
            y = rng.uniform(2, 118)
            canvas.stroke([(x + 0.4, y), (x + wide * rng.uniform(0.3, 0.7), y + 0.6)], (84, 82, 80), 1.0)
        x += wide + rng.uniform(9, 20)


def _night(canvas: Canvas, traits: Traits, rng: Random) -> None:
    sky = mixed(NIGHT, traits.back, rng.uniform(0.05, 0.25))
    canvas.box(-1, -1, 101, 126, sky)
    for _ in range(26):
        size = rng.choice((0.3, 0.4, 0.6))
        canvas.oval(rng.uniform(0, 100), rng.uniform(0, 90), size, size, mixed(sky, WHITE, 0.8))
    if rng.random() < 0.5:
        canvas.oval(rng.choice((16.0, 84.0)), 20, 7, 7, (236, 228, 204))


def _tiles(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """The wall of a ward, a kitchen or a pool."""
    wall = mixed((176, 202, 204), traits.back, 0.4)
    canvas.box(-1, -1, 101, 126, wall)
    joint = mixed(wall, WHITE, 0.45)
    size = rng.uniform(11, 17)
    for step in range(1, 12):
        canvas.stroke([(step * size, -1), (step * size, 126)], joint, 0.8)
        canvas.stroke([(-1, step * size), (101, step * size)], joint, 0.8)


def _city(canvas: Canvas, traits: Traits, rng: Random) -> None:
    x = -4.0
    while x < 100:
        wide, top = rng.uniform(10, 20), rng.uniform(26, 68)
        house = mixed(traits.back, INK, rng.uniform(0.10, 0.26))
        canvas.box(x, top, x + wide, 126, house)
        for y in range(int(top) + 5, 100, 9):
            if rng.random() < 0.7:
                canvas.box(x + wide * 0.25, y, x + wide * 0.25 + 2.2, y + 3.2, mixed(house, (255, 232, 176), 0.6))
            if rng.random() < 0.7:
                canvas.box(x + wide * 0.62, y, x + wide * 0.62 + 2.2, y + 3.2, mixed(house, (255, 232, 176), 0.6))
        x += wide


def _stripes(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """Wallpaper."""
    pace = rng.uniform(7, 13)
    tone = mixed(traits.back, rng.choice((WHITE, traits.trim)), 0.24)
    for step in range(1 + int(100 / pace)):
        canvas.box(step * pace, -1, step * pace + pace * 0.45, 126, tone)


def _lights(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """Lamps out of focus."""
    ground = mixed(traits.back, INK, rng.choice((0.15, 0.55)))
    canvas.box(-1, -1, 101, 126, ground)
    for _ in range(14):
        size = rng.uniform(2.5, 7.5)
        glow = mixed(
            ground, rng.choice(((255, 224, 160), (255, 190, 150), WHITE, (180, 214, 230))), rng.uniform(0.16, 0.42)
        )
        canvas.oval(rng.uniform(0, 100), rng.uniform(0, 80), size, size, glow)
