"""Keys of one's own: kept on the server, told by the page, and no key for two acts."""

import pytest
from playwright.sync_api import Browser, expect

from casting.domain.keys import ACTS
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in

USUAL = [act.usual for act in ACTS]
CHOSEN = "/account/keys/chosen"


def with_keys(**changed: str) -> dict[str, list[str]]:
    return {"key": [changed.get(usual, usual) for usual in USUAL]}


def test_chosen_keys_are_kept_for_the_member_alone_and_can_be_reset(installation: Installation) -> None:
    director = installation.signed_in("director")
    kept = director.post("/account/keys", data=with_keys(p="h", x="P"))
    assert (kept.status_code, kept.headers["location"]) == (303, "/account/keys?saved=yes")
    assert installation.signed_in("director").get(CHOSEN).json() == {"p": "h", "x": "p"}
    assert installation.signed_in("associate").get(CHOSEN).json() == {}
    director.post("/account/keys", data={"reset": "yes"})
    assert director.get(CHOSEN).json() == {}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("j", "“j” is also chosen for “next”"),
        ("", "Choose one letter"),
        ("ab", "Choose one letter"),
        ("é", "Choose one letter"),
        ("?", "? always shows the keys"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_at_its_field_and_nothing_is_kept(
    installation: Installation, key: str, told: str
) -> None:
    director = installation.signed_in("director")
    refused = director.post("/account/keys", data=with_keys(p=key, m="w"))
    assert (refused.status_code, told in refused.text, 'value="w"' in refused.text) == (422, True, True)
    assert director.get(CHOSEN).json() == {}


@pytest.mark.browser
def test_a_chosen_key_marks_and_the_usual_one_does_nothing(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    mira = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}/account/keys")
    page.get_by_label("Pick", exact=True).fill("h")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_role("status")).to_have_text("Kept. Your keys work from now on.")
    page.goto(f"{base}/review/{PATH}/{mira}")
    expect(page.locator("[data-key=p] kbd")).to_have_text("H")
    page.keyboard.press("p")
    page.keyboard.press("m")
    expect(page.locator("[data-key=m]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("h")
    expect(page.locator("[data-key=p]")).to_have_attribute("aria-pressed", "true")
    page.close()
