"""Publishing a run: its numbers become the `score` rows by which lists page. Nothing is decided by it.

It needs no scorer, so that a web process can do it when a person says "show".
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.vocabulary import Band
from casting.store.score_rows import PublishedScore, replace_scores, scores_of
from casting.store.tables import NEVER_NEXT, RankingRunRow, table

RUN = table(RankingRunRow)
AT_A_TIME = 10_000
BANDS: tuple[str | None, ...] = (None, *(band.value for band in Band))
"""By the number that stands for each in `certainty`."""
FACTS = tuple(
    RUN.c[name]
    for name in (
        *("role_id", "application_ids", "scores", "fits", "ordered"),
        *("queue", "queue_random", "certainty", "disagreements"),
    )
)


def publish_run(session: Session, *, run_id: int, now: datetime) -> int:
    """Make lists follow this run; returns how many applications' numbers that changed. Once more changes nothing.

    Applications that have come since keep what they have, and those erased since are not missed.

    Raises:
        NotFound: there is no such run.
        Refused: it is an older one whose numbers are not kept any more.
    """
    run = session.execute(select(*FACTS).where(RUN.c.id == run_id)).one_or_none()
    if run is None:
        raise NotFound("There is no such run.")
    if not run.scores and session.scalar(
        select(RUN.c.id).where(RUN.c.role_id == run.role_id, RUN.c.id > run_id).limit(1)
    ):
        raise Refused("The order of that run is not kept any more: show the newest one.")
    changed = 0
    numbers = _numbers(run, run_id)
    while some := list(islice(numbers, AT_A_TIME)):
        present = scores_of(session, run.role_id, first=some[0].application_id, last=some[-1].application_id)
        differing = [new for new in some if _differs(new, present.get(new.application_id))]
        replace_scores(session, differing)
        changed += len(differing)
    session.execute(update(RUN).where(RUN.c.id == run_id).values(published_at=now))
    return changed


def _numbers(run: Row[Any], run_id: int) -> Iterator[PublishedScore]:
    """What the run says of each of its applications, ids ascending; as arrays, since there may be a million of them."""
    ids, scores, fits = _unpacked("q", run.application_ids), _unpacked("d", run.scores), _unpacked("d", run.fits)
    row_of = {key: row for row, key in enumerate(ids)}
    place, next_place = array("i", bytes(4 * len(ids))), array("i", [NEVER_NEXT]) * len(ids)
    for at, key in enumerate(_unpacked("q", run.ordered), start=1):
        place[row_of[key]] = at
    by_chance = bytearray(len(ids))
    for at, (key, chance) in enumerate(zip(_unpacked("q", run.queue), run.queue_random, strict=True), start=1):
        next_place[row_of[key]], by_chance[row_of[key]] = at, chance
    apart = dict(struct.iter_unpack("<qd", run.disagreements))
    sure = struct.iter_unpack("<iii", run.certainty or bytes(12 * len(ids)))
    for row, (key, (low, high, band)) in enumerate(zip(ids, sure, strict=True)):
        yield PublishedScore(
            application_id=key,
            run_id=run_id,
            score=scores[row],
            fit=fits[row],
            place=place[row],
            place_low=low or None,
            place_high=high or None,
            band=BANDS[band],
            next_place=next_place[row],
            random=bool(by_chance[row]),
            disagreement=apart.get(key, 0.0),
        )


def _differs(new: PublishedScore, old: PublishedScore | None) -> bool:
    """Whether there is something to write. By which of two runs it got the same numbers does not matter."""
    return old is not None and (old.run_id is None or new != old._replace(run_id=new.run_id))


def _unpacked(kind: str, stored: bytes) -> "array[Any]":
    """Numbers of 8 bytes each, little-endian."""
    numbers = array(kind)
    numbers.frombytes(stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
