"""`casting runs`: looked at from the terminal, by people and by programs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from casting.domain.vocabulary import Opinion
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.services.review import Mark, application_for, mark
from casting.store.engine import writing
from tests.cli.terminal import Terminal
from tests.installation import CALL, NOON, PATH, ROLE, Installation, furnish


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """Five applications and two runs, the second of which knows a pick of the last of them."""
    made = furnish(database_url, tmp_path / "office")
    references = [made.apply(name=f"Person {n}", email=f"p{n}@example.org", medical_years=str(9 - n)) for n in range(5)]
    prepare_pending(made.engine, now=NOON)
    rank_role(made.engine, call=CALL, role=ROLE, now=NOON)
    director = made.actor("director")
    with writing(made.engine) as session:
        for number, reference in enumerate(references):
            found = application_for(session, director, call=CALL, role=ROLE, reference=reference)
            opinion = Opinion.PICK if number == 4 else Opinion.PASS
            mark(session, director, found, given=Mark(opinion, None), now=NOON)
    rank_role(made.engine, call=CALL, role=ROLE, now=NOON)
    yield made
    made.close()


@pytest.mark.usefixtures("office")
def test_runs_are_listed_and_shown(terminal: Terminal) -> None:
    listed = terminal.run("runs", "list", PATH)
    assert listed.code == 0
    first_line, second_line = listed.out.splitlines()
    assert first_line.startswith("2  2026-03-08 12:00:00 UTC  5 applications  1 pick, 4 pass")
    assert "the breakdown alone" in second_line
    shown = terminal.run("runs", "show", PATH, "2")
    assert "criteria version: 1" in shown.out
    assert "marks: 5" in shown.out
    told = json.loads(terminal.run("runs", "list", PATH, "--json").out)
    assert [run["run_id"] for run in told] == [2, 1]
    assert json.loads(terminal.run("runs", "show", PATH, "2", "--json").out) == told[0]


@pytest.mark.usefixtures("office")
def test_two_runs_are_compared(terminal: Terminal) -> None:
    said = terminal.run("runs", "compare", PATH, "1", "2")
    assert (said.code, said.complaint) == (0, "")
    assert "Marks: 0 before, 5 after." in said.out
    assert "Person 4" in said.out
    told = json.loads(terminal.run("runs", "compare", PATH, "1", "2", "--json").out)
    assert (told["first"]["run_id"], told["second"]["run_id"]) == (1, 2)
    assert {"Person 4"} <= {one["name"] for one in told["most"]}


@pytest.mark.usefixtures("office")
def test_what_is_not_there_is_said(terminal: Terminal) -> None:
    said = terminal.run("runs", "list", "the-challenge/nobody")
    assert (said.code, said.out) == (1, "")
    assert "There is no role the-challenge/nobody." in said.complaint
    for words in (("show", PATH, "7"), ("compare", PATH, "1", "7"), ("repeat", PATH, "7")):
        assert "This role has no run 7." in terminal.run("runs", *words).complaint


@pytest.mark.usefixtures("office")
def test_a_run_repeats_bit_for_bit(terminal: Terminal) -> None:
    said = terminal.run("runs", "repeat", PATH, "2")
    assert (said.code, said.out, said.complaint) == (0, "Run 2 repeats bit for bit.\n", "")
    told = json.loads(terminal.run("runs", "repeat", PATH, "1", "--json").out)
    assert (told["run_id"], told["same"], told["first_difference"]) == (1, True, "")


def test_a_run_whose_inputs_have_changed_says_that_it_cannot_repeat(office: Installation, terminal: Terminal) -> None:
    office.apply(name="Late One", email="late@example.org")
    prepare_pending(office.engine, now=NOON)
    said = terminal.run("runs", "repeat", PATH, "2")
    assert said.code == 1
    assert "Run 2 does not repeat." in said.complaint
