"""Minors: nothing is kept before a guardian's consent; it is asked for, given for each purpose, and taken back."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from casting import resources
from casting.forms.callfile import read_call
from casting.services.setup import load_call
from casting.store.engine import reading, writing
from casting.store.tables import (
    METADATA,
    ApplicantRow,
    ApplicationRow,
    AuditRow,
    ConsentRow,
    DraftRow,
    GuardianConsentRow,
    MessageRow,
    table,
)
from tests.installation import CALL, NOON, PATH, Installation
from tests.web.test_apply import photograph

FORM, ASK = f"/calls/{PATH}/apply", f"/calls/{PATH}/guardian"
CHILD = {"birth_date": "2012-02-29", "name": "Canary Childname", "email": "canary@example.org"}
WHOM = {"child_name": "Mira", "guardian_name": "Olga Sokolova", "guardian_email": "olga@example.org"}
AGREE = {"answer": "give", "consent-casting": "yes"}


@pytest.fixture
def young(installation: Installation) -> Installation:
    """An installation whose call takes minors."""
    let_minors(installation)
    return installation


def let_minors(installation: Installation, **changed: Any) -> None:
    with writing(installation.engine) as session:
        plan = read_call(resources.seed_folder() / CALL)
        opens, closes = NOON - timedelta(days=7), NOON + timedelta(days=30)
        load_call(session, replace(plan, minors=True, **changed), opens_at=opens, closes_at=closes, now=NOON)


def ask(browser: TestClient, **typed: str) -> Any:
    return browser.post(ASK, data={**WHOM, **typed})


def mailed(installation: Installation, kind: str = "guardian_asked") -> list[str]:
    """The links in the letters of a kind, the oldest first."""
    installation.work()
    files = sorted((installation.settings.data / "mail").glob(f"{kind}.*.eml"), key=lambda file: file.stat().st_mtime)
    found = [re.search(r"https?://[^/]+(/guardians/[\w-]+)", plain(file)) for file in files]
    return [link[1] for link in found if link is not None]


def plain(file: Path) -> str:
    """The plain text of a letter that was kept."""
    body = message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def stamp(page: str) -> str:
    found = re.search(r'name="stamp" value="(\w+)"', page)
    assert found is not None
    return found[1]


def agree(browser: TestClient, link: str, **typed: str) -> Any:
    return browser.post(link, data={"stamp": stamp(browser.get(link).text), **AGREE, **typed})


def everything(installation: Installation) -> str:
    """All rows of all tables."""
    with reading(installation.engine) as session:
        return "\n".join(repr(row) for rows in METADATA.sorted_tables for row in session.execute(select(rows)))


def files_in_vault(installation: Installation) -> list[Any]:
    return [file for file in (installation.settings.data / "media").rglob("*") if file.is_file()]


def consented(installation: Installation, browser: TestClient) -> str:
    """The link of a guardian who was asked from this browser and has consented in another one."""
    assert ask(browser).status_code == 303
    link = mailed(installation)[-1]
    assert agree(installation.browser(), link).status_code == 303
    return link


def test_a_call_that_takes_minors_since_a_moment_takes_the_first_of_them(installation: Installation) -> None:
    installation.apply()  # the role is in memory from now on, as it was
    let_minors(installation)
    browser = installation.browser()
    consented(installation, browser)
    answer = installation.post_form(browser, **CHILD)
    assert answer.status_code == 303, answer.text
    assert "sent=1" in answer.headers["location"]


@pytest.mark.parametrize("extra", [{}, {"for-later": "yes"}, {"next-page": "check"}], ids=["sent", "kept", "checked"])
def test_nothing_of_a_minor_is_kept_before_a_guardian_consents(young: Installation, extra: dict[str, str]) -> None:
    browser = young.browser()
    files = {"headshot": ("canary.jpg", photograph(), "image/jpeg")}
    answer = young.post_form(browser, files=files, **CHILD, **extra)
    assert answer.status_code == 422
    assert 'name="guardian_email"' in answer.text
    assert "Canary Childname" in html.unescape(answer.text)
    ask(browser)
    assert young.post_form(browser, files=files, **CHILD, **extra).status_code == 422
    young.work()
    assert "anary" not in everything(young)
    assert files_in_vault(young) == []


@pytest.mark.parametrize("path", ["age", "age/kept", "about", "about/kept", "whole/kept"])
def test_no_part_of_a_minors_form_is_kept_before(young: Installation, path: str) -> None:
    answer = young.browser().post(f"{FORM}/{path}", data=CHILD, files={"nothing": ("", b"")})
    assert answer.status_code == 422
    assert "guardian" in answer.text
    assert "anary" not in everything(young)


def test_an_adult_gives_her_birth_date_on_the_list_and_needs_no_page_for_it(young: Installation) -> None:
    browser = young.browser()
    tasks = browser.get(FORM).text
    assert re.findall(r'<form method="post" action="([^"]+)"[^>]*>\s*<input type="hidden" name="token"', tasks) == [
        f"{FORM}/age"
    ]
    token = re.findall(r'name="token" value="([^"]+)"', tasks)[0]
    data = {"token": token, "birth_date": "in spring"}
    wrong = browser.post(f"{FORM}/age", data=data, files={"nothing": ("", b"")})
    assert (wrong.status_code, 'value="in spring"' in wrong.text) == (422, True)
    went = browser.post(f"{FORM}/age", data={**data, "birth_date": "1990-03-08"}, files={"nothing": ("", b"")})
    assert (went.status_code, went.headers["location"]) == (303, f"{FORM}/about?after=age")
    assert 'name="birth_date"' not in browser.get(FORM).text


def test_the_birth_date_is_asked_alone_and_a_guardian_is_asked_before_all_else(young: Installation) -> None:
    browser = young.browser()
    tasks = browser.get(FORM).text
    assert "Begin with your parent or guardian" in tasks
    assert f'href="{FORM}/age"' in tasks
    assert f'href="{FORM}/about"' not in tasks
    page = browser.get(f"{FORM}/age").text
    assert re.findall(r'<input class="[^"]+" type="text"[^>]* name="([^"]+)"', page) == ["birth_date"]
    assert browser.get(f"{FORM}/about").headers["location"] == FORM

    token = re.findall(r'name="token" value="([^"]+)"', tasks)[0]
    born = {"birth_date": CHILD["birth_date"], "token": token}
    asked = browser.post(f"{FORM}/age", data=born, files={"nothing": ("", b"")})
    assert asked.status_code == 422
    assert 'name="guardian_email"' in asked.text
    assert hidden_fields(asked.text) == {}
    assert "What happens next" in asked.text
    assert 'target="_blank"' not in asked.text
    assert ask(browser).status_code == 303
    waiting = browser.get(ASK).text
    assert "Look whether there is an answer" in waiting
    assert "We have written to your guardian" in browser.get(FORM).text
    assert "2012" not in everything(young)


def test_who_waits_for_a_guardian_can_type_in_the_browser_alone(young: Installation) -> None:
    browser = young.browser()
    whole = browser.get(f"{FORM}/whole").text
    assert "data-kept=" in whole
    assert "Begin with your parent or guardian" in whole
    ask(browser)
    assert f'href="{FORM}/whole"' in browser.get(ASK).text
    waits = browser.get(f"{FORM}/whole").text
    assert "stays in this browser tab" in waits
    assert "data-kept=" not in waits
    assert "data-waits" in waits
    assert 'name="for-later"' not in waits
    agree(young.browser(), mailed(young)[-1])
    given = browser.get(f"{FORM}/whole").text
    assert "data-kept=" in given
    assert "Your guardian has consented" in given


def test_what_was_typed_goes_back_to_the_form(young: Installation) -> None:
    browser = young.browser()
    page = young.post_form(browser, **CHILD).text
    typed = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', page))
    again = browser.post(
        FORM, data={**{k: html.unescape(v) for k, v in typed.items()}, "next-page": "form"}, files={"no": ("", b"")}
    )
    assert again.status_code == 200
    assert 'value="Canary Childname"' in again.text
    assert typed["motivation"] in again.text


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', page)
    return {name: html.unescape(value) for name, value in found}


def test_files_that_came_before_the_consent_are_named_and_have_to_be_chosen_again(young: Installation) -> None:
    browser = young.browser()
    files = {"headshot": ("портрет 1.jpg", photograph(), "image/jpeg")}
    first = young.post_form(browser, files=files, **CHILD)
    assert "Your files were not kept" in first.text
    consented(young, browser)
    second = young.post_form(young.browser(), **hidden_fields(first.text))
    assert "<li><bdi>портрет 1.jpg</bdi></li>" in second.text
    assert "Back to my form, to choose the files again" in second.text
    form = browser.post(
        FORM, data={**hidden_fields(second.text), "next-page": "form"}, files={"headshot": ("", b"", "")}
    )
    assert form.status_code == 200
    assert '<a href="#headshot">Choose портрет 1.jpg again' in form.text
    assert 'value="Canary Childname"' in form.text
    assert "anary" not in everything(young)
    young.apply(browser, **CHILD, **{"files-lost": "headshot x\n\n \nnothing y"})


def test_a_file_with_a_token_is_lost_too_and_named(young: Installation) -> None:
    browser = young.browser()
    page = young.post_form(
        browser, files={"headshot": ("me.jpg", photograph(), "image/jpeg")}, **{**CHILD, "birth_date": "31 February"}
    )
    token = re.search(r'name="headshot_kept" value="([^"]+)"', page.text)
    assert token is not None
    again = young.post_form(browser, **CHILD, headshot_kept=token[1]).text
    assert hidden_fields(again)["files-lost"] == "headshot me.jpg"
    assert "files-lost" not in hidden_fields(young.post_form(browser, **CHILD, headshot_kept="forged").text)


def test_who_has_consented_is_told_that_files_have_to_be_chosen_again_on_the_page_and_in_the_letter(
    young: Installation,
) -> None:
    browser = young.browser()
    link = consented(young, browser)
    told = "They have to be chosen again in the form."
    assert told in young.browser().get(link).text
    assert "have to be chosen again" in browser.get(ASK).text
    young.work()
    [file] = (young.settings.data / "mail").glob("guardian_given.*.eml")
    given = message_from_bytes(file.read_bytes(), policy=default)
    for kind in ("plain", "html"):
        body = given.get_body((kind,))
        assert body is not None
        assert told in " ".join(body.get_content().split())


def test_a_guardian_consents_and_the_minor_applies_in_the_browser_that_asked(young: Installation) -> None:
    browser = young.browser()
    link = consented(young, browser)
    assert "has consented" in browser.get(ASK).text
    reference = young.apply(browser, **CHILD)
    assert reference in young.browser().get(link).text
    with reading(young.engine) as session:
        row = session.execute(select(table(GuardianConsentRow))).one()
        texts = session.scalars(select(table(ConsentRow).c.consent_text_id)).all()
    assert row.application_id == young.application_id(reference)
    assert list(texts) == [young.role().consent_ids["casting"]]


def test_the_form_opens_from_the_letter_and_only_what_the_guardian_allows_is_kept(young: Installation) -> None:
    other = next(c.purpose for c in young.role().call.consents if c.purpose != "casting")
    consented(young, young.browser())
    (link,) = mailed(young, "guardian_given")
    home = young.browser()
    assert home.get(f"{link}/form").headers["location"] == FORM
    reference = young.apply(home, **CHILD, **{f"consent-{'-'.join(other.split())}": "yes"})
    with reading(young.engine) as session:
        consents = table(ConsentRow)
        of = consents.c.application_id == young.application_id(reference)
        texts = session.scalars(select(consents.c.consent_text_id).where(of)).all()
    assert list(texts) == [young.role().consent_ids["casting"]]


def test_a_draft_in_parts_is_kept_with_consent_and_goes_with_it(young: Installation) -> None:
    browser = young.browser()
    link = consented(young, browser)
    first = browser.post(f"{FORM}/age", data=CHILD, files={"nothing": ("", b"")})
    assert first.headers["location"] == f"{FORM}/about?after=age"
    kept = browser.post(f"{FORM}/about", data={**CHILD, "for-later": "yes"}, files={"nothing": ("", b"")})
    assert kept.status_code == 303
    with reading(young.engine) as session:
        assert session.execute(select(table(DraftRow).c.guardian_consent_id)).scalar_one() is not None
    assert young.browser().post(f"{link}/withdraw").status_code == 303
    assert "anary" not in everything(young)


def test_one_consent_is_good_for_one_application(young: Installation) -> None:
    browser = young.browser()
    consented(young, browser)
    token = young.token(browser)
    first = young.post_form(browser, token=token, **CHILD)
    assert young.post_form(browser, token=token, **CHILD).headers["location"] == first.headers["location"]
    second = young.post_form(browser, **{**CHILD, "email": "canary2@example.org"})
    assert second.status_code == 422
    assert "canary2" not in everything(young)


def test_a_consent_that_is_taken_back_erases_everything(young: Installation) -> None:
    browser, guardian = young.browser(), young.browser()
    link = consented(young, browser)
    files = {"headshot": ("canary.jpg", photograph(), "image/jpeg")}
    assert young.post_form(browser, files=files, **CHILD).status_code == 303
    young.work()
    assert "Canary Childname" in everything(young)
    assert guardian.post(f"{link}/withdraw").status_code == 303
    assert guardian.post(f"{link}/withdraw").status_code == 303
    assert "has been erased" in guardian.get(link).text
    rows = everything(young)
    assert "anary" not in rows
    assert "olga@example.org" not in rows
    assert "Sokolova" not in rows
    with reading(young.engine) as session:
        for rest in (ApplicationRow, ApplicantRow, MessageRow):
            assert session.scalar(select(func.count()).select_from(table(rest))) == 0
        act = session.scalars(select(table(AuditRow).c.act).order_by(table(AuditRow).c.id.desc())).first()
    assert act == "erased after a guardian's withdrawal"
    assert young.post_form(browser, **CHILD).status_code == 422


def test_what_was_held_for_an_application_that_is_erased_stands_after_it(young: Installation) -> None:
    browser = young.browser()
    link = consented(young, browser)
    assert young.post_form(browser, **CHILD).status_code == 303
    sisters = [young.apply(name=name, email=CHILD["email"]) for name in ("Vera Elder", "Nina Eldest")]
    young.work()
    row = table(ApplicationRow).c
    with reading(young.engine) as session:
        assert [held is None for held in session.scalars(select(row.held_for).order_by(row.id))] == [True, False, False]
    assert young.browser().post(f"{link}/withdraw").status_code == 303
    young.work()
    with reading(young.engine) as session:
        left = session.execute(select(row.id, row.reference, row.held_for).order_by(row.id)).all()
    assert [(one.reference, one.held_for) for one in left] == [(sisters[0], None), (sisters[1], left[0].id)]
    page = young.signed_in("director").get(f"/review/{PATH}").text
    assert (sisters[0] in page, sisters[1] in page) == (True, False)


def test_who_does_not_consent_is_forgotten(young: Installation) -> None:
    browser, guardian = young.browser(), young.browser()
    ask(browser)
    (link,) = mailed(young)
    assert guardian.post(link, data={"answer": "refuse"}).status_code == 303
    assert "have been forgotten" in guardian.get(link).text
    assert "olga" not in everything(young)
    assert agree_again(guardian, link).status_code == 409
    assert "has not consented" in young.post_form(browser, **CHILD).text


def agree_again(browser: TestClient, link: str) -> Any:
    return browser.post(link, data={"stamp": "", **AGREE})


def test_a_link_expires_after_fourteen_days_and_what_was_asked_is_forgotten(young: Installation) -> None:
    browser = young.browser()
    ask(browser)
    (link,) = mailed(young)
    mark = stamp(browser.get(link).text)
    young.clock.now += timedelta(days=14)
    assert "The time to answer is over" in browser.get(link).text
    assert browser.post(link, data={"stamp": mark, **AGREE}).status_code == 409
    young.work()
    assert "olga" not in everything(young)
    assert "did not answer in time" in young.post_form(browser, **CHILD).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_time_to_answer_ends_with_the_call(young: Installation) -> None:
    browser = young.browser()
    young.clock.now += timedelta(days=20)
    ask(browser)
    (link,) = mailed(young)
    closing = f"{(NOON + timedelta(days=30)).day} {NOON + timedelta(days=30):%B}"
    (letter,) = (young.settings.data / "mail").glob("guardian_asked.*.eml")
    assert f"Please answer until {closing}" in plain(letter)
    assert f"Please answer until {closing}" in browser.get(link).text
    assert f"answered until {closing}" in young.post_form(browser, **CHILD).text


def test_of_a_closed_call_the_link_says_so_and_a_consent_can_still_be_taken_back(young: Installation) -> None:
    browser, other = young.browser(), young.browser()
    link = consented(young, browser)
    young.apply(browser, **CHILD)
    young.clock.now += timedelta(days=20)
    ask(other, guardian_email="late@example.org")
    late = mailed(young)[-1]
    mark = stamp(other.get(late).text)
    young.clock.now += timedelta(days=11)
    assert "The call has closed" in other.get(late).text
    assert other.post(late, data={"stamp": mark, **AGREE}).status_code == 409
    assert other.post(f"{link}/withdraw").status_code == 303
    assert "anary" not in everything(young)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", ["x", "é" * 50, "A" * 32])
def test_a_forged_link_opens_nothing(young: Installation, key: str) -> None:
    browser = young.browser()
    ask(browser)
    answers = [
        browser.get(f"/guardians/{key}"),
        browser.get(f"/guardians/{key}/form"),
        browser.post(f"/guardians/{key}", data=AGREE),
        browser.post(f"/guardians/{key}/withdraw"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_minors_own_browser_cannot_consent_and_no_key_lies_in_a_table(young: Installation) -> None:
    browser = young.browser()
    ask(browser)
    (link,) = mailed(young)
    key = link.rsplit("/", maxsplit=1)[1]
    assert len(key) == 32
    assert key not in everything(young)
    assert key not in repr(list(browser.cookies.jar))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_the_required_purpose_there_is_no_consent(young: Installation) -> None:
    browser = young.browser()
    ask(browser)
    (link,) = mailed(young)
    answer = agree(browser, link, **{"consent-casting": ""})
    assert answer.status_code == 422
    assert "Without this consent" in answer.text
    assert young.post_form(browser, **CHILD).status_code == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_texts_that_changed_while_they_were_read_are_read_again(young: Installation) -> None:
    browser = young.browser()
    ask(browser)
    (link,) = mailed(young)
    mark = stamp(browser.get(link).text)
    consents = tuple(replace(c, text=f"{c.text} And more.") for c in young.role().call.consents)
    let_minors(young, consents=consents)
    answer = browser.post(link, data={"stamp": mark, **AGREE})
    assert answer.status_code == 409
    assert agree(browser, link).status_code == 303
    young.apply(browser, **CHILD)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_call_for_adults_says_so(installation: Installation) -> None:
    answer = installation.post_form(installation.browser(), **CHILD)
    assert answer.status_code == 422
    assert f"You gave {date.fromisoformat(CHILD['birth_date']):%-d %B %Y}. Is that right? This call" in answer.text
    shown = answer.text.casefold()
    assert [words in shown for words in ("guardian has", "guardian_email", "nothing was kept")] == [False] * 3
    assert answer.text.count('value="form">Back to my form</button>') == 1
    assert "Send my form again" not in answer.text
    assert ask(installation.browser()).status_code == 422
    assert "anary" not in everything(installation)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_is_asked_is_not_asked_without_end(young: Installation) -> None:
    assert [ask(young.browser()).status_code for _ in range(6)] == [303] * 5 + [429]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wrong", [{"guardian_email": "no"}, {"guardian_name": " "}, {"child_name": "7"}])
def test_what_cannot_be_used_is_asked_again_with_everything_in_it(young: Installation, wrong: dict[str, str]) -> None:
    answer = ask(young.browser(), **wrong)
    assert answer.status_code == 422
    assert "There is one thing to look at" in answer.text
    assert "guardian_email" in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_application_is_not_made_a_minors_by_a_change(young: Installation) -> None:
    browser = young.browser()
    reference = young.apply(browser)
    page = browser.get(f"/applications/{reference}/edit").text
    token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
    data = {**CHILD, "token": token}
    answer = browser.post(f"/applications/{reference}/edit", data=data, files={"nothing": ("", b"")})
    assert answer.status_code == 422
    assert "2012" not in everything(young)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["ru", "es"])
def test_guardians_read_their_language(young: Installation, language: str) -> None:
    browser = young.browser()
    browser.headers["accept-language"] = language
    ask(browser)
    (link,) = mailed(young)
    assert "Do you consent?" not in browser.get(link).text
    (letter,) = (young.settings.data / "mail").glob("guardian_asked.*.eml")
    assert "Nobody under 18" not in plain(letter)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_team_sees_who_consented_beside_the_contact_and_who_looks_on_does_not(young: Installation) -> None:
    browser = young.browser()
    consented(young, browser)
    reference = young.apply(browser, **CHILD)
    place = f"/review/{PATH}/{reference}"
    page = young.signed_in("director").get(place).text
    assert "guardian consented on" in page
    assert "Olga Sokolova, olga@example.org" in page
    assert "olga@example.org" not in young.signed_in("producer").get(place).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_team_sees_when_an_application_was_withdrawn(installation: Installation) -> None:
    browser = installation.browser()
    reference = installation.apply(browser)
    browser.post(f"/applications/{reference}/withdraw")
    page = installation.signed_in("director").get(f"/review/{PATH}/{reference}").text
    assert "on 8 Mar 2026, 15:00" in page


def test_a_minor_is_offered_no_consent_that_her_guardian_has_not_given(young: Installation) -> None:
    other = next(one.purpose for one in young.role().call.consents if not one.required)
    box = f"consent-{'-'.join(other.split())}"
    browser = young.browser()
    consented(young, browser)
    here = f"/applications/{young.apply(browser, **CHILD)}"
    page = browser.get(here).text
    assert "Only they could allow more" in page
    assert "part=consent" not in page
    for edit in (f"{here}/edit", f"{here}/edit?part=consent"):
        form = browser.get(edit).text
        assert 'name="consent-casting"' in form
        assert f'name="{box}"' not in form
        assert "Only they could allow more" in form


def test_a_minor_can_agree_later_to_what_her_guardian_has_allowed(young: Installation) -> None:
    other = next(one.purpose for one in young.role().call.consents if not one.required)
    box = f"consent-{'-'.join(other.split())}"
    browser = young.browser()
    ask(browser)
    assert agree(young.browser(), mailed(young)[-1], **{box: "yes"}).status_code == 303
    here = f"/applications/{young.apply(browser, **CHILD)}"
    assert "part=consent" in browser.get(here).text
    assert f'name="{box}"' in browser.get(f"{here}/edit?part=consent").text


def test_who_has_come_of_age_is_offered_every_consent(young: Installation) -> None:
    browser = young.browser()
    consented(young, browser)
    nearly = (NOON.date() + timedelta(days=10)).replace(year=NOON.year - 18)
    here = f"/applications/{young.apply(browser, **{**CHILD, 'birth_date': nearly.isoformat()})}"
    assert "part=consent" not in browser.get(here).text
    young.clock.now += timedelta(days=11)
    page = browser.get(here).text
    assert "part=consent" in page
    assert "Only they could allow more" not in page


def test_the_list_says_what_holds_once_a_guardian_has_answered(young: Installation) -> None:
    browser = young.browser()
    whom, waited, consented_to = "asks whom to write to", "has not answered yet", "from then on this form keeps"
    pages = (FORM, f"{FORM}/age")
    for page in pages:
        assert told_of(browser.get(page).text, whom, waited, consented_to) == [whom]
    ask(browser)
    for page in pages:
        assert told_of(browser.get(page).text, whom, waited, consented_to) == [waited]
    agree(young.browser(), mailed(young)[-1])
    for page in pages:
        assert told_of(browser.get(page).text, whom, waited, consented_to) == [consented_to]
    wrong = browser.post(f"{FORM}/age", data={"birth_date": "in spring"}, files={"nothing": ("", b"")})
    assert told_of(wrong.text, whom, waited, consented_to) == [consented_to]


def told_of(page: str, *sentences: str) -> list[str]:
    """Which of these a page says."""
    return [sentence for sentence in sentences if sentence in page]
