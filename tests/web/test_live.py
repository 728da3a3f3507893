"""What a colleague does appears on an open page within seconds, and moves nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, func, select

from casting.services.noticing import notice_duplicates
from casting.services.traces import leave_edit, leave_erasure
from casting.services.withdrawing import come_back, withdraw
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, NoteRow, table
from casting.web.deps import SESSION_COOKIE
from casting.web.live import MOST_OF_ONE
from tests.chromium import AXE
from tests.installation import PATH, Installation, furnished
from tests.web.conftest import serve, sign_in, with_passwords

HOME = f"/review/{PATH}"


@pytest.fixture
def live(furnished_url: str, tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """As `served`, with streams that last."""
    made = with_passwords(furnished(furnished_url, tmp_path, live_seconds=20))
    with serve(made) as base:
        yield made, base


class Listener:
    """A browser's stream, read by a thread."""

    def __init__(self, installation: Installation, base: str, who: str, query: str = "age=0", **headers: str) -> None:
        key = installation.signed_in(who).cookies[SESSION_COOKIE]
        self.lines: list[str] = []
        self._client = httpx.Client(cookies={SESSION_COOKIE: key}, timeout=30)
        self._address, self._headers = f"{base}{HOME}/live?{query}", headers
        self.status = 0
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        self.wait_for("event: here")

    def _read(self) -> None:
        with self._client.stream("GET", self._address, headers=self._headers) as answer:
            self.status = answer.status_code
            self.lines += [f"status {answer.status_code}"]
            for line in answer.iter_lines():
                self.lines.append(line)

    def wait_for(self, line: str) -> None:
        until = time.monotonic() + 10
        while line not in self.lines and self.thread.is_alive() and time.monotonic() < until:
            time.sleep(0.05)
        assert line in self.lines or self.status == 204, self.lines

    def wait_until_told(self, kind: str, reference: str) -> None:
        until = time.monotonic() + 10
        while (kind, reference) not in self.told and time.monotonic() < until:
            time.sleep(0.05)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Kind and reference of each event."""
        kinds = [line.removeprefix("event: ") for line in self.lines if line.startswith("event: ")]
        data = [line.removeprefix("data: ") for line in self.lines if line.startswith("data: ")]
        return [(kind, of) for kind, of in zip(kinds, data, strict=True) if kind != "here"]

    @property
    def last_id(self) -> str:
        return [line.removeprefix("id: ") for line in self.lines if line.startswith("id: ")][-1]


def newest_note(installation: Installation) -> int:
    with reading(installation.engine) as session:
        return int(session.execute(select(func.max(table(NoteRow).c.id))).scalar_one())


def withdraw_and_return(installation: Installation, reference: str) -> None:
    for act in (withdraw, come_back):
        with writing(installation.engine) as session:
            act(session, reference=reference, now=installation.clock())


def erase(installation: Installation, reference: str) -> None:
    rows = table(ApplicationRow)
    with writing(installation.engine) as session:
        leave_erasure(session, reference=reference, now=installation.clock())
        session.execute(delete(rows).where(rows.c.reference == reference))


def move(client: TestClient, reference: str, before: str, stage: str) -> None:
    answer = client.post(f"{HOME}/{reference}/stage", data={"before": before, "stage": stage})
    assert answer.status_code == 303, answer.text


def test_each_is_told_by_reference_what_she_may_know_and_nothing_of_what_it_is(live: tuple[Installation, str]) -> None:
    installation, base = live
    mira, vera = installation.apply(), installation.apply(name="Vera Tonic", email="vera@example.org")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    associate.post(f"{HOME}/{vera}/mark", data={"opinion": "maybe"})
    who = ("associate", "producer", "administrator", "director")
    listeners = {name: Listener(installation, base, name) for name in who}
    for reference in (mira, vera):
        director.post(f"{HOME}/{reference}/mark", data={"opinion": "pick"})
        director.post(f"{HOME}/{reference}/note", data={"text": "Secret hands.", "visibility": "team"})
        director.post(f"{HOME}/{reference}/note", data={"text": "Secret thoughts.", "visibility": "me"})
    director.post(f"{HOME}/{mira}/tags", data={"name": "stunts"})
    move(director, vera, "received", "longlist")
    for name in ("associate", "producer", "administrator"):
        listeners[name].wait_for("event: move")
        listeners[name].wait_for("event: tag")
    assert set(listeners["associate"].told) == {("mark", vera), ("note", vera), ("tag", mira), ("move", vera)}
    assert set(listeners["producer"].told) == {("mark", mira), ("mark", vera), ("tag", mira), ("move", vera)}
    assert ("note", mira) in listeners["administrator"].told
    assert listeners["director"].told == []
    sent = "\n".join(line for one in listeners.values() for line in one.lines)
    assert not any(word in sent for word in ("Secret", "stunts", "longlist", "pick", "Mira"))


def test_what_is_changed_taken_away_or_erased_is_told_to_who_could_know_of_it(live: tuple[Installation, str]) -> None:
    installation, base = live
    mira, vera = installation.apply(), installation.apply(name="Vera Tonic", email="vera@example.org")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    associate.post(f"{HOME}/{vera}/mark", data={"opinion": "maybe"})
    notes = {}
    for visibility in ("team", "me", "production"):
        for reference in (mira, vera):
            director.post(f"{HOME}/{reference}/note", data={"text": "Secret.", "visibility": visibility})
            notes[reference, visibility] = newest_note(installation)
    director.post(f"{HOME}/{mira}/tags", data={"name": "stunts"})
    installation.clock.now += timedelta(seconds=10)
    listeners = {name: Listener(installation, base, name) for name in ("associate", "producer", "director")}
    for (reference, visibility), key in notes.items():
        note, now = f"{HOME}/{reference}/notes/{key}", "me" if visibility == "production" else visibility
        assert director.post(note, data={"text": "Secret hand.", "visibility": now}).status_code == 303
        assert director.post(f"{note}/delete").status_code == 303
    for _ in range(2):
        director.post(f"{HOME}/{mira}/tags/remove", data={"name": "stunts"})
    director.post(f"{HOME}/{mira}/opened")
    withdraw_and_return(installation, mira)
    for who, kind in product(("associate", "producer"), ("untag", "lease", "return")):
        listeners[who].wait_for(f"event: {kind}")
    listeners["director"].wait_for("event: return")
    late = {("untag", mira), ("lease", mira), ("return", mira)}
    expected = {
        "associate": late | {("note-changed", vera), ("note-deleted", vera)},
        "producer": late | {("note-changed", mira), ("note-changed", vera)},
        "director": {("return", mira)},
    }
    for name, events in expected.items():
        for kind, reference in events:
            listeners[name].wait_until_told(kind, reference)
    # Whether a look falls between withdrawing and coming back is chance
    told = {name: set(listener.told) - {("withdrawal", mira)} for name, listener in listeners.items()}
    assert told == expected
    declared = associate.post(f"{HOME}/{vera}/conflict", data={"reason": "My sister.", "member": "0"})
    assert declared.status_code == 303
    for reference in (vera, mira):
        erase(installation, reference)
    for listener in listeners.values():
        listener.wait_until_told("erasure", mira)
    erased = {name: {of for kind, of in listener.told if kind == "erasure"} for name, listener in listeners.items()}
    assert erased == {"associate": {mira}, "producer": {mira, vera}, "director": {mira, vera}}


def test_who_comes_back_is_told_what_she_missed(live: tuple[Installation, str]) -> None:
    installation, base = live
    mira = installation.apply()
    last = Listener(installation, base, "associate").last_id
    move(installation.signed_in("director"), mira, "received", "longlist")
    again = Listener(installation, base, "associate", "age=0", **{"last-event-id": last})
    # At least once: what a look finds just while one comes back may come by both ways
    assert set(again.told) == set(Listener(installation, base, "associate", f"since={last}").told) == {("move", mira)}
    assert Listener(installation, base, "associate", f"since={again.last_id}").told == []
    assert Listener(installation, base, "associate", "since=1.1.1.1.1.1").told == [("many", "")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_streams_are_bounded_and_end_with_the_server(live: tuple[Installation, str]) -> None:
    installation, base = live
    installation.apply()
    listeners = [Listener(installation, base, "associate") for _ in range(MOST_OF_ONE)]
    assert Listener(installation, base, "associate").status == 204
    assert Listener(installation, base, "director").status == 200
    installation.app.state.rooms.live.close()
    for listener in listeners:
        listener.thread.join(5)
        assert not listener.thread.is_alive()
    assert Listener(installation, base, "producer").status == 204


def test_strangers_and_nobody_are_told_nothing(live: tuple[Installation, str]) -> None:
    installation, base = live
    mira = installation.apply()
    for path in ("live", f"changed?of={mira}"):
        assert httpx.get(f"{base}{HOME}/{path}").status_code == 303
        assert installation.signed_in("stranger").get(f"{HOME}/{path}").status_code == 404


def test_what_has_become_of_somebody_follows_the_search_and_the_veil(installation: Installation) -> None:
    mira, vera = installation.apply(), installation.apply(name="Vera Tonic", email="vera@example.org")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    move(director, mira, "received", "longlist")
    director.post(f"{HOME}/{vera}/mark", data={"opinion": "pick"})
    of = f"of={mira},{vera},NOBODY-1,%27"
    text = associate.get(f"{HOME}/changed?{of}&q=stage:received").text
    assert "moved to longlist by Dana Direct, just now" in text
    assert (text.count("<li"), text.count("data-listed"), text.count("not in this list any more")) == (2, 1, 1)
    assert "marked by" not in text
    associate.post(f"{HOME}/{vera}/mark", data={"opinion": "maybe"})
    assert "marked by Dana Direct" in associate.get(f"{HOME}/changed?{of}&q=stage:(").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_several_processes_tell_the_same_and_end_at_once_with_streams_open(furnished_url: str, tmp_path: Path) -> None:
    installation = furnished(furnished_url, tmp_path)
    mira = installation.apply()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASTING_")} | {
        "CASTING_DATA": str(installation.settings.data),
        "CASTING_DATABASE_URL": furnished_url,
        "CASTING_SECRET_KEY": installation.settings.secret().decode(),
        "CASTING_LIVE_SECONDS": "60",
    }
    installation.clock.now = datetime.now(UTC)
    command = [sys.executable, "-m", "casting", "serve", "--no-worker", "--processes", "2", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        base = f"http://127.0.0.1:{port}"
        httpx.Client(transport=httpx.HTTPTransport(retries=30)).get(f"{base}/health/live")
        listeners = [Listener(installation, base, who) for who in ("associate", "producer", "administrator") * 2]
        move(installation.signed_in("director"), mira, "received", "longlist")
        for listener in listeners:
            listener.wait_for("event: move")
        server.send_signal(signal.SIGTERM)
        said = server.communicate(timeout=60)[1]
        for listener in listeners:
            listener.thread.join(10)
    installation.close()
    assert "graceful shutdown exceeded" not in said
    assert [listener.told for listener in listeners] == [[("move", mira)]] * 6


def boxes(page: Page) -> Any:
    return page.evaluate(
        "[...document.querySelectorAll('.card, .column h2, .faces li, .right button')].map("
        "e => [e.id, ...Object.values(e.getBoundingClientRect().toJSON())])"
    )


def ready(page: Page) -> None:
    expect(page.locator(".news[data-here]")).to_be_attached()


@pytest.mark.browser
def test_a_colleagues_move_appears_in_place_and_nothing_moves(live: tuple[Installation, str], browser: Browser) -> None:
    installation, base = live
    people = [installation.apply(name=f"Person {number}", email=f"p{number}@example.org") for number in range(4)]
    contexts = [browser.new_context() for _ in range(2)]
    mine, hers = (context.new_page() for context in contexts)
    sign_in(mine, base, "associate")
    sign_in(hers, base, "director")
    for view in ("sheet", "list"):
        mine.goto(f"{base}{HOME}?q=stage:received&lens=received&view={view}")
        ready(mine)
        mine.keyboard.press("j")
        focused = mine.evaluate("document.activeElement.href")
        before = boxes(mine)
        moved = people.pop()
        hers.goto(f"{base}{HOME}/{moved}")
        hers.keyboard.press("]")
        expect(hers.locator("h2 .stage")).to_have_text("longlist")
        card = mine.locator(f"#card-{moved}")
        expect(card.locator(".told")).to_contain_text("moved to longlist by Dana Direct, just now")
        expect(card.locator(".stage")).to_have_text("longlist")
        expect(card.locator(".told")).to_contain_text("not in this list any more")
        expect(mine.locator(".news")).to_have_text("1 change: show it")
        assert boxes(mine) == before
        assert mine.evaluate("document.activeElement.href") == focused
        mine.evaluate(AXE.read_text())
        assert mine.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
        mine.get_by_role("link", name="show it").click()
        expect(mine.locator(f"#card-{moved}")).to_have_count(0)
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_a_candidate_and_on_the_board_too(live: tuple[Installation, str], browser: Browser) -> None:
    installation, base = live
    mira = installation.apply()
    installation.signed_in("associate").post(f"{HOME}/{mira}/mark", data={"opinion": "maybe"})
    director = installation.signed_in("director")
    context = browser.new_context()
    page, board = context.new_page(), context.new_page()
    sign_in(page, base, "associate")
    page.goto(f"{base}{HOME}/{mira}")
    ready(page)
    director.post(f"{HOME}/{mira}/note", data={"text": "Still hands.", "visibility": "team"})
    expect(page.locator(".note")).to_contain_text("Still hands.")
    expect(page.locator(".news")).to_contain_text("note by Dana Direct, just now")
    # With the note in hand that she writes, what stands above it does not grow
    page.locator("#text").click()
    page.keyboard.type("Calm under")
    before = page.locator("#text").bounding_box()
    installation.clock.now += timedelta(seconds=5)
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    expect(page.locator(".news")).to_contain_text("marked by Dana Direct")
    assert page.locator("#text").bounding_box() == before
    assert page.locator("#text").input_value() == "Calm under"
    board.goto(f"{base}{HOME}/board")
    ready(board)
    faces = boxes(board)
    move(director, mira, "received", "shortlist")
    expect(board.locator("[data-stage=shortlist] [data-part=filled-shortlist]")).to_contain_text("1")
    expect(board.locator(".news")).to_have_text("1 change: show it")
    assert boxes(board) == faces
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_counts_follow_leases_are_said_and_who_was_erased_is_shown_no_more(
    live: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = live
    people = [installation.apply(name=f"Person {number}", email=f"p{number}@example.org") for number in range(3)]
    director = installation.signed_in("director")
    move(director, people[0], "received", "longlist")
    context = browser.new_context()
    sheet, page = context.new_page(), context.new_page()
    sign_in(sheet, base, "associate")
    sheet.goto(f"{base}{HOME}?lens=received")
    page.goto(f"{base}{HOME}/{people[1]}")
    ready(page)
    director.post(f"{HOME}/{people[1]}/opened")
    expect(page.locator(".news")).to_have_text("Dana Direct is looking at this one, since just now.")
    expect(page.locator(".middle .looking")).to_have_text("Dana Direct is looking at this one, since just now.")
    director.post(f"{HOME}/{people[1]}/left")
    expect(page.locator(".news")).to_have_text("")
    expect(page.locator(".middle .looking")).to_have_text("")
    # What ended while nobody listened is said no longer once one listens again
    director.post(f"{HOME}/{people[1]}/opened")
    expect(page.locator(".news")).to_have_text("Dana Direct is looking at this one, since just now.")
    for hidden in ("true", "false"):
        page.evaluate(f"Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        director.post(f"{HOME}/{people[1]}/left")
        page.wait_for_timeout(1500)
    expect(page.locator(".news")).to_have_text("")
    sheet.bring_to_front()
    ready(sheet)
    narrow = sheet.locator(".rail li")
    received = narrow.filter(has_text="received")
    received.hover()
    before, place = boxes(sheet), received.bounding_box()
    move(director, people[2], "received", "longlist")
    expect(received.locator(".n")).to_have_text("1")
    expect(narrow.filter(has_text="longlist").locator(".n")).to_have_text("2")
    # A value that nobody had before would move what is pointed at: it is said, and comes with the page anew
    move(director, people[1], "received", "callback")
    expect(sheet.locator(".news")).to_have_text("2 changes: show them")
    sheet.wait_for_timeout(4000)
    assert narrow.filter(has_text="callback").count() == 0
    assert (boxes(sheet), received.bounding_box()) == (before, place)
    director.post(f"{HOME}/{people[0]}/tags", data={"name": "stunts"})
    expect(sheet.locator(f"#card-{people[0]} .told")).to_contain_text("tagged by Dana Direct")
    for reference in people[:2]:
        erase(installation, reference)
    card = sheet.locator(f"#card-{people[0]}")
    expect(card).to_have_text("This application was erased.")
    assert boxes(sheet) == before
    page.bring_to_front()
    expect(page.locator(".news")).to_contain_text("This application was erased")
    expect(page.get_by_text("Person 1")).to_have_count(0)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_merger_dims_the_one_who_is_held_and_changed_answers_are_offered(
    live: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = live
    kept = installation.apply(email="mira@example.org", phone="+7 900 000-00-01")
    held = installation.apply(name="Мира Соколова", email="mira+film@example.org", phone="8 900 000-00-01")
    installation.work()
    notice_duplicates(installation.engine, now=installation.clock())
    context = browser.new_context()
    page, candidate = context.new_page(), context.new_page()
    sign_in(page, base, "associate")
    page.goto(f"{base}{HOME}")
    ready(page)
    candidate.goto(f"{base}{HOME}/{held}")
    ready(candidate)
    pair = re.search(r"/duplicates/(\d+)", installation.signed_in("director").get(f"{HOME}/duplicates").text)
    assert pair
    said = {"verdict": "same", "keep": str(installation.application_id(kept))}
    assert installation.signed_in("director").post(f"{HOME}{pair[0]}", data=said).status_code == 303
    expect(page.locator(f"#card-{held} .told")).to_have_text("merged with another one")
    expect(page.locator(f"#card-{kept} .told")).to_contain_text("merged with another one by Dana Direct")
    page.close()
    expect(candidate.locator(".news")).to_contain_text("This application was merged with another one")
    candidate.goto(f"{base}{HOME}/{kept}")
    ready(candidate)
    installation.clock.now += timedelta(seconds=5)
    with writing(installation.engine) as session:
        leave_edit(session, reference=kept, now=installation.clock())
    expect(candidate.locator(".news")).to_contain_text("answers changed by the applicant")
    expect(candidate.get_by_role("link", name="Show what changed")).to_be_visible()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(390, 800), (320, 568)])
def test_no_notice_lies_over_the_marks_of_a_phone(
    live: tuple[Installation, str], browser: Browser, width: int, height: int
) -> None:
    installation, base = live
    mira = installation.apply(name="Mira")
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{mira}")
    ready(page)
    page.get_by_role("button", name="4 stars").tap()
    expect(page.locator(".say")).to_contain_text("4 stars for Mira.")
    installation.signed_in("associate").post(f"{HOME}/{mira}/note", data={"text": "Calm.", "visibility": "team"})
    expect(page.locator(".news")).to_contain_text("note by")
    clear = """() => {
        const top = document.querySelector(".marks").getBoundingClientRect().top;
        const [said, told] = [".say", ".news"].map((one) => document.querySelector(one).getBoundingClientRect());
        return [said.bottom <= top, !told.height || (told.bottom <= top && said.bottom <= told.top)];
    }"""
    assert page.evaluate(clear) == [True, True]
    context.set_offline(True)
    page.get_by_role("button", name="5 stars").tap()
    expect(page.locator(".say")).to_contain_text("No connection")
    assert page.evaluate(clear) == [True, True]
    context.close()
