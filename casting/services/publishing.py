"""Publishing a run: its numbers become the `score` rows by which lists page. Nothing is decided by it.

It needs no scorer, so that a web process can do it when a person says "show".
"""

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound, Refused
from casting.domain.vocabulary import Band
from casting.store.score_rows import PublishedScore, replace_scores, scores_of
from casting.store.tables import NEVER_NEXT, RankingRunRow, table

RUN = table(RankingRunRow)
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
    present = scores_of(session, run.role_id)
    changed = [new for new in _numbers(run, run_id) if _differs(new, present.get(new.application_id))]
    replace_scores(session, changed)
    session.execute(update(RUN).where(RUN.c.id == run_id).values(published_at=now))
    return len(changed)


def _numbers(run: Row[Any], run_id: int) -> Iterator[PublishedScore]:
    ids, ordered, queue = (_unpacked("q", stored) for stored in (run.application_ids, run.ordered, run.queue))
    place = {key: at for at, key in enumerate(ordered, start=1)}
    next_place = {key: at for at, key in enumerate(queue, start=1)}
    by_chance = {key for key, chance in zip(queue, run.queue_random, strict=True) if chance}
    apart = dict(struct.iter_unpack("<qd", run.disagreements))
    sure = struct.iter_unpack("<iii", run.certainty or bytes(12 * len(ids)))
    scores, fits = _unpacked("d", run.scores), _unpacked("d", run.fits)
    for key, score, fit, (low, high, band) in zip(ids, scores, fits, sure, strict=True):
        yield PublishedScore(
            application_id=key,
            run_id=run_id,
            score=score,
            fit=fit,
            place=place[key],
            place_low=low or None,
            place_high=high or None,
            band=BANDS[band],
            next_place=next_place.get(key, NEVER_NEXT),
            random=key in by_chance,
            disagreement=apart.get(key, 0.0),
        )


def _differs(new: PublishedScore, old: PublishedScore | None) -> bool:
    """Whether there is something to write. By which of two runs it got the same numbers does not matter."""
    return old is not None and (old.run_id is None or new != old._replace(run_id=new.run_id))


def _unpacked(kind: str, stored: bytes) -> tuple[Any, ...]:
    return struct.unpack(f"<{len(stored) // 8}{kind}", stored)
