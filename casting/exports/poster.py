"""The picture that messengers and networks show beside a link to a call, drawn by typst from the call's own words."""

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from casting.exports.presentation import fonts, words
from casting.resources import templates_folder

WIDTH, HEIGHT = 1200, 630
"""In pixels."""
_PIXELS_PER_INCH = 144.0


@lru_cache(maxsize=64)
def draw_poster(*, title: str, production: str, roles: tuple[str, ...]) -> bytes:
    """The picture as PNG. The same words give the same picture, which is drawn once."""
    with TemporaryDirectory(prefix="casting-poster-") as folder:
        root = Path(folder)
        template = root / "poster.typ"
        template.write_bytes((templates_folder() / "presentation" / "poster.typ").read_bytes())
        said = {"title": title, "production": production, "roles": " · ".join(roles)}
        told = {name: words(text, instead="") for name, text in said.items()}
        (root / "poster.json").write_text(json.dumps(told), encoding="utf-8")
        made = typst.compile(template, root=root, font_paths=fonts(), format="png", ppi=_PIXELS_PER_INCH)
    if not isinstance(made, bytes):
        raise TypeError("a poster has one page")
    return made
