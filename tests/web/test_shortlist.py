"""The whole shortlist, from the sign-in to the board: once by the keyboard alone, once by touch alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from casting.store.engine import reading
from casting.store.tables import ApplicationRow, table
from tests.installation import PATH, Installation
from tests.web.conftest import PASSWORD, let_pass, sign_in, stop_clock
from tests.web.test_apply import photograph

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

HOME = f"/review/{PATH}"
AMONG = 12


def stages(installation: Installation) -> dict[str, int]:
    """How many stand in each stage."""
    rows = table(ApplicationRow)
    found: dict[str, int] = {}
    with reading(installation.engine) as session:
        for stage in session.scalars(select(rows.c.stage)):
            found[stage] = found.get(stage, 0) + 1
    return found


def fill(installation: Installation, *, among: int = AMONG) -> None:
    for number in range(among):
        installation.apply(name=f"Person {number:02}", email=f"p{number}@example.org")


def tab_to(page: Page, selector: str) -> None:
    """Go on by the tabulator until this has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the tabulator")


def test_by_the_keyboard_alone(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    fill(installation)
    page = browser.new_page()
    page.goto(f"{base}/sign-in")
    tab_to(page, "input[type=email]")
    page.keyboard.type("director@casting.example.org")
    tab_to(page, "input[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, f"a[href='{HOME}']")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(AMONG)

    page.keyboard.press("j")  # on the sheet
    for key in "pxpm":
        page.keyboard.press(key)
    expect(page.locator("[data-count=seen]")).to_have_text("4")
    page.keyboard.press("Enter")  # the fifth one's page
    page.wait_for_url(f"**{HOME}/*")
    installation.clock.now += timedelta(minutes=1)
    for opinion in ("pick", "pass", "pick"):  # on candidates' pages
        name = page.locator("h1").inner_text()
        page.keyboard.press({"pick": "p", "pass": "x"}[opinion])
        expect(page.locator("h1")).not_to_have_text(name)
    page.keyboard.press("u")
    expect(page.locator(".say")).to_contain_text("Taken back: pick for")

    page.keyboard.press("g")
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("mark:pick")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}/*")
    for number in range(3):
        name = page.locator("h1").inner_text()
        for stage in ("longlist", "shortlist"):
            page.keyboard.press("]")
            expect(page.locator("#stage .stage")).to_contain_text(stage)
        if number < 2:
            page.keyboard.press("j")
            expect(page.locator("h1")).not_to_have_text(name)
    assert stages(installation) == {"received": AMONG - 3, "shortlist": 3}
    page.keyboard.press("g")
    expect(page.locator(".card").first).to_be_visible()
    tab_to(page, ".ways a[href$='/board']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    page.close()


def test_where_titles_are_long_the_ways_in_the_bar_stay_whole(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    fill(installation, among=1)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    sign_in(page, base, "director")
    for way in ("", "/board"):
        page.goto(f"{base}{HOME}{way}")
        for title in (".bar .call bdi", ".bar .path .call + *"):
            page.locator(title).evaluate(
                "title => { title.textContent = 'The lighthouse keeper and the sea, '.repeat(3) }"
            )
        lines = page.locator(".bar .ways li a").evaluate_all(
            "ways => ways.map(way => { const words = document.createRange(); words.selectNodeContents(way); "
            "return words.getClientRects().length })"
        )
        assert set(lines) == {1}
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.close()


def test_by_touch_alone(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    fill(installation, among=3)
    picture = ("me.jpg", photograph(900, 1100), "image/jpeg")
    installation.post_form(
        installation.browser(), files={"headshot": picture}, name="Person 03", email="p3@example.org"
    )
    installation.work()
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{base}/sign-in")
    page.get_by_label("E-mail").tap()
    page.keyboard.type("director@casting.example.org")  # the telephone's own keyboard
    page.get_by_label("Password").tap()
    page.keyboard.type(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    page.wait_for_url("**/review")
    page.locator(f"a[href='{HOME}']").first.tap()
    page.locator(".card", has_text="Person 01").locator("button[value=pick]").tap()
    expect(page.locator("[data-opinion=pick] .name")).to_have_text("Person 01")

    page.goto(f"{base}{HOME}?lens=name")
    page.locator(".card .face", has_text="Person 03").tap()
    expect(page.locator("h1")).to_have_text("Person 03")
    page.get_by_role("button", name="Pick").first.tap()
    expect(page.locator("[aria-pressed=true]").first).to_contain_text("ick")
    for stage in ("longlist", "shortlist"):
        page.get_by_role("button", name=stage.capitalize()).tap()
        expect(page.locator("#stage .stage")).to_contain_text(stage)
    assert stages(installation) == {"received": 3, "shortlist": 1}
    swipe(page, by=20)
    swipe(page, by=200)
    expect(page.locator("h1")).to_have_text("Person 02")
    context.close()


def swipe(page: Page, *, by: int) -> None:
    """One finger over the portrait, `by` pixels across, as the browser itself hands touches on."""
    page.locator(".left .frame").scroll_into_view_if_needed()
    box = page.locator(".left .frame").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches = page.context.new_cdp_session(page)
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in (1, 2, 3, 4):
        moved = [{"x": x + by * step / 4, "y": y}]
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": moved})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_double_click_marks_one_and_not_the_next_unseen(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    fill(installation, among=4)
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?lens=name")
    page.locator(".card .face").first.click()
    expect(page.locator("h1")).to_have_text("Person 00")
    stop_clock(page)
    let_pass(page, 1000)
    pass_button = page.get_by_role("button", name="Pass")
    pass_button.dblclick()
    expect(page.locator("h1")).to_have_text("Person 01")
    pass_button.click(delay=50)
    let_pass(page, 700)
    expect(page.locator("h1")).to_have_text("Person 01")
    pass_button.click()
    expect(page.locator("h1")).to_have_text("Person 02")
    let_pass(page, 700)
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("Person 03")
    page.keyboard.press("]")
    expect(page.locator(".say")).to_have_text("Person 03 stands in longlist now. U takes it back.")
    page.goto(f"{base}{HOME}?lens=name")
    expect(page.locator("[data-count=seen]")).to_have_text("3")
    page.close()
