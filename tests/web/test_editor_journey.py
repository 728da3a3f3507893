"""The editors in a real browser: who leaves something unsaved is asked, of a draft call too; a form is previewed."""

import re

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect
from sqlalchemy import update

from casting.store.engine import writing
from casting.store.tables import CallRow
from tests.installation import CALL, ROLE, Installation
from tests.web.conftest import sign_in
from tests.web.test_journey import open_page

pytestmark = pytest.mark.browser
HERE = f"/admin/calls/{CALL}"


def go(page: Page, address: str) -> None:
    """As a link does, which the browser may ask about first."""
    page.evaluate("address => { setTimeout(() => { location.href = address }) }", address)


def leave_unasked(page: Page, address: str) -> None:
    asked: list[str] = []

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answered)
    go(page, address)
    page.wait_for_url(address)
    page.remove_listener("dialog", answered)
    assert asked == []


def leave_asked(page: Page, address: str, *, anyway: bool) -> None:
    here = page.url
    with page.expect_event("dialog") as question:
        go(page, address)
    assert question.value.type == "beforeunload"
    question.value.accept() if anyway else question.value.dismiss()
    expect(page).to_have_url(address if anyway else here)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_leaves_an_editor_with_something_unsaved_is_asked_and_with_it_saved_is_not(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    with writing(installation.engine) as session:
        session.execute(update(CallRow).values(draft=True))
    context, page, complaints = open_page(browser, javascript=True, width=1280)
    sign_in(page, base, "administrator")
    for editor, field in ((HERE, "Title of the call"), (f"{HERE}/roles/{ROLE}", "Title of the role")):
        page.goto(base + editor)
        leave_unasked(page, f"{base}/admin")
        page.goto(base + editor)
        page.get_by_label(field).fill("Another title")
        leave_asked(page, f"{base}/admin", anyway=False)
        expect(page.get_by_label(field)).to_have_value("Another title")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url(re.compile("saved=1"))
        leave_unasked(page, f"{base}/admin")

    # What was taken out is unsaved too, and is put back by one press.
    page.goto(f"{base}{HERE}/roles/{ROLE}")
    first = page.locator("#questions .row-title").first.inner_text()
    page.locator("#questions summary").first.click()
    page.locator("#questions details").first.get_by_role("button", name="Take out").click()
    expect(page.get_by_text(f"“{first}” was taken out.")).to_be_visible()
    leave_asked(page, f"{base}/admin", anyway=False)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#questions .row-title").first).to_have_text(first)

    # The form as applicants will see it: whatever is typed there, nobody is asked and nothing is sent.
    leave_asked(page, f"{base}{HERE}/roles/{ROLE}/form", anyway=True)
    expect(page.get_by_text("This is a preview.")).to_be_visible()
    page.get_by_label("Your name").fill("Nobody")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Send application")).to_be_disabled()
    leave_unasked(page, f"{base}/admin")
    assert complaints == []
    context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_rows_are_closed_and_stand_open_where_something_was_done_or_is_to_mend(
    browser: Browser, served: tuple[Installation, str], javascript: bool
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=javascript, width=390)
    sign_in(page, base, "administrator")
    page.goto(f"{base}{HERE}/roles/{ROLE}")
    rows, opened = page.locator("#questions details"), page.locator("#editor details[open]")
    there = rows.count()
    expect(opened).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # What is new stands open, in view, and so does what was moved; a row that was opened by hand stays so with script.
    page.get_by_role("button", name="Add a question").click()
    expect(rows).to_have_count(there + 1)
    new = page.locator(f"#questions\\.{there}")
    expect(new.get_by_label("Question", exact=True)).to_be_in_viewport()
    new.get_by_label("Question", exact=True).fill("Do you ski?")
    rows.first.locator("summary").click()
    new.get_by_role("button", name="Up").click()
    expect(page.locator(f"#questions\\.{there - 1} .row-title")).to_have_text("Do you ski?")
    expect(page.locator(f"#questions\\.{there - 1}")).to_have_attribute("open", "")
    expect(opened).to_have_count(2 if javascript else 1)
    page.get_by_label("Title of the role").fill("The second surgeon")
    if javascript:
        expect(page.locator("#preview")).to_contain_text("The second surgeon")

    # A fault opens its row; the contents lead to the part and say how many there are.
    page.goto(f"{base}{HERE}/roles/{ROLE}")
    leaving = page.locator("#criteria details").first
    leaving.locator("summary").click()
    leaving.get_by_label("Criterion", exact=True).fill("")
    leaving.locator("summary").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#criteria details").first).to_have_attribute("open", "")
    contents = page.get_by_role("navigation", name="Parts of this page")
    expect(contents.get_by_role("listitem").filter(has_text="What the role asks for")).to_contain_text("1 to mend")
    contents.get_by_role("link", name="What the role asks for").click()
    expect(page.get_by_role("heading", name="What the role asks for")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()
    expect(contents).to_be_in_viewport()
    assert complaints == []
    context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_late_answer_never_puts_back_what_was_chosen_meanwhile(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=True, width=1280)
    sign_in(page, base, "administrator")
    page.goto(f"{base}{HERE}/roles/{ROLE}")
    held: list[Route] = []
    page.get_by_role("button", name="Add a criterion").click()
    new = page.locator("#criteria details[open]")
    expect(new).to_have_count(1)
    new.get_by_label("Class").select_option("info")
    new.get_by_label("Held against the answer to").select_option("birth_date")
    expect(new.get_by_label("It asks that")).to_be_visible()
    page.route("**/admin/calls/**", lambda route: held.append(route) if asks_for_form(route) else route.continue_())

    # A look is asked for, and the answer to it is held back until something else was chosen and typed.
    new.get_by_label("Class").select_option("gate")
    kind = new.get_by_label("It asks that")
    kind.select_option("age")
    new.get_by_label("Criterion", exact=True).fill("Of age")
    answer(page, held)
    expect(kind).to_have_value("age")
    answer(page, held)
    expect(new.locator("[name$='.rule.lowest']")).to_be_visible()
    expect(new.get_by_label("Class")).to_have_value("gate")
    expect(kind).to_have_value("age")
    expect(new.get_by_label("Criterion", exact=True)).to_have_value("Of age")

    # So does what is typed while a row is added, and the row is added once.
    there = page.locator("#questions details").count()
    page.get_by_role("button", name="Add a question").click()
    page.get_by_label("Title of the role").fill("The pilot")
    answer(page, held)
    answer(page, held)
    expect(page.locator("#questions details")).to_have_count(there + 1)
    expect(page.get_by_label("Title of the role")).to_have_value("The pilot")
    assert (held, complaints) == ([], [])
    context.close()


def asks_for_form(route: Route) -> bool:
    return route.request.headers.get("hx-target") == "editor"


def answer(page: Page, held: list[Route]) -> None:
    """Let the one request that is held back through, as soon as it is asked."""
    while not held:
        page.wait_for_timeout(20)
    assert len(held) == 1
    held.pop().continue_()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_what_one_has_just_used_stays_where_it_was_and_in_use(
    browser: Browser, served: tuple[Installation, str], width: int
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=True, width=width)
    sign_in(page, base, "administrator")
    page.goto(f"{base}{HERE}/roles/{ROLE}")
    for row in ("questions.0", "questions.1", "questions.2", "criteria.0", "criteria.1", "criteria.2"):
        page.locator(f"[id='{row}'] > summary").click()

    for field, value in (
        ("questions.2.kind", "text"),
        ("criteria.2.class", "info"),
        ("criteria.2.asks", "city"),
        ("criteria.0.class", "info"),
    ):
        control = page.locator(f"select[name='{field}']")
        control.focus()
        before = top_of(control)
        page.locator("#editor").evaluate("form => { form.dataset.before = 'yes' }")
        control.select_option(value)
        expect(page.locator("#editor:not([data-before])")).to_have_count(1)
        expect(control).to_be_focused()
        assert abs(top_of(control) - before) <= 3, field

    # What is taken out is put back from where it stood.
    page.locator("[id='questions.1']").get_by_role("button", name="Take out").click()
    back = page.get_by_role("button", name="Put it back")
    expect(back).to_be_focused()
    expect(back).to_be_in_viewport(ratio=1)
    back.press("Enter")
    expect(page.locator("[id='questions.1'] > summary")).to_be_focused()
    assert complaints == []
    context.close()


def top_of(control: Locator) -> float:
    box = control.bounding_box()
    assert box is not None
    return box["y"]
