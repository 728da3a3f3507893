"""Undo: one key takes back the member's own last act, across views, and never what a colleague has built upon."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from casting.domain.vocabulary import Duty
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, DecisionRow, MarkRow, MembershipRow, table
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in
from tests.web.test_review import apply_as

HOME = f"/review/{PATH}"
UNDO = f"{HOME}/undo"


def undo(browser: object) -> str:
    """Press undo as the form does, and follow: the sentence of what was taken back."""
    answer = browser.post(UNDO)  # type: ignore[attr-defined]
    if answer.status_code == 409:  # an act on many is shown first
        shown = re.search(r'name="shown" value="(many[^"]+)"', answer.text)[1]  # type: ignore[index]
        answer = browser.post(UNDO, data={"shown": shown})  # type: ignore[attr-defined]
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"]).text  # type: ignore[attr-defined]
    return re.search(r'taken-back"><span dir="auto">([^<]+)<', page)[1]  # type: ignore[index]


def marks_of(installation: Installation, reference: str) -> list[tuple[str | None, int | None]]:
    rows = table(MarkRow)
    wanted = select(rows.c.opinion, rows.c.stars).order_by(rows.c.id)
    with reading(installation.engine) as session:
        key = installation.application_id(reference)
        return [(row.opinion, row.stars) for row in session.execute(wanted.where(rows.c.application_id == key))]


def stage_of(installation: Installation, reference: str) -> str:
    rows = table(ApplicationRow)
    with reading(installation.engine) as session:
        found: str = session.execute(select(rows.c.stage).where(rows.c.reference == reference)).scalar_one()
    return found


def move(browser: object, reference: str, before: str, after: str) -> None:
    answer = browser.post(f"{HOME}/{reference}/stage", data={"before": before, "stage": after})  # type: ignore[attr-defined]
    assert answer.status_code == 303, answer.text


def test_undo_goes_back_act_by_act_over_people_marks_stars_moves_and_comparisons(installation: Installation) -> None:
    mira = installation.apply(name="Mira Sokolova", email="mira@example.org")
    olga = installation.apply(name="Olga Petrova", email="olga@example.org")
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "maybe"})
    director.post(f"{HOME}/{olga}/mark", data={"opinion": "pick"})
    director.post(f"{HOME}/{olga}/mark", data={"stars": "4"})
    for one in (mira, olga):
        installation.clock.now += timedelta(seconds=1)
        move(director, one, "received", "shortlist")
    installation.clock.now += timedelta(seconds=1)
    answer = director.post(f"{HOME}/finals", data={"pair": f"{mira}~{olga}", "winner": olga, "stage": "shortlist"})
    assert answer.status_code == 303, answer.text

    installation.signed_in("associate").post(f"{HOME}/{mira}/mark", data={"opinion": "pass"})  # not hers to undo
    later = installation.signed_in("director")  # another browser: what can be undone lies on the server
    assert [undo(later) for _ in range(6)] == [
        "Taken back: Olga Petrova over Mira Sokolova. Nothing of yours counts between the two.",
        "Taken back: Olga Petrova moved from received to shortlist. The stage is received, as before.",
        "Taken back: Mira Sokolova moved from received to shortlist. The stage is received, as before.",
        "Taken back: pick, 4 stars for Olga Petrova. Your mark is pick, as before.",
        "Taken back: pick for Olga Petrova. There is no mark of yours, as before.",
        "Taken back: maybe for Mira Sokolova. There is no mark of yours, as before.",
    ]
    nothing = later.post(UNDO)
    assert (nothing.status_code, "There is nothing of yours to take back" in nothing.text) == (422, True)
    assert (stage_of(installation, mira), stage_of(installation, olga)) == ("received", "received")
    assert marks_of(installation, olga) == [("pick", None), ("pick", 4), ("pick", None), (None, None)]


def test_a_move_of_many_goes_back_as_one_but_for_whom_a_colleague_has_moved_on(installation: Installation) -> None:
    people = [installation.apply(name=f"Person {n}", email=f"p{n}@example.org") for n in range(4)]
    director = installation.signed_in("director")
    director.post(f"{HOME}/{people[0]}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(seconds=1)
    preview = director.get(f"{HOME}/bulk", params={"q": "stage:received", "to": "longlist"}).text
    token = re.search(r'name="token" value="([^"]+)"', preview)[1]  # type: ignore[index]
    moved = director.post(f"{HOME}/bulk", params={"q": "stage:received"}, data={"to": "longlist", "token": token})
    assert moved.status_code == 303, moved.text
    installation.clock.now += timedelta(seconds=1)
    move(director, people[1], "longlist", "shortlist")  # her own, taken back before: as if it had not been
    assert undo(director).startswith("Taken back: Person 1 moved from longlist to shortlist.")
    installation.clock.now += timedelta(seconds=1)
    move(_second_director(installation), people[2], "longlist", "callback")
    assert f'href="{moved.headers["location"]}">the move of 4 to longlist</a>' in director.get(UNDO).text
    assert undo(director) == (
        "Taken back: the move of 4 to longlist. 3 stand where they stood before; 1 had been moved on since, and stay."
    )
    assert [stage_of(installation, one) for one in people] == ["received", "received", "callback", "received"]
    assert undo(director).startswith("Taken back: pick for Person 0.")


def test_a_new_act_after_an_undo_is_the_next_one_to_take_back(installation: Installation) -> None:
    mira = installation.apply()
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    undo(director)
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pass"})
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "none"})
    assert undo(director) == "Taken back: the clearing of your mark for Mira Sokolova. Your mark is pass, as before."
    assert undo(director) == "Taken back: pass for Mira Sokolova. There is no mark of yours, as before."
    assert director.post(UNDO).status_code == 422


def test_what_a_colleague_has_built_upon_is_refused_with_the_choice(installation: Installation) -> None:
    """The administrator is no director, so a second one is made of the associate."""
    mira = installation.apply()
    director, associate = installation.signed_in("director"), _second_director(installation)
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    move(director, mira, "received", "longlist")
    move(associate, mira, "longlist", "shortlist")
    refused = director.post(UNDO)
    assert refused.status_code == 409
    assert "Alex Second has moved Mira Sokolova on from longlist to shortlist since." in refused.text
    assert stage_of(installation, mira) == "shortlist"
    leave = re.search(r'name="leave" value="([^"]+)"', refused.text)[1]  # type: ignore[index]
    assert director.post(UNDO, data={"leave": leave}).status_code == 303
    assert undo(director) == "Taken back: pick for Mira Sokolova. There is no mark of yours, as before."
    assert stage_of(installation, mira) == "shortlist"


def test_what_a_colleague_took_back_again_is_no_obstacle(installation: Installation) -> None:
    mira = installation.apply()
    director, associate = installation.signed_in("director"), _second_director(installation)
    move(director, mira, "received", "longlist")
    move(associate, mira, "longlist", "shortlist")
    undo(associate)
    undo(director)
    assert stage_of(installation, mira) == "received"
    rows = table(DecisionRow)
    with reading(installation.engine) as session:
        moves = session.execute(select(rows.c.before, rows.c.after).order_by(rows.c.id)).all()
    assert [tuple(one) for one in moves] == [
        ("received", "longlist"),
        ("longlist", "shortlist"),
        ("shortlist", "longlist"),
        ("longlist", "received"),
    ]


def test_an_act_is_only_left_where_it_is_the_last_one_and_blocked(installation: Installation) -> None:
    mira = installation.apply()
    director = installation.signed_in("director")
    move(director, mira, "received", "longlist")
    for name in ("move.1", "move.999", "mark.1"):
        assert director.post(UNDO, data={"leave": name}).status_code == 409
    undo(director)


def test_undo_follows_the_keys_where_one_mark_has_overtaken_another(installation: Installation) -> None:
    people = [installation.apply(name=f"Person {one}", email=f"{one}@example.org") for one in range(3)]
    director = installation.signed_in("director")
    for number, turn in ((0, "page.1"), (2, "page.3"), (1, "page.2"), (1, "forged.-1")):
        installation.clock.now += timedelta(seconds=1)
        data = {"opinion": "pass" if "forged" in turn else "pick", "turn": turn}
        assert director.post(f"{HOME}/{people[number]}/mark", data=data).status_code == 303
    said = [undo(director) for _ in range(4)]
    expected = ["pass for Person 1", "pick for Person 2", "pick for Person 1", "pick for Person 0"]
    assert [words in one for words, one in zip(expected, said, strict=True)] == [True] * 4, said


def test_undo_reaches_back_for_a_day_at_work_and_not_into_the_last_one(installation: Installation) -> None:
    mira = installation.apply()
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(hours=13)
    assert installation.signed_in("director").post(UNDO).status_code == 422


def test_the_sentence_says_what_would_go_back_next(installation: Installation) -> None:
    mira, olga = (installation.apply(name=name, email=f"{name}@example.org") for name in ("Mira", "Olga"))
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(hours=2)
    move(director, olga, "received", "shortlist")
    said = [director.post(UNDO, headers={"hx-request": "true"}).text for _ in range(2)]
    assert "Taken back: Olga moved from received to shortlist." in said[0]
    assert "U again takes back: pick for Mira, 8 Mar 2026, 15:00." in said[0]
    assert "U again" not in said[1]


def test_an_act_of_before_the_visit_is_shown_before_it_is_taken_back(installation: Installation) -> None:
    mira = installation.apply()
    director = installation.signed_in("director")
    director.post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(minutes=9)
    by_script = {"hx-request": "true"}
    asked = director.post(UNDO, data={"visit": "60"}, headers=by_script)
    assert asked.status_code == 409
    assert "Your last act that stands" in asked.text
    assert marks_of(installation, mira) == [("pick", None)]
    for shown in ("mark.999", f"many.{10**17}"):
        assert director.post(UNDO, data={"shown": shown}).status_code == 409
    assert director.post(UNDO, data={"visit": "540"}, headers=by_script).status_code == 200
    assert marks_of(installation, mira) == [("pick", None), (None, None)]


def test_a_move_of_many_is_never_taken_back_unseen(installation: Installation) -> None:
    mira = installation.apply()
    director = installation.signed_in("director")
    preview = director.get(f"{HOME}/bulk", params={"q": "stage:received", "to": "longlist"}).text
    token = re.search(r'name="token" value="([^"]+)"', preview)[1]  # type: ignore[index]
    director.post(f"{HOME}/bulk", params={"q": "stage:received"}, data={"to": "longlist", "token": token})
    for data, headers in (({}, {}), ({"visit": "99999999"}, {"hx-request": "true"})):
        asked = director.post(UNDO, data=data, headers=headers)
        assert (asked.status_code, "the move of 1 to longlist" in asked.text) == (409, True)
        assert 'data-key="u"' not in asked.text
    assert stage_of(installation, mira) == "longlist"
    assert undo(director).startswith("Taken back: the move of 1 to longlist.")
    assert stage_of(installation, mira) == "received"


@pytest.mark.browser
def test_one_key_asks_after_a_reload(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    mira = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    installation.signed_in("director").post(f"{HOME}/{mira}/mark", data={"opinion": "pick"})
    installation.clock.now += timedelta(hours=1)
    page.goto(f"{base}{HOME}")
    page.reload()
    page.keyboard.press("u")
    expect(page.locator(".lead")).to_contain_text("Your last act that stands: pick for Mira Sokolova")
    page.keyboard.press("u")
    expect(page.locator(".taken-back")).to_contain_text("Taken back: pick for Mira Sokolova.")
    page.close()


@pytest.mark.browser
def test_one_key_takes_back_on_the_sheet_what_was_done_on_a_candidate(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    mira = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{mira}")
    page.keyboard.press("p")
    expect(page.locator(".say")).to_have_text("Pick for Mira Sokolova. Undo")  # shown before, it is kept by now
    page.goto(f"{base}{HOME}")
    expect(page.locator("[data-count=picks]")).to_have_text("1")
    page.keyboard.press("u")
    expect(page.locator(".say")).to_have_text(
        "Taken back: pick for Mira Sokolova. There is no mark of yours, as before. Go there"
    )
    expect(page.locator("[data-count=picks]")).to_have_text("0")
    page.keyboard.press("u")
    expect(page.locator(".say")).to_have_text("There is nothing of yours to take back here.")
    page.close()


@pytest.mark.browser
def test_what_is_taken_back_of_one_leaves_the_page_of_the_next_under_the_hands(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    for name in ("Mira Sokolova", "Anna Petrova"):
        apply_as(installation, name)
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?lens=name&q=stage:received")
    page.locator(".card .face").first.click()
    expect(page.locator("h1")).to_have_text("Anna Petrova")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("Mira Sokolova")
    expect(page.locator(".say")).to_have_text("Pick for Anna Petrova. Undo")
    page.locator("textarea[data-key=n]").fill("Look at her hands")
    page.locator(".say").get_by_role("button", name="Undo").click()
    expect(page.locator(".say")).to_contain_text("Taken back: pick for Anna Petrova.")
    page.wait_for_load_state("networkidle")
    expect(page.locator("textarea[data-key=n]")).to_have_value("Look at her hands")
    page.get_by_role("link", name="Go there").click()
    expect(page.locator("h1")).to_have_text("Anna Petrova")
    assert parse_qs(urlsplit(page.url).query) == {"lens": ["name"], "q": ["stage:received"]}
    expect(page.locator("[data-key=p]")).not_to_have_attribute("aria-pressed", "true")
    page.close()


@pytest.mark.browser
def test_every_act_replaces_what_was_said_of_the_one_before(served: tuple[Installation, str], browser: Browser) -> None:
    installation, base = served
    mira = installation.apply()
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/{mira}")
    said = page.locator(".say")
    for key, words in (
        ("m", "Maybe for Mira Sokolova. Undo"),
        ("u", re.compile("Taken back: maybe for Mira Sokolova.")),
        ("3", "3 stars for Mira Sokolova. Undo"),
        ("0", "No mark for Mira Sokolova now. Undo"),
    ):
        page.keyboard.press(key)
        expect(said).to_have_text(words)
        page.wait_for_load_state("networkidle")
    page.close()


@pytest.mark.browser
def test_undo_is_in_reach_after_a_mark_by_touch_on_the_sheet(
    served: tuple[Installation, str], browser: Browser
) -> None:
    installation, base = served
    installation.apply()
    page = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}")
    page.locator(".card .quick button[value=maybe]").tap()
    expect(page.locator(".say")).to_have_text("Maybe for Mira Sokolova. Undo")
    expect(page.locator(".say button")).to_be_in_viewport()
    page.locator(".say button").tap()
    expect(page.locator(".say")).to_contain_text("Taken back: maybe for Mira Sokolova.")
    expect(page.locator(".card")).to_have_attribute("data-opinion", "")
    page.close()


def _second_director(installation: Installation) -> object:

    rows = table(MembershipRow)
    with writing(installation.engine) as session:
        session.execute(
            rows.update().where(rows.c.member_id == installation.members["associate"]).values(duty=Duty.DIRECTOR.value)
        )
    return installation.signed_in("associate")
