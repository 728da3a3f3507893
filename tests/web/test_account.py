"""The team's doors: sign-in and sign-out, a forgotten password, an invitation taken up."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import time_machine
from fastapi.testclient import TestClient
from limits import RateLimitItemPerMinute

from casting.services import passwords, team
from casting.store.engine import writing
from casting.store.tables import MemberRow
from casting.web.app import create_app
from casting.web.deps import SESSION_COOKIE
from casting.web.limits import make_limits
from casting.worker import Worker
from tests.installation import NOON, Installation

PASSWORD = "four seals juggle umbrellas"
STORED = passwords.hashed(PASSWORD)
DIRECTOR = "director@casting.example.org"
WRONG = "That address and password do not go together."


@pytest.fixture(autouse=True)
def _passwords(installation: Installation) -> None:
    give_passwords(installation)


def give_passwords(installation: Installation) -> None:
    """Everyone in the team has chosen the same password."""
    with writing(installation.engine) as session:
        for member_id in installation.members.values():
            session.get_one(MemberRow, member_id).password_hash = STORED


def sign_in(browser: TestClient, email: str = DIRECTOR, password: str = PASSWORD, **more: str) -> httpx.Response:
    answer: httpx.Response = browser.post("/sign-in", data={"email": email, "password": password, **more})
    return answer


def cookie(response: httpx.Response, name: str = SESSION_COOKIE) -> Any:
    """The cookie that an answer sets, with its attributes."""
    [found] = [line for line in response.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return SimpleCookie(found)[name]


def mailed_link(installation: Installation) -> str:
    """Let a worker send what waits; the link in the newest letter, without the host."""
    send(installation)
    newest = max(mail_folder(installation).iterdir(), key=lambda file: file.stat().st_mtime_ns)
    letter = message_from_bytes(newest.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://testserver(/password/\S+)", body.get_content())
    assert found is not None
    return found[1]


def send(installation: Installation) -> None:
    worker = Worker(installation.settings)
    worker.sender.send_due(now=installation.clock())
    worker.engine.dispose()


def mail_folder(installation: Installation) -> Path:
    return installation.settings.data / "mail"


# -------------------------------------------------------------------------------------------------- sign-in


def test_a_member_signs_in_and_lands_where_the_work_is(installation: Installation) -> None:
    browser = installation.browser()
    assert browser.get("/sign-in").status_code == 200
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    assert browser.get("/review").status_code == 200


def test_who_was_on_the_way_to_a_page_arrives_there(installation: Installation) -> None:
    browser = installation.browser()
    away = browser.get("/review/the-challenge/the-surgeon?q=stage:longlist&lens=name")
    assert away.status_code == 303
    form = browser.get(away.headers["location"])
    onward = re.search(r'name="onward" value="([^"]*)"', form.text)
    assert onward is not None
    target = onward[1].replace("&amp;", "&")
    assert sign_in(browser, onward=target).headers["location"] == (
        "/review/the-challenge/the-surgeon?q=stage:longlist&lens=name"
    )


def test_a_script_that_asks_is_sent_to_the_sign_in_as_scripts_are(installation: Installation) -> None:
    answer = installation.browser().get("/review", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in?onward=%2Freview")


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "///evil.example",
        "evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "",
    ],
)
def test_nobody_is_sent_on_to_another_site(installation: Installation, onward: str) -> None:
    assert sign_in(installation.browser(), onward=onward).headers["location"] == "/review"
    page = installation.browser().get("/sign-in", params={"onward": onward}).text
    assert 'name="onward" value=""' in page


def test_a_forged_host_changes_no_link(installation: Installation) -> None:
    away = installation.browser().get("/review", headers={"host": "evil.example"})
    assert away.headers["location"] == "/sign-in?onward=%2Freview"


def test_the_cookie_is_for_our_pages_alone(installation: Installation) -> None:
    kept = cookie(sign_in(installation.browser()))
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["secure"], kept["domain"]) == (
        True,
        "lax",
        "/",
        "",
        "",
    )
    assert int(kept["max-age"]) == team.SESSION_LIFE.total_seconds()
    assert len(kept.value) >= 43, "256 bits"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_people_come_by_https_the_cookie_insists_on_it(installation: Installation) -> None:
    secure = installation.settings.model_copy(update={"base_url": "https://casting.example.org"})
    app = create_app(secure, clock=installation.clock)
    browser = TestClient(app, base_url="https://casting.example.org", follow_redirects=False)
    assert cookie(sign_in(browser))["secure"] is True
    assert "max-age=" in browser.get("/sign-in").headers["strict-transport-security"]
    app.state.rooms.intake.close()


def test_every_sign_in_is_a_new_session_and_ends_the_one_before(installation: Installation) -> None:
    """No fixation: a key that somebody put into the browser beforehand never becomes a member's."""
    browser = installation.browser()
    browser.cookies.set(SESSION_COOKIE, "planted by somebody else")
    first = cookie(sign_in(browser)).value
    second = cookie(sign_in(browser)).value
    assert len({first, second, "planted by somebody else"}) == 3
    for key in (first, "planted by somebody else"):
        other = installation.browser()
        other.cookies.set(SESSION_COOKIE, key)
        assert other.get("/review").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (DIRECTOR, "another password"),
        ("nobody@casting.example.org", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        ("a@b.org\x00", "\x00"),
        ("x" * 10_000, "y" * 10_000),
    ],
)
def test_a_failed_sign_in_says_the_same_whoever_it_was(installation: Installation, email: str, password: str) -> None:
    answer = sign_in(installation.browser(), email, password, onward="/review/x/y")
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert 'name="onward" value="/review/x/y"' in answer.text
    assert "set-cookie" not in answer.headers


def test_the_answers_for_a_member_and_for_nobody_are_the_same_to_the_letter(installation: Installation) -> None:
    answers = [
        sign_in(installation.browser(), email, "another password")
        for email in (DIRECTOR, "dirextor@casting.example.org")
    ]
    assert answers[0].text == answers[1].text.replace("dirextor", "director")
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_a_password_is_never_shown_again(installation: Installation) -> None:
    assert "another password" not in sign_in(installation.browser(), password="another password").text


def test_a_member_who_is_switched_off_is_out_with_the_next_request(installation: Installation) -> None:
    browser = installation.browser()
    sign_in(browser)
    assert browser.get("/review").status_code == 200
    with writing(installation.engine) as session:
        member_id = installation.members["director"]
        team.switch_member(session, by=None, member_id=member_id, active=False, now=installation.clock())
    assert browser.get("/review").status_code == 303
    assert browser.post("/review/the-challenge/the-surgeon/K7QX-24/mark", data={"opinion": "pick"}).status_code == 303
    assert sign_in(browser).status_code == 422


def test_a_session_ends_by_itself(installation: Installation) -> None:
    browser = installation.browser()
    sign_in(browser)
    installation.clock.now += team.SESSION_LIFE
    assert browser.get("/review").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(installation: Installation) -> None:
    browser = installation.browser()
    key = cookie(sign_in(browser)).value
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    browser.cookies.set(SESSION_COOKIE, key)
    assert browser.get("/review").status_code == 303


def test_signing_out_without_being_in_is_answered_the_same(installation: Installation) -> None:
    answer = installation.browser().post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


# ------------------------------------------------------------------------------------------------ forgotten


def test_a_member_who_forgot_chooses_anew_and_is_in(installation: Installation) -> None:
    old, browser = installation.browser(), installation.browser()
    sign_in(old)
    answer = browser.post("/forgotten", data={"email": "Director@casting.example.org"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/forgotten")
    assert DIRECTOR in browser.get("/forgotten").text.casefold()
    assert "on its way" not in browser.get("/forgotten").text, "said once"
    link = mailed_link(installation)
    page = browser.get(link)
    assert page.status_code == 200
    assert "Dana Direct" in page.text
    chosen = browser.post(link, data={"password": "a quite different phrase"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/review")
    assert browser.get("/review").status_code == 200
    assert old.get("/review").status_code == 303, "signed out everywhere else"
    assert browser.get(link).status_code == 404, "used"
    assert sign_in(installation.browser()).status_code == 422
    assert sign_in(installation.browser(), password="a quite different phrase").status_code == 303


def test_asking_for_an_unknown_address_is_answered_the_same_and_mails_nothing(installation: Installation) -> None:
    pages = []
    for email in (DIRECTOR, "dirextor@casting.example.org"):
        browser = installation.browser()
        answer = browser.post("/forgotten", data={"email": email})
        assert (answer.status_code, answer.headers["location"]) == (303, "/forgotten")
        pages.append(browser.get("/forgotten").text)
    assert pages[0] == pages[1].replace("dirextor", "director")
    send(installation)
    assert len(list(mail_folder(installation).iterdir())) == 1


def test_what_is_no_address_is_said_and_shown_again(installation: Installation) -> None:
    answer = installation.browser().post("/forgotten", data={"email": "dana at work"})
    assert answer.status_code == 422
    assert "Give an e-mail address" in answer.text
    assert 'value="dana at work"' in answer.text


def test_no_address_stands_in_a_url(installation: Installation) -> None:
    browser = installation.browser()
    answer = browser.post("/forgotten", data={"email": DIRECTOR})
    assert "@" not in answer.headers["location"]
    assert "%40" not in answer.headers["location"]
    assert cookie(answer, "casting_asked")["path"] == "/forgotten"


def test_a_forged_note_of_what_was_asked_shows_nothing(installation: Installation) -> None:
    browser = installation.browser()
    browser.cookies.set("casting_asked", "evil@example.org.x.y")
    page = browser.get("/forgotten")
    assert page.status_code == 200
    assert "evil@" not in page.text


@pytest.mark.parametrize("key", ["unknown", "x" * 5000, "%2e%2e", "ключ"])
def test_a_link_that_never_was_leads_nowhere(installation: Installation, key: str) -> None:
    assert installation.browser().get(f"/password/{key}").status_code == 404
    answer = installation.browser().post(f"/password/{key}", data={"password": PASSWORD})
    assert answer.status_code == 404
    assert "Ask for a new one on the sign-in page" in answer.text


def test_a_weak_password_is_said_and_the_link_stays_good(installation: Installation) -> None:
    browser = installation.browser()
    browser.post("/forgotten", data={"email": DIRECTOR})
    link = mailed_link(installation)
    answer = browser.post(link, data={"password": "short"})
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text
    assert "set-cookie" not in answer.headers
    assert browser.post(link, data={"password": "a quite different phrase"}).status_code == 303


def test_a_link_that_is_too_old_leads_nowhere(installation: Installation) -> None:
    browser = installation.browser()
    browser.post("/forgotten", data={"email": DIRECTOR})
    link = mailed_link(installation)
    installation.clock.now += timedelta(hours=1)
    assert browser.get(link).status_code == 404


# --------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestLimits:
    """Guessing has an end: for one account, for one address, and for the whole installation."""

    @pytest.fixture
    def strict(self, installation: Installation) -> Installation:
        rooms = installation.app.state.rooms
        together = RateLimitItemPerMinute(12, 15, namespace="together")
        limits = replace(make_limits(applications_per_hour=10, sign_ins_per_quarter=3), sign_ins_together=together)
        installation.app.state.rooms = replace(rooms, limits=limits)
        return installation

    def test_one_account_from_many_addresses(self, strict: Installation) -> None:
        for number in range(3):
            assert sign_in(browser_at(strict, f"10.0.0.{number}"), password="no").status_code == 422
        answer = sign_in(browser_at(strict, "10.0.0.99"))
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert DIRECTOR in answer.text, "what was typed is still there"
        assert sign_in(browser_at(strict, "10.0.0.99"), "producer@casting.example.org").status_code == 303

    def test_an_account_that_does_not_exist_is_limited_the_same(self, strict: Installation) -> None:
        for number in range(3):
            sign_in(browser_at(strict, f"10.0.0.{number}"), "nobody@example.org")
        assert sign_in(browser_at(strict, "10.0.0.99"), "nobody@example.org").status_code == 429

    def test_many_accounts_from_one_address(self, strict: Installation) -> None:
        for number in range(3):
            assert sign_in(browser_at(strict, "10.0.0.1"), f"n{number}@example.org").status_code == 422
        assert sign_in(browser_at(strict, "10.0.0.1")).status_code == 429
        assert sign_in(browser_at(strict, "10.0.0.2")).status_code == 303

    def test_a_forged_header_is_no_other_address(self, strict: Installation) -> None:
        statuses = []
        for number in range(4):
            browser = browser_at(strict, "10.0.0.1")
            browser.headers.update({"x-forwarded-for": f"10.9.9.{number}", "forwarded": f"for=10.9.9.{number}"})
            statuses.append(sign_in(browser, f"n{number}@example.org").status_code)
        assert statuses == [422, 422, 422, 429]

    def test_one_household_is_one_address_however_many_it_has(self, strict: Installation) -> None:
        statuses = [
            sign_in(browser_at(strict, f"2001:db8:1:2::{number}"), f"n{number}@example.org").status_code
            for number in range(4)
        ]
        assert statuses == [422, 422, 422, 429]
        assert sign_in(browser_at(strict, "2001:db8:1:3::1")).status_code == 303

    def test_only_failed_attempts_count(self, strict: Installation) -> None:
        assert [sign_in(browser_at(strict, "10.0.0.1")).status_code for _ in range(8)] == [303] * 8

    def test_the_whole_installation_has_an_end_too(self, strict: Installation) -> None:
        statuses = [
            sign_in(browser_at(strict, f"10.0.0.{number}"), f"n{number}@example.org").status_code
            for number in range(13)
        ]
        assert statuses == [422] * 12 + [429]

    def test_attempts_that_are_stopped_early_use_nothing_up_for_others(self, strict: Installation) -> None:
        for number in range(20):
            sign_in(browser_at(strict, "10.0.0.1"), f"n{number}@example.org")
        assert sign_in(browser_at(strict, "10.0.0.2")).status_code == 303

    def test_after_the_quarter_of_an_hour_it_goes_on(self, strict: Installation) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            statuses = [sign_in(browser_at(strict, "10.0.0.1"), password="no").status_code for _ in range(4)]
            assert statuses == [422, 422, 422, 429]
            clock.shift(timedelta(minutes=15, seconds=1))
            assert sign_in(browser_at(strict, "10.0.0.1")).status_code == 303

    def test_links_have_an_end_for_one_recipient_and_for_one_address(self, strict: Installation) -> None:
        def ask(address: str, email: str) -> int:
            return int(browser_at(strict, address).post("/forgotten", data={"email": email}).status_code)

        assert [ask(f"10.0.0.{number}", DIRECTOR) for number in range(6)] == [303] * 5 + [429]
        assert [ask("10.0.1.1", f"n{number}@example.org") for number in range(6)] == [303] * 5 + [429]
        assert ask("10.0.0.99", "nobody@example.org") == 303

    def test_a_forgotten_password_lets_in_whoever_was_locked_out_by_a_guesser(self, strict: Installation) -> None:
        for number in range(4):
            sign_in(browser_at(strict, f"10.0.0.{number}"), password="no")
        browser = browser_at(strict, "10.0.0.99")
        browser.post("/forgotten", data={"email": DIRECTOR})
        browser.post(mailed_link(strict), data={"password": "a quite different phrase"})
        assert browser.get("/review").status_code == 200


def browser_at(installation: Installation, address: str) -> TestClient:
    return installation.browser(client=(address, 50_000))


def test_the_worker_removes_what_has_expired_so_that_no_clock_revives_it(installation: Installation) -> None:
    browser = installation.browser()
    sign_in(browser)
    installation.clock.now += timedelta(hours=26)
    installation.work()
    installation.clock.now -= timedelta(hours=24)
    assert browser.get("/review").status_code == 303, "two hours after the sign-in, says the clock that was set back"
