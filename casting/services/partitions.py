"""A role's applications in parts, for engines that spread work: each part is prepared, scored and written by itself."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from struct import pack

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.domain.scoring import FeatureRow, Model, UnreadableError
from casting.ranking.engines.ranges import Engine as Spread
from casting.ranking.engines.ranges import Progress, Range, cut
from casting.ranking.stored import StoredScorer
from casting.services.preparing import prepare_pending
from casting.store.calls import role_kept
from casting.store.engine import connect, reading, writing
from casting.store.score_rows import NewScore, replace_scores
from casting.store.tables import ApplicationRow, FeaturesRow, RankingRunRow, ScoreRow, table

APPLICATION, FEATURES = table(ApplicationRow), table(FeaturesRow)
RUN, SCORE = table(RankingRunRow), table(ScoreRow)
IN_A_PART = 5_000


@dataclass(frozen=True)
class Part:
    """What was done with one range.

    Attributes:
        prepared, scored: how many applications.
        digest: SHA-256 over the ids and the bits of their scores.
    """

    prepared: int
    scored: int
    digest: str


def score_in_parts(
    engine: Engine, *, call: str, role: str, now: datetime, spread: Spread, progress: Progress | None = None
) -> list[Part]:
    """Prepare all of a role's applications, and score them by the run that lists follow, part by part.

    Whoever came since that run stands where its model puts her until the next one is made.

    Args:
        spread: the engine that maps the work over the parts.

    Raises:
        NotFound: there is no such role.
    """
    with reading(engine) as session:
        kept = role_kept(session, call, role)
        if kept is None:
            raise NotFound(f"There is no role {call}/{role}. `casting call list` shows which there are.")
        published = select(func.max(RUN.c.id)).where(RUN.c.role_id == kept.role_id, RUN.c.published_at.is_not(None))
        run_id, parts = session.scalar(published), parts_of(session, kept.role_id)
    url = engine.url.render_as_string(hide_password=False)
    return spread(partial(score_partition, url, run_id, now), parts, progress=progress)


def parts_of(session: Session, role_id: int, *, size: int = IN_A_PART) -> list[Range]:
    """Ranges of ids that hold so many of a role's applications each."""
    wanted = select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id).order_by(APPLICATION.c.id)
    return cut(session.scalars(wanted).all(), size=size)


def score_partition(url: str, run_id: int | None, now: datetime, first: int, last: int) -> Part:
    """Prepare what is pending in a range of ids, then score the range by a stored run and write that back.

    Doing it twice is the same as doing it once.

    Args:
        url: of the database, which each process opens for itself.
        run_id: the run by whose model to score; None before the role's first one, when there is nothing to score by.
        first, last: ids from the first up to, not including, the second.

    Raises:
        NotFound: there is no such run.
    """
    engine = connect(url, pool_size=1)
    try:
        prepared = prepare_pending(engine, now=now, within=(first, last))
        if run_id is None:
            return Part(prepared, 0, "")
        with reading(engine) as session:
            scores = _scores(session, run_id, first=first, last=last)
        with writing(engine) as session:
            replace_scores(session, scores)
    finally:
        engine.dispose()
    return Part(prepared, len(scores), sha256(b"".join(pack("<qd", one[0], one.score) for one in scores)).hexdigest())


def _scores(session: Session, run_id: int, *, first: int, last: int) -> list[NewScore]:
    run = session.execute(select(RUN.c.role_id, RUN.c.model).where(RUN.c.id == run_id)).one_or_none()
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    rows = session.execute(
        select(FEATURES.c.application_id, FEATURES.c.packed)
        .join(SCORE, SCORE.c.application_id == FEATURES.c.application_id)
        .where(SCORE.c.role_id == run.role_id, FEATURES.c.application_id >= first, FEATURES.c.application_id < last)
        .order_by(FEATURES.c.application_id)
    )
    known: dict[int, FeatureRow] = {}
    for key, packed in rows:
        try:
            known[key] = FeatureRow.from_bytes(packed)
        except UnreadableError:
            continue  # it keeps the score that it has; the next run puts it back among those to be prepared
    scores = StoredScorer(Model.from_bytes(run.model)).scores(list(known.values()))
    return [NewScore(key, run_id, score) for key, score in zip(known, scores, strict=True)]
