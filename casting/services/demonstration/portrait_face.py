"""Faces: outline, eyes, nose, mouth, what age writes, and what one puts on."""

from random import Random

from casting.services.demonstration.portrait_canvas import Canvas, Colour, Point, mirrored, mixed
from casting.services.demonstration.portrait_traits import Traits

INK = (38, 30, 30)
WHITE = (250, 248, 244)
GOLD = (206, 168, 86)
SHADOW = (58, 30, 40)
EYES_AT = 2.0
MOUTH_AT = 19.5


def outline(traits: Traits) -> list[Point]:
    """The face from the crown down the right side and up the left; the origin lies between the temples."""
    wide, high = traits.head.wide, traits.head.high
    right = [
        (wide * 0.62, -high * 0.86),
        (wide * 0.95, -high * 0.42),
        (wide, high * 0.05),
        (wide * traits.head.jaw, high * 0.58),
        (wide * traits.head.chin, high * 0.92),
    ]
    return [(0.0, -high), *right, (0.0, high), *mirrored(right)]


def draw_face(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """Ears, skin, light, features: everything in front of the hair at the back."""
    shade = mixed(traits.skin, SHADOW, 0.16)
    for side in (-1, 1):
        canvas.oval(side * (traits.head.wide - 0.4), EYES_AT + 3, 3.4, 5.6, mixed(traits.skin, SHADOW, 0.08))
        canvas.oval(side * (traits.head.wide + 0.2), EYES_AT + 3, 1.6, 3.2, shade)
    canvas.shape(outline(traits), traits.skin)
    if traits.light:
        _side_light(canvas, traits, mixed(traits.skin, SHADOW, 0.07))
    _cheeks(canvas, traits)
    if traits.freckles:
        _freckles(canvas, traits, rng)
    _age(canvas, traits)
    if traits.beard:
        _beard(canvas, traits)
    _nose(canvas, traits, shade)
    _mouth(canvas, traits)
    for side in (-1, 1):
        _eye(canvas, traits, side)
        _brow(canvas, traits, side)
    if traits.mole:
        canvas.oval(traits.light * 8 or 7, MOUTH_AT - 4.5, 0.75, 0.75, mixed(traits.skin, INK, 0.6))


def _side_light(canvas: Canvas, traits: Traits, shade: Colour) -> None:
    """The side away from the window, a crescent a little darker."""
    side, wide, high = traits.light, traits.head.wide, traits.head.high
    outer = [
        (wide * 0.62, -high * 0.86),
        (wide * 0.95, -high * 0.42),
        (wide, high * 0.05),
        (wide * traits.head.jaw, high * 0.58),
    ]
    inner = [
        (wide * traits.head.chin * 0.8, high * 0.93),
        (wide * 0.52, high * 0.5),
        (wide * 0.66, 0.0),
        (wide * 0.5, -high * 0.5),
    ]
    canvas.shape([(x * side, y) for x, y in (*outer, *inner)], shade)


def _cheeks(canvas: Canvas, traits: Traits) -> None:
    rose = mixed(traits.skin, (214, 96, 92), 0.16 if not traits.man else 0.07)
    for side in (-1, 1):
        canvas.oval(side * traits.head.wide * 0.56, EYES_AT + 9.5, 5.0, 3.4, rose)


def _freckles(canvas: Canvas, traits: Traits, rng: Random) -> None:
    tone = mixed(traits.skin, (150, 84, 52), 0.5)
    for _ in range(22):
        size = rng.uniform(0.3, 0.55)
        canvas.oval(rng.gauss(0, traits.head.wide * 0.36), EYES_AT + 7 + rng.gauss(0, 2.4), size, size, tone)


def _age(canvas: Canvas, traits: Traits) -> None:
    """Lines that come with the years, deeper with more of them."""
    if traits.age < 36:
        return
    depth = min(0.34, 0.10 + (traits.age - 36) * 0.011)
    line = mixed(traits.skin, SHADOW, depth)
    for side in (-1, 1):
        gap = side * traits.head.eye_gap
        canvas.stroke([(gap - 3.4, EYES_AT + 5.2), (gap, EYES_AT + 6.2), (gap + 3.4, EYES_AT + 5.2)], line, 0.8)
        canvas.stroke([(side * 5.4, EYES_AT + 11), (side * 8.4, MOUTH_AT - 3), (side * 9.6, MOUTH_AT + 1)], line, 0.8)
        if traits.age > 44:
            edge = side * (traits.head.eye_gap + 5.6)
            canvas.stroke([(edge, EYES_AT - 0.4), (edge + side * 2.6, EYES_AT - 1.6)], line, 0.6)
            canvas.stroke([(edge, EYES_AT + 1), (edge + side * 2.6, EYES_AT + 1.8)], line, 0.6)
    if traits.age > 50:
        for y in (-14.5, -17.5):
            canvas.stroke([(-9, y), (0, y - 0.8), (9, y)], line, 0.7)


def _beard(canvas: Canvas, traits: Traits) -> None:
    wide, high = traits.head.wide, traits.head.high
    right = [
        (wide * 0.99, 5.0),
        (wide * traits.head.jaw * 1.01, high * 0.6),
        (wide * traits.head.chin * 1.05, high * 0.97),
    ]
    inner = [
        (-wide * 0.7, 9.0),
        (-8.0, MOUTH_AT - 4.6),
        (0.0, MOUTH_AT - 4.2),
        (8.0, MOUTH_AT - 4.6),
        (wide * 0.7, 9.0),
    ]
    canvas.shape([*right, (0.0, high * 1.05), *mirrored(right), *inner], mixed(traits.hair, traits.skin, 0.12))


def _nose(canvas: Canvas, traits: Traits, shade: Colour) -> None:
    top, tip = EYES_AT + 3.5, EYES_AT + 3.5 + traits.head.nose_long
    side = traits.light or 1.0
    if traits.head.nose == 0:
        canvas.stroke([(0.4 * side, top), (-1.8 * side, tip - 1), (1.6 * side, tip)], shade, 1.2)
    elif traits.head.nose == 1:
        canvas.stroke([(-2.8, tip - 0.6), (0, tip + 0.6), (2.8, tip - 0.6)], shade, 1.3)
    elif traits.head.nose == 2:
        canvas.shape([(0.4 * side, top), (2.9 * side, tip - 0.5), (0, tip + 0.6), (-0.6 * side, tip - 2)], shade)
    else:
        canvas.stroke(
            [(1.4 * side, top - 2), (1.9 * side, tip - 3), (3.0 * side, tip - 0.6), (0, tip + 0.4)], shade, 1.1
        )


def _mouth(canvas: Canvas, traits: Traits) -> None:
    wide, smile, full = traits.head.mouth_wide, traits.head.smile, traits.head.full
    corner = MOUTH_AT - smile * 0.5
    low = MOUTH_AT + smile * 0.5
    if traits.head.teeth and smile > 0.8:
        top = [(-wide, corner), (-wide * 0.4, low - 0.6), (wide * 0.4, low - 0.6), (wide, corner)]
        canvas.shape([*top, (wide * 0.5, low + 3.2 + full), (-wide * 0.5, low + 3.2 + full)], traits.lips)
        canvas.shape([(-wide * 0.8, corner + 0.6), (0, low), (wide * 0.8, corner + 0.6), (0, low + 2.7)], WHITE)
        return
    upper = [
        (-wide, corner),
        (-wide * 0.32, low - full * 1.2),
        (0, low - full * 0.6),
        (wide * 0.32, low - full * 1.2),
        (wide, corner),
    ]
    canvas.shape([*upper, (wide * 0.45, low + full * 1.5), (-wide * 0.45, low + full * 1.5)], traits.lips)
    canvas.stroke([(-wide, corner), (0, low), (wide, corner)], mixed(traits.lips, INK, 0.45), 0.75)


def _eye(canvas: Canvas, traits: Traits, side: int) -> None:
    x, size = side * traits.head.eye_gap, traits.head.eye_size
    wide, high = 4.5 * size, (2.0 if traits.head.fold else 2.55) * size
    inner, outer = (x - side * wide, EYES_AT + 0.5), (x + side * wide, EYES_AT - traits.head.eye_slant)
    upper = [inner, (x - side * wide * 0.35, EYES_AT - high), (x + side * wide * 0.4, EYES_AT - high), outer]
    canvas.shape([*upper, (x, EYES_AT + high * 0.75)], WHITE)
    canvas.oval(x + traits.head.look, EYES_AT - 0.3, 2.1 * size, 2.1 * size, traits.iris)
    canvas.oval(x + traits.head.look, EYES_AT - 0.3, 1.05 * size, 1.05 * size, INK)
    canvas.oval(x + traits.head.look + 0.8, EYES_AT - 1.1, 0.5, 0.5, WHITE)
    lid = mixed(traits.skin, SHADOW, 0.22)
    if not traits.head.fold:
        canvas.stroke([(px, py - 1.7) for px, py in upper[1:]], lid, 0.7)
    canvas.stroke(upper, INK if not traits.man else mixed(INK, traits.skin, 0.3), 1.1 if not traits.man else 0.8)
    if not traits.man:
        canvas.stroke([outer, (outer[0] + side * 1.5, outer[1] - 1.2)], INK, 0.8)


def _brow(canvas: Canvas, traits: Traits, side: int) -> None:
    x, y = side * traits.head.eye_gap, EYES_AT - 7.6
    tone = mixed(traits.hair, INK, 0.35)
    lift = traits.head.brow_lift
    points = [(x - side * 5.2, y + 0.8), (x + side * 0.6, y - 1 - lift * 0.4), (x + side * 5.8, y + 0.6 - lift * 0.2)]
    canvas.stroke(points, tone, traits.head.brow)


def draw_worn(canvas: Canvas, traits: Traits) -> None:
    """Glasses and earrings, which lie before hair and face."""
    ear = traits.head.wide + 0.6
    for side in (-1, 1):
        if traits.earring == "stud":
            canvas.oval(side * ear, EYES_AT + 9, 1.1, 1.1, GOLD)
        elif traits.earring == "hoop":
            canvas.ring(side * (ear + 0.2), EYES_AT + 12.4, 2.7, 3.6, GOLD, width=0.8)
        elif traits.earring == "drop":
            canvas.stroke([(side * ear, EYES_AT + 8.5), (side * ear, EYES_AT + 13)], GOLD, 0.6)
            canvas.oval(side * ear, EYES_AT + 14.6, 1.4, 2.1, traits.trim)
    if traits.glasses:
        _glasses(canvas, traits, traits.glasses)


def _glasses(canvas: Canvas, traits: Traits, kind: str) -> None:
    frame = {"round": (70, 50, 42), "square": INK, "cat": (110, 34, 44), "thin": (170, 150, 110)}[kind]
    width = {"square": 1.5, "cat": 1.5}.get(kind, 1.0)
    for side in (-1, 1):
        x = side * traits.head.eye_gap
        if kind in {"round", "thin"}:
            canvas.ring(x, EYES_AT + 0.4, 7.0, 6.6, frame, width=width)
        else:
            rise = 1.8 if kind == "cat" else 0.0
            box = [(-6.6, -4.8), (6.8, -4.8 - rise), (6.4, 4.6), (-5.8, 4.8)]
            corners = [(x + side * px, EYES_AT + 0.6 + py) for px, py in box]
            canvas.stroke([*corners, corners[0]], frame, width, curved=False)
        canvas.stroke([(x + side * 6.8, EYES_AT - 1), (side * (traits.head.wide - 1.2), EYES_AT - 1.6)], frame, width)
    gap = traits.head.eye_gap - 6.6
    canvas.stroke([(-gap, EYES_AT - 0.8), (0, EYES_AT - 1.8), (gap, EYES_AT - 0.8)], frame, width)
