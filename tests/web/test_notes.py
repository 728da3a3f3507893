"""Notes: who reads one, who changes it, what moment it speaks of, and to whom."""

import html
import re

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from casting.domain.mentions import mentioned, unmet
from casting.domain.vocabulary import Duty
from casting.services import team
from casting.store.engine import reading, writing
from casting.store.tables import AuditRow, NoteRow, table
from tests.installation import NOON, PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"
TEAM = {1: "Dana Direct", 2: "Alex Second", 3: "Alex Third", 4: "Ирина Ёлкина"}


def write(client: TestClient, reference: str, text: str, **typed: str) -> None:
    answer = client.post(f"{HOME}/{reference}/note", data={"text": text, **typed})
    assert answer.status_code == 303, answer.text


def newest_note(installation: Installation) -> NoteRow:
    with reading(installation.engine) as session:
        rows = table(NoteRow)
        key = session.scalars(select(rows.c.id).order_by(rows.c.id.desc()).limit(1)).one()
        return session.get_one(NoteRow, key)


def test_a_note_is_read_by_those_for_whom_it_is(installation: Installation) -> None:
    reference = installation.apply()
    director, associate, producer = (installation.signed_in(who) for who in ("director", "associate", "producer"))
    for text, audience in (("Mine.", "me"), ("Ours.", "team"), ("Everyone's.", "production")):
        write(director, reference, text, visibility=audience)
    associate.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})

    def read_by(client: TestClient) -> list[str]:
        page = client.get(f"{HOME}/{reference}").text
        return [text for text in ("Mine.", "Ours.", "Everyone&#39;s.") if f">{text}</p>" in page]

    assert read_by(director) == ["Mine.", "Ours.", "Everyone&#39;s."]
    assert read_by(associate) == ["Ours.", "Everyone&#39;s."]
    assert read_by(producer) == ["Everyone&#39;s."]


def test_only_its_writer_changes_and_deletes_a_note_and_both_are_logged(installation: Installation) -> None:
    reference = installation.apply()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    write(director, reference, "Still hands.", visibility="team", second="1:05")
    note = newest_note(installation)
    address = f"{HOME}/{reference}/notes/{note.id}"
    for act in ("", "/delete"):
        assert associate.post(f"{address}{act}", data={"text": "Mine now."}).status_code == 404
    assert newest_note(installation).text == "Still hands."
    assert director.post(address, data={"text": "Still eyes.", "visibility": "me", "second": "65"}).status_code == 303
    changed = newest_note(installation)
    assert (changed.text, changed.visibility, changed.second) == ("Still eyes.", "me", 65)
    page = director.get(f"{HOME}/{reference}").text
    assert "tape at 1:05" in page
    assert "changed since" in page
    assert director.post(f"{address}/delete").status_code == 303
    assert "Still eyes." not in director.get(f"{HOME}/{reference}").text
    with reading(installation.engine) as session:
        rows = table(AuditRow)
        said = session.execute(select(rows.c.act, rows.c.subject, rows.c.member_id).order_by(rows.c.id)).all()
    written = [(act, f"{PATH}/{reference}", installation.members["director"]) for act in (
        "changed a note", "deleted a note"
    )]  # fmt: skip
    assert [tuple(row) for row in said if "note" in row.act] == written


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"text": ""}, "Write something first."),
        ({"text": "x" * 4001}, "Shorten it to 4,000."),
        ({"text": "Kept words.", "second": "1:75"}, "minutes and seconds"),
        ({"text": "Kept words.", "second": "soon"}, "minutes and seconds"),
        ({"text": "Kept words.", "visibility": "everyone"}, "for you alone, for the team or for the production"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    installation: Installation, typed: dict[str, str], fault: str
) -> None:
    reference = installation.apply()
    director = installation.signed_in("director")
    write(director, reference, "Before.")
    note_id = newest_note(installation).id
    for act in ("note", f"notes/{note_id}"):
        answer = director.post(f"{HOME}/{reference}/{act}", data=typed)
        assert answer.status_code == 422
        assert fault in answer.text
        assert typed["text"] in answer.text
        assert f'value="{typed.get("second", "")}"' in answer.text
    assert newest_note(installation).text == "Before."


def test_a_note_that_speaks_to_a_colleague_waits_for_her_until_she_has_read_it(installation: Installation) -> None:
    reference = installation.apply()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    write(director, reference, "@Alex, hear the breath.", visibility="team")
    note_id = newest_note(installation).id
    waiting = associate.get("/review").text
    assert f"{HOME}/{reference}#note-{note_id}" in waiting
    assert "Dana Direct</bdi> on <bdi>Mira Sokolova</bdi>" in waiting
    assert "hear the breath" not in waiting, "one's own judgement comes first"
    assert "Dana Direct</bdi> on" not in director.get("/review").text
    director.post(f"/review/mentions/{note_id}/read")
    assert "Dana Direct</bdi> on" in associate.get("/review").text, "nobody reads it for her"
    assert associate.post(f"/review/mentions/{note_id}/read").status_code == 303
    assert "Dana Direct</bdi> on" not in associate.get("/review").text


def called(client: TestClient, path: str = HOME) -> str:
    """What the header says of notes that speak to who looks."""
    return "".join(re.findall(r"data-called>([^<]*)<", client.get(path).text))


def test_the_header_counts_what_speaks_to_one_and_the_page_leads_to_it(installation: Installation) -> None:
    reference = installation.apply()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    here = f"{HOME}/{reference}"
    for text in ("@Alex, hear the breath.", "@Alex Second, and the hands."):
        write(director, reference, text, visibility="team")
    note_id = newest_note(installation).id
    assert [called(associate, path) for path in (HOME, here, f"{HOME}/board", "/review")] == ["2"] * 4
    assert called(director) == ""
    before = associate.get(here).text
    assert re.search(rf'id="note-{note_id}">A note of <bdi>Dana Direct</bdi> speaks to you', before)
    assert "data-read" not in before, "what cannot be read yet is not read"
    associate.post(f"{here}/mark", data={"stars": "3"})
    after = associate.get(here).text
    assert f'id="note-{note_id}" data-read="/review/mentions/{note_id}/read"' in after
    assert "shown after your own mark" not in after
    associate.post(f"/review/mentions/{note_id}/read")
    assert called(associate) == "1"
    assert f'id="note-{note_id}">' in associate.get(here).text
    assert associate.post(f"{here}/conflict", data={"reason": "My sister.", "member": "0"}).status_code == 303
    assert (called(associate), called(associate, "/review")) == ("", "")


def test_a_mention_names_nobody_whose_name_is_hidden(installation: Installation) -> None:
    reference = installation.apply()
    hidden = {"hidden": "received:name"}
    assert installation.signed_in("administrator").post(f"/admin/{PATH}/blind", data=hidden).status_code == 303
    write(installation.signed_in("director"), reference, "@Alex, look.", visibility="team")
    waiting = installation.signed_in("associate").get("/review").text
    assert f"Dana Direct</bdi> on <bdi>{reference}</bdi>" in waiting
    assert "Sokolova" not in waiting


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_note_that_speaks_to_one_is_read_once_it_stands_in_view(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    reference = installation.apply()
    for text in ("@Alex, hear the breath.", "@Alex, and the hands."):
        write(installation.signed_in("director"), reference, text, visibility="team")
    associate = installation.signed_in("associate")
    page = browser.new_page()
    sign_in(page, base, "associate")
    expect(page.locator("[data-called]")).to_contain_text("2")
    page.get_by_role("link", name="Dana Direct on Mira Sokolova").first.click()
    expect(page.locator(".called").first).to_be_in_viewport()
    associate.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})
    assert called(associate) == "2"
    page.reload()
    page.locator("article.note").last.scroll_into_view_if_needed()
    expect(page.locator("[data-read]")).to_have_count(0)
    expect(page.locator("[data-called]")).to_have_count(0)
    page.goto(f"{base}/review")
    expect(page.get_by_role("heading", name="My roles")).to_be_visible()
    expect(page.locator(".mentions")).to_have_count(0)
    page.close()


def test_nobody_is_called_to_a_note_that_she_may_not_read(installation: Installation) -> None:
    reference = installation.apply()
    director, producer = installation.signed_in("director"), installation.signed_in("producer")
    write(director, reference, "@Pat and @Sam Elsewhere, look.", visibility="team")
    write(director, reference, "@Pat, not yet for you.", visibility="me")
    assert "Dana Direct</bdi> on" not in producer.get("/review").text
    assert "Dana Direct</bdi> on" not in installation.signed_in("stranger").get("/review").text
    note_id = newest_note(installation).id
    address = f"{HOME}/{reference}/notes/{note_id}"
    director.post(address, data={"text": "@Pat, for you.", "visibility": "production"})
    assert "Dana Direct</bdi> on" in producer.get("/review").text
    director.post(address, data={"text": "@Pat, for you.", "visibility": "team"})
    assert "Dana Direct</bdi> on" not in producer.get("/review").text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Dana look", {1}),
        ("(@dana direct!)", {1}),
        ("@Alex", set()),
        ("@Alex Second, @Alex Third", {2, 3}),
        ("@Alex Secondhand", set()),
        ("dana@direct.example", set()),
        ("@ Dana", set()),
        ("@ИРИНА: смотри", {4}),
        ("@Ирина Елкина", {4}),
        ("\u202e@Dana", {1}),
        ("@" * 50, set()),
    ],
)
def test_who_is_meant(text: str, meant: set[int]) -> None:
    assert mentioned(text, TEAM) == meant


def test_what_is_called_and_means_nobody() -> None:
    assert unmet("@Dana, @Alxe and @Alex! @Alxe", TEAM) == ("Alxe", "Alex")
    assert unmet("dana@direct.example @ @", TEAM) == ()


def test_a_note_that_calls_nobody_is_kept_and_says_so(installation: Installation) -> None:
    reference = installation.apply()
    director = installation.signed_in("director")

    def said(text: str, visibility: str) -> str:
        write(director, reference, text, visibility=visibility)
        page = director.get(f"{HOME}/{reference}").text
        note = re.search(
            r'<article class="note mine" id="note-\d+"[^>]*>\s*<p dir="auto">([^<]*)</p>\s*(.*?)<footer',
            page,
            re.DOTALL,
        )
        assert note
        assert html.unescape(note[1]) == text
        return re.sub(r"<[^>]*>", "", note[2]).strip()

    assert said("@Alxe, hear <this>.", "team") == "Nobody in this team is called “Alxe”."
    assert said("@Alex and myself, @Dana.", "team") == ""
    assert said("@Pat, look.", "team") == "“Pat” does not read this note and was not called."
    assert said("@Pat, look.", "production") == ""
    assert said("@Alex, later.", "me") == "A note for you alone calls nobody."
    page = installation.signed_in("associate").get(f"{HOME}/{reference}").text
    assert "Nobody in this team" not in page, "it is said to who wrote it"


def test_the_colleagues_whom_a_note_can_call_are_those_of_the_team(installation: Installation) -> None:
    assert installation.signed_in("associate").get(f"{HOME}/colleagues").json() == ["Dana Direct", "Pat Onlooker"]


@pytest.mark.browser
def test_an_at_offers_the_colleagues_and_keys_choose_one(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    reference = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{reference}")
    page.keyboard.press("n")
    page.keyboard.type("Look, @")
    expect(page.locator(".callable [role=option]")).to_have_text(["Alex Second", "Pat Onlooker"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("A note", exact=True)).to_have_value("Look, @Pat Onlooker ")
    expect(page.locator(".callable [role=option]")).to_have_count(0)
    page.keyboard.type("@al")
    page.keyboard.press("Escape")
    expect(page.locator(".callable [role=option]")).to_have_count(0)
    expect(page.get_by_label("A note", exact=True)).to_be_focused()
    page.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_note_says_is_text_and_nothing_else(installation: Installation) -> None:
    reference = installation.apply()
    director = installation.signed_in("director")
    write(director, reference, "<script>alert(1)</script> \u202eevil", visibility="team")
    page = director.get(f"{HOME}/{reference}").text
    assert "<script>alert" not in page
    assert '<p dir="auto">&lt;script&gt;' in page


def test_who_has_left_the_team_is_not_called_back(installation: Installation) -> None:
    reference = installation.apply()
    with writing(installation.engine) as session:
        installation.members["guest"] = team.create_member(
            session,
            name="Gone Guest",
            email="guest@casting.example.org",
            duties={installation.role("elsewhere/somebody").call_id: Duty.DIRECTOR},
            password=None,
            now=NOON,
            administrator=False,
        )
    write(installation.signed_in("director"), reference, "@Gone Guest", visibility="production")
    assert "Dana Direct</bdi> on" not in installation.signed_in("guest").get("/review").text


def test_notes_are_found_by_who_may_read_them(installation: Installation) -> None:
    one, two = (installation.apply(name=f"Person {letter}", email=f"{letter}@example.org") for letter in "AB")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    producer = installation.signed_in("producer")

    def found(who: TestClient, q: str) -> str:
        page = who.get(HOME, params={"q": q, "lens": "name"})
        assert page.status_code == 200, page.text
        return "".join(re.findall(r'<bdi class="name">Person ([A-Z])</bdi>', page.text))

    director.post(f"{HOME}/{one}/note", data={"text": "Her Left hand is in a Gips-Verband.", "visibility": "team"})
    director.post(f"{HOME}/{two}/note", data={"text": "Трюки сама", "visibility": "production"})
    director.post(f"{HOME}/{two}/note", data={"text": "left alone", "visibility": "me"})
    assert [found(director, q) for q in ("note:left", "note:left-hand", "note:ТРЮКИ", "note:any", "-note:any")] == [
        "AB", "A", "B", "AB", "",
    ]  # fmt: skip
    assert found(associate, "note:any") == ""  # her own judgement first
    for reference in (one, two):
        associate.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})
    assert [found(associate, q) for q in ("note:left", "note:any")] == ["A", "AB"]
    assert [found(producer, q) for q in ("note:left", "note:any", "-note:any")] == ["", "B", "A"]
    assert "stand words of a note" in associate.get(HOME, params={"q": "note:!"}).text


@pytest.mark.browser
def test_control_and_enter_keep_the_note_that_is_being_written(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    reference = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}/review/{PATH}/{reference}")
    page.locator("#text").fill("Still hands.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("Still hands.")
    expect(page.locator("#text")).to_have_value("")
    page.close()


def test_a_note_says_to_who_wrote_it_whom_it_reaches_and_how_they_are_told(installation: Installation) -> None:
    reference = installation.apply()
    director = installation.signed_in("director")

    def said(text: str, visibility: str) -> list[tuple[str, str]]:
        write(director, reference, text, visibility=visibility)
        (article,) = re.findall(rf'<article class="note mine" id="note-{newest_note(installation).id}".*?</article>',
                                director.get(f"{HOME}/{reference}").text, re.DOTALL)  # fmt: skip
        return re.findall(r'data-told="([^"]*)"|calls <bdi>(.*?)</bdi>', article)

    alex, both = "Alex Second", "Alex Second and Pat Onlooker"
    beside = "told of the note beside their name, on the next page that they open."
    assert said("@Alex and @Dana, listen.", "team") == [(f"{alex} is {beside}", ""), ("", alex)]
    assert said("@Pat, @Alex!", "production") == [(f"{both} are {beside}", ""), ("", both)]
    assert said("@Pat, not yet.", "team") == []
    assert said("@Alex, later.", "me") == []


def _begun(client: TestClient, address: str) -> tuple[str, str]:
    page = client.get(address).text
    chosen = re.search(r'<option value="(\w+)" selected', page[page.index('id="visibility"') :])
    typed = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert chosen
    assert typed
    return chosen[1], html.unescape(typed[1])


def test_the_shortlist_leads_to_a_note_for_the_production_begun_with_ones_own_reason(
    installation: Installation,
) -> None:
    reference = installation.apply()
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    move = {"before": "received", "seen": "0", "stage": "shortlist", "reason": "The face & the pause."}
    assert director.post(f"{HOME}/{reference}/stage", data=move).status_code == 303
    director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick"})
    page = director.get(f"{HOME}/shortlist").text
    (address,) = re.findall(r'href="([^"]*)">Write one', page)
    address = html.unescape(address).partition("#")[0]
    assert _begun(director, address) == ("production", "The face & the pause.")
    assert _begun(director, f"{HOME}/{reference}") == ("team", "")
    associate.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})
    assert _begun(associate, address) == ("production", ""), "another's reason is not hers to repeat"
    assert director.get(f"{HOME}/shortlist").text == page, "nothing is kept before a person keeps it"
    write(director, reference, "For you.", visibility="production")
    assert _begun(director, address) == ("production", "")
    assert _begun(director, address.replace("production", "x" * 20)) == ("team", "")


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_form_of_a_note_knows_for_whom_the_last_one_was_and_keeps_what_was_typed(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    one, two = (installation.apply(name=f"Person {letter}", email=f"{letter}@example.org") for letter in "AB")
    director = installation.signed_in("director")
    move = {"before": "received", "seen": "0", "stage": "shortlist", "reason": "The pause."}
    director.post(f"{HOME}/{two}/stage", data=move)
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{one}")
    page.locator("#text").fill("@Alex, look.")
    page.locator("#visibility").select_option("production")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".say")).to_contain_text("Alex Second is told of the note beside their name")
    expect(page.locator("#visibility")).to_have_value("production")
    page.goto(f"{base}{HOME}/{two}")
    expect(page.locator("#visibility")).to_have_value("production")
    page.locator("#visibility").select_option("me")
    page.locator("#text").fill("Mine")
    page.keyboard.press("Escape")
    page.goto(f"{base}{HOME}/shortlist")
    page.get_by_role("link", name="Write one on Person B").click()
    expect(page.locator("#text")).to_have_value("Mine")  # what she typed is not lost to what is offered
    page.locator("#text").fill("")
    page.keyboard.press("Escape")
    page.goto(f"{base}{HOME}/shortlist")
    page.get_by_role("link", name="Write one on Person B").click()
    expect(page.locator("#text")).to_have_value("The pause.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#visibility")).to_have_value("production")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.goto(f"{base}{HOME}/{two}")
    expect(page.locator("#text")).to_have_value("")  # nobody has typed it
    page.go_back()
    page.locator("#text").focus()
    page.keyboard.type(" And the hands.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.note > p").first).to_have_text("The pause. And the hands.")
    expect(page.get_by_text("Begun with your reason")).to_have_count(0)
    page.close()
