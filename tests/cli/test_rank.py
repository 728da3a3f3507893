"""`casting rank`: a table for people, JSON for programs."""

import json
from collections.abc import Iterator

import pytest
import structlog

from casting.domain.packing import unpacked_ids
from tests.cli.terminal import Terminal
from tests.installation import PATH, Installation
from tests.services.ranked import fill, mark, runs


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """The command sets up the log of its process, which here is that of all tests."""
    yield
    structlog.reset_defaults()


def test_a_run_as_json(terminal: Terminal, installation: Installation) -> None:
    references = fill(installation, 3)
    mark(installation, references[0], "pick")
    mark(installation, references[1], "pass")
    said = terminal.run("rank", PATH, "--json", "--best", "2")
    assert said.code == 0
    assert [json.loads(line)["level"] for line in said.complaint.splitlines()] == ["info"]
    told, [run] = json.loads(said.out), runs(installation)
    assert (told["run_id"], told["applications"], told["unreadable"]) == (run.id, 3, 0)
    assert told["labels"] == {"pick": 1, "maybe": 0, "pass": 1, "stars": 0, "stage": 0, "comparison": 0}
    assert [row["place"] for row in told["best"]] == [1, 2]
    found = [installation.application_id(row["reference"]) for row in told["best"]]
    assert found == list(unpacked_ids(run.ordered)[:2])


def test_a_run_as_a_table(terminal: Terminal, installation: Installation) -> None:
    fill(installation, 2)
    said = terminal.run("rank", PATH)
    assert said.code == 0
    assert "2 applications, learned from the breakdown alone" in said.out


def test_a_role_that_there_is_not(terminal: Terminal, installation: Installation) -> None:
    assert installation.role().role_id
    said = terminal.run("rank", "the-challenge/nobody")
    assert (said.code, said.out) == (1, "")
    assert "There is no role the-challenge/nobody" in said.complaint
