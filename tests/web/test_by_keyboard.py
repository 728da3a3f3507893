"""The form without a mouse, and questions that are asked only of who answers so, in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from casting.domain.parts import parts
from tests.installation import ANSWERS, PATH, Installation
from tests.web.test_journey import open_page
from tests.web.test_questions import ASKED, ask_all, kept

pytestmark = pytest.mark.browser
FORM = f"/calls/{PATH}/apply"
WHOLE = f"{FORM}/whole"
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MOST_STOPS = 200
FOCUSED = """() => {
  const one = document.activeElement;
  const shape = one.getBoundingClientRect();
  return { name: one.name || "", type: one.type || one.tagName, seen: shape.width > 0 && one.checkVisibility() };
}"""


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Where the key Tab leads, one stop after the other."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        yield page.evaluate(FOCUSED)
    raise AssertionError("the button was not reached")


def answer(page: Page, stop: dict[str, Any]) -> None:
    """Answer what has the focus, by keys alone."""
    name, kind = stop["name"], stop["type"]
    if name == "tricks.diving":  # two at most
        return
    if kind in ("radio", "checkbox"):
        page.keyboard.press("Space")
    elif kind == "select-one" and name == "country":
        page.keyboard.type("Russia")
    elif kind in ("text", "email", "tel", "url", "textarea") and ANSWERS.get(name):
        page.keyboard.type(ANSWERS[name])


@ONE_DATABASE
def test_the_whole_form_is_filled_in_and_sent_with_tab_space_and_enter(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = ask_all(served[0]), served[1]
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.goto(base + WHOLE)
    expect(page.locator('[data-field="riding"]')).to_be_hidden()
    met: list[str] = []
    for stop in stops(page):
        assert stop["seen"], stop
        met += [stop["name"]] if stop["name"] not in met[-1:] else []
        if stop["type"] == "submit" and not stop["name"]:
            break
        answer(page, stop)
        if stop["name"] == "rides":  # Yes, and the question that hangs on it is there, and is the next one
            expect(page.locator('[data-field="riding"]')).to_be_visible()
    assert met[met.index("rides") + 1] == "riding"
    assert "website" not in met
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/applications/"))
    reference = re.search(r"/applications/([^?]+)", page.url)[1]  # type: ignore[index]
    answers = kept(installation, reference)
    assert (answers["rides"], answers["riding"], answers["motivation"]) == ("yes", 1.0, ANSWERS["motivation"])
    assert complaints == []
    context.close()


@ONE_DATABASE
@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_a_question_that_is_not_asked_is_hidden_or_says_so_and_what_was_answered_to_it_is_not_kept(
    browser: Browser, served: tuple[Installation, str], javascript: bool
) -> None:
    installation, base = ask_all(served[0]), served[1]
    context, page, complaints = open_page(browser, javascript=javascript, width=390)
    page.goto(base + WHOLE)
    riding, only = page.locator('[data-field="riding"]'), page.get_by_text("Only if your answer to “Do you ride?”")
    expect(riding).to_be_hidden() if javascript else expect(only).to_be_visible()
    page.locator('[name="rides"][value="yes"]').check()
    page.locator('[name="riding"][value="4"]').check()
    page.locator('[name="rides"][value="no"]').check()
    expect(riding).to_be_hidden() if javascript else expect(only).to_be_visible()
    for name, value in ANSWERS.items():
        control = page.locator(f'#apply-form [name="{name}"]')
        kind = control.first.get_attribute("type") or "" if control.count() else "hidden"
        if kind == "checkbox":
            continue
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif name == "country":
            control.select_option(value)
        elif control.count() == 1 and value and kind != "hidden":
            control.fill(value)
    page.locator('[name="consent-casting"]').check()
    page.get_by_role("button", name="Send application").click()
    page.wait_for_url(re.compile("/applications/"))
    reference = re.search(r"/applications/([^?]+)", page.url)[1]  # type: ignore[index]
    answers = kept(installation, reference)
    assert (answers["rides"], "riding" in answers) == ("no", False)
    expect(page.get_by_text("How well do you ride?")).to_have_count(0)
    assert complaints == []
    context.close()


@ONE_DATABASE
@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_a_question_that_depends_on_an_answer_of_another_page_is_there_or_is_not(
    browser: Browser, served: tuple[Installation, str], javascript: bool
) -> None:
    apart = (ASKED[0], replace(ASKED[1], heading="How you ride"), *ASKED[2:])
    installation, base = ask_all(served[0], apart), served[1]
    role = installation.role()
    places = {name: part.key for part in parts(role.role, role.asked) for name in part.fields}
    asks, asked = places["rides"], places["riding"]
    context, page, complaints = open_page(browser, javascript=javascript, width=390)
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Birth date").fill("1988-05-17")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    for says, shown in (("yes", True), ("no", False), ("yes", True)):
        page.goto(f"{base}{FORM}/{asks}")
        page.locator(f'[name="rides"][value="{says}"]').check()
        with page.expect_navigation():
            page.get_by_role("button", name="Save and go on").click()
        page.goto(f"{base}{FORM}/{asked}")
        expect(page.get_by_role("group", name="How well do you ride?")).to_be_visible(visible=shown)
        expect(page.get_by_text("Only if your answer")).to_have_count(0)
    page.locator('[name="riding"][value="4"]').check()
    assert complaints == []
    context.close()
    for says, count in (("yes", 1), ("no", 0)):
        client = installation.browser()
        reference = installation.apply(client, rides=says, riding="4")
        changing = client.get(f"/applications/{reference}/edit?part={asked}").text
        assert changing.count('<fieldset id="riding"') == count
        assert 'data-asks="rides"' not in changing
