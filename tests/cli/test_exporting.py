"""`casting export`: to standard output or to a file that is put in place when it is complete."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casting.domain.vocabulary import Stage
from casting.store.engine import reading
from casting.store.tables import AuditRow, table
from tests.cli.terminal import Terminal
from tests.store.pool import Pool

AUDIT = table(AuditRow)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    made.add("Anna", stage=Stage.SHORTLIST, score=1)
    made.add("Bela", score=2)
    yield made
    made.engine.dispose()


def _names(said: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(said.removeprefix("\ufeff")))]


def test_an_export_goes_to_standard_output(terminal: Terminal, pool: Pool) -> None:
    said = terminal.run("export", "the-play/the-lead")
    assert (said.code, said.complaint) == (0, "")
    assert _names(said.out) == ["Bela", "Anna"]
    with reading(pool.engine) as session:
        line = session.execute(select(AUDIT)).one()
    assert (line.act, line.member_id) == ("exported applications", None)
    told = {name: said for name, said in line.detail.items() if name != "columns"}
    assert told == {"q": "", "lens": "ranked", "format": "csv", "count": 2}
    assert line.detail["columns"].startswith("reference, stage, received_at, ")


def test_an_export_goes_to_a_file(terminal: Terminal, pool: Pool, tmp_path: Path) -> None:
    assert pool.kept.role_id == 1
    out = tmp_path / "sheet.csv"
    out.write_text("what was there before")
    said = terminal.run("export", "the-play/the-lead", "--q", "stage:shortlist", "--lens", "name", "--out", str(out))
    assert (said.code, said.out, said.complaint) == (0, "", f"1 application in {out}.\n")
    assert _names(out.read_text()) == ["Anna"]
    assert [path.name for path in tmp_path.iterdir() if "sheet" in path.name] == ["sheet.csv"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("the-play/nobody",), "There is no role the-play/nobody. “casting call list” shows those that there are.\n"),
        (("the-play",), "There is no role the-play. “casting call list” shows those that there are.\n"),
        (("the-play/the-lead", "--q", "has:x"), "After “has:” stands headshot, tape or request. (Column 5.)\n"),
        (
            ("the-play/the-lead", "--q", "mark:pick"),
            (
                "“mark:”, “stars:”, “note:”, “by:me” and “assigned:me” ask what a member has said or may read, and "
                "nobody is signed in here. Leave them out.\n"
            ),
        ),
    ],
)
def test_what_cannot_be_exported_is_said_and_changes_no_file(
    terminal: Terminal, pool: Pool, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    out = tmp_path / "sheet.csv"
    out.write_text("what was there before")
    said = terminal.run("export", *words, "--out", str(out))
    assert (said.code, said.out, said.complaint) == (1, "", complaint)
    assert out.read_text() == "what was there before"
    assert [path.name for path in tmp_path.iterdir() if "sheet" in path.name] == ["sheet.csv"]
    with reading(pool.engine) as session:
        assert session.execute(select(AUDIT)).all() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_written_is_said(terminal: Terminal, pool: Pool, tmp_path: Path) -> None:
    assert pool.kept.role_id == 1
    said = terminal.run("export", "the-play/the-lead", "--out", str(tmp_path / "nowhere" / "sheet.csv"))
    assert said.code == 1
    assert said.complaint.endswith("sheet.csv cannot be written: No such file or directory.\n")


def test_the_name_of_the_file_says_the_format_and_columns_can_be_chosen(
    terminal: Terminal, pool: Pool, tmp_path: Path
) -> None:
    assert pool.kept.role_id == 1
    out = tmp_path / "sheet.json"
    said = terminal.run("export", "the-play/the-lead", "--columns", "name, stage", "--out", str(out))
    assert (said.code, said.out) == (0, "")
    assert json.loads(out.read_text()) == [
        {"name": "Bela", "stage": "received"},
        {"name": "Anna", "stage": "shortlist"},
    ]
    book = tmp_path / "sheet.txt"
    said = terminal.run("export", "the-play/the-lead", "--format", "xlsx", "--out", str(book))
    assert said.code == 0
    assert zipfile.is_zipfile(book)


def test_a_column_that_there_is_not_is_said_with_those_that_there_are(terminal: Terminal, pool: Pool) -> None:
    assert pool.kept.role_id == 1
    said = terminal.run("export", "the-play/the-lead", "--columns", "name,shoe size")
    assert (said.code, said.out) == (1, "")
    assert said.complaint.startswith("There is no column “shoe size”. The columns are: reference, stage, received_at,")
