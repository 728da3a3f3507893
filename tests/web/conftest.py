"""A real server for tests in a browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page

from casting.services import passwords
from casting.store.engine import writing
from casting.store.tables import MemberRow, table
from tests.installation import Installation, furnished

PASSWORD = "a long enough password"


@pytest.fixture
def served(furnished_url: str, tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """An installation behind a real server on a free port, whose team has passwords."""
    made = with_passwords(furnished(furnished_url, tmp_path))
    with serve(made) as base:
        yield made, base


def with_passwords(made: Installation) -> Installation:
    """The installation, whose team can sign in through the form."""
    with writing(made.engine) as session:
        session.execute(table(MemberRow).update().values(password_hash=passwords.hashed(PASSWORD)))
    return made


@contextmanager
def serve(made: Installation) -> Iterator[str]:
    """A real server for it; its address."""
    server = uvicorn.Server(uvicorn.Config(made.app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    made.app.state.rooms.live.close()  # what a signal does where the server is a process of its own
    server.should_exit = True
    thread.join(20)
    made.engine.dispose()


def sign_in(page: Page, base: str, who: str) -> None:
    """Through the form, as a member of the team."""
    page.goto(f"{base}/sign-in")
    page.get_by_label("E-mail").fill(f"{who}@casting.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review**")


def stop_clock(page: Page) -> None:
    """Time stands still for the page's script from now on, so that a test is as quick as any hand."""
    page.evaluate("() => { const now = performance.now(); performance.now = () => now }")


def let_pass(page: Page, ms: int) -> None:
    """So much later on a clock that stands still."""
    page.evaluate("ms => { const then = performance.now() + ms; performance.now = () => then }", ms)
