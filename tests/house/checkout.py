"""The files of this checkout, as the house tests read them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What `make` and the tools leave behind; .gitignore names the same.
ENVIRONMENTS = {".venv", ".venv-bench", ".venv-pretalx"}
MADE = {".git", *ENVIRONMENTS, ".cache", "node_modules", "dist", "data", "vendor", "__pycache__"}


def modules() -> list[Path]:
    """Every Python file of the product, sorted."""
    return sorted(ROOT.glob("casting/**/*.py"))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the checkout that is text, with its content."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith("_cache")]
        for path in (Path(folder, name) for name in names):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
