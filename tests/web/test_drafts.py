"""A form kept for later: opened again by its code or the mailed link, seen by nobody else, gone with its call."""

import html
import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from casting.services.drafts import ALPHABET, draft_code
from casting.store.engine import reading
from casting.store.tables import ApplicationRow, DraftRow, MaterialRow, MessageRow, table
from casting.web.form_views import FOR_LATER
from tests.installation import ANSWERS, PATH, Installation

FORM = f"/calls/{PATH}/apply"
WHOLE = f"{FORM}/whole"
DRAFT, APPLICATION, MESSAGE = table(DraftRow), table(ApplicationRow), table(MessageRow)
MATERIAL = table(MaterialRow)
BEGUN = {"name": "Mira Sokolova", "motivation": "Hands must stay calm", "email": ""}


def keep(browser: TestClient, **typed: str) -> Any:
    """Press the button that keeps an unfinished form."""
    data = {**BEGUN, FOR_LATER: "yes", **typed}
    return browser.post(FORM, data=data, files={"nothing": ("", b"", "application/octet-stream")})


def code_on(page: str) -> str:
    found = re.search(r'<strong class="mono" dir="ltr">([0-9A-Z-]+)</strong>', page)
    assert found is not None
    return found[1]


def kept(installation: Installation) -> list[dict[str, str]]:
    with reading(installation.engine) as session:
        return list(session.scalars(select(DRAFT.c.typed).order_by(DRAFT.c.id)))


def test_an_unfinished_form_is_kept_and_opened_on_another_device_by_its_code(installation: Installation) -> None:
    phone, laptop = installation.browser(), installation.browser()
    assert keep(phone).status_code == 303
    code = code_on(phone.get(WHOLE).text)
    as_typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    opened = laptop.post("/drafts", data={"code": as_typed})
    assert opened.headers["location"] == FORM
    page = laptop.get(WHOLE).text
    assert 'value="Mira Sokolova"' in page
    assert "Hands must stay calm" in page
    assert code_on(page) == code


def test_who_gave_an_address_gets_the_link_once(installation: Installation) -> None:
    browser = installation.browser()
    for words in ("first", "second"):
        keep(browser, email="mira@example.org", motivation=words)
    installation.work()
    files = list((installation.settings.data / "mail").glob("draft_link.*.eml"))
    assert len(files) == 1
    link = re.search(r"http://testserver(/drafts/[0-9A-Z-]+)", files[0].read_bytes().decode())
    assert link is not None
    other = installation.browser()
    assert other.get(link[1]).headers["location"] == FORM
    assert "second" in other.get(WHOLE).text


def test_who_has_lost_the_code_has_the_link_mailed_and_nobody_learns_who_keeps_a_form(
    installation: Installation,
) -> None:
    browser = installation.browser()
    keep(browser, email="Mira@example.org")
    code = code_on(browser.get(WHOLE).text)
    installation.work()
    stranger = installation.browser()
    told = [stranger.post("/drafts/link", data={"email": one}) for one in ("mira@example.org", "none@example.org")]
    assert [answer.status_code for answer in told] == [200, 200]
    assert told[0].text == told[1].text.replace("none@", "mira@")
    assert "is on its way there" in told[0].text
    installation.work()
    letters = list((installation.settings.data / "mail").glob("draft_link.*.eml"))
    assert len(letters) == 2  # the first when it was kept
    words = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in letters]
    bodies = [one.get_body(("plain",)).get_content() for one in words]  # type: ignore[union-attr]
    assert all(f"code under “Go on with your code”: {code}" in body for body in bodies)
    assert all("The call closes on " in body for body in bodies)
    assert stranger.post("/drafts/link", data={"email": "nowhere"}).status_code == 422
    often = [stranger.post("/drafts/link", data={"email": "mira@example.org"}).status_code for _ in range(5)]
    assert often[-1] == 429


def test_no_consent_no_file_and_nothing_unasked_is_kept(installation: Installation) -> None:
    keep(installation.browser(), **{"consent-casting": "yes", "resume": "a name", "unheard-of": "x", "city": ""})
    assert kept(installation) == [{"name": BEGUN["name"], "motivation": BEGUN["motivation"]}]


def test_nobody_in_the_team_sees_it_and_it_is_no_application(installation: Installation) -> None:
    keep(installation.browser())
    installation.work()
    page = installation.signed_in("director").get(f"/review/{PATH}").text
    assert "Mira Sokolova" not in page
    with reading(installation.engine) as session:
        assert session.scalar(select(func.count()).select_from(APPLICATION)) == 0


def test_it_is_gone_once_it_was_sent(installation: Installation) -> None:
    browser = installation.browser()
    keep(browser)
    code = code_on(browser.get(WHOLE).text)
    installation.apply(browser)
    assert kept(installation) == []
    assert "Nothing is kept under this code" in installation.browser().post("/drafts", data={"code": code}).text
    assert 'value="Mira Sokolova"' not in browser.get(WHOLE).text


def test_it_is_gone_when_the_call_closes(installation: Installation) -> None:
    browser = installation.browser()
    keep(browser)
    code = code_on(browser.get(WHOLE).text)
    installation.clock.now += timedelta(days=30)
    assert installation.browser().post("/drafts", data={"code": code}).status_code == 422
    late = keep(browser, motivation="Written a minute too late")
    assert late.status_code == 410
    assert "Written a minute too late" in late.text
    installation.work()
    assert kept(installation) == []


def test_of_somebody_under_age_nothing_is_kept(installation: Installation) -> None:
    answer = keep(installation.browser(), birth_date="2012-02-29")
    assert answer.status_code == 422
    assert "You gave 29 February 2012. Is that right?" in answer.text
    assert kept(installation) == []


@pytest.mark.parametrize("wrong", [{"email": "nowhere"}, {"motivation": "x" * 300_000}], ids=["an address", "too much"])
def test_what_cannot_be_kept_stays_on_the_screen(installation: Installation, wrong: dict[str, str]) -> None:
    answer = keep(installation.browser(), **wrong)
    assert answer.status_code == 422
    assert all(value in answer.text for value in wrong.values())
    assert 'value="Mira Sokolova"' in answer.text
    assert kept(installation) == []


def test_characters_that_no_database_takes_do_no_harm(installation: Installation) -> None:
    browser = installation.browser()
    assert keep(browser, motivation="calm\0 hands").status_code == 303
    assert "calm hands" in browser.get(WHOLE).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "é" * 99, "%", "ı"])
def test_a_code_that_opens_nothing_tells_nothing(installation: Installation, code: str) -> None:
    keep(installation.browser())
    answer = installation.browser().post("/drafts", data={"code": code})
    assert answer.status_code == 422
    assert "Nothing is kept under this code" in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_codes_cannot_be_tried_without_end(installation: Installation) -> None:
    rooms = installation.app.state.rooms
    few = type(rooms.limits.drafts)(3, namespace="drafts")
    object.__setattr__(rooms.limits, "drafts", few)
    browser = installation.browser()
    tried = [browser.post("/drafts", data={"code": str(number)}).status_code for number in range(4)]
    assert tried == [422, 422, 422, 429]


def test_a_code_has_eighty_bits_and_is_in_no_table(installation: Installation) -> None:
    codes = {draft_code(b"secret", str(number)) for number in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(f"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", code) for code in codes)
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}
    browser = installation.browser()
    keep(browser, email="mira@example.org")
    code = code_on(browser.get(WHOLE).text)
    with reading(installation.engine) as session:
        rows = [*session.execute(select(DRAFT)), *session.execute(select(MESSAGE))]
    assert code not in repr(rows)
    assert code.replace("-", "") not in repr(rows)


def test_who_does_not_want_it_any_more_has_it_forgotten(installation: Installation) -> None:
    browser = installation.browser()
    keep(browser)
    assert keep(browser, **{FOR_LATER: "forget"}).status_code == 303
    assert kept(installation) == []
    assert 'value="Mira Sokolova"' not in browser.get(WHOLE).text


# ------------------------------------------------------------------------------------- looking through answers


def check(installation: Installation, browser: TestClient, **typed: str) -> Any:
    resume = {"resume": ("Mira.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
    return installation.post_form(browser, files=resume, **{"next-page": "check", **typed})


def hidden(page: str) -> dict[str, str]:
    """What the page of answers would send."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    found |= dict(re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', page))
    return {name: html.unescape(value) for name, value in found.items()}


def test_answers_are_looked_through_and_then_sent_with_their_files(installation: Installation) -> None:
    browser = installation.browser()
    page = check(installation, browser)
    assert page.status_code == 200
    assert "Nothing has been sent yet." in page.text
    assert "Mira.pdf" in page.text
    form = hidden(page.text)
    assert {name: form.get(name) for name in ANSWERS} == ANSWERS
    with reading(installation.engine) as session:
        assert session.scalar(select(func.count()).select_from(APPLICATION)) == 0
    sent = browser.post(FORM, data=form, files={"nothing": ("", b"", "application/octet-stream")})
    assert sent.status_code == 303
    with reading(installation.engine) as session:
        assert session.scalars(select(MATERIAL.c.file_name)).all() == ["Mira.pdf"]


def test_from_the_answers_one_goes_back_to_the_form_with_all_of_them(installation: Installation) -> None:
    browser = installation.browser()
    form = hidden(check(installation, browser).text)
    back = browser.post(FORM, data={**form, "next-page": "form"}, files={"nothing": ("", b"", "text/plain")})
    assert back.status_code == 200
    assert 'value="Mira Sokolova"' in back.text
    assert "We have kept <bdi>Mira.pdf</bdi>" in back.text


def test_answers_with_a_mistake_lead_back_to_it(installation: Installation) -> None:
    answer = check(installation, installation.browser(), name="")
    assert answer.status_code == 422
    assert "Give your name" in answer.text
