"""Pages in the reader's language: asked for by the browser, chosen in the foot of a page, kept, and lost nowhere."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from casting.store.engine import reading
from casting.store.tables import ApplicationRow, table
from tests.installation import ANSWERS, PATH, Installation

FORM = f"/calls/{PATH}/apply"
WHOLE = f"{FORM}/whole"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RUSSIAN = {"accept-language": "ru-RU,ru;q=0.9,en;q=0.8"}


def spoken(html: str) -> str:
    return re.search(r'<html lang="([^"]+)" dir="ltr">', html)[1]  # type: ignore[index]


def choose(client: TestClient, code: str, onward: str = "/", action: str = "/language") -> str:
    answer = client.post(action, data={"in-language": code, "onward": onward})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def kept_language(installation: Installation, reference: str) -> str:
    rows = table(ApplicationRow)
    with reading(installation.engine) as session:
        return str(session.scalar(select(rows.c.language).where(rows.c.reference == reference)))


def mail(installation: Installation) -> dict[str, str]:
    """What was written so far, by subject."""
    letters = {}
    for file in (installation.settings.data / "mail").glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        body = letter.get_body(("plain",))
        assert body is not None
        letters[str(letter["Subject"])] = body.get_content()
    return letters


@pytest.mark.parametrize(
    ("headers", "code", "words"),
    [
        ({}, "en", "Open calls"),
        (RUSSIAN, "ru", "Открытые кастинги"),
        ({"accept-language": "es-MX"}, "es", "Convocatorias abiertas"),
        ({"accept-language": "ja"}, "en", "Open calls"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    installation: Installation, headers: dict[str, str], code: str, words: str
) -> None:
    page = installation.browser().get("/", headers=headers).text
    assert spoken(page) == code
    assert f">{words}</h1>" in page


def test_a_chosen_language_is_kept_and_leads_back(installation: Installation) -> None:
    browser = installation.browser(headers=RUSSIAN)
    assert choose(browser, "es", f"/calls/{PATH.split('/')[0]}") == f"/calls/{PATH.split('/')[0]}"
    assert spoken(browser.get("/").text) == "es"
    assert spoken(browser.get("/nowhere").text) == "es"


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "\\\\evil", ""])
def test_choosing_a_language_leads_to_no_other_site(installation: Installation, onward: str) -> None:
    assert choose(installation.browser(), "ru", onward) == "/"


@pytest.mark.parametrize("code", ["", "tlh", "../ru", "ru\r\nset-cookie: a=b", "x" * 19])
def test_a_language_that_we_do_not_speak_changes_nothing(installation: Installation, code: str) -> None:
    browser = installation.browser()
    choose(browser, code)
    assert "casting_language" not in browser.cookies
    browser.cookies.set("casting_language", code.strip())
    assert spoken(browser.get("/").text) == "en"


def test_another_site_cannot_choose(installation: Installation) -> None:
    browser = installation.browser()
    browser.headers["origin"] = "https://evil.example"
    assert browser.post("/language", data={"in-language": "ru"}).status_code == 403


def test_every_page_offers_the_other_languages_and_names_its_own(installation: Installation) -> None:
    browser = installation.browser(headers=RUSSIAN)
    for path in ("/", f"/calls/{PATH.split('/')[0]}", FORM, "/applications/B2222-22", "/nowhere"):
        page = browser.get(path).text
        offered = re.findall(r'name="in-language" value="(\w+)"', page)
        assert offered == ["en", "es"], path
        assert '<span class="here" lang="ru" aria-current="true">Русский</span>' in page


def test_another_language_in_the_middle_of_the_form_loses_nothing(installation: Installation) -> None:
    browser = installation.browser()
    files = {"resume": ("me.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
    answer = installation.post_form(browser, files=files, **{"in-language": "ru", "motivation": "MY LONG TEXT"})
    assert (answer.status_code, spoken(answer.text)) == (200, "ru")
    assert "MY LONG TEXT" in answer.text
    assert "Mira Sokolova" in answer.text
    assert 'role="alert"' not in answer.text
    assert "Мы сохранили <bdi>me.pdf</bdi>" in answer.text
    assert spoken(browser.get("/").text) == "ru"
    with reading(installation.engine) as session:
        assert session.execute(select(table(ApplicationRow).c.id)).all() == []


def test_what_is_wrong_is_said_in_the_language_of_the_form(installation: Installation) -> None:
    browser = installation.browser(headers=RUSSIAN)
    answer = installation.post_form(browser, height="tall", name="")
    assert answer.status_code == 422
    assert "Ваш рост: укажите число в сантиметрах, например 132, или футы и дюймы, например 5 ft 7 in." in answer.text
    assert "Укажите имя, чтобы кастинг-группа знала, как к вам обращаться." in answer.text
    assert "Нужно проверить 2 места" in answer.text
    once = installation.post_form(installation.browser(headers={"accept-language": "es"}), height="tall")
    assert "Hay una cosa que revisar" in once.text


def test_an_applicant_is_written_to_in_the_language_in_which_she_applied(installation: Installation) -> None:
    reference = installation.apply(installation.browser(headers=RUSSIAN))
    assert kept_language(installation, reference) == "ru"
    installation.browser(headers={"accept-language": "es"}).post(
        f"/applications/{reference}/link", data={"email": ANSWERS["email"]}
    )
    installation.work()
    letters = mail(installation)
    assert set(letters) == {"Мы получили вашу заявку: Вызов", "Ссылка на вашу заявку: Вызов"}
    assert f"Её номер: {reference}." in letters["Мы получили вашу заявку: Вызов"]


def test_what_is_wrong_with_a_photograph_is_written_in_her_language(installation: Installation) -> None:
    browser = installation.browser(headers={"accept-language": "es"})
    installation.post_form(browser, files={"headshot": ("me.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 99, "image/jpeg")})
    installation.work()
    letter = mail(installation)["Envíe, por favor, otra fotografía: El desafío"]
    assert "Falta el final de la imagen: se cortó por el camino." in " ".join(letter.split())


def test_who_applies_again_is_written_to_in_the_language_of_the_first_time(installation: Installation) -> None:
    installation.apply(installation.browser(headers=RUSSIAN))
    installation.apply(installation.browser(headers={"accept-language": "es"}), name="Somebody Else")
    installation.work()
    assert "Вы уже подали заявку: Вызов" in mail(installation)


def test_a_language_chosen_on_the_status_page_is_the_one_she_is_written_to_in(installation: Installation) -> None:
    browser = installation.browser()
    reference = installation.apply(browser)
    place = f"/applications/{reference}"
    assert choose(browser, "ru", action=f"{place}/language") == place
    assert kept_language(installation, reference) == "ru"
    assert "17 мая 1988" in browser.get(place).text
    assert ">Россия<" in browser.get(place).text


def test_a_stranger_chooses_for_herself_alone(installation: Installation) -> None:
    reference = installation.apply()
    stranger = installation.browser()
    choose(stranger, "ru", action=f"/applications/{reference}/language")
    assert spoken(stranger.get("/").text) == "ru"
    assert kept_language(installation, reference) == "en"


def test_countries_stand_in_the_order_of_the_readers_alphabet_after_her_own(installation: Installation) -> None:
    page = installation.browser(headers=RUSSIAN).get(WHOLE).text
    names = re.findall(r'<option value="[A-Z]{2}">([^<]+)</option>', page)
    assert names[:3] == ["Россия", "Австралия", "Австрия"]
    assert names[-1] == "Япония"


def test_the_teams_pages_are_in_english(installation: Installation) -> None:
    director = installation.signed_in("director")
    director.headers |= RUSSIAN
    for path in ("/review", f"/review/{PATH}", f"/review/{PATH}/B2222-22", "/review/nobody/nothing"):
        page = director.get(path).text
        assert spoken(page) == "en", path
        assert "in-language" not in page
    assert spoken(installation.browser(headers=RUSSIAN).get("/sign-in").text) == "en"


def test_names_of_any_script_stand_in_their_own_direction(installation: Installation) -> None:
    browser = installation.browser(headers=RUSSIAN)
    sent = installation.post_form(browser, name="ليلى الحدّاد")
    page = browser.get(sent.headers["location"]).text
    assert "<bdi>ليلى الحدّاد</bdi>, номер вашей заявки" in page
    rows = table(ApplicationRow)
    with reading(installation.engine) as session:
        assert session.scalar(select(rows.c.sort_name)) == "ليلى الحداد"
