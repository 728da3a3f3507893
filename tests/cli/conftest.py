"""Every command is tested at a terminal of its own installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, at_terminal
from tests.installation import furnish


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    """A terminal on an empty, migrated database."""
    with at_terminal(capsys, monkeypatch, data=tmp_path / "data", database_url=database_url) as found:
        (tmp_path / "data").mkdir()
        yield found


@pytest.fixture
def furnished_url(database_url: str, tmp_path: Path) -> str:
    """The terminal's own database, furnished."""
    furnish(database_url, tmp_path).close()
    return database_url
