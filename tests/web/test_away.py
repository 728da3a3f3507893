"""Without a connection: marks wait on the page, and are sent in their order with the time at which they were given."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect
from sqlalchemy import select

from casting.store.engine import reading
from casting.store.tables import LookRow, MarkRow, table
from tests.installation import NOON, PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"


def marks_of(installation: Installation) -> list[tuple[int, str | None, int | None]]:
    rows = table(MarkRow)
    wanted = select(rows.c.application_id, rows.c.opinion, rows.c.stars).order_by(rows.c.id)
    with reading(installation.engine) as session:
        return [tuple(row) for row in session.execute(wanted)]


def on_a_candidate(installation: Installation, base: str, browser: Browser) -> tuple[BrowserContext, Page, str]:
    """A director's browser at the one who has applied, with her reference."""
    mira = installation.apply()
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{mira}")
    return context, page, mira


@pytest.mark.browser
def test_marks_given_without_a_connection_are_kept_told_of_and_sent_in_order(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    for number in range(3):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org")
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?lens=received")
    names = page.locator(".card .name").all_inner_texts()
    context.set_offline(True)
    for key in "jpmx":
        page.keyboard.press(key)
    expect(page.locator(".say")).to_have_text("No connection: 3 marks kept on this page, to be sent when it is back.")
    page.keyboard.press("u")
    expect(page.locator(".say")).to_have_text(
        f"The mark for {names[2]} was taken back before it was sent. 2 marks still wait."
    )
    assert marks_of(installation) == []
    context.set_offline(False)
    expect(page.locator(".say")).to_have_text("The connection is back: 2 marks sent.")
    expect(page.locator("[data-count=seen]")).to_have_text("2")
    assert [mark[1:] for mark in marks_of(installation)] == [("pick", None), ("maybe", None)]
    assert page.evaluate("sessionStorage.getItem('casting.waiting')") is None
    context.close()


@pytest.mark.browser
def test_what_was_under_way_as_the_page_was_left_is_sent_by_the_next_one_without_a_word(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    context, page, mira = on_a_candidate(installation, base, browser)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if len(held) < 2:
            held.append(route)  # taken, and not answered
        else:
            route.continue_()

    page.route(re.compile("/(note|mark)$"), hold)
    page.keyboard.press("n")
    page.keyboard.type("Still hands.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("4")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".rating .lit")).to_have_count(4)
    page.goto(f"{base}{HOME}")
    expect(page.locator(".card .stars .star")).to_have_count(4)
    assert [mark[1:] for mark in marks_of(installation)] == [(None, 4)]
    expect(page.locator(".say")).to_have_text("")
    page.goto(f"{base}{HOME}/{mira}")
    expect(page.locator("#text")).to_have_value("Still hands.")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_on_a_candidate_the_page_stays_and_warns_before_it_is_left(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    context, page, _ = on_a_candidate(installation, base, browser)
    context.set_offline(True)
    page.keyboard.press("4")
    expect(page.locator(".say")).to_have_text("No connection: 1 mark kept on this page, to be sent when it is back.")
    expect(page.locator("h1")).to_have_text("Mira Sokolova")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    context.set_offline(False)
    expect(page.locator(".say")).to_have_text("The connection is back: 1 mark sent.")
    assert [mark[1:] for mark in marks_of(installation)] == [(None, 4)]
    context.close()


@pytest.mark.browser
def test_the_next_five_candidates_are_there_before_they_are_asked_for(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    references = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(8)][::-1]
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, base, "director")
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url.partition("?")[0].rpartition("/")[2]))
    with page.expect_event("requestfinished", lambda request: f"/{references[5]}?" in request.url):
        page.goto(f"{base}{HOME}/{references[0]}?lens=received")
    context.set_offline(True)
    for number in range(5):
        page.keyboard.press("p")
        expect(page.locator("h1")).to_have_text(f"Person {6 - number}")
    page.keyboard.press("p")
    expect(page.locator(".say")).to_contain_text("6 marks kept on this page")
    expect(page.locator("h1")).to_have_text("Person 2")
    assert [one for one in fetched if one in references] == references[:6]
    with reading(installation.engine) as session:
        assert len(session.execute(select(table(LookRow).c.id)).all()) == 1
    context.set_offline(False)
    expect(page.locator(".say")).to_contain_text("6 marks sent")
    expect(page.locator("[data-key=p]")).to_have_attribute("aria-pressed", "true")
    assert [mark[1:] for mark in marks_of(installation)] == [("pick", None)] * 6
    context.close()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ((NOON - timedelta(minutes=1)).isoformat(), NOON - timedelta(minutes=1)),
        ("2026-03-08T11:59:00.000Z", NOON - timedelta(minutes=1)),
        ((NOON + timedelta(minutes=1)).isoformat(), NOON),
        ((NOON - timedelta(hours=2)).isoformat(), NOON),
        ("2026-03-08T11:59:00", NOON),
        ("yesterday", NOON),
    ],
)
def test_a_mark_keeps_the_time_at_which_it_was_given_where_that_can_be(
    installation: Installation, told: str, kept: object
) -> None:
    mira = installation.apply()
    installation.signed_in("director").post(f"{HOME}/{mira}/mark", data={"opinion": "pick", "at": told})
    rows = table(MarkRow)
    with reading(installation.engine) as session:
        assert session.execute(select(rows.c.marked_at)).scalar_one() == kept
