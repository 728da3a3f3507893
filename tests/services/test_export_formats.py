"""The same export as a workbook and as JSON: typed, exact, no formula, nothing left on the disk."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import insert, select, update

from casting.domain.cells import SKIPPED, STARTS, unguarded
from casting.domain.errors import Refused
from casting.domain.vocabulary import FileFormat, Lens, Stage
from casting.exports import workbook
from casting.services.exporting import export
from casting.store.engine import writing
from casting.store.tables import ApplicationRow, GuardianConsentRow, table
from tests.services.test_exporting import BEFORE, HOSTILE
from tests.store.pool import NOW, Pool

APPLICATION, GUARDIAN = table(ApplicationRow), table(GuardianConsentRow)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ESCAPED = re.compile("_x([0-9A-F]{4})_")


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _export(pool: Pool, form: FileFormat, columns: Sequence[str] = ()) -> bytes:
    with writing(pool.engine) as session:
        taken = export(
            session, actor=None, role=pool.kept, q="", lens=Lens.RECEIVED, now=NOW, form=form, columns=columns
        )
    return b"".join(taken.chunks)


def _sheet(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def _rows(content: bytes) -> list[dict[str, str | float]]:
    """Cells by column; text as a spreadsheet reads it, everything else as a number."""
    rows: list[dict[str, str | float]] = []
    names: dict[str, str] = {}
    for row in ET.fromstring(_sheet(content)).iter(f"{MAIN}row"):  # noqa: S314 - made above
        cells: dict[str, str | float] = {}
        for cell in row.iter(f"{MAIN}c"):
            place = re.sub(r"\d", "", cell.attrib["r"])
            if cell.get("t") == "inlineStr":
                told = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
                cells[place] = ESCAPED.sub(lambda code: chr(int(code[1], 16)), told)
            else:
                cells[place] = float(cell.findtext(f"{MAIN}v") or "nan")
        if not names:
            names = {place: str(name) for place, name in cells.items()}
        else:
            rows.append({names[place]: told for place, told in cells.items()})
    return rows


def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing but what is written meanwhile lies."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _anna(pool: Pool) -> None:
    pool.add(
        "Anna Ó, Jr.",
        reference="K7QX-24",
        stage=Stage.SHORTLIST,
        score=1.25,
        hours=0,
        phone="+371 2000 0000",
        birth_date=date(1990, 3, 8),
        answers={"height": 6.218821409024238, "motivation": 'I\n"want"'},
        claims={"swim": "met"},
        consents=["casting"],
    )


def test_numbers_days_and_texts_of_json_are_what_they_were(pool: Pool) -> None:
    _anna(pool)
    (told,) = json.loads(_export(pool, FileFormat.JSON))
    assert {name: value for name, value in told.items() if value is not None} == {
        "reference": "K7QX-24",
        "stage": "shortlist",
        "received_at": "2026-03-01T12:00:00Z",
        "name": "Anna Ó, Jr.",
        "phone": "+371 2000 0000",
        "birth_date": "1990-03-08",
        "height": 6.218821409024238,
        "motivation": 'I\n"want"',
        "criterion:swim": "met",
        "consent:casting": "yes",
        "consent:archive": "no",
    }
    assert len(told) == 26


def test_an_export_of_nobody_is_an_empty_array_and_a_sheet_with_names_alone(pool: Pool) -> None:
    assert json.loads(_export(pool, FileFormat.JSON)) == []
    assert _rows(_export(pool, FileFormat.XLSX)) == []
    assert _sheet(_export(pool, FileFormat.XLSX)).count("<row ") == 1


def test_numbers_and_days_of_a_workbook_can_be_calculated_with(pool: Pool) -> None:
    _anna(pool)
    content = _export(pool, FileFormat.XLSX)
    assert _rows(content) == [
        {
            "reference": "K7QX-24",
            "stage": "shortlist",
            "received_at": 46082.5,
            "name": "Anna Ó, Jr.",
            "phone": "'+371 2000 0000",
            "birth_date": 32940.0,
            "height": 6.218821409024238,
            "motivation": 'I\n"want"',
            "criterion:swim": "met",
            "consent:casting": "yes",
            "consent:archive": "no",
        }
    ]
    sheet = _sheet(content)
    assert 'state="frozen"' in sheet
    assert 'customWidth="1"' in sheet


def test_every_text_of_a_workbook_comes_back_and_none_is_a_formula(pool: Pool) -> None:
    payloads = [*HOSTILE, *(before + start + "1+1" for before in BEFORE for start in STARTS), "_x0041_", "\uffff"]
    assert len(payloads) > 200
    said = {f"H{number:03}": text for number, text in enumerate(payloads)}
    pool.add_all(
        {"name": "Anna", "email": reference, "reference": reference, "answers": {"motivation": said[reference]}}
        for reference in said
    )
    content = _export(pool, FileFormat.XLSX, ["reference", "motivation"])
    assert {str(row["reference"]): unguarded(str(row.get("motivation", ""))) for row in _rows(content)} == said
    cells = [str(cell) for row in _rows(content) for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip(SKIPPED)[:1] in {*STARTS} and cell[0] != "'"] == []
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert [name for name in book.namelist() if "externalLink" in name or "vba" in name] == []
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    told = json.loads(_export(pool, FileFormat.JSON, ["reference", "motivation"]))
    assert {row["reference"]: row["motivation"] for row in told} == said


def test_chosen_columns_stand_in_the_order_in_which_they_were_asked_for(pool: Pool) -> None:
    _anna(pool)
    assert _export(pool, FileFormat.CSV, ["name", "height"]).decode("utf-8-sig").splitlines() == [
        '"name","height"',
        '"Anna Ó, Jr.",6.218821409024238',
    ]
    for wrong in (["name", "nom"], ["name", "name"]):
        with pytest.raises(Refused, match="column"):
            _export(pool, FileFormat.CSV, wrong)
    assert pool.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_text_that_no_cell_can_hold_is_refused_and_leaves_nothing(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _temporary(tmp_path, monkeypatch)
    pool.add("Anna", answers={"motivation": "a" * 32_768})
    with pytest.raises(Refused, match="Row 2 holds a text of 32,768 characters"):
        _export(pool, FileFormat.XLSX)
    assert len(json.loads(_export(pool, FileFormat.JSON))[0]["motivation"]) == 32_768
    assert [*folder.iterdir()] == []
    assert pool.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_the_file_on_the_disk_is_gone_when_it_has_been_read_or_nobody_reads_on(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _temporary(tmp_path, monkeypatch)
    _anna(pool)
    with writing(pool.engine) as session:
        taken = export(session, actor=None, role=pool.kept, q="", lens=Lens.RANKED, now=NOW, form=FileFormat.XLSX)
    next(taken.chunks)
    assert len([*folder.iterdir()]) == 1
    taken.chunks.close()  # type: ignore[attr-defined]
    assert [*folder.iterdir()] == []
    _export(pool, FileFormat.XLSX)
    assert [*folder.iterdir()] == []


def test_more_rows_than_a_workbook_holds_are_refused(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casting.services.exporting.MOST_ROWS", 0)
    assert workbook.MOST_ROWS == 2**20 - 1
    _anna(pool)
    with pytest.raises(Refused, match="more rows than a workbook holds"):
        _export(pool, FileFormat.XLSX)


@pytest.mark.parametrize("form", list(FileFormat))
def test_it_says_who_withdrew_when_and_which_guardian_consents_since_when(pool: Pool, form: FileFormat) -> None:
    _anna(pool)
    pool.add(name="Bela", email="bela@example.org", reference="M2QX-25")
    since = datetime(2026, 2, 28, 9, 30, tzinfo=UTC)
    with writing(pool.engine) as session:
        ids = {row.reference: row.id for row in session.execute(select(APPLICATION.c.reference, APPLICATION.c.id))}
        asked = {"role_id": pool.kept.role_id, "language": "en", "answer": "given", "answered_at": since}
        told = {"guardian_email": "g@example.org", "child_name": "A", "asked_at": since, "expires_at": since}
        given = {**asked, **told, "guardian_name": "=Olga", "application_id": ids["K7QX-24"]}
        back = {**given, "guardian_name": "", "application_id": ids["M2QX-25"], "withdrawn_at": since}
        session.execute(insert(GUARDIAN).values(**given, nonce="1", digest="1"))
        session.execute(insert(GUARDIAN).values(**back, nonce="2", digest="2"))
        session.execute(update(APPLICATION).where(APPLICATION.c.id == ids["M2QX-25"]).values(withdrawn_at=since))
    columns = ["reference", "withdrawn_at", "guardian", "guardian_consented_at"]
    content = _export(pool, form, columns)
    if form is FileFormat.CSV:
        assert sorted(content.decode("utf-8-sig").splitlines()[1:]) == [
            'K7QX-24,,"\'=Olga",2026-02-28T09:30:00Z',
            "M2QX-25,2026-02-28T09:30:00Z,,",
        ]
    elif form is FileFormat.JSON:
        moment = "2026-02-28T09:30:00Z"
        assert sorted(tuple(row.values()) for row in json.loads(content)) == [
            ("K7QX-24", None, "=Olga", moment),
            ("M2QX-25", moment, None, None),
        ]
    else:
        assert len(_rows(content)) == 2
