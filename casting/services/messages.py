"""Messages: written in the transaction of what they tell, sent later by the worker, each of them once.

A message that is due is claimed in a short transaction, which also sets the time of the next attempt, so that a worker
that dies leaves it to be tried again. It is then sent with no transaction open, and marked as sent once the server has
accepted it. Where that mark cannot be written, this process remembers what was accepted and writes the mark first of
all when the database is back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.messages import OUTCOMES, TURNS, MessageKind
from casting.domain.vocabulary import Stage
from casting.mail.letters import BadLetter, Letter, compose
from casting.mail.post import Post, PostAway, PostRefused
from casting.store.engine import writing
from casting.store.once import insert_once
from casting.store.sides import APPLICATION, SIDES, seen_by_applicant
from casting.store.tables import ApplicantRow, MessageRow, table

APPLICANT, MESSAGE = table(ApplicantRow), table(MessageRow)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
CLAIMED_FOR = timedelta(minutes=10)
"""How long a message that is being sent belongs to one worker: longer than a mail server can draw out one message."""
AWAY_FOR = timedelta(seconds=30)
"""A mail server that cannot be reached is left alone for so long."""
KEEP_TRYING = timedelta(days=14)
"""What could not be sent for so long stays unsent; `casting doctor` counts it."""


@dataclass(frozen=True)
class Links:
    """How the links in messages are made when they are sent, so that no message holds a key.

    Attributes:
        application: from an application's reference to its applicant's link.
        ticket: from a ticket's nonce to the link with which a member chooses a password.
        draft: from a draft's nonce to the link that opens it.
        guardian: from a request's nonce to the link with which a guardian answers it.
    """

    application: Callable[[str], str]
    ticket: Callable[[str], str]
    draft: Callable[[str], str]
    guardian: Callable[[str], str]


@dataclass(frozen=True)
class DueMessage:
    """A message that is to be sent now."""

    message_id: int
    key: str
    kind: MessageKind
    recipient: str
    values: Mapping[str, str]
    """With the name of the applicant to whose application it belongs, as she gives it now."""
    attempts: int
    """How often it was tried before."""


@dataclass(frozen=True)
class Delivery:
    """What one round came to."""

    sent: int
    failed: int


def leave_message(
    database: Session | Connection,
    *,
    key: str,
    kind: str,
    recipient: str,
    values: Mapping[str, str],
    application_id: int | None,
    member_id: int | None,
    now: datetime,
) -> bool:
    """Leave a message to be sent, in the transaction of what it tells; whether it is a new one.

    Args:
        key: names the occasion; a second message with the same key is not written.
        kind: a `casting.domain.messages.MessageKind`.
        values: what the letter of that kind reads; references and nonces, never links or keys.
    """
    row: dict[str, Any] = {
        "key": key,
        "kind": MessageKind(kind).value,
        "recipient": recipient,
        "application_id": application_id,
        "member_id": member_id,
        "values": dict(values),
        "written_at": now,
        "attempts": 0,
    }
    return insert_once(database, MessageRow, row, unique="key")


def due_messages(session: Session, *, now: datetime, most: int) -> tuple[DueMessage, ...]:
    """Messages whose time has come, the oldest first; PostgreSQL locks them and leaves out what another worker has."""
    return tuple(
        DueMessage(
            message_id=row.id,
            key=row.key,
            kind=MessageKind(row.kind),
            recipient=row.recipient,
            values=({"name": row.name} if row.name else {}) | row.values,
            attempts=row.attempts,
        )
        for row in session.execute(_due(now).limit(most))
    )


_NAME = (
    select(APPLICANT.c.name)
    .join(APPLICATION, APPLICATION.c.applicant_id == APPLICANT.c.id)
    .where(APPLICATION.c.id == MESSAGE.c.application_id)
    .scalar_subquery()
    .label("name")
)


def _due(now: datetime) -> Select[Any]:
    waiting = or_(MESSAGE.c.next_attempt_at.is_(None), MESSAGE.c.next_attempt_at <= now)
    young = MESSAGE.c.written_at > now - KEEP_TRYING
    unsent = select(MESSAGE, _NAME).where(MESSAGE.c.sent_at.is_(None), waiting, young)
    return unsent.order_by(MESSAGE.c.id).with_for_update(skip_locked=True)


def _is_overtaken(session: Session, message: DueMessage) -> bool:
    """Whether an outcome is not true any more: a person has moved the application on, or its applicant withdrew it.

    The same of sides that the applicant does not see any more, and of a withdrawal that she has taken back.
    """
    if message.kind is MessageKind.SIDES:
        joined = SIDES.join(APPLICATION, APPLICATION.c.role_id == SIDES.c.role_id)
        seen = select(SIDES.c.id).select_from(joined.join(MESSAGE, MESSAGE.c.application_id == APPLICATION.c.id))
        named = (MESSAGE.c.id == message.message_id, SIDES.c.id == int(message.values["sides"]))
        return session.scalar(seen.where(*named, seen_by_applicant())) is None
    if message.kind not in {*OUTCOMES.values(), *TURNS}:
        return False
    stage = session.scalar(
        select(APPLICATION.c.stage)
        .join(MESSAGE, MESSAGE.c.application_id == APPLICATION.c.id)
        .where(MESSAGE.c.id == message.message_id)
    )
    if message.kind is MessageKind.CAME_BACK:
        return stage == Stage.WITHDRAWN.value
    return stage != message.values["stage"]


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts, at least 1: doubled each time, up to six hours."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


class Sender:
    """Sends what is due. One for each worker, for as long as it lives.

    Args:
        sender: the address that messages come from, as in a From header.
    """

    def __init__(self, engine: Engine, post: Post, *, links: Links, sender: str) -> None:
        self._engine = engine
        self._post = post
        self._links = links
        self._sender = sender
        self._accepted: dict[int, datetime] = {}
        self._away_until: datetime | None = None

    def send_due(self, *, now: datetime, most: int = 50) -> Delivery:
        """Send at most so many messages that are due; what the mail server does not take is tried again later.

        Raises:
            sqlalchemy.exc.DBAPIError: the database is away; nothing that was accepted is sent twice on that account.
        """
        self._mark_accepted()
        sent = failed = 0
        try:
            while sent + failed < most and not self._is_away(now):
                message = self._claim(now=now)
                if message is None:
                    break
                if self._send(message, now=now):
                    sent += 1
                else:
                    failed += 1
        finally:
            self._post.hang_up()
        return Delivery(sent=sent, failed=failed)

    def _is_away(self, now: datetime) -> bool:
        return self._away_until is not None and now < self._away_until

    def _claim(self, *, now: datetime) -> DueMessage | None:
        with writing(self._engine) as session:
            due = due_messages(session, now=now, most=1)
            while due and _is_overtaken(session, due[0]):
                session.execute(delete(MessageRow).where(MESSAGE.c.id == due[0].message_id))
                due = due_messages(session, now=now, most=1)
            if not due:
                return None
            session.execute(
                update(MessageRow)
                .where(MESSAGE.c.id == due[0].message_id)
                .values(next_attempt_at=now + CLAIMED_FOR, attempts=due[0].attempts + 1)
            )
        return due[0]

    def _send(self, message: DueMessage, *, now: datetime) -> bool:
        try:
            self._post.deliver(compose(self._letter(message), sender=self._sender, now=now))
        except PostAway as error:
            self._away_until = now + AWAY_FOR
            self._put_off(message, reason=str(error), until=now + pause_after(message.attempts + 1))
            return False
        except PostRefused as error:
            pause = LONGEST_PAUSE if error.for_good else pause_after(message.attempts + 1)
            self._put_off(message, reason=str(error), until=now + pause)
            return False
        except BadLetter as error:
            self._put_off(message, reason=str(error), until=now + LONGEST_PAUSE)
            return False
        self._accepted[message.message_id] = now
        self._mark_accepted()
        return True

    def _letter(self, message: DueMessage) -> Letter:
        values = dict(message.values)
        if "reference" in values:
            values["link"] = self._links.application(values["reference"])
        if "draft" in values:
            values["link"] = self._links.draft(values.pop("draft"))
            values["code"] = values["link"].rpartition("/")[2]
        if "guardian" in values:
            values["link"] = self._links.guardian(values.pop("guardian"))
        if "nonce" in values:
            values["link"] = self._links.ticket(values.pop("nonce"))
        return Letter(key=message.key, kind=message.kind, recipient=message.recipient, values=values)

    def _mark_accepted(self) -> None:
        if not self._accepted:
            return
        with writing(self._engine) as session:
            for message_id, at in self._accepted.items():
                session.execute(
                    update(MessageRow).where(MESSAGE.c.id == message_id).values(sent_at=at, last_error=None)
                )
        self._accepted.clear()

    def _put_off(self, message: DueMessage, *, reason: str, until: datetime) -> None:
        with writing(self._engine) as session:
            session.execute(
                update(MessageRow)
                .where(MESSAGE.c.id == message.message_id)
                .values(next_attempt_at=until, last_error=reason[:500])
            )
