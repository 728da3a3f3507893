"""The review room at 3,000 and at 100,000 applications, in a real browser against a real server.

A director goes from candidate to candidate by `p`, keys at most 200 ms apart: the time runs from the key's own
`event.timeStamp` to the frame after the next portrait has been decoded. Portraits are invented JPEGs of 960 × 1200.
Undo runs from its key to the frame in which the page says what was taken back. No worker ranks meanwhile.
Search, facets and queries are the server's alone, on both databases.
"""

import argparse
import gzip
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeAlias
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from bench import installation as processes
from bench.form import Row, milliseconds, program, row
from bench.installation import DATABASES
from bench.pool import pools
from casting import resources
from casting.domain.search import parse
from casting.domain.vocabulary import Lens
from casting.media.folder import FolderVault
from casting.services import team
from casting.store import applications
from casting.store.engine import reading, writing
from casting.store.facets import facets
from casting.store.tables import MaterialRow, table
from casting.web.deps import SESSION_COOKIE
from tests.chromium import launch_options
from tests.installation import PATH, Installation

SIZES, QUICK_SIZES = (3_000, 100_000), (3_000, 20_000)
TURNS, MARKS = 5, 100
QUICK_TURNS, QUICK_MARKS = 3, 20
APART = 0.15
"""Seconds from key to key."""
SERVER_TURNS = 9
SEARCHES = (
    "surgery stage:received -mark:pass age:20..50",
    "",
    "-surgery",
    "nowhere",
    "age:25..40",
    "-height:150..180",
    "criterion:swim=met has:tape",
    "stage:received criterion:swim=met gates:met",
)
"""What is looked for: the first as a director would, then all, half, nobody, what stands far down, several facets."""
Act: TypeAlias = Callable[[Session, applications.Query], object]
LIMIT, PAINT_LIMIT, QUERIES, SCRIPT = 100.0, 500.0, 12.0, 40.0 * 1024
COOKIE = "review-benchmark"
PAINTED = """
() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const one of list.getEntriesByName("first-contentful-paint")) resolve(one.startTime);
  }).observe({ type: "paint", buffered: true });
})
"""
WATCH = """
(() => {
  window.painted = [];
  let pressed = 0;
  const frame = () => requestAnimationFrame(() => painted.push(performance.now() - pressed));
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(async (changes) => {
      const said = document.querySelector(".say")?.textContent.startsWith("Taken back");
      const moved = location.pathname !== window.stood;
      if (window.wanted === "undo" ? !said : !moved) return;
      window.stood = location.pathname;
      if (window.wanted === "undo" || !window.wanted) { if (window.wanted) frame(); window.wanted = ""; return; }
      window.wanted = "";
      await document.querySelector(".left img").decode();
      frame();
    }).observe(document, { childList: true, subtree: true });
  });
})();
"""


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both databases, both sizes."""
    sizes = QUICK_SIZES if asked.quick else SIZES
    for kind in DATABASES:
        for size in sizes:
            with pools(kind, (size,)) as made:
                yield from _measured(made[size], f"{kind}, {size}", quick=asked.quick)


def _measured(installation: Installation, case: str, *, quick: bool) -> Iterator[Row]:
    turns, marks = (QUICK_TURNS, QUICK_MARKS) if quick else (TURNS, MARKS)
    yield from _on_the_server(installation, case)
    _give_portraits(installation, (2 * turns + 1) * marks)
    with director_browser(installation) as page:
        first = _first(page)
        waits = [_marks(page, marks, apart=APART) for _ in range(turns)]
        undone = [_undos(page, marks // 2) for _ in range(turns)]
        page.goto(first)
        rates = [60 * marks / _seconds(page, marks) for _ in range(turns)]
        paints = [_paint(page) for _ in range(turns)]
    fifty, ninety_five = ([_share(wait, part) for wait in waits] for part in (0.5, 0.95))
    limit = [LIMIT] * turns
    yield row("key_to_next_p50", case, "ms", fifty, against="limit", peer=limit)
    yield row("key_to_next_p95", case, "ms", ninety_five, against="limit", peer=limit)
    undo = [_share(wait, 0.95) for wait in undone]
    yield row("undo_p95", case, "ms", undo, against="limit", peer=limit)
    yield row("marks_per_minute", case, "marks", rates)
    yield row("sheet_paint_ms", case, "ms", paints, against="limit", peer=[PAINT_LIMIT] * turns)


def _on_the_server(installation: Installation, case: str) -> Iterator[Row]:
    yield from _searched(installation, case)
    client = installation.signed_in("director")
    sheet = client.get(f"/review/{PATH}").text
    found = re.search(r'class="face" href="([^"]+)"', sheet)
    if found is None:
        raise LookupError("the sheet shows nobody")
    pages = {"sheet": f"/review/{PATH}", "candidate": found[1].replace("&amp;", "&")}
    said: list[str] = []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *sent: said.append(sent[2]))
    for name, address in pages.items():
        client.get(address)
        said.clear()
        body = client.get(address).content
        asked = [one for one in said if not one.startswith(("BEGIN", "PRAGMA"))]
        yield row("queries", f"{case}, {name}", "", [len(asked)], against="limit", peer=[QUERIES])
        parts = {"compressed": len(gzip.compress(body))}
        yield row("page_bytes", f"{case}, {name}", "B", [len(body)], parts=parts)
    yield _script(sheet, case)


def _searched(installation: Installation, case: str) -> Iterator[Row]:
    """The first search by the ranked order, and of all searches, also among those next to review, the slowest."""
    kept, member_id = installation.role(), installation.members["director"]
    acts: dict[str, Act] = {
        "search_ms": lambda session, query: applications.page(session, query, after=None, size=60),
        "facets_ms": facets,
    }
    for figure, act in acts.items():
        rows = []
        for lens in (Lens.RANKED, Lens.NEXT):
            for search in SEARCHES:
                query = applications.Query(kept, member_id, parse(search, role=kept.role), lens)
                rows.append(_timed(installation, figure, f"{case}, {lens.value}, “{search}”", act, query))
        yield rows[0]
        worst = max(rows, key=lambda one: one.value)
        yield replace(worst, figure=f"{figure}_worst")


def _timed(installation: Installation, figure: str, case: str, act: Act, query: applications.Query) -> Row:
    with reading(installation.engine) as session:
        act(session, query)
        taken = [milliseconds(lambda: act(session, query)) for _ in range(SERVER_TURNS)]
    return row(figure, case, "ms", taken, against="limit", peer=[LIMIT] * SERVER_TURNS)


def _script(sheet: str, case: str) -> Row:
    names = [urlsplit(one).path.removeprefix("/static/") for one in re.findall(r'<script src="([^"]+)"', sheet)]
    texts = [(resources.static_folder() / name).read_bytes() for name in names]
    parts = {"raw": sum(map(len, texts))}
    sent = sum(len(gzip.compress(one)) for one in texts)
    return row("script_bytes", case, "B, compressed", [sent], against="limit", peer=[SCRIPT], parts=parts)


def _give_portraits(installation: Installation, number: int) -> None:
    """Give the first of the ranked order a portrait each, so that no two pages share one."""
    vault = FolderVault(installation.settings.data / "media", durable=False)
    query = applications.Query(
        installation.role(), installation.members["director"], parse("", role=installation.role().role), Lens.RANKED
    )
    rows = table(MaterialRow)
    with writing(installation.engine) as session:
        shown = applications.page(session, query, after=None, size=number).rows
        has = set(session.scalars(select(rows.c.application_id)))
        for one in shown:
            sizes = zip(("small", "medium", "large"), _portrait(one.application_id), strict=True)
            kept = {name: vault.put(content) for name, content in sizes}
            if one.application_id not in has:
                raise LookupError(f"application {one.application_id} has no portrait")
            session.execute(update(rows).where(rows.c.application_id == one.application_id).values(**kept))


def _portrait(seed: int) -> Iterator[bytes]:
    """A JPEG as a photograph weighs one, 4:5, in three sizes."""
    chance = random.Random(seed)
    bands = [Image.frombytes("L", (80, 100), chance.randbytes(8000)) for _ in range(3)]
    picture = Image.merge("RGB", bands)
    for width in (192, 384, 960):
        file = BytesIO()
        picture.resize((width, width * 5 // 4), Image.Resampling.BICUBIC).save(file, "JPEG", quality=82)
        yield file.getvalue()


@contextmanager
def director_browser(installation: Installation) -> Iterator[Page]:
    """A director's browser before a server in a process of its own."""
    now = datetime.now(UTC)
    with writing(installation.engine) as session:
        team.open_session(session, member_id=installation.members["director"], key=COOKIE, now=now)
    lent = processes.Installation(installation.settings.data, installation.settings.database)
    with processes.serving(lent) as served, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        page = chromium.new_page(base_url=served.origin, viewport={"width": 1440, "height": 900})
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": COOKIE, "url": served.origin}])
        page.add_init_script(WATCH)
        yield page
        chromium.close()


def _first(page: Page) -> str:
    """Open the first of the ranked order; its address."""
    page.goto(f"/review/{PATH}")
    page.locator(".card .face").first.click()
    page.wait_for_selector(".candidate")
    page.wait_for_load_state("networkidle")
    return page.url


def _paint(page: Page) -> float:
    """Milliseconds from asking for the contact sheet to its first paint (Paint Timing, W3C)."""
    page.goto(f"/review/{PATH}")
    painted: float = page.evaluate(PAINTED)
    return painted


def _marks(page: Page, number: int, *, apart: float) -> Sequence[float]:
    """Milliseconds from each key to the next candidate."""
    _await(page, "", 0)
    for count in range(1, number + 1):
        began = time.perf_counter()
        _await(page, "p", count)
        time.sleep(max(0.0, apart - (time.perf_counter() - began)))
    return _painted(page)


def _undos(page: Page, number: int) -> Sequence[float]:
    """Milliseconds from each key to the sentence."""
    _await(page, "", 0)
    for count in range(1, number + 1):
        page.evaluate("document.querySelector('.say').textContent = ''")
        _await(page, "u", count)
        page.wait_for_load_state("networkidle")
    return _painted(page)


def _seconds(page: Page, number: int) -> float:
    """How long so many marks take one after the other, without a pause."""
    began = time.perf_counter()
    _marks(page, number, apart=0.0)
    return time.perf_counter() - began


def _await(page: Page, key: str, count: int) -> None:
    """Press a key and wait for what it leads to; without a key, begin to count anew."""
    if not key:
        page.evaluate("painted.length = 0, stood = location.pathname")
        return
    page.evaluate("(wanted) => { window.wanted = wanted; }", "undo" if key == "u" else "next")
    page.keyboard.press(key)
    page.wait_for_function("(count) => painted.length >= count", arg=count, polling="raf")


def _painted(page: Page) -> list[float]:
    found: list[float] = page.evaluate("painted")
    return found


def _share(waits: Sequence[float], part: float) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[round(part * 100) - 1]


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
