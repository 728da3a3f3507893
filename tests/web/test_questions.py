"""Every kind of question on a form without a script: set up on the page of the role, answered, changed, read."""

import re
from html import unescape
from typing import Any

import pytest

from casting.domain.calls import OnlyIf, Option, Question
from casting.domain.criteria import Answer
from casting.domain.vocabulary import Days, QuestionKind
from casting.forms.roleform import role_as_typed
from casting.store.engine import reading
from casting.store.tables import AnswerSheetRow, table
from tests.installation import CALL, PATH, ROLE, Installation
from tests.web.test_editor import fields
from tests.web.test_edits import fields as form_fields

EDITOR = f"/admin/calls/{CALL}/roles/{ROLE}"
ASKED = (
    Question("rides", QuestionKind.YES_NO, "Do you ride?", required=True),
    Question(
        "riding",
        QuestionKind.SCALE,
        "How well do you ride?",
        required=True,
        lowest=1,
        highest=5,
        options=(Option("5", "Every week"),),
        only_if=OnlyIf("rides", ("yes",)),
    ),
    Question(
        "tricks",
        QuestionKind.SEVERAL,
        "What else can you do?",
        options=(Option("fencing", "Fencing"), Option("trapeze", "Trapeze"), Option("diving", "Diving")),
        highest=2,
    ),
    Question("spoken", QuestionKind.LANGUAGES, "How well do you speak them?", highest=4),
    Question("free_on", QuestionKind.DATE, "From which day?", days=Days.COMING),
)
ANSWERED: dict[str, Any] = {
    "languages": "",
    "rides": "yes",
    "riding": "4",
    "tricks.": "shown",
    "tricks.trapeze": "yes",
    "tricks.fencing": "yes",
    "spoken.": "shown",
    "spoken.1": "русский",
    "spoken.1.level": "native",
    "spoken.2": "English",
    "spoken.2.level": "B2",
    "free_on": "1 марта 2027",
    "height": "5 6",
    "height.unit": "ft",
}


@pytest.fixture
def asking(installation: Installation) -> Installation:
    """An installation whose role asks every kind of question."""
    return ask_all(installation)


def ask_all(installation: Installation, asked: tuple[Question, ...] = ASKED) -> Installation:
    """The installation, after these questions were added on the page of its role."""
    keys = installation.signed_in("administrator")
    typed = fields(keys.get(EDITOR))
    count = len({name.split(".")[1] for name in typed if name.startswith("questions.")})
    plan = installation.role().role
    added = role_as_typed(type(plan)("r", "R", "B", 1, asked, (), {}))
    rows = {
        f"questions.{int(name.split('.')[1]) + count}.{name.split('.', 2)[2]}": said
        for name, said in added.items()
        if name.startswith("questions.")
    }
    answer = keys.post(EDITOR, data={**typed, **rows, "do": "save"})
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>.*?</p>', answer.text)
    return installation


def kept(installation: Installation, reference: str) -> dict[str, Answer]:
    sheet = table(AnswerSheetRow)
    with reading(installation.engine) as session:
        rows = session.execute(sheet.select().order_by(sheet.c.version))
        found = [row.answers for row in rows if row.application_id == installation.application_id(reference)]
    answers: dict[str, Answer] = found[-1]
    return answers


def test_what_the_editor_keeps_is_what_was_typed(asking: Installation) -> None:
    assert asking.role().role.questions[-len(ASKED) :] == ASKED


def test_every_kind_is_answered_without_a_script_and_kept_in_one_form(asking: Installation) -> None:
    browser = asking.browser()
    page = browser.get(f"/calls/{PATH}/apply/whole").text
    assert "Only if your answer to “Do you ride?” is “Yes”." in page
    assert page.count(' name="riding"') == 5
    assert page.count('list="spoken-names"') == 4
    reference = asking.apply(browser, **ANSWERED)
    answers = kept(asking, reference)
    assert {
        key: answers[key] for key in ("rides", "riding", "tricks", "spoken", "free_on", "height", "height unit")
    } == {
        "rides": "yes",
        "riding": 4.0,
        "tricks": "fencing; trapeze",
        "spoken": "ru native; en B2",
        "free_on": "2027-03-01",
        "height": 167.64,
        "height unit": "ft",
    }
    status = unescape(browser.get(f"/applications/{reference}").text)
    for told in (
        "Fencing; Trapeze",
        "Russian, mother tongue; English, B2, fluent",
        "167.6 cm (5 ft 6 in)",
        "4, of 5 steps",
    ):
        assert told in status
    asking.work()
    team = unescape(asking.signed_in("director").get(f"/review/{PATH}/{reference}").text)
    for told in ("Fencing; Trapeze", "Russian native, English B2", "167.6 cm (5 ft 6 in)", "4 of 5"):
        assert told in team


def test_a_hidden_question_is_neither_required_nor_kept(asking: Installation) -> None:
    reference = asking.apply(**{**ANSWERED, "rides": "no"})
    assert "riding" not in kept(asking, reference)
    answer = asking.post_form(asking.browser(), **{**ANSWERED, "riding": ""})
    assert answer.status_code == 422
    assert 'href="#riding"' in answer.text
    again = asking.post_form(asking.browser(), **{**ANSWERED, "rides": "no", "riding": "", "next-page": "check"})
    assert "How well do you ride?" not in again.text


def test_nothing_typed_is_lost_when_something_is_wrong(asking: Installation) -> None:
    wrong = {
        "tricks.diving": "yes",
        "spoken.3": "Dothraki",
        "spoken.3.level": "A1",
        "height": "5 13",
        "free_on": "30.2.2027",
    }
    page = asking.post_form(asking.browser(), **{**ANSWERED, **wrong})
    assert page.status_code == 422
    for name in ("tricks", "spoken", "height", "free_on"):
        assert f'href="#{name}"' in page.text
    assert len(re.findall(r'name="tricks\.\w+" value="yes" checked', page.text)) == 3
    assert 'name="spoken.3" value="Dothraki"' in page.text
    assert 'name="spoken.1" value="русский"' in page.text
    assert re.search(r'<option value="ft" selected>', page.text)
    assert 'name="height" value="5 ft 13 in"' in page.text
    assert 'value="30.2.2027"' in page.text


def test_the_answers_are_looked_through_and_sent_on_as_they_are(asking: Installation) -> None:
    browser = asking.browser()
    page = asking.post_form(browser, **ANSWERED, **{"next-page": "check"}).text
    for told in ("Fencing, Trapeze", "русский: mother tongue", "English: B2, fluent", "5 ft 6 in"):
        assert told in unescape(page)
    hidden = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    assert hidden["tricks"] == "fencing; trapeze"
    sent = browser.post(f"/calls/{PATH}/apply", data=hidden, files={"n": ("", b"", "text/plain")})
    assert sent.status_code == 303, sent.text
    reference = sent.headers["location"].split("/")[2].split("?")[0]
    assert kept(asking, reference)["spoken"] == "ru native; en B2"


def test_a_change_shows_what_stands_and_is_told_to_the_team(asking: Installation) -> None:
    browser = asking.browser()
    reference = asking.apply(browser, **ANSWERED)
    page = browser.get(f"/applications/{reference}/edit").text
    assert 'name="height" value="5 ft 6 in"' in page
    assert 'name="spoken.1" value="Russian"' in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
    typed = {**form_fields(page), "token": token}
    changed = {**typed, "tricks.trapeze": "", "spoken.2.level": "C1", "height": "168", "height.unit": "cm"}
    answer = browser.post(f"/applications/{reference}/edit", data=changed, files={"n": ("", b"", "text/plain")})
    assert answer.status_code == 303, answer.text
    answers = kept(asking, reference)
    assert (answers["tricks"], answers["spoken"], answers["height"]) == ("fencing", "ru native; en C1", 168.0)
    assert "height unit" not in answers
    asking.work()
    team = unescape(asking.signed_in("director").get(f"/review/{PATH}/{reference}").text)
    assert "167.6 cm (5 ft 6 in)" in team
    assert "height unit" not in team


FOUND: dict[str, set[str] | None] = {
    "tricks:trapeze": {"Mira"},
    "tricks:diving": set(),
    "-tricks:diving": {"Mira", "Oda"},
    "rides:no": {"Oda"},
    "riding:>=4": {"Mira"},
    "riding:<4": set(),
    "lang:ru": {"Mira"},
    "lang:en": {"Mira", "Oda"},
    "lang:en>=B2": {"Mira"},
    "lang:en<B2": {"Oda"},
    "spoken:ru=native": {"Mira"},
    "lang:ru>C1": {"Mira"},
    "lang:e": None,
    "lang:b2": None,
    "Spanish": {"Oda"},
}
"""Whom a query finds; None where it cannot be understood."""


def test_answers_are_found_by_the_search(asking: Installation) -> None:
    asking.apply(**{**ANSWERED, "name": "Mira"})
    other: dict[str, Any] = {"rides": "no", "tricks.trapeze": "", "spoken.1": "Spanish", "spoken.2.level": "A2"}
    asking.apply(**{**ANSWERED, **other, "name": "Oda", "email": "oda@example.org", "phone": "+7 900 555-00-11"})
    asking.work()
    director = asking.signed_in("director")
    for q, found in FOUND.items():
        page = director.get(f"/review/{PATH}", params={"q": q})
        names = {name for name in ("Mira", "Oda") if f">{name}<" in page.text}
        assert (q, None if page.status_code == 422 else names) == (q, found)


def test_the_editor_offers_what_each_kind_has_and_refuses_what_makes_no_sense(asking: Installation) -> None:
    keys = asking.signed_in("administrator")
    typed = fields(keys.get(EDITOR))
    rows = {said: name.split(".")[1] for name, said in typed.items() if name.endswith(".key")}
    scale, tricks, spoken = (f"questions.{rows[key]}" for key in ("riding", "tricks", "spoken"))
    assert typed[f"{scale}.only_if"] == "rides"
    wrong = {
        f"{scale}.only_if_is": "perhaps",
        f"{tricks}.highest": "9",
        f"{spoken}.use": "fact",
    }
    answer = keys.post(EDITOR, data={**typed, **wrong, "do": "save"})
    assert answer.status_code == 422
    said = unescape(answer.text)
    assert "“perhaps” is not among the answers any more: untick it" in said
    assert "how many are given at most is a number from 1 to 3" in said
    assert "which languages somebody speaks tells where they come from" in said
    later = keys.post(
        EDITOR, data={**typed, f"{scale}.only_if": "tricks", f"{scale}.only_if_is": "trapeze", "do": "save"}
    )
    said = unescape(later.text)
    assert "“What else can you do?” is no question before this one of the kinds" in said
    assert "What else can you do?: this cannot be asked before it" in said
    assert "“tricks”" not in said


def test_a_question_with_answers_is_not_changed_under_them(asking: Installation) -> None:
    asking.apply(**ANSWERED)
    keys = asking.signed_in("administrator")
    typed = fields(keys.get(EDITOR))
    rows = {said: name.split(".")[1] for name, said in typed.items() if name.endswith(".key")}
    for change in (
        {f"questions.{rows['height']}.unit": "in"},
        {f"questions.{rows['riding']}.highest": "10"},
        {f"questions.{rows['tricks']}.kind": "choice"},
    ):
        answer = keys.post(EDITOR, data={**typed, **change, "do": "save"})
        assert answer.status_code == 422, change
        assert "has answers, so it cannot" in unescape(answer.text)


def test_a_list_is_narrowed_by_the_answers_to_a_question(asking: Installation) -> None:
    asking.apply(**{**ANSWERED, "name": "Mira"})
    other: dict[str, Any] = {"rides": "no", "tricks.trapeze": "", "spoken.1": "Spanish", "spoken.2.level": "A2"}
    asking.apply(**{**ANSWERED, **other, "name": "Oda", "email": "oda@example.org", "phone": "+7 900 555-00-11"})
    asking.work()
    director = asking.signed_in("director")
    closed = unescape(director.get(f"/review/{PATH}").text)
    assert re.search(r'href="/review/the-challenge/the-surgeon\?[^"]*of=tricks"', closed)
    told = {
        "tricks": [("Fencing", 2), ("Trapeze", 1)],
        "rides": [("Yes", 1), ("No", 1)],
        "riding": [("4 of 5", 1)],
        "spoken": [("English", 2), ("Spanish", 1), ("Russian", 1)],
    }
    for key, values in told.items():
        opened = director.get(f"/review/{PATH}", params={"of": key}).text
        alone = director.get(f"/review/{PATH}/facet", params={"of": key}).text
        assert shown(alone) == values
        assert alone.strip() in opened or shown(alone) == shown(
            opened.split(f'id="facet-{key}"')[1].split("</section>")[0]
        )
    narrowed = director.get(f"/review/{PATH}/facet", params={"of": "spoken", "q": "rides:no"}).text
    assert shown(narrowed) == [("English", 1), ("Spanish", 1)]
    assert "q=rides:no+spoken:es" in unescape(narrowed)
    assert director.get(f"/review/{PATH}/facet", params={"of": "height"}).status_code == 404
    assert director.get(f"/review/{PATH}/facet", params={"q": "a )"}).status_code == 422
    asking.apply(**{**ANSWERED, "name": "Third", "email": "t@example.org", "phone": "+7 900 555-00-13"})
    before = asking.signed_in("director").get(f"/review/{PATH}/facet", params={"of": "rides"}).text
    assert shown(before) == [("Yes", 1), ("No", 1)]


def shown(page: str) -> list[tuple[str, int]]:
    """The answers of a facet, each with how many gave it."""
    found = re.findall(r'<span class="label">([^<]*)</span> <span class="n">(\d+)</span>', page)
    return [(unescape(label), int(count)) for label, count in found]
