"""`casting findings`: a file of findings is kept at the terminal as on its page, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casting.store.engine import reading
from casting.store.tables import ApplicationRow, ClaimRow, table
from tests.cli.terminal import Terminal
from tests.store.pool import Pool

CLAIM, APPLICATION = table(ClaimRow), table(ApplicationRow)
ROLE = "the-play/the-lead"


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def file(terminal: Terminal, pool: Pool, tmp_path: Path) -> Path:
    """A finding of somebody who was imported a moment ago."""
    people = tmp_path / "people.csv"
    people.write_text("name\nAnna\n")
    assert terminal.run("import", ROLE, str(people)).code == 0
    with reading(pool.engine) as session:
        reference = session.scalar(select(APPLICATION.c.reference))
    found = tmp_path / "found.csv"
    found.write_text(
        f"reference,criterion,finding,date\n{reference},{pool.kept.role.criteria[0].key},not met,2026-01-01\n"
    )
    return found


def verified(pool: Pool) -> list[str | None]:
    with reading(pool.engine) as session:
        return list(session.scalars(select(CLAIM.c.verified_by).where(CLAIM.c.verified_by.is_not(None))))


def test_a_file_is_kept_once_and_taken_back(terminal: Terminal, pool: Pool, file: Path) -> None:
    command = ("findings", "import", ROLE, str(file), "--examiner", "Dr Veil")
    dry = terminal.run(*command, "--dry-run")
    assert (dry.code, dry.out) == (0, f"1 finding for {ROLE} could be kept; nothing was changed.\n")
    assert verified(pool) == []
    kept = terminal.run(*command)
    assert (kept.code, kept.out.startswith(f"1 finding for {ROLE} kept as file ")) == (0, True)
    number = kept.out.split()[-1].rstrip(".")
    assert verified(pool) == ["Dr Veil"]
    assert "nothing was changed" in terminal.run(*command).out
    assert terminal.run("findings", "undo", ROLE, number).code == 0
    assert verified(pool) == []


def test_rows_at_fault_are_told_on_standard_error(terminal: Terminal, pool: Pool, file: Path) -> None:
    file.write_text(file.read_text().replace("not met", "perhaps"))
    said = terminal.run("findings", "import", ROLE, str(file), "--examiner", "Dr Veil")
    assert (said.code, said.out) == (2, "")
    assert "Row 2, finding “perhaps”: Say what was found: verified, not met or unknown." in said.complaint
    assert verified(pool) == []
