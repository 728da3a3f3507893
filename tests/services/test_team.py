"""The team: sign-in, sessions, switching members off, and passwords."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.domain.permissions import Actor
from casting.services import audit, passwords, team
from casting.store.engine import connect, reading, writing
from casting.store.tables import MemberRow, MemberSessionRow, TicketRow
from tests.installation import NOON

PASSWORD = "four seals juggle umbrellas"
STORED = passwords.hashed(PASSWORD)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = connect(database_url)
    yield opened
    opened.dispose()


def member(engine: Engine, who: str, *, administrator: bool = False) -> int:
    """A member who has chosen the password."""
    with writing(engine) as session:
        member_id = team.create_member(
            session,
            name=who.title(),
            email=f"{who}@casting.example.org",
            duties={},
            password=None,
            administrator=administrator,
            now=NOON,
        )
        session.get_one(MemberRow, member_id).password_hash = STORED
    return member_id


def sign_in(
    engine: Engine, who: str = "dana", *, password: str = PASSWORD, key: str = "key", replaces: str = ""
) -> team.NewSession:
    return team.sign_in(
        engine, email=f"{who}@casting.example.org", password=password, key=key, replaces=replaces, now=NOON
    )


def actor(engine: Engine, key: str, *, after: timedelta = timedelta(0)) -> Actor | None:
    with reading(engine) as session:
        return team.actor_of_session(session, key=key, now=NOON + after)


def actor_of(engine: Engine, member_id: int) -> Actor:
    with reading(engine) as session:
        row = session.get_one(MemberRow, member_id)
        return Actor(member_id, row.name, row.email, row.administrator, {})


def queries(engine: Engine) -> list[str]:
    """The queries that are made from now on; a BEGIN, which SQLite is sent as a statement, is none."""
    said: list[str] = []

    def listen(*arguments: object) -> None:
        said.extend(word for word in [str(arguments[2])] if word.startswith("SELECT"))

    event.listen(engine, "before_cursor_execute", listen)
    return said


def acts(session: Session) -> list[str]:
    return [entry.act for entry in audit.newest(session, most=9)]


# -------------------------------------------------------------------------------------------------- sign-in


def test_a_member_signs_in_and_is_known_by_the_key(engine: Engine) -> None:
    dana = member(engine, "dana")
    opened = sign_in(engine)
    assert (opened.member_id, opened.expires_at) == (dana, NOON + team.SESSION_LIFE)
    assert actor(engine, "key") == Actor(dana, "Dana", "dana@casting.example.org", False, {})


def test_the_address_is_the_same_in_any_case_and_with_blanks_around_it(engine: Engine) -> None:
    dana = member(engine, "dana")
    opened = team.sign_in(
        engine, email="  DANA@Casting.Example.ORG ", password=PASSWORD, key="key", replaces="", now=NOON
    )
    assert opened.member_id == dana


def test_the_database_holds_no_key_and_no_password(engine: Engine) -> None:
    member(engine, "dana")
    sign_in(engine, key="the-key-in-the-cookie")
    with reading(engine) as session:
        [kept] = session.scalars(select(MemberSessionRow)).all()
        [person] = session.scalars(select(MemberRow)).all()
    assert kept.digest == team.digest_of("the-key-in-the-cookie") != "the-key-in-the-cookie"
    assert person.password_hash is not None
    assert person.password_hash.startswith("$argon2id$")


def nobody(engine: Engine) -> None:
    sign_in(engine, "nobody")


def wrong(engine: Engine) -> None:
    sign_in(engine, password=PASSWORD.upper())


def switched_off(engine: Engine) -> None:
    with writing(engine) as session:
        session.scalars(select(MemberRow)).one().active = False
    sign_in(engine)


def invited(engine: Engine) -> None:
    with writing(engine) as session:
        session.scalars(select(MemberRow)).one().password_hash = None
    sign_in(engine, password="")


def no_address(engine: Engine) -> None:
    team.sign_in(engine, email="dana\x00@", password=PASSWORD, key="key", replaces="", now=NOON)


REFUSALS = (nobody, wrong, switched_off, invited, no_address)


@pytest.mark.parametrize("attempt", REFUSALS)
def test_every_failed_sign_in_is_answered_the_same(engine: Engine, attempt: object) -> None:
    member(engine, "dana")
    assert callable(attempt)
    with pytest.raises(NotAllowed, match=r"^That address and password do not go together\.$"):
        attempt(engine)
    assert actor(engine, "key") is None


@pytest.mark.parametrize("attempt", REFUSALS)
def test_every_failed_sign_in_has_proved_one_password(
    engine: Engine, attempt: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time which an answer takes does not tell who is in the team."""
    proofs: list[str] = []
    verify = passwords._HASHER.verify

    def counted(password: bytes, stored: str) -> bool:
        proofs.append(stored)
        return verify(password, stored)

    member(engine, "dana")
    monkeypatch.setattr(passwords._HASHER, "verify", counted)
    assert callable(attempt)
    with pytest.raises(NotAllowed):
        attempt(engine)
    assert len(proofs) == 1
    assert not passwords.outdated(proofs[0]), "another cost would take another time"


def test_no_transaction_is_open_while_a_password_is_proved(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    member(engine, "dana")
    busy: list[int] = []
    verify = passwords._HASHER.verify

    def watched(password: bytes, stored: str) -> bool:
        busy.append(engine.pool.checkedout())  # type: ignore[attr-defined]
        return verify(password, stored)

    monkeypatch.setattr(passwords._HASHER, "verify", watched)
    sign_in(engine)
    assert busy == [0]


def test_a_password_hashed_with_other_figures_is_hashed_anew(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    member(engine, "dana")
    monkeypatch.setattr(passwords, "outdated", lambda stored: stored == STORED)
    sign_in(engine)
    with reading(engine) as session:
        renewed = session.scalars(select(MemberRow)).one().password_hash
    assert renewed is not None
    assert renewed != STORED
    assert passwords.proved(PASSWORD, renewed)


def test_a_member_switched_off_during_the_proof_does_not_get_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(engine, "dana")

    def meanwhile(password: str, stored: str | None) -> bool:
        assert (password, stored) == (PASSWORD, STORED)
        with writing(engine) as session:
            session.scalars(select(MemberRow)).one().active = False
        return True

    monkeypatch.setattr(passwords, "proved", meanwhile)
    with pytest.raises(NotAllowed):
        sign_in(engine)
    with reading(engine) as session:
        assert session.scalars(select(MemberSessionRow)).all() == []


def test_signing_in_ends_the_session_that_the_browser_had(engine: Engine) -> None:
    member(engine, "dana")
    sign_in(engine, key="before")
    sign_in(engine, key="after", replaces="before")
    assert actor(engine, "before") is None
    assert actor(engine, "after") is not None


# ------------------------------------------------------------------------------------------------- sessions


def test_who_is_signed_in_takes_one_query_however_many_duties(engine: Engine) -> None:
    member(engine, "dana")
    sign_in(engine)
    said = queries(engine)
    assert actor(engine, "key") is not None
    assert len(said) == 1


@pytest.mark.parametrize(
    ("after", "lives"),
    [
        (team.SESSION_LIFE - timedelta(seconds=1), True),
        (team.SESSION_LIFE, False),
        (timedelta(days=1), False),
        (timedelta(seconds=-30), True),  # the clock of another machine lies a little behind
        (timedelta(days=-1), False),  # the clock was set back a day
    ],
)
def test_a_session_lives_for_its_time_alone(engine: Engine, after: timedelta, lives: bool) -> None:
    member(engine, "dana")
    sign_in(engine)
    assert (actor(engine, "key", after=after) is not None) is lives


def test_an_expired_session_is_removed_so_that_a_clock_set_back_cannot_revive_it(engine: Engine) -> None:
    member(engine, "dana")
    sign_in(engine)
    with writing(engine) as session:
        team.end_expired_sessions(session, now=NOON + team.SESSION_LIFE)
    assert actor(engine, "key", after=timedelta(hours=1)) is None


def test_signing_out_ends_this_session_and_no_other(engine: Engine) -> None:
    member(engine, "dana")
    for key in ("telephone", "desk"):
        sign_in(engine, key=key)
    with writing(engine) as session:
        team.sign_out(session, key="telephone")
        team.sign_out(session, key="never there")
    assert actor(engine, "telephone") is None
    assert actor(engine, "desk") is not None


# ---------------------------------------------------------------------------------------------- switching off


def test_a_member_who_is_switched_off_is_signed_out_and_stays_out(engine: Engine) -> None:
    ari, dana = member(engine, "ari", administrator=True), member(engine, "dana")
    sign_in(engine)
    with writing(engine) as session:
        session.add(TicketRow(digest="x", member_id=dana, expires_at=NOON + timedelta(days=1)))
        session.flush()
        team.switch_member(session, by=actor_of(engine, ari), member_id=dana, active=False, now=NOON)
        assert session.scalars(select(TicketRow)).all() == []
        assert acts(session) == ["switched off a member"]
    assert actor(engine, "key") is None
    with pytest.raises(NotAllowed):
        sign_in(engine)


def test_a_member_who_is_switched_on_again_can_sign_in_but_is_not_signed_in(engine: Engine) -> None:
    ari, dana = member(engine, "ari", administrator=True), member(engine, "dana")
    sign_in(engine)
    for active in (False, True):
        with writing(engine) as session:
            team.switch_member(session, by=actor_of(engine, ari), member_id=dana, active=active, now=NOON)
    assert actor(engine, "key") is None
    assert sign_in(engine, key="new").member_id == dana


def test_switching_to_the_present_state_changes_and_logs_nothing(engine: Engine) -> None:
    ari, dana = member(engine, "ari", administrator=True), member(engine, "dana")
    with writing(engine) as session:
        team.switch_member(session, by=actor_of(engine, ari), member_id=dana, active=True, now=NOON)
        assert acts(session) == []


def test_nobody_switches_herself_off(engine: Engine) -> None:
    ari = member(engine, "ari", administrator=True)
    member(engine, "noor", administrator=True)
    with pytest.raises(Refused, match="cannot switch yourself off"), writing(engine) as session:
        team.switch_member(session, by=actor_of(engine, ari), member_id=ari, active=False, now=NOON)


def test_the_last_administrator_stays_even_at_the_terminal(engine: Engine) -> None:
    ari, noor = member(engine, "ari", administrator=True), member(engine, "noor", administrator=True)
    with writing(engine) as session:
        team.switch_member(session, by=None, member_id=noor, active=False, now=NOON)
    with pytest.raises(Refused, match="Ari is the only administrator"), writing(engine) as session:
        team.switch_member(session, by=None, member_id=ari, active=False, now=NOON)


@pytest.mark.parametrize("still", ["never was one", "was switched off meanwhile"])
def test_only_an_administrator_who_can_sign_in_may_switch(engine: Engine, still: str) -> None:
    member(engine, "ari", administrator=True)
    noor, dana = member(engine, "noor", administrator=still != "never was one"), member(engine, "dana")
    by = Actor(noor, "Noor", "noor@casting.example.org", True, {})
    if still == "was switched off meanwhile":
        with writing(engine) as session:
            team.switch_member(session, by=None, member_id=noor, active=False, now=NOON)
    with pytest.raises(NotFound), writing(engine) as session:
        team.switch_member(session, by=by, member_id=dana, active=False, now=NOON)


def test_switching_somebody_who_does_not_exist_finds_nobody(engine: Engine) -> None:
    with pytest.raises(NotFound), writing(engine) as session:
        team.switch_member(session, by=None, member_id=4711, active=False, now=NOON)


# -------------------------------------------------------------------------------------------------- members


def test_an_address_is_in_the_team_once_in_any_case(engine: Engine) -> None:
    member(engine, "dana")
    with pytest.raises(Refused, match="in the team already"), writing(engine) as session:
        team.create_member(session, name="Dana", email="Dana@casting.example.org", duties={}, password=None, now=NOON)


def test_what_is_no_address_is_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match="Give an e-mail address"), writing(engine) as session:
        team.create_member(session, name="Dana", email="dana", duties={}, password=None, now=NOON)


def test_the_team_is_listed_by_name_with_its_state_in_two_queries(engine: Engine) -> None:
    member(engine, "dana")
    member(engine, "ari", administrator=True)
    with writing(engine) as session:
        team.create_member(session, name="Béla", email="b@example.org", duties={}, password=None, now=NOON)
    said = queries(engine)
    with reading(engine) as session:
        found = team.team_of(session)
    assert [(entry.name, entry.administrator, entry.invited) for entry in found] == [
        ("Ari", True, False),
        ("Béla", False, True),
        ("Dana", False, False),
    ]
    assert len(said) == 2


def test_a_password_set_at_the_terminal_signs_its_member_out(engine: Engine) -> None:
    dana = member(engine, "dana")
    sign_in(engine)
    with writing(engine) as session:
        team.set_password(session, member_id=dana, password="a quite different phrase", now=NOON)
    assert actor(engine, "key") is None
    assert sign_in(engine, password="a quite different phrase").member_id == dana


# ------------------------------------------------------------------------------------------------ passwords


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven char", "at least 12"),
        ("x" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaa", "guessed first"),
        ("Dana@Casting.Example.org", "guessed first"),
        (" dana a. direct ", "guessed first"),
    ],
)
def test_a_password_that_is_no_secret_is_refused(password: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        passwords.check_choice(password, email="dana@casting.example.org", name="Dana A. Direct")


@pytest.mark.parametrize("password", ["twelve chars", "x y" * 66 + "zz", "двенадцать слов", "🎭🎬🎥🎞📽🎟🎤🎧🎼🎹🥁🎷"])
def test_a_password_within_the_rules_is_taken(password: str) -> None:
    passwords.check_choice(password, email="dana@casting.example.org", name="Dana")


def test_a_password_is_the_same_from_a_keyboard_that_does_not_compose() -> None:
    assert passwords.proved("cafe\u0301 au lait", passwords.hashed("caf\u00e9 au lait"))


def test_nobody_has_the_password_that_stands_in() -> None:
    assert not passwords.outdated(passwords.NOBODY)
    assert not passwords.proved("anything", None)
