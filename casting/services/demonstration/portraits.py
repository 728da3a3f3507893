"""Drawn portraits of nobody: flat head-and-shoulders pictures that differ at a glance."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from casting.services.demonstration.chance import stream
from casting.services.demonstration.life import sketched
from casting.services.demonstration.portrait_canvas import Canvas, mixed
from casting.services.demonstration.portrait_clothes import draw_body
from casting.services.demonstration.portrait_face import draw_face, draw_worn
from casting.services.demonstration.portrait_hair import draw_hair_before, draw_hair_behind
from casting.services.demonstration.portrait_scene import draw_scene
from casting.services.demonstration.portrait_traits import Traits, traits_of

OVERSAMPLED = 2
HEAD_AT = (50.0, 57.0)
TILT_CENTRE = 30.0


def draw_portrait(index: int, *, seed: int, width: int = 768, height: int = 960) -> Image.Image:
    """The portrait of the applicant of this index, RGB, ``width`` x ``height`` pixels (4:5).

    It agrees with her age. A few are poor pictures, as in life: too dark, too far away, cut off, or of a mountain.
    """
    rng = stream(seed, index, "portrait")
    traits = traits_of(sketched(index, seed=seed), rng)
    big = Image.new("RGB", (width * OVERSAMPLED, height * OVERSAMPLED), traits.back)
    pen = ImageDraw.Draw(big)
    unit = big.width / 100
    whole = Canvas(pen, 0.0, 0.0, unit)
    if traits.flaw == "mountain":
        _mountain(whole, traits, rng)
    else:
        draw_scene(whole, traits, rng)
        _person(pen, unit, traits, rng)
    return _developed(big.reduce(OVERSAMPLED), traits)


def _person(pen: ImageDraw.ImageDraw, unit: float, traits: Traits, rng: Random) -> None:
    zoom, x, y = traits.framing.zoom, HEAD_AT[0] + traits.framing.aside, HEAD_AT[1]
    if traits.flaw == "far":
        zoom, y = 0.36, 96.0
    elif traits.flaw == "aside":
        x, y = (92.0 if traits.head.part > 0 else 6.0), 74.0
    x, y, scale = x * unit, y * unit, unit * zoom
    body = Canvas(pen, x, y, scale)
    turned = Canvas(pen, x, y, scale, traits.framing.turn)
    # The head turns about the neck, not about its middle.
    ((px, py),) = turned.placed([(0.0, TILT_CENTRE)])
    head = Canvas(pen, 2 * x - px, y + TILT_CENTRE * scale - (py - y), scale, traits.framing.turn)
    draw_hair_behind(head, traits, rng)
    draw_body(body, traits)
    draw_face(head, traits, rng)
    draw_hair_before(head, traits, rng)
    draw_worn(head, traits)


def _mountain(canvas: Canvas, traits: Traits, rng: Random) -> None:
    """A view, and nobody in it."""
    rock = (104, 112, 126)
    for layer, base in enumerate((60, 84)):
        peak, top = rng.uniform(25, 75), base - rng.uniform(26, 40)
        tone = mixed(rock, traits.back, 0.5 - 0.4 * layer)
        canvas.shape(
            [(-10, 126), (peak - 40, base), (peak, top), (peak + 46, base + 8), (112, 126)], tone, curved=False
        )
        snow = [(peak, top), (peak + 9, top + 9), (peak + 3, top + 8), (peak - 2, top + 12), (peak - 8, top + 7)]
        canvas.shape(snow, (244, 246, 248), curved=False)
    canvas.shape([(-5, 108), (30, 102), (70, 110), (106, 104), (106, 130), (-5, 130)], (86, 108, 84))


def _developed(picture: Image.Image, traits: Traits) -> Image.Image:
    """The picture as a poor camera would have it, where the lot says so."""
    if traits.flaw == "dark":
        return picture.point(lambda level: round(level * 0.26 + 4))
    if traits.flaw == "pale":
        return picture.point(lambda level: min(255, round(level * 0.55 + 120)))
    if traits.flaw == "blurred":
        return picture.filter(ImageFilter.BoxBlur(picture.width / 70))
    return picture
