"""Why an application stands where it stands: a stored run's coefficients times the stored row. Nothing is fitted."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.packing import UnreadableError
from casting.domain.scoring import FeatureRow, Model, Reason
from casting.domain.vocabulary import Band
from casting.store.calls import KeptRole
from casting.store.tables import FeaturesRow, RankingRunRow, ScoreRow, table

SCORE, RUN, FEATURES = table(ScoreRow), table(RankingRunRow), table(FeaturesRow)


@dataclass(frozen=True)
class PublishedRun:
    """The run by which a role's lists are ordered.

    Attributes:
        labels: how many labels of each kind it learned from.
    """

    run_id: int
    made_at: datetime
    labels: Mapping[str, int]
    applications: int


@dataclass(frozen=True)
class Explanation:
    """The place of one application, and the reasons that add up to its score.

    Attributes:
        place: from 1; None until a run has placed it.
        fit_place: its place by the fit to the breakdown alone, whatever people have said.
        reasons: empty where the application has not been scored, or where what is stored cannot be read.
    """

    score: float | None
    place: int | None
    place_low: int | None
    place_high: int | None
    band: Band | None
    fit_place: int | None
    total: int
    reasons: tuple[Reason, ...]
    gates_not_met: int


def published_run(session: Session, role: KeptRole) -> PublishedRun | None:
    """The newest published run of a role, or None before the first."""
    row = session.execute(
        select(RUN.c.id, RUN.c.made_at, RUN.c.labels, func.length(RUN.c.application_ids).label("size"))
        .where(RUN.c.role_id == role.role_id, RUN.c.published_at.is_not(None))
        .order_by(RUN.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else PublishedRun(row.id, row.made_at, row.labels, row.size // 8)


def explain(session: Session, role: KeptRole, *, application_id: int) -> Explanation:
    """Place and reasons of one application in the published run."""
    row = session.execute(
        select(SCORE, FEATURES.c.packed)
        .outerjoin(FEATURES, FEATURES.c.application_id == SCORE.c.application_id)
        .where(SCORE.c.application_id == application_id)
    ).one()
    total = session.scalar(select(func.count()).where(SCORE.c.role_id == role.role_id)) or 0
    scored = row.run_id is not None
    return Explanation(
        score=row.score if scored else None,
        place=row.place,
        place_low=row.place_low,
        place_high=row.place_high,
        band=None if row.band is None else Band(row.band),
        fit_place=_fit_place(session, role, fit=row.fit) if scored else None,
        total=total,
        reasons=_reasons(session, role, run_id=row.run_id, packed=row.packed) if scored else (),
        gates_not_met=row.gates_not_met,
    )


def _fit_place(session: Session, role: KeptRole, *, fit: float) -> int:
    better = session.scalar(select(func.count()).where(SCORE.c.role_id == role.role_id, SCORE.c.fit > fit))
    return (better or 0) + 1


def _reasons(session: Session, role: KeptRole, *, run_id: int, packed: bytes | None) -> tuple[Reason, ...]:
    if packed is None:
        return ()
    names = {question.key: question.label for question in role.role.questions}
    names |= {criterion.key: criterion.title for criterion in role.role.criteria}
    try:
        return _MODELS.of(session, run_id).reasons(FeatureRow.from_bytes(packed), names)
    except UnreadableError:
        return ()


class _Models:
    """The models of the runs that were asked for last. A run never changes, so each process unpacks it once."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, int], Model] = OrderedDict()

    def of(self, session: Session, run_id: int) -> Model:
        key = (str(session.get_bind().engine.url), run_id)
        known = self._known.get(key)
        if known is None:
            known = Model.from_bytes(session.execute(select(RUN.c.model).where(RUN.c.id == run_id)).scalar_one())
            self._known[key] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known


_MODELS = _Models(most=8)
