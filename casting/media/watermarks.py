"""A picture with somebody's name drawn into it, so that a copy that goes astray says whose it was."""

import io
import math
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

QUALITY: Final = 80
TURN: Final = 30
"""Degrees by which the words rise."""
LINES: Final = 9
"""How many lines of words stand from corner to corner."""
KEPT: Final = 4
"""How many drawings of words a process keeps: at most 4.6 MB each."""
FAINT: Final = 85
"""Of 255: how strong the words are over the eyes."""
_LIGHT, _DARK = (255, 255, 255, 105), (0, 0, 0, 70)
_MEASURED_AT: Final = 100


def watermarked(content: bytes, *, words: str) -> bytes:
    """The picture as a new JPEG of the same size, with the words across all of it, light with a dark edge.

    They can be read on a light ground and on a dark one. Letters that Noto Sans and Noto Sans Arabic do not have are
    drawn as empty boxes.

    Args:
        content: a JPEG that was drawn here; nothing else is read.
        words: one line, not empty.
    """
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
        picture = opened.convert("RGBA")
    picture.alpha_composite(_layer(words, *picture.size))
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()


@lru_cache(maxsize=KEPT)
def _layer(words: str, width: int, height: int) -> Image.Image:
    """The words alone, line by line, every second one moved by half of its length, turned as a whole.

    A page of portraits has one size and one name: drawing the words is nearly all of the work.
    """
    side = math.ceil(math.hypot(width, height))
    layer = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(layer)
    font = _fitting(words, across=width)
    length = max(1.0, draw.textlength(f"{words}   ", font=font))
    for line in range(LINES + 1):
        start = -length / 2 if line % 2 else 0.0
        for number in range(math.ceil(side / length) + 1):
            at = (start + number * length, line * side / LINES)
            draw.text(at, words, font=font, fill=_LIGHT, stroke_width=1, stroke_fill=_DARK)
    left, top = (side - width) // 2, (side - height) // 2
    turned = layer.rotate(TURN, Image.Resampling.BILINEAR).crop((left, top, left + width, top + height))
    turned.putalpha(ImageChops.multiply(turned.getchannel("A"), _strength(width, height)))
    return turned


def _strength(width: int, height: int) -> Image.Image:
    """How strong the words are where: a third over the eyes, where a portrait has them, for that is what is looked at.

    Nobody gains by cutting the rest away: what is left is no portrait.
    """
    strength = Image.new("L", (width, height), 255)
    eyes = (width * 0.2, height * 0.33, width * 0.8, height * 0.5)
    ImageDraw.Draw(strength).ellipse(eyes, fill=FAINT)
    return strength.filter(ImageFilter.GaussianBlur(height / 40))


def _fitting(words: str, *, across: int) -> ImageFont.FreeTypeFont:
    """A font in which the words take no more than three quarters of the picture's width, and stay legible."""
    package = "fontpkg_noto_sans_arabic" if any("\u0600" <= letter <= "\u08ff" for letter in words) else FONT
    length = _font(package, _MEASURED_AT).getlength(words)
    fits = across * 0.75 / max(1.0, length / _MEASURED_AT)
    return _font(package, max(10, min(across // 14, int(fits))))


FONT: Final = "fontpkg_noto_sans"
_FILES: Final = {FONT: "NotoSans[wdth,wght].ttf", "fontpkg_noto_sans_arabic": "NotoSansArabic[wdth,wght].ttf"}


@lru_cache(maxsize=16)
def _font(package: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(str(files(package))) / "files" / _FILES[package], size)
