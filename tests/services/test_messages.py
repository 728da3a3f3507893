"""Messages: left once, sent once, tried again when the mail server is away."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from casting.domain.messages import OUTCOMES, TURNS, MessageKind
from casting.mail.post import PostAway, PostRefused
from casting.services import messages
from casting.services.messages import Delivery, Links, Sender, leave_message, pause_after
from casting.store.engine import WRITES, connect, reading, writing
from casting.store.tables import MessageRow
from tests.installation import NOON

LINKS = Links(
    application=lambda reference: f"https://x/{reference}",
    ticket=lambda nonce: f"https://x/t/{nonce}",
    draft=lambda nonce: f"https://x/d/{nonce}",
    guardian=lambda nonce: f"https://x/g/{nonce}",
)


class RecordingPost:
    """A mail server as a test wants it: it accepts, is away, or refuses."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.fault: Exception | None = None
        self.tried = 0
        self.hung_up = 0

    def deliver(self, letter: EmailMessage) -> None:
        self.tried += 1
        if self.fault is not None:
            raise self.fault
        self.accepted.append(letter)

    def hang_up(self) -> None:
        self.hung_up += 1


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = connect(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def post() -> RecordingPost:
    return RecordingPost()


@pytest.fixture
def sender(engine: Engine, post: RecordingPost) -> Sender:
    return Sender(engine, post, links=LINKS, sender="Casting <casting@example.org>")


def leave(engine: Engine, key: str = "receipt:1", *, recipient: str = "mira@example.org") -> bool:
    with writing(engine) as session:
        return leave_message(
            session,
            key=key,
            kind="receipt",
            recipient=recipient,
            values={"reference": "K7QX-24", "call": "The Challenge", "role": "the surgeon"},
            application_id=None,
            member_id=None,
            now=NOON,
        )


def rows(engine: Engine) -> list[MessageRow]:
    with reading(engine) as session:
        return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))  # type: ignore[arg-type]


# -------------------------------------------------------------------------------------------------- leaving


def test_a_message_for_one_occasion_is_left_once(engine: Engine) -> None:
    assert leave(engine)
    assert not leave(engine, recipient="another@example.org")
    assert [row.recipient for row in rows(engine)] == ["mira@example.org"]


def test_a_message_can_be_left_on_a_connection_too(engine: Engine) -> None:
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        left = [
            leave_message(
                connection,
                key="again",
                kind="application_again",
                recipient="mira@example.org",
                values={},
                application_id=None,
                member_id=None,
                now=NOON,
            )
            for _ in range(2)
        ]
    assert left == [True, False]


def test_a_message_goes_with_the_act_that_it_tells_of(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as session:
            leave_message(
                session,
                key="lost",
                kind="receipt",
                recipient="mira@example.org",
                values={},
                application_id=None,
                member_id=None,
                now=NOON,
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(engine) == []


def test_a_kind_that_has_no_letter_cannot_be_left(engine: Engine) -> None:
    with pytest.raises(ValueError, match="gossip"), writing(engine) as session:
        leave_message(
            session,
            key="x",
            kind="gossip",
            recipient="mira@example.org",
            values={},
            application_id=None,
            member_id=None,
            now=NOON,
        )


# -------------------------------------------------------------------------------------------------- sending


def test_what_is_due_is_sent_in_order_and_marked(engine: Engine, post: RecordingPost, sender: Sender) -> None:
    for number in range(3):
        leave(engine, f"receipt:{number}", recipient=f"applicant{number}@example.org")
    assert sender.send_due(now=NOON) == Delivery(sent=3, failed=0)
    assert [letter["To"] for letter in post.accepted] == [f"applicant{number}@example.org" for number in range(3)]
    assert [(row.sent_at, row.attempts, row.last_error) for row in rows(engine)] == [(NOON, 1, None)] * 3
    assert post.hung_up == 1


def test_what_was_sent_is_not_sent_again(engine: Engine, post: RecordingPost, sender: Sender) -> None:
    leave(engine)
    sender.send_due(now=NOON)
    assert sender.send_due(now=NOON + timedelta(days=1)) == Delivery(sent=0, failed=0)
    assert post.tried == 1


def test_the_link_is_made_when_the_letter_is_and_the_row_holds_none(
    engine: Engine, post: RecordingPost, sender: Sender
) -> None:
    leave(engine)
    sender.send_due(now=NOON)
    body = post.accepted[0].get_body(("plain",))
    assert body is not None
    assert "https://x/K7QX-24" in body.get_content()
    assert not any("https://" in str(value) for value in rows(engine)[0].values.values())


def test_one_round_sends_at_most_so_many(engine: Engine, sender: Sender) -> None:
    for number in range(3):
        leave(engine, f"receipt:{number}")
    assert [sender.send_due(now=NOON, most=2).sent for _ in range(2)] == [2, 1]


def test_a_mail_server_that_is_away_loses_nothing(engine: Engine, post: RecordingPost, sender: Sender) -> None:
    for number in range(5):
        leave(engine, f"receipt:{number}")
    post.fault = PostAway("The mail server cannot be reached: ConnectionRefusedError.")
    assert sender.send_due(now=NOON) == Delivery(sent=0, failed=1)
    assert post.tried == 1, "the others would find it away as well"
    assert sender.send_due(now=NOON + timedelta(seconds=29)) == Delivery(sent=0, failed=0)
    post.fault = None
    later = NOON + timedelta(hours=1)
    assert sender.send_due(now=later) == Delivery(sent=5, failed=0)
    assert len({letter["Message-ID"] for letter in post.accepted}) == 5


def test_pauses_grow_to_six_hours_and_no_further() -> None:
    assert [pause_after(attempts) for attempts in (1, 2, 3, 9, 10, 1000)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(minutes=256),
        timedelta(hours=6),
        timedelta(hours=6),
    ]


@pytest.mark.parametrize(("for_good", "pause"), [(False, timedelta(minutes=1)), (True, timedelta(hours=6))])
def test_a_refusal_holds_up_nobody_else_and_says_why(
    engine: Engine, post: RecordingPost, sender: Sender, for_good: bool, pause: timedelta
) -> None:
    leave(engine)
    post.fault = PostRefused("The mail server answered 550 no such user", for_good=for_good)
    sender.send_due(now=NOON)
    post.fault = None
    leave(engine, "receipt:2")
    assert sender.send_due(now=NOON) == Delivery(sent=1, failed=0)
    refused = rows(engine)[0]
    assert (refused.sent_at, refused.attempts, refused.next_attempt_at) == (None, 1, NOON + pause)
    assert refused.last_error == "The mail server answered 550 no such user"


def test_an_address_that_cannot_be_one_holds_up_nobody_else(engine: Engine, sender: Sender) -> None:
    leave(engine, recipient="mira@example.org\r\nBcc: all@example.org")
    leave(engine, "receipt:2")
    assert sender.send_due(now=NOON) == Delivery(sent=1, failed=1)
    assert rows(engine)[0].last_error == "The recipient's address cannot be used."


def test_what_could_not_be_sent_for_two_weeks_is_left_alone(
    engine: Engine, post: RecordingPost, sender: Sender
) -> None:
    leave(engine)
    sender.send_due(now=NOON + messages.KEEP_TRYING)
    assert post.tried == 0


def test_what_a_worker_has_claimed_no_other_sends_until_it_must_have_died(engine: Engine, post: RecordingPost) -> None:
    class Dying(RecordingPost):
        def deliver(self, letter: EmailMessage) -> None:
            raise KeyboardInterrupt

    leave(engine)
    with pytest.raises(KeyboardInterrupt):
        Sender(engine, Dying(), links=LINKS, sender="casting@example.org").send_due(now=NOON)
    other = Sender(engine, post, links=LINKS, sender="casting@example.org")
    assert other.send_due(now=NOON + timedelta(minutes=9)).sent == 0
    assert other.send_due(now=NOON + timedelta(minutes=10)).sent == 1


def test_what_was_accepted_is_not_sent_again_when_its_mark_could_not_be_written(
    engine: Engine, post: RecordingPost, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(engine)
    mark = Sender._mark_accepted

    def away(self: Sender) -> None:
        if self._accepted:
            raise OperationalError("UPDATE message", {}, Exception("the database is away"))

    monkeypatch.setattr(Sender, "_mark_accepted", away)
    with pytest.raises(OperationalError):
        sender.send_due(now=NOON)
    with pytest.raises(OperationalError):
        sender.send_due(now=NOON + timedelta(hours=1))
    monkeypatch.setattr(Sender, "_mark_accepted", mark)
    sender.send_due(now=NOON + timedelta(hours=2))
    assert len(post.accepted) == 1
    assert rows(engine)[0].sent_at == NOON


def test_no_transaction_is_open_while_a_letter_is_sent(engine: Engine) -> None:
    busy: list[int] = []

    class Watching(RecordingPost):
        def deliver(self, letter: EmailMessage) -> None:
            busy.append(engine.pool.checkedout())  # type: ignore[attr-defined]

    leave(engine)
    Sender(engine, Watching(), links=LINKS, sender="casting@example.org").send_due(now=NOON)
    assert busy == [0]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_workers_do_not_wait_for_each_other_and_take_different_messages(engine: Engine) -> None:
    for number in range(2):
        leave(engine, f"receipt:{number}")
    with writing(engine) as first, writing(engine) as second:
        taken = [messages.due_messages(session, now=NOON, most=1)[0].key for session in (first, second)]
        assert messages.due_messages(second, now=NOON, most=5)[0].key == "receipt:1"
    assert taken == ["receipt:0", "receipt:1"]


def test_every_kind_can_be_left_and_sent(engine: Engine, sender: Sender) -> None:
    values = {
        "reference": "K7QX-24",
        "call": "C",
        "role": "R",
        "problem": "P.",
        "name": "N",
        "inviter": "I",
        "child": "C",
    }
    # Those need an application that ended so, or one that sees sides.
    kinds = [kind for kind in MessageKind if kind not in {*OUTCOMES.values(), *TURNS, MessageKind.SIDES}]
    for kind in kinds:
        with writing(engine) as session:
            given = (
                values
                | ({"draft": "n"} if kind is MessageKind.DRAFT_LINK else {})
                | ({"guardian": "n"} if kind in {MessageKind.GUARDIAN_ASKED, MessageKind.GUARDIAN_GIVEN} else {})
                | ({"nonce": "n"} if kind in {MessageKind.INVITATION, MessageKind.FORGOTTEN} else {})
            )
            leave_message(
                session,
                key=kind,
                kind=kind,
                recipient="mira@example.org",
                values=given,
                application_id=None,
                member_id=None,
                now=NOON,
            )
    assert sender.send_due(now=NOON) == Delivery(sent=len(kinds), failed=0)
