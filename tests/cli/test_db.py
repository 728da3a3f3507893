"""`casting db` and how every command ends where the database or the settings cannot be used."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from casting.cli import main
from casting.store.engine import connect, revisions
from tests.cli.terminal import Terminal, at_terminal
from tests.house.checkout import ROOT

SLOW = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic_settings",
    "fastapi",
    "numpy",
    "sklearn",
    "PIL",
    "rich",
    "uvicorn",
    "alembic",
}


@pytest.fixture
def bare(
    bare_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    """A terminal on a database without a single table."""
    with at_terminal(capsys, monkeypatch, data=tmp_path / "data", database_url=bare_database_url) as found:
        yield found


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    """A terminal with an empty data folder."""
    with at_terminal(capsys, monkeypatch, data=tmp_path) as found:
        yield found


def newest(url: str) -> str:
    engine = connect(url)
    found = revisions(engine)[1]
    engine.dispose()
    assert found is not None
    return found


def test_an_empty_database_is_upgraded_once(bare: Terminal, bare_database_url: str) -> None:
    head = newest(bare_database_url)
    before = bare.run("db", "status")
    assert (before.code, before.out) == (1, f"The database stands at no migration; the newest is {head}.\n")
    assert bare.run("db", "upgrade").out == f"Upgraded: none → {head}.\n"
    assert bare.run("db", "upgrade").out == f"The database stands at {head}.\n"
    after = bare.run("db", "status")
    assert (after.code, after.out) == (0, f"The database stands at {head}; the newest is {head}.\n")


def test_the_data_folder_is_made_for_the_first_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with at_terminal(capsys, monkeypatch, data=tmp_path / "new" / "data") as terminal:
        assert terminal.run("db", "upgrade").code == 0
    assert (tmp_path / "new" / "data" / "casting.sqlite").is_file()


@pytest.mark.parametrize("words", [("user", "list"), ("call", "list")])
def test_a_database_that_is_behind_is_used_by_no_command(bare: Terminal, words: tuple[str, ...]) -> None:
    said = bare.run(*words)
    assert said.code == 1
    assert "casting db upgrade" in said.complaint
    assert "Traceback" not in said.complaint


@pytest.mark.parametrize("words", [("db", "upgrade"), ("db", "status"), ("user", "list"), ("call", "list")])
@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("postgresql://casting:hidden-word@127.0.0.1:9/casting", "cannot be reached"),
        ("mysql://localhost/casting", "CASTING_DATABASE_URL"),
        ("sqlite:////no/such/folder/casting.sqlite", "does not exist"),
        ("not an address", "CASTING_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(
    nowhere: Terminal, words: tuple[str, ...], url: str, complaint: str
) -> None:
    nowhere.patch.setenv("CASTING_DATABASE_URL", url)
    said = nowhere.run(*words)
    assert said.code == 1
    assert complaint in said.complaint
    assert "Traceback" not in said.complaint
    assert "hidden-word" not in said.complaint


def test_a_setting_that_cannot_be_used_is_named(nowhere: Terminal) -> None:
    nowhere.patch.setenv("CASTING_BODY_LIMIT_MB", "much")
    said = nowhere.run("db", "upgrade")
    assert said.code == 1
    assert "CASTING_BODY_LIMIT_MB" in said.complaint


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("casting.cli.app", fail)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        main(["db", "status"])


@pytest.mark.parametrize("words", [(), ("--help",), ("db", "--help"), ("user", "add", "--help")])
def test_help_loads_nothing_that_is_slow(words: tuple[str, ...]) -> None:
    """So that `casting --help` answers at once; the libraries are named, since a time would depend on the machine.

    Typer itself takes pydantic for the options of a group of commands, so that one is not counted.
    """
    program = (
        "import sys\nfrom casting.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit: pass\n"
        f"print('loaded:', *sorted({SLOW} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1] == "loaded:", run.stdout + run.stderr
    assert "Usage: casting" in run.stdout + run.stderr
