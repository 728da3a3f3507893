"""Outcomes: everyone hears how it ended, once, and only what is true when the letter goes out."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select, update

from casting.store.engine import reading, writing
from casting.store.tables import ApplicantRow, ApplicationRow, MessageRow, table
from tests.installation import PATH, Installation

APPLICATION, APPLICANT, MESSAGE = table(ApplicationRow), table(ApplicantRow), table(MessageRow)
PAGE = f"/admin/{PATH}/outcomes"


def apply_and(installation: Installation, stage: str, number: int = 1, **typed: str) -> tuple[TestClient, str]:
    """An application on which a director has decided; her browser and its reference."""
    browser = installation.browser()
    reference = installation.apply(browser, name=f"Person {number}", email=f"{number}@example.org", **typed)
    if stage != "received":
        move(installation, reference, "received", stage)
    return browser, reference


def move(installation: Installation, reference: str, before: str, stage: str) -> None:
    director = installation.signed_in("director")
    director.post(f"/review/{PATH}/{reference}/stage", data={"before": before, "stage": stage})


def forms(page: str) -> dict[str, str]:
    """The fingerprint of each stage for which letters can be written."""
    return dict(
        re.findall(r'name="stage" value="(\w+)">\s*<input type="hidden" name="fingerprint" value="(\w+)"', page)
    )


def answer(installation: Installation, stage: str) -> Any:
    administrator = installation.signed_in("administrator")
    return administrator.post(
        PAGE, data={"stage": stage, "fingerprint": forms(administrator.get(PAGE).text)[stage], "sure": "yes"}
    )


def written(installation: Installation) -> list[tuple[str, str, bool]]:
    """Kind, recipient and whether it was sent, of each letter with an outcome."""
    with reading(installation.engine) as session:
        found = session.execute(
            select(MESSAGE.c.kind, MESSAGE.c.recipient, MESSAGE.c.sent_at)
            .where(MESSAGE.c.key.startswith("outcome:"))
            .order_by(MESSAGE.c.recipient)
        )
        return [(row.kind, row.recipient, row.sent_at is not None) for row in found]


def letters(installation: Installation) -> list[EmailMessage]:
    files = (installation.settings.data / "mail").glob("outcome_*.eml")
    return [message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default) for file in files]


def buttons(page: str) -> list[str]:
    return re.findall(r'<button type="submit" class="button">([^<]+)</button>', page)


# ------------------------------------------------------------------------------------------------- who waits


def test_only_those_on_whom_a_person_decided_wait_for_a_letter(installation: Installation) -> None:
    for number, stage in enumerate(("booked", "released", "released", "shortlist", "received")):
        apply_and(installation, stage, number)
    page = installation.signed_in("administrator").get(PAGE).text
    assert sorted(forms(page)) == ["booked", "released"]
    assert buttons(page) == ["Write 1 letter without sending it", "Write 2 letters without sending them"]
    assert page.count("reaches nobody, and is not sent later either. On the page of an application") == 2
    assert "received: 1" in page
    assert "shortlist: 1" in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_mail_is_sent_the_button_says_so(installation: Installation) -> None:
    apply_and(installation, "released")
    rooms = installation.app.state.rooms
    usual = rooms.settings
    sends = usual.model_copy(update={"mail_url": type(usual.mail_url)("smtp://127.0.0.1:25")})
    object.__setattr__(rooms, "settings", sends)
    page = installation.signed_in("administrator").get(PAGE).text
    assert buttons(page) == ["Send 1 letter"]
    assert "reaches nobody" not in page


def test_the_letter_is_shown_in_each_language_in_which_somebody_gets_it(installation: Installation) -> None:
    _, spanish = apply_and(installation, "released", 1)
    apply_and(installation, "released", 2)
    with writing(installation.engine) as session:
        session.execute(update(APPLICATION).where(APPLICATION.c.reference == spanish).values(language="es"))
    page = installation.signed_in("administrator").get(PAGE).text
    assert re.findall(r"The letter in (\w+) · 1 person", page) == ["Español", "English"]
    assert "open/" not in page, "the key of an application is for its applicant alone"


def test_who_gave_no_address_is_named_to_be_told_by_somebody(installation: Installation) -> None:
    _, reference = apply_and(installation, "released")
    with writing(installation.engine) as session:
        session.execute(update(APPLICANT).values(email=None))
    page = installation.signed_in("administrator").get(PAGE).text
    assert forms(page) == {}
    assert re.search(f"somebody has to tell them:.*{reference}", page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_asks_as_much_for_one_as_for_many(installation: Installation) -> None:
    administrator = installation.signed_in("administrator")
    asked: list[str] = []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *event_: asked.append(event_[2]))
    counts = []
    for number in (1, 2, 3):
        apply_and(installation, "released", number)
        asked.clear()
        assert f"Write {number} letter" in administrator.get(PAGE).text
        counts.append(len(asked))
    assert counts[0] == counts[2], asked
    assert counts[0] > 0


# --------------------------------------------------------------------------------------------------- writing


def test_everyone_gets_one_letter_however_often_the_button_is_pressed(installation: Installation) -> None:
    apply_and(installation, "booked", 1)
    apply_and(installation, "released", 2)
    administrator = installation.signed_in("administrator")
    form = {"stage": "released", "fingerprint": forms(administrator.get(PAGE).text)["released"], "sure": "yes"}
    places = [administrator.post(PAGE, data=form).headers["location"] for _ in range(2)]
    assert places == [f"{PAGE}?written=1", f"{PAGE}?written=0"]
    assert "1 letter written" in administrator.get(places[0]).text
    assert answer(installation, "booked").status_code == 303
    installation.work()
    assert written(installation) == [
        ("outcome_booked", "1@example.org", True),
        ("outcome_released", "2@example.org", True),
    ]
    assert len(letters(installation)) == 2


def test_nothing_goes_out_before_somebody_says_that_she_has_read_it(installation: Installation) -> None:
    apply_and(installation, "released", 1)
    administrator = installation.signed_in("administrator")
    fingerprint = forms(administrator.get(PAGE).text)["released"]
    hasty = administrator.post(PAGE, data={"stage": "released", "fingerprint": fingerprint})
    assert hasty.status_code == 422
    assert "Nothing was sent. Read the letter" in hasty.text
    assert written(installation) == []
    assert forms(hasty.text)["released"] == fingerprint


def test_a_batch_goes_to_those_who_were_shown_or_to_nobody(installation: Installation) -> None:
    apply_and(installation, "released", 1)
    administrator = installation.signed_in("administrator")
    form = {"stage": "released", "fingerprint": forms(administrator.get(PAGE).text)["released"], "sure": "yes"}
    apply_and(installation, "released", 2)
    late = administrator.post(PAGE, data=form)
    assert late.status_code == 409
    assert "Nothing was written" in late.text
    assert written(installation) == []
    assert administrator.post(PAGE, data={**form, "fingerprint": forms(late.text)["released"]}).status_code == 303
    assert len(written(installation)) == 2


def test_who_was_moved_before_the_letter_went_out_gets_none_and_waits_again(installation: Installation) -> None:
    _, first = apply_and(installation, "released", 1)
    apply_and(installation, "released", 2)
    answer(installation, "released")
    move(installation, first, "released", "shortlist")
    installation.work()
    assert written(installation) == [("outcome_released", "2@example.org", True)]
    move(installation, first, "shortlist", "released")
    assert answer(installation, "released").headers["location"] == f"{PAGE}?written=1"


def test_who_is_booked_released_and_booked_again_is_told_anew(installation: Installation) -> None:
    _, reference = apply_and(installation, "booked")
    answer(installation, "booked")
    installation.work()
    move(installation, reference, "booked", "released")
    answer(installation, "released")
    installation.work()
    move(installation, reference, "released", "booked")
    assert list(forms(installation.signed_in("administrator").get(PAGE).text)) == ["booked"]
    answer(installation, "booked")
    installation.work()
    assert [kind for kind, _, sent in written(installation) if sent] == [
        "outcome_booked",
        "outcome_released",
        "outcome_booked",
    ]
    assert forms(installation.signed_in("administrator").get(PAGE).text) == {}


def test_no_letter_is_written_of_a_stage_that_is_not_final(installation: Installation) -> None:
    apply_and(installation, "shortlist")
    administrator = installation.signed_in("administrator")
    refused = [administrator.post(PAGE, data={"stage": stage}).status_code for stage in ("shortlist", "nowhere")]
    assert refused == [422, 422]
    assert written(installation) == []


# ---------------------------------------------------------------------------------------------- the applicant


def test_her_page_says_how_it_ended_once_the_letter_was_sent_and_not_before(installation: Installation) -> None:
    browser, reference = apply_and(installation, "released")
    here = f"/applications/{reference}"
    assert "<dd>Received.</dd>" in browser.get(here).text
    answer(installation, "released")
    assert "go on without you" not in browser.get(here).text
    installation.work()
    assert "go on without you" in browser.get(here).text
    assert "What happens next" not in browser.get(here).text


def asks(page: str) -> dict[str, bool]:
    """What the page of an application asks its applicant to do."""
    words = ("letter by letter", "Choose a photograph", 'name="tape"', "/edit", "Ask for an exception", "/withdraw")
    return {one: one in page for one in words}


def test_who_knows_the_outcome_is_asked_for_nothing_any_more(installation: Installation) -> None:
    browser, reference = apply_and(installation, "released", height="190")
    other, booked = apply_and(installation, "booked", 2, height="190")
    here, there = f"/applications/{reference}", f"/applications/{booked}"
    assert set(asks(browser.get(here).text).values()) == {True}
    for stage in ("released", "booked"):
        answer(installation, stage)
    installation.work()
    assert set(asks(browser.get(here).text).values()) == {False}
    assert [one for one, asked in asks(other.get(there).text).items() if asked] == ["/withdraw"]
    assert "Not met, by what you say." in browser.get(here).text


def test_after_the_call_has_closed_only_what_is_missing_is_asked_for(installation: Installation) -> None:
    browser, reference = apply_and(installation, "received", height="190")
    installation.clock.now += timedelta(days=30)
    asked = asks(browser.get(f"/applications/{reference}").text)
    assert [one for one, now in asked.items() if now] == ["Choose a photograph", "Ask for an exception", "/withdraw"]


def test_who_has_withdrawn_is_offered_to_come_back_and_nothing_else(installation: Installation) -> None:
    browser, reference = apply_and(installation, "received", height="190")
    browser.post(f"/applications/{reference}/withdraw")
    page = browser.get(f"/applications/{reference}").text
    assert set(asks(page).values()) == {False}
    assert "Apply after all" in page
    assert "how you stand" not in page


def test_her_page_says_when_a_person_first_opened_it(installation: Installation) -> None:
    browser, reference = apply_and(installation, "received")
    here = f"/applications/{reference}"
    assert "First opened by a person" not in browser.get(here).text
    director = installation.signed_in("director")
    assert director.post(f"/review/{PATH}/{reference}/opened").status_code == 204
    assert re.search(r"First opened by a person</dt><dd>8 March 2026", browser.get(here).text)


# ------------------------------------------------------------------------------------------------- kept mail


def test_the_administrator_reads_mail_that_is_kept_and_follows_its_links(installation: Installation) -> None:
    installation.apply()
    administrator = installation.signed_in("administrator")
    assert "No mail has been kept yet" in administrator.get("/_mail").text
    installation.work()
    href = re.search(r'href="(/_mail/receipt\.\w+)"', administrator.get("/_mail").text)
    assert href is not None
    page = administrator.get(href[1]).text
    link = re.search(r'href="http://testserver(/applications/[^"]+)"', page)
    assert link is not None
    assert installation.browser().get(link[1]).status_code == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_mail_is_read_where_it_is_sent_or_in_production(installation: Installation) -> None:
    administrator, rooms = installation.signed_in("administrator"), installation.app.state.rooms
    usual = rooms.settings
    for change in ({"production": True}, {"mail_url": type(usual.mail_url)("smtp://127.0.0.1:25")}):
        object.__setattr__(rooms, "settings", usual.model_copy(update=change))
        assert administrator.get("/_mail").status_code == 404


@pytest.mark.parametrize("name", ["..%2Fsecret-key", "secret-key", "receipt.zz", "%00"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_letters_are_read(installation: Installation, name: str) -> None:
    assert installation.signed_in("administrator").get(f"/_mail/{name}").status_code in {400, 404}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_letter_stands_in_the_log_as_one_batch(installation: Installation) -> None:
    for number in (1, 2):
        apply_and(installation, "released", number)
    answer(installation, "released")
    assert "wrote outcomes" in installation.signed_in("administrator").get("/admin").text
    with reading(installation.engine) as session:
        assert session.scalar(select(func.count()).select_from(MESSAGE).where(MESSAGE.c.sent_at.is_(None))) == 4


def test_a_paragraph_of_the_office_is_read_in_the_letter_before_it_is_sent(installation: Installation) -> None:
    apply_and(installation, "released")
    noor, own = installation.signed_in("administrator"), "We keep <b>you</b> in mind: https://example.org\nSee you."
    asked = {"stage": "released", "fingerprint": forms(noor.get(PAGE).text)["released"], "sure": "yes", "added": own}
    refused = noor.post(PAGE, data=asked)
    assert (refused.status_code, written(installation)) == (422, [])
    shown = noor.post(PAGE, data={**asked, "do": "look"})
    line = "We keep &lt;b&gt;you&lt;/b&gt; in mind: https://example.org See you."
    assert (shown.status_code, shown.text.count(line)) == (200, 3)  # in the letter, the field, and what was seen
    assert noor.post(PAGE, data={**asked, "added": "x" * 601, "seen": "x" * 601}).status_code == 422
    assert noor.post(PAGE, data={**asked, "seen": " ".join(own.split())}).status_code == 303
    installation.work()
    [letter] = [letter for letter in letters(installation) if letter["Subject"].startswith("The answer")]
    plain, html = (letter.get_body((form,)).get_content() for form in ("plain", "html"))  # type: ignore[union-attr]
    assert " ".join(own.split()) in " ".join(plain.split())
    assert (line in html, 'href="https://example.org' in html) == (True, False)


def test_the_page_says_that_the_call_is_open_and_that_mail_is_only_kept(installation: Installation) -> None:
    apply_and(installation, "released")
    assert re.search(r"The call is still open: it takes applications until \d+ \w+ \d{4}", page_of(installation))
    answer(installation, "released")
    installation.work()
    assert "1 letter written before, 1 kept in a folder." in page_of(installation)


def page_of(installation: Installation) -> str:
    return str(installation.signed_in("administrator").get(PAGE).text)


def test_the_board_leads_an_administrator_to_the_letters_and_says_to_others_who_sends_them(
    installation: Installation,
) -> None:
    pages = [installation.signed_in(who).get(f"/review/{PATH}/board").text for who in ("administrator", "director")]
    assert [f'href="{PAGE}"' in page for page in pages] == [True, False]
    assert ["an administrator sends the letters" in page for page in pages] == [False, True]
