"""Producer links: a stage or a few, for somebody by name, without an account; nothing more, and not a moment longer."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from limits import RateLimitItemPerHour
from PIL import Image, ImageChops
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, event, select

from casting.logs import log_as_json
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, AuditRow, MaterialRow, ProducerLinkRow, table
from tests.installation import PATH, Installation
from tests.web.conftest import sign_in
from tests.web.test_apply import photograph
from tests.web.test_board import people

HOME = f"/review/{PATH}"
APPLICATION, LINK = table(ApplicationRow), table(ProducerLinkRow)


def stand(installation: Installation, reference: str, stage: str) -> None:
    with writing(installation.engine) as session:
        session.execute(APPLICATION.update().where(APPLICATION.c.reference == reference).values(stage=stage))


def portray(installation: Installation, reference: str) -> bytes:
    """Give somebody a portrait; the picture as it lies in the vault."""
    content = photograph(384, 480)
    digest = installation.app.state.rooms.vault.put(content)
    values = {
        "application_id": installation.application_id(reference),
        "kind": "headshot",
        "state": "ready",
        "media_type": "image/jpeg",
        "file_name": "her name.jpg",
        "handed_in_at": installation.clock(),
        "attempts": 0,
        **dict.fromkeys(("small", "medium", "large"), digest),
        "large_width": 384,
        "large_height": 480,
    }
    with writing(installation.engine) as session:
        session.execute(table(MaterialRow).insert().values(values))
    return content


def made(installation: Installation, **asked: str) -> str:
    """Make a link; its path."""
    director = installation.signed_in("director")
    form = {"recipient": "Rex Studio", "stage": "shortlist", "days": "7", "may": "view"} | asked
    answer = director.post(f"{HOME}/links", data=form)
    assert answer.status_code == 303, answer.text
    shown = re.search(r'value="http://testserver(/share/[\w-]{32})"', director.get(f"{HOME}/links").text)
    assert shown is not None
    return shown[1]


def names(page: str) -> list[str]:
    return re.findall(r"<h2><bdi>([^<]+)</bdi></h2>", page)


# ------------------------------------------------------------------------------------------------- making it


def test_the_link_is_shown_once_and_kept_nowhere_but_as_a_digest(installation: Installation) -> None:
    director = installation.signed_in("director")
    answer = director.post(
        f"{HOME}/links", data={"recipient": "Rex Studio", "stage": "shortlist", "days": "3", "may": "pick"}
    )
    assert answer.headers["location"] == f"{HOME}/links"  # without the key: addresses are logged
    first = director.get(f"{HOME}/links").text
    path = re.search(r"/share/([\w-]+)", first)
    assert path is not None
    key = path[1]
    assert len(key) == 32  # 192 bits
    assert "The link for <bdi>Rex Studio</bdi>" in first
    assert key not in director.get(f"{HOME}/links").text
    with reading(installation.engine) as session:
        row = session.execute(select(LINK)).one()
        log = session.execute(select(table(AuditRow))).all()
    assert key not in repr(row)
    assert key not in repr(log)
    assert (row.recipient, row.stage, row.picks) == ("Rex Studio", "shortlist", True)
    assert row.expires_at == installation.clock() + timedelta(days=3)
    assert [line.act for line in log][-1] == "made a producer link"


def test_what_is_asked_wrongly_comes_back_as_it_was_typed(installation: Installation) -> None:
    director = installation.signed_in("director")
    typed = {"recipient": "Rex", "stage": "", "references": "Z9ZZZ-99", "days": "7", "may": "pick"}
    answer = director.post(f"{HOME}/links", data=typed)
    assert answer.status_code == 422
    assert "Z9ZZZ-99 is not among this role&#39;s applications, or withdrawn. No link was made." in answer.text
    assert 'name="recipient" value="Rex"' in answer.text
    assert "\nZ9ZZZ-99</textarea>" in answer.text
    with reading(installation.engine) as session:
        assert session.execute(select(LINK)).all() == []


# ---------------------------------------------------------------------------------------------- looking at it


def test_a_link_shows_its_stage_by_name_and_nothing_of_the_teams(installation: Installation) -> None:
    refs = people(installation, "Zoe Last", "Ada First", "Bea Elsewhere")
    for name in ("Zoe Last", "Ada First"):
        stand(installation, refs[name], "shortlist")
    director = installation.signed_in("director")
    director.post(f"{HOME}/{refs['Ada First']}/note", data={"text": "A note of the team", "visibility": "team"})
    director.post(f"{HOME}/{refs['Ada First']}/mark", data={"opinion": "pick", "stars": "4"})
    installation.work()
    answer = installation.browser().get(made(installation))
    assert answer.status_code == 200
    assert names(answer.text) == ["Ada First", "Zoe Last"]
    assert "170 cm" in answer.text
    assert 'href="https://example.org/tape" target="_blank" rel="noopener noreferrer nofollow"' in answer.text
    for private in ("A note of the team", "mira@", "+7 900", "Bea", "/media/", "/review", "likely", "place "):
        assert private not in answer.text, private
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, no-store"
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in answer.text


def test_those_who_were_named_are_shown_wherever_they_stand(installation: Installation) -> None:
    refs = people(installation, "Ada One", "Bea Two", "Cid Three")
    link = made(installation, stage="", references=f"{refs['Bea Two'].lower()} #{refs['Ada One']}")
    assert names(installation.browser().get(link).text) == ["Ada One", "Bea Two"]


def test_pictures_carry_the_recipients_name_and_the_original_is_never_given(installation: Installation) -> None:
    refs = people(installation, "Ada One", "Bea Two")
    original = portray(installation, refs["Ada One"])
    portray(installation, refs["Bea Two"])
    stand(installation, refs["Ada One"], "shortlist")
    browser, link = installation.browser(), made(installation)
    other = made(installation, recipient="Una Other")
    assert f'src="{link}/{refs["Ada One"]}/portrait"' in browser.get(link).text
    answers = [
        browser.get(f"{path}/{refs['Ada One']}/portrait{size}")
        for path in (link, other)
        for size in ("", "?size=large")
    ]
    for answer in answers:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.content != original
        pictures = [Image.open(io.BytesIO(content)).convert("L") for content in (original, answer.content)]
        assert sum(ImageChops.difference(*pictures).histogram()[20:]) > 2000
    assert answers[0].content != answers[2].content
    # Whom the link does not show has no picture through it.
    assert browser.get(f"{link}/{refs['Bea Two']}/portrait").status_code == 404
    assert browser.get(f"{link}/K9ZZZ-99/portrait").status_code == 404


def _withdrawn(installation: Installation, reference: str) -> None:
    stand(installation, reference, "withdrawn")


def _erased(installation: Installation, reference: str) -> None:
    with writing(installation.engine) as session:
        session.execute(delete(APPLICATION).where(APPLICATION.c.reference == reference))


@pytest.mark.parametrize("gone", [_withdrawn, _erased])
@pytest.mark.parametrize("named", [False, True])
def test_who_withdraws_or_is_erased_vanishes_at_once(installation: Installation, gone: Any, *, named: bool) -> None:
    refs = people(installation, "Ada One", "Bea Two")
    for reference in refs.values():
        stand(installation, reference, "shortlist")
        portray(installation, reference)
    shown = {"stage": "", "references": " ".join(refs.values())} if named else {}
    browser, link = installation.browser(), made(installation, may="pick", **shown)
    assert names(browser.get(link).text) == ["Ada One", "Bea Two"]
    gone(installation, refs["Ada One"])
    assert names(browser.get(link).text) == ["Bea Two"]
    assert browser.get(f"{link}/{refs['Ada One']}/portrait").status_code == 404
    answer = browser.post(f"{link}/{refs['Ada One']}", data={"reason": "Still her."})
    assert answer.status_code == 409
    assert "not in the list any more" in answer.text
    assert "Still her." in answer.text
    gone(installation, refs["Bea Two"])
    assert "Nobody is shown here at the moment" in browser.get(link).text


def test_a_link_that_is_unknown_over_or_revoked_opens_the_same_page(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    portray(installation, refs["Ada One"])
    browser, director = installation.browser(), installation.signed_in("director")
    over, revoked = made(installation, days="3", may="pick"), made(installation, days="30", may="pick")
    assert browser.get(over).status_code == browser.get(revoked).status_code == 200
    installation.clock.now += timedelta(days=3)
    director = installation.signed_in("director")
    assert director.post(f"{HOME}/links/2/revoke").status_code == 303
    assert director.post(f"{HOME}/links/2/revoke").status_code == 409
    unknown = f"/share/{'x' * 32}"
    answers = [browser.get(path) for path in (over, revoked, unknown, "/share/%3Cscript%3E", f"/share/{'y' * 5000}")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "This link opens nothing" in answers[0].text
    assert answers[0].headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    for path in (over, revoked, unknown):
        assert browser.get(f"{path}/{refs['Ada One']}/portrait").status_code == 404
        assert browser.post(f"{path}/{refs['Ada One']}", data={"reason": "Yes."}).status_code == 404
    page = director.get(f"{HOME}/links").text
    assert re.findall(r'<span class="pill" data-state="(\w+)">', page) == ["revoked", "expired"]
    with reading(installation.engine) as session:
        acts = [row.act for row in session.execute(select(table(AuditRow)))]
    assert acts.count("revoked a producer link") == 1


def test_openings_are_counted_and_pictures_are_none(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    portray(installation, refs["Ada One"])
    browser, link = installation.browser(), made(installation)
    assert "never opened" in installation.signed_in("producer").get(f"{HOME}/links").text
    for _ in range(3):
        assert browser.get(link).status_code == 200
        assert browser.get(f"{link}/{refs['Ada One']}/portrait").status_code == 200
        installation.clock.now += timedelta(hours=1)
    page = installation.signed_in("producer").get(f"{HOME}/links").text
    assert "opened 3 times, last 8 Mar 2026, 17:00" in page
    assert "Revoke" not in page


def test_what_a_pick_leads_back_to_is_no_opening(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    browser, link = installation.browser(), made(installation, may="pick")
    assert browser.get(link).status_code == 200
    for minutes, times in ((5, "opened once"), (10, "opened 2 times")):
        installation.clock.now += timedelta(minutes=minutes)
        if minutes == 5:
            picked(browser, link, refs["Ada One"], "Stillness.")
        assert browser.get(link).status_code == 200
        assert times in installation.signed_in("producer").get(f"{HOME}/links").text


def test_guessing_and_flooding_have_to_wait(installation: Installation) -> None:
    rooms = installation.app.state.rooms
    few = replace(
        rooms.limits,
        unknown_links=RateLimitItemPerHour(2, namespace="unknown"),
        shared=RateLimitItemPerHour(6, namespace="shared"),
    )
    link = made(installation)
    installation.app.state.rooms = replace(rooms, limits=few)
    browser = installation.browser()
    # Opening a good link costs nothing of the allowance for those that open nothing.
    assert [browser.get(link).status_code for _ in range(3)] == [200] * 3
    assert [browser.get(f"/share/{number}").status_code for number in range(3)] == [404, 404, 429]
    assert browser.get(link).status_code == 429


def test_the_key_stands_in_no_log(installation: Installation, capfd: pytest.CaptureFixture[str]) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    link = made(installation, may="pick")
    log_as_json()  # as the product does: under test another log is in its place
    browser = installation.browser(raise_server_exceptions=False)
    browser.get(link)
    browser.post(f"{link}/{refs['Ada One']}", data={"reason": ""})
    with writing(installation.engine) as session:
        session.execute(table(MaterialRow).delete())
    portray(installation, refs["Ada One"])
    vault = installation.app.state.rooms.vault
    for digest, _ in list(vault.digests()):
        vault.path(digest).write_bytes(b"rotten")
    assert browser.get(f"{link}/{refs['Ada One']}/portrait").status_code == 500  # a fault of ours, which is logged
    structlog.reset_defaults()
    captured = capfd.readouterr()
    assert "unexpected" in captured.out + captured.err
    assert link.rpartition("/")[2] not in captured.out + captured.err


def test_three_people_cost_a_link_as_many_queries_as_one(installation: Installation) -> None:
    browser, link, asked = installation.browser(), made(installation), []
    event.listen(installation.app.state.rooms.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for name in ("Ada One", "Bea Two", "Cid Three"):
        stand(installation, people(installation, name)[name], "shortlist")
        asked.clear()
        browser.get(link)
        counts.append(len(asked))
    assert counts[0] == counts[2] > 0


# --------------------------------------------------------------------------------------------------- picking


def picked(browser: TestClient, link: str, reference: str, reason: str) -> Any:
    return browser.post(f"{link}/{reference}", data={"reason": reason})


def test_a_pick_with_its_reason_is_shown_to_the_team_after_ones_own_mark(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    reference = refs["Ada One"]
    stand(installation, reference, "shortlist")
    browser, link = installation.browser(), made(installation, may="pick")
    answer = picked(browser, link, reference, "Stillness.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}#{reference}")
    assert "<strong>Your pick:</strong>" in browser.get(link).text
    director, producer = installation.signed_in("director"), installation.signed_in("producer")
    for page in (f"{HOME}/{reference}", f"{HOME}/links"):
        assert "Stillness." not in director.get(page).text
        assert "after your own mark" in director.get(page).text
        assert "Stillness." in producer.get(page).text  # who only looks on has no mark to give
    director.post(f"{HOME}/{reference}/mark", data={"opinion": "maybe"})
    for page in (f"{HOME}/{reference}", f"{HOME}/links"):
        assert "Stillness." in director.get(page).text
    assert "<bdi>Rex Studio</bdi>" in director.get(f"{HOME}/{reference}").text
    assert browser.post(f"{link}/{reference}", data={"back": "yes"}).status_code == 303
    assert "<strong>Your pick:</strong>" not in browser.get(link).text
    assert "Stillness." not in director.get(f"{HOME}/{reference}").text


def test_picks_stand_on_the_stages_list_after_ones_own_mark_and_never_on_paper(installation: Installation) -> None:
    refs = people(installation, "Ada One", "Bea Two")
    for reference in refs.values():
        stand(installation, reference, "shortlist")
    browser, link = installation.browser(), made(installation, may="pick")
    picked(browser, link, refs["Ada One"], "Stillness.")
    director, producer = installation.signed_in("director"), installation.signed_in("producer")
    page = director.get(f"{HOME}/shortlist").text
    assert "1 pick by link; shown once you have marked." in page
    assert "Stillness." not in page
    shown = r'<ul class="outside-picks small off-paper".*?</ul>'
    director.post(f"{HOME}/{refs['Ada One']}/mark", data={"opinion": "maybe"})
    for reader in (director, producer):
        (said,) = re.findall(shown, reader.get(f"{HOME}/shortlist").text, re.DOTALL)
        assert "Picked by <bdi>Rex Studio</bdi>:" in said
        assert "Stillness." in said
    browser.post(f"{link}/{refs['Ada One']}", data={"back": "yes"})
    assert "Picked by" not in director.get(f"{HOME}/shortlist").text


def test_what_a_link_is_for_is_asked_without_an_answer_given(installation: Installation) -> None:
    director = installation.signed_in("director")
    page = director.get(f"{HOME}/links").text
    assert '<select id="link-may" name="may" required><option value="" selected>choose</option>' in page
    answer = director.post(f"{HOME}/links", data={"recipient": "Rex", "stage": "shortlist", "days": "7", "may": ""})
    assert answer.status_code == 422
    assert "Choose whether the link is for looking only, or for picking too." in answer.text


def test_picks_of_one_link_are_not_those_of_another(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    one, other = made(installation, may="pick"), made(installation, may="pick", recipient="Una Other")
    picked(installation.browser(), one, refs["Ada One"], "Stillness.")
    assert "Stillness." not in installation.browser().get(other).text


@pytest.mark.parametrize(("reason", "said"), [("", "Say in a few words why"), ("r" * 501, "has 501 characters")])
def test_a_pick_that_cannot_be_kept_comes_back_as_it_was_typed(
    installation: Installation, reason: str, said: str
) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    link = made(installation, may="pick")
    answer = picked(installation.browser(), link, refs["Ada One"], reason)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{reason}"' in answer.text
    assert f'<a href="#why-{refs["Ada One"]}"><bdi>Ada One</bdi>: ' in answer.text  # and is found from the top
    assert "<title>Error: " in answer.text


def test_a_link_for_looking_keeps_no_pick(installation: Installation) -> None:
    refs = people(installation, "Ada One")
    stand(installation, refs["Ada One"], "shortlist")
    link = made(installation)
    answer = picked(installation.browser(), link, refs["Ada One"], "Stillness.")
    assert answer.status_code == 403
    assert "This link is for looking only." in answer.text
    assert "Stillness." not in installation.signed_in("producer").get(f"{HOME}/{refs['Ada One']}").text


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [True, False])
def test_a_refused_pick_leads_back_to_its_field(
    browser: Browser, served: tuple[Installation, str], *, script: bool
) -> None:
    installation, base = served
    refs = people(installation, "Ada One", "Bea Two", "Cid Three", "Dan Four")
    for reference in refs.values():
        stand(installation, reference, "shortlist")
    address = f"{base}{made(installation, may='pick')}"
    outside = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 700})
    guest = outside.new_page()
    guest.goto(address)
    guest.get_by_label("Why you would pick Ada One").fill("Her laugh.")
    guest.get_by_role("button", name="Pick Dan Four").click()
    expect(guest).to_have_title(re.compile("^Error: "))
    field = guest.get_by_label("Why you would pick Dan Four")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_accessible_description(re.compile("Say in a few words why"))
    expect(guest.locator(f"#fault-{refs['Dan Four']}")).to_be_in_viewport()
    if script:
        expect(guest.get_by_label("Why you would pick Ada One")).to_have_value("Her laugh.")
    outside.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_somebody_without_an_account_picks_in_a_browser(browser: Browser, served: tuple[Installation, str]) -> None:
    installation, base = served
    refs = people(installation, "Ada One", "Bea Two", "Cid Three")
    for reference in refs.values():
        stand(installation, reference, "shortlist")
    portray(installation, refs["Ada One"])
    team = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = team.new_page()
    sign_in(page, base, "director")
    page.goto(f"{base}{HOME}/links")
    page.get_by_label("For whom").fill("Rex Studio")
    page.get_by_label("Whoever has it may").select_option("pick")
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Copy it now").input_value().replace("http://testserver", base)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".fresh").get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").replace("http://testserver", base) == address
    outside = browser.new_context(java_script_enabled=False)
    guest = outside.new_page()
    guest.goto(address)
    portrait = guest.get_by_alt_text("Portrait of Ada One, larger")
    expect(portrait).to_be_visible()
    assert portrait.evaluate("img => img.naturalWidth") == 384
    guest.get_by_label("Why you would pick Ada One").fill("Stillness.")
    guest.get_by_role("button", name="Pick Ada One").click()  # as a browser posts it, under the referrer policy
    expect(guest.get_by_text("Your pick: Stillness.")).to_be_visible()
    outside.close()
    guest = team.new_page()  # with the script, what is typed for one stays while another is picked
    guest.goto(address)
    guest.get_by_label("Why you would pick Bea Two").fill("Her laugh.")
    guest.get_by_label("Why you would pick Cid Three").fill("His walk.")
    guest.get_by_role("button", name="Pick Cid Three").click()
    expect(guest.get_by_text("Your pick: His walk.")).to_be_visible()
    expect(guest.get_by_label("Why you would pick Bea Two")).to_have_value("Her laugh.")
    expect(guest.get_by_text("Not sent yet")).to_have_count(1)
    team.close()
