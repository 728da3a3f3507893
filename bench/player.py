"""From the key that plays a tape to its first frame, and from a jump to the frame there, in a real browser.

A tape of half a minute goes the product's own way: sent, prepared by the worker's child, streamed by byte ranges
from a server in a process of its own. The time runs from the key's own `event.timeStamp`, or from the jump, to the
moment at which the browser presents the frame (`requestVideoFrameCallback`). Each turn has a browser context of
its own, so that nothing of the tape is there before its page is.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from bench.form import REPETITIONS, Row, program, row
from bench.pool import pools
from bench.review import director_browser
from tests.installation import PATH, Installation
from tests.media.films import film

APPLICATIONS, SECONDS, WIDTH, HEIGHT = 60, 30.0, 1280, 720
LIMIT = 500.0
WATCH = """
() => {
  const film = document.querySelector("[data-player] video");
  window.shown = new Promise((done) => addEventListener("keydown", ({ timeStamp }) => {
    film.requestVideoFrameCallback((now) => done(now - timeStamp));
  }, { capture: true, once: true }));
}
"""
JUMP = """
() => new Promise((done) => {
  const film = document.querySelector("[data-player] video");
  const began = performance.now();
  film.currentTime = 20;
  film.requestVideoFrameCallback((now) => done(now - began));
})
"""


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """SQLite alone: a database has no part in how a tape is played."""
    turns = 3 if asked.quick else REPETITIONS
    with pools("sqlite", (APPLICATIONS,)) as made:
        installation = made[APPLICATIONS]
        address, size = _with_tape(installation)
        with director_browser(installation) as page:
            page.goto(address)
            firsts, jumps = zip(*(_turn(page) for _ in range(turns)), strict=True)
    case, limit = f"{WIDTH} x {HEIGHT}, {SECONDS:.0f} s, {size / 1e6:.1f} MB", [LIMIT] * turns
    yield row("first_frame_ms", case, "ms", list(firsts), against="limit", peer=limit)
    yield row("jump_ms", case, "ms", list(jumps), against="limit", peer=limit)


def _with_tape(installation: Installation) -> tuple[str, int]:
    """The page of an applicant whose tape is ready, and how many bytes are streamed."""
    applicant = installation.browser()
    reference = installation.apply(applicant)
    with tempfile.TemporaryDirectory() as folder:
        sent = film(Path(folder) / "me.mp4", width=WIDTH, height=HEIGHT, seconds=SECONDS).read_bytes()
    applicant.post(f"/applications/{reference}/tape", files={"tape": ("me.mp4", sent, "video/mp4")})
    installation.work()
    director, page = installation.signed_in("director"), f"/review/{PATH}/{reference}"
    found = re.search(r'<video src="([^"]+)"', director.get(page).text)
    if found is None:
        raise LookupError("the tape was not prepared")
    return page, len(director.get(found[1]).content)


def _turn(opened: Page) -> tuple[float, float]:
    """Milliseconds to the first frame and of a jump, on the same page opened anew."""
    browser, state = opened.context.browser, opened.context.storage_state()
    if browser is None:
        raise LookupError("the page has no browser")
    with browser.new_context(storage_state=state, viewport=opened.viewport_size) as context:
        page = context.new_page()
        page.goto(opened.url)
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH)
        page.keyboard.press(" ")
        first: float = page.evaluate("() => window.shown")
        jump: float = page.evaluate(JUMP)
    return first, jump


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
