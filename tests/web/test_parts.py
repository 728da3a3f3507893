"""The form in parts: kept page by page, gone on with anywhere, looked through and sent; nothing typed is ever lost."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from casting.services.setup import load_call
from casting.store.calls import call_kept
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, CallRow, DraftRow, MaterialRow, table
from casting.web.form_views import FOR_LATER
from tests.installation import ANSWERS, NOON, PATH, Installation
from tests.installation import CALL as CALL_SLUG
from tests.web.test_apply import photograph

FORM = f"/calls/{PATH}/apply"
DRAFT, APPLICATION, MATERIAL, CALL = table(DraftRow), table(ApplicationRow), table(MaterialRow), table(CallRow)
ABOUT = {name: ANSWERS[name] for name in ("name", "email", "phone", "birth_date", "city", "country")}
EMPTY = {"nothing": ("", b"", "application/octet-stream")}
RESUME = {"resume": ("Mira.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def parts_of(browser: TestClient) -> list[str]:
    """The names of the parts that the list leads to."""
    found = re.findall(rf'<a href="{FORM}/([a-z0-9-]+)" aria-describedby', browser.get(FORM).text)
    return [name for name in found if name != "check"]


def fields_of(page: str) -> set[str]:
    named = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    return {
        name
        for name in named
        if name not in {"token", "draft-version", "draft-said", "on-to", "in-language", FOR_LATER}
    }


def save(browser: TestClient, part: str, *, files: Any = None, page: str | None = None, **typed: str) -> Any:
    """Fill in one part as it stands on the screen, and leave it by its button."""
    shown = browser.get(f"{FORM}/{part}").text if page is None else page
    return browser.post(f"{FORM}/{part}", data={**hidden(shown), **typed}, files=files or EMPTY)


def begin(browser: TestClient, **typed: str) -> Any:
    answer = save(browser, "about", **{**ABOUT, **typed})
    assert answer.status_code == 303, answer.text
    return answer


SPOKEN = {"languages.1": "Latin", "languages.1.level": "B1"}
"""The rows of the question for languages, as a browser sends them."""


def fill(browser: TestClient) -> None:
    """Everything up to the answers."""
    begin(browser)
    for part in parts_of(browser)[1:]:
        page = browser.get(f"{FORM}/{part}").text
        typed = {name: value for name, value in {**ANSWERS, **SPOKEN}.items() if name in fields_of(page)}
        answer = save(browser, part, page=page, files=RESUME if part == "material" else None, **typed)
        assert answer.status_code == 303, answer.text


BORN = {"en": "17 May 1988", "ru": "17 мая 1988", "es": "17 de mayo de 1988"}
"""The birth date of the answers, as each language writes it."""


def send(browser: TestClient, page: str | None = None, **typed: str) -> Any:
    shown = browser.get(f"{FORM}/check").text if page is None else page
    return browser.post(f"{FORM}/check", data={**hidden(shown), "consent-casting": "yes", **typed}, files=EMPTY)


def states(browser: TestClient) -> list[str]:
    return re.findall(r'<li data-state="([a-z ]+)">', browser.get(FORM).text)


def count(installation: Installation, rows: Any) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(rows)) or 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What we ask", "Look through your answers", "Your application has arrived")),
        ("ru", ("Что мы спрашиваем", "Просмотрите свои ответы", "Ваша заявка получена")),
        ("es", ("Lo que preguntamos", "Revise sus respuestas", "Su solicitud ha llegado")),
    ],
)
def test_the_whole_way_without_script(installation: Installation, language: str, words: tuple[str, ...]) -> None:
    browser = installation.browser(headers={"accept-language": language})
    first = browser.get(FORM).text
    assert words[0] in first
    assert states(browser)[0] == "not started"
    assert set(states(browser)[1:]) == {"later"}
    fill(browser)
    assert set(states(browser)) == {"done", "not started"}
    answers = browser.get(f"{FORM}/check").text
    assert words[1] in answers
    assert all(html.escape(told) in answers for told in (ANSWERS["name"], ANSWERS["motivation"], "Latin"))
    assert "Mira.pdf" in answers
    assert BORN[language] in answers
    sent = send(browser, answers)
    assert sent.status_code == 303
    receipt = browser.get(sent.headers["location"]).text
    assert words[2] in receipt
    assert "Mira.pdf" in receipt
    assert (count(installation, DRAFT), count(installation, APPLICATION), count(installation, MATERIAL)) == (0, 1, 1)


@ONE_DATABASE
def test_each_page_is_kept_when_it_is_left_and_the_list_says_how_far_one_is(installation: Installation) -> None:
    browser = installation.browser()
    assert begin(browser).headers["location"] == f"{FORM}/questions-1?after=about"
    assert states(browser)[:3] == ["done", "not started", "not started"]
    code = '<strong class="mono" dir="ltr">'
    shown = [browser.get(f"{FORM}/questions-1{query}").text for query in ("?after=about", "")]
    assert [code in page for page in shown] == [True, False]
    assert save(browser, "questions-1", citizenship="yes", **{FOR_LATER: "yes"}).headers["location"] == FORM
    assert states(browser)[1] == "in progress"
    wrong = save(browser, "questions-1", citizenship="yes", height="9999")
    assert wrong.headers["location"] == f"{FORM}/questions-1?look=1"
    assert 'id="height-error"' in browser.get(wrong.headers["location"]).text
    assert states(browser)[1] == "needs a look"
    assert 'value="9999"' in browser.get(f"{FORM}/questions-1").text


@ONE_DATABASE
def test_nothing_is_kept_before_the_birth_date_says_that_she_is_of_age(installation: Installation) -> None:
    browser = installation.browser()
    for born in ("", "2012-02-29", "nonsense"):
        answer = save(browser, "about", **{**ABOUT, "birth_date": born})
        assert answer.status_code == 422
        assert "Mira Sokolova" in answer.text
    assert count(installation, DRAFT) == 0
    assert browser.get(f"{FORM}/questions-1").headers["location"] == FORM


@ONE_DATABASE
def test_she_goes_on_elsewhere_by_the_code_and_by_the_mailed_link(installation: Installation) -> None:
    phone, laptop, tablet = installation.browser(), installation.browser(), installation.browser()
    begin(phone)
    code = re.search(r'<strong class="mono" dir="ltr">([0-9A-Z-]+)</strong>', phone.get(FORM).text)
    assert code is not None
    assert laptop.post("/drafts", data={"code": code[1]}).headers["location"] == FORM
    assert states(laptop)[0] == "done"
    assert count_mail(installation) == 0
    assert phone.post(f"{FORM}/link").headers["location"] == f"{FORM}?mailed=1"
    installation.work()
    mail = next((installation.settings.data / "mail").glob("draft_link.*.eml")).read_bytes().decode()
    link = re.search(r"http://testserver(/drafts/[0-9A-Z-]+)", mail)
    assert link is not None
    assert tablet.get(link[1]).headers["location"] == FORM
    assert states(tablet)[0] == "done"


def count_mail(installation: Installation) -> int:
    installation.work()
    return len(list((installation.settings.data / "mail").glob("draft_link.*.eml")))


def elsewhere(installation: Installation, browser: TestClient) -> TestClient:
    """Another device on which the same draft was opened by its code."""
    other = installation.browser()
    code = re.search(r'<strong class="mono" dir="ltr">([0-9A-Z-]+)</strong>', browser.get(FORM).text)
    assert code is not None
    other.post("/drafts", data={"code": code[1]})
    return other


def test_what_another_device_changed_stands_where_this_page_says_what_it_was_shown_with(
    installation: Installation,
) -> None:
    phone = installation.browser()
    begin(phone)
    laptop = elsewhere(installation, phone)
    page = phone.get(f"{FORM}/about").text
    assert save(laptop, "about", **{**ABOUT, "city": "Moscow"}).status_code == 303
    assert save(phone, "about", page=page, **{**ABOUT, "phone": "+7 900 000-00-02"}).status_code == 303
    kept = laptop.get(f"{FORM}/about").text
    assert 'value="Moscow"' in kept
    assert "000-00-02" in kept


@pytest.mark.parametrize("begun", [True, False])
def test_an_older_page_of_the_same_device_is_no_conflict_and_takes_nothing_back(
    installation: Installation, *, begun: bool
) -> None:
    browser = installation.browser()
    if begun:
        begin(browser)
    old = browser.get(f"{FORM}/about").text
    late = browser.get(f"{FORM}/about").text
    assert keep(browser, "about", page=late, **{**ABOUT, "city": "Moscow"}).status_code == 200
    assert keep(browser, "about", page=old, **{**ABOUT, "phone": "+7 900 000-00-02"}).status_code == 200
    assert save(browser, "about", page=old, **{**ABOUT, "phone": "+7 900 000-00-03"}).status_code == 303
    kept = browser.get(f"{FORM}/about").text
    assert "000-00-03" in kept
    assert f'value="{"Moscow" if begun else ABOUT["city"]}"' in kept


def test_two_devices_never_overwrite_each_other_silently(installation: Installation) -> None:
    phone = installation.browser()
    begin(phone)
    laptop = elsewhere(installation, phone)
    seen = {device: device.get(f"{FORM}/about").text for device in (phone, laptop)}
    assert save(phone, "about", page=seen[phone], **{**ABOUT, "city": "Moscow"}).status_code == 303
    late = save(laptop, "about", page=seen[laptop], **{**ABOUT, "city": "Perm"})
    assert late.status_code == 409
    assert "This page was changed elsewhere meanwhile" in late.text
    assert "Moscow" in late.text
    assert 'value="Perm"' in late.text
    assert 'value="Moscow"' in laptop.get(f"{FORM}/about").text
    assert save(laptop, "about", page=late.text, **{**ABOUT, "city": "Perm"}).status_code == 303
    assert 'value="Perm"' in phone.get(f"{FORM}/about").text


@ONE_DATABASE
def test_another_part_or_the_same_words_are_no_conflict(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    about, questions = browser.get(f"{FORM}/about").text, browser.get(f"{FORM}/questions-1").text
    assert save(browser, "about", **{**ABOUT, "city": "Moscow"}).status_code == 303
    assert save(browser, "questions-1", page=questions, citizenship="yes", **{FOR_LATER: "y"}).status_code == 303
    assert save(browser, "about", page=about, **{**ABOUT, "city": "Moscow"}).status_code == 303


@ONE_DATABASE
def test_who_goes_back_and_corrects_the_page_is_not_in_her_own_way(installation: Installation) -> None:
    browser = installation.browser()
    page = browser.get(f"{FORM}/about").text
    assert save(browser, "about", page=page, **ABOUT).status_code == 303
    assert save(browser, "about", page=page, **{**ABOUT, "phone": "+7 900 000-00-02"}).status_code == 303
    assert "000-00-02" in browser.get(f"{FORM}/about").text


@ONE_DATABASE
def test_a_call_that_closes_while_she_types_loses_nothing(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    page, answers = browser.get(f"{FORM}/about").text, browser.get(f"{FORM}/check").text
    with writing(installation.engine) as session:
        session.execute(update(CALL).values(closes_at=installation.clock.now + timedelta(minutes=1)))
        session.execute(update(CALL).values(version=CALL.c.version + 1))
    installation.clock.now += timedelta(minutes=2)
    late = save(browser, "about", page=page, **{**ABOUT, "city": "Typed a minute too late"})
    assert late.status_code == 410
    assert "Typed a minute too late" in late.text
    assert "before this page reached us" in late.text
    unsent = send(browser, answers)
    assert unsent.status_code == 410
    assert ANSWERS["motivation"] in unsent.text
    installation.work()
    kept = browser.get(FORM)
    assert kept.status_code == 410
    assert ANSWERS["motivation"] in kept.text
    assert "Everything that was kept can be read here until" in kept.text
    assert kept.text.count('href="mailto:') == 1
    installation.clock.now += timedelta(days=1)
    installation.work()
    assert count(installation, DRAFT) == 0
    assert "takes no applications" in browser.get(FORM).text


def test_sent_twice_it_is_one_application_with_one_receipt(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    page, cookies = browser.get(f"{FORM}/check").text, dict(browser.cookies)
    places = [send(browser, page).headers["location"] for _ in range(2)]
    browser.cookies.update(cookies)
    places.append(send(browser, page).headers["location"])
    assert len(set(places)) == 1
    assert count(installation, APPLICATION) == 1


@ONE_DATABASE
def test_what_is_sent_is_what_was_looked_through(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    page = browser.get(f"{FORM}/check").text
    assert save(browser, "about", **{**ABOUT, "city": "Moscow"}).status_code == 303
    told = send(browser, page)
    assert told.status_code == 409
    assert "These are the newest ones" in told.text
    assert "Moscow" in told.text
    assert send(browser, told.text).status_code == 303


@pytest.mark.parametrize(
    ("phone", "country", "shown"),
    [
        ("8 (912) 345-67-89", "", "+7 912 345-67-89"),
        ("030 901820", "DE", "+49 30 901820"),
        ("+7 900 000-00-01", "DE", "+7 900 000-00-01"),
    ],
)
def test_a_phone_number_stands_before_sending_and_after_as_it_was_understood(
    installation: Installation, phone: str, country: str, shown: str
) -> None:
    """The call's time zone is Moscow's."""
    browser = installation.browser(headers={"accept-language": "es"})
    fill(browser)
    assert save(browser, "about", **{**ABOUT, "phone": phone, "country": country}).status_code == 303
    answers = browser.get(f"{FORM}/check").text
    assert f">{shown}<" in answers
    assert f">{shown}<" in browser.get(send(browser, answers).headers["location"]).text
    whole = installation.post_form(browser, phone=phone, country=country, **{"next-page": "check"}).text
    assert f">{shown}<" in whole


@ONE_DATABASE
def test_a_phone_number_of_no_country_that_can_be_told_asks_for_its_code(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    assert save(browser, "about", **{**ABOUT, "phone": "55 1234 5678", "country": ""}).status_code == 303
    assert "Begin it with + and the code of the country, such as" in browser.get(f"{FORM}/check").text


@ONE_DATABASE
def test_what_is_missing_is_said_with_the_way_to_it_and_the_ticks_stay(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    unsent = send(browser)
    assert unsent.status_code == 422
    assert f'href="{FORM}/questions-1?on-to=check#citizenship"' in unsent.text
    assert re.search(r'name="consent-casting" value="yes"[^>]* checked', unsent.text)
    assert save(browser, "about", **{"on-to": "check", **ABOUT}).headers["location"] == f"{FORM}/check"


@pytest.mark.parametrize("settled", ["another", "left out"])
def test_a_file_that_was_refused_is_spoken_of_until_it_is_settled_and_stops_nobody(
    installation: Installation, settled: str
) -> None:
    browser = installation.browser()
    fill(browser)
    tape = {"tape_url": ANSWERS["tape_url"]}
    wrong = {"headshot": ("notes.txt", b"no picture", "text/plain")}
    assert save(browser, "material", files=wrong, **tape).status_code == 422
    assert "needs a look" in states(browser)
    told = "notes.txt was not taken."
    answers = browser.get(f"{FORM}/check").text
    assert told in answers
    page = browser.get(f"{FORM}/material").text
    assert told in page
    assert 'name="headshot_left_out"' in page
    if settled == "another":
        save(browser, "material", files={"headshot": ("me.jpg", photograph(), "image/jpeg")}, **tape)
    else:
        save(browser, "material", **tape, headshot_left_out="yes")
    assert "needs a look" not in states(browser)
    assert told not in browser.get(f"{FORM}/check").text


def test_an_optional_file_that_was_refused_stops_nobody(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    save(browser, "material", files={"headshot": ("notes.txt", b"no picture", "text/plain")})
    assert send(browser).status_code == 303


@ONE_DATABASE
def test_a_photograph_is_kept_with_the_draft_and_goes_with_it(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    shot = {"headshot": ("me.jpg", photograph(), "image/jpeg")}
    assert save(browser, "material", files=shot, tape_url="").status_code == 303
    assert "me.jpg" in browser.get(f"{FORM}/material").text
    installation.clock.now += timedelta(hours=26)
    installation.work()
    assert send(browser).status_code == 303
    with reading(installation.engine) as session:
        assert sorted(session.scalars(select(MATERIAL.c.file_name))) == ["Mira.pdf", "me.jpg"]


@ONE_DATABASE
def test_how_one_stands_against_the_gates_is_said_at_once_and_stops_nobody(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    went = save(browser, "questions-1", citizenship="no", record="none", plays="women", height="190", weight="")
    assert went.status_code == 303
    following = browser.get(went.headers["location"]).text
    assert 'data-standing="not met"' in following
    assert "you can then ask for an exception" in following
    assert 'data-standing="not met"' in browser.get(f"{FORM}/questions-1").text
    assert 'data-standing="not met"' in browser.get(FORM).text
    save(browser, "questions-1", citizenship="yes", record="none", plays="women", height="171", weight="60")
    following = browser.get(went.headers["location"]).text
    assert "you can then ask for an exception" not in following
    assert re.findall(r"<summary>(Conditions .*?)</summary>", following) == [
        "Conditions met: 6 of 10; not answered yet: 4"
    ]


@ONE_DATABASE
def test_a_page_without_its_draft_keeps_what_was_typed_on_the_screen(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    page = browser.get(f"{FORM}/questions-1").text
    browser.cookies.clear()
    answer = save(browser, "questions-1", page=page, height="171")
    assert answer.status_code == 422
    assert 'value="171"' in answer.text
    assert browser.get(f"{FORM}/nothing").status_code == 404


@ONE_DATABASE
def test_another_language_keeps_what_was_typed(installation: Installation) -> None:
    browser = installation.browser()
    page = save(browser, "about", **{**ABOUT, "in-language": "ru", "city": "Новосибирск"})
    assert page.status_code == 200
    assert 'lang="ru"' in page.text
    assert 'value="Новосибирск"' in page.text
    assert count(installation, DRAFT) == 0


TYPED = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=60)


@ONE_DATABASE
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_into_a_part_is_kept_or_shown_again(installation: Installation, data: st.DataObject) -> None:
    """Every part, with anything in any of its fields: it is led on from, or comes back with all that was typed."""
    browser = installation.browser()
    begin(browser)
    part = data.draw(st.sampled_from(parts_of(browser)))
    shown = browser.get(f"{FORM}/{part}").text
    texts = sorted(set(re.findall(r'<(?:input class|textarea)[^>]* name="([^"]+)"', shown)))
    typed = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(texts, TYPED)))
    answer = save(browser, part, page=shown, **typed)
    assert answer.status_code in {303, 422}
    page = answer.text if answer.status_code == 422 else browser.get(f"{FORM}/{part}").text
    for name, value in typed.items():
        assert value_of(page, name).replace("\0", "") == value.replace("\0", ""), name


def value_of(page: str, name: str) -> str:
    """What stands in a text field."""
    field = re.search(rf'<input class[^>]* name="{name}" value="([^"]*)"', page)
    long = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    found = field or long
    assert found is not None, name
    return html.unescape(found[1])


# ------------------------------------------------------------------------------- what a script asks for


def keep(browser: TestClient, part: str, *, page: str = "", files: Any = None, **typed: str) -> Any:
    data = {**hidden(page or browser.get(f"{FORM}/{part}").text), **typed}
    return browser.post(f"{FORM}/{part}/kept", data=data, files=files or EMPTY)


@ONE_DATABASE
def test_a_part_is_kept_while_it_is_filled_in_once_her_age_is_known(installation: Installation) -> None:
    browser = installation.browser()
    early = keep(browser, "about", name="Mira")
    assert (early.status_code, count(installation, DRAFT)) == (422, 0)
    assert "as soon as your birth date is there" in early.text
    assert keep(browser, "about", name="Mira", birth_date="1988-05-17", email="half@").status_code == 200
    page = browser.get(f"{FORM}/about").text
    assert 'value="Mira"' in page
    assert 'value="half@"' in page
    assert states(browser)[0] == "needs a look"


@ONE_DATABASE
def test_the_form_on_one_page_is_kept_like_a_part(installation: Installation) -> None:
    browser = installation.browser()
    early = keep(browser, "whole", name="Mira")
    assert (early.status_code, count(installation, DRAFT)) == (422, 0)
    page = browser.get(f"{FORM}/whole").text
    assert keep(browser, "whole", page=page, name="Mira", birth_date="1988-05-17", height="171").status_code == 200
    shown = browser.get(f"{FORM}/whole").text
    assert all(f'value="{value}"' in shown for value in ("Mira", "1988-05-17", "171"))
    assert keep(elsewhere(installation, browser), "whole", name="Mira", birth_date="1988-05-17").status_code == 200
    late = keep(browser, "whole", page=page, name="Mira", birth_date="1988-05-17", height="172")
    assert (late.status_code, "“Keep it for later”" in late.text) == (409, True)


@ONE_DATABASE
def test_what_is_kept_by_itself_overwrites_nobody_and_says_how_one_stands(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    page = browser.get(f"{FORM}/questions-1").text
    kept = keep(browser, "questions-1", page=page, height="190")
    assert 'data-standing="not met"' in kept.text
    laptop = elsewhere(installation, browser)
    assert keep(laptop, "questions-1", height="171").status_code == 200
    late = keep(browser, "questions-1", page=page, height="172")
    assert late.status_code == 409
    assert 'value="171"' in browser.get(f"{FORM}/questions-1").text


@ONE_DATABASE
def test_a_file_goes_by_itself_and_what_is_wrong_with_it_is_said(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    good = keep(browser, "material", files={"headshot": ("me.jpg", photograph(), "image/jpeg")})
    assert "me.jpg" in good.text
    bad = keep(browser, "material", files={"headshot": ("me.jpg", b"no picture", "image/jpeg")})
    assert 'class="refused" data-of="headshot"' in bad.text
    assert "</span>me.jpg was not taken. " in bad.text
    assert 'name="headshot_left_out"' in bad.text
    assert "me.jpg" in browser.get(f"{FORM}/material").text


@ONE_DATABASE
def test_a_field_that_was_left_is_looked_at_alone_and_never_for_being_empty(installation: Installation) -> None:
    browser = installation.browser()

    def fault(name: str, **typed: str) -> Any:
        return browser.post(f"{FORM}/about/fault?field={name}", data=typed, files=EMPTY)

    assert "such as name@example.org" in fault("email", email="nowhere").text
    assert [fault("email", email=said).status_code for said in ("", "mira@example.org")] == [204, 204]
    assert fault("nothing", nothing="x").status_code == 204
    assert count(installation, DRAFT) == 0


@ONE_DATABASE
def test_who_closed_the_page_after_closing_time_is_told(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    page = browser.get(f"{FORM}/questions-1").text
    installation.clock.now = installation.role().call.closes_at
    assert keep(browser, "questions-1", page=page, height="171").status_code == 410


@ONE_DATABASE
def test_while_a_call_waits_to_open_again_what_was_kept_can_be_read_and_is_said_when_it_can_be_sent(
    installation: Installation,
) -> None:
    browser, elsewhere = installation.browser(), installation.browser()
    begin(browser)
    keep(browser, "questions-1", height="171")
    code = re.search(r"\b(\w{4}-\w{4}-\w{4}-\w{4})\b", browser.get(FORM).text)
    assert code is not None
    ready = browser.get(f"{FORM}/questions-1").text
    installation.change_call(opens_at=installation.clock() + timedelta(days=2))
    opened = elsewhere.get(f"/drafts/{code[1]}")
    assert (opened.status_code, opened.headers["location"]) == (303, FORM)
    for client in (browser, elsewhere):
        page = client.get(FORM)
        assert (page.status_code, "takes no applications until" in page.text, "171" in page.text) == (410, True, True)
        assert "Send application" not in page.text
        assert client.get(f"{FORM}/questions-1").headers["location"] == FORM
    assert keep(browser, "questions-1", page=ready, height="180").status_code == 410
    installation.clock.now += timedelta(days=3)
    assert "Send application" in elsewhere.get(f"{FORM}/check").text


@ONE_DATABASE
def test_mistakes_are_shown_on_a_page_that_one_can_go_back_to(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    answer = save(browser, "material", **{"on-to": "check", "tape_url": "no link"})
    assert answer.headers["location"] == f"{FORM}/material?look=1&on-to=check"
    page = browser.get(answer.headers["location"]).text
    assert 'id="tape_url-error"' in page
    assert value_of(page, "tape_url") == "no link"
    assert hidden(page)["on-to"] == "check"


@ONE_DATABASE
def test_what_a_browser_without_cookies_typed_comes_back_in_the_answer_itself(installation: Installation) -> None:
    browser = installation.browser()
    page = browser.get(f"{FORM}/about").text
    browser.cookies.clear()
    answer = save(browser, "about", page=page, **{**ABOUT, "email": "nowhere"})
    assert answer.status_code == 422
    assert 'value="nowhere"' in answer.text
    assert ABOUT["city"] in answer.text


@ONE_DATABASE
def test_a_file_that_cannot_be_kept_is_said_in_the_answer_itself(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    answer = save(browser, "material", files={"headshot": ("me.jpg", b"no picture", "image/jpeg")})
    assert answer.status_code == 422
    assert 'id="headshot-error"' in answer.text


# ------------------------------------------------------------------------------------------ the form was changed


def ask_less(installation: Installation) -> None:
    """The team takes most questions out of the role, so that it has fewer parts."""
    with writing(installation.engine) as session:
        kept = call_kept(session, CALL_SLUG)
        assert kept is not None
        role = kept.call.roles[0]
        left = {"citizenship", "record", "plays", "height", "motivation"}
        questions = tuple(question for question in role.questions if question.key in left)
        asked = {"birth_date", *(question.key for question in questions)}
        criteria = tuple(criterion for criterion in role.criteria if criterion.asks in asked)
        changed = replace(role, questions=questions, criteria=criteria)
        load_call(session, replace(kept.call, roles=(changed,)), member_id=None, now=NOON)


@pytest.mark.parametrize("kept_by_itself", [False, True], ids=["by the button", "by itself"])
def test_what_was_typed_into_a_part_that_is_gone_is_kept_as_far_as_it_is_asked(
    installation: Installation, kept_by_itself: bool
) -> None:
    browser = installation.browser()
    begin(browser)
    last = parts_of(browser)[-2]
    page = browser.get(f"{FORM}/{last}").text
    ask_less(installation)
    assert last not in parts_of(browser)
    typed = {**hidden(page), "motivation": "Because of the stars.", "experience": "Asked no more."}
    answer = browser.post(f"{FORM}/{last}{'/kept' if kept_by_itself else ''}", data=typed, files=EMPTY)
    if not kept_by_itself:
        assert (answer.status_code, answer.headers["location"]) == (303, f"{FORM}?changed=1")
        assert "The casting team has changed this form" in browser.get(answer.headers["location"]).text
    with reading(installation.engine) as session:
        [found] = session.scalars(select(DRAFT.c.typed))
    assert (found["motivation"], "experience" in found) == ("Because of the stars.", False)
    assert browser.post(f"{FORM}/{last}", data={**hidden(page), "experience": "Alone"}, files=EMPTY).status_code == 404


def test_without_a_draft_a_part_that_is_gone_keeps_its_words_on_the_page(installation: Installation) -> None:
    browser = installation.browser()
    answer = browser.post(f"{FORM}/questions-99", data={"motivation": "Because of the stars."}, files=EMPTY)
    assert answer.status_code == 422
    assert "Because of the stars." in answer.text
