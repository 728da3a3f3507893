"""Where the files that travel with the program lie: templates, the demonstration's seed, static files, catalogues.

In a checkout `templates/` and `seed/` lie beside the package; the wheel carries them inside it
(`pyproject.toml`, `force-include`). This module alone knows the difference.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """Return the folder of the Jinja2 templates.

    Raises FileNotFoundError when the installation does not have it.
    """
    return _shipped("templates")


def seed_folder() -> Path:
    """Return the folder of the demonstration call's data.

    Raises FileNotFoundError when the installation does not have it.
    """
    return _shipped("seed")


def static_folder() -> Path:
    """Return the folder served under `/static`; `make assets` adds the front-end libraries to it."""
    return _PACKAGE / "web" / "static"


def languages_folder() -> Path:
    """Return the folder of the catalogues, one `.po` file for each language but English."""
    return _PACKAGE / "languages"


def _shipped(name: str) -> Path:
    installed, checkout = _PACKAGE / f"_{name}", _PACKAGE.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"Neither {installed} nor {checkout} exists: the installation is incomplete.")
