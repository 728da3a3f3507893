"""The letters that a PDF or a drawn picture can show: those of the fonts that come with the product, and no others."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from struct import iter_unpack, unpack_from
from unicodedata import category

FONTS = (
    "fontpkg_noto_sans/files",
    "fontpkg_noto_serif/files",
    "fontpkg_noto_sans_arabic/files",
    "noto_cjk_sans_otc",
)
"""Latin, Greek, Cyrillic and Devanagari; Arabic; Chinese, Japanese and Korean, with arrows and mathematical signs."""
LEFT_OUT = "[…]"
_BY_RANGES = 12
_AGAIN = re.compile(r"(?:\[…\][\u200d\ufe0f]*){2,}")


def font_folders() -> list[Path]:
    """Where the fonts lie."""
    told = [one.partition("/") for one in FONTS]
    return [Path(str(files(package))) / inner for package, _, inner in told]


def drawable(text: str, *, instead: str = LEFT_OUT) -> str:
    """The text with `instead` for every run of letters that no font has: an empty box would say nothing."""
    if text.isascii():
        return text
    known = letters()
    runs = groupby(text, key=lambda letter: ord(letter) in known or letter.isspace() or category(letter) == "Cf")
    return _AGAIN.sub(LEFT_OUT, "".join("".join(run) if fits else instead for fits, run in runs))


@cache
def letters() -> frozenset[int]:
    """The code points of all fonts together."""
    found = (path for folder in font_folders() for path in folder.iterdir() if path.suffix in {".ttf", ".ttc"})
    return frozenset(point for path in found for point in _letters_of(path.read_bytes()))


def _letters_of(font: bytes) -> Iterator[int]:
    """Of a font, or of the first of a collection; see OpenType 1.9, `cmap`, format 12: segmented coverage."""
    (start,) = unpack_from(">I", font, 12) if font.startswith(b"ttcf") else (0,)
    (count,) = unpack_from(">H", font, start + 4)
    tables = dict(_table(font, start + 12 + 16 * number) for number in range(count))
    at = tables[b"cmap"]
    for number in range(unpack_from(">H", font, at + 2)[0]):
        table = at + unpack_from(">I", font, at + 8 + 8 * number)[0]
        if unpack_from(">H", font, table)[0] == _BY_RANGES:
            ranges = table + 16, table + 16 + 12 * unpack_from(">I", font, table + 12)[0]
            for first, last, _ in iter_unpack(">III", font[slice(*ranges)]):
                yield from range(first, last + 1)
            return


def _table(font: bytes, at: int) -> tuple[bytes, int]:
    """A table's name, and where it begins."""
    name, _, begins = unpack_from(">4sII", font, at)
    return name, begins
