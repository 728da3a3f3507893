"""Blind review: what an administrator hides at a stage is on no page, in no list, count, search, file or address."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typst
from sqlalchemy import select

from casting.domain.vocabulary import Stage
from casting.services.preparing import prepare_pending
from casting.services.rank import rank_role
from casting.store.engine import reading
from casting.store.tables import AuditRow, table
from tests.installation import CALL, PATH, ROLE, Installation
from tests.web.test_conflicts import HERE, KEY, Room
from tests.web.test_conflicts import room as room  # noqa: PLC0414 - a fixture
from tests.web.test_permissions import routes

EARLY = (Stage.RECEIVED, Stage.LONGLIST, Stage.RELEASED)
THINGS = ("name", "headshot", "birth_date", "city", "credits")
AGE = "32 years"
NAME = re.compile(r"mira|sokolova", re.IGNORECASE)
COUNTRY = re.compile(r"\bRussia\b")
SECRETS = (NAME, "mira@example.org", "+7 900 000-00-01", AGE, "1988-05-17", "Kazan", COUNTRY, "Long Shift")
TELLING = {"experience": "Six years in emergency surgery. They call me Mira there.", "email": "mira@example.org"}
WHO = ("director", "associate", "producer", "administrator")


@pytest.fixture
def blind(room: Room) -> Room:
    """The room of conflicts, in which the five are hidden in the early stages."""
    hide(room.installation, *(f"{stage}:{thing}" for stage in EARLY for thing in THINGS))
    prepare_pending(room.installation.engine, now=room.installation.clock())
    return room


@pytest.fixture(autouse=True)
def telling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever applies here names herself in what she writes."""
    for key, said in TELLING.items():
        monkeypatch.setitem(__import__("tests.installation", fromlist=["ANSWERS"]).ANSWERS, key, said)


def hide(installation: Installation, *ticked: str) -> None:
    answer = installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": list(ticked)})
    assert answer.status_code == 303, answer.text


def told(text: str) -> Iterator[str]:
    for secret in SECRETS:
        found = secret.search(text) if isinstance(secret, re.Pattern) else secret in text
        if found:
            yield secret.pattern if isinstance(secret, re.Pattern) else secret


@pytest.mark.parametrize("who", WHO)
def test_nothing_that_is_hidden_stands_on_any_page_of_the_team(blind: Room, who: str) -> None:
    browser = blind.installation.signed_in(who)
    shown = 0
    for path, address in blind.addresses().items():
        if path.startswith("/admin") and not path.endswith(("/blind", "/findings", "/{batch_id}")):
            continue
        page = browser.get(address)
        shown += blind.hers in page.text
        assert page.status_code in {200, 403, 404, 422, 204}, path
        assert list(told(page.text)) == [], path
    assert shown >= 8


def test_the_reference_stands_for_the_name_and_the_page_says_who_has_hidden_what(blind: Room) -> None:
    page = blind.installation.signed_in("director").get(f"{HERE}/{blind.hers}").text
    assert f'<h1 tabindex="-1"><bdi>{blind.hers}</bdi></h1>' in page
    assert "They call me [name] there." in page
    assert "The portrait is hidden at this stage" in page
    assert "Hidden in released: name, portrait, age, place and" in page
    assert "as Ari Keys has chosen." in page


def test_media_of_a_hidden_portrait_and_all_documents_are_refused(blind: Room) -> None:
    for who in WHO:
        browser = blind.installation.signed_in(who)
        assert browser.get(f"/media/pictures/{blind.picture}").status_code == 404
        assert browser.get(f"/media/documents/{blind.document}").status_code == 404
        assert browser.get(f"/media/tapes/{blind.picture}").status_code == 200


@pytest.mark.parametrize("lens", ["ranked", "next", "fit", "random:3", "received", "disagreement"])
def test_no_lens_or_view_shows_it(blind: Room, lens: str) -> None:
    browser = blind.installation.signed_in("director")
    for view in ("sheet", "list"):
        page = browser.get(HERE, params={"lens": lens, "view": view}).text
        assert list(told(page)) == [], (lens, view)


def test_nobody_is_put_in_the_order_of_hidden_names(blind: Room) -> None:
    browser = blind.installation.signed_in("director")
    page = browser.get(HERE, params={"lens": "name"})
    assert page.status_code == 422
    assert "Names are hidden in received, longlist, released" in page.text
    assert "lens=name" not in browser.get(HERE).text
    assert browser.get(HERE, params={"lens": "name", "q": "stage:callback"}).status_code == 200


@pytest.mark.parametrize("q", ["sokolova", "mira", "kazan", '"long shift"', "mira@example.org"])
def test_no_word_of_what_is_hidden_finds_her(blind: Room, q: str) -> None:
    browser = blind.installation.signed_in("director")
    page = browser.get(HERE, params={"q": q}).text
    assert f"{HERE}/{blind.hers}" not in page
    assert f"{HERE}/{blind.hers}" in browser.get(HERE, params={"q": f"-{q}"}).text
    assert f"{HERE}/{blind.hers}" in browser.get(HERE, params={"q": "surgery"}).text


@pytest.mark.parametrize(
    "q", ["note:sokolova", "note:sokolovoy", "note:mira", "note:okolova", "note:kolov", 'note:"ira sok"', "note:va"]
)
def test_a_note_that_tells_a_hidden_name_is_not_found_by_it(blind: Room, q: str) -> None:
    browser = blind.installation.signed_in("director")
    note = {"text": "Sokolova, Mira Sokolovoy: look at the hands.", "visibility": "team"}
    assert browser.post(f"{HERE}/{blind.hers}/note", data=note).status_code == 303
    page = browser.get(f"{HERE}/{blind.hers}").text
    assert "[name], [name] [name]: look at the hands." in page
    assert f"{HERE}/{blind.hers}" not in browser.get(HERE, params={"q": q}).text
    assert f"{HERE}/{blind.hers}" in browser.get(HERE, params={"q": "note:hands"}).text


@pytest.mark.parametrize("q", ["age:25..40", "-age:>30", "stage:longlist age:>30", "age:>30 or stage:callback"])
def test_a_search_for_a_hidden_age_is_refused_with_a_way_on(blind: Room, q: str) -> None:
    browser = blind.installation.signed_in("director")
    page = browser.get(HERE, params={"q": q})
    assert page.status_code == 422
    assert "Age is hidden in" in page.text
    assert "stage:booked" in page.text
    elsewhere = q.split(" or ", maxsplit=1)[0].replace("stage:longlist ", "")
    assert browser.get(HERE, params={"q": f"stage:callback {elsewhere}"}).status_code == 200


def test_facets_do_not_count_by_what_is_hidden(blind: Room) -> None:
    director = blind.installation.signed_in("director")
    gates = [c for c in blind.installation.role().role.criteria if c.asks == "birth_date"]
    for criterion in gates:
        assert f"criterion:{criterion.key}" not in director.get(HERE).text
        assert director.get(HERE, params={"q": f"criterion:{criterion.key}=met"}).status_code == 422


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_an_export_leaves_the_columns_out_and_the_log_says_so(blind: Room, form: str) -> None:
    browser = blind.installation.signed_in("administrator")
    taken = browser.post(f"/admin/export/{PATH}", data={"q": "", "format": form}).content
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(taken)) as book:
            taken = b"".join(book.read(name) for name in book.namelist())
    text = taken.decode()
    assert blind.hers in text
    assert list(told(text)) == []
    assert "They call me [name] there." in text
    rows = table(AuditRow)
    with reading(blind.installation.engine) as session:
        wanted = select(rows.c.detail).where(rows.c.act == "exported applications").order_by(rows.c.id.desc()).limit(1)
        left_out = session.execute(wanted).scalar_one()["left out"].split(", ")
    assert {"name", "email", "phone", "birth_date", "city", "country", "credits"} <= {*left_out}
    chosen = browser.post(f"/admin/export/{PATH}", data={"q": "", "format": form, "columns": ["reference", "name"]})
    assert chosen.status_code == 422
    assert "name" in browser.post(f"/admin/export/{PATH}", data={"q": "stage:callback", "format": "csv"}).text


def test_who_has_a_link_from_outside_sees_no_more(blind: Room) -> None:
    page = blind.installation.browser().get(f"/share/{KEY}")
    assert blind.hers in page.text
    assert list(told(page.text)) == []
    assert blind.installation.browser().get(f"/share/{KEY}/{blind.hers}/portrait").status_code == 404


def test_the_presentation_holds_references_in_the_place_of_names(blind: Room) -> None:
    hide(blind.installation, *(f"{stage}:{thing}" for stage in Stage for thing in THINGS))
    director = blind.installation.signed_in("director")
    page = director.get(f"{HERE}/shortlist?stage=longlist").text
    assert blind.others[0] in page
    assert "Vera" not in page
    assert director.get(f"{HERE}/shortlist.pdf?stage=longlist").status_code == 200


def test_the_pdf_is_made_of_nothing_that_is_hidden(blind: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    director = blind.installation.signed_in("director")
    note = {"text": "Mira Sokolova has calm hands.", "visibility": "production"}
    assert director.post(f"{HERE}/{blind.hers}/note", data=note).status_code == 303
    assert director.post(f"{HERE}/{blind.hers}/mark", data={"opinion": "pick"}).status_code == 303
    director.post(f"{HERE}/{blind.hers}/stage", data={"before": "released", "stage": "longlist"})
    given: list[str] = []
    drawn = typst.compile

    def drawing(template: Path, *, root: Path, **how: Any) -> Any:
        given.extend(sorted(file.name for file in root.iterdir()))
        given.append((root / "shortlist.json").read_text(encoding="utf-8"))
        return drawn(template, root=root, **how)

    monkeypatch.setattr(typst, "compile", drawing)
    assert director.get(f"{HERE}/shortlist.pdf?stage=longlist").status_code == 200
    *files, told_to_typst = given
    assert files == ["shortlist.json", "shortlist.typ"]  # and no portrait
    assert blind.hers in told_to_typst
    assert "[name] [name] has calm hands." in told_to_typst
    assert list(told(told_to_typst)) == []


def test_the_reason_of_a_conflict_does_not_tell_a_hidden_name(blind: Room) -> None:
    blind.declare("associate", reason="Mira Sokolova is my cousin.")
    page = blind.installation.signed_in("administrator").get(f"{HERE}/conflicts").text
    assert "[name] [name] is my cousin." in page
    assert list(told(page)) == []


def test_a_gate_that_is_hidden_is_not_told_by_what_would_change_it(installation: Installation) -> None:
    reference = installation.apply(birth_date="1950-01-01")
    prepare_pending(installation.engine, now=installation.clock())
    rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock())
    director, page = installation.signed_in("director"), f"/review/{PATH}/{reference}"
    assert "a gate that is not met comes last" in director.get(page).text
    hide(installation, "received:birth_date")
    assert "a gate that is not met comes last" not in director.get(page).text


def test_an_own_note_with_a_hidden_name_in_it_is_not_changed_unseen(installation: Installation) -> None:
    reference, director = installation.apply(), installation.signed_in("director")
    page = f"/review/{PATH}/{reference}"
    director.post(f"{page}/note", data={"text": "Mira is calm.", "visibility": "team"})
    assert "Change or delete" in director.get(page).text
    hide(installation, "received:name")
    assert "Change or delete" not in director.get(page).text  # what is masked would be kept so
    director.post(f"{page}/note", data={"text": "She is calm.", "visibility": "team"})
    assert director.get(page).text.count("Change or delete") == 1


def test_a_tag_that_spells_her_name_is_not_shown_as_hers_nor_offered_nor_counted(blind: Room) -> None:
    director = blind.installation.signed_in("director")
    for tag in ("mira-again", "quiet-hands"):
        assert director.post(f"{HERE}/{blind.hers}/tags", data={"name": tag}).status_code == 303
    worn = re.findall(r"""<a href="[^"]*tag[^"]*"><bdi>([^<]*)</bdi></a>""", director.get(f"{HERE}/{blind.hers}").text)
    assert "quiet-hands" in worn
    assert "mira-again" not in worn
    pages = (f"{HERE}/{blind.hers}", f"{HERE}/{blind.others[0]}", HERE, f"{HERE}?view=list", f"{HERE}/counts")
    for page in pages:
        text = director.get(page).text
        assert "quiet-hands" in text, page
        assert "mira-again" not in text, page
    hide(blind.installation)
    for page in pages:
        assert "mira-again" in director.get(page).text, page


def test_in_another_stage_she_is_seen(blind: Room) -> None:
    director = blind.installation.signed_in("director")
    for before, after in (("released", "longlist"), ("longlist", "shortlist")):
        director.post(f"{HERE}/{blind.hers}/stage", data={"before": before, "stage": after})
    page = director.get(f"{HERE}/{blind.hers}").text
    assert set(told(page)) >= {"Kazan", AGE, "Long Shift"}
    assert director.get(f"/media/pictures/{blind.picture}").status_code == 200
    assert f"{HERE}/{blind.hers}" in director.get(HERE, params={"q": "sokolova"}).text


def test_what_is_shown_again_is_found_again_and_logged(blind: Room) -> None:
    hide(blind.installation)
    prepare_pending(blind.installation.engine, now=blind.installation.clock())
    director = blind.installation.signed_in("director")
    assert "Mira Sokolova" in director.get(f"{HERE}/{blind.hers}").text
    assert f"{HERE}/{blind.hers}" in director.get(HERE, params={"q": "sokolova age:>30", "lens": "name"}).text
    rows = table(AuditRow)
    with reading(blind.installation.engine) as session:
        found = session.execute(select(rows).where(rows.c.act.contains("reviewers")).order_by(rows.c.id)).all()
    assert [row.act for row in found] == ["hid from reviewers"] * 3 + ["showed to reviewers again"] * 3
    assert {row.member_id for row in found} == {blind.installation.members["administrator"]}
    assert found[0].detail["hidden now"].startswith("name, portrait, age, place and")


@pytest.mark.parametrize("ticked", ["nowhere:name", "received:", "received", "received:no-such-question", ":name"])
def test_what_cannot_be_hidden_is_refused_and_changes_nothing(installation: Installation, ticked: str) -> None:
    answer = installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data={"hidden": [ticked]})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert installation.role().blind.things == frozenset()


def test_every_route_of_the_team_was_looked_at(blind: Room) -> None:
    asked = set(blind.addresses())
    gets = {route.removeprefix("GET ") for route in routes(blind.installation.app) if route.startswith("GET /review")}
    assert gets - asked == {"/review/{call}/{role}/live"}
    assert {CALL, ROLE} <= {*blind.addresses()["/review/{call}/{role}"].split("/")}
