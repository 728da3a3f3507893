"""Mark and rank a role, again and again, in a process of its own that keeps its pool; prints what it took as JSON.

python -m bench.rerank_turns DATABASE_URL MEMBER_ID TURNS NAIVE_TURNS
"""

import json
import random
import resource
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select

from casting.domain.vocabulary import Opinion
from casting.services.active_roles import ActiveRoles
from casting.services.rank import add_run
from casting.store.engine import connect, reading, writing
from casting.store.tables import ApplicationRow, MarkRow, table
from tests.installation import CALL, ROLE

APPLICATION, MARK = table(ApplicationRow), table(MarkRow)


def main() -> None:
    url, member, turns, naive_turns = sys.argv[1], *map(int, sys.argv[2:])
    engine, active, chance = connect(url), ActiveRoles(), random.Random(1)
    with reading(engine) as session:
        ids = session.scalars(select(APPLICATION.c.id)).all()
    took: dict[str, list[float]] = {"cpu": [], "wall": [], "naive_cpu": [], "naive_wall": []}
    for turn in range(turns + 1):
        _mark(engine, member, chance.choice(ids))
        if turn:
            _turn(engine, active, took, "")
        else:  # the first run reads the pool
            add_run(engine, call=CALL, role=ROLE, now=datetime.now(UTC), active=active)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del active
    for _ in range(naive_turns):
        _mark(engine, member, chance.choice(ids))
        _turn(engine, ActiveRoles(), took, "naive_")
    print(json.dumps(took | {"megabytes": megabytes}))


def _turn(engine: Engine, active: ActiveRoles, took: dict[str, list[float]], name: str) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    add_run(engine, call=CALL, role=ROLE, now=datetime.now(UTC), active=active)
    took[f"{name}cpu"].append((time.process_time() - cpu) * 1000)
    took[f"{name}wall"].append((time.perf_counter() - began) * 1000)


def _mark(engine: Engine, member: int, application: int) -> None:
    with writing(engine) as session:
        session.execute(
            insert(MARK).values(
                application_id=application, member_id=member, opinion=Opinion.PICK.value, marked_at=datetime.now(UTC)
            )
        )


if __name__ == "__main__":
    main()
