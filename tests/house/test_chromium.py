"""The browser of the tests does what the tests rely on."""

import pytest
from playwright.sync_api import Browser

from tests.chromium import AXE

pytestmark = pytest.mark.browser


def test_text_has_a_size(browser: Browser) -> None:
    """Without any font it would have none, and every check of layout would pass."""
    page = browser.new_page()
    page.set_content("<span id=name>Валентина Терешкова</span>")
    box = page.locator("#name").bounding_box()
    page.close()
    assert box is not None
    assert box["width"] > 80
    assert box["height"] > 10


def test_axe_finds_faults(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='data:,'><input></body></html>")
    page.add_script_tag(path=AXE)
    found = {violation["id"] for violation in page.evaluate("axe.run()")["violations"]}
    page.close()
    assert {"document-title", "html-has-lang", "image-alt", "label"} <= found


def test_the_language_is_one_that_numbers_can_be_written_in(browser: Browser) -> None:
    page = browser.new_page()
    written = page.evaluate("new Intl.NumberFormat(navigator.language).format(3000)")
    page.close()
    assert written == "3,000"
