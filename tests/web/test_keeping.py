"""A form that is kept while it is filled in, in a real browser: calmly, through a tunnel, and on another device."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Route, expect

from casting.forms.fields import LONGEST_NAME
from tests.installation import PATH, Installation
from tests.web.test_apply import photograph
from tests.web.test_guardians import agree, everything, let_minors, mailed
from tests.web.test_journey import open_page
from tests.web.test_parts import DRAFT, count

pytestmark = pytest.mark.browser
FORM = f"/calls/{PATH}/apply"
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEPT = re.compile(r"^Kept at \d")


@ONE_DATABASE
def test_what_is_typed_is_kept_without_a_press_and_gone_on_with_elsewhere(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    phone, page, complaints = open_page(browser, javascript=True, width=390)
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Your name").fill("Вера Тихонова")
    page.get_by_label("E-mail address").fill("vera@")
    expect(page.locator(".keeping")).to_have_text("It will be kept as soon as your birth date is there.")
    page.get_by_label("Birth date").fill("1988-05-17")
    expect(page.locator(".keeping")).to_have_text(KEPT)

    # Nothing is said of what was passed empty, and what was mended is right at once.
    page.get_by_label("Phone").focus()
    page.get_by_label("City").focus()
    expect(page.locator("#email-error")).to_contain_text("such as name@example.org")
    expect(page.locator("#phone-error")).to_have_count(0)
    page.get_by_label("E-mail address").fill("vera@example.org")
    page.get_by_label("City").focus()
    expect(page.locator("#email-error")).to_have_count(0)

    # A tunnel: it stays on the page, and is kept when the connection is back.
    phone.set_offline(True)
    page.get_by_label("City").fill("Kazan")
    expect(page.locator(".keeping")).to_contain_text("Not kept: no connection.")
    phone.set_offline(False)
    expect(page.locator(".keeping")).to_have_text(KEPT, timeout=15_000)
    page.goto(f"{base}{FORM}")
    code = page.locator("strong.mono").inner_text()
    assert complaints == [] or all("ERR_INTERNET_DISCONNECTED" in one for one in complaints)
    phone.close()

    laptop, page, complaints = open_page(browser, javascript=False, width=1280)
    page.goto(f"{base}/drafts")
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="About you").click()
    expect(page.get_by_label("City")).to_have_value("Kazan")
    assert complaints == []
    laptop.close()


@ONE_DATABASE
def test_what_was_typed_last_is_kept_when_the_page_is_left(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    context, page, _ = open_page(browser, javascript=True, width=390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Birth date").fill("1988-05-17")
    page.get_by_label("City").fill("Kazan")
    page.goto(f"{base}{FORM}")
    for _ in range(100):  # the page is gone, and what it sent last may still be on its way
        if count(installation, DRAFT):
            break
        time.sleep(0.1)
    page.goto(f"{base}{FORM}/about")
    expect(page.get_by_label("City")).to_have_value("Kazan")
    context.close()


@ONE_DATABASE
def test_a_page_loaded_anew_while_one_types_says_what_was_typed_and_is_no_conflict(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Your name").fill("Vera")
    page.reload()  # nothing is kept before the birth date, and nothing is lost
    expect(page.get_by_label("Your name")).to_have_value("Vera")
    page.get_by_label("Birth date").fill("1988-05-17")
    for city in ("K", "Ka", "Kazan"):
        page.get_by_label("City").fill(city)
        page.reload()
        expect(page.get_by_label("City")).to_have_value(city)
    expect(page.locator(".keeping")).to_have_text(KEPT)
    page.get_by_label("City").fill("Kazan, Tatarstan")
    page.get_by_label("E-mail address").fill("vera@example.org")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(re.compile("questions-1"))
    page.go_back()
    expect(page.get_by_label("City")).to_have_value("Kazan, Tatarstan")
    assert count(installation, DRAFT) == 1
    assert complaints == []
    context.close()


@ONE_DATABASE
@pytest.mark.parametrize("returning", [False, True], ids=["coming", "going back"])
def test_what_is_typed_before_the_script_has_arrived_stands_and_is_kept(
    browser: Browser, served: tuple[Installation, str], returning: bool
) -> None:
    installation, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    if returning:
        page.goto(f"{base}{FORM}/about")
        page.goto(base)
    held: list[Route] = []
    page.route("**/keeping.js*", lambda route: held.append(route))  # noqa: PLW0108 - it marks what it is given
    if returning:
        page.evaluate("history.back()")
    else:
        page.goto(f"{base}{FORM}/about", wait_until="commit")
    page.get_by_label("Birth date").click()
    page.keyboard.type("1988-05-17")
    page.get_by_label("City").fill("Kazan")
    while not held:
        page.wait_for_timeout(20)
    assert count(installation, DRAFT) == 0
    held.pop().continue_()
    expect(page.locator(".keeping")).to_have_text(KEPT)
    expect(page.get_by_label("City")).to_have_value("Kazan")
    page.unroute("**/keeping.js*")
    page.goto(f"{base}{FORM}/about")
    expect(page.get_by_label("Birth date")).to_have_value("1988-05-17")
    expect(page.get_by_label("City")).to_have_value("Kazan")
    assert complaints == []
    context.close()


@ONE_DATABASE
@pytest.mark.parametrize("javascript", [True, False])
def test_one_goes_back_after_a_mistake_without_being_asked_to_send_again(
    browser: Browser, served: tuple[Installation, str], *, javascript: bool
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=javascript, width=390)
    onward = page.get_by_role("button", name="Save and go on")
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Your name").fill("Vera")
    if javascript:
        onward.click()  # nothing can be kept of it, so what was typed is in the answer itself
        expect(page.locator("#birth_date-error")).to_be_visible()
        expect(page.get_by_label("Your name")).to_have_value("Vera")
    page.get_by_label("Birth date").fill("1988-05-17")
    page.get_by_label("E-mail address").fill("nowhere")
    onward.click()
    expect(page.locator("#email-error")).to_be_visible()
    page.get_by_label("E-mail address").fill("vera@example.org")
    onward.click()
    page.wait_for_url(re.compile("questions-1"))
    for _ in range(2 if javascript else 1):
        page.go_back()
        expect(page.get_by_label("Your name")).to_have_value("Vera")
        expect(page.get_by_label("E-mail address")).to_have_value("vera@example.org")
    assert not [one for one in complaints if "422" not in one]
    context.close()


@ONE_DATABASE
def test_a_photograph_goes_by_itself_and_the_gates_move_with_the_answers(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    _, base = served
    picture = tmp_path / "me.jpg"
    picture.write_bytes(photograph(900, 1100))
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.goto(f"{base}{FORM}/about")
    for label, typed in (("Your name", "Vera"), ("E-mail", "vera@example.org"), ("Birth date", "1988-05-17")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Your height").fill("190")
    expect(page.locator(".so-far [data-standing='not met']")).to_be_visible()
    page.get_by_label("Your height").fill("170")
    expect(page.locator(".so-far").get_by_text("Conditions met: 2 of 10; not answered yet: 8")).to_be_visible()
    page.goto(f"{base}{FORM}/material")
    onward, chosen = page.get_by_role("button", name="Save and go on"), page.locator('input[name="headshot"]')
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(bytes(16 * 1024 * 1024))
    chosen.set_input_files(huge)
    expect(page.locator(".count.over")).to_contain_text("15 MB")
    onward.click()  # it is not sent at all
    expect(chosen).to_be_focused()
    (tmp_path / "text.jpg").write_bytes(b"no picture")
    chosen.set_input_files(tmp_path / "text.jpg")
    expect(page.locator(".refused[data-of=headshot]")).to_be_visible()
    onward.click()
    expect(page.locator(".keeping")).to_contain_text("press once more")
    assert page.url.endswith("/material")
    expect(page.locator(".refused .error")).to_contain_text("text.jpg was not taken.")
    page.get_by_label("Leave text.jpg out").check()
    onward.click()
    page.wait_for_url("**/check*")
    page.goto(f"{base}{FORM}/material")
    expect(page.locator(".refused, .error")).to_have_count(0)
    chosen.set_input_files(picture)
    expect(page.get_by_text("You sent me.jpg")).to_be_visible()
    expect(page.get_by_role("img", name="me.jpg")).to_be_visible()
    page.get_by_role("button", name="Save, and to the list").click()
    page.goto(f"{base}{FORM}/check")
    expect(page.get_by_text("me.jpg")).to_be_visible()
    assert complaints == []
    context.close()


@ONE_DATABASE
def test_a_page_that_was_refused_by_itself_says_why_and_not_that_it_was_kept(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.goto(f"{base}{FORM}/about")
    refusal = "<!doctype html><main><h1>Too much</h1><p>This is more than a form can hold.</p></main>"
    page.route("**/about/kept", lambda route: route.fulfill(status=413, content_type="text/html", body=refusal))
    page.get_by_label("Birth date").fill("1988-05-17")
    expect(page.locator(".keeping")).to_have_text("This is more than a form can hold.")
    assert complaints == []
    context.close()


@ONE_DATABASE
def test_who_takes_what_was_kept_has_it_and_what_the_page_said_is_gone(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    phone, here, complaints = open_page(browser, javascript=True, width=390)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    here.on("dialog", answer)
    here.goto(f"{base}{FORM}/about")
    here.get_by_label("Birth date").fill("1988-05-17")
    here.get_by_label("City").fill("Kazan")
    expect(here.locator(".keeping")).to_have_text(KEPT)
    here.goto(f"{base}{FORM}")
    code = here.locator("strong.mono").inner_text()
    here.goto(f"{base}{FORM}/about")

    laptop, there, _ = open_page(browser, javascript=True, width=1280)
    there.goto(f"{base}/drafts")
    there.get_by_label("Your code").fill(code)
    there.get_by_role("button", name="Go on").click()
    there.goto(f"{base}{FORM}/about")
    there.get_by_label("City").fill("Omsk")
    expect(there.locator(".keeping")).to_have_text(KEPT)
    laptop.close()

    here.get_by_label("City").fill("Perm")
    expect(here.locator(".keeping")).to_contain_text("changed on another page or device")
    here.get_by_role("button", name="Save and go on").click()
    here.get_by_label("City").press_sequentially("!")  # before the choice nothing is kept by itself
    here.wait_for_timeout(4000)
    here.get_by_role("link", name="Take what was kept").click()
    expect(here.locator(".differences")).to_have_count(0)
    expect(here.get_by_label("City")).to_have_value("Omsk")
    here.wait_for_timeout(4000)
    here.reload()
    expect(here.get_by_label("City")).to_have_value("Omsk")
    assert asked == []
    assert not [one for one in complaints if "409" not in one and "422" not in one]
    phone.close()


@ONE_DATABASE
def test_the_form_on_one_page_is_kept_too_and_a_change_of_what_was_sent_waits_in_the_tab(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}/whole")
    page.get_by_label("Birth date").fill("1988-05-17")
    page.get_by_label("City").fill("Kazan")
    expect(page.locator(".keeping")).to_have_text(KEPT)
    page.close()
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}/whole")
    expect(page.get_by_label("City")).to_have_value("Kazan")
    assert count(installation, DRAFT) == 1

    sent = installation.browser()
    receipt = f"/applications/{installation.apply(sent)}"
    context.add_cookies([{"name": one.name, "value": one.value or "", "url": base} for one in sent.cookies.jar])
    page.goto(f"{base}{receipt}/edit")
    expect(page.get_by_text("is kept, when you press")).to_be_visible()
    page.get_by_label("City").fill("Omsk")
    page.reload()
    expect(page.get_by_label("City")).to_have_value("Omsk")
    expect(page.locator(".keeping")).to_contain_text("on the page again")
    page.get_by_role("button", name="Save the changes").click()
    page.goto(f"{base}{receipt}/edit")
    expect(page.get_by_label("City")).to_have_value("Omsk")
    assert complaints == []
    context.close()


@ONE_DATABASE
def test_what_a_minor_types_while_a_guardian_is_waited_for_stays_in_the_tab_until_it_can_be_sent(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    let_minors(installation)
    phone, page, complaints = open_page(browser, javascript=True, width=390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}")
    page.get_by_label("Birth date").fill("2012-02-29")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_label("Your first name").fill("Mira")
    page.get_by_label("Name of your parent or guardian").fill("Olga Sokolova")
    page.get_by_label("E-mail address of your parent or guardian").fill("olga@example.org")
    page.get_by_role("button", name="Ask for consent").click()
    expect(page.get_by_role("heading", name="We have written to your guardian")).to_be_visible()

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("link", name="type your form meanwhile").click()
    page.get_by_label("Birth date").fill("2012-02-29")
    page.get_by_label("Your name").fill("Canary Childname")
    page.get_by_role("link", name="We have written to your guardian").click()
    page.goto(f"{base}{FORM}/age")  # another page of the form takes nothing of it away
    page.goto(f"{base}{FORM}/whole")
    expect(page.get_by_label("Your name")).to_have_value("Canary Childname")
    expect(page.locator(".keeping")).to_contain_text("on the page again")
    assert sent == []
    page.get_by_role("button", name="Send application").click()
    expect(page.get_by_text("This page holds what you typed")).to_be_visible()
    page.goto(f"{base}{FORM}/whole")
    expect(page.get_by_label("Your name")).to_have_value("Canary Childname")
    assert count(installation, DRAFT) == 0
    assert "anary" not in everything(installation)

    agree(installation.browser(), mailed(installation)[-1])
    page.goto(f"{base}{FORM}/age")
    page.goto(f"{base}{FORM}/whole")
    expect(page.get_by_label("Your name")).to_have_value("Canary Childname")
    expect(page.locator(".keeping")).to_have_text(KEPT)
    assert count(installation, DRAFT) == 1
    assert complaints == []
    phone.close()


@ONE_DATABASE
def test_what_was_refused_to_be_kept_waits_in_the_tab(browser: Browser, served: tuple[Installation, str]) -> None:
    _, base = served
    phone, page, complaints = open_page(browser, javascript=True, width=390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}{FORM}/about")
    page.get_by_label("Your name").fill("Вера Тихонова")
    expect(page.locator(".keeping")).to_have_text("It will be kept as soon as your birth date is there.")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Вера Тихонова")
    assert complaints == []
    phone.close()


@ONE_DATABASE
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("1 character too long", "2 characters too long", "5 characters too long")),
        ("es", ("Sobra 1 carácter", "Sobran 2 caracteres", "Sobran 5 caracteres")),
        ("ru", ("На 1 знак длиннее, чем можно", "На 2 знака длиннее, чем можно", "На 5 знаков длиннее, чем можно")),
    ],
)
def test_how_much_too_long_a_text_is_stands_in_whole_words(
    browser: Browser, served: tuple[Installation, str], language: str, words: tuple[str, ...]
) -> None:
    _, base = served
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.goto(f"{base}{FORM}/whole")
    for over, told in zip((1, 2, 5), words, strict=True):
        page.locator("#name").fill("А" * (LONGEST_NAME + over))
        expect(page.locator("#name").locator("xpath=..").locator("+ .count")).to_have_text(told)
    context.close()
