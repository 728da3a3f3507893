"""The application form on a slow telephone, in a real browser: its bytes, when it stands, how soon it answers.

Chromium with a fourth of this machine's speed, 1.6 Mbit/s and 150 ms (Chrome DevTools Protocol), nothing cached. LCP,
CLS and the length of interactions are what the browser itself reports: typing, choosing and passing from field to field
as a person does, with what the page keeps and asks meanwhile. INP is the longest interaction of a visit. Bytes are
those of the page with all that it loads, compressed; the server is asked without a proxy that compresses.
"""

import argparse
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2 as httpx
from playwright.sync_api import Browser, Page, sync_playwright

from bench.form import Row, program, row
from bench.installation import PATH, Installation, installations, serving
from tests.chromium import launch_options

FORM = f"/calls/{PATH}/apply"
VISITS, QUICK_VISITS = 9, 2
BYTES, SCRIPT, LCP, INP, CLS = 50.0 * 1024, 10.0 * 1024, 1800.0, 150.0, 0.05
SLOWER = 4
MOVING = 4000
"""Milliseconds until it is kept by itself, and what that moves has moved."""
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 1.6e6 / 8,
}
LOADED = re.compile(r'<(?:script|link)[^>]* (?:src|href)="(/static/[^"]+)"')
BORN = {"Your name": "Vera Tikhonova", "E-mail address": "vera@example.org", "Birth date": "1988-05-17"}
WATCH = """
(() => {
  window.seen = { lcp: 0, cls: 0, inp: 0, interactions: 0 };
  const watch = (type, take, options = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true, ...options });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("event", (entry) => {
    if (!entry.interactionId) return;
    seen.interactions += 1;
    seen.inp = Math.max(seen.inp, entry.duration);
  }, { durationThreshold: 16 });
})();
"""


@dataclass(frozen=True)
class Visit:
    """What the browser reports of one visit: milliseconds, shift, milliseconds."""

    lcp: float
    cls: float
    inp: float


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """The list of the parts, a part in which one types, the part with choices, and the form on one page."""
    visits = QUICK_VISITS if asked.quick else VISITS
    with installations("sqlite") as (made,), serving(made) as served:
        yield from _bytes(served)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**launch_options())
            for case, address, begun in (
                ("list", FORM, True),
                ("about", f"{FORM}/about", False),
                ("questions", f"{FORM}/questions-1", True),
                ("whole", f"{FORM}/whole", False),
            ):
                taken = [_visit(chromium, served.origin, address, begun=begun) for _ in range(visits)]
                for figure, unit, limit in (("lcp", "ms", LCP), ("inp", "ms", INP), ("cls", "", CLS)):
                    if figure == "inp" and case == "list":
                        continue  # there is nothing to be filled in
                    name = f"{figure}_{unit}" if unit else figure
                    values = [getattr(one, figure) for one in taken]
                    yield row(name, f"sqlite, {case}", unit, values, against="limit", peer=[limit] * visits)
            chromium.close()


def _bytes(served: Installation) -> Iterator[Row]:
    for case, address in (("about", f"{FORM}/about"), ("whole", f"{FORM}/whole")):
        with httpx.Client(base_url=served.origin) as client:
            page = client.get(address)
            loaded = {path: client.get(path).content for path in LOADED.findall(page.text)}
        sizes = {path.partition("?")[0]: len(gzip.compress(content)) for path, content in loaded.items()}
        script = sum(size for path, size in sizes.items() if path.endswith(".js"))
        parts = {"page": len(gzip.compress(page.content)), **sizes}
        sent = [sum(parts.values())]
        yield row("form_bytes", f"sqlite, {case}", "B, compressed", sent, against="limit", peer=[BYTES], parts=parts)
        yield row("form_script_bytes", f"sqlite, {case}", "B, compressed", [script], against="limit", peer=[SCRIPT])


def _visit(chromium: Browser, origin: str, address: str, *, begun: bool) -> Visit:
    with _telephone(chromium, origin) as page:
        if begun:
            page.goto(f"{FORM}/about")
            for label, typed in BORN.items():
                page.get_by_label(label).fill(typed)
            page.get_by_role("button", name="Save and go on").click()
            page.wait_for_url("**/questions-1**")
        _slow_down(page)
        page.goto(address, wait_until="networkidle")
        if address != FORM:
            _fill(page)
            page.wait_for_timeout(MOVING)
        seen = page.evaluate("seen")
    return Visit(seen["lcp"], seen["cls"], seen["inp"])


@contextmanager
def _telephone(chromium: Browser, origin: str) -> Iterator[Page]:
    size = {"width": 390, "height": 800}
    context = chromium.new_context(base_url=origin, viewport=size, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(WATCH)
    yield page
    context.close()


def _slow_down(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _fill(page: Page) -> None:
    """Type into the first text fields and choose of the first lists, by touch and key."""
    texts = page.locator(".field :is(input[type=text], input[type=email], input[type=tel], textarea):visible")
    for number in range(min(4, texts.count())):
        texts.nth(number).tap()
        page.keyboard.type("1988-05-17 Vera", delay=60)
        page.keyboard.press("Tab")
    boxes = page.locator(".field input:is([type=radio], [type=checkbox]):visible")
    for number in range(min(4, boxes.count())):
        boxes.nth(number).tap()


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
