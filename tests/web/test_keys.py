"""The team's keys, in a browser: marks are kept and the next candidate stands there, with and without the script."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from casting import resources
from casting.web.pages import CandidatePage, Card, LateMove, MarkView, OrderBar, SheetPage
from casting.web.patterns import patterns
from casting.web.patterns.invented import HOME, card, name_of, picture_of, reference_of
from casting.web.render import Renderer
from tests.installation import PATH, Installation
from tests.web.conftest import let_pass, sign_in, stop_clock

pytestmark = pytest.mark.browser

ORIGIN = "http://casting.test"
MANY = 12


def portrait(number: int, size: str) -> str:
    return f"/portraits/{number}/{size}"


def href(number: int) -> str:
    return f"{HOME}/{reference_of(number)}" if 0 <= number < MANY else ""


class Team:
    """The review as a browser sees it, of twelve invented people, held in memory.

    Attributes:
        marks: opinion and stars by number.
        posted: every post: the last word of its address, and what it said.
        failing: numbers whose marks are answered with an error.
        choice: what a move is answered with, as if a colleague had been quicker.
        bar: what is answered to whom asks whether the order has changed.
        waiting: while it is a list, posts are taken but not answered; they wait in it.
    """

    def __init__(self) -> None:
        samples = patterns(portrait)
        sheet, candidate = samples["sheet"], samples["candidate"]
        assert isinstance(sheet, SheetPage)
        assert isinstance(candidate, CandidatePage)
        self._sheet, self._candidate = sheet, candidate
        self._renderer = Renderer(resources.templates_folder(), static=resources.static_folder())
        self._number_of = {href(number): number for number in range(MANY)}
        self.marks: dict[int, tuple[str, int]] = {}
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.failing: set[int] = set()
        self.bar: OrderBar | None = None
        self.choice: LateMove | None = None
        self.waiting: list[tuple[Route, str]] | None = None

    def answer(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if route.request.method == "POST" and self.waiting is not None:
            self.waiting.append((route, path))
        elif route.request.method == "POST":
            self._take(route, path)
        elif path.startswith("/static/"):
            route.fulfill(path=resources.static_folder() / path.removeprefix("/static/"))
        elif path == HOME:
            cards = tuple(self._card(number) for number in range(MANY))
            page = replace(self._sheet, cards=cards, next_href="", seen=0, picks=0, undo_action=f"{HOME}/undo")
            route.fulfill(body=self._renderer.page(page), content_type="text/html")
        elif path == f"{HOME}/order" and self.bar is not None:
            route.fulfill(body=self._renderer.page(self.bar), content_type="text/html")
        elif path in self._number_of:
            candidate = self._page(self._number_of[path])
            route.fulfill(body=self._renderer.page(candidate), content_type="text/html")
        else:
            route.fulfill(status=204)

    def go_on(self) -> None:
        """Answer what waits, and from now on at once."""
        waiting, self.waiting = self.waiting or [], None
        for route, path in waiting:
            self._take(route, path)

    def _take(self, route: Route, path: str) -> None:
        address, _, act = path.rpartition("/")
        number = self._number_of[address]
        said = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        self.posted.append((act, said))
        if number in self.failing:
            route.fulfill(
                status=500, body='<main><p class="lead">It has withdrawn.</p></main>', content_type="text/html"
            )
            return
        if act == "stage" and self.choice is not None:
            late = replace(self._page(number), choice=self.choice)
            route.fulfill(status=409, body=self._renderer.page(late), content_type="text/html")
            return
        opinion, stars = self.marks.get(number, ("", 0))
        if act == "mark":
            opinion, stars = said.get("opinion", opinion), int(said.get("stars", stars))
            self.marks[number] = ("", 0) if opinion == "none" else (opinion, stars)
        if said.get("partial") == "card":
            route.fulfill(body=self._renderer.page(self._card(number)), content_type="text/html")
        else:
            route.fulfill(status=303, headers={"location": said.get("onward") or address})

    def _mark(self, number: int) -> MarkView:
        return MarkView(*self.marks.get(number, ("", 0)), action=f"{href(number)}/mark", onward=href(number + 1))

    def _card(self, number: int) -> Card:
        return replace(card(number, portrait), href=href(number), mark=replace(self._mark(number), onward=HOME))

    def _page(self, number: int) -> CandidatePage:
        return replace(
            self._candidate,
            name=name_of(number),
            role_href=HOME,
            mark=self._mark(number),
            picture=picture_of(number, portrait),
            large=portrait(number, "large"),
            next_href=href(number + 1),
            previous_href=href(number - 1),
            upcoming=(),
            opened_action=f"{href(number)}/opened",
            note_action=f"{href(number)}/note",
            undo_action=f"{HOME}/undo",
            stage_action=f"{href(number)}/stage",
            stage_seen=41,
        )


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def page(browser: Browser, team: Team) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.route("**/*", team.answer)
    yield context.new_page()
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def active(page: Page) -> str | None:
    return page.locator(".card[aria-current]").get_attribute("id")


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(25)
    pytest.fail("It never came.")


def opened(page: Page, number: int) -> None:
    """Wait until the candidate is on screen."""
    expect(page).to_have_url(f"{ORIGIN}{href(number)}")
    page.wait_for_load_state("load")  # a key pressed before the script has run is nobody's
    expect(page.locator("h1")).to_have_text(name_of(number))


# ------------------------------------------------------------------------------------------------- the sheet


def test_marks_in_the_sheet_move_on_and_are_counted(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    press(page, "j", "p", "x", "m")
    for number, opinion in enumerate(("pick", "pass", "maybe")):
        expect(page.locator("#card-" + reference_of(number))).to_have_attribute("data-opinion", opinion)
    assert team.marks == {0: ("pick", 0), 1: ("pass", 0), 2: ("maybe", 0)}
    turns = [said["turn"].split(".") for _, said in team.posted]
    assert (len({page for page, _ in turns}), [number for _, number in turns]) == (1, ["1", "2", "3"])
    assert active(page) == "card-" + reference_of(3)
    expect(page.locator("[data-count=seen]")).to_have_text("3")
    expect(page.locator("[data-count=picks]")).to_have_text("1")


def test_marks_are_sent_without_waiting_for_the_answer_to_another_candidates(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    team.waiting = []
    press(page, "j", "p", "x", "m")
    wait_until(page, lambda: len(team.waiting or []) == 3)
    team.go_on()
    expect(page.locator("[data-count=seen]")).to_have_text("3")
    assert team.marks == {0: ("pick", 0), 1: ("pass", 0), 2: ("maybe", 0)}


def test_marks_of_one_candidate_are_kept_in_the_order_of_the_keys(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    team.waiting = []
    press(page, "j", "2", "3", "x")
    wait_until(page, lambda: len(team.waiting or []) == 1)
    team.go_on()
    card = page.locator("#card-" + reference_of(0))
    expect(card).to_have_attribute("data-opinion", "pass")
    expect(card.locator(".stars .star")).to_have_count(3)
    wait_until(page, lambda: len(team.posted) == 3)
    assert [said.get("stars") or said["opinion"] for _, said in team.posted] == ["2", "3", "pass"]
    expect(page.locator("[data-count=seen]")).to_have_text("1")


def test_a_mark_in_the_sheet_that_was_not_kept_is_said_by_name(page: Page, team: Team) -> None:
    team.failing.add(0)
    page.goto(f"{ORIGIN}{HOME}")
    press(page, "j", "p")
    expect(page.locator(".say")).to_contain_text(f"The mark for {name_of(0)} was not kept.")
    expect(page.locator("#card-" + reference_of(0))).to_have_attribute("data-opinion", "")


def test_a_mark_in_the_sheet_is_shown_before_it_is_answered_and_as_it_is_kept(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    team.waiting = []
    press(page, "j", "3", "p")
    card = page.locator("#card-" + reference_of(0))
    expect(card.locator(".letter")).to_have_text("P")
    expect(card.locator(".stars")).to_have_attribute("aria-label", "3 stars")
    expect(card.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-count=picks]")).to_have_text("1")
    said = "".join(card.inner_html().split())
    assert team.marks == {}
    team.go_on()
    wait_until(page, lambda: team.marks == {0: ("pick", 3)})
    page.wait_for_load_state("networkidle")
    assert "".join(card.inner_html().split()) == said
    expect(page.locator("[data-count=seen]")).to_have_text("1")


def test_a_mark_in_the_sheet_that_was_refused_gives_way_to_the_one_before(page: Page, team: Team) -> None:
    team.marks[0] = ("maybe", 2)
    team.failing.add(0)
    page.goto(f"{ORIGIN}{HOME}")
    team.waiting = []
    press(page, "j", "0", "p")
    card = page.locator("#card-" + reference_of(0))
    expect(card.locator(".badge")).to_have_text("Your mark: pickP")
    team.go_on()
    expect(card.locator(".letter")).to_have_text("M")
    expect(card.locator(".star")).to_have_count(2)
    expect(card.get_by_role("button", name="Maybe")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-count=picks]")).to_have_text("0")


def test_without_a_connection_a_card_shows_what_waits_and_undo_takes_back_one_at_a_time(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    page.context.set_offline(True)
    page.context.unroute_all()
    press(page, "j", "2", "p")
    card = page.locator("#card-" + reference_of(0))
    expect(page.locator(".say")).to_contain_text("2 marks kept on this page")
    expect(card.locator(".badge")).to_have_text("Your mark: pickP")
    expect(card.locator(".star")).to_have_count(2)
    press(page, "u")
    expect(card).to_have_attribute("data-opinion", "")
    expect(card.locator(".star")).to_have_count(2)
    press(page, "u")
    expect(card.locator(".badge")).to_have_count(0)
    expect(page.locator("[data-count=seen]")).to_have_text("0")
    assert team.posted == []


def test_a_button_in_the_sheet_marks_and_keeps_the_focus(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    card = page.locator("#card-" + reference_of(4))
    card.hover()
    card.get_by_role("button", name="Maybe").click()
    expect(card).to_have_attribute("data-opinion", "maybe")
    expect(card.get_by_role("button", name="Maybe")).to_be_focused()
    assert team.marks == {4: ("maybe", 0)}


def test_stars_in_the_sheet_stay_and_can_be_taken_back(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    press(page, "j", "4")
    stars = page.locator(f"#card-{reference_of(0)} .stars")
    expect(stars.locator(".star")).to_have_count(4)
    assert active(page) == "card-" + reference_of(0)
    press(page, "0")
    expect(stars).to_have_count(0)
    assert team.marks == {0: ("", 0)}


def test_arrows_follow_the_rows_and_enter_opens(page: Page) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    press(page, "ArrowRight", "ArrowDown")
    columns = page.evaluate("getComputedStyle(document.querySelector('.cards')).gridTemplateColumns.split(' ').length")
    assert active(page) == f"card-{reference_of(columns)}"
    press(page, "ArrowLeft", "Enter")
    opened(page, columns - 1)


def test_the_sheet_comes_back_to_the_candidate_that_was_left(page: Page) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    press(page, "j", "Enter")
    opened(page, 0)
    press(page, "j")
    opened(page, 1)
    press(page, "g")
    expect(page.locator("#card-" + reference_of(1))).to_have_attribute("aria-current", "true")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert reference_of(1) not in kept
    assert "stage:" not in kept


# --------------------------------------------------------------------------------------------- one candidate


def test_a_mark_brings_the_next_candidate(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    for number, key in enumerate("pxm"):
        press(page, key)
        opened(page, number + 1)
    assert team.marks == {0: ("pick", 0), 1: ("pass", 0), 2: ("maybe", 0)}


def test_going_back_shows_the_mark(page: Page) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "p")
    opened(page, 1)
    press(page, "k")
    opened(page, 0)
    expect(page.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    opened(page, 1)


def test_stars_stay_with_the_candidate(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "3")
    expect(page.locator(".rating .lit")).to_have_count(3)
    expect(page.locator(".rating .clear")).to_be_visible()
    opened(page, 0)
    press(page, "0")
    expect(page.locator(".rating .lit")).to_have_count(0)
    assert team.marks == {0: ("", 0)}


def test_a_mark_that_was_not_kept_is_said_by_name(page: Page, team: Team) -> None:
    team.failing.add(0)
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "p")
    opened(page, 1)
    expect(page.locator(".say")).to_contain_text(f"The mark for {name_of(0)} was not kept. It has withdrawn.")
    page.get_by_role("link", name="Go back there").click()
    opened(page, 0)


def test_the_last_candidate_stays(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(MANY - 1)}")
    press(page, "p")
    expect(page.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    opened(page, MANY - 1)
    assert team.marks == {MANY - 1: ("pick", 0)}


def test_only_a_candidate_that_was_on_screen_counts_as_opened(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "j")
    opened(page, 1)
    page.wait_for_timeout(300)
    assert [act for act, _ in team.posted].count("opened") == 2


def test_keys_are_letters_while_one_writes(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "n", "p", "x", "1")
    expect(page.locator("#text")).to_have_value("px1")
    press(page, "Escape", "j")
    opened(page, 1)
    assert team.marks == {}


def test_keys_with_ctrl_belong_to_the_browser(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "Alt+p", "Control+x")
    page.wait_for_timeout(200)
    opened(page, 0)
    assert team.marks == {}


def test_a_key_means_its_place_on_a_cyrillic_keyboard(page: Page) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    opened(page, 1)


def test_a_decision_is_one_key_and_carries_the_stage_that_was_seen(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    page.get_by_label("Reason for a move").fill("Stillness.")
    press(page, "Escape")
    with page.expect_response(f"**{href(0)}/stage"):
        press(page, "]")
    moves = [said for act, said in team.posted if act == "stage"]
    assert moves == [{"before": "longlist", "seen": "41", "reason": "Stillness.", "stage": "shortlist"}]


def choice(number: int) -> LateMove:
    return LateMove(
        said="Alex Brandt moved her to longlist just now.",
        asked="Keep that, or move to shortlist all the same?",
        keep="Keep longlist",
        keep_href=href(number),
        insist="Move to shortlist all the same",
        action=f"{href(number)}/stage",
        stage="shortlist",
        before="longlist",
        seen=42,
        reason="Stillness.",
    )


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Enter", None),  # the way that changes nothing has the focus
        ("y", None),
        ("a", {"before": "longlist", "seen": "42", "reason": "Stillness.", "stage": "shortlist"}),
        ("]", "nothing"),  # pressed twice in a hurry, the key of a move does not answer the question
    ],
)
def test_a_move_that_came_too_late_is_answered_by_a_choice_and_that_by_one_key(
    page: Page, team: Team, key: str, said: object
) -> None:
    team.choice = choice(0)
    page.goto(f"{ORIGIN}{href(0)}")
    press(page, "]")
    expect(page.get_by_role("link", name="Keep longlist")).to_be_focused()
    team.posted, team.choice = [], None
    asked = page.get_by_role("heading", name="Alex Brandt moved her to longlist just now.")
    if said is None:
        press(page, key)
        expect(asked).to_have_count(0)
    elif said == "nothing":
        press(page, key)
        expect(asked).to_be_visible()
    else:
        with page.expect_response(f"**{href(0)}/stage"):
            press(page, key)
    assert [one for act, one in team.posted if act == "stage"] == ([said] if isinstance(said, dict) else [])


def test_that_the_order_has_changed_is_said_after_a_mark_and_stays_said(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    team.bar = OrderBar(14, 100, HOME, f"{HOME}/order")
    press(page, "p")
    opened(page, 1)
    bar = page.locator(".changed")
    expect(bar).to_contain_text("The order has changed: 14 of the first 100 moved.")
    press(page, "j")
    opened(page, 2)
    expect(bar).to_contain_text("14 of the first 100 moved.")
    expect(bar.get_by_role("button", name="Show")).to_be_visible()


def test_a_key_turns_to_the_next_lens_and_the_menu_closes_when_one_clicks_beside_it(page: Page) -> None:
    page.goto(f"{ORIGIN}{HOME}")
    menu = page.locator("details.lenses")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Random")).to_be_visible()
    page.locator(".foot .progress").click()
    expect(menu).not_to_have_attribute("open", "")
    press(page, "l")
    expect(page).to_have_url(f"{ORIGIN}{HOME}?lens=next")


def test_the_list_of_keys_and_the_full_picture_open_and_close(page: Page) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    for key, dialog in (("?", "#keys"), ("f", "#full")):
        press(page, key)
        expect(page.locator(dialog)).to_be_visible()
        press(page, key)
        expect(page.locator(dialog)).to_be_hidden()


def test_a_mark_is_shown_at_once_and_pressed_again_in_haste_it_is_not_the_next_ones(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    opened(page, 0)
    team.waiting = []
    stop_clock(page)
    # Nobody has fetched this one ahead, so that her page waits for the answer
    page.evaluate("to => document.querySelector('form[data-mark]').dataset.mark = to", f"{href(2)}?lens=name")
    press(page, "p")
    expect(page.locator("[data-key=p]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".say")).to_have_text("Saving…")
    press(page, "p", "p")
    team.go_on()
    expect(page.locator("h1")).to_have_text(name_of(2))
    press(page, "p")  # was meant for the one before, as the two that were swallowed
    expect(page.locator(".say")).to_have_text(f"Pick for {name_of(0)}. Undo")
    let_pass(page, 650)
    assert team.marks == {0: ("pick", 0)}
    press(page, "p")
    opened(page, 3)
    assert team.marks == {0: ("pick", 0), 2: ("pick", 0)}
    press(page, "j")
    opened(page, 4)
    expect(page.locator(".say")).to_have_text("")


def test_a_note_that_was_not_saved_waits_for_her_until_it_is(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    page.locator("#text").fill("Look at her hands")
    page.locator("#visibility").select_option("me")
    press(page, "Escape", "m")
    opened(page, 1)
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("[data-not-saved]")).to_be_hidden()
    assert reference_of(0) not in page.evaluate("Object.keys(sessionStorage).join()")
    press(page, "k")
    opened(page, 0)
    expect(page.locator("#text")).to_have_value("Look at her hands")
    expect(page.locator("#visibility")).to_have_value("me")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    press(page, "3")  # the page is fetched anew
    expect(page.locator(".rating .lit")).to_have_count(3)
    expect(page.locator("#text")).to_have_value("Look at her hands")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#text")).to_have_value("")
    kept = "!Object.keys(sessionStorage).some(key => key.includes('unsent'))"
    wait_until(page, lambda: bool(page.evaluate(kept)))
    assert [said["text"] for act, said in team.posted if act == "note"] == ["Look at her hands"]
    page.reload()
    expect(page.locator("#text")).to_have_value("")


def next_is_there(page: Page, number: int) -> None:
    """Wait until the page of the one after this candidate has been fetched ahead."""
    with page.expect_response(f"**{href(number + 1)}"):
        page.goto(f"{ORIGIN}{href(number)}")
    opened(page, number)


def test_a_note_leaves_its_box_at_once_and_the_next_key_marks(page: Page, team: Team) -> None:
    next_is_there(page, 0)
    team.waiting = []
    press(page, "n")
    page.keyboard.type("Her timing is funny.")
    press(page, "Control+Enter", "p")
    opened(page, 1)
    wait_until(page, lambda: len([path for _, path in team.waiting or [] if path.endswith(("/note", "/mark"))]) == 2)
    team.go_on()
    wait_until(page, lambda: team.marks == {0: ("pick", 0)})
    assert [said["text"] for act, said in team.posted if act == "note"] == ["Her timing is funny."]
    press(page, "k")
    opened(page, 0)
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("[data-not-saved]")).to_be_hidden()


def test_a_second_note_is_typed_while_the_first_is_on_its_way(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    team.waiting = []
    press(page, "n")
    page.keyboard.type("First")
    press(page, "Control+Enter", "n")
    page.keyboard.type("Seco")
    wait_until(page, lambda: bool(team.waiting))
    team.go_on()
    page.keyboard.type("nd")
    press(page, "Control+Enter")
    wait_until(page, lambda: [said["text"] for act, said in team.posted if act == "note"] == ["First", "Second"])
    expect(page.locator("#text")).to_have_value("")
    assert team.marks == {}


def test_a_note_that_was_not_kept_comes_back_before_what_was_typed_since(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    team.failing.add(0)
    team.waiting = []
    press(page, "n")
    page.keyboard.type("First")
    page.locator("#visibility").select_option("production")
    press(page, "Control+Enter")
    expect(page.locator("h1")).to_be_focused()
    team.go_on()
    box = page.locator("#text")
    expect(page.locator(".say")).to_have_text(f"The note on {name_of(0)} was not kept. It has withdrawn.")
    expect(box).to_be_focused()
    expect(box).to_have_value("First")
    team.waiting = []
    press(page, "Control+Enter", "n")
    page.keyboard.type("and second")
    team.go_on()
    expect(box).to_have_value("First\nand second")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    expect(page.locator("#visibility")).to_have_value("production")


def test_a_note_that_was_not_kept_waits_for_who_has_gone_on(page: Page, team: Team) -> None:
    next_is_there(page, 0)
    team.failing.add(0)
    team.waiting = []
    press(page, "n")
    page.keyboard.type("Her timing")
    press(page, "Control+Enter", "j")
    opened(page, 1)
    team.go_on()
    expect(page.locator(".say")).to_contain_text(f"The note on {name_of(0)} was not kept.")
    expect(page.locator("#text")).to_have_value("")
    page.get_by_role("link", name="Go back there").click()
    opened(page, 0)
    expect(page.locator("#text")).to_have_value("Her timing")
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def test_a_note_is_kept_from_each_control_of_its_form(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    for name in ("Seen by", "Tape at", "Keep the note"):
        page.locator("#text").fill(name)
        control = page.locator("form.write[data-unsent]")
        (control.get_by_role("button") if name.startswith("Keep") else control.get_by_label(name)).focus()
        press(page, "Control+Enter")
        expect(page.locator("#text")).to_have_value("")
    wait_until(page, lambda: len([act for act, _ in team.posted if act == "note"]) == 3)
    assert [said["text"] for act, said in team.posted if act == "note"] == ["Seen by", "Tape at", "Keep the note"]


def test_letters_go_on_where_one_writes_while_the_page_is_fetched_anew(page: Page, team: Team) -> None:
    page.goto(f"{ORIGIN}{href(0)}")
    team.waiting = []
    press(page, "3", "n")
    page.keyboard.type("Happ")
    wait_until(page, lambda: bool(team.waiting))
    with page.expect_response(f"**{href(0)}"):
        team.go_on()
    expect(page.locator(".rating .clear")).to_be_visible()
    page.keyboard.type("y pause")
    expect(page.locator("#text")).to_have_value("Happy pause")
    assert team.marks == {0: ("", 3)}


def test_only_the_list_that_one_came_from_opens_where_one_was(page: Page) -> None:
    page.goto(f"{ORIGIN}{href(7)}")
    press(page, "g")
    expect(page.locator("#card-" + reference_of(7))).to_have_attribute("aria-current", "true")
    page.goto(f"{ORIGIN}{HOME}?q=stage:received")
    page.wait_for_load_state("load")
    assert page.locator(".card[aria-current]").count() == 0
    assert page.evaluate("scrollY") == 0


# ----------------------------------------------------------------------------------------- with a real server


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_note_and_a_decision_the_whole_page_is_anew(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    reference = installation.apply(name="Mira Sokolova")
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, base, "director")
    page.goto(f"{base}/review/{PATH}/{reference}")
    page.get_by_label("A note").fill("Still hands.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".note p")).to_have_text("Still hands.")
    expect(page.get_by_label("A note")).to_have_value("")
    expect(page.locator("#keys dd", has_text="move to longlist")).to_have_count(1)
    press(page, "]")
    expect(page.locator("h2 .stage")).to_have_text("longlist")
    expect(page.locator("#keys dd", has_text="move to shortlist")).to_have_count(1)
    page.get_by_label("Reason for a move").fill("x" * 600)
    press(page, "Escape", "]")
    expect(page.get_by_role("alert")).to_contain_text("Shorten it")
    assert [text for text in complaints if "422" not in text] == []
    context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mark_that_is_given_while_a_move_or_a_note_is_kept_follows_it(
    browser: Browser, served: tuple[Installation, str]
) -> None:
    installation, base = served
    for number in range(3):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org")
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}/review/{PATH}?lens=name")
    page.locator(".card .face").first.click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/(note|stage)\?"), hold)
    for number, keys in enumerate((["n", "@", "Control+Enter", "p"], ["]", "p"])):
        expect(page.locator("h1")).to_have_text(f"Person {number}")
        press(page, *keys)
        wait_until(page, lambda number=number: len(held) == number + 1)  # type: ignore[misc]
        held[-1].continue_()
    expect(page.locator("h1")).to_have_text("Person 2")
    page.goto(f"{base}/review/{PATH}?lens=name&q=mark:pick")
    expect(page.locator(".card .name")).to_have_text(["Person 0", "Person 1"])
    expect(page.locator(".card .stage")).to_have_text(["received", "longlist"])
    page.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_move_on_of_somebody_whom_one_has_passed_says_so(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    reference = installation.apply(name="Mira Sokolova")
    director = installation.signed_in("director")
    director.post(f"/review/{PATH}/{reference}/mark", data={"opinion": "pass"})
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}/review/{PATH}/{reference}")
    press(page, "]")
    expect(page.locator(".say")).to_have_text("Mira Sokolova stands in longlist now. You passed her. U takes it back.")
    page.get_by_text("Another stage").click()
    page.get_by_role("button", name="Move to released").click()
    expect(page.locator(".say")).to_have_text("Mira Sokolova stands in released now. U takes it back.")
    page.get_by_role("link", name="Shortlist").click()
    expect(page).to_have_url(f"{base}/review/{PATH}/shortlist")
    page.close()


# ---------------------------------------------------------------------------------------- without the script


def test_marks_without_the_script(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    for number in range(3):
        installation.apply(name=name_of(number), email=f"somebody{number}@example.org")
    installation.work()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, "director")
    home = f"{base}/review/{PATH}"
    page.goto(home)
    names = [page.locator(".card .name").nth(number).inner_text() for number in range(3)]
    page.get_by_role("link", name=names[0]).click()
    page.get_by_role("button", name="Maybe").click()
    expect(page.locator("h1")).to_have_text(names[1])
    page.get_by_role("button", name="4 stars").click()
    expect(page.locator(".rating .lit")).to_have_count(4)
    expect(page.locator("h1")).to_have_text(names[1])
    page.goto(home)
    third = page.locator(".card").nth(2)
    third.hover()
    third.get_by_role("button", name="Pick").click()
    expect(page.locator("[data-opinion=pick] .name")).to_have_text(names[2])
    expect(page.locator("[data-opinion=maybe] .name")).to_have_text(names[0])
    expect(page).to_have_url(re.compile(re.escape(home)))
    context.close()
