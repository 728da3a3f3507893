"""Databases made as copies: of one that was migrated, of one that was furnished, of a scene that takes long to set."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.cluster import Server
from tests.installation import Installation, furnished

Said = TypeVar("Said")
Original = Path | str
"""A SQLite file, or the name of a database of the run's PostgreSQL."""

_numbers = itertools.count(1)


def database_name(purpose: str) -> str:
    """A name that no other test, worker or run on the same server has."""
    return f"{purpose}_{os.getpid()}_{next(_numbers)}"


@contextmanager
def copy_of(request: pytest.FixtureRequest, original: Original, folder: Path) -> Iterator[str]:
    """The URL of a copy, in `folder` where it is a file, which goes with the block where it is not."""
    copy = _copied(request, original, folder, "test")
    yield _url(request, copy)
    if isinstance(copy, str):
        _server(request).drop(copy)


class Scenes:
    """Scenes by their names: each is set once in a process and on each database, and a test plays in a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._set: dict[tuple[str, str], tuple[Original, Path, Any]] = {}

    @contextmanager
    def played(
        self,
        request: pytest.FixtureRequest,
        name: str,
        database: str,
        folder: Path,
        build: Callable[[Installation], Said],
    ) -> Iterator[tuple[Installation, Said]]:
        """A copy of the scene that `build` sets in a furnished installation, and what it said, which holds none."""
        if (name, database) not in self._set:
            place = self._folder / str(len(self._set))
            place.mkdir()
            original = _copied(request, request.getfixturevalue(f"furnished_{database}"), place, "scene")
            made = furnished(_url(request, original), place)
            said = build(made)
            made.close()
            self._set[name, database] = original, place, said
        original, place, said = self._set[name, database]
        shutil.copytree(place / "data", folder / "data", dirs_exist_ok=True)
        with copy_of(request, original, folder) as url:
            made = furnished(url, folder)
            yield made, said
            made.close()


def _copied(request: pytest.FixtureRequest, original: Original, folder: Path, purpose: str) -> Original:
    if isinstance(original, Path):
        return Path(shutil.copy(original, folder / "casting.sqlite"))
    name = database_name(purpose)
    _server(request).create(name, template=original)
    return name


def _url(request: pytest.FixtureRequest, made: Original) -> str:
    return f"sqlite:///{made}" if isinstance(made, Path) else _server(request).url(made)


def _server(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue("postgresql")
    return server
