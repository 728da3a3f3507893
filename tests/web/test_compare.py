"""Side by side: two to four in the order asked for, what differs marked in words, whoever is gone told of."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"


def words(page: str) -> dict[str, str]:
    """Of each row whether they are the same in it."""
    found = re.findall(r'<th scope="row">(.+?) <small>(?:[a-z]+, )?(same|differ)</small>', page)
    return dict(found)


def names(page: str) -> list[str]:
    return re.findall(r"<bdi>([^<]+)</bdi></a>\s+<span class=\"facts", page)


def test_rows_say_in_words_whether_they_differ_from_the_pinned_one(installation: Installation) -> None:
    mira = installation.apply(name="Mira Sokolova", email="mira@example.org", height="170")
    olga = installation.apply(name="Olga Petrova", email="olga@example.org", height="171")
    installation.work()
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    page = director.get(f"{HOME}/compare?with={olga},{mira}").text
    assert names(page) == ["Olga Petrova", "Mira Sokolova"]
    told = words(page)
    assert (told["Your mark"], told["Stage"]) == ("differ", "same")
    assert {title: word for title, word in told.items() if "eight" in title and "W" not in title} == {
        title: "differ" for title in told if "eight" in title and "W" not in title
    }
    assert f'{HOME}/compare?with={mira},{olga}"' in page  # pin the other one


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "Two to four stand beside each other here"),
        (1, "One alone cannot be compared"),
        (5, "4 at most are shown beside each other: these are the first of 5"),
    ],
)
def test_too_few_and_too_many_are_told(installation: Installation, number: int, told: str) -> None:
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(number)]
    page = installation.signed_in("producer").get(f"{HOME}/compare?with={','.join(made)}").text
    assert told in page
    assert names(page) == ([f"Person {n}" for n in range(4)] if number > 1 else [])


def test_who_is_not_in_the_role_is_told_of(installation: Installation) -> None:
    two = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(2)]
    page = installation.signed_in("director").get(f"{HOME}/compare?with={two[1]},z9zzz-99,{two[0]}").text
    assert "Not in this role, or not any more: Z9ZZZ-99." in page
    assert names(page) == ["Person 1", "Person 0"]


@pytest.mark.browser
def test_one_key_chooses_on_the_sheet_and_on_a_candidate(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(2)]
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?q=%23{made[0]}")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("[data-compare]")).to_have_text("Compare 1")
    page.goto(f"{base}{HOME}/{made[1]}")
    page.keyboard.press("c")
    expect(page.locator(".say")).to_have_text("Person 1: added to compare, 2 chosen.")
    page.locator("[data-compare]").click()
    expect(page.locator("thead bdi")).to_have_text(["Person 0", "Person 1"])
    page.close()
