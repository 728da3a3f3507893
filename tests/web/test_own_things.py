"""From every public page a browser leads back to what was sent or begun in it, and to nobody else's."""

import html
import re

from tests.installation import CALL, PATH, Installation
from tests.web.test_parts import FORM, begin, fill, send


def shown(browser: object, address: str) -> list[str]:
    """Where the lines of one's own lead to, on this page."""
    page = browser.get(address).text  # type: ignore[attr-defined]
    notice = re.search(r'<div class="notice own">(.*?)</div>', page, re.DOTALL)
    return [] if notice is None else [html.unescape(href) for href in re.findall(r'href="([^"]+)"', notice[1])]


def test_what_was_begun_and_then_sent_is_found_again_from_every_public_page(installation: Installation) -> None:
    browser = installation.browser()
    assert shown(browser, "/") == []
    fill(browser)
    assert shown(browser, "/") == shown(browser, f"/calls/{CALL}") == shown(browser, "/drafts") == [FORM]
    assert shown(browser, FORM) == []
    place = send(browser).headers["location"].partition("?")[0]
    pages = ("/", f"/calls/{CALL}", "/drafts", FORM, f"{FORM}/whole")
    assert [shown(browser, page) for page in pages] == [[place]] * len(pages)
    assert browser.get(place).status_code == 200
    assert shown(installation.browser(), "/") == []


def test_the_line_is_in_the_readers_language_and_opens_nothing_by_itself(installation: Installation) -> None:
    browser = installation.browser(headers={"accept-language": "ru"})
    fill(browser)
    place = send(browser).headers["location"].partition("?")[0]
    page = browser.get("/").text
    assert f"Ваша заявка {place.rpartition('/')[2]}" in page
    other = installation.browser()
    own = next(cookie.value for cookie in browser.cookies.jar if cookie.name == "casting_own")
    other.cookies.set("casting_own", str(own))
    assert shown(other, "/") == [place]
    assert "Mira Sokolova" not in other.get(place).text
    other.cookies.set("casting_own", "made up")
    assert shown(other, "/") == []


def test_on_somebody_elses_device_it_is_forgotten_with_its_keys(installation: Installation) -> None:
    browser = installation.browser()
    fill(browser)
    place = send(browser).headers["location"].partition("?")[0]
    assert browser.post("/own/forget").headers["location"] == "/"
    assert shown(browser, "/") == []
    assert "Mira Sokolova" not in browser.get(place).text


def test_the_code_of_a_draft_that_was_sent_leads_to_what_was_sent(installation: Installation) -> None:
    browser, laptop = installation.browser(), installation.browser()
    begin(browser)
    code = re.search(r'<strong class="mono" dir="ltr">([0-9A-Z-]+)</strong>', browser.get(FORM).text)
    assert code is not None
    fill(browser)
    begin(browser)
    place = send(browser).headers["location"].partition("?")[0]
    assert laptop.post("/drafts", data={"code": code[1]}).headers["location"] == place
    assert "Mira Sokolova" in laptop.get(place).text
    installation.clock.now = installation.role().call.closes_at.replace(year=2100)
    assert installation.browser().post("/drafts", data={"code": code[1]}).status_code == 422


def test_what_is_of_another_role_is_not_shown_at_a_form(installation: Installation) -> None:
    browser = installation.browser()
    begin(browser)
    others = [role.slug for role in installation.role().call.roles if role.slug != PATH.rpartition("/")[2]]
    assert all(shown(browser, f"/calls/{CALL}/{role}/apply") == [] for role in others)
