"""`casting call`: a folder loaded, checked or refused line by line, and the list of calls."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casting.cli import main
from casting.config import settings
from casting.resources import seed_folder

Run = Callable[..., tuple[int, str, str]]
FOLDER = str(seed_folder() / "the-challenge")


@pytest.fixture(autouse=True)
def installation(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands work on this test's database."""
    monkeypatch.setenv("CASTING_DATABASE_URL", database_url)
    monkeypatch.setenv("CASTING_DATA", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Gives `casting call …`: its exit code, what it said, and what it complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["call", *words])
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err  # type: ignore[return-value]

    return run


def test_a_call_is_loaded_listed_and_loaded_again(run: Run) -> None:
    assert run("list") == (0, "There is no call yet. Load one with: casting call load FOLDER\n", "")
    assert run("load", FOLDER) == (0, "The call is new. Its roles: the-challenge/the-surgeon.\n", "")
    assert run("load", FOLDER) == (0, "Nothing has changed.\n", "")
    assert run("list")[1].splitlines() == [
        "the-challenge: The Challenge, from 2020-11-03 12:00 to 2020-12-31 23:59 (Europe/Moscow)",
        "  the-challenge/the-surgeon: The surgeon, 1 to cast",
    ]


def test_a_check_changes_nothing(run: Run) -> None:
    assert run("load", FOLDER, "--check") == (0, "“The Challenge” can be loaded. Its roles: the-surgeon.\n", "")
    assert "no call yet" in run("list")[1]


def test_changes_are_listed(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "call"))
    run("load", str(folder))
    role = folder / "the-surgeon.yaml"
    role.write_text(role.read_text().replace("lowest: 25, highest: 40", "lowest: 25, highest: 45"))
    assert run("load", str(folder)) == (0, "The call was changed:\nthe-surgeon: criterion age changed\n", "")


@pytest.mark.parametrize("flags", [(), ("--check",)])
def test_faults_are_said_with_file_and_line_and_nothing_is_kept(
    run: Run, flags: tuple[str, ...], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "call"))
    call = folder / "call.yaml"
    call.write_text(call.read_text().replace("keep_months: 12", "keep_months: long"))
    line = next(n for n, said in enumerate(call.read_text().splitlines(), start=1) if said.startswith("keep_months"))
    code, said, complaint = run("load", str(folder), *flags)
    assert (code, said) == (2, "")
    assert complaint.splitlines() == [
        f"{call}:{line}: “keep_months” has to be a number, not “long”: write it as in “keep_months: 12”"
    ]
    assert "no call yet" in run("list")[1]


def test_a_folder_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    code, _, complaint = run("load", str(tmp_path / "nowhere"))
    assert code == 2
    assert complaint.startswith(f"{tmp_path / 'nowhere' / 'call.yaml'}:1: there is no file “call.yaml”")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:////no/such/folder/casting.sqlite", "The folder of the database does not exist"),
        ("mysql://somewhere/casting", "has to begin with sqlite:/// or postgresql://"),
        ("postgresql://127.0.0.1:9/casting", "cannot be reached"),
        ("sqlite:///{folder}/new.sqlite", "casting db upgrade"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_without_a_traceback(
    run: Run, address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASTING_DATABASE_URL", address.format(folder=tmp_path))
    settings.cache_clear()
    code, _, complaint = run("load", FOLDER)
    assert code == 1
    assert said in complaint
