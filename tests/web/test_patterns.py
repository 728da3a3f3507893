"""Every pattern can be looked at in development, in both schemes; in production there is no such address."""

import re

from fastapi.testclient import TestClient

from casting.web.app import create_app
from casting.web.routes.patterns import SAMPLES
from tests.installation import Installation

MACHINES = re.compile(r">[^<]*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""A moment as programs write it, among words that people read."""


def test_every_pattern_is_shown_in_both_schemes(installation: Installation) -> None:
    browser = installation.browser()
    listed = browser.get("/_patterns").text
    for number, name in enumerate(SAMPLES):
        scheme = ("light", "dark")[number % 2]
        shown = browser.get(f"/_patterns/{scheme}/{name}")
        assert (shown.status_code, f"scheme_{scheme}.css" in shown.text) == (200, True), name
        assert not MACHINES.search(shown.text), name
    assert listed.count("/_patterns/light/") == listed.count("/_patterns/dark/") == len(SAMPLES)


def test_portraits_are_drawn_and_what_is_not_there_is_not_found(installation: Installation) -> None:
    browser = installation.browser()
    drawn = browser.get("/_patterns/portraits/3/small")
    assert (drawn.headers["content-type"], drawn.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    for address in ("portraits/3/huge", "light/nothing", "grey/undo"):
        assert browser.get(f"/_patterns/{address}").status_code == 404


def test_in_production_there_are_no_patterns(installation: Installation) -> None:
    chosen = installation.settings.model_copy(update={"production": True, "base_url": "https://casting.example.org"})
    client = TestClient(create_app(chosen, clock=installation.clock), base_url="https://casting.example.org")
    assert [client.get(address).status_code for address in ("/_patterns", "/_patterns/light/undo")] == [404, 404]
