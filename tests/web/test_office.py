"""To whom applicants write: said wherever they might want to, in letters and in their headers, or not at all."""

import re
from email import message_from_bytes, policy
from html import unescape

import pytest

from tests.installation import CALL, PATH, Installation
from tests.web.test_editor import kept, press

HERE = f"/admin/calls/{CALL}"
EMAIL = "office@example.org"
LINK = f'<bdi>The office</bdi>, <a href="mailto:{EMAIL}">{EMAIL}</a>'


def letters(installation: Installation) -> list[str]:
    """The letters that were kept, their Reply-To before each."""
    installation.work()
    found = []
    for file in sorted((installation.settings.data / "mail").glob("*.eml")):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        plain = letter.get_body(("plain",))
        assert plain is not None
        found.append(f"{letter['Reply-To']}: {' '.join(plain.get_content().split())}")
    return found


def test_who_applies_reads_where_to_write_and_an_answer_goes_there(installation: Installation) -> None:
    installation.change_call(contact_name="The office", contact_email=EMAIL)
    browser = installation.browser()
    own = f"/applications/{installation.apply(browser)}"
    for page in (f"/calls/{CALL}", f"/calls/{PATH}/apply", f"/calls/{PATH}/apply/whole", own, f"{own}/withdraw"):
        assert browser.get(page).text.count(LINK) == 1, page
    (receipt,) = letters(installation)
    assert receipt.startswith(f"{EMAIL}: Dear ")
    assert f"write to The office ({EMAIL})." in receipt


def test_the_name_of_the_office_is_read_in_the_language_of_who_reads_it(installation: Installation) -> None:
    installation.change_call(contact_name="The office", contact_email=EMAIL)
    admin = installation.signed_in("administrator")
    texts = f"{HERE}/texts/ru"
    field = re.search(r'<label for="(text\.[0-9a-f]+)"[^>]*>The office</label>', admin.get(texts).text)
    assert field is not None
    assert admin.post(texts, data={field[1]: "Наша студия"}).status_code == 303
    browser = installation.browser(headers={"accept-language": "ru"})
    installation.apply(browser)
    assert LINK.replace("The office", "Наша студия") in browser.get(f"/calls/{CALL}").text
    (receipt,) = letters(installation)
    assert f"Наша студия ({EMAIL})" in receipt
    assert LINK in installation.browser().get(f"/calls/{CALL}").text


def test_without_an_address_no_page_and_no_letter_says_to_write(installation: Installation) -> None:
    installation.change_call(contact_name="", contact_email="")
    browser = installation.browser()
    own = f"/applications/{installation.apply(browser)}"
    for page in (f"/calls/{CALL}", f"/calls/{PATH}/apply", f"/calls/{PATH}/apply/whole", own, f"{own}/withdraw"):
        text = browser.get(page).text
        assert "mailto:" not in text, page
        assert "rite to us" not in text, page
    (receipt,) = letters(installation)
    assert receipt.startswith("None: Dear ")
    assert "nobody reads answers to it" in receipt


def test_the_editor_keeps_the_address_and_says_that_it_is_missing(installation: Installation) -> None:
    admin = installation.signed_in("administrator")
    missing = "Nobody is told where to write to"
    assert missing not in admin.get(HERE).text
    installation.change_call(contact_name="", contact_email="")
    assert missing in admin.get(HERE).text
    assert missing in admin.get("/admin/calls/new").text
    assert press(admin, HERE, contact_name="The office", contact_email=EMAIL).status_code == 303
    assert kept(installation).contact == f"The office ({EMAIL})"
    assert LINK in admin.get(HERE).text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("office", "Give an e-mail address"),
        ("office@example.org\r\nBcc: all@example.org", "Give an e-mail address"),
        ("офис@example.org", "not every mail server takes such letters"),
    ],
)
def test_what_is_no_address_is_refused_and_stays_typed(installation: Installation, typed: str, reason: str) -> None:
    answer = press(installation.signed_in("administrator"), HERE, contact_email=typed)
    assert answer.status_code == 422
    assert reason in unescape(answer.text)
