"""Ranking a role: read what is known, fit, store the run, publish its order. Only worker and commands come here.

A run is a row that is only added. Publishing replaces the role's `score` rows, by which lists page; nothing is decided
by it.
"""

import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Engine, bindparam, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.domain.scoring import FEATURE_VERSION, FeatureRow, UnreadableError, band, places_in_reach
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass
from casting.ranking.features import Pool
from casting.ranking.labels import Label, LabelKind
from casting.ranking.places import packed, placings
from casting.ranking.quality import quality
from casting.ranking.scorer import VERSIONS, Ranker, Recipe
from casting.services.labels import decisions_of, marks_of, newest_ids
from casting.store.calls import KeptRole, role_kept
from casting.store.engine import reading, writing
from casting.store.tables import (
    ApplicantRow,
    ApplicationRow,
    CallRow,
    DecisionRow,
    FeaturesRow,
    MarkRow,
    RankingRunRow,
    RoleRow,
    ScoreRow,
    table,
)

APPLICATION, FEATURES, SCORE = table(ApplicationRow), table(FeaturesRow), table(ScoreRow)
MARK, DECISION, RUN = table(MarkRow), table(DecisionRow), table(RankingRunRow)
ROLE, CALL, APPLICANT = table(RoleRow), table(CallRow), table(ApplicantRow)


PLACE = (
    update(SCORE)
    .where(SCORE.c.application_id == bindparam("key"))
    .values(
        run_id=bindparam("new_run_id"),
        score=bindparam("new_score"),
        fit=bindparam("new_fit"),
        place=bindparam("new_place"),
        place_low=bindparam("new_low"),
        place_high=bindparam("new_high"),
        band=bindparam("new_band"),
    )
)
CERTAIN_UP_TO = 20_000
"""Applications up to which intervals and bands are worked out with each run: 0.5 s at 3,000, 11 s at 100,000."""


@dataclass(frozen=True)
class Known:
    """All that a run reads of one role.

    Attributes:
        ids, rows: the applications that are in the pool, and their features.
        unreadable: applications whose stored features are damaged; they keep their place until prepared again.
        gates_not_met: by application id, 1 where a gate is not met.
    """

    role: KeptRole
    ids: tuple[int, ...]
    rows: tuple[FeatureRow, ...]
    unreadable: tuple[int, ...]
    gates_not_met: dict[int, int]
    labels: tuple[Label, ...]
    mark_ids: tuple[int, ...]
    decision_ids: tuple[int, ...]
    newest_mark_id: int
    newest_decision_id: int


@dataclass(frozen=True)
class Run:
    """What a run came to, for the person who asked for it.

    Attributes:
        labels: how many labels of each kind it learned from.
        moved: how many of the first hundred were not among them before.
        unreadable: applications whose stored features are damaged.
        best: application ids of the first hundred, best first.
    """

    run_id: int
    applications: int
    labels: dict[str, int]
    moved: int
    unreadable: int
    best: tuple[int, ...]


def rank_role(engine: Engine, *, call: str, role: str, now: datetime, recipe: Recipe | None = None) -> Run:
    """Score every prepared application of a role, store the run and publish it.

    Raises:
        NotFound: there is no such role.
    """
    with reading(engine) as session:
        known = read_role(session, call=call, role=role)
    ranker, pool = fit(known, recipe=recipe or Recipe())
    with writing(engine) as session:
        return store_run(session, known, ranker, pool, now=now)


def read_role(session: Session, *, call: str, role: str) -> Known:
    """Read what a run needs, from one moment's view of the database."""
    kept = role_kept(session, call, role)
    if kept is None:
        raise NotFound(f"There is no role {call}/{role}. `casting call list` shows which there are.")
    ids, rows, unreadable, gates = [], [], [], {}
    for application_id, stored, not_met in session.execute(
        select(FEATURES.c.application_id, FEATURES.c.packed, SCORE.c.gates_not_met)
        .join(SCORE, SCORE.c.application_id == FEATURES.c.application_id)
        .where(SCORE.c.role_id == kept.role_id)
        .order_by(FEATURES.c.application_id)
    ):
        try:
            rows.append(FeatureRow.from_bytes(stored))
        except UnreadableError:
            unreadable.append(application_id)
            continue
        ids.append(application_id)
        gates[application_id] = not_met
    marks, mark_ids = marks_of(session, kept)
    decisions, decision_ids = decisions_of(session, kept)
    return Known(
        role=kept,
        ids=tuple(ids),
        rows=tuple(rows),
        unreadable=tuple(unreadable),
        gates_not_met=gates,
        labels=(*marks, *decisions),
        mark_ids=mark_ids,
        decision_ids=decision_ids,
        newest_mark_id=newest_ids(session, MARK).get(kept.role_id, 0),
        newest_decision_id=newest_ids(session, DECISION).get(kept.role_id, 0),
    )


def fit(known: Known, *, recipe: Recipe) -> tuple[Ranker, Pool]:
    """Fit the role's ranker on what is known."""
    wishes = _wishes(known.role)
    pool = Pool.build(known.ids, known.rows, tuple(wishes))
    ranker = Ranker(recipe).fit(
        pool, breakdown=known.role.role.breakdown, labels=known.labels, comparisons=(), criteria_weights=wishes
    )
    return ranker, pool


def _wishes(role: KeptRole) -> dict[str, float]:
    """The weights of the role's preferences, by key."""
    return {c.key: c.weight or 0.0 for c in role.role.criteria if c.klass is CriterionClass.PREFERENCE}


def store_run(session: Session, known: Known, ranker: Ranker, pool: Pool, *, now: datetime) -> Run:
    """Add the run and publish its order."""
    scores = ranker.score(pool)
    counted = {kind.value: sum(label.kind is kind for label in known.labels) for kind in LabelKind}
    run_id = session.execute(
        insert(RUN)
        .values(
            role_id=known.role.role_id,
            made_at=now,
            recipe=asdict(ranker.recipe),
            versions=VERSIONS | {"features": FEATURE_VERSION},
            criteria_version=known.role.criteria_version,
            mark_ids=_packed(known.mark_ids),
            decision_ids=_packed(known.decision_ids),
            newest_mark_id=known.newest_mark_id,
            newest_decision_id=known.newest_decision_id,
            labels=counted,
            quality=_quality(known, ranker, pool),
            model=ranker.model().to_bytes(),
            application_ids=packed(pool.ids),
            scores=packed(scores),
            published_at=now,
        )
        .returning(RUN.c.id)
    ).scalar_one()
    before = _first(session, known.role.role_id)
    _publish(session, known, ranker, pool, run_id=run_id)
    best = _first(session, known.role.role_id)
    return Run(
        run_id=run_id,
        applications=len(pool),
        labels=counted,
        moved=len(set(best) - set(before)) if before else 0,
        unreadable=len(known.unreadable),
        best=tuple(best),
    )


def _quality(known: Known, ranker: Ranker, pool: Pool) -> dict[str, float]:
    """The run's quality by cross-validation; empty where there are too few labels to say anything."""
    found = quality(
        pool,
        breakdown=known.role.role.breakdown,
        labels=known.labels,
        comparisons=(),
        criteria_weights=_wishes(known.role),
        recipe=ranker.recipe,
    )
    return {} if found is None else asdict(found)


def _publish(session: Session, known: Known, ranker: Ranker, pool: Pool, *, run_id: int) -> None:
    quotas = known.role.role.quotas
    reach = places_in_reach(next((quotas[stage] for stage in LADDER if stage in quotas), known.role.role.places))
    placed = placings(
        ranker,
        pool,
        last=[known.gates_not_met[key] > 0 for key in pool.ids.tolist()],
        reach=reach,
        certain=len(pool) <= CERTAIN_UP_TO,
    )
    rows = [
        {
            "key": one.application_id,
            "new_score": one.score,
            "new_fit": one.fit,
            "new_place": one.place,
            "new_low": one.low,
            "new_high": one.high,
            "new_band": None if one.chance is None else band(one.chance).value,
        }
        for one in placed
    ]
    if rows:
        session.execute(PLACE, [row | {"new_run_id": run_id} for row in rows])


def _first(session: Session, role_id: int) -> list[int]:
    ordered = (
        select(SCORE.c.application_id)
        .where(SCORE.c.role_id == role_id, SCORE.c.run_id.is_not(None))
        .order_by(SCORE.c.gates_not_met, SCORE.c.score.desc(), SCORE.c.application_id)
    )
    return list(session.scalars(ordered.limit(100)))


def _packed(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}q", *numbers)


@dataclass(frozen=True)
class Placed:
    """One application in the published order, for the terminal."""

    place: int
    reference: str
    name: str
    score: float


def best_of(session: Session, application_ids: Sequence[int]) -> list[Placed]:
    """These applications in the published order."""
    rows = session.execute(
        select(SCORE.c.place, APPLICATION.c.reference, APPLICANT.c.name, SCORE.c.score)
        .join(APPLICATION, APPLICATION.c.id == SCORE.c.application_id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(SCORE.c.application_id.in_(application_ids))
        .order_by(SCORE.c.place)
    )
    return [Placed(*row) for row in rows]
