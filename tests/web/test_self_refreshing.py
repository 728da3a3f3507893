"""What is being prepared shows itself without a reload once it is there: a form's photograph, a tape that was sent."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import PATH, Installation
from tests.media.films import film
from tests.web.test_apply import photograph
from tests.web.test_journey import open_page
from tests.web.test_parts import ABOUT

pytestmark = pytest.mark.browser
FORM = f"/calls/{PATH}/apply"
PATIENCE = 20_000
"""ms; the page looks every four seconds."""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_photograph_and_a_tape_show_themselves_when_they_are_ready(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    portrait = tmp_path / "me.jpg"
    portrait.write_bytes(photograph(900, 1200))
    page.goto(f"{base}{FORM}/about")
    for name, value in ABOUT.items():
        field = page.locator(f'[name="{name}"]')
        field.select_option(value) if name == "country" else field.fill(value)
    page.get_by_role("button", name="Save, and to the list").click()
    page.goto(f"{base}{FORM}/material")
    page.locator('[name="headshot"]').set_input_files(portrait)
    expect(page.get_by_text("You sent me.jpg")).to_be_visible()
    page.goto(f"{base}{FORM}/check")
    expect(page.get_by_text("It is being prepared.")).to_be_visible()
    page.evaluate("window.sameVisit = true")
    installation.work()
    expect(page.get_by_alt_text("Your photograph as the team will see it")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("It is being prepared.")).to_have_count(0)
    assert page.evaluate("window.sameVisit") is True

    client = installation.browser()
    reference = installation.apply(client)
    address = f"/applications/{reference}"
    tape = film(tmp_path / "tape.mp4", seconds=1, options=("-preset", "ultrafast"))
    client.post(f"{address}/tape", files={"tape": ("a.mp4", tape.read_bytes(), "video/mp4")})
    name = "casting_application"
    context.add_cookies([{"name": name, "value": client.cookies[name], "url": f"{base}{address}"}])
    page.goto(f"{base}{address}")
    expect(page.get_by_text("Your video has arrived and is being prepared.")).to_be_visible()
    page.evaluate("window.sameVisit = true")
    installation.work()
    expect(page.get_by_label("Your self-tape as the team will see it")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Your video has arrived and is being prepared.")).to_have_count(0)
    assert page.evaluate("window.sameVisit") is True
    assert complaints == []
    context.close()
