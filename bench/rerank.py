"""How long a mark takes to become an order: from the stored mark to the commit of the new run, CPU and wall.

Beside it the naive refit, which reads and measures everything afresh for each mark; how much memory the process that
ranks takes at most; and how many texts it vectorises in a second.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select

from bench.form import REPETITIONS, ROOT, Row, program, row
from bench.pool import SCORED, pools
from casting.domain.vocabulary import Opinion
from casting.ranking.words import vectorise_many
from casting.services.scored import scored_words
from casting.store.engine import reading, writing
from casting.store.tables import AnswerSheetRow, ApplicationRow, MarkRow, table
from tests.installation import Installation

LIMITS = {3_000: 100.0, 100_000: 300.0, 1_000_000: 1_000.0}
"""Milliseconds of CPU that a mark may cost, by how many applications there are."""
MARKS = 300
MOST_MEGABYTES = 6_000.0
LEAST_VECTORISED = 15_000.0


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """On SQLite: what the process that ranks has to do is the same on both databases."""
    sizes = tuple(size for size in LIMITS if not (asked.quick and size == max(LIMITS)))
    with pools("sqlite", sizes, copied=SCORED) as made:
        yield from _vectorising(made[sizes[0]], repetitions=3 if asked.quick else REPETITIONS)
        for size, installation in made.items():
            _mark(installation)
            naive = 1 if asked.quick or size == max(LIMITS) else 3
            turns = _turns(installation, turns=5 if asked.quick else 15, naive=naive)
            yield from _rows(f"sqlite, {size}", turns, limit=LIMITS[size])


def _turns(installation: Installation, *, turns: int, naive: int) -> dict[str, Any]:
    url = installation.engine.url.render_as_string(hide_password=False)
    told = (url, installation.members["director"], turns, naive)
    command = [sys.executable, "-W", "ignore", "-m", "bench.rerank_turns", *map(str, told)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    return found


def _rows(case: str, took: dict[str, Any], *, limit: float) -> Iterator[Row]:
    count = len(took["cpu"])
    naive = {kind: sorted(took[f"naive_{kind}"])[len(took[f"naive_{kind}"]) // 2] for kind in ("cpu", "wall")}
    yield row("rerank_cpu", case, "ms", took["cpu"], against="limit", peer=[limit] * count)
    yield row("rerank_cpu", case, "ms", took["cpu"], against="naive_refit", peer=[naive["cpu"]] * count)
    yield row("rerank_wall", case, "ms", took["wall"], against="naive_refit", peer=[naive["wall"]] * count)
    yield row("rerank_memory", case, "MB", [took["megabytes"]], against="limit", peer=[MOST_MEGABYTES])


def _vectorising(installation: Installation, *, repetitions: int) -> Iterator[Row]:
    role = installation.role()
    with reading(installation.engine) as session:
        answers = session.scalars(select(table(AnswerSheetRow).c.answers)).all()
    texts = [scored_words(role, given) for given in answers] * 10
    rates = []
    for _ in range(repetitions):
        began = time.process_time()
        count = sum(1 for _ in vectorise_many(texts))
        rates.append(count / (time.process_time() - began))
    limit = [LEAST_VECTORISED] * len(rates)
    parts = {"mean_length": sum(map(len, texts)) / len(texts)}
    yield row("vectorised", "texts", "per second and core", rates, against="limit", peer=limit, parts=parts)


def _mark(installation: Installation) -> None:
    chance = random.Random(0)
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
        session.execute(insert(table(MarkRow)), rows)


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
