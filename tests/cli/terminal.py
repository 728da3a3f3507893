"""A terminal for tests: commands on this test's installation, with what they say and how they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from casting.cli import main
from casting.config import settings


@dataclass(frozen=True)
class Said:
    """How a command ended, what it said, and what it complained of."""

    code: int
    out: str
    complaint: str


@dataclass
class Terminal:
    """Runs commands as `casting` itself does, errors and exit codes included."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, *words: str) -> Said:
        settings.cache_clear()
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = self.capture.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    def type_password(self, *passwords: str) -> None:
        """What is typed when a password is asked for, without being shown."""
        typed = iter(passwords)
        self.patch.setattr("getpass.getpass", lambda *_, **__: next(typed))
        self.patch.setattr("typer._click.termui.hidden_prompt_func", lambda _: next(typed))


@contextmanager
def at_terminal(
    capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch, *, data: Path, database_url: str = ""
) -> Iterator[Terminal]:
    """A terminal whose environment names the installation."""
    patch.setenv("CASTING_DATA", str(data))
    patch.setenv("CASTING_DATABASE_URL", database_url)
    patch.setenv("COLUMNS", "200")
    yield Terminal(capture, patch)
    settings.cache_clear()
