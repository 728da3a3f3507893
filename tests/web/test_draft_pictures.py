"""The photograph of a form that is kept: seen by its owner as the team will see it, before it is sent."""

import io
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from casting.services.orphans import sweep_orphans
from tests.installation import Installation
from tests.web.test_apply import photograph
from tests.web.test_parts import EMPTY, FORM, begin, hidden, save


def with_photograph(installation: Installation, content: bytes) -> TestClient:
    browser = installation.browser()
    begin(browser)
    save(browser, "material", files={"headshot": ("me.jpg", content, "image/jpeg")})
    return browser


def picture_in(page: str) -> list[str]:
    return re.findall(r'<img class="own-face" src="([^"]+)"', page)


def test_the_answers_show_the_photograph_as_the_team_will_see_it(installation: Installation) -> None:
    browser = with_photograph(installation, photograph(900, 1200))
    assert picture_in(browser.get(f"{FORM}/material").text) == []
    waiting = browser.get(f"{FORM}/check").text
    assert picture_in(waiting) == []
    assert re.search(r'<section aria-labelledby="group-\d" data-state="pending">', waiting)
    installation.work()
    page = browser.get(f"{FORM}/check").text
    assert ('data-state="pending"' in page, "me.jpg" in page) == (False, True)
    [address] = picture_in(page)
    assert picture_in(browser.get(f"{FORM}/material").text) == [address]
    shown = browser.get(address)
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (shown.headers["content-type"], picture.size, dict(picture.getexif())) == ("image/jpeg", (384, 480), {})
    assert installation.browser().get(address).status_code == 404


def test_another_photograph_takes_its_place_and_the_first_is_swept(installation: Installation) -> None:
    browser = with_photograph(installation, photograph(900, 1200))
    installation.work()
    [first] = picture_in(browser.get(f"{FORM}/check").text)
    save(browser, "material", files={"headshot": ("new.jpg", photograph(800, 1000), "image/jpeg")})
    assert picture_in(browser.get(f"{FORM}/check").text) == []
    installation.work()
    [second] = picture_in(browser.get(f"{FORM}/check").text)
    assert first != second
    rooms = installation.app.state.rooms
    sweep_orphans(installation.engine, rooms.vault, now=installation.clock() + timedelta(days=3650))
    assert browser.get(second).status_code == 200
    assert len(dict(rooms.vault.digests())) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_photograph_that_cannot_be_used_says_so_before_it_is_sent(installation: Installation) -> None:
    browser = with_photograph(installation, photograph(900, 1200)[:5000])
    installation.work()
    page = browser.get(f"{FORM}/check").text
    assert 'data-state="pending"' not in page
    assert re.search(r'<dd class="error"><a href="[^"]+material[^"]*#headshot">', page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_typed_meanwhile_prepares_nothing_again(installation: Installation) -> None:
    browser = with_photograph(installation, photograph(900, 1200))
    installation.work()
    [first] = picture_in(browser.get(f"{FORM}/check").text)
    begin(browser, city="Tver")
    assert picture_in(browser.get(f"{FORM}/check").text) == [first]


def test_a_file_that_is_kept_can_be_taken_away(installation: Installation) -> None:
    browser = with_photograph(installation, photograph(900, 1200))
    page = browser.get(f"{FORM}/material").text
    assert 'name="headshot_gone"' in page
    kept = browser.post(f"{FORM}/material/kept", data={**hidden(page), "headshot_gone": "yes"}, files=EMPTY)
    assert (kept.status_code, "me.jpg" in browser.get(f"{FORM}/check").text) == (200, True)  # not by itself
    other = browser.get(f"{FORM}/material").text
    assert save(browser, "material", page=page, headshot_gone="yes").status_code == 303
    assert "me.jpg" not in browser.get(f"{FORM}/check").text
    assert 'name="headshot_gone"' not in browser.get(f"{FORM}/material").text
    new = {"headshot": ("new.jpg", photograph(800, 1000), "image/jpeg")}
    save(browser, "material", files=new, headshot_gone="yes")
    assert "new.jpg" in browser.get(f"{FORM}/check").text
    save(browser, "material", page=other, headshot_gone="yes")  # a page that showed the first one
    assert "new.jpg" in browser.get(f"{FORM}/check").text
