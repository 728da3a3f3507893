"""A call's public page: how long it is open, and what others show of a link to it."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from casting.store.engine import writing
from casting.store.tables import CallRow, table
from tests.installation import CALL, NOON, ORIGIN, Installation

WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (NOON, "It closes in 7 days."),
        (NOON + WEEK - timedelta(hours=47), "It closes in 47 hours."),
        (NOON + WEEK - timedelta(minutes=90), "It closes in 90 minutes."),
        (NOON + WEEK - timedelta(seconds=61), "It closes in one minute."),
        (NOON + WEEK - timedelta(seconds=1), "It closes in one minute."),
        (NOON - WEEK - timedelta(days=3), "It opens in 3 days."),
    ],
)
def test_the_page_says_how_long_it_is(installation: Installation, now: object, words: str) -> None:
    installation.clock.now = now  # type: ignore[assignment]
    assert f"<strong>{words}</strong>" in installation.browser().get(f"/calls/{CALL}").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "years old on"), ("ru", " лет на "), ("es", " años el ")],
)
def test_the_page_says_between_what_an_age_has_to_be(installation: Installation, language: str, words: str) -> None:
    browser = installation.browser(headers={"accept-language": language})
    page = browser.get(f"/calls/{CALL}").text
    assert re.search(rf"<span class=\"soft small\">[^<]*{words}", page)
    assert words in browser.get(f"/applications/{installation.apply(browser)}").text


def test_when_the_call_has_closed_nothing_is_counted(installation: Installation) -> None:
    installation.clock.now = NOON + WEEK
    assert "It closes in" not in installation.browser().get(f"/calls/{CALL}").text


def test_a_link_is_shown_with_a_picture_of_the_call(installation: Installation) -> None:
    page = installation.browser().get(f"/calls/{CALL}").text
    address = re.search(r'property="og:image" content="([^"]+)"', page)
    assert address is not None
    assert address[1] == f"{ORIGIN}/calls/{CALL}/poster.png?in=en"
    answer = installation.browser().get(address[1])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert installation.browser().get("/calls/nothing/poster.png").status_code == 404
    in_russian = installation.browser(headers={"accept-language": "ru"}).get(f"/calls/{CALL}").text
    assert f'content="{address[1][:-2]}ru"' in in_russian
    pictures = [installation.browser().get(f"{address[1][:-2]}{code}").content for code in ("en", "ru", "xx")]
    assert pictures[0] == answer.content == pictures[2], "a language that it is not had in is the call's own"
    assert pictures[1] != answer.content


def test_search_engines_read_the_roles_and_nothing_gets_out_of_the_data(installation: Installation) -> None:
    with writing(installation.engine) as session:
        session.execute(update(table(CallRow)).values(production="</script><b>&"))
    page = installation.browser().get(f"/calls/{CALL}").text
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert told is not None
    (posting, *_) = json.loads(told[1])
    assert posting["@type"] == "JobPosting"
    assert posting["hiringOrganization"]["name"] == "</script><b>&"
    assert posting["validThrough"] == "2026-03-15T12:00:00+00:00"
    assert posting["url"] == f"{ORIGIN}/calls/{CALL}#the-surgeon"
