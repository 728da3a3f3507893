"""Exports: exactly the rows that the filter shows, no formula in any cell, logged before the first byte."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from casting.domain.cells import SKIPPED, STARTS, unguarded
from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.search import SearchFault, parse
from casting.domain.vocabulary import Duty, Lens, Stage
from casting.services.exporting import export
from casting.store.applications import Query, page
from casting.store.calls import role_kept
from casting.store.engine import reading, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    AuditRow,
    MaterialRow,
    QuestionRow,
    ScoreRow,
    table,
)
from tests.store.pool import NOW, Pool

APPLICATION, AUDIT, SCORE = table(ApplicationRow), table(AuditRow), table(ScoreRow)
COLUMNS = (
    *("reference", "stage", "received_at", "place", "score", "band", "gates_not_met"),
    *("name", "email", "phone", "birth_date", "city", "country", "tape_url"),
    *("height", "training", "motivation"),
    *("criterion:age", "criterion:swim", "criterion:training", "criterion:city"),
    *("consent:casting", "consent:archive"),
    *("withdrawn_at", "guardian", "guardian_consented_at"),
)
HOSTILE = (
    *("=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", '"=1"', "'=1", "''=1", "＝1"),
    *('=HYPERLINK("http://x.example","y")', "=cmd|' /C calc'!A0", "-1+1|x", "\u200b=1", "\n=1", "\ufeff=1", "`=1"),
    *(
        "'t Hooft",
        "'",
        "''",
        "␀",
        '\'␀"a"',
        "",
        " ",
        "a,b;c\td",
        'say "yes"',
        "two\nlines",
        "cr\rhere",
        "\r\n",
        "é 王 😀",
    ),
    *("\\", "\\u0000", "\\\\u0000", "x\\N", "\\.", "%s %(a)s :b", "NULL", "null", "1e5", "007", "a\0b", "\0", "=\0"),
)
BEFORE = (
    *(
        "",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        '"',
        "'",
        "''",
        "'\"",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u200b",
        "\ufeff",
        "“",
        "«",
    ),
    *("\x0b", "\x1f", " \t '", "` ", "\u2028", "\x7f", "\x85", "‘’ ", "\u200e"),
)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    made = Pool(database_url)
    yield made
    made.engine.dispose()


def _actor(pool: Pool, *, administrator: bool = True, duty: Duty | None = None) -> Actor:
    duties = {} if duty is None else {pool.kept.call_id: duty}
    return Actor(pool.members[0], "Dora", "dora@example.org", administrator, duties)


def _export(pool: Pool, q: str = "", lens: Lens = Lens.RANKED, *, actor: Actor | None = None) -> bytes:
    with writing(pool.engine) as session:
        taken = export(session, actor=actor, role=pool.kept, q=q, lens=lens, now=NOW)
    return b"".join(taken.chunks)


def _cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_sheet_holds_every_column_of_the_role(pool: Pool) -> None:
    anna = pool.add(
        "Anna Ó, Jr.",
        reference="K7QX-24",
        stage=Stage.SHORTLIST,
        score=1.25,
        email="anna@example.org",
        phone="+371 2000 0000",
        birth_date=date(1990, 3, 8),
        city="Rīga",
        country="LV",
        tape_url="https://example.org/t",
        answers={"height": 172.5, "training": "much", "motivation": "I\nwant"},
        claims={"age": "not met", "swim": "met", "training": "unknown"},
        consents=["casting"],
    )
    with writing(pool.engine) as session:
        session.execute(text("UPDATE score SET run_id = 1, place = 3, band = 'likely', gates_not_met = 1"))
    content = _export(pool)
    assert anna
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    with pool.engine.connect() as connection:
        received = connection.execute(select(APPLICATION.c.received_at)).scalar_one()
    assert _cells(content) == [
        dict(
            zip(
                COLUMNS,
                (
                    *("K7QX-24", "shortlist", f"{received:%Y-%m-%dT%H:%M:%S}Z", "3", "1.250000", "likely", "Age"),
                    *("Anna Ó, Jr.", "anna@example.org", "'+371 2000 0000", "1990-03-08", "Rīga", "LV"),
                    *("https://example.org/t", "172.5", "much", "I\nwant"),
                    *("not met", "met", "unknown", "", "yes", "no"),
                    *("", "", ""),
                ),
                strict=True,
            )
        )
    ]


def test_what_is_missing_is_an_empty_cell(pool: Pool) -> None:
    pool.add("Anna", reference="K7QX-24", hours=0)
    (row,) = _cells(_export(pool))
    given = {name: cell for name, cell in row.items() if cell}
    assert given == {
        "reference": "K7QX-24",
        "stage": "received",
        "received_at": "2026-03-01T12:00:00Z",
        "name": "Anna",
    }


def test_every_text_comes_back_and_none_begins_a_formula(pool: Pool) -> None:
    payloads = [*HOSTILE, *(before + start + "1+1" for before in BEFORE for start in STARTS)]
    assert len(payloads) > 200
    keeps_nul = pool.engine.dialect.name == "sqlite"
    said = {f"H{number:03}": text for number, text in enumerate(payloads)}
    columns = {reference: text if keeps_nul else text.replace("\0", "") for reference, text in said.items()}
    pool.add_all(
        {"name": column, "city": column, "phone": column, "email": reference + column, "tape_url": column}
        | {"reference": reference, "answers": {"motivation": said[reference], "training": said[reference]}}
        for reference, column in columns.items()
    )
    rows = {row["reference"]: row for row in _cells(_export(pool))}
    for name, told in (("name", columns), ("city", columns), ("phone", columns), ("tape_url", columns)):
        assert {reference: unguarded(row[name]) for reference, row in rows.items()} == told
    for name in ("motivation", "training"):
        assert {reference: unguarded(row[name]) for reference, row in rows.items()} == said
    cells = [cell for row in rows.values() for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip(SKIPPED)[:1] in {*STARTS} and cell[0] != "'"] == []


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        (172.0, "172"),
        (172, "172"),
        (-0.5, "-0.5"),
        (6.218821409024238, "6.218821409024238"),
        (1e-7, "1e-07"),
        (0.0, "0"),
        (100.0, "100"),
        (None, ""),
    ],
)
def test_a_number_keeps_all_its_digits(pool: Pool, number: float | None, cell: str) -> None:
    pool.add("Anna", answers={"height": number})
    assert [row["height"] for row in _cells(_export(pool))] == [cell]


def test_a_sheet_holds_what_the_list_shows_in_its_order(pool: Pool) -> None:
    for number in range(30):
        pool.add(
            f"{'Anna' if number % 3 else 'Bela'} {number % 7}",
            score=number % 4,
            gates=number % 2,
            hours=number % 5,
            stage=[Stage.RECEIVED, Stage.LONGLIST, Stage.WITHDRAWN][number % 3],
        )
    pool.add("Anna", held_for=1)
    for number in (1, 4, 7):
        pool.mark(number, "pick")
    actor = _actor(pool)
    for q in ("", "stage:longlist", "bela -stage:longlist", "mark:pick", "stage:withdrawn"):
        for lens in Lens:
            with reading(pool.engine) as session:
                query = Query(pool.kept, actor.member_id, parse(q), lens, looks_on=True)
                shown = [row.reference for row in page(session, query, after=None, size=100).rows]
            assert [row["reference"] for row in _cells(_export(pool, q, lens, actor=actor))] == shown
            assert shown or (q, lens) == ("mark:pick", Lens.NEXT), (q, lens)


def test_questions_that_are_not_asked_and_files_are_columns_too(pool: Pool) -> None:
    anna = pool.add("Anna", answers={"score": "=2", "weird key": "w"})
    pool.add("Bela")
    template = {"role_id": pool.kept.role_id, "label": "L", "help": "", "required": False, "options": [], "unit": ""}
    more: dict[str, Any] = {"longest": 100, "use": "nothing", "card": False, "asked": False}
    asked = (("score", "text"), ("weird key", "text"), ("cv", "file"))
    with writing(pool.engine) as session:
        session.execute(
            insert(QuestionRow),
            [template | more | {"key": key, "kind": kind, "position": 9 + n} for n, (key, kind) in enumerate(asked)],
        )
        told = {"application_id": anna, "kind": "document", "question_key": "cv", "media_type": "application/pdf"}
        session.execute(
            insert(MaterialRow), told | {"state": "ready", "file_name": "@me.pdf", "handed_in_at": NOW, "attempts": 0}
        )
        kept = role_kept(session, pool.call, pool.role)
    assert kept is not None
    pool.kept = kept
    rows = _cells(_export(pool))
    assert [(row["answer:score"], row["weird key"], row["cv"]) for row in rows] == [
        ("'=2", "w", "'@me.pdf"),
        ("", "", ""),
    ]


def test_an_export_is_logged_before_its_first_byte(pool: Pool) -> None:
    pool.add("Anna", stage=Stage.SHORTLIST)
    pool.add("Bela")
    with writing(pool.engine) as session:
        taken = export(session, actor=_actor(pool), role=pool.kept, q="stage:shortlist", lens=Lens.NAME, now=NOW)
    with reading(pool.engine) as session:
        line = session.execute(select(AUDIT)).one()
    assert (line.act, line.subject, line.member_id) == ("exported applications", "the-play/the-lead", pool.members[0])
    assert line.detail == {
        "q": "stage:shortlist",
        "lens": "name",
        "format": "csv",
        "columns": ", ".join(COLUMNS),
        "count": 1,
    }
    assert line.at == NOW
    assert taken.count == len(_cells(b"".join(taken.chunks)))
    assert taken.file_name == "the-play-the-lead-2026-03-01.csv"
    assert taken.columns == COLUMNS


def test_a_sheet_is_that_of_the_moment_at_which_it_was_opened(pool: Pool) -> None:
    for number in range(5):
        pool.add(f"Anna {number}")
    with writing(pool.engine) as session:
        taken = export(session, actor=None, role=pool.kept, q="", lens=Lens.RANKED, now=NOW)
    pool.add("Late")
    with writing(pool.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.id == 1))
    assert taken.count == 5
    assert [row["name"] for row in _cells(b"".join(taken.chunks))] == [f"Anna {number}" for number in range(5)]


def test_a_connection_is_given_back_at_the_end_and_when_nobody_reads_on(pool: Pool) -> None:
    pool.add("Anna")
    for reads in (1, 2, 100):
        with writing(pool.engine) as session:
            taken = export(session, actor=None, role=pool.kept, q="", lens=Lens.RANKED, now=NOW)
        for _, _chunk in zip(range(reads), taken.chunks, strict=False):
            pass
        taken.chunks.close()  # type: ignore[attr-defined]
        del taken
        assert pool.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_connection_of_sqlite_is_given_back_with_its_usual_cache(pool: Pool) -> None:
    pool.add("Anna")
    _export(pool)
    with pool.engine.connect() as one, pool.engine.connect() as other:
        sizes = [each.exec_driver_sql("PRAGMA cache_size").scalar_one() for each in (one, other)]
    assert sizes == [-65536, -65536]


def test_a_large_sheet_comes_in_pieces(pool: Pool) -> None:
    role = pool.kept.role_id
    people = [{"id": number, "name": f"Anna {number}", "sort_name": "anna"} for number in range(1, 2501)]
    row = {"role_id": role, "sort_name": "anna", "received_at": NOW, "stage": "received", "version": 1}
    with writing(pool.engine) as session:
        session.execute(insert(ApplicantRow), people)
        session.execute(
            insert(APPLICATION),
            [
                row | {"id": p["id"], "applicant_id": p["id"], "reference": p["name"], "token": p["name"]}
                for p in people
            ],
        )
        sheet = {"version": 1, "saved_at": NOW, "answers": {"motivation": "so " * 30}}
        session.execute(insert(AnswerSheetRow), [sheet | {"application_id": p["id"]} for p in people])
        session.execute(insert(SCORE), [{"application_id": p["id"], "role_id": role, "score": 0} for p in people])
    with writing(pool.engine) as session:
        taken = export(session, actor=None, role=pool.kept, q="", lens=Lens.RANKED, now=NOW)
    chunks = list(taken.chunks)
    assert len(chunks) > 3
    assert max(map(len, chunks)) < 250_000
    assert len(_cells(b"".join(chunks))) == taken.count == 2500


@pytest.mark.parametrize(
    ("administrator", "duty", "refusal"),
    [
        (False, None, NotFound),
        (False, Duty.PRODUCER, NotAllowed),
        (False, Duty.ASSOCIATE, NotAllowed),
        (False, Duty.DIRECTOR, NotAllowed),
    ],
)
def test_only_an_administrator_exports(
    pool: Pool, administrator: bool, duty: Duty | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        _export(pool, actor=_actor(pool, administrator=administrator, duty=duty))


def test_an_export_that_cannot_be_asked_for_is_refused_and_not_logged(pool: Pool) -> None:
    with pytest.raises(SearchFault, match="Column 7"):
        _export(pool, "stage:nowhere")
    with pytest.raises(SearchFault, match="no criterion “run”"):
        _export(pool, "criterion:run=met")
    with pytest.raises(Refused, match="ask what a member has said"):
        _export(pool, "mark:pick")
    with reading(pool.engine) as session:
        assert session.execute(select(AUDIT)).all() == []
    assert pool.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_an_unranked_application_has_no_score(pool: Pool) -> None:
    pool.add("Anna", score=-1e9)
    assert [(row["score"], row["place"]) for row in _cells(_export(pool))] == [("", "")]


def test_a_time_keeps_its_microseconds(pool: Pool) -> None:
    anna = pool.add("Anna")
    moment = datetime(2026, 3, 1, 9, 8, 7, 60_504, tzinfo=UTC)
    with writing(pool.engine) as session:
        session.execute(APPLICATION.update().where(APPLICATION.c.id == anna).values(received_at=moment))
    assert [row["received_at"] for row in _cells(_export(pool))] == ["2026-03-01T09:08:07.060504Z"]
