"""The portraits of invented applicants, and what happens to a file before it is handed in again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageEnhance, ImageOps

from casting.services.demonstration.portraits import draw_portrait


@dataclass(frozen=True)
class Portrait:
    """Which drawing was handed in, and what happened to the file before; index -1 is a picture of nothing."""

    index: int
    change: str = "as drawn"


def picture(portrait: Portrait, *, seed: int) -> bytes:
    """The file that was handed in, JPEG."""
    chance = Random(f"{seed} {portrait}")
    made = Image.new("RGB", (640, 800), "#d9d9d9")
    if portrait.index >= 0:
        made = draw_portrait(portrait.index, seed=seed, width=640, height=800)
    made = CHANGES[portrait.change](made, chance)
    sent = BytesIO()
    made.save(sent, "JPEG", quality=chance.choice((55, 70, 85)) if portrait.change != "as drawn" else 90)
    return sent.getvalue()


def _cropped(made: Image.Image, chance: Random) -> Image.Image:
    left, top, right, low = (chance.uniform(0.01, 0.06) for _ in range(4))
    wide, high = made.size
    return made.crop((round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - low))))


CHANGES: Mapping[str, Callable[[Image.Image, Random], Image.Image]] = {
    "as drawn": lambda made, _: made,
    "saved again": lambda made, _: made,
    "smaller": lambda made, chance: made.resize((round(400 * (s := chance.uniform(0.7, 1.3))), round(500 * s))),
    "lighter": lambda made, chance: ImageEnhance.Brightness(made).enhance(chance.uniform(1.1, 1.35)),
    "more contrast": lambda made, chance: ImageEnhance.Contrast(made).enhance(chance.uniform(1.15, 1.4)),
    "grey": lambda made, _: ImageOps.grayscale(made).convert("RGB"),
    "cropped": _cropped,
    "mirrored": lambda made, _: ImageOps.mirror(made),
}
