"""What cannot be asked, is gone, or is not theirs to see has its designed answer on every page that can be asked."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import delete, func, select, update

from casting.domain.vocabulary import Stage
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, MarkRow, table
from casting.web.routes import review
from tests.installation import PATH, Installation
from tests.media.films import film
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"
APPLICATION, MARK = table(ApplicationRow), table(MarkRow)
LISTS = (
    "",
    "/board",
    "/shortlist",
    "/finals",
    "/compare",
    "/duplicates",
    "/conflicts",
    "/dealing",
    "/runs",
    "/insights",
)


def people(installation: Installation, *names: str) -> list[str]:
    return [installation.apply(name=name, email=f"{name[:3].lower()}@example.org") for name in names]


def withdrawn(installation: Installation, reference: str) -> None:
    with writing(installation.engine) as session:
        session.execute(
            update(APPLICATION).where(APPLICATION.c.reference == reference).values(stage=Stage.WITHDRAWN.value)
        )


def erased(installation: Installation, reference: str) -> None:
    with writing(installation.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.reference == reference))


def marks(installation: Installation) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(MARK)) or 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("q", ["(swim", "stage:moon", "x" * 10_000], ids=["cut off", "no stage", "10,000 characters"])
def test_a_search_that_cannot_be_read_is_told_or_passed_over_and_tells_of_nobody(
    installation: Installation, q: str
) -> None:
    (mira,) = people(installation, "Mira Sokolova")
    director = installation.signed_in("director")
    for path in ("", "/bulk?to=longlist", "/counts", "/facet?of=swim"):
        answer = director.get(f"{HOME}{path}", params={"q": q} | ({"to": "longlist"} if "bulk" in path else {}))
        assert answer.status_code == 422, path
        assert mira not in answer.text, path
    sheet = unescape(director.get(HOME, params={"q": q}).text)
    assert "Mend it above, or show all." in sheet
    assert "Column" in sheet or "A search has at most 1,000 characters; this one has 10,000." in sheet
    saved = director.post(f"{HOME}/searches", params={"q": q}, data={"name": "Mine"})
    assert (saved.status_code, "<h1" in saved.text) == (422, True)
    # Who is looked at already stays in sight: the search only says who comes next.
    for path in (f"/{mira}", "/changed"):
        assert director.get(f"{HOME}{path}", params={"q": q}).status_code == 200, path


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_address_of_a_colleague_shows_no_more_than_ones_own_rights(installation: Installation) -> None:
    (mira,) = people(installation, "Mira Sokolova")
    installation.work()
    addresses = [f"{HOME}?q=stage%3Areceived&lens=name&view=list", f"{HOME}/{mira}?q=mark%3Anone&lens=next"]
    addresses += [f"{HOME}/shortlist?stage=longlist", f"{HOME}/board", f"{HOME}/finals", f"{HOME}/compare?with={mira}"]
    for path in addresses:
        director = installation.signed_in("director").get(path)
        producer = installation.signed_in("producer").get(path)
        stranger = installation.signed_in("stranger").get(path)
        nobody = installation.browser().get(path)
        assert (director.status_code, producer.status_code, stranger.status_code, nobody.status_code) == (
            *(200, 200, 404, 303),
        ), path
        assert f"{mira}/mark" not in producer.text, path
        assert "There is nothing here" in stranger.text, path
        assert "Mira" not in stranger.text, path
        assert nobody.headers["location"].startswith("/sign-in"), path


@pytest.mark.parametrize("gone", [withdrawn, erased])
@pytest.mark.parametrize("lens", ["ranked", "fit", "received", "name", "random:3"])
def test_a_page_goes_on_where_it_stopped_though_its_last_one_is_gone(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, gone: Callable[[Installation, str], None], lens: str
) -> None:
    monkeypatch.setattr(review, "SHEET_SIZE", 2)
    people(installation, "Ada One", "Bea Two", "Cid Three", "Dot Four")
    installation.work()
    director = installation.signed_in("director")

    def shown(address: str) -> list[str]:
        answer = director.get(address)
        assert answer.status_code == 200
        return re.findall(r'id="card-([^"]+)"', answer.text)

    address = f"{HOME}?lens={lens}"
    onward = re.search(r'href="([^"]*after=[^"]*)"', director.get(address).text)
    assert onward is not None
    first, rest = shown(address), shown(unescape(onward[1]))
    assert (len(first), len({*first, *rest})) == (2, 4)
    gone(installation, first[-1])
    assert shown(unescape(onward[1])) == rest


def test_the_page_of_who_has_withdrawn_takes_no_marks_and_of_who_was_erased_is_none(installation: Installation) -> None:
    ada, bea = people(installation, "Ada One", "Bea Two")
    director = installation.signed_in("director")
    for reference in (ada, bea):
        assert director.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"}).status_code == 303
    withdrawn(installation, ada)
    erased(installation, bea)
    late = director.post(f"{HOME}/{ada}/mark", data={"opinion": "pick"})
    assert (late.status_code, "She has withdrawn meanwhile" in late.text, marks(installation)) == (409, True, 1)
    page = director.get(f"{HOME}/{ada}").text
    assert ("She has withdrawn, so no more marks of her are kept." in page, f"{ada}/mark" in page) == (True, False)
    assert director.post(f"{HOME}/{ada}/mark", data={"opinion": "none"}).status_code == 303
    for answer in (director.get(f"{HOME}/{bea}"), director.post(f"{HOME}/{bea}/mark", data={"opinion": "pick"})):
        assert (answer.status_code, "There is nothing here" in answer.text) == (404, True)


def test_a_mark_on_who_was_moved_meanwhile_is_kept_and_moves_nobody(installation: Installation) -> None:
    (ada,) = people(installation, "Ada One")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    assert associate.get(f"{HOME}/{ada}").status_code == 200
    assert director.post(f"{HOME}/{ada}/stage", data={"before": "received", "stage": "released"}).status_code == 303
    assert associate.post(f"{HOME}/{ada}/mark", data={"opinion": "pick"}).status_code == 303
    assert marks(installation) == 1
    assert 'data-stage="released"' in associate.get(f"{HOME}/{ada}").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_role_to_which_nobody_has_applied_has_its_pages(installation: Installation) -> None:
    director, keys = installation.signed_in("director"), installation.signed_in("administrator")
    installation.work()
    for path in LISTS:
        answer = director.get(f"{HOME}{path}")
        assert (answer.status_code, "<h1" in answer.text) == (200, True), path
    assert "No applications yet" in director.get(HOME).text
    assert "Nobody stands here" in director.get(f"{HOME}/board").text
    assert "Nobody stands here yet" in director.get(f"{HOME}/shortlist").text
    assert "Nobody seems to have applied twice" in director.get(f"{HOME}/duplicates").text
    assert director.get(f"{HOME}/shortlist.pdf").status_code == 200
    dealt = director.get(f"{HOME}/dealing?stage=received&each=1&member={installation.members['director']}")
    assert (dealt.status_code, "Everyone there has as many reviewers already." in unescape(dealt.text)) == (200, True)
    for path in ("fairness", "outcomes", "findings", "blind"):
        assert keys.get(f"/admin/{PATH}/{path}").status_code == 200, path


@pytest.mark.browser
def test_a_tape_that_does_not_play_says_so_and_leads_to_itself(
    browser: Browser, served: tuple[Installation, str], tmp_path: Path
) -> None:
    installation, base = served
    client = installation.browser()
    reference = installation.apply(client)
    sent = film(tmp_path / "me.mp4").read_bytes()
    client.post(f"/applications/{reference}/tape", files={"tape": ("a.mp4", sent, "video/mp4")})
    installation.work()
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{reference}")
    said = page.locator("[data-player] .unplayed")
    page.evaluate("() => document.querySelector('[data-player] video').dispatchEvent(new Event('error'))")
    assert said.is_visible()
    assert said.locator("a").get_attribute("href") == page.locator("[data-player] video").get_attribute("src")
    page.evaluate("() => document.querySelector('[data-player] video').dispatchEvent(new Event('loadeddata'))")
    assert not said.is_visible()
    context.close()
