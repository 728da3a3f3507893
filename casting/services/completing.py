"""What belongs to a run and takes longer than a mark may: how sure the order is, how good, and what it came to."""

import struct
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import structlog
from sqlalchemy import Engine, Row, select, update

from casting.domain.changes import reach_of
from casting.domain.insights import Insights
from casting.domain.scoring import band
from casting.ranking.places import certain_places
from casting.ranking.quality import quality
from casting.ranking.question import disagreements
from casting.ranking.scorer import Ranker, Recipe
from casting.services.active_roles import ActiveRoles
from casting.services.known import Known, read_known
from casting.services.publishing import BANDS
from casting.services.run_insights import insights_of
from casting.store.calls import role_kept_by_id
from casting.store.engine import reading, writing
from casting.store.tables import RankingRunRow, table

log = structlog.get_logger()
RUN = table(RankingRunRow)
CERTAIN_UP_TO = 20_000
"""Applications up to which intervals and bands are worked out: 0.5 s at 3,000, 11 s at 100,000."""


@dataclass(frozen=True)
class Again:
    """A stored run, and what it was made from, read again.

    Attributes:
        known: what the run names, as it is in the store now.
        changed: whether features, criteria or marks that the run was made from are other ones now.
    """

    run: Row[Any]
    known: Known
    changed: bool


def read_again(engine: Engine, *, run_id: int, active: ActiveRoles) -> Again | None:
    """What a stored run was made from; None where there is no such run, or its role is gone."""
    with reading(engine) as session:
        run = session.execute(select(RUN).where(RUN.c.id == run_id)).one_or_none()
        role = None if run is None else role_kept_by_id(session, run.role_id)
        if run is None or role is None:
            return None
        known = read_known(session, role, active, recipe=Recipe(**run.recipe), run=run)
    same = (run.inputs_digest, run.criteria_version, run.mark_ids, run.decision_ids, run.comparison_ids)
    return Again(run, known, same != known.provenance)


def complete_run(engine: Engine, *, run_id: int, now: datetime, active: ActiveRoles) -> bool:
    """Work out what belongs to a stored run beside its order, and keep it with the run.

    A fault in doing so is logged and said with the run, and does not keep the order back. Returns False, and keeps
    nothing, where what the run was made from has changed since: then a newer run is due.
    """
    again = read_again(engine, run_id=run_id, active=active)
    if again is None or again.changed:
        return False
    try:
        values = _worked_out(engine, again.known)
    except Exception:
        log.exception("run not completed", run=run_id)
        values = {"insights": Insights(silence={"insights": "They could not be worked out."}).to_json()}
    with writing(engine) as session:
        session.execute(update(RUN).where(RUN.c.id == run_id).values(completed_at=now, **values))
    return True


def _worked_out(engine: Engine, known: Known) -> dict[str, Any]:
    certain = len(known.pool) <= CERTAIN_UP_TO
    ranker = known.question.fit(known.pool) if certain else known.question.learned(known.pool)
    with reading(engine) as session:
        insights = insights_of(session, known, ranker)
    apart = zip(*(found.tolist() for found in disagreements(known.pool, known.question)), strict=True)
    return {
        "certainty": _certainty(known, ranker) if certain else b"",
        "disagreements": b"".join(struct.pack("<qd", *one) for one in apart),
        "quality": _quality(known),
        "insights": insights.to_json(),
    }


def _certainty(known: Known, ranker: Ranker) -> bytes:
    last, reach = known.active.resident.last, reach_of(known.role.role)
    interval, chances = certain_places(ranker, known.pool, last=last, reach=reach)
    bands = [0 if chance != chance else BANDS.index(band(chance).value) for chance in chances.tolist()]  # noqa: PLR0124
    rows = ((*edges, number) for edges, number in zip(interval.tolist(), bands, strict=True))
    return struct.pack(f"<{3 * len(bands)}i", *chain.from_iterable(rows))


def _quality(known: Known) -> dict[str, float]:
    """The run's quality by cross-validation; empty where there are too few labels to say anything."""
    found = quality(
        known.pool,
        breakdown=known.question.breakdown,
        labels=known.question.labels,
        comparisons=known.question.comparisons,
        criteria_weights=known.question.criteria_weights,
        recipe=known.question.recipe,
    )
    return {} if found is None else asdict(found)
