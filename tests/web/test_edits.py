"""An applicant changes, withdraws and takes back; the team sees what changed, and nothing of it is lost."""

import html
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from casting.domain.messages import TURNS
from casting.domain.vocabulary import Stage
from casting.services.withdrawing import MOST_A_DAY
from casting.store.engine import reading, writing
from casting.store.tables import AnswerSheetRow, ApplicantRow, ApplicationRow, MessageRow, ScoreRow, TraceRow, table
from casting.web.access import ACCESS_COOKIE
from tests.installation import PATH, Installation

SHEET, APPLICATION, MESSAGE = table(AnswerSheetRow), table(ApplicationRow), table(MessageRow)
EMPTY = {"nothing": ("", b"", "application/octet-stream")}


def fields(page: str) -> dict[str, str]:
    """What a browser would send of an application form that nobody touched."""
    form = page.split('<form id="apply-form"')[1].split("</form>", maxsplit=1)[0]
    found = {}
    for tag in re.findall(r"<input [^>]+>", form):
        kind, name = (re.search(rf' {part}="([^"]+)"', tag)[1] for part in ("type", "name"))  # type: ignore[index]
        if kind == "file" or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        found[name] = re.search(r' value="([^"]*)"', tag)[1]  # type: ignore[index]
    found |= dict(re.findall(r'<textarea id="([^"]+)"[^>]*>\n([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return {name: html.unescape(value) for name, value in found.items() if name != "website"}


def sent(installation: Installation, **typed: str) -> tuple[TestClient, str]:
    browser = installation.browser()
    reference = installation.apply(browser, **typed)
    installation.work()
    return browser, f"/applications/{reference}"


def versions(installation: Installation) -> list[int]:
    with reading(installation.engine) as session:
        return list(session.scalars(select(SHEET.c.version).order_by(SHEET.c.version)))


def told(installation: Installation) -> list[str]:
    with reading(installation.engine) as session:
        return list(session.scalars(select(table(TraceRow).c.kind)))


def stage(installation: Installation) -> str:
    with reading(installation.engine) as session:
        return str(session.execute(select(APPLICATION.c.stage)).scalar_one())


def test_a_change_is_kept_beside_what_stood_and_shown_to_the_team(installation: Installation) -> None:
    browser, here = sent(installation, height="170", city="Kazan")
    director = installation.signed_in("director")
    candidate = f"/review/{PATH}/{here.rsplit('/', 1)[1]}"
    director.post(f"{candidate}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(hours=1)
    form = fields(browser.get(f"{here}/edit").text)
    assert form["height"] == "170"
    answer = browser.post(f"{here}/edit", data={**form, "height": "172", "city": "Samara"}, files=EMPTY)
    assert answer.status_code == 303
    assert "172" in browser.get(answer.headers["location"]).text
    installation.work()
    page = director.get(candidate).text
    assert re.search(r"<del[^>]*>170 cm \(5 ft 7 in\)</del>.*<ins[^>]*>172 cm \(5 ft 8 in\)</ins>", page)
    assert re.search(r"<del[^>]*>Kazan</del>.*<ins[^>]*>Samara</ins>", page)
    assert "after your mark" in page
    assert versions(installation) == [1, 2]
    assert director.get(f"/review/{PATH}", params={"q": "Samara"}).text.count('id="card-') == 1


def test_what_was_sent_stands_in_the_form_as_it_was_typed(installation: Installation) -> None:
    browser, here = sent(installation)
    form = fields(browser.get(f"{here}/edit").text)
    assert browser.post(f"{here}/edit", data=form, files=EMPTY).status_code == 303
    assert versions(installation) == [1]


def test_a_mistake_keeps_what_was_typed_and_changes_nothing(installation: Installation) -> None:
    browser, here = sent(installation)
    form = fields(browser.get(f"{here}/edit").text)
    answer = browser.post(f"{here}/edit", data={**form, "name": "", "city": "Nowhere at all"}, files=EMPTY)
    assert answer.status_code == 422
    assert "Nowhere at all" in answer.text
    assert versions(installation) == [1]


def test_one_part_is_changed_alone_and_the_rest_stands(installation: Installation) -> None:
    browser, here = sent(installation, height="170", city="Kazan")
    page = html.unescape(browser.get(here).text)
    ways = re.findall(rf'href="({here}/edit\?part=[^"]+)"', page)
    parts = ["about#email", "about", "questions-1", "questions-2", "questions-3", "questions-4", "material", "consent"]
    assert [way.partition("=")[2] for way in ways] == parts
    about = browser.get(f"{here}/edit?part=about").text
    assert {"city", "email"} < fields(about).keys()
    assert "height" not in fields(about)
    answer = browser.post(f"{here}/edit?part=about", data={**fields(about), "city": "Samara"}, files=EMPTY)
    assert answer.headers["location"] == f"{here}?saved=1"
    form = fields(browser.get(f"{here}/edit").text)
    assert (form["city"], form["height"]) == ("Samara", "170")
    wrong = browser.post(f"{here}/edit?part=about", data={**fields(about), "city": "Omsk", "email": ""}, files=EMPTY)
    assert wrong.status_code == 422
    assert fields(wrong.text)["city"] == "Omsk"
    assert "height" not in fields(wrong.text)
    assert fields(browser.get(f"{here}/edit?part=nonsense").text).keys() == form.keys()


def test_a_consent_is_given_later_alone(installation: Installation) -> None:
    browser, here = sent(installation)
    assert f"{here}/edit?part=consent" in browser.get(here).text
    consents = fields(browser.get(f"{here}/edit?part=consent").text)
    both = {**consents, "consent-medical-selection": "yes"}
    answer = browser.post(f"{here}/edit?part=consent", data=both, files=EMPTY)
    assert answer.status_code == 303
    assert "Consent to more" not in browser.get(here).text


def test_what_a_change_asks_for_in_another_part_is_mended_in_the_whole_form(installation: Installation) -> None:
    browser, here = sent(installation)
    material = fields(browser.get(f"{here}/edit?part=material").text)
    with writing(installation.engine) as session:
        session.execute(update(table(ApplicantRow)).values(birth_date=None))
    answer = browser.post(f"{here}/edit?part=material", data=material, files=EMPTY)
    assert answer.status_code == 422
    assert fields(answer.text).keys() == fields(browser.get(f"{here}/edit").text).keys()


def test_two_windows_do_not_overwrite_each_other_unseen(installation: Installation) -> None:
    browser, here = sent(installation)
    form = fields(browser.get(f"{here}/edit").text)
    assert browser.post(f"{here}/edit", data={**form, "city": "Omsk"}, files=EMPTY).status_code == 303
    assert told(installation) == ["edit"], "open pages of the team are told of it"
    late = browser.post(f"{here}/edit", data={**form, "city": "Samara"}, files=EMPTY)
    assert late.status_code == 409
    assert "another window" in late.text
    again = fields(late.text)
    assert again["city"] == "Samara"
    assert browser.post(f"{here}/edit", data=again, files=EMPTY).status_code == 303
    assert versions(installation) == [1, 2, 3]


def test_after_the_deadline_nothing_changes_and_what_was_typed_is_still_there(installation: Installation) -> None:
    browser, here = sent(installation)
    form = fields(browser.get(f"{here}/edit").text)
    installation.clock.now += timedelta(days=30)
    late = browser.post(f"{here}/edit", data={**form, "city": "Too late"}, files=EMPTY)
    assert late.status_code == 410
    assert "Too late" in late.text
    assert versions(installation) == [1]
    assert browser.get(f"{here}/edit").status_code == 303
    assert f"{here}/edit" not in browser.get(here).text


def test_another_address_gets_the_receipt_and_one_that_is_taken_tells_nothing(installation: Installation) -> None:
    installation.apply(email="first@example.org")
    browser, here = sent(installation, name="Second Person", email="second@example.org")
    form = fields(browser.get(f"{here}/edit").text)
    for address in ("first@example.org", "third@example.org"):
        answer = browser.post(f"{here}/edit", data={**form, "email": address}, files=EMPTY)
        assert answer.status_code == 303
        form = fields(browser.get(f"{here}/edit").text)
    with reading(installation.engine) as session:
        told = list(session.scalars(select(MESSAGE.c.recipient).order_by(MESSAGE.c.id)))
    assert told == ["first@example.org", "second@example.org", "first@example.org", "third@example.org"]


def test_a_second_one_under_an_address_is_read_as_soon_as_it_has_an_address_of_its_own(
    installation: Installation,
) -> None:
    first = installation.apply(email="shared@example.org", name="Elder Sister")
    browser, here = sent(installation, name="Younger Sister", email="shared@example.org")
    director = installation.signed_in("director")
    assert "Younger Sister" not in director.get(f"/review/{PATH}").text
    form = fields(browser.get(f"{here}/edit").text)
    browser.post(f"{here}/edit", data={**form, "phone": "+7 900 000 00 07"}, files=EMPTY)
    installation.work()
    assert "Younger Sister" not in director.get(f"/review/{PATH}").text, "another change leaves it where it was"
    form = fields(browser.get(f"{here}/edit").text)
    assert browser.post(f"{here}/edit", data={**form, "email": "own@example.org"}, files=EMPTY).status_code == 303
    installation.work()
    page = director.get(f"/review/{PATH}").text
    assert "Younger Sister" in page
    assert "Elder Sister" in page
    with reading(installation.engine) as session:
        kept = session.execute(select(APPLICATION.c.email_key).order_by(APPLICATION.c.id))
        assert list(kept.scalars()) == ["shared@example.org", "own@example.org"]
    assert first in {row.reference for row in _scored(installation)}


def _scored(installation: Installation) -> Sequence[Any]:
    score = table(ScoreRow)
    wanted = select(APPLICATION.c.reference).join(score, score.c.application_id == APPLICATION.c.id)
    with reading(installation.engine) as session:
        return session.execute(wanted).all()


def test_who_withdraws_is_in_no_list_and_may_come_back_until_the_deadline(installation: Installation) -> None:
    browser, here = sent(installation)
    director = installation.signed_in("director")
    candidate = f"/review/{PATH}/{here.rsplit('/', 1)[1]}"
    director.post(f"{candidate}/stage", data={"before": "received", "stage": "longlist"})
    assert "Withdraw it" in browser.get(f"{here}/withdraw").text
    assert browser.post(f"{here}/withdraw").status_code == 303
    assert stage(installation) == Stage.WITHDRAWN
    assert "Withdrawn by you" in browser.get(here).text
    assert 'id="card-' not in director.get(f"/review/{PATH}").text
    assert browser.get(f"{here}/edit").status_code == 303
    assert browser.post(f"{here}/return").status_code == 303
    assert stage(installation) == Stage.LONGLIST
    browser.post(f"{here}/withdraw")
    installation.clock.now += timedelta(days=30)
    assert browser.post(f"{here}/return").status_code == 410
    assert stage(installation) == Stage.WITHDRAWN


def test_who_withdraws_and_comes_back_has_it_in_writing(installation: Installation) -> None:
    browser, here = sent(installation)
    installation.work()
    browser.post(f"{here}/withdraw")
    browser.post(f"{here}/withdraw")
    page = browser.get(here).text
    assert page.index("Apply after all") < page.index('id="address"')
    until = "15 March 2026"
    assert f"You can take this back until {until}" in page
    installation.work()
    (letter,) = (installation.settings.data / "mail").glob("withdrawn.*.eml")
    told = " ".join(letter.read_text().split())
    assert "You have withdrawn your application for" in told
    assert f"You can apply after all until {until}" in told
    browser.post(f"{here}/return")
    installation.work()
    (letter,) = (installation.settings.data / "mail").glob("came_back.*.eml")
    assert "stands again, with everything that you sent" in " ".join(letter.read_text().split())
    installation.clock.now += timedelta(days=30)
    browser.post(f"{here}/withdraw")
    installation.work()
    newest = max(
        (installation.settings.data / "mail").glob("withdrawn.*.eml"), key=lambda file: file.stat().st_mtime_ns
    )
    assert "The call has closed, so this cannot be taken back." in " ".join(newest.read_text().split())


def test_a_receipt_that_is_not_true_any_more_is_not_sent_and_nobody_gets_many(installation: Installation) -> None:
    browser, here = sent(installation)
    for _ in range(2 * MOST_A_DAY):
        browser.post(f"{here}/withdraw")
        browser.post(f"{here}/return")
        installation.clock.now += timedelta(seconds=1)
    with reading(installation.engine) as session:
        kinds = list(session.scalars(select(MESSAGE.c.kind).where(MESSAGE.c.kind.in_([kind.value for kind in TURNS]))))
    assert len(kinds) == MOST_A_DAY
    installation.work()
    assert not list((installation.settings.data / "mail").glob("withdrawn.*.eml"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["edit", "withdraw", "return"])
def test_nobody_changes_what_is_somebody_elses(installation: Installation, path: str) -> None:
    _, here = sent(installation)
    other, own = sent(installation, name="Other Person", email="other@example.org")
    key = other.cookies.get(ACCESS_COOKIE)
    stranger = installation.browser()
    stranger.cookies.set(ACCESS_COOKIE, key or "")
    answer = stranger.post(f"{here}/{path}", data={"name": "Taken over"}, files=EMPTY)
    assert answer.status_code == 200
    assert "This browser cannot open that application" in answer.text
    token = fields(other.get(f"{own}/edit").text)["token"]
    assert token
    assert versions(installation) == [1, 1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_form_of_one_application_does_not_save_another(installation: Installation) -> None:
    first, one = sent(installation)
    second, two = sent(installation, name="Other Person", email="other@example.org")
    strange = fields(first.get(f"{one}/edit").text)["token"]
    form = fields(second.get(f"{two}/edit").text)
    answer = second.post(f"{two}/edit", data={**form, "city": "Kazan", "token": strange}, files=EMPTY)
    assert answer.status_code == 422
    assert "came from elsewhere" in answer.text
    assert versions(installation) == [1, 1]


def test_an_empty_part_of_what_was_sent_says_what_belongs_there_and_is_left_out_once_it_can_take_nothing(
    installation: Installation,
) -> None:
    browser, here = sent(installation, tape_url="")
    page = browser.get(here).text
    assert re.search(r"Nothing yet\. Here belong: <bdi[^>]*>Link to your self-tape</bdi>", page)
    assert "not given" not in page
    installation.clock.now += timedelta(days=30)
    page = browser.get(here).text
    assert "What you sent" in page
    assert "Tape and files" not in page
