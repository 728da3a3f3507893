"""The board, and acts on all that a search finds: exactly those who were previewed, or nobody."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import event, func, select

from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, DecisionRow, MessageRow, table
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in

HOME = f"/review/{PATH}"
APPLICATION = table(ApplicationRow)


def people(installation: Installation, *names: str) -> dict[str, str]:
    """Applications under these names, by name."""
    return {
        name: installation.apply(name=name, email=f"{name.lower().replace(' ', '.')}@example.org") for name in names
    }


def stages(installation: Installation) -> dict[str, str]:
    with reading(installation.engine) as session:
        rows = session.execute(select(APPLICATION.c.reference, APPLICATION.c.stage))
        return {row.reference: row.stage for row in rows}


def rows_of(installation: Installation, row: Any) -> int:
    with reading(installation.engine) as session:
        return int(session.execute(select(func.count()).select_from(table(row))).scalar_one())


def move(client: TestClient, reference: str, before: str, after: str) -> None:
    answer = client.post(f"{HOME}/{reference}/stage", data={"before": before, "stage": after})
    assert answer.status_code == 303, answer.text


def previewed(client: TestClient, q: str, to: str) -> dict[str, str]:
    """What the form of a preview posts."""
    page = client.get(f"{HOME}/bulk", params={"q": q, "to": to})
    assert page.status_code == 200, page.text
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token is not None, page.text
    action = re.search(r'<form method="post" action="([^"]+/bulk[^"]*)"', page.text)
    assert action is not None
    return {"action": html.unescape(action[1]), "to": to, "token": token[1]}


def confirm(client: TestClient, form: dict[str, str], reason: str = "") -> Any:
    data = {name: value for name, value in form.items() if name != "action"}
    return client.post(form["action"], data=data | {"reason": reason})


# ---------------------------------------------------------------------------------------------------- board


def test_each_stage_has_its_quota_its_first_faces_and_its_search(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three")
    director = installation.signed_in("director")
    move(director, made["Bea Two"], "received", "shortlist")
    page = director.get(f"{HOME}/board").text
    quota = next(count for stage, count in installation.role().role.quotas.items() if stage.value == "shortlist")
    column = page.partition('data-stage="shortlist"')[2].partition("</li>\n    <li class")[0]
    assert f"1 of {quota}" in column
    assert "Bea Two" in column
    assert "Ada One" not in column
    assert f'href="{HOME}?q=stage:shortlist"' in column
    assert re.findall(r'data-stage="(\w+)"', page) == [
        "received",
        "longlist",
        "shortlist",
        "callback",
        "hold",
        "booked",
        "released",
        "withdrawn",
    ]
    assert 'href="' + HOME + '/board"' in director.get(HOME).text


def test_three_people_cost_the_board_as_many_queries_as_one(installation: Installation) -> None:
    director, asked = installation.signed_in("director"), []
    engine = installation.app.state.rooms.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for name in ("Ada One", "Bea Two", "Cid Three"):
        move(director, people(installation, name)[name], "received", "longlist")
        asked.clear()
        director.get(f"{HOME}/board")
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert 0 < counts[0] <= 15


# ----------------------------------------------------------------------------------------------------- bulk


def test_exactly_those_who_were_found_are_moved_as_one_act_and_nothing_is_sent(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three", "Dot Four")
    director = installation.signed_in("director")
    move(director, made["Dot Four"], "received", "shortlist")
    sent = rows_of(installation, MessageRow)
    form = previewed(director, "stage:received", "longlist")
    answer = confirm(director, form, "Met every gate.")
    assert answer.status_code == 303
    assert stages(installation) == {
        made["Ada One"]: "longlist",
        made["Bea Two"]: "longlist",
        made["Cid Three"]: "longlist",
        made["Dot Four"]: "shortlist",
    }
    page = director.get(answer.headers["location"]).text
    assert "3 moved to longlist" in page
    assert re.search(r'href="/review/[^"]*\?q=[^"]+">Back to the search</a>', page)
    assert "Nothing was sent to anyone." in page
    assert "Met every gate." in page
    assert rows_of(installation, MessageRow) == sent
    with reading(installation.engine) as session:
        audit, decision = table(AuditRow), table(DecisionRow)
        lines = session.execute(select(audit).where(audit.c.act == "moved many applications")).all()
        decided = session.execute(select(decision.c.reason, decision.c.member_id).where(decision.c.after == "longlist"))
        assert {tuple(row) for row in decided} == {("Met every gate.", installation.members["director"])}
    (line,) = lines
    assert (line.subject, line.member_id) == (PATH, installation.members["director"])
    told = {name: line.detail[name] for name in ("q", "to", "found", "moved")}
    assert told == {"q": "stage:received", "to": "longlist", "found": 3, "moved": 3}


def test_the_preview_restates_search_and_number_and_says_who_stays_and_why(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three")
    director = installation.signed_in("director")
    move(director, made["Bea Two"], "received", "callback")
    with writing(installation.engine) as session:
        session.execute(
            APPLICATION.update().where(APPLICATION.c.reference == made["Cid Three"]).values(stage="withdrawn")
        )
    q = "stage:received or stage:callback or stage:withdrawn"
    page = director.get(f"{HOME}/bulk", params={"q": q, "to": "callback"}).text
    assert f'<code dir="auto">{q}</code> finds exactly <strong>3 applications</strong>' in page
    assert "1 of them move, 2 stay." in page
    rows = re.findall(r'<th scope="row">(\w+)</th><td>(\d+)</td><td>(?:<strong>)?(\d+)[^>]*(?:</td>|>)<?', page)
    assert ("received", "1", "0") in rows
    assert ("callback", "1", "2") in rows
    assert "1 stays: there already" in page
    assert "1 stays: the applicant has withdrawn" in page
    assert "Nothing is sent to anyone" in page
    answer = confirm(director, previewed(director, q, "callback"))
    assert answer.status_code == 303
    assert stages(installation) == {
        made["Ada One"]: "callback",
        made["Bea Two"]: "callback",
        made["Cid Three"]: "withdrawn",
    }


def test_who_goes_over_the_quota_is_told_so_on_her_page_and_on_the_board(installation: Installation) -> None:
    quota = {stage.value: count for stage, count in installation.role().role.quotas.items()}["booked"]
    refs = people(installation, *(f"Person {number}" for number in range(quota + 1)))
    director = installation.signed_in("director")
    said = f"{quota + 1} of {quota} in booked: 1 over its quota."
    for number, reference in enumerate(refs.values()):
        assert said not in director.get(f"{HOME}/{reference}").text
        answer = director.post(f"{HOME}/{reference}/stage", data={"before": "received", "stage": "booked"})
        assert answer.status_code == 303, answer.text
        assert (said in director.get(f"{HOME}/{reference}").text) is (number == quota)
    assert f'data-over="booked" data-sentence="{said}"' in director.get(f"{HOME}/board").text


def test_a_quota_warns_and_refuses_nothing(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three")
    director = installation.signed_in("director")
    quota = {stage.value: count for stage, count in installation.role().role.quotas.items()}["booked"]
    page = director.get(f"{HOME}/bulk", params={"to": "booked"}).text
    full = f"it holds 0 now and would hold 3 of {quota}, {3 - quota} more than that."
    assert f"<strong>booked is meant for {quota}</strong>: {full}" in page
    assert confirm(director, previewed(director, "", "booked")).status_code == 303
    assert stages(installation) == dict.fromkeys(made.values(), "booked")


def _another(installation: Installation, _made: dict[str, str]) -> None:
    people(installation, "Eve Late")


def _moved(installation: Installation, made: dict[str, str]) -> None:
    move(installation.signed_in("director"), made["Ada One"], "received", "hold")


def _there_and_back(installation: Installation, made: dict[str, str]) -> None:
    director = installation.signed_in("director")
    move(director, made["Ada One"], "received", "hold")
    move(director, made["Ada One"], "hold", "received")


def _one_for_another(installation: Installation, made: dict[str, str]) -> None:
    _moved(installation, made)
    _another(installation, made)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (_another, "The search found 2 when you looked, and finds 3 now."),
        (_moved, "The search found 2 when you looked, and finds 1 now."),
        (_there_and_back, "The search finds 2 still, but somebody has changed"),
        (_one_for_another, "The search finds 2 still, but somebody has changed"),
    ],
)
def test_nothing_is_done_where_anything_has_changed_since(
    installation: Installation, meanwhile: Any, said: str
) -> None:
    made = people(installation, "Ada One", "Bea Two")
    director = installation.signed_in("director")
    form = previewed(director, "stage:received", "longlist")
    meanwhile(installation, made)
    before = stages(installation)
    answer = confirm(director, form, "A reason that is not lost.")
    assert answer.status_code == 409
    assert said in answer.text
    assert "Nobody was moved." in answer.text
    assert 'value="A reason that is not lost."' in answer.text
    assert stages(installation) == before
    # The new preview can be confirmed as it stands.
    token = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert token is not None
    assert confirm(director, form | {"token": token[1]}).status_code == 303


def test_a_confirmation_is_good_once_for_an_hour_for_one_member_and_one_move(installation: Installation) -> None:
    people(installation, "Ada One", "Bea Two")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    form = previewed(director, "stage:received", "longlist")
    assert confirm(associate, form).status_code == 403
    for wrong in ({"to": "released"}, {"token": form["token"][:-2]}, {"token": ""}):
        assert confirm(director, form | wrong).status_code == 409
    assert set(stages(installation).values()) == {"received"}
    assert confirm(director, form).status_code == 303
    assert confirm(director, form).status_code == 409
    assert set(stages(installation).values()) == {"longlist"}


def test_what_the_lens_leaves_out_is_not_moved(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two")
    director = installation.signed_in("director")
    page = director.get(f"{HOME}/bulk", params={"lens": "disagreement", "to": "released"}).text
    assert "Nobody can be moved to released" in page
    assert "among those of “Model against panel”" in page
    director.post(f"{HOME}/{made['Ada One']}/mark", data={"opinion": "pass"})
    assert confirm(director, previewed(director, "mark:pass", "released")).status_code == 303
    assert stages(installation) == {made["Ada One"]: "released", made["Bea Two"]: "received"}


def test_the_sheet_and_the_preview_count_the_same_through_every_lens(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three", "Dot Four")
    director = installation.signed_in("director")
    director.post(f"{HOME}/{made['Ada One']}/mark", data={"opinion": "pass"})
    move(director, made["Bea Two"], "received", "longlist")
    installation.work()
    counts = {}
    for lens in ("ranked", "next", "fit", "disagreement", "random:3", "received", "name"):
        sheet = director.get(HOME, params={"lens": lens, "q": "-stage:booked"}).text
        shown = re.search(r"Move all that were found \((\d+)\) to", sheet)
        state = dict(
            re.findall(r'<input type="hidden" name="(q|lens|run)" value="([^"]*)">', sheet.partition('class="bulk"')[2])
        )
        page = director.get(f"{HOME}/bulk", params={"lens": lens, "q": "-stage:booked"} | state | {"to": "hold"}).text
        found = re.search(r"finds exactly <strong>(\d+) application", page)
        assert found is not None
        counts[lens] = int(found[1])
        assert counts[lens] == (int(shown[1]) if shown else 0), lens
    assert counts["ranked"] == counts["name"] == 4
    assert 0 < counts["next"] < 4


@pytest.mark.parametrize(
    ("q", "to", "status"),
    [("stage:nowhere", "longlist", 422), ("x" * 1001, "longlist", 422), ("", "withdrawn", 422), ("", "moon", 422)],
)
def test_what_cannot_be_asked_has_its_page(installation: Installation, q: str, to: str, status: int) -> None:
    director = installation.signed_in("director")
    assert director.get(f"{HOME}/bulk", params={"q": q, "to": to}).status_code == status
    answer = director.post(f"{HOME}/bulk?q={quote(q)}", data={"to": to, "token": "x"})
    assert answer.status_code in {409, 422}
    assert "<h1>" in answer.text


def test_why_many_were_moved_is_read_once_one_has_marked_them_all(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two")
    director, associate = installation.signed_in("director"), installation.signed_in("associate")
    done = confirm(director, previewed(director, "stage:received", "longlist"), "Both are picks.").headers["location"]

    def told(who: TestClient) -> tuple[bool, bool]:
        page = who.get(done).text
        return "Both are picks." in page, "Why is shown once you have marked all of them" in page

    assert (told(director), told(associate)) == ((True, False), (False, True))
    for reference, seen in zip(made.values(), ((False, True), (True, False)), strict=True):
        associate.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})
        assert told(associate) == seen
    assert told(installation.signed_in("producer")) == (True, False)


def test_a_reason_that_is_too_long_moves_nobody_and_is_not_lost(installation: Installation) -> None:
    people(installation, "Ada One")
    director = installation.signed_in("director")
    answer = confirm(director, previewed(director, "", "longlist"), "r" * 501)
    assert answer.status_code == 422
    assert "Nobody was moved." in answer.text
    assert "r" * 501 in answer.text
    assert set(stages(installation).values()) == {"received"}


# ----------------------------------------------------------------------------------------------------- undo


def test_undoing_moves_everybody_back_but_whom_somebody_has_moved_since(installation: Installation) -> None:
    made = people(installation, "Ada One", "Bea Two", "Cid Three", "Dot Four")
    director = installation.signed_in("director")
    move(director, made["Dot Four"], "received", "shortlist")
    act = confirm(director, previewed(director, "", "longlist")).headers["location"]
    move(director, made["Ada One"], "longlist", "callback")
    move(director, made["Bea Two"], "longlist", "hold")
    move(director, made["Bea Two"], "hold", "longlist")  # where the act had put her, but by somebody's word
    associate = installation.signed_in("associate")
    assert "Undo this move" not in associate.get(act).text
    assert director.post(f"{act}/undo").headers["location"] == act
    assert stages(installation) == {
        made["Ada One"]: "callback",
        made["Bea Two"]: "longlist",
        made["Cid Three"]: "received",
        made["Dot Four"]: "shortlist",
    }
    page = director.get(act).text
    kept = page.partition('id="kept"')[2].partition("</section>")[0]
    assert re.findall(r"<bdi>([^<]+)</bdi>", kept) == ["Ada One", "Bea Two"]
    assert "from received, now in callback" in kept
    again = director.post(f"{act}/undo")
    assert again.status_code == 409
    assert "This act has been undone already." in again.text
    board = director.get(f"{HOME}/board").text
    assert "Dana Direct moved 4 to longlist, undone since" in board


def test_an_act_of_another_role_does_not_exist(installation: Installation) -> None:
    people(installation, "Ada One")
    act = confirm(installation.signed_in("director"), previewed(installation.signed_in("director"), "", "longlist"))
    number = act.headers["location"].rpartition("/")[2]
    stranger = installation.signed_in("stranger")
    assert stranger.get(f"/review/elsewhere/somebody/bulk/{number}").status_code == 404
    assert stranger.post(f"/review/elsewhere/somebody/bulk/{number}/undo").status_code == 404
    assert set(stages(installation).values()) == {"longlist"}


def test_an_old_preview_is_looked_at_again(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    people(installation, "Ada One")
    director = installation.signed_in("director")
    form = previewed(director, "", "longlist")
    monkeypatch.setattr("casting.web.routes.board.CONFIRM_SECONDS", timedelta(seconds=-1).total_seconds())
    answer = confirm(director, form)
    assert answer.status_code == 409
    assert "more than an hour old" in answer.text
    assert set(stages(installation).values()) == {"received"}


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_many_are_moved_and_moved_back_by_mouse(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    people(installation, "Ada One", "Bea Two")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}?q=stage:received")
    page.get_by_label("Move all that were found (2) to").select_option("longlist")
    page.get_by_role("button", name="Look what would happen").click()
    expect(page.get_by_role("heading", name="Move 2 to longlist?")).to_be_visible()
    page.get_by_role("button", name="Move 2 applications to longlist").click()
    expect(page.get_by_role("heading", name="2 moved to longlist")).to_be_visible()
    assert set(stages(installation).values()) == {"longlist"}
    page.get_by_role("button", name="Undo this move of 2").click()
    expect(page.get_by_role("heading", name="2 moved to longlist, then undone")).to_be_visible()
    assert set(stages(installation).values()) == {"received"}
    context.close()


# -------------------------------------------------------------------------------------------- one at a time


def test_one_is_moved_from_the_board_and_one_stays_on_it(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    director, producer = installation.signed_in("director"), installation.signed_in("producer")
    page = director.get(f"{HOME}/board").text
    assert f'action="{HOME}/{refs["Ada One"]}/stage"' in page
    form = {"before": "received", "stage": "longlist", "onward": f"{HOME}/board"}
    answer = director.post(f"{HOME}/{refs['Ada One']}/stage", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/board")
    assert stages(installation) == {refs["Ada One"]: "longlist"}
    assert "/stage" not in producer.get(f"{HOME}/board").text
    elsewhere = form | {"before": "longlist", "stage": "shortlist", "onward": "//elsewhere.example/review/"}
    answer = director.post(f"{HOME}/{refs['Ada One']}/stage", data=elsewhere, follow_redirects=False)
    assert answer.headers["location"] == f"{HOME}/{refs['Ada One']}"


@pytest.mark.browser
def test_the_board_is_worked_by_keys_alone(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    refs = people(installation, "Ada One", "Ben Two")
    page = browser.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/board")
    page.keyboard.press("j")
    her = page.locator(":focus")
    name = her.inner_text()
    page.keyboard.press("]")
    expect(page.locator(".say")).to_have_text(f"{name} stands in longlist now. U takes it back.")
    expect(page.locator("[data-stage=longlist] [data-face] a")).to_have_text([name])
    expect(page.locator("[data-stage=longlist] [data-face] a")).to_be_focused()
    assert stages(installation)[refs[name]] == "longlist"
    page.keyboard.press("u")
    expect(page.locator("[data-stage=longlist] [data-face]")).to_have_count(0)
    assert stages(installation)[refs[name]] == "received"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    page.close()
