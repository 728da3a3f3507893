"""Applications kept durably, beside an endpoint that keeps nothing and beside a session for each request.

Three servers stand side by side, started as `casting serve` starts them (without its worker, since there is nothing
to compare it with). One sends to the writer; `null_endpoint` has the same app, middleware, parsing, checking and 303,
and no database; `orm_session_per_request` keeps the same rows through a pooled session of entities and a commit of
its own for each request, with the same durability. A crowd of 64 kept connections sends complete forms to one after
the other.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import func, select

from bench.form import REPETITIONS, Row, in_turns, program, row
from bench.installation import DATABASES, PATH, SECRET, Installation, installations, serving
from bench.load import Outcome, Task, send
from casting.store.engine import connect, reading
from casting.store.tables import ApplicationRow, table
from tests.installation import ANSWERS

CONNECTIONS = 64
KINDS = ("writer", "null", "orm")
PEERS = {"null": "null_endpoint", "orm": "orm_session_per_request"}
SHARE = {"writer": 1.0, "null": 1.0, "orm": 0.2}
"""How much of the forms each is sent: the slow one fewer, so that turns take about the same time."""


@dataclass
class Crowds:
    """The servers of one case, and what each of them answered in each turn."""

    servers: dict[str, Installation]
    role_id: int
    count: int
    seconds: float
    headshots: bool = False
    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def rate(self, kind: str) -> float:
        """Send once to this server: acknowledged applications a second."""
        task = Task(
            port=self.servers[kind].port,
            path=PATH,
            role_id=self.role_id,
            secret=SECRET,
            answers=ANSWERS,
            count=int(self.count * SHARE[kind]),
            connections=CONNECTIONS,
            seconds=self.seconds,
            headshots=self.headshots,
        )
        self.outcomes[kind].append(send(task))
        return self.outcomes[kind][-1].rate


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Every case on both databases."""
    repetitions = 3 if asked.quick else REPETITIONS
    for database in DATABASES:
        yield from _case(database, database, asked, repetitions=repetitions, processes=1)
        yield from _case(database, f"{database}, processes=2", asked, repetitions=repetitions, processes=2)
        if not asked.quick:
            yield from _case(
                database, f"{database}, headshots", asked, repetitions=repetitions, processes=1, headshots=True
            )


def _case(
    database: str, case: str, asked: argparse.Namespace, *, repetitions: int, processes: int, headshots: bool = False
) -> Iterator[Row]:
    with installations(database, len(KINDS)) as made, ExitStack() as stack:
        servers = {
            kind: stack.enter_context(serving(one, intake=kind, processes=processes))
            for kind, one in zip(KINDS, made, strict=True)
        }
        count, seconds = (300, 3.0) if asked.quick else (asked.count, 20.0)
        crowds = Crowds(servers, made[0].role().role_id, count, seconds, headshots)
        rates = in_turns({kind: partial(crowds.rate, kind) for kind in KINDS}, repetitions=repetitions)
        lost = _acknowledged(crowds, "writer") - _kept(servers["writer"])
    for kind, peer in PEERS.items():
        parts = _parts(crowds, "writer") | {"peer": _parts(crowds, kind)}
        yield row(
            "durable_submissions", case, "requests/s", rates["writer"], against=peer, peer=rates[kind], parts=parts
        )
    errors = [float(outcome.errors) for outcome in crowds.outcomes["writer"]]
    where = f"{case}, connections={CONNECTIONS}"
    yield Row("errors", where, sum(errors), "answers", repetitions=len(errors), parts=_parts(crowds, "writer"))
    yield Row("acknowledged_not_kept", where, float(lost), "applications", repetitions=len(errors))


def _acknowledged(crowds: Crowds, kind: str) -> int:
    return sum(outcome.acknowledged for outcome in crowds.outcomes[kind])


def _kept(installation: Installation) -> int:
    engine = connect(installation.database_url)
    with reading(engine) as session:
        count = session.scalar(select(func.count()).select_from(table(ApplicationRow)))
    engine.dispose()
    return count or 0


def _parts(crowds: Crowds, kind: str) -> dict[str, object]:
    outcomes = crowds.outcomes[kind]
    statuses: Counter[str] = Counter()
    for outcome in outcomes:
        statuses.update(outcome.statuses)
    return {
        "p50_ms": round(statistics.median(outcome.p50_ms for outcome in outcomes), 1),
        "p95_ms": round(statistics.median(outcome.p95_ms for outcome in outcomes), 1),
        "generator_busy": round(statistics.median(outcome.generator_busy for outcome in outcomes), 2),
        "statuses": dict(statuses),
    }


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=3000, help="forms for each server and turn")


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure, prepare=_arguments)
