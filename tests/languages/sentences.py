"""The sentences that are said in the code and in the templates, and catalogues made of them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from tests.house.checkout import ROOT

Sentence: TypeAlias = "str | tuple[str, ...]"
KEYWORDS = {**DEFAULT_KEYWORDS, "said": None, "counted": (1, 2)}


def sentences() -> set[Sentence]:
    """All that `make languages` finds: a sentence, or the two forms of one that counts."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {mapping["pattern"]: mapping for mapping in mappings}
    found = set()
    for folder in ("casting", "templates"):
        for _, _, sentence, _, _ in _extracted(ROOT / folder, folder, methods, options):
            found.add(tuple(sentence) if isinstance(sentence, list | tuple) else sentence)
    return found


def _extracted(
    folder: Path, name: str, methods: list[tuple[str, str]], options: dict[str, dict[str, str]]
) -> Iterator[tuple[str, int, Sentence, list[str], str | None]]:
    within = [(pattern.removeprefix(f"{name}/"), method) for pattern, method in methods if pattern.startswith(name)]
    chosen = {pattern.removeprefix(f"{name}/"): dict(given) for pattern, given in options.items()}
    return extract_from_dir(folder, method_map=within, options_map=chosen, keywords=KEYWORDS)


def marked(folder: Path, code: str) -> None:
    """Write a catalogue in which every translation is the English sentence between ⟦ and ⟧."""
    catalogue = Catalog(locale=code)
    for sentence in sentences():
        forms = [f"⟦{sentence[1]}⟧"] * catalogue.num_plurals if isinstance(sentence, tuple) else f"⟦{sentence}⟧"
        catalogue.add(sentence, forms)
    with (folder / f"{code}.po").open("wb") as file:
        write_po(file, catalogue)
