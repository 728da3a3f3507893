"""Ranking a role: read what is known, fit, store the run. Only worker and commands come here.

A run is a row that is only added, within the time that a mark may cost. What takes longer is worked out for it later
(`casting.services.completing`), and its order reaches the lists when it is published (`casting.services.publishing`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.domain.packing import packed_ids, unpacked_ids
from casting.domain.scoring import FEATURE_VERSION
from casting.ranking.labels import LabelKind
from casting.ranking.places import best_first, packed
from casting.ranking.question import queued
from casting.ranking.scorer import VERSIONS, Recipe
from casting.services.active_roles import ActiveRoles, changed_since, prepare_damaged
from casting.services.completing import Again, complete_run, read_again
from casting.services.known import Known, read_known
from casting.services.publishing import publish_run
from casting.store.calls import role_kept
from casting.store.engine import reading, writing
from casting.store.tables import ApplicantRow, ApplicationRow, LetterRow, RankingRunRow, ScoreRow, table

BEST = 100
RUN, LETTER, SCORE = table(RankingRunRow), table(LetterRow), table(ScoreRow)
APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
KEPT_BYTES = 2**27
"""How much room the packed numbers of a role's runs may take, of the published ones and of the others each."""
KEPT_RUNS = 3
"""So many keep their numbers in any case."""
PACKED = ("application_ids", "scores", "fits", "ordered", "queue", "queue_random", "certainty")
BYTES_EACH = 60
"""What the packed numbers of a run come to for each application, about."""


@dataclass(frozen=True)
class Added:
    """A run that was stored.

    Attributes:
        labels: how many labels of each kind it learned from, and how many comparisons.
        unreadable: applications whose stored features are damaged: they are prepared again and are in the next run.
        best: application ids of the first hundred, best first.
    """

    run_id: int
    applications: int
    labels: dict[str, int]
    unreadable: int
    best: tuple[int, ...]


def add_run(
    engine: Engine, *, call: str, role: str, now: datetime, active: ActiveRoles, recipe: Recipe | None = None
) -> Added:
    """Score every prepared application of a role by all that is known at this moment, and store the run.

    Args:
        active: the pools that this process keeps; what has changed in the store is taken in.

    Raises:
        NotFound: there is no such role.
    """
    with reading(engine) as session:
        kept = role_kept(session, call, role)
        if kept is None:
            raise NotFound(f"There is no role {call}/{role}. `casting call list` shows which there are.")
        known = read_known(session, kept, active, recipe=recipe or Recipe())
    numbers = _numbers(known)
    counted = {kind.value: sum(label.kind is kind for label in known.said.labels) for kind in LabelKind}
    counted["comparison"] = len(known.said.comparisons)
    unreadable = known.active.resident.unreadable
    with writing(engine) as session:
        found = insert(RUN).values(role_id=known.role.role_id, made_at=now, labels=counted, **_provenance(known))
        run_id: int = session.execute(found.values(**numbers).returning(RUN.c.id)).scalar_one()
        prepare_damaged(session, unreadable)
        _lighten(session, known.role.role_id, applications=len(known.pool))
    return Added(run_id, len(known.pool), counted, len(unreadable), unpacked_ids(numbers["ordered"][: 8 * BEST]))


def rank_role(engine: Engine, *, call: str, role: str, now: datetime, recipe: Recipe | None = None) -> Added:
    """Store a run, work out all that belongs to it, and publish its order.

    Raises:
        NotFound: there is no such role.
    """
    active = ActiveRoles()
    run = add_run(engine, call=call, role=role, now=now, active=active, recipe=recipe)
    complete_run(engine, run_id=run.run_id, now=now, active=active)
    with writing(engine) as session:
        publish_run(session, run_id=run.run_id, now=now)
    return run


@dataclass(frozen=True)
class Repetition:
    """What came of doing a stored run again.

    Attributes:
        same: coefficients, scores, fits and order are the stored ones, to the last bit.
        first_difference: the first thing that is not; empty where nothing was compared, or all is the same.
        why_not: why it could not be done again; empty where it was.
        changed: how many applications came, were prepared again or went since.
    """

    same: bool
    first_difference: str = ""
    why_not: str = ""
    changed: int = 0


def repeat_run(engine: Engine, *, run_id: int) -> Repetition:
    """Compute a stored run again from what it names: its recipe, features, marks, decisions and comparisons.

    Of a superseded run that has let its packed numbers go, the coefficients are compared, from which they follow. The
    queue is not: it follows from what people have looked at.

    Raises:
        NotFound: there is no such run.
    """
    again = read_again(engine, run_id=run_id, active=ActiveRoles())
    if again is None:
        raise NotFound(f"There is no run {run_id}. `casting runs list` shows which there are.")
    run, known = again.run, again.known
    if again.changed:
        with reading(engine) as session:
            changed = changed_since(session, run, known.pool.ids.tolist())
        return Repetition(same=False, why_not=_what_changed(again, changed), changed=changed)
    numbers = _numbers(known)
    compared = ("model", "scores", "fits", "ordered") if run.scores or not len(known.pool) else ("model",)
    differing = [name for name in compared if numbers[name] != getattr(run, name)]
    fitted_by = {name: VERSIONS[name] for name in VERSIONS if run.versions.get(name) != VERSIONS[name]}
    told = "".join(f"; {name} is now {version}" for name, version in fitted_by.items()) if differing else ""
    return Repetition(same=not differing, first_difference=f"{differing[0]}{told}" if differing else "")


def _what_changed(again: Again, changed: int) -> str:
    reasons = [f"{changed} of its applications have come, changed or gone since"] if changed else []
    if again.run.versions.get("features") != FEATURE_VERSION:
        reasons.append("features are read in another way now")
    if again.run.criteria_version != again.known.role.criteria_version:
        reasons.append("the role's criteria are other ones")
    return "; ".join(reasons or ["marks that it names have been erased, or a gate is judged in another way"])


def _provenance(known: Known) -> dict[str, Any]:
    said, newest = known.said, known.newest
    return {
        "recipe": asdict(known.question.recipe),
        "versions": VERSIONS | {"features": FEATURE_VERSION},
        "criteria_version": known.role.criteria_version,
        "mark_ids": packed_ids(said.mark_ids),
        "decision_ids": packed_ids(said.decision_ids),
        "comparison_ids": packed_ids(said.comparison_ids),
        "newest_mark_id": newest.mark_id,
        "newest_decision_id": newest.decision_id,
        "newest_comparison_id": newest.comparison_id,
        "newest_stamp": known.active.seen,
        "conflict_changes": newest.conflict_changes,
        "inputs_digest": known.active.resident.digest,
        "quality": {},
        "insights": {},
        "certainty": b"",
        "disagreements": b"",
    }


def _numbers(known: Known) -> dict[str, bytes]:
    """Fit, and pack what comes of it."""
    pool, last, question = known.pool, known.active.resident.last, known.question
    ranker = question.learned(pool)
    scores = ranker.score(pool)
    best = best_first(scores, last)
    queue = queued(
        pool.ids,
        scores,
        best=best,
        chance=known.active.resident.by_chance(seed=known.role.role_id),
        last=last,
        reviews=known.reviews.reviews,
        seed=known.role.role_id,
        passes_in_a_row=known.reviews.passes_in_a_row,
    )
    return {
        "model": ranker.learned_.model(pool, recipe=question.recipe.name, versions=VERSIONS).to_bytes(),
        "application_ids": packed(pool.ids),
        "scores": packed(scores),
        "fits": packed(known.active.fits_to_breakdown(known.role, question)),
        "ordered": packed(pool.ids[best]),
        "queue": packed(queue.ids),
        "queue_random": queue.random.tobytes(),
    }


def _lighten(session: Session, role_id: int, *, applications: int) -> None:
    """Let superseded runs go without their packed numbers where these take too much room.

    A run keeps all that it was made from, its coefficients and what it came to; the numbers can be worked out again
    from these, bit for bit. The published run keeps them, and so do those that a letter speaks of.
    """
    keep = max(KEPT_RUNS, KEPT_BYTES // (BYTES_EACH * max(1, applications)))
    for published in (RUN.c.published_at.is_not(None), RUN.c.published_at.is_(None)):
        older = select(RUN.c.id).where(RUN.c.role_id == role_id, published).order_by(RUN.c.id.desc())
        too_many = session.scalars(older.offset(keep).limit(20)).all()
        heavy = RUN.c.id.in_(too_many) & (func.length(RUN.c.scores) > 0)
        spoken_of = RUN.c.id.in_(select(LETTER.c.run_id).where(LETTER.c.run_id.in_(too_many)))
        empty = dict.fromkeys(PACKED, b"")
        if too_many:
            session.execute(update(RUN).where(heavy, ~spoken_of).values(empty))


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
