"""`casting user`: adding members, listing them, switching them off and on, setting passwords."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from casting.domain.errors import NotAllowed
from casting.domain.vocabulary import Duty
from casting.resources import seed_folder
from casting.services import team, tickets
from casting.store.engine import connect, reading
from casting.store.team import Member
from tests.cli.terminal import Terminal
from tests.installation import NOON

EMAIL = "dana@casting.example.org"
PASSWORD = "four seals juggle umbrellas"


@pytest.fixture
def members(database_url: str) -> Callable[[], tuple[Member, ...]]:
    """Who is in the team."""

    def read() -> tuple[Member, ...]:
        engine = connect(database_url)
        with reading(engine) as session:
            found = team.team_of(session)
        engine.dispose()
        return found

    return read


@pytest.fixture
def sign_in(database_url: str) -> Callable[[str], team.NewSession]:
    """Dana tries to sign in."""

    def attempt(password: str) -> team.NewSession:
        engine = connect(database_url)
        try:
            return team.sign_in(engine, email=EMAIL, password=password, key="key", replaces="", now=NOON)
        finally:
            engine.dispose()

    return attempt


def test_an_administrator_is_added_with_a_password_and_can_sign_in(
    terminal: Terminal, sign_in: Callable[[str], team.NewSession]
) -> None:
    terminal.type_password(PASSWORD, PASSWORD)
    said = terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator", "--password")
    assert (said.code, said.complaint) == (0, "")
    assert f"{EMAIL} is in the team and can sign in." in said.out
    assert PASSWORD not in said.out
    sign_in(PASSWORD)


def test_a_member_is_invited_with_a_link_that_opens(
    terminal: Terminal, members: Callable[[], tuple[Member, ...]], database_url: str
) -> None:
    assert terminal.run("call", "load", str(seed_folder() / "the-challenge")).code == 0
    said = terminal.run("user", "add", EMAIL, "--name", "Dana", "--director", "the-challenge")
    found = re.search(r"http://127\.0\.0\.1:8000/password/(\S+)", said.out)
    assert said.code == 0
    assert found is not None
    [dana] = members()
    assert (dana.invited, dana.administrator) == (True, False)
    assert [(entry.call_title, entry.duty) for entry in dana.memberships] == [("The Challenge", Duty.DIRECTOR)]
    engine = connect(database_url)
    with reading(engine) as session:
        assert tickets.holder_of(session, key=found[1], now=datetime.now(UTC)).email == EMAIL
    engine.dispose()


def test_the_printed_link_leads_to_where_casting_is_served(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(email: str, *more: str) -> str:
        return terminal.run("user", "add", email, "--name", "Dana", "--administrator", *more).out

    assumed = add(EMAIL)
    assert "http://127.0.0.1:8000/password/" in assumed
    assert "set CASTING_BASE_URL" in assumed
    given = add("noor@casting.example.org", "--url", "http://127.0.0.1:8001/")
    assert "http://127.0.0.1:8001/password/" in given
    assert "CASTING_BASE_URL" not in given
    monkeypatch.setenv("CASTING_BASE_URL", "https://casting.example.org")
    set_once = add("alex@casting.example.org")
    assert "https://casting.example.org/password/" in set_once
    assert "CASTING_BASE_URL" not in set_once


def test_an_address_that_is_none_is_refused_before_anybody_is_added(
    terminal: Terminal, members: Callable[[], tuple[Member, ...]]
) -> None:
    said = terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator", "--url", "127.0.0.1:8001")
    assert said.code == 2
    assert "give a whole address" in said.complaint
    assert members() == ()


def test_the_strongest_duty_counts_where_two_are_named(
    terminal: Terminal, members: Callable[[], tuple[Member, ...]]
) -> None:
    terminal.run("call", "load", str(seed_folder() / "the-challenge"))
    terminal.run("user", "add", EMAIL, "--name", "Dana", "--producer", "the-challenge", "--director", "the-challenge")
    assert [entry.duty for entry in members()[0].memberships] == [Duty.DIRECTOR]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((EMAIL, "--name", "Dana", "--director", "no-such-call"), "There is no call “no-such-call”."),
        ((EMAIL, "--name", "Dana"), "Say in which call she works"),
        (("dana", "--name", "Dana", "--administrator"), "Give an e-mail address"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_sentence_and_nothing_is_kept(
    terminal: Terminal, members: Callable[[], tuple[Member, ...]], words: tuple[str, ...], complaint: str
) -> None:
    said = terminal.run("user", "add", *words)
    assert (said.code, said.out) == (1, "")
    assert said.complaint.startswith(complaint)
    assert members() == ()


@pytest.mark.parametrize("words", [(), (EMAIL,), (EMAIL, "--name", "Dana", "--emperor")])
def test_a_command_that_is_not_understood_ends_with_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    said = terminal.run("user", "add", *words)
    assert said.code == 2
    assert "Usage: casting user add" in said.complaint


def test_a_weak_password_is_refused(terminal: Terminal, members: Callable[[], tuple[Member, ...]]) -> None:
    terminal.type_password("short", "short")
    said = terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator", "--password")
    assert (said.code, members()) == (1, ())
    assert said.complaint.startswith("The password needs at least 12 characters")


def test_the_team_is_listed(terminal: Terminal) -> None:
    terminal.run("user", "add", EMAIL, "--name", "Dana [b]Direct[/b]", "--administrator")
    said = terminal.run("user", "list")
    assert said.code == 0
    for word in (EMAIL, "Dana [b]Direct[/b]", "administrator", "invited"):
        assert word in said.out


def test_a_member_is_switched_off_and_on(terminal: Terminal, members: Callable[[], tuple[Member, ...]]) -> None:
    terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator")
    terminal.run("user", "add", "ari@casting.example.org", "--name", "Ari", "--administrator")
    assert terminal.run("user", "off", EMAIL.upper()).code == 0
    assert [entry.active for entry in members()] == [True, False]
    assert "switched off" in terminal.run("user", "list").out
    assert terminal.run("user", "on", EMAIL).code == 0
    assert [entry.active for entry in members()] == [True, True]


def test_the_last_administrator_is_not_switched_off(
    terminal: Terminal, members: Callable[[], tuple[Member, ...]]
) -> None:
    terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator")
    said = terminal.run("user", "off", EMAIL)
    assert said.code == 1
    assert "only administrator" in said.complaint
    assert members()[0].active


def test_a_new_password_is_set(terminal: Terminal, sign_in: Callable[[str], team.NewSession]) -> None:
    terminal.type_password(PASSWORD, PASSWORD, "a quite different phrase", "a quite different phrase")
    terminal.run("user", "add", EMAIL, "--name", "Dana", "--administrator", "--password")
    assert terminal.run("user", "password", EMAIL).code == 0
    with pytest.raises(NotAllowed):
        sign_in(PASSWORD)
    sign_in("a quite different phrase")


@pytest.mark.parametrize("command", ["off", "on", "password"])
def test_who_is_not_in_the_team_is_not_found(terminal: Terminal, command: str) -> None:
    said = terminal.run("user", command, "nobody@example.org")
    assert said.code == 1
    assert said.complaint.strip() == "Nobody in the team has the address nobody@example.org."
