"""Choosing some out of a list: exactly they are moved or compared, with the script and without it."""

import html
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation
from tests.web.conftest import sign_in
from tests.web.test_board import HOME, confirm, move, people, stages

NAMES = ("Ada One", "Bea Two", "Cid Three", "Dot Four", "Eve Five")


def preview(page: str) -> dict[str, str]:
    """What the form of a preview posts."""
    token = re.search(r'name="token" value="([^"]+)"', page)
    action = re.search(r'<form method="post" action="([^"]+/bulk[^"]*)"', page)
    assert token is not None, page
    assert action is not None
    return {"action": html.unescape(action[1]), "to": "longlist", "token": token[1]}


def test_exactly_the_chosen_ones_are_moved_whatever_is_searched_for_and_undone_as_one(
    installation: Installation,
) -> None:
    made = people(installation, *NAMES)
    director = installation.signed_in("director")
    director.post(f"{HOME}/{made['Bea Two']}/mark", data={"opinion": "pick"})  # not in this order any more
    chosen = [made["Bea Two"], made["Dot Four"]]
    asked = {"q": "stage:received", "lens": "next", "to": "longlist", "with": ["", *chosen]}
    page = director.get(f"{HOME}/bulk", params=asked).text
    assert "Move 2 to longlist?" in page
    assert "You chose exactly <strong>2 applications</strong>" in page
    assert re.findall(r"<li><a [^>]+><bdi>([^<]+)</bdi>", page.split("Whom you chose")[1].split("</ul>")[0]) == [
        "Bea Two",
        "Dot Four",
    ]
    done = confirm(director, preview(page))
    assert done.status_code == 303
    assert {reference for reference, stage in stages(installation).items() if stage == "longlist"} == {*chosen}
    act = director.get(done.headers["location"]).text
    assert "2 moved to longlist" in act
    assert not any(f"#{reference}" in act for reference in chosen)
    assert director.post(f"{done.headers['location']}/undo").status_code == 303
    assert {*stages(installation).values()} == {"received"}


def test_nobody_chosen_moves_nobody_and_never_all(installation: Installation) -> None:
    people(installation, *NAMES)
    director = installation.signed_in("director")
    answer = director.get(f"{HOME}/bulk", params={"to": "longlist", "with": ""})
    assert (answer.status_code, "Nobody is chosen." in answer.text) == (422, True)
    answer = director.get(f"{HOME}/bulk", params={"to": "longlist", "with": "no reference, at all"})
    assert answer.status_code == 200
    assert "Nobody can be moved to longlist" in answer.text
    assert "Not in this role, or not any more: NO, REFERENCE, AT, ALL." in answer.text
    many = ",".join(f"K{number}" for number in range(61))
    answer = director.get(f"{HOME}/bulk", params={"to": "longlist", "with": many})
    assert (answer.status_code, "61 are chosen, and one move takes 60." in answer.text) == (422, True)
    assert {*stages(installation).values()} == {"received"}


def test_what_changes_between_looking_and_confirming_moves_nobody(installation: Installation) -> None:
    made = people(installation, *NAMES)
    director = installation.signed_in("director")
    chosen = [made["Ada One"], made["Bea Two"]]
    form = preview(director.get(f"{HOME}/bulk", params={"to": "longlist", "with": chosen}).text)
    move(director, made["Bea Two"], "received", "callback")
    answer = confirm(director, form)
    assert answer.status_code == 409
    assert "You chose exactly" in answer.text
    assert stages(installation)[made["Ada One"]] == "received"


def test_whom_a_conflict_hides_is_not_moved_and_is_told_of_as_if_there_were_none(installation: Installation) -> None:
    made = people(installation, *NAMES)
    director = installation.signed_in("director")
    assert director.post(f"{HOME}/{made['Ada One']}/conflict", data={"reason": "My sister."}).status_code == 303
    page = director.get(f"{HOME}/bulk", params={"to": "longlist", "with": [made["Ada One"], made["Bea Two"]]}).text
    assert "Move 1 to longlist?" in page
    assert f"Not in this role, or not any more: {made['Ada One']}." in page
    assert "Ada One" not in page
    confirm(director, preview(page))
    assert (stages(installation)[made["Ada One"]], stages(installation)[made["Bea Two"]]) == ("received", "longlist")


def test_boxes_are_a_form_of_their_own_that_who_may_not_move_people_compares_with(installation: Installation) -> None:
    made = people(installation, *NAMES)
    for who, moves in (("director", True), ("producer", False)):
        client = installation.signed_in(who)
        page = client.get(HOME).text
        boxes = re.findall(r'<input type="checkbox" name="with" value="([^"]+)" form="chosen">', page)
        assert {*boxes} == {*made.values()}
        assert (f'formaction="{HOME}/bulk"' in page) is moves
        beside = client.get(f"{HOME}/compare", params={"with": ["", made["Ada One"], made["Cid Three"]]}).text
        assert re.findall(r'<th scope="col" abbr="([^"]+)"', beside) == ["Ada One", "Cid Three"]


@pytest.fixture
def room(served: tuple[Installation, str], browser: Browser) -> Iterator[tuple[Installation, Page]]:
    installation, base = served
    people(installation, *NAMES)
    page = browser.new_page(viewport={"width": 1200, "height": 800}, base_url=base)
    sign_in(page, base, "director")
    page.goto(f"{HOME}?lens=name")
    expect(page.locator(".card")).to_have_count(len(NAMES))
    yield installation, page
    page.close()


@pytest.mark.browser
def test_who_is_chosen_on_two_views_is_moved_and_then_nobody_is_chosen(room: tuple[Installation, Page]) -> None:
    installation, page = room
    bar = page.locator("form.chosen")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(bar.get_by_role("status")).to_have_text("1 chosen")
    expect(bar.get_by_role("button", name="Compare")).to_be_hidden()
    page.get_by_role("link", name="List").first.click()
    expect(page.get_by_label("Choose Ada One")).to_be_checked()
    page.get_by_label("Choose Cid Three").check()
    expect(bar.get_by_role("status")).to_have_text("2 chosen")
    expect(bar.get_by_role("button", name="Compare")).to_be_visible()
    page.goto(f"{HOME}?q=Dot&lens=name")
    expect(bar.get_by_role("status")).to_have_text("2 chosen")
    bar.get_by_role("link", name="2 chosen").click()
    expect(page.locator(".card .name")).to_have_text(["Ada One", "Cid Three"])
    bar.get_by_label("Move to").select_option("shortlist")
    bar.get_by_role("button", name="Move…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move 2 to shortlist?")
    page.get_by_role("button", name="Move 2 applications to shortlist").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 moved to shortlist")
    assert sorted(stages(installation).values()) == ["received"] * 3 + ["shortlist"] * 2
    page.goto(HOME)
    expect(page.locator(".card")).to_have_count(len(NAMES))
    expect(bar).to_be_hidden()


@pytest.mark.browser
def test_shift_chooses_a_range_a_mark_leaves_it_and_clear_ends_it(room: tuple[Installation, Page]) -> None:
    _, page = room
    bar, checked = page.locator("form.chosen"), page.locator(".choose input:checked")
    page.get_by_label("Choose Bea Two").click()
    page.get_by_label("Choose Dot Four").click(modifiers=["Shift"])
    expect(checked).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("Shift+c")
    expect(bar.get_by_role("status")).to_have_text("4 chosen")
    page.keyboard.press("p")
    expect(page.locator(".say")).to_contain_text("Pick for Eve Five.")
    expect(checked).to_have_count(4)
    bar.get_by_role("button", name="Compare").click()
    expect(page.locator("thead bdi")).to_have_text(["Bea Two", "Cid Three", "Dot Four", "Eve Five"])
    page.go_back()
    bar.get_by_role("button", name="Clear").click()
    expect(checked).to_have_count(0)
    expect(bar).to_be_hidden()
