"""Invitations, forgotten passwords, and the links with which a password is chosen, once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.domain.permissions import Actor
from casting.domain.vocabulary import Duty
from casting.services import audit, passwords, team, tickets
from casting.store.engine import connect, reading, writing
from casting.store.tables import CallRow, MemberRow, MembershipRow, MessageRow, TicketRow
from tests.installation import NOON

SECRET = b"a secret for tests alone 0123456789"
PASSWORD = "four seals juggle umbrellas"
EMAIL = "dana@casting.example.org"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = connect(database_url)
    with writing(opened) as session:
        session.add(
            CallRow(
                slug="the-play",
                title="The Play",
                production="Us",
                summary="",
                opens_at=NOON,
                closes_at=NOON,
                time_zone="UTC",
                reference_date=NOON.date(),
                keep_months=1,
            )
        )
    yield opened
    opened.dispose()


@pytest.fixture
def ari(engine: Engine) -> Actor:
    """The administrator."""
    with writing(engine) as session:
        member_id = team.create_member(
            session, name="Ari", email="ari@example.org", duties={}, password=None, administrator=True, now=NOON
        )
    return Actor(member_id, "Ari", "ari@example.org", True, {})


def call_id(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(CallRow)).one().id or 0


def invite(
    engine: Engine,
    by: Actor | None,
    nonce: str = "nonce",
    *,
    duties: dict[int, Duty] | None = None,
    administrator: bool = False,
) -> tickets.Ticket:
    ticket = tickets.make_ticket(SECRET, nonce=nonce)
    given = {call_id(engine): Duty.DIRECTOR} if duties is None else duties
    with writing(engine) as session:
        tickets.invite(
            session,
            by=by,
            name="Dana",
            email=EMAIL,
            duties=given,
            administrator=administrator,
            ticket=ticket,
            now=NOON,
        )
    return ticket


def forget(engine: Engine, email: str, nonce: str = "forgotten") -> tickets.Ticket:
    ticket = tickets.make_ticket(SECRET, nonce=nonce)
    with writing(engine) as session:
        tickets.forgot(session, email=email, ticket=ticket, now=NOON)
    return ticket


def choose(
    engine: Engine,
    ticket: tickets.Ticket,
    *,
    password: str = PASSWORD,
    after: timedelta = timedelta(0),
    session_key: str = "new session",
) -> team.NewSession:
    return tickets.choose_password(engine, key=ticket.key, password=password, session_key=session_key, now=NOON + after)


def messages(engine: Engine) -> list[tuple[str, str, dict[str, str]]]:
    with reading(engine) as session:
        return [(row.kind, row.recipient, row.values) for row in session.scalars(select(MessageRow))]


def sign_in(engine: Engine, password: str = PASSWORD) -> team.NewSession:
    return team.sign_in(engine, email=EMAIL, password=password, key="signed in", replaces="", now=NOON)


# ---------------------------------------------------------------------------------------------- invitations


def test_who_is_invited_chooses_a_password_and_is_in(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    with reading(engine) as session:
        holder = tickets.holder_of(session, key=ticket.key, now=NOON)
    assert holder == tickets.Holder(name="Dana", email=EMAIL, first=True)
    choose(engine, ticket)
    with reading(engine) as session:
        actor = team.actor_of_session(session, key="new session", now=NOON)
    assert actor is not None
    assert actor.duties == {call_id(engine): Duty.DIRECTOR}
    assert sign_in(engine).member_id == actor.member_id


def test_an_invitation_is_one_message_one_ticket_and_one_line_of_the_log(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    values = {"nonce": "nonce", "name": "Dana", "inviter": "Ari", "call": "The Play", "duty": "director"}
    assert messages(engine) == [("invitation", EMAIL, values)]
    with reading(engine) as session:
        [kept] = session.scalars(select(TicketRow)).all()
        lines = [(line.member, line.act, line.subject) for line in audit.newest(session, most=9)]
    assert (kept.digest, kept.expires_at) == (team.digest_of(ticket.key), NOON + timedelta(days=7))
    assert lines == [("Ari", "invited", EMAIL)]


def test_nothing_in_the_database_opens_without_the_secret(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    elsewhere = tickets.make_ticket(b"another secret", nonce="nonce")
    for key in (ticket.nonce, team.digest_of(ticket.key), elsewhere.key, "", "\x00", "ключ"):
        with pytest.raises(NotFound), reading(engine) as session:
            tickets.holder_of(session, key=key, now=NOON)


def test_a_link_leads_to_the_page_of_its_ticket() -> None:
    link = tickets.ticket_link("https://casting.example.org/", SECRET, nonce="nonce")
    assert link == f"https://casting.example.org/password/{tickets.make_ticket(SECRET, nonce='nonce').key}"
    assert len(tickets.make_ticket(SECRET, nonce="nonce").key) == 43, "256 bits"


def test_inviting_again_voids_the_link_before_and_its_unsent_message(engine: Engine, ari: Actor) -> None:
    before, after = invite(engine, ari, "before"), invite(engine, ari, "after")
    with pytest.raises(NotFound):
        choose(engine, before)
    assert [values["nonce"] for _, _, values in messages(engine)] == ["after"]
    choose(engine, after)


def test_inviting_a_member_again_by_her_id_does_the_same(engine: Engine, ari: Actor) -> None:
    before, ticket = invite(engine, ari, "before"), tickets.make_ticket(SECRET, nonce="after")
    with writing(engine) as session:
        dana = team.member_id_at(session, email=EMAIL)
        tickets.invite_again(session, by=ari, member_id=dana, ticket=ticket, now=NOON)
    with pytest.raises(NotFound):
        choose(engine, before)
    choose(engine, ticket)


def test_inviting_a_member_gives_more_to_do_and_takes_nothing_away(engine: Engine, ari: Actor) -> None:
    invite(engine, ari, "first", administrator=True)
    invite(engine, ari, "second", duties={call_id(engine): Duty.PRODUCER})
    with reading(engine) as session:
        [membership] = session.scalars(select(MembershipRow)).all()
        [dana] = session.scalars(select(MemberRow).where(MemberRow.email == EMAIL)).all()  # type: ignore[arg-type]
    assert (membership.duty, dana.administrator) == ("producer", True)


def test_an_invitation_without_anything_to_do_is_refused(engine: Engine, ari: Actor) -> None:
    with pytest.raises(Refused, match="Say in which call"):
        invite(engine, ari, duties={})


def test_an_invitation_to_a_call_that_does_not_exist_finds_nothing(engine: Engine, ari: Actor) -> None:
    with pytest.raises(NotFound):
        invite(engine, ari, duties={4711: Duty.DIRECTOR})


def test_a_member_who_is_switched_off_is_not_invited_and_nothing_is_changed(engine: Engine, ari: Actor) -> None:
    invite(engine, ari, duties={}, administrator=True)
    with writing(engine) as session:
        dana = team.member_id_at(session, email=EMAIL)
        team.switch_member(session, by=ari, member_id=dana, active=False, now=NOON)
    with pytest.raises(Refused, match="switched off"):
        invite(engine, ari, "again")
    with reading(engine) as session:
        assert session.scalars(select(MembershipRow)).all() == []
        assert session.scalars(select(TicketRow)).all() == []


@pytest.mark.parametrize("duty", [None, *Duty])
def test_nobody_but_an_administrator_invites(engine: Engine, ari: Actor, duty: Duty | None) -> None:
    by = Actor(ari.member_id, "Ari", ari.email, False, {} if duty is None else {call_id(engine): duty})
    with pytest.raises(NotFound):
        invite(engine, by)
    ticket = tickets.make_ticket(SECRET, nonce="again")
    with pytest.raises(NotFound), writing(engine) as session:
        tickets.invite_again(session, by=by, member_id=ari.member_id, ticket=ticket, now=NOON)
    assert messages(engine) == []


# ------------------------------------------------------------------------------------------------ forgotten


def test_a_member_who_forgot_gets_a_link_for_an_hour_and_the_old_password_stays_good(
    engine: Engine, ari: Actor
) -> None:
    choose(engine, invite(engine, ari))
    ticket = forget(engine, EMAIL.upper())
    assert [kind for kind, _, _ in messages(engine)] == ["invitation", "forgotten"]
    sign_in(engine)
    with pytest.raises(NotFound):
        choose(engine, ticket, after=timedelta(hours=1))
    choose(engine, ticket, password="a quite different phrase", after=timedelta(minutes=59))
    with pytest.raises(NotAllowed):
        sign_in(engine)
    sign_in(engine, "a quite different phrase")


def test_asking_for_an_address_that_is_not_in_the_team_mails_nothing_and_tells_nothing(
    engine: Engine, ari: Actor
) -> None:
    """One line of the log in either case, so that either answer waits for one durable commit."""
    invite(engine, ari)
    with writing(engine) as session:
        dana = team.member_id_at(session, email=EMAIL)
        team.switch_member(session, by=ari, member_id=dana, active=False, now=NOON)
    before = messages(engine)
    forget(engine, "nobody@example.org")
    forget(engine, EMAIL, "another")
    assert messages(engine) == before
    with reading(engine) as session:
        lines = audit.newest(session, most=2)
    assert {line.subject for line in lines} == {"an address without access"}


def test_asking_twice_leaves_both_links_good_until_one_is_used(engine: Engine, ari: Actor) -> None:
    choose(engine, invite(engine, ari))
    first, second = forget(engine, EMAIL, "first"), forget(engine, EMAIL, "second")
    choose(engine, first)
    with pytest.raises(NotFound):
        choose(engine, second)


# ------------------------------------------------------------------------------------------------ choosing


def test_a_link_works_once(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    choose(engine, ticket)
    with pytest.raises(NotFound, match="used or is too old"):
        choose(engine, ticket, password="a quite different phrase")
    sign_in(engine)


def test_a_link_that_is_used_meanwhile_changes_nothing(
    engine: Engine, ari: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people click at the same moment: the second finds the ticket used, though it was good when she looked."""
    ticket = invite(engine, ari)
    hashed = passwords.hashed

    def meanwhile(password: str) -> str:
        if password != PASSWORD:
            choose(engine, ticket)
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    with pytest.raises(NotFound):
        choose(engine, ticket, password="a quite different phrase")
    sign_in(engine)


def test_an_invitation_is_good_for_seven_days(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    with pytest.raises(NotFound):
        choose(engine, ticket, after=timedelta(days=7))
    choose(engine, ticket, after=timedelta(days=7, seconds=-1))


def test_a_weak_password_leaves_the_link_good(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    with pytest.raises(Refused, match="at least 12"):
        choose(engine, ticket, password="short")
    choose(engine, ticket)


def test_choosing_a_password_ends_every_other_session(engine: Engine, ari: Actor) -> None:
    choose(engine, invite(engine, ari), session_key="desk")
    choose(engine, forget(engine, EMAIL), session_key="telephone", password="a quite different phrase")
    with reading(engine) as session:
        assert team.actor_of_session(session, key="desk", now=NOON) is None
        assert team.actor_of_session(session, key="telephone", now=NOON) is not None


def test_the_link_of_a_member_who_was_switched_off_opens_nothing(engine: Engine, ari: Actor) -> None:
    ticket = invite(engine, ari)
    with writing(engine) as session:
        session.get_one(MemberRow, team.member_id_at(session, email=EMAIL)).active = False
    with pytest.raises(NotFound):
        choose(engine, ticket)
