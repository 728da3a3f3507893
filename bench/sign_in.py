"""How long the doors take for an address that is in the team, and for one that is not: nobody should be able to tell.

Half of the pairs ask for the member first. The parts hold the median difference in milliseconds and its interval; the
limit is one millisecond (over 5,000 pairs; `--quick` takes 100).
"""

import argparse
import statistics
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from sqlalchemy import Engine

from bench.form import Row, in_turns, interval, milliseconds, program, row
from bench.installation import DATABASES, installations
from casting.domain.errors import NotAllowed
from casting.services import passwords, team, tickets
from casting.store.engine import connect, writing
from casting.store.tables import MemberRow

PAIRS, QUICK_PAIRS = 5000, 100
MEMBERS = 50
KNOWN, UNKNOWN = "member7@casting.example.org", "nobody7@casting.example.org"
PASSWORD, WRONG = "four seals juggle umbrellas", "a wrong password"
_numbers = count(1)


class Door(Protocol):
    """Something that is asked for with an address."""

    def __call__(self, engine: Engine, email: str, *, now: datetime) -> None: ...


def fill(engine: Engine, *, now: datetime) -> None:
    """Put a team in, all with one password."""
    stored = passwords.hashed(PASSWORD)
    with writing(engine) as session:
        for number in range(MEMBERS):
            email = f"member{number}@casting.example.org"
            member_id = team.create_member(session, name="Member", email=email, duties={}, password=None, now=now)
            session.get_one(MemberRow, member_id).password_hash = stored


def fail_to_sign_in(engine: Engine, email: str, *, now: datetime) -> None:
    with suppress(NotAllowed):
        team.sign_in(engine, email=email, password=WRONG, key="key", replaces="", now=now)


def forget(engine: Engine, email: str, *, now: datetime) -> None:
    ticket = tickets.make_ticket(bytes(32), nonce=f"nonce {next(_numbers)}")
    with writing(engine) as session:
        tickets.forgot(session, email=email, ticket=ticket, now=now)


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both doors, both databases."""
    pairs, now = QUICK_PAIRS if asked.quick else PAIRS, datetime.now(UTC)
    for kind in DATABASES:
        with installations(kind) as [installation]:
            engine = connect(installation.database_url)
            fill(engine, now=now)
            for figure, act in (("failed_sign_in", fail_to_sign_in), ("forgotten_password", forget)):
                yield _compared(figure, kind, _taken(act, engine, pairs=pairs, now=now))
            engine.dispose()


def _taken(act: Door, engine: Engine, *, pairs: int, now: datetime) -> dict[str, list[float]]:
    def asked(email: str) -> float:
        return milliseconds(lambda: act(engine, email, now=now))

    return in_turns({KNOWN: lambda: asked(KNOWN), UNKNOWN: lambda: asked(UNKNOWN)}, repetitions=pairs)


def _compared(figure: str, case: str, taken: dict[str, list[float]]) -> Row:
    differences = [known - unknown for known, unknown in zip(taken[KNOWN], taken[UNKNOWN], strict=True)]
    low, high = interval(differences)
    parts = {"median_difference_ms": statistics.median(differences), "low": low, "high": high}
    whole = row(figure, case, "ms", taken[KNOWN], against="unknown_address", peer=taken[UNKNOWN])
    return Row(**{**vars(whole), "parts": parts})


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
