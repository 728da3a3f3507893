"""How long ranking a role anew takes: at 3,000 applications and at 100,000, with 300 marks."""

import argparse
import random
from collections.abc import Iterator

from sqlalchemy import insert, select

from bench.form import REPETITIONS, Row, in_turns, milliseconds, program, row
from bench.pool import pools
from casting.domain.vocabulary import Opinion
from casting.services.rank import rank_role
from casting.store.engine import writing
from casting.store.tables import ApplicationRow, MarkRow, table
from tests.installation import CALL, ROLE, Installation

SMALL, LARGE, QUICK_LARGE = 3_000, 100_000, 20_000
MARKS = 300


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """On SQLite; the fit is the same on both databases."""
    large = QUICK_LARGE if asked.quick else LARGE
    with pools("sqlite", (SMALL, large)) as made:
        for installation in made.values():
            _mark(installation)
        taken = in_turns(
            {
                str(size): lambda one=one: milliseconds(lambda: _rank(one))  # type: ignore[misc]
                for size, one in made.items()
            },
            repetitions=3 if asked.quick else REPETITIONS,
        )
    yield row("ranking_time", f"sqlite, {SMALL}", "ms", taken[str(SMALL)])
    peer = f"ranking_time_at_{SMALL}"
    yield row("ranking_time", f"sqlite, {large}", "ms", taken[str(large)], against=peer, peer=taken[str(SMALL)])


def _rank(installation: Installation) -> None:
    rank_role(installation.engine, call=CALL, role=ROLE, now=installation.clock())


def _mark(installation: Installation) -> None:
    chance, marks = random.Random(0), table(MarkRow)
    with writing(installation.engine) as session:
        ids = session.scalars(select(table(ApplicationRow).c.id)).all()
        rows = [
            {
                "application_id": key,
                "member_id": installation.members["director"],
                "opinion": chance.choice((Opinion.PICK, Opinion.PASS)).value,
                "marked_at": installation.clock(),
            }
            for key in chance.sample(list(ids), MARKS)
        ]
        session.execute(insert(marks), rows)


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
