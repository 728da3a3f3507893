"""Imports: every row checked as a form is, all rows kept or none, and an export comes back cell by cell."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from io import BufferedReader, BytesIO
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from casting.domain.cells import unguarded
from casting.domain.errors import Refused, Stale
from casting.domain.search import parse
from casting.domain.vocabulary import Lens, QuestionKind, QuestionUse
from casting.forms.fields import tidy
from casting.forms.mapping import MappingFault
from casting.forms.sheet import SheetFault
from casting.services.access import references
from casting.services.exporting import export
from casting.services.importing import RowsRefused, check_sheet, keep_sheet
from casting.services.preparing import prepare_pending
from casting.store.applications import Query, page
from casting.store.calls import role_kept
from casting.store.engine import reading, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    AuditRow,
    CallRow,
    FeaturesRow,
    ImportBatchRow,
    QuestionRow,
    ScoreRow,
    table,
)
from tests.store.pool import NOW, Pool

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
AUDIT, BATCH, CALL, QUESTION = table(AuditRow), table(ImportBatchRow), table(CallRow), table(QuestionRow)
STORED = (APPLICATION, APPLICANT, SHEET, table(ScoreRow), BATCH, AUDIT)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _import(pool: Pool, content: str | bytes, *mapping: str, again: bool = False, chance: int = 0) -> int:
    """Check and keep a sheet; how many applications it held."""
    raw = content.encode() if isinstance(content, str) else content
    with reading(pool.engine) as session:
        role = role_kept(session, pool.call, pool.role)
        assert role is not None
        pool.kept = role
        checked = check_sheet(
            session,
            role=role,
            file=BufferedReader(BytesIO(raw)),
            file_name="people.csv",
            mapping=mapping,
            again=again,
            now=LATER,
        )
    with closing(checked), writing(pool.engine) as session:
        tokens = (f"token {chance} {number}" for number in count())
        keep_sheet(session, checked, now=LATER, references=references(Random(chance)), tokens=tokens)
    return checked.rows


def _stored(pool: Pool) -> dict[str, int]:
    with reading(pool.engine) as session:
        return {t.name: session.execute(select(func.count()).select_from(t)).scalar_one() for t in STORED}


def _export(pool: Pool) -> bytes:
    with writing(pool.engine) as session:
        role = role_kept(session, pool.call, pool.role)
        assert role is not None
        taken = export(session, actor=None, role=role, q="", lens=Lens.RECEIVED, now=NOW)
    return b"".join(taken.chunks)


def _cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# ------------------------------------------------------------------------------------------------ what is kept


def test_a_sheet_becomes_applications(pool: Pool) -> None:
    said = (
        "\ufeffid;name;email;phone;birth_date;country;height;training;motivation;received_at;secret\r\n"
        "1;Anna Ó;Anna@Example.org;020 7946 0000;08.03.1990;gb;172,5 cm;Much;'=1;2026-12-24T18:00:00+01:00;x\r\n"
        "2;Bela;;;;;;;;;y\r\n"
    )
    assert _import(pool, said) == 2
    with reading(pool.engine) as session:
        people = session.execute(
            select(APPLICANT, APPLICATION.c.received_at, APPLICATION.c.email_key, APPLICATION.c.stage, SHEET.c.answers)
            .join(APPLICATION, APPLICATION.c.applicant_id == APPLICANT.c.id)
            .join(SHEET, SHEET.c.application_id == APPLICATION.c.id)
            .order_by(APPLICATION.c.id)
        ).all()
        batch = session.execute(select(BATCH)).one()
        line = session.execute(select(AUDIT)).one()
    anna, bela = people
    assert (anna.name, anna.sort_name, anna.email) == ("Anna Ó", "anna o", "Anna@example.org")
    assert (anna.email_key, anna.phone, anna.country) == ("anna@example.org", "+442079460000", "GB")
    assert (anna.birth_date, anna.stage) == (date(1990, 3, 8), "received")
    assert anna.received_at == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert anna.answers == {"height": 172.5, "training": "much", "motivation": "=1"}
    assert (bela.name, bela.email, bela.received_at, bela.answers) == ("Bela", None, LATER, {})
    assert (batch.file_name, batch.rows, batch.imported_at, len(batch.digest)) == ("people.csv", 2, LATER, 64)
    assert batch.mapping["received_at"] == "received_at"
    assert "secret" not in batch.mapping
    assert (line.act, line.subject, line.member_id) == ("imported applications", "the-play/the-lead", None)
    assert line.detail == {"file": "people.csv", "digest": batch.digest, "count": 2}


def test_imported_applications_are_prepared_and_found(pool: Pool) -> None:
    pool.add("Zoe", score=1.0)
    _import(pool, "name,height,motivation\nAnna,170,stunt work\nBela,180,\n")
    assert prepare_pending(pool.engine, now=LATER) == 2
    with reading(pool.engine) as session:
        found = page(session, Query(pool.kept, None, parse("stunt"), Lens.RANKED), after=None, size=10).rows
        all_rows = page(session, Query(pool.kept, None, parse(""), Lens.NAME), after=None, size=10).rows
    assert [row.name for row in found] == ["Anna"]
    assert [row.name for row in all_rows] == ["Anna", "Bela", "Zoe"]
    assert found[0].standings["swim"] == "partly met"


def test_columns_become_new_questions_that_the_form_does_not_ask(pool: Pool) -> None:
    said = "id,posts,day,text,age\n007,6.218821409024238,Sunday,Hello,30\nx,1e-7,Monday,,31\n"
    mapping = ("id=name", "posts=posts:number", "day=weekday:choice", "text=said:long-text", "age=age:number")
    _import(pool, said, *mapping)
    with reading(pool.engine) as session:
        role = role_kept(session, pool.call, pool.role)
        answers = session.scalars(select(SHEET.c.answers).order_by(SHEET.c.application_id)).all()
        names = session.scalars(select(APPLICANT.c.name).order_by(APPLICANT.c.id)).all()
    assert role is not None
    assert role.asked == {"height", "training", "motivation"}
    new = {q.key: (q.kind, q.use, [o.value for o in q.options]) for q in role.role.questions if q.key not in role.asked}
    assert new == {
        "posts": (QuestionKind.NUMBER, QuestionUse.FACT, []),
        "weekday": (QuestionKind.CHOICE, QuestionUse.FACT, ["Monday", "Sunday"]),
        "said": (QuestionKind.LONG_TEXT, QuestionUse.WORDS, []),
        "age": (QuestionKind.NUMBER, QuestionUse.NOTHING, []),
    }
    assert names == ["007", "x"]
    assert answers == [
        {"posts": 6.218821409, "weekday": "Sunday", "said": "Hello", "age": 30.0},
        {"posts": 1e-7, "weekday": "Monday", "age": 31.0},
    ]


def test_a_second_sheet_may_name_the_new_questions_again(pool: Pool) -> None:
    _import(pool, "n,p\nAnna,1\n", "n=name", "p=posts:number")
    _import(pool, "n,p\nBela,2\n", "n=name", "p=posts:number", chance=1)
    with reading(pool.engine) as session:
        assert session.scalars(select(SHEET.c.answers).order_by(SHEET.c.application_id)).all() == [
            {"posts": 1.0},
            {"posts": 2.0},
        ]


def test_what_is_not_mapped_reaches_nothing(pool: Pool) -> None:
    said = (
        "id,text,fact_posts,label,grade,group,protected_sex,protected_age\n"
        "canary-id-1,I would like this,3,canary-label,canary-grade,canary-group,canary-sex,canary-age\n"
        "canary-id-2,And I,4,canary-label,canary-grade,canary-group,canary-sex,canary-age\n"
    )
    _import(pool, said, "id=name", "text=request:long-text", "fact_posts=posts:number")
    prepare_pending(pool.engine, now=LATER)
    sheet = _export(pool)
    stored = sheet.decode()
    with reading(pool.engine) as session:
        for kept in (APPLICANT, APPLICATION, SHEET, BATCH, AUDIT, QUESTION, table(FeaturesRow)):
            stored += repr([tuple(row) for row in session.execute(select(kept))])
        for part in ("label", "grade", "group", "sex", "age"):
            query = Query(pool.kept, None, parse(f"canary-{part}"), Lens.RANKED)
            assert page(session, query, after=None, size=5).rows == ()
    assert "canary-id-2" in stored
    for part in ("label", "grade", "group", "protected", "sex", "age"):
        assert f"canary-{part}" not in stored
    assert not {"label", "grade", "group", "protected_sex", "protected_age"} & {*_cells(sheet)[0]}


# ------------------------------------------------------------------------------------------------ rows at fault


def test_rows_at_fault_are_told_and_nothing_is_kept(pool: Pool) -> None:
    pool.add("Zoe", email="zoe@example.org")
    before = _stored(pool)
    said = (
        "name,email,phone,birth_date,country,height,training,received_at\n"
        "Anna,anna@example.org,+442079460000,1990-03-08,GB,170,much,2026-01-01\n"
        "Bela,nowhere,12,1890-01-01,Atlantis,9000,none of it,soon\n"
        ",ANNA@example.org,,,,,,\n"
        "Dina,zoe@example.org,,2015-01-01,,,,2030-01-01T00:00:00Z\n"
        "Eva\n"
        "Eva,,,,,,,,\n"
    )
    with pytest.raises(RowsRefused) as refused:
        _import(pool, said)
    assert str(refused.value) == "5 of 6 rows cannot be imported as they are, so nothing was imported."
    assert (refused.value.rows, refused.value.total) == (5, 6)
    assert [(fault.row, fault.column, fault.value) for fault in refused.value.faults] == [
        *(
            (3, column, value)
            for column, value in (("email", "nowhere"), ("phone", "12"), ("birth_date", "1890-01-01"))
        ),
        *((3, column, value) for column, value in (("country", "Atlantis"), ("height", "9000"))),
        *((3, column, value) for column, value in (("training", "none of it"), ("received_at", "soon"))),
        *((4, column, value) for column, value in (("name", ""), ("email", "ANNA@example.org"))),
        *(
            (5, column, value)
            for column, value in (("birth_date", "2015-01-01"), ("received_at", "2030-01-01T00:00:00Z"))
        ),
        (5, "email", "zoe@example.org"),
        (6, "", ""),
        (7, "", ""),
    ]
    reasons = {(fault.row, fault.column): fault.reason for fault in refused.value.faults}
    assert reasons[4, "name"] == "Each application needs a name."
    assert reasons[4, "email"].startswith("This address is there already, in row 2.")
    assert reasons[5, "email"].startswith("This address is there already, with an application for this role.")
    assert reasons[5, "birth_date"].startswith("Who is under 18 needs a guardian's consent")
    assert reasons[5, "received_at"] == "This time has not come yet."
    assert reasons[6, ""] == "The row has 1 cell, and there are 8 columns."
    assert reasons[7, ""] == "The row has 9 cells, and there are 8 columns."
    assert _stored(pool) == before


def test_ten_thousand_bad_rows_give_one_message(pool: Pool) -> None:
    before = _stored(pool)
    said = "name,height\n" + "".join(f"Anna {number},tall\n" for number in range(10_000)) + "Bela,170\n"
    with pytest.raises(RowsRefused) as refused:
        _import(pool, said)
    assert str(refused.value) == "10,000 of 10,001 rows cannot be imported as they are, so nothing was imported."
    assert len(refused.value.faults) == 50
    assert _stored(pool) == before


def test_a_choice_with_too_many_answers_is_told(pool: Pool) -> None:
    said = "name,day\n" + "".join(f"Anna,day {number}\n" for number in range(202))
    with pytest.raises(RowsRefused) as refused:
        _import(pool, said, "name=name", "day=day:choice")
    assert (refused.value.rows, refused.value.faults[0].row) == (2, 202)
    assert refused.value.faults[0].reason == "There are more than 200 different answers. Take the column as text."


def test_a_long_or_unprintable_value_is_shown_shortened(pool: Pool) -> None:
    said = 'name,height\nAnna,"' + "x\x1b\n" * 100 + '"\n'
    with pytest.raises(RowsRefused) as refused:
        _import(pool, said)
    assert refused.value.faults[0].value == ("x " * 60)[:59] + "…"


@pytest.mark.parametrize(
    ("content", "mapping", "fault", "words"),
    [
        (b"name\nR\xeega\n", (), SheetFault, "Row 2: byte 7"),
        (b"", (), SheetFault, "empty"),
        (b"name\n\n", (), SheetFault, "nothing to import"),
        (b"name,name\nA,B\n", (), SheetFault, "more than once"),
        (b"id,text\n1,a\n", (), MappingFault, "No column gives a name"),
        (b"id,text\n1,a\n", ("idd=name",), MappingFault, "did you mean “id”"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    pool: Pool, content: bytes, mapping: Sequence[str], fault: type[Exception], words: str
) -> None:
    before = _stored(pool)
    with pytest.raises(fault, match=words):
        _import(pool, content, *mapping)
    assert _stored(pool) == before


# ------------------------------------------------------------------------------------------------ all or nothing


def test_the_same_file_is_imported_once_unless_it_is_meant(pool: Pool) -> None:
    _import(pool, "name\nAnna\n")
    with pytest.raises(Refused, match="imported into this role on 01 January 2027"):
        _import(pool, "name\nAnna\n")
    assert _import(pool, "name\nAnna\n", again=True, chance=1) == 1
    assert _stored(pool)["application"] == 2


def test_a_role_that_changed_meanwhile_takes_nothing(pool: Pool) -> None:
    with reading(pool.engine) as session:
        checked = check_sheet(
            session,
            role=pool.kept,
            file=BufferedReader(BytesIO(b"name,p\nAnna,1\n")),
            file_name="people.csv",
            mapping=("name=name", "p=posts:number"),
            again=False,
            now=LATER,
        )
    with writing(pool.engine) as session:
        session.execute(update(CALL).values(version=CALL.c.version + 1))
    before = _stored(pool)
    with pytest.raises(Stale), closing(checked), writing(pool.engine) as session:
        keep_sheet(session, checked, now=LATER, references=references(Random(0)), tokens=iter("abc"))
    assert _stored(pool) == before


def test_an_address_that_applied_meanwhile_stops_the_whole_sheet(pool: Pool) -> None:
    with reading(pool.engine) as session:
        checked = check_sheet(
            session,
            role=pool.kept,
            file=BufferedReader(BytesIO(b"name,email\nAnna,anna@example.org\nBela,bela@example.org\n")),
            file_name="people.csv",
            mapping=(),
            again=False,
            now=LATER,
        )
    pool.add("Bela", email="bela@example.org")
    before = _stored(pool)
    with pytest.raises(Stale, match="applied meanwhile"), closing(checked), writing(pool.engine) as session:
        keep_sheet(session, checked, now=LATER, references=references(Random(0)), tokens=iter("abc"))
    assert _stored(pool) == before


def test_references_that_are_taken_are_passed_over(pool: Pool) -> None:
    offered = iter(["B2CDF-34", "B2CDF-34", "C3DFG-45", "D4FGH-56"])
    pool.add("Zoe", reference="B2CDF-34")
    with reading(pool.engine) as session:
        checked = check_sheet(
            session,
            role=pool.kept,
            file=BufferedReader(BytesIO(b"name\nAnna\nBela\n")),
            file_name="people.csv",
            mapping=(),
            again=False,
            now=LATER,
        )
    with closing(checked), writing(pool.engine) as session:
        keep_sheet(session, checked, now=LATER, references=offered, tokens=iter("ab"))
    with reading(pool.engine) as session:
        found = session.scalars(select(APPLICATION.c.reference).order_by(APPLICATION.c.id)).all()
    assert found == ["B2CDF-34", "C3DFG-45", "D4FGH-56"]


def test_applications_come_in_beside_imported_ones(pool: Pool) -> None:
    _import(pool, "name\n" + "".join(f"Anna {number}\n" for number in range(1, 1101)))
    pool.add("Zoe")
    _import(pool, "name\nBela\n", chance=1)
    assert _stored(pool)["application"] == 1102
    with reading(pool.engine) as session:
        tied = session.execute(
            select(APPLICANT.c.name)
            .join(APPLICATION, APPLICATION.c.applicant_id == APPLICANT.c.id)
            .order_by(APPLICATION.c.id)
        ).scalars()
        assert list(tied) == [*(f"Anna {number}" for number in range(1, 1101)), "Zoe", "Bela"]


# ------------------------------------------------------------------------------------------------ there and back


def _content(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([columns, *rows])
    return written.getvalue().encode()


MAPPED = ("name", "email", "phone", "birth_date", "city", "country", "tape_url", "received_at")
QUESTIONS = ("height", "training", "motivation")


def test_an_export_comes_back_cell_by_cell(pool: Pool, database_url: str) -> None:
    hostile = (
        "=1+1",
        "'=1",
        "''",
        "'",
        "'t Hooft",
        "+44 20",
        "-2",
        "a,b;c",
        'say "yes"',
        "␀",
        "two\nlines\n\nmore",
        "é 😀",
    )
    for number, text in enumerate(hostile):
        pool.add(
            " ".join(f"Anna {text}".split()),
            email=f"anna{number}@example.org",
            phone="+442079460000",
            birth_date=date(1990, 1, 1 + number),
            city=" ".join(text.split()),
            country="LV",
            tape_url="https://example.org/a?b=1",
            answers={"height": 150 + number / 3, "training": "some", "motivation": text},
        )
    pool.add("Nothing told")
    first = _export(pool)
    other = Pool(database_url, call="another", people=("Zara",))
    assert _import(other, first) == len(hostile) + 1
    before, after = _cells(first), _cells(_export(other))
    shared = (*MAPPED, "training", "motivation")
    assert [{name: row[name] for name in shared} for row in after] == [
        {name: row[name] for name in shared} for row in before
    ]
    heights = [(float(row["height"] or 0), float(then["height"] or 0)) for row, then in zip(before, after, strict=True)]
    assert all(abs(one - two) < 1e-9 for one, two in heights)
    assert {row["motivation"] for row in before} > {"'=1+1", "''=1", "'''", "''"}
    assert _export(other) == _export(other)
    other.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text("='\"+-@\t \n,;␀a", max_size=8),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_that_a_form_keeps_comes_back_from_an_export(pool: Pool, texts: list[str]) -> None:
    with writing(pool.engine) as session:
        session.execute(delete(APPLICATION))
        session.execute(delete(BATCH))
    kept = [tidy(text) for text in texts]
    for text in kept:
        pool.add("Anna", answers={"motivation": text} if text else {})
    first = _export(pool)
    assert [unguarded(row["motivation"]) or "" for row in reversed(_cells(first))] == kept
    with writing(pool.engine) as session:
        session.execute(delete(APPLICATION))
    _import(pool, first)
    assert [row["motivation"] for row in _cells(_export(pool))] == [row["motivation"] for row in _cells(first)]


def test_an_export_of_an_import_is_the_import(pool: Pool) -> None:
    columns = (*MAPPED, *QUESTIONS)
    rows: list[tuple[str, ...]] = [
        (
            *("Bela", "bela@example.org", "'+442079460000", "1990-03-08", "'=x", "GB", ""),
            *("2026-01-02T00:00:00Z", "1.5e2", "much", "'-1"),
        ),
        ("'@na", "", "", "", "", "", "", "2026-01-01T00:00:00.5+00:00", "100.1", "", ""),
    ]
    _import(pool, _content(columns, rows))
    told: list[dict[str, Any]] = [{name: row[name] for name in columns} for row in _cells(_export(pool))]
    assert told[0] == dict(zip(columns, rows[0], strict=True)) | {"height": "150"}
    assert told[1] == dict(zip(columns, rows[1], strict=True)) | {
        "height": "100.1",
        "received_at": "2026-01-01T00:00:00.500000Z",
    }
