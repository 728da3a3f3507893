"""Everybody can take what is kept of them: whole, in their language, and with nothing of what others wrote."""

import json
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.installation import PATH, Installation
from tests.media.films import film
from tests.web.test_apply import photograph
from tests.web.test_edits import EMPTY, fields

SECRET = "Too stiff in the shoulders, between us."


def data_of(browser: TestClient, reference: str) -> dict[str, Any]:
    answer = browser.get(f"/applications/{reference}/data")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == f'attachment; filename="application-{reference}.json"'
    found: dict[str, Any] = json.loads(answer.text)
    return found


def said_to(found: dict[str, Any]) -> dict[str, str]:
    return {one["question"]: one["answer"] for one in found["answers"]}


def test_ones_data_holds_what_one_gave_and_is_told_and_nothing_of_the_team(installation: Installation) -> None:
    browser, director = installation.browser(), installation.signed_in("director")
    reference = installation.apply(browser, height="190", motivation="Because of the silence.")
    browser.post(f"/applications/{reference}/exceptions", data={"criterion": "height", "text": "I can bend."})
    note = director.post(f"/review/{PATH}/{reference}/note", data={"text": SECRET, "visibility": "team"})
    assert note.status_code < 400
    assert SECRET in director.get(f"/review/{PATH}/{reference}").text
    found = data_of(browser, reference)
    assert (found["reference"], found["earlier_versions"]) == (reference, [])
    assert said_to(found)["Why would you get into the capsule?"] == "Because of the silence."
    conditions = {one["condition"]: one for one in found["conditions"]}
    assert conditions["Height 150–180 cm"]["standing"] == "Not met, by what you say."
    assert conditions["Height 150–180 cm"]["asked_for"] == "I can bend."
    assert [one["to"] for one in found["consents"]]
    assert SECRET not in json.dumps(found)


def test_what_was_said_before_a_change_is_given_out_and_a_withdrawal_takes_nothing_away(
    installation: Installation,
) -> None:
    browser = installation.browser(headers={"accept-language": "es"})
    reference = installation.apply(browser, city="Riga")
    here = f"/applications/{reference}"
    form = fields(browser.get(f"{here}/edit").text)
    assert browser.post(f"{here}/edit", data={**form, "city": "Omsk"}, files=EMPTY).status_code == 303
    assert browser.post(f"{here}/withdraw").status_code == 303
    found = data_of(browser, reference)
    assert (found["now"], said_to(found)["Ciudad"]) == ("Retirada por usted.", "Omsk")
    assert [said_to(one)["Ciudad"] for one in found["earlier_versions"]] == ["Riga"]


def test_ones_files_are_named_when_they_have_been_prepared_too(installation: Installation, tmp_path: Path) -> None:
    browser = installation.browser()
    sent = {"headshot": ("me.jpg", photograph(), "image/jpeg"), "resume": ("cv.pdf", b"%PDF-1.7 x", "application/pdf")}
    token = installation.token(browser)
    answer = installation.post_form(browser, files=sent, token=token)
    reference = answer.headers["location"].split("/")[2].split("?")[0]
    tape = {"tape": ("me.mp4", film(tmp_path / "me.mp4").read_bytes(), "video/mp4")}
    assert browser.post(f"/applications/{reference}/tape", files=tape).status_code == 303
    names = ["me.jpg", "cv.pdf", "me.mp4"]
    for _ in range(2):  # before they are prepared, and after
        assert sorted(one["name"] for one in data_of(browser, reference)["files"]) == sorted(names)
        installation.work()


def test_a_browser_without_the_key_gets_a_page_that_tells_nothing(installation: Installation) -> None:
    reference = installation.apply(name="Olga Unseen")
    there, nowhere = (installation.browser().get(f"/applications/{one}/data") for one in (reference, "Z9ZZZ-99"))
    assert "Olga Unseen" not in there.text
    assert there.text.replace(reference, "Z9ZZZ-99") == nowhere.text
