"""Every page in every state, in a browser under the content policy: sound for axe, never wider than the screen."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from casting import resources
from casting.web.patterns import patterns
from casting.web.render import Renderer
from casting.web.security import POLICY
from tests.chromium import AXE

pytestmark = pytest.mark.browser

PATTERNS = patterns(lambda number, size: f"/portraits/{number}/{size}.jpg")
ORIGIN = "http://casting.test"
SCREENS = ((1440, 900), (768, 1024), (320, 640))
BETWEEN = SCREENS[1]
"""Where nothing is but what is wide or narrow: it is looked at for its width alone."""
SCHEMES = ("light", "dark")
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# A page is 360 pixels wide when a screen of 1440 is magnified four times; 320 is narrower still.
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


TOO_LOW = """
    [...document.querySelectorAll("button, select, .seg a, summary, .option, input")]
        .filter(e => e.checkVisibility() && !e.closest(".hidden, .trap") && !/radio|checkbox|hidden/.test(e.type))
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 43.9)
"""
SHIFT = """
    new Promise(done => {
        let sum = 0
        new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value }))
            .observe({ type: "layout-shift", buffered: true })
        setTimeout(() => done(sum), 200)
    })
"""


class Stand:
    """Answers a browser's requests without a server: pages from samples, static files, one portrait for all."""

    def __init__(self) -> None:
        self._renderer = Renderer(resources.templates_folder(), static=resources.static_folder())
        portrait = io.BytesIO()
        Image.new("RGB", (384, 480), "#b97a54").save(portrait, "JPEG")
        self._portrait = portrait.getvalue()

    def answer(self, route: Route) -> None:
        path = PurePosixPath(unquote(urlsplit(route.request.url).path))
        if path.is_relative_to("/static"):
            file = resources.static_folder() / path.relative_to("/static")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[path.suffix])
        elif path.is_relative_to("/portraits"):
            route.fulfill(body=self._portrait, content_type="image/jpeg")
        elif path.name in PATTERNS:
            html = self._renderer.page(PATTERNS[path.name])
            route.fulfill(body=html, content_type="text/html", headers={"content-security-policy": POLICY})
        else:
            route.fulfill(status=204)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(bypass_csp=False)
    context.route("**/*", Stand().answer)
    yield context
    context.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def page(tab: Page) -> Page:
    """One tab for all, in which axe is compiled once, as it is opened: wide, light, and with nothing in it."""
    width, height = SCREENS[0]
    tab.goto("about:blank")
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(color_scheme="light")
    return tab


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of meanwhile, the policy's violations among it."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    def fail(error: Exception) -> None:
        said.append(str(error))

    page.on("console", note)
    page.on("pageerror", fail)
    try:
        yield said
    finally:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", fail)


def violations(page: Page, scheme: str) -> list[tuple[str, str]]:
    """What axe finds. All but the contrast is the same in both schemes."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [(found["id"], node["html"][:200]) for found in result["violations"] for node in found["nodes"]]


PARTS = {
    "card",
    "marks",
    "order",
    "bulk form",
    "chosen bar",
    "what was taken back",
    "news",
    "news, of nobody",
    "counts",
    "kept",
    "not kept",
    "a fault",
    "answers",
    "answers, counted",
    "answers, uncounted",
    "answers, none",
}
"""Samples of parts of pages, which are looked at within their page."""


@pytest.mark.parametrize("name", [name for name in PATTERNS if name not in PARTS])
def test_a_page_is_sound_on_every_screen_and_in_both_schemes(name: str, page: Page) -> None:
    with complaints(page) as said:
        page.goto(f"{ORIGIN}/{quote(name)}")
        page.evaluate(AXE.read_text())
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            assert not page.evaluate(TOO_WIDE), f"wider than {width}"
            if (width, height) == BETWEEN:
                continue
            for scheme in SCHEMES:
                assert violations(page, scheme) == [], f"{width}, {scheme}"
        assert said == []


def test_targets_are_large_enough_for_a_thumb(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    context.route("**/*", Stand().answer)
    page = context.new_page()
    for name in ("form", "sheet", "candidate, marked"):
        page.goto(f"{ORIGIN}/{quote(name)}")
        assert page.evaluate(TOO_LOW) == [], name
    context.close()


def test_nothing_moves_while_pictures_arrive(page: Page) -> None:
    page.goto(f"{ORIGIN}/sheet")
    assert page.evaluate(SHIFT) == 0


def test_the_error_summary_has_the_focus_and_leads_to_its_field(page: Page) -> None:
    page.goto(f"{ORIGIN}/{quote('form, mistakes')}")
    assert page.evaluate("document.activeElement.id") == "summary"
    page.get_by_role("link", name="Say whether you can swim").click()
    assert page.evaluate("document.activeElement.id") == "swim"
