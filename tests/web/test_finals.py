"""The finals: one key for each pair, everyone's comparisons together, nothing lost when somebody leaves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import event, func, select, update

from casting.domain.vocabulary import Stage
from casting.store.comparisons import standing_comparisons
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, ComparisonRow, MaterialRow, table
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}/finals"
PAIR = re.compile(r'name="pair" value="([^"~]+)~([^"]+)"')


def fill(installation: Installation, number: int, *, stage: Stage = Stage.SHORTLIST) -> list[str]:
    """So many applications in a stage; their references."""
    made = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(number)]
    rows = table(ApplicationRow)
    with writing(installation.engine) as session:
        session.execute(update(rows).where(rows.c.reference.in_(made)).values(stage=stage.value))
    return made


def pair_on(page: str) -> tuple[str, str]:
    found = PAIR.search(page)
    assert found is not None, "no pair on the page"
    return found[1], found[2]


def standing(installation: Installation) -> list[tuple[int, int, int]]:
    role_id = installation.role().role_id
    with reading(installation.engine) as session:
        kept = standing_comparisons(session, role_id=role_id)
    return [(one.winner_id, one.loser_id, one.member_id) for one in kept]


def rows_kept(installation: Installation) -> int:
    with reading(installation.engine) as session:
        return session.scalar(select(func.count()).select_from(table(ComparisonRow))) or 0


def choose(browser: object, pair: tuple[str, str], winner: str, **more: str) -> str:
    """Choose one of the pair as the form does, and follow; the next page."""
    data = {"pair": "~".join(pair), "winner": winner, "stage": "shortlist", **more}
    answer = browser.post(HOME, data=data)  # type: ignore[attr-defined]
    assert answer.status_code == 303, answer.text
    page: str = browser.get(answer.headers["location"]).text  # type: ignore[attr-defined]
    return page


def test_pair_after_pair_leads_to_an_order(installation: Installation) -> None:
    """Person 0 is better than person 1, and so on: what the director says, the page says again."""
    references = fill(installation, 5)
    director = installation.signed_in("director")
    page = director.get(HOME).text
    assert "0 comparisons" in page
    assert "The order so far" not in page
    for made in range(1, 11):
        pair = pair_on(page)
        page = choose(director, pair, min(pair, key=references.index))
        assert f"{made} comparison" in page
    assert "You have compared every two" in page
    table_rows = re.findall(r'<th scope="row" class="name"><a [^>]+><bdi>(Person \d)</bdi>', page)
    assert table_rows == [f"Person {number}" for number in range(5)]
    assert "Contradictions" not in page
    assert len(standing(installation)) == 10


def test_the_same_pair_is_not_asked_again_and_later_puts_it_off(installation: Installation) -> None:
    fill(installation, 3)
    director = installation.signed_in("director")
    page = director.get(HOME).text
    first = pair_on(page)
    later = re.search(r'href="([^"]+)" data-key="s"', page)
    assert later is not None
    after = director.get(later[1].replace("&amp;", "&")).text
    second = pair_on(after)
    assert {*second} != {*first}
    assert rows_kept(installation) == 0
    skipped = re.search(r'name="skipped" value="([^"]+)"', after)
    assert skipped is not None
    third = pair_on(choose(director, second, second[0], skipped=skipped[1]))
    assert {*third} not in ({*first}, {*second})


def test_the_last_comparison_is_taken_back_by_a_row_that_says_so(installation: Installation) -> None:
    fill(installation, 4)
    director = installation.signed_in("director")
    first = pair_on(director.get(HOME).text)
    second = pair_on(choose(director, first, first[0]))
    choose(director, second, second[0])
    answer = director.post(f"{HOME}/undo", data={"stage": "shortlist"})
    assert answer.status_code == 303
    shown = pair_on(director.get(answer.headers["location"]).text)
    assert {*shown} == {*second}
    assert len(standing(installation)) == 1
    assert rows_kept(installation) == 3
    director.post(f"{HOME}/undo", data={"stage": "shortlist"})
    assert standing(installation) == []
    assert director.post(f"{HOME}/undo", data={"stage": "shortlist"}).status_code == 422
    assert rows_kept(installation) == 4


def test_a_newer_word_on_a_pair_replaces_the_older_and_the_same_again_adds_nothing(installation: Installation) -> None:
    fill(installation, 2)
    director = installation.signed_in("director")
    pair = pair_on(director.get(HOME).text)
    choose(director, pair, pair[0])
    choose(director, pair, pair[0])
    assert rows_kept(installation) == 1
    choose(director, pair, pair[1])
    winner, loser = installation.application_id(pair[1]), installation.application_id(pair[0])
    assert standing(installation) == [(winner, loser, installation.members["director"])]


def test_what_colleagues_said_shows_after_ones_own_first_comparison(installation: Installation) -> None:
    fill(installation, 3)
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    pair = pair_on(associate.get(HOME).text)
    choose(associate, pair, pair[0])
    before = director.get(HOME).text
    assert "Colleagues have made 1 comparison" in before
    assert "The order so far" not in before
    own = pair_on(before)
    after = choose(director, own, own[0])
    assert "The order so far" in after
    assert "2 people have compared" in after
    onlooker = installation.signed_in("producer").get(HOME).text
    assert "The order so far" in onlooker
    assert 'name="winner"' not in onlooker


def test_contradictions_are_named(installation: Installation) -> None:
    first, second, third = fill(installation, 3)
    director = installation.signed_in("director")
    choose(director, (first, second), first)
    choose(director, (second, third), second)
    page = choose(director, (third, first), third)
    assert "<bdi>Person 0</bdi> over <bdi>Person 1</bdi> over <bdi>Person 2</bdi> over <bdi>Person 0</bdi>" in page


@pytest.mark.parametrize("went", [Stage.WITHDRAWN, Stage.LONGLIST])
def test_a_pair_of_which_one_has_left_is_told_of_and_nothing_else_is_lost(
    installation: Installation, went: Stage
) -> None:
    fill(installation, 4)
    director = installation.signed_in("director")
    first = pair_on(director.get(HOME).text)
    second = pair_on(choose(director, first, first[0]))
    gone = next(one for one in second if one not in first)
    rows = table(ApplicationRow)
    with writing(installation.engine) as session:
        session.execute(update(rows).where(rows.c.reference == gone).values(stage=went.value))
    answer = director.post(HOME, data={"pair": "~".join(second), "winner": gone, "stage": "shortlist"})
    assert answer.status_code == 409
    assert "so this comparison was not kept" in answer.text
    assert gone not in pair_on(answer.text)
    assert len(standing(installation)) == 1


def test_who_was_merged_meanwhile_is_told_of_without_a_name(installation: Installation) -> None:
    first, second, third = fill(installation, 3)
    director = installation.signed_in("director")
    rows = table(ApplicationRow)
    with writing(installation.engine) as session:
        held_for = installation.application_id(third)
        session.execute(update(rows).where(rows.c.reference == second).values(held_for=held_for))
    answer = director.post(HOME, data={"pair": f"{first}~{second}", "winner": first, "stage": "shortlist"})
    assert answer.status_code == 409
    assert "One of the two has been merged with another application" in answer.text
    assert "Person 1" not in answer.text
    assert rows_kept(installation) == 0


def test_more_than_thirty_are_said_and_the_first_thirty_taken(installation: Installation) -> None:
    fill(installation, 32, stage=Stage.LONGLIST)
    page = installation.signed_in("director").get(HOME).text
    assert "32 stand in longlist. These are the first 30 of the published order." in page
    pair = pair_on(page)
    page = installation.signed_in("director").get(f"{HOME}?stage=received").text
    assert "Fewer than two stand in received" in page
    assert pair[0] != pair[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 404),
        ({"pair": "A~B"}, 404),
        ({"pair": "A~B", "winner": "A", "stage": "shortlist"}, 404),
        ({"pair": "A~A", "winner": "A", "stage": "shortlist"}, 422),
        ({"pair": "A~B", "winner": "C", "stage": "shortlist"}, 404),
        ({"pair": "A~B", "winner": "A", "stage": "released"}, 404),
        ({"pair": "A~B" * 2000, "winner": "A", "stage": "shortlist"}, 422),
    ],
)
def test_what_no_button_sends_keeps_nothing(installation: Installation, typed: dict[str, str], status: int) -> None:
    fill(installation, 2)
    assert installation.signed_in("director").post(HOME, data=typed).status_code == status
    assert rows_kept(installation) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "query", ["?pair=x", "?pair=A~B", "?skipped=A~A.B~C", "?skipped=%F0%9F%92%A5", "?pair=~&skipped=.~."]
)
def test_an_address_that_names_nobody_shows_the_next_pair(installation: Installation, query: str) -> None:
    fill(installation, 2)
    answer = installation.signed_in("director").get(f"{HOME}{query}")
    assert answer.status_code == 200
    assert pair_on(answer.text)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_pair_costs_as_many_queries_among_many_as_among_few(installation: Installation) -> None:
    asked: list[str] = []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    counts = []
    director = installation.signed_in("director")
    for number in (2, 28):
        fill(installation, number)
        asked.clear()
        assert director.get(HOME).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 17, asked


# ---------------------------------------------------------------------------------------------- by keyboard


@pytest.fixture
def page(browser: Browser, served: tuple[Installation, str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, served[1], "director")
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_keys_choose_put_off_and_take_back(served: tuple[Installation, str], page: Page) -> None:
    installation, base = served
    fill(installation, 4)
    page.goto(f"{base}{HOME}")
    said = page.locator(".above")
    for number, key in enumerate(["ArrowLeft", "2", "ArrowRight"], start=1):
        page.keyboard.press(key)
        expect(said).to_contain_text(f"{number} comparison")
    here = [page.locator("input[name=pair]").input_value()]
    page.keyboard.press("s")
    expect(page.locator("input[name=pair]")).not_to_have_value(here[0])
    assert len(standing(installation)) == 3
    page.keyboard.press("u")
    expect(said).to_contain_text("2 comparisons")
    assert "pair=" in page.url
    page.keyboard.press("1")
    expect(said).to_contain_text("3 comparisons")
    assert len(standing(installation)) == 3


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_finals_need_no_script(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    fill(installation, 3)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}")
    for number in (1, 2):
        page.locator(".versus .button").first.click()
        expect(page.locator(".above")).to_contain_text(f"{number} comparison")
    page.get_by_role("button", name="Take my last one back").click()
    expect(page.locator(".above")).to_contain_text("1 comparison")
    context.close()


# ----------------------------------------------------------------------------------- what one looks at meanwhile


def film(installation: Installation, reference: str) -> None:
    """A tape that was sent and can be played."""
    values = {
        "application_id": installation.application_id(reference),
        "kind": "tape",
        "state": "ready",
        "media_type": "video/mp4",
        "file_name": "me.mp4",
        "stream": "0" * 64,
        "medium": "1" * 64,
        "seconds": 65,
        "handed_in_at": installation.clock(),
    }
    with writing(installation.engine) as session:
        session.execute(table(MaterialRow).insert().values(values))


def test_each_of_the_two_has_her_tape_and_the_notes_one_may_read(installation: Installation) -> None:
    first, second = fill(installation, 2)
    film(installation, first)
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    for text in ("One.", "Two.", "Three.", "Four."):
        director.post(f"/review/{PATH}/{first}/note", data={"text": text, "visibility": "team", "second": "0:42"})
    director.post(f"/review/{PATH}/{second}/note", data={"text": "For me alone.", "visibility": "me"})
    page = director.get(HOME).text
    assert re.findall(r'<video src="([^"]+)" poster="([^"]+)" controls', page) == [
        (f"/media/tapes/{'0' * 64}", f"/media/pictures/{'1' * 64}")
    ]
    assert page.count('href="https://example.org/tape"') == 1  # of who sent none
    assert re.findall(r'<p class="word" dir="auto">([^<]+) <', page) in (
        ["Four.", "Three.", "Two.", "For me alone."],
        ["For me alone.", "Four.", "Three.", "Two."],
    )
    assert "tape at 0:42" in page
    assert "1 older note on the candidate’s page." in page
    # A colleague reads notes once she has marked, and never what is for somebody else alone.
    page = associate.get(HOME).text
    assert "Four." not in page
    assert page.count("Colleagues’ notes are shown once you have marked.") == 2
    for reference in (first, second):
        associate.post(f"/review/{PATH}/{reference}/mark", data={"opinion": "maybe"})
    page = associate.get(HOME).text
    assert ["Four." in page, "For me alone." in page] == [True, False]


def test_what_the_two_differ_in_is_marked(installation: Installation) -> None:
    references = [
        installation.apply(name=f"Person {cm}", email=f"{cm}@example.org", height=cm) for cm in ("165", "172")
    ]
    rows = table(ApplicationRow)
    with writing(installation.engine) as session:
        session.execute(update(rows).where(rows.c.reference.in_(references)).values(stage=Stage.SHORTLIST.value))
    page = installation.signed_in("director").get(HOME).text
    marked = re.findall(r'<tr class="differ"><th scope="row">([^<]+) <small>gate, differ</small></th>(.+?)</tr>', page)
    assert [title for title, _ in marked] == ["Height 150–180 cm"]
    assert sorted(re.findall(r"\d+ cm", marked[0][1])) == ["165 cm", "172 cm"]


def test_the_two_cost_no_more_queries_than_a_page_may(installation: Installation) -> None:
    for reference in fill(installation, 3):
        film(installation, reference)
    director, asked = installation.signed_in("director"), []
    director.get(HOME)
    event.listen(installation.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert "<video" in director.get(HOME).text
    assert len(asked) <= 12, asked
