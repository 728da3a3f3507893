"""The whole way on a slow telephone, at 400 % zoom, and as a screen reader hears it, in a real browser."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import ANSWERS, PATH, Installation
from tests.web.test_apply import photograph
from tests.web.test_journey import open_page
from tests.web.test_parts import ABOUT, APPLICATION, MATERIAL, RESUME, SPOKEN, count

pytestmark = pytest.mark.browser
FORM = f"/calls/{PATH}/apply"
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""A telephone's connection: bytes a second, and ms before the first."""
ONWARD = re.compile("Save and go on|Сохранить и продолжить|Guardar y continuar")


def answer_all(page: Page) -> None:
    """Everything that a part asks, as a person would."""
    for name, value in {**ANSWERS, **SPOKEN}.items():
        control = page.locator(f'[name="{name}"]:not([type=hidden])')
        if not control.count() or not control.first.is_visible():
            continue
        kind = control.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif control.first.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    if page.locator('input[name="resume"]').count():
        name, content, kind = RESUME["resume"]
        page.locator('input[name="resume"]').set_input_files({"name": name, "mimeType": kind, "buffer": content})
        expect(page.locator(".kept", has_text=name)).to_be_visible(timeout=60_000)


def onward_from(left: str) -> Callable[[str], bool]:
    """Whether a page is another one than this, and not this with its mistakes."""
    return lambda url: url != left and "look=1" not in url


def no_wider_than_the_screen(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, (page.url, over)


def well_ordered(page: Page) -> None:
    """One heading of the first level, and none that leaves a level out."""
    levels = page.locator("h1, h2, h3, h4").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1, (page.url, levels)
    assert levels.count(1) == 1, (page.url, levels)
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), (page.url, levels)


@ONE_DATABASE
def test_on_a_slow_telephone_all_of_it_arrives_with_the_photograph(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    picture = tmp_path / "me.jpg"
    picture.write_bytes(photograph(1200, 1600))
    context, page, complaints = open_page(browser, javascript=True, width=390)
    telephone = context.new_cdp_session(page)
    telephone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    telephone.send("Network.enable")
    telephone.send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{base}/")
    page.get_by_role("link", name="The challenge", exact=False).first.click()
    page.goto(f"{base}{FORM}/about")
    while page.get_by_role("button", name=ONWARD).count():
        no_wider_than_the_screen(page)
        answer_all(page)
        if page.locator('input[name="headshot"]').count():
            page.locator('input[name="headshot"]').set_input_files(picture)
            expect(page.get_by_text("You sent me.jpg")).to_be_visible(timeout=60_000)
        here = page.url
        page.get_by_role("button", name=ONWARD).click()
        page.wait_for_url(onward_from(here), timeout=60_000)
    for told in (ABOUT["name"], ANSWERS["motivation"], "me.jpg"):
        expect(page.get_by_text(told).first).to_be_visible()
    page.locator('[name="consent-casting"]').check()
    page.get_by_role("button", name="Send application").click()
    page.wait_for_url(re.compile("/applications/"), timeout=60_000)
    assert (count(installation, APPLICATION), count(installation, MATERIAL)) == (1, 2)
    assert complaints == []
    context.close()


@ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "ru", "es"])
def test_at_400_percent_each_page_of_the_way_is_read_without_scrolling_sideways(
    browser: Browser, served: tuple[Installation, str], language: str
) -> None:
    installation, base = served
    context = browser.new_context(viewport={"width": 320, "height": 256}, locale=language)
    page = context.new_page()
    for address in ("/", f"/{PATH.join(('calls/', ''))}".rpartition("/")[0], FORM, f"{FORM}/whole", "/drafts"):
        page.goto(f"{base}{address}")
        no_wider_than_the_screen(page)
        well_ordered(page)
    page.goto(f"{base}{FORM}/about")
    while page.get_by_role("button", name=ONWARD).count():
        no_wider_than_the_screen(page)
        well_ordered(page)
        answer_all(page)
        here = page.url
        page.get_by_role("button", name=ONWARD).click()
        page.wait_for_url(onward_from(here))
    no_wider_than_the_screen(page)
    well_ordered(page)
    page.locator('[name="consent-casting"]').check()
    page.locator("#apply-form button.large").click()
    page.wait_for_url(re.compile("/applications/"))
    no_wider_than_the_screen(page)
    well_ordered(page)
    assert count(installation, APPLICATION) == 1
    context.close()


@ONE_DATABASE
def test_a_screen_reader_hears_of_each_field_its_name_whether_it_is_needed_and_what_is_wrong(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    context, page, _ = open_page(browser, javascript=True, width=1280)
    page.goto(f"{base}{FORM}/about")
    reader = context.new_cdp_session(page)
    page.get_by_label("Birth date").fill("1988-05-17")
    page.get_by_label("E-mail address").fill("nowhere")
    page.get_by_role("button", name=ONWARD).click()
    page.wait_for_url(re.compile("look=1"))
    expect(page.locator("#summary")).to_be_focused()
    found = reader.send("Accessibility.getFullAXTree")["nodes"]
    fields = [one for one in found if one.get("role", {}).get("value") in ("textbox", "combobox")]
    names = [one["name"]["value"] for one in fields]
    assert [name.removesuffix(" (optional)") for name in names] == [
        *("Birth date", "Your name", "E-mail address", "Phone", "City", "Country"),
    ]
    told = {
        one["name"]["value"]: (
            {it["name"]: it["value"].get("value") for it in one.get("properties", [])},
            one.get("description", {}).get("value", ""),
        )
        for one in fields
    }
    assert told["E-mail address"][0]["required"] is True
    assert told["E-mail address"][0]["invalid"] == "true"
    assert "such as name@example.org" in told["E-mail address"][1]
    assert all(needed.get("required", False) is ("(optional)" not in name) for name, (needed, _) in told.items())
    context.close()
