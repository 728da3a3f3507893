"""“Did you mean …?”, beside the field as soon as it is left and on the page before sending; it refuses nobody."""

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import PATH, Installation
from tests.web.test_journey import open_page
from tests.web.test_parts import ABOUT, FORM, begin, save

WHOLE = f"/calls/{PATH}/apply/whole"
SLIP = "mira@gmial.com"


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "Did you mean mira@gmail.com?"),
        ("ru", "Может быть, mira@gmail.com?"),
        ("es", "¿Quiso decir mira@gmail.com?"),
    ],
)
def test_it_is_asked_before_sending_and_nobody_is_refused(
    installation: Installation, language: str, asked: str
) -> None:
    browser = installation.browser(headers={"accept-language": language})
    begin(browser, email=SLIP)
    assert asked in browser.get(f"{FORM}/about").text
    assert asked in browser.get(f"{FORM}/check").text
    save(browser, "about", **{**ABOUT, "email": "mira@gmail.com"})
    assert asked not in browser.get(f"{FORM}/check").text
    browser = installation.browser()
    assert installation.apply(browser, email=SLIP)


def test_whoever_leaves_it_so_can_send(installation: Installation) -> None:
    browser = installation.browser()
    looked = installation.post_form(browser, email=SLIP, **{"next-page": "check"})
    assert "Did you mean mira@gmail.com?" in looked.text


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_asked_when_the_field_is_left_and_one_press_takes_it(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    _, base = served
    context, page, complaints = open_page(browser, javascript=True, width=390)
    page.goto(base + WHOLE)
    field = page.get_by_label("E-mail address")
    asked = page.get_by_role("button", name="Did you mean")
    typed_and_meant = {
        "mira@mail.com": "",
        "mira@yandx.ru": "mira@yandex.ru",
        "mira@theatre.example": "",
        "mira@gmail.con": "mira@gmail.com",
        SLIP: "mira@gmail.com",
    }
    for typed, meant in typed_and_meant.items():
        field.fill(typed)
        page.get_by_label("City").focus()
        if meant:
            expect(asked).to_have_text(f"Did you mean {meant}?")
        else:
            expect(asked).to_have_count(0)
    asked.click()
    expect(field).to_have_value("mira@gmail.com")
    expect(asked).to_have_count(0)
    assert complaints == []
    context.close()
