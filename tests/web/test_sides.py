"""Sides: added and released by a person to a stage, seen by whose application stands there or above, by nobody else."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, event, func, select, update

from casting.services.access import application_key
from casting.services.orphans import mismatch, sweep_orphans
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, MessageRow, SidesOpeningRow, SidesRow, table
from casting.web.uploads import LONGEST_SIDES
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in
from tests.web.test_board import move
from tests.web.test_stage_days import words

HOME = f"/review/{PATH}"
HERE = f"{HOME}/sides"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SIDES, OPENING, APPLICATION = table(SidesRow), table(SidesOpeningRow), table(ApplicationRow)


def add(
    client: TestClient, stage: str = "callback", *, content: bytes = PDF, name: str = "airlock.pdf", **typed: str
) -> Any:
    """Add sides, as the form does."""
    return client.post(HERE, data={"stage": stage, **typed}, files={"file": (name, content, "application/pdf")})


def added(client: TestClient, stage: str = "callback", *, name: str = "airlock.pdf", **typed: str) -> int:
    """Add sides; returns their key."""
    answer = add(client, stage, content=PDF, name=name, **typed)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"{HERE}?did=added"), words(answer.text)
    return max(int(key) for key in re.findall(rf'href="{HERE}/(\d+)/change"', client.get(HERE).text))


def release(client: TestClient, stage: str = "callback") -> None:
    assert client.post(f"{HERE}/release", data={"stage": stage}).status_code == 303


def faults(answer: Any) -> list[str]:
    """What the page says is wrong."""
    found = re.findall(r'<p class="error" id="\w+-error"><span class="hidden">Error: </span>(.*?)</p>', answer.text)
    return [unescape(fault) for fault in found]


def section(client: TestClient, reference: str, language: str = "en") -> str:
    """What an applicant's page says of sides; empty where it says nothing."""
    page = client.get(f"/applications/{reference}", headers={"accept-language": language}).text
    found = re.search(r'<section class="own-sides".*?</section>', page, re.DOTALL)
    return words(found[0]) if found else ""


def gets(client: TestClient, reference: str, key: int) -> tuple[int, int]:
    """What opening the sides, and asking for their file at once, answers."""
    at = f"/applications/{reference}/sides/{key}"
    return client.post(at).status_code, client.get(at).status_code


@pytest.fixture
def director(installation: Installation) -> TestClient:
    return installation.signed_in("director")


@pytest.fixture
def anna(installation: Installation) -> tuple[TestClient, str]:
    """The browser and the reference of an applicant."""
    browser = installation.browser()
    return browser, installation.apply(browser, name="Anna Frolova", email="anna@example.org")


# ---------------------------------------------------------------------------------------------- the applicant


def test_sides_are_seen_from_their_release_by_who_stands_in_their_stage_or_above(
    director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director, title="Scene 12", instructions="Slate: your name.\nTwo minutes.")
    move(director, reference, "received", "callback")
    assert (section(browser, reference), gets(browser, reference, key)) == ("", (404, 404))
    release(director)
    shown = section(browser, reference)
    assert "Scene 12" in shown
    assert "Slate: your name. Two minutes." in shown
    assert "Callbacks · PDF, 1 KB" in shown
    assert gets(browser, reference, key) == (303, 200)
    stages = ("hold", "booked", "callback", "shortlist", "longlist", "released", "received")
    seen, before = [], "callback"
    for stage in stages:
        if stage != before:
            move(director, reference, before, stage)
        before = stage
        assert bool(section(browser, reference)) == (gets(browser, reference, key) == (303, 200))
        seen.append(bool(section(browser, reference)))
    assert dict(zip(stages, seen, strict=True)) == {
        "hold": True,
        "booked": True,
        "callback": True,
        "shortlist": False,
        "longlist": False,
        "released": False,
        "received": False,
    }


def test_the_file_is_only_ever_a_download_and_is_kept_by_no_cache(
    director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    page = b"%PDF-1.4\n<html><script>alert(1)</script>"
    answer = add(director, content=page, name="..\\ сцена <12>.PDF")
    assert answer.status_code == 303
    move(director, reference, "received", "callback")
    release(director)
    opened = browser.post(f"/applications/{reference}/sides/1")
    for at, client in ((opened.headers["location"], browser), (f"{HERE}/1", director)):
        file = client.get(at)
        told = {name: file.headers[name] for name in ("content-type", "cache-control", "x-content-type-options")}
        assert (file.status_code, file.content) == (200, page)
        assert told == {
            "content-type": "application/pdf",
            "cache-control": "private, no-store",
            "x-content-type-options": "nosniff",
        }
        assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert file.headers["content-disposition"].endswith(".pdf")
    part = browser.get(f"/applications/{reference}/sides/1", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")


def test_nobody_else_gets_them_by_any_address(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    other = installation.browser()
    others = installation.apply(other, name="Vera Tonic", email="vera@example.org")
    move(director, others, "received", "shortlist")
    assert gets(other, others, key) == (404, 404)  # another stage
    assert gets(other, reference, key) == (404, 404)  # another's application
    assert gets(installation.browser(), reference, key) == (404, 404)
    assert gets(director, reference, key) == (404, 404)  # the team has its own way to them
    stranger = installation.signed_in("stranger")
    assert (stranger.get(HERE).status_code, stranger.get(f"{HERE}/{key}").status_code) == (404, 404)
    assert installation.browser().get(f"{HERE}/{key}").status_code == 303  # to the sign-in
    assert gets(browser, reference, key + 1) == (404, 404)
    with reading(installation.engine) as session:
        digest = session.scalar(select(SIDES.c.original))
    for at in ("pictures", "tapes", "documents"):
        assert director.get(f"/media/{at}/{digest if at != 'documents' else 1}").status_code == 404


def test_who_has_withdrawn_sees_none_and_comes_back_to_them(director: TestClient, anna: tuple[TestClient, str]) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    assert browser.post(f"/applications/{reference}/withdraw").status_code == 303
    assert (section(browser, reference), gets(browser, reference, key)) == ("", (404, 404))
    assert browser.post(f"/applications/{reference}/return").status_code == 303
    assert section(browser, reference)


def test_what_was_taken_back_is_seen_and_had_by_nobody(director: TestClient, anna: tuple[TestClient, str]) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    assert director.post(f"{HERE}/take-back", data={"stage": "callback"}).status_code == 303
    assert (section(browser, reference), gets(browser, reference, key)) == ("", (404, 404))
    assert director.post(f"{HERE}/take-back", data={"stage": "callback"}).status_code == 422
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    assert director.post(f"{HERE}/release", data={"stage": "callback"}).status_code == 422


def test_one_of_two_that_are_the_same_persons_shows_none(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    kept = installation.apply(name="Anna F", email="anna2@example.org")
    with writing(installation.engine) as session:
        held = {"held_for": installation.application_id(kept)}
        session.execute(update(APPLICATION).where(APPLICATION.c.reference == reference).values(held))
    assert (section(browser, reference), gets(browser, reference, key)) == ("", (404, 404))


def test_an_applicant_reads_of_them_in_her_language_and_of_her_stage_what_they_tell(
    director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    added(director, title="Scene 12")
    move(director, reference, "received", "hold")
    release(director)
    assert "Повторные пробы · PDF, 1 КБ" in section(browser, reference, "ru")
    assert "Segundas pruebas · PDF, 1 KB" in section(browser, reference, "es")
    page = words(browser.get(f"/applications/{reference}", headers={"accept-language": "en"}).text)
    assert "Now Callbacks" in page
    assert "Days held for you" not in page


# --------------------------------------------------------------------------------------------------- the team


def test_the_button_says_how_many_will_see_them_and_the_list_how_many_opened_them(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director)
    for name in ("Vera Tonic", "Ida Blum", "Kira Bo"):
        other = installation.apply(name=name, email=f"{name[:4].strip().lower()}@example.org")
        move(director, other, "received", {"Vera Tonic": "booked", "Ida Blum": "shortlist"}.get(name, "released"))
    move(director, reference, "received", "callback")
    assert "Release 1 file to callback: 2 applicants" in words(director.get(HERE).text)
    release(director)
    assert "opened by 0 of 2" in words(director.get(HERE).text)
    assert gets(browser, reference, key) == (303, 200)
    assert gets(browser, reference, key) == (303, 200)
    assert "opened by 1 of 2" in words(director.get(HERE).text)
    with reading(installation.engine) as session:
        rows = session.execute(select(OPENING)).all()
        letters = session.scalars(select(table(MessageRow).c.kind).where(table(MessageRow).c.kind != "receipt")).all()
        acts = session.scalars(select(table(AuditRow).c.act).where(table(AuditRow).c.act.contains("sides"))).all()
    assert [(row.sides_id, row.application_id) for row in rows] == [(key, installation.application_id(reference))]
    assert letters == []
    assert list(acts) == ["added sides", "released sides"]


def test_a_new_file_is_what_they_get_and_nobody_has_opened_it_yet(
    director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director, title="Scene 12")
    move(director, reference, "received", "callback")
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    said = {"title": "Scene 13", "instructions": "Louder."}
    assert director.post(f"{HERE}/{key}/change", data=said).status_code == 303
    assert "opened by 1 of 1" in words(director.get(HERE).text)
    newer = PDF + b"2"
    answer = director.post(f"{HERE}/{key}/change", data=said, files={"file": ("new.pdf", newer, "application/pdf")})
    assert answer.status_code == 303
    assert "opened by 0 of 1" in words(director.get(HERE).text)
    assert browser.get(f"/applications/{reference}/sides/{key}").content == newer
    assert "Scene 13" in section(browser, reference)
    assert "Louder." in section(browser, reference)


def test_what_is_added_to_a_released_stage_waits_to_be_released(
    director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    added(director, title="First")
    move(director, reference, "received", "callback")
    release(director)
    added(director, title="Second")
    assert "Second" not in section(browser, reference)
    release(director)
    assert "Second" in section(browser, reference)


def test_removing_is_for_good(director: TestClient, anna: tuple[TestClient, str]) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    assert "They are gone for good" in words(director.get(f"{HERE}/{key}/change").text)
    assert director.post(f"{HERE}/{key}/remove").status_code == 303
    assert (section(browser, reference), gets(browser, reference, key)) == ("", (404, 404))
    for at in (f"{HERE}/{key}", f"{HERE}/{key}/change"):
        assert director.get(at).status_code == 404
    assert director.post(f"{HERE}/{key}/remove").status_code == 404


def test_an_erasure_takes_what_was_opened_and_leaves_the_sides(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    with writing(installation.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.reference == reference))
    with reading(installation.engine) as session:
        counts = [session.scalar(select(func.count()).select_from(rows)) for rows in (OPENING, SIDES)]
    assert counts == [0, 1]
    assert gets(browser, reference, key) == (404, 404)


def test_the_file_is_swept_only_when_no_sides_name_it(installation: Installation, director: TestClient) -> None:
    key = added(director)
    rooms, later = installation.app.state.rooms, installation.clock.now + timedelta(days=400)
    assert sweep_orphans(installation.engine, rooms.vault, now=later) == 0
    assert director.get(f"{HERE}/{key}").status_code == 200
    with reading(installation.engine) as session:
        assert mismatch(session, rooms.vault, now=later).missing == ()
    director.post(f"{HERE}/{key}/remove")
    assert sweep_orphans(installation.engine, rooms.vault, now=later) == 1


def test_who_looks_on_reads_them_and_changes_nothing(installation: Installation, director: TestClient) -> None:
    key = added(director, title="Scene 12")
    for who in ("associate", "producer"):
        client = installation.signed_in(who)
        page = client.get(HERE).text
        assert "Scene 12" in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]
        assert client.get(f"{HERE}/{key}").content == PDF
        assert add(client).status_code == 403
        for at in ("release", "take-back", f"{key}/change", f"{key}/remove"):
            assert client.post(f"{HERE}/{at}", data={"stage": "callback"}).status_code == 403
    assert add(installation.signed_in("administrator")).status_code == 303


def test_whom_a_conflict_hides_is_in_no_count_and_no_batch(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    key = added(director)
    other = installation.apply(name="Vera Tonic", email="vera@example.org")
    for one in (reference, other):
        move(director, one, "received", "callback")
    said = director.post(f"{HOME}/{reference}/conflict", data={"reason": "She is my sister."})
    assert said.status_code == 303, words(said.text)
    assert "Release 1 file to callback: 1 applicant" in words(director.get(HERE).text)
    release(director)
    assert gets(browser, reference, key) == (303, 200)
    page = words(director.get(HERE).text)
    assert "opened by 0 of 1" in page
    assert "Write 1 letter without sending it" in page
    director.post(f"{HERE}/letters", data=offered(director))
    assert letters(installation) == [("vera@example.org", False)]
    assert "opened by 1 of 2" in words(installation.signed_in("administrator").get(HERE).text)


def test_the_pages_ask_as_often_for_three_as_for_one(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    browser, reference = anna
    move(director, reference, "received", "callback")
    asked: list[str] = []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    counts = []
    for number in (1, 2, 3):
        added(director)
        release(director)
        other = installation.apply(name=f"Vera {'ABC'[number - 1]}", email=f"{number}@example.org")
        move(director, other, "received", "callback")
        for client, at in ((director, HERE), (browser, f"/applications/{reference}")):
            client.get(at)
            asked.clear()
            client.get(at)
            counts.append((at, len(asked)))
    assert counts[:2] == counts[-2:]


def test_pages_lead_to_them(installation: Installation, director: TestClient) -> None:
    reference = installation.apply()
    move(director, reference, "received", "callback")
    for at, to in (
        (f"{HOME}/board", HERE),
        (f"{HOME}/shortlist?stage=callback", f"{HERE}#callback"),
        (f"{HOME}/{reference}", f"{HERE}#callback"),
    ):
        assert f'href="{to}"' in director.get(at).text
    call, role = PATH.split("/")
    editor = installation.signed_in("administrator").get(f"/admin/calls/{call}/roles/{role}").text
    assert f'href="{HERE}"' in editor


# ----------------------------------------------------------------------------------------------------- letters


def offered(client: TestClient) -> dict[str, str]:
    """What the form for letters posts."""
    page = client.get(HERE).text
    form = page.split(f'action="{HERE}/letters"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(stage|fingerprint)" value="([^"]+)"', form))


def letters(installation: Installation) -> list[tuple[str, bool]]:
    """To whom letters about sides were written, and whether they went out."""
    message = table(MessageRow)
    with reading(installation.engine) as session:
        rows = session.execute(select(message).where(message.c.kind == "sides").order_by(message.c.id))
        return [(row.recipient, row.sent_at is not None) for row in rows]


def test_a_letter_is_written_to_who_sees_them_once_and_only_by_a_press(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    _, reference = anna
    added(director)
    move(director, reference, "received", "callback")
    assert f'action="{HERE}/letters"' not in director.get(HERE).text
    release(director)
    installation.work()
    assert letters(installation) == []
    page = words(director.get(HERE).text)
    assert "1 applicant sees what is released to callback and was not written to." in page
    assert "Subject: Pages for you to prepare: The Challenge" in page
    form = offered(director)
    answers = [director.post(f"{HERE}/letters", data=form).headers["location"] for _ in range(2)]
    assert answers == [f"{HERE}?did=letters", f"{HERE}?did=no-letters"]
    installation.work()
    assert letters(installation) == [("anna@example.org", True)]
    page = director.get(HERE).text
    assert "1 letter written before, 1 kept in a folder." in page
    assert f'action="{HERE}/letters"' not in page


def test_who_came_there_later_is_written_to_by_another_batch_and_the_stale_one_by_none(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str]
) -> None:
    added(director)
    move(director, anna[1], "received", "callback")
    release(director)
    form = offered(director)
    vera = installation.apply(name="Vera Tonic", email="vera@example.org")
    move(director, vera, "received", "booked")
    late = director.post(f"{HERE}/letters", data=form)
    assert late.status_code == 409
    assert "Nothing was written: look again." in late.text
    assert letters(installation) == []
    assert director.post(f"{HERE}/letters", data=offered(director)).status_code == 303
    assert {who for who, _ in letters(installation)} == {"anna@example.org", "vera@example.org"}
    added(director)
    release(director)
    assert director.post(f"{HERE}/letters", data=offered(director)).status_code == 303
    assert len(letters(installation)) == 4


@pytest.mark.parametrize("what", ["moved", "withdrawn", "taken back", "removed"])
def test_a_letter_that_is_not_true_any_more_does_not_go_out(
    installation: Installation, director: TestClient, anna: tuple[TestClient, str], what: str
) -> None:
    browser, reference = anna
    key = added(director)
    move(director, reference, "received", "callback")
    release(director)
    assert director.post(f"{HERE}/letters", data=offered(director)).status_code == 303
    if what == "moved":
        move(director, reference, "callback", "longlist")
    elif what == "withdrawn":
        browser.post(f"/applications/{reference}/withdraw")
    elif what == "taken back":
        director.post(f"{HERE}/take-back", data={"stage": "callback"})
    else:
        director.post(f"{HERE}/{key}/remove")
    installation.work()
    assert letters(installation) == []


def test_letters_about_what_is_not_released_are_refused(director: TestClient) -> None:
    added(director)
    for stage in ("callback", "hold", "encore", ""):
        assert director.post(f"{HERE}/letters", data={"stage": stage, "fingerprint": "x"}).status_code == 422


# --------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.pdf", "The file is empty."),
        (b"\xff\xd8\xff\xe0 a photograph", "a.pdf", "The file is not a PDF, whatever its name says."),
        (b"<html><script>alert(1)</script>", "a.pdf", "The file is not a PDF, whatever its name says."),
        (b"MZ\x90\x00", "a.pdf", "The file is not a PDF, whatever its name says."),
        (PDF, "a.html", "The name of the file says that it is something else"),
        (PDF, "a.exe", "The name of the file says that it is something else"),
        (PDF + b"0" * LONGEST_SIDES, "a.pdf", "The file is larger than is allowed."),
    ],
)
def test_what_is_no_pdf_or_too_large_is_said_beside_the_file_and_nothing_is_kept(
    director: TestClient, content: bytes, name: str, said: str
) -> None:
    answer = add(director, content=content, name=name, title="Scene 12", instructions="Two minutes.")
    assert answer.status_code == 422
    assert [fault[: len(said)] for fault in faults(answer)] == [said]
    assert 'value="Scene 12"' in answer.text
    assert "\nTwo minutes.</textarea>" in answer.text
    assert '<option value="callback" selected>' in answer.text
    assert "There are no sides yet." in words(answer.text)


def test_an_encrypted_pdf_and_one_of_exactly_the_limit_are_taken_as_a_resume_is(director: TestClient) -> None:
    encrypted = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 2 0 R")
    assert add(director, content=encrypted).status_code == 303
    assert add(director, content=PDF + b"0" * (LONGEST_SIDES - len(PDF))).status_code == 303


def test_every_fault_is_said_at_once(director: TestClient) -> None:
    answer = director.post(HERE, data={"stage": "received", "title": "x" * 121, "instructions": "y" * 2001})
    assert answer.status_code == 422
    assert faults(answer) == [
        "Choose the stage that they are for.",
        "This is 121 characters long. Shorten it to 120 or fewer.",
        "This is 2,001 characters long. Shorten it to 2,000 or fewer.",
        "Choose a PDF.",
    ]


def test_a_title_that_is_left_empty_is_the_name_of_the_file(director: TestClient) -> None:
    added(director, name="Scene 12.pdf")
    assert "Scene 12 not released" in words(director.get(HERE).text)


def test_a_stage_that_nobody_has_heard_of_changes_nothing(director: TestClient) -> None:
    added(director)
    for stage in ("", "received", "encore", "callback\x00"):
        for act in ("release", "take-back"):
            assert director.post(f"{HERE}/{act}", data={"stage": stage}).status_code == 422
    for key in ("0", "-1", "999999999999999999999", "x"):
        assert director.get(f"{HERE}/{key}").status_code in {404, 422}


# ------------------------------------------------------------------------------------------------ in a browser


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sides_are_added_released_and_opened_by_keyboard_without_a_script(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    reference = installation.apply(name="Anna Frolova", email="anna@example.org")
    move(installation.signed_in("director"), reference, "received", "callback")
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HERE}")
    page.get_by_label("For the stage").focus()
    page.keyboard.type("callback")
    page.keyboard.press("Tab")
    page.keyboard.type("Scene 12")
    page.keyboard.press("Tab")
    page.keyboard.type("Two minutes.")
    page.get_by_label("The pages").set_input_files({"name": "s.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Add them").press("Enter")
    expect(page.get_by_text("Nobody but the team sees them yet.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Release 1 file to callback: 1 applicant").press("Enter")
    expect(page.get_by_text("opened by 0 of 1")).to_be_visible()
    own = context.new_page()
    secret = installation.settings.secret()
    own.goto(f"{base}/applications/{reference}/open/{application_key(secret, reference)}")
    with own.expect_download() as arriving:
        own.get_by_role("button", name="Open the sides").press("Enter")
    assert arriving.value.suggested_filename == "s.pdf"
    assert arriving.value.path().read_bytes() == PDF
    page.reload()
    expect(page.get_by_text("opened by 1 of 1")).to_be_visible()
    page.get_by_text("Take back what is released").press("Enter")
    page.get_by_role("button", name="Yes, take them back").press("Enter")
    expect(page.get_by_text("No applicant sees them any more.", exact=False)).to_be_visible()
    own.reload()
    expect(own.get_by_role("heading", name="Your sides")).to_have_count(0)
    context.close()
