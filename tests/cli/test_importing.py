"""`casting import`: a sheet of applications, plain or gzipped, with its faults on standard error."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casting.store.engine import reading
from casting.store.tables import ApplicationRow, table
from tests.cli.terminal import Terminal
from tests.store.pool import Pool

APPLICATION = table(ApplicationRow)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _kept(pool: Pool) -> list[tuple[int, int]]:
    """How many applications there are by the version at which they were prepared."""
    with reading(pool.engine) as session:
        found = select(APPLICATION.c.prepared_version, func.count()).group_by(APPLICATION.c.prepared_version)
        return [(row[0], row[1]) for row in session.execute(found)]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_sheet_is_imported_and_prepared(terminal: Terminal, pool: Pool, tmp_path: Path, zipped: bool) -> None:
    content = b"id,text,posts,label\n1,I dance,3,yes\n2,I sing,4,no\n"
    file = tmp_path / ("people.csv.gz" if zipped else "people.csv")
    file.write_bytes(gzip.compress(content) if zipped else content)
    mapping = ("--map", "id=name", "--map", "text=request:long-text", "--map", "posts=posts:number")
    said = terminal.run("import", "the-play/the-lead", str(file), *mapping)
    assert (said.code, said.complaint) == (0, "")
    assert said.out.splitlines() == [
        "2 applications for the-play/the-lead imported.",
        "  id became name",
        "  text became request, a new question (long text)",
        "  posts became posts, a new question (number)",
        "Left out, and not kept: label.",
        "The scorer reads of these: request, posts.",
    ]
    assert _kept(pool) == [(1, 2)]
    again = terminal.run("import", "the-play/the-lead", str(file), *mapping)
    assert again.code == 1
    assert "imported into this role" in again.complaint
    assert terminal.run("import", "the-play/the-lead", str(file), *mapping, "--again").code == 0
    assert _kept(pool) == [(1, 4)]


def test_a_dry_run_changes_nothing(terminal: Terminal, pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name\nAnna\n")
    said = terminal.run("import", "the-play/the-lead", str(file), "--dry-run")
    assert said.code == 0
    assert said.out.splitlines()[0] == "1 application for the-play/the-lead could be imported; nothing was changed."
    assert said.out.splitlines()[-1] == "The scorer reads of these: nothing."
    assert _kept(pool) == []


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
def test_rows_at_fault_are_told_and_nothing_is_kept(
    terminal: Terminal, pool: Pool, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,height\nAnna,170\n" + "Bela,tall\n" * 60 + "Cleo\n")
    said = terminal.run("import", "the-play/the-lead", str(file), *flags)
    lines = said.complaint.splitlines()
    assert (said.code, said.out) == (2, "")
    assert lines[0].startswith("Row 3, height “tall”: Give a number in cm, such as ")
    assert lines[-2:] == ["… and more.", "61 of 62 rows cannot be imported as they are, so nothing was imported."]
    assert len(lines) == 52
    assert _kept(pool) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "words", "code", "complaint"),
    [
        (b"name\nR\xeega\n", (), 2, "Row 2: byte 7 (0xEE) is not UTF-8."),
        (b"", (), 2, "The file is empty."),
        (b"id\n1\n", (), 2, "No column gives a name"),
        (b"id\n1\n", ("--map", "id=name:text"), 2, "cannot be the key of a question"),
        (b"id\n1\n", ("--map", "nonsense"), 2, "--map COLUMN=FIELD"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    terminal: Terminal, pool: Pool, tmp_path: Path, *, content: bytes, words: tuple[str, ...], code: int, complaint: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    said = terminal.run("import", "the-play/the-lead", str(file), *words)
    assert (said.code, said.out) == (code, "")
    assert said.complaint.startswith(f"{file}: ")
    assert complaint in said.complaint
    assert _kept(pool) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_role_or_a_file_that_is_not_there_is_told(terminal: Terminal, pool: Pool, tmp_path: Path) -> None:
    assert pool.kept.role_id == 1
    said = terminal.run("import", "the-play/the-lead", str(tmp_path / "nothing.csv"))
    assert (said.code, said.complaint) == (
        1,
        f"{tmp_path / 'nothing.csv'} cannot be read: No such file or directory.\n",
    )
    said = terminal.run("import", "the-play/the-lead", str(tmp_path))
    assert (said.code, said.complaint) == (1, f"{tmp_path} cannot be read: Is a directory.\n")
    file = tmp_path / "people.csv"
    file.write_text("name\nAnna\n")
    said = terminal.run("import", "the-play/nobody", str(file))
    assert said.code == 1
    assert said.complaint.startswith("There is no role the-play/nobody.")
