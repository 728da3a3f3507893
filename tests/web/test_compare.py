"""Side by side: two to four row by row, up to twelve as a survey; whoever is gone is told of."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.installation import PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"


def words(page: str) -> dict[str, str]:
    """Of each row whether they are the same in it."""
    found = re.findall(r'<th scope="row"><span>(.+?) <small>(?:[a-z]+, )?(same|differ)</small>', page)
    return dict(found)


def names(page: str) -> list[str]:
    return re.findall(r"<bdi class=\"name\">([^<]+)</bdi></a>\s+<span class=\"facts small", page)


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


def read_rows(page: str) -> dict[str, list[str]]:
    """What is read in each row that is not held against the pinned one, cell by cell."""
    rows = re.findall(r'<th scope="row"><span>([^<]+)</span></th>(.+?)</tr>', page, re.DOTALL)
    return {title: re.findall(r"<td[^>]*>.*?>([^<]*)</", cells) for title, cells in rows}


def test_own_words_tapes_and_the_newest_note_that_one_may_read_stand_side_by_side(installation: Installation) -> None:
    mira = installation.apply(name="Mira Sokolova", email="mira@example.org", experience=f"First. {'word ' * 80}")
    olga = installation.apply(name="Olga Petrova", email="olga@example.org", experience="Short.", tape_url="")
    director, associate = (installation.signed_in(who) for who in ("director", "associate"))
    for text, visibility in (("An old one.", "team"), ("Still hands.", "team"), ("For me.", "me")):
        assert director.post(f"{HOME}/{mira}/note", data={"text": text, "visibility": visibility}).status_code == 303
    address = f"{HOME}/compare?with={mira},{olga}"
    told = read_rows(director.get(address).text)
    (words,) = (cells for title, cells in told.items() if title not in {"Tape", "Newest note"})
    assert words[0].startswith("First. word word")
    assert words[0].endswith("word …")
    assert len(words[0]) < 250
    assert words[1] == "Short."
    assert told["Tape"] == ["Tape", "–"]
    assert told["Newest note"] == ["For me. — Dana Direct", "–"]
    assert "Newest note" not in read_rows(associate.get(address).text)
    associate.post(f"{HOME}/{mira}/mark", data={"opinion": "maybe"})
    assert read_rows(associate.get(address).text)["Newest note"] == ["Still hands. — Dana Direct", "–"]


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_stand_side_by_side_on_a_telephone(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(3)]
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/compare?with={made[0]},{made[1]}")
    boxes = [
        page.locator("tbody tr").first.locator(cell).bounding_box() for cell in ("th", "td >> nth=0", "td >> nth=1")
    ]
    label, first, second = (box for box in boxes if box is not None)
    assert label["y"] + label["height"] <= first["y"] == second["y"]
    assert 0 <= first["x"] < first["x"] + first["width"] <= second["x"]
    assert second["x"] + second["width"] <= 390
    page.goto(f"{base}{HOME}/compare?with={','.join(made)}")
    page.locator(".wide").evaluate("wide => wide.scrollTo(400, 0)")
    expect(page.locator("tbody th span").first).to_be_in_viewport(ratio=1)
    context.close()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "Two to four stand beside each other here"),
        (1, "One alone cannot be compared"),
        (5, "5 to survey"),
        (13, "12 at most are shown at once: these are the first of 13"),
    ],
)
def test_too_few_and_too_many_are_told(installation: Installation, number: int, told: str) -> None:
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(number)]
    page = installation.signed_in("producer").get(f"{HOME}/compare?with={','.join(made)}").text
    assert told in page
    assert names(page) == []
    surveyed = re.findall(r'<bdi class="name">(.+?)</bdi>', page)
    assert surveyed == ([f"Person {n}" for n in range(min(number, 12))] if number > 4 else [])


def test_whom_one_passed_leaves_the_survey_and_four_stand_row_by_row(installation: Installation) -> None:
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(5)]
    director, survey = installation.signed_in("director"), f"{HOME}/compare?with={','.join(made)}"
    assert f'href="{survey}&amp;without=pass"' in director.get(survey).text
    director.post(f"{HOME}/{made[1]}/mark", data={"opinion": "pass"})
    assert names(director.get(f"{survey}&without=pass").text) == [f"Person {n}" for n in (0, 2, 3, 4)]
    assert names(installation.signed_in("associate").get(f"{survey}&without=pass").text) == []


def test_who_is_not_in_the_role_is_told_of(installation: Installation) -> None:
    two = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(2)]
    page = installation.signed_in("director").get(f"{HOME}/compare?with={two[1]},z9zzz-99,{two[0]}").text
    assert "Not in this role, or not any more: Z9ZZZ-99." in page
    assert names(page) == ["Person 1", "Person 0"]


@pytest.mark.browser
def test_one_key_chooses_on_the_sheet_and_on_a_candidate(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(2)]
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?q=%23{made[0]}")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("[data-compare]")).to_have_text("Compare 1")
    page.goto(f"{base}{HOME}/{made[1]}")
    page.keyboard.press("c")
    expect(page.locator(".say")).to_have_text("Person 1 is chosen: 2 in all.")
    new_tab = context.new_page()
    new_tab.goto(page.url)
    expect(new_tab.locator("[data-compare]")).to_have_text("Compare 2")
    new_tab.close()
    page.locator("[data-compare]").click()
    expect(page.locator("thead bdi")).to_have_text(["Person 0", "Person 1"])
    page.go_back()
    page.go_back()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("[data-compare]")).to_have_text("Compare 2")
    context.close()


@pytest.mark.browser
def test_in_a_survey_marks_are_given_by_keys_and_one_key_takes_out(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(5)]
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/compare?with={','.join(made)}")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("[data-opinion=pick] .name")).to_have_text("Person 0")
    page.keyboard.press("c")
    expect(page.locator("thead bdi")).to_have_text([f"Person {n}" for n in (0, 2, 3, 4)])
    page.get_by_role("link", name="Take out Person 3").click()
    expect(page.locator("thead bdi")).to_have_text([f"Person {n}" for n in (0, 2, 4)])
    page.goto(f"{base}{HOME}")
    expect(page.locator("[data-compare]")).to_have_text("Compare 3")
    page.close()


def test_columns_are_marked_without_the_script_and_lead_back(installation: Installation) -> None:
    mira, olga = (installation.apply(name=name, email=f"{name}@example.org") for name in ("Mira", "Olga"))
    beside, director = f"{HOME}/compare?with={olga},{mira}", installation.signed_in("director")
    page = director.get(beside).text
    assert page.count('class="quick"') == 2
    assert f'name="onward" value="{beside}"' in page
    answer = director.post(f"{HOME}/{mira}/mark", data={"stars": "4", "onward": beside}, follow_redirects=False)
    assert answer.headers["location"] == beside
    page = director.get(beside).text
    assert 'value="4" aria-pressed="true"' in page
    assert page.count('class="lit"') == 4
    assert 'class="quick"' not in installation.signed_in("producer").get(beside).text


@pytest.fixture
def columns(served: tuple[Installation, str], browser: Browser) -> Iterator[Page]:
    """Three beside each other, as a director has them before her."""
    installation, base = served
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(3)]
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/compare?with={','.join(made)}")
    page.wait_for_load_state("load")
    yield page
    page.close()


def row(page: Page, title: str = "Your mark") -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=title)).get_by_role("cell")


@pytest.mark.browser
def test_keys_mark_the_column_in_the_frame_and_undo_takes_it_back(columns: Page) -> None:
    framed = columns.locator("th[aria-current] .name")
    for key in ("p", "j", "j", "4", "m"):  # the first is nobody's, since no column is chosen yet
        columns.keyboard.press(key)
    expect(framed).to_have_text("Person 2")
    expect(columns.locator(".say")).to_have_text("Maybe for Person 1. Undo")
    expect(row(columns)).to_have_text(["–", re.compile("maybe, 4 stars"), "–"])
    row(columns, "Stage").first.click()
    expect(framed).to_have_text("Person 0")
    columns.keyboard.press("x")
    expect(columns.locator("th[data-opinion=pass] .name")).to_have_text("Person 0")
    expect(row(columns).first).to_have_text("pass")
    columns.locator(".say").get_by_role("button", name="Undo").click()
    expect(row(columns)).to_have_text(["–", re.compile("maybe, 4 stars"), "–"])
    expect(columns.locator("th[data-opinion=pass]")).to_have_count(0)
    columns.keyboard.press("?")
    expect(columns.locator("#keys")).to_contain_text("move from column to column")


@pytest.mark.browser
def test_buttons_of_a_column_mark_it_at_once_and_what_is_refused_is_taken_back(columns: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    columns.route("**/mark", hold_the_first)
    column = columns.locator("th.card").nth(1)
    column.get_by_role("button", name="Pick").click()
    column.get_by_role("button", name="3 stars").click()
    expect(column.locator(".lit")).to_have_count(3)
    expect(column.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    expect(column.get_by_role("button", name="Take back")).to_be_visible()
    expect(row(columns)).to_have_text(["–", "–", "–"])
    held[0].fulfill(status=409, body='<main><p class="lead">She has withdrawn.</p></main>', content_type="text/html")
    expect(column).to_have_attribute("data-opinion", "")
    expect(column.locator(".lit")).to_have_count(3)
    expect(row(columns).nth(1)).to_contain_text("3 stars")
    expect(column.get_by_role("button", name="3 stars")).to_be_focused()
    column.get_by_role("button", name="Take back").click()
    expect(row(columns)).to_have_text(["–", "–", "–"])


@pytest.mark.browser
def test_without_a_connection_a_columns_mark_waits_and_can_be_taken_back(columns: Page) -> None:
    columns.context.set_offline(True)
    for key in ("j", "p", "p"):
        columns.keyboard.press(key)
    expect(columns.locator(".say")).to_contain_text("2 marks kept on this page")
    columns.keyboard.press("u")
    expect(columns.locator("th[data-opinion=pick] .name")).to_have_text("Person 0")
    columns.context.set_offline(False)
    expect(columns.locator(".say")).to_have_text("The connection is back: 1 mark sent.")
    expect(row(columns)).to_have_text(["pick", re.compile("–"), re.compile("–")])
