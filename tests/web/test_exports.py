"""The export of a role as the administrator's file."""

import csv
import io
import zipfile

import pytest

from casting.domain.vocabulary import FileFormat, Stage
from casting.services import audit
from casting.services.review import application_for, decide
from casting.store.engine import reading, writing
from tests.installation import CALL, NOON, PATH, ROLE, Installation

URL = f"/admin/export/{PATH}"


def _shortlist(installation: Installation, reference: str) -> None:
    director = installation.actor("director")
    with writing(installation.engine) as session:
        found = application_for(session, director, call=CALL, role=ROLE, reference=reference)
        decide(session, director, found, before=Stage.RECEIVED, after=Stage.SHORTLIST, reason="", now=NOON)


def test_an_administrator_gets_what_the_filter_finds_as_a_file(installation: Installation) -> None:
    mira = installation.apply()
    installation.apply(name="=Vera", email="vera@example.org", phone="")
    _shortlist(installation, mira)
    response = installation.signed_in("administrator").post(URL, data={"q": " stage:shortlist "})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{CALL}-{ROLE}-2026-03-08.csv"'
    assert response.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [(row["reference"], row["name"], row["phone"]) for row in rows] == [(mira, "Mira Sokolova", "'+79000000001")]
    everyone = installation.signed_in("administrator").post(URL).content.decode("utf-8-sig")
    assert {row["name"] for row in csv.DictReader(io.StringIO(everyone))} == {"Mira Sokolova", "'=Vera"}
    with reading(installation.engine) as session:
        newest = audit.newest(session, most=2)
    assert [(line.act, line.subject, line.member) for line in newest] == [
        ("exported applications", PATH, "Ari Keys")
    ] * 2


@pytest.mark.parametrize("who", ["director", "associate", "producer", "stranger"])
def test_for_everyone_else_there_is_no_export(installation: Installation, who: str) -> None:
    installation.apply()
    assert installation.signed_in(who).post(URL).status_code == 404
    with reading(installation.engine) as session:
        assert "exported applications" not in {line.act for line in audit.newest(session, most=50)}


@pytest.mark.parametrize(
    ("q", "words"), [("stage:nowhere", "Column 7."), ("criterion:x=met", "no criterion"), ("(", "")]
)
def test_a_query_that_cannot_be_understood_is_told(installation: Installation, q: str, words: str) -> None:
    response = installation.signed_in("administrator").post(URL, data={"q": q})
    assert response.status_code == 422
    assert words in response.text


@pytest.mark.parametrize("path", ["nowhere/nobody", f"{CALL}/nobody"])
def test_a_role_that_is_not_there_is_not_found(installation: Installation, path: str) -> None:
    assert installation.signed_in("administrator").post(f"/admin/export/{path}").status_code == 404


def test_a_workbook_and_objects_go_out_with_the_columns_that_were_ticked(installation: Installation) -> None:
    mira = installation.apply()
    administrator = installation.signed_in("administrator")
    told = administrator.post(URL, data={"format": "json", "columns": ["name", "reference"]})
    assert told.headers["content-type"] == "application/json"
    assert told.headers["content-disposition"] == f'attachment; filename="{CALL}-{ROLE}-2026-03-08.json"'
    assert told.json() == [{"name": "Mira Sokolova", "reference": mira}]
    book = administrator.post(URL, data={"format": "xlsx"})
    assert book.headers["content-disposition"] == f'attachment; filename="{CALL}-{ROLE}-2026-03-08.xlsx"'
    assert zipfile.is_zipfile(io.BytesIO(book.content))


def test_a_column_that_is_not_there_is_refused_before_anything_goes_out(installation: Installation) -> None:
    installation.apply()
    response = installation.signed_in("administrator").post(URL, data={"columns": "shoe size"})
    assert response.status_code == 422
    assert "There is no column “shoe size”" in response.text
    with reading(installation.engine) as session:
        assert "exported applications" not in {line.act for line in audit.newest(session, most=50)}


def test_the_page_offers_the_formats_and_every_column(installation: Installation) -> None:
    page = installation.signed_in("administrator").get("/admin").text
    for value in ("csv", "xlsx", "json"):
        assert f'<option value="{value}">' in page
    for column in ("reference", "height", "criterion:swim", "consent:casting"):
        assert f'name="columns" value="{column}"' in page


def test_the_search_is_empty_until_one_is_typed_and_where_nobody_is_found_there_is_no_file(
    installation: Installation,
) -> None:
    administrator = installation.signed_in("administrator")
    assert "There is no application for this role yet that you could export." in administrator.post(URL).text
    mira = installation.apply()
    page = administrator.get("/admin").text
    assert 'name="q" value=""' in page
    assert "Export everybody, or what a search finds" in page
    for form in FileFormat:
        nobody = administrator.post(URL, data={"q": "stage:shortlist", "format": form.value})
        assert nobody.headers["content-type"] == "text/html; charset=utf-8"
        assert "Nobody is found by “stage:shortlist”." in nobody.text
    unwilling = next(consent.purpose for consent in installation.role().call.consents if not consent.required)
    told = administrator.post(URL, data={"purpose": unwilling}).text
    assert f"Of 1 found, nobody has consented to {unwilling}." in told
    with reading(installation.engine) as session:
        assert "exported applications" not in {line.act for line in audit.newest(session, most=50)}
    assert mira in administrator.post(URL).text


def test_the_columns_are_called_as_people_do_where_that_is_asked_for(installation: Installation) -> None:
    installation.apply()
    noor = installation.signed_in("administrator")
    asked = {"columns": ["name", "height", "criterion:swim", "consent:casting"], "headings": "words"}
    question = installation.role().role.question("height")
    swim = next(one for one in installation.role().role.criteria if one.key == "swim")
    assert question is not None
    words = ["Name", question.label, f"Asked for: {swim.title}", "Consent: casting"]
    first = noor.post(f"/admin/export/{PATH}", data=asked).content.decode("utf-8-sig").splitlines()[0]
    assert first == ",".join(f'"{word}"' for word in words)
    book = noor.post(f"/admin/export/{PATH}", data={**asked, "format": "xlsx"}).content
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert [word for word in words if f">{word}<" not in sheet] == []
    told = noor.post(f"/admin/export/{PATH}", data={**asked, "format": "json"}).json()
    assert list(told[0]) == asked["columns"]
