"""The whole way in a real browser: somebody applies, a director finds and shortlists her, an administrator exports.

On a telephone's width, with and without JavaScript, under the real content policy, on both databases.
"""

import csv
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.installation import PATH, Installation
from tests.web.conftest import sign_in
from tests.web.test_apply import photograph

pytestmark = pytest.mark.browser


def open_page(browser: Browser, *, javascript: bool, width: int) -> tuple[BrowserContext, Page, list[str]]:
    """A new browser window; what it complains about is collected."""
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    return context, page, complaints


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_from_the_form_to_the_export(  # noqa: PLR0915 - one journey, told from its beginning to its end
    browser: Browser, served: tuple[Installation, str], javascript: bool, tmp_path: Path
) -> None:
    installation, base = served
    for number in range(3):
        installation.apply(name=f"Somebody Else {number}", email=f"else{number}@example.org")
    picture = tmp_path / "me.jpg"
    picture.write_bytes(photograph(900, 1100))

    # She applies on a telephone, with one slip.
    context, page, complaints = open_page(browser, javascript=javascript, width=390)
    page.goto(base)
    page.get_by_role("link", name="The Challenge").first.click()
    page.get_by_role("link", name="Apply").first.click()
    page.get_by_role("link", name="Begin").click()
    for label, typed in (
        ("Your name", "Вера Тихонова"),
        ("E-mail address", "vera@example.org"),
        ("Phone", "+7 945 000-00-01"),
        ("Birth date", "1988-05-17"),
    ):
        page.get_by_label(label, exact=False).first.fill(typed)
    page.get_by_role("button", name="Save and go on").click()
    for name, value in (("citizenship", "yes"), ("record", "none"), ("plays", "women")):
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    page.get_by_label("Your height").fill("1700")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("There is one thing to look at")
    expect(page.locator('input[name="record"][value="none"]')).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("Your height").fill("170")
    page.get_by_role("button", name="Save and go on").click()
    page.locator('input[name="swim"][value="under20"]').check()
    page.get_by_role("button", name="Save, and to the list").click()
    expect(page.get_by_role("heading", name="parts of")).to_be_visible()
    page.go_back()
    expect(page.locator('input[name="swim"][value="under20"]')).to_be_checked()
    page.get_by_role("button", name="Save and go on").click()
    motivation = "Because somebody has to keep still while everything floats."
    while not page.locator('input[name="headshot"]').count():
        long = page.get_by_label("Why would you get into the capsule?")
        if long.count():
            long.fill(motivation)
        page.get_by_role("button", name="Save and go on").click()
    page.locator('input[name="headshot"]').set_input_files(picture)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text(motivation)).to_be_visible()
    expect(page.get_by_text("me.jpg")).to_be_visible()
    page.locator('input[name="consent-casting"]').check()
    page.get_by_role("button", name="Send application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived")
    reference = page.locator(".reference").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if javascript else True
    installation.work()
    page.reload()
    expect(page.get_by_alt_text("Your photograph as the team will see it")).to_be_visible()
    assert complaints == []
    context.close()

    # A director finds her, marks her, and moves her to the shortlist.
    context, page, complaints = open_page(browser, javascript=javascript, width=1280)
    sign_in(page, base, "director")
    page.goto(f"{base}/review/{PATH}")
    page.get_by_role("searchbox").or_(page.locator('input[name="q"]')).first.fill("floats")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("li.card")).to_have_count(1)
    page.get_by_role("link", name="Вера Тихонова").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вера Тихонова")
    page.get_by_role("button", name="Pick").first.click()
    expect(page.locator('button[value="pick"][aria-pressed="true"]').first).to_be_visible()
    page.get_by_label("Reason for a move").fill("Keeps still.")
    page.get_by_role("button", name="Move to longlist").click()
    expect(page.get_by_role("heading", name="Stage: longlist")).to_be_visible()
    page.get_by_label("Reason for a move").fill("Keeps very still.")
    page.get_by_role("button", name="Move to shortlist").click()
    expect(page.get_by_role("heading", name="Stage: shortlist")).to_be_visible()
    page.get_by_label("A note").fill("Her hands are quiet.")
    page.get_by_label("Seen by").select_option("production")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".note > p").first).to_have_text("Her hands are quiet.")
    page.goto(f"{base}/review/{PATH}/shortlist")
    expect(page.get_by_role("link", name="Вера Тихонова", exact=True)).to_be_visible()
    expect(page.get_by_text("Her hands are quiet.")).to_be_visible()
    expect(page.get_by_text("Keeps very still.")).to_have_count(0)
    assert complaints == []
    context.close()

    # An administrator exports what stands on the shortlist: her, and nobody else.
    context, page, complaints = open_page(browser, javascript=javascript, width=1280)
    sign_in(page, base, "administrator")
    page.goto(f"{base}/admin")
    form = page.locator('form[action$="/the-surgeon"]')
    form.locator('input[name="q"]').fill("stage:shortlist")
    with page.expect_download() as download:
        form.get_by_role("button", name="Export").click()
    rows = list(csv.DictReader(StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row["reference"] for row in rows] == [reference]
    assert rows[0]["name"] == "Вера Тихонова"
    assert rows[0]["stage"] == "shortlist"
    page.reload()
    expect(page.get_by_text("export", exact=False).first).to_be_visible()
    assert complaints == []
    context.close()
