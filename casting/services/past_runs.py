"""Ranking runs looked back at: what each was made of, and who moved between two of them, and why.

Reasons are worked out as the candidate's page does it: a run's stored coefficients times the stored row.
"""

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from casting.domain.blind import PORTRAIT
from casting.domain.errors import NotFound, Refused
from casting.domain.packing import UnreadableError
from casting.domain.permissions import Actor
from casting.domain.scoring import FeatureRow, Model, ReasonKind
from casting.domain.vocabulary import Stage
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, FeaturesRow, RankingRunRow, table
from casting.store.veils import unveiled

RUN, FEATURES = table(RankingRunRow), table(FeaturesRow)
APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
MOST_RUNS = 50
MOST_MOVED = 20
MOST_REASONS = 3
LEAST = 0.005
"""A change that is less is none in the two digits in which changes are shown."""
MADE_OF = (
    *(RUN.c[name] for name in ("id", "made_at", "published_at", "recipe", "versions", "criteria_version", "labels")),
    *(RUN.c[name] for name in ("quality", "inputs_digest")),
    *(
        (func.length(RUN.c[name]) / 8).label(name)
        for name in ("application_ids", "mark_ids", "decision_ids", "comparison_ids")
    ),
)


@dataclass(frozen=True)
class RunMade:
    """One run and what it was made of.

    Attributes:
        applications: how many it scored; None for a superseded run that has let its packed numbers go.
        marks, decisions, comparisons: how many rows it learned from.
        labels: how many of each kind.
        quality: its cross-validated figures by name; empty where there were too few labels to say anything.
        inputs_digest: SHA-256 of the features that went in, or empty for a run that kept none.
    """

    run_id: int
    made_at: datetime
    published_at: datetime | None
    applications: int | None
    marks: int
    decisions: int
    comparisons: int
    labels: Mapping[str, int]
    recipe: Mapping[str, Any]
    versions: Mapping[str, str]
    criteria_version: int
    quality: Mapping[str, float]
    inputs_digest: str


@dataclass(frozen=True)
class Change:
    """By how much a group of reasons weighs more (above 0) or less in the second run than in the first."""

    kind: ReasonKind
    name: str
    value: float


@dataclass(frozen=True)
class Moved:
    """One application that stands elsewhere. changes: the weightiest; none where its own reasons stay."""

    application_id: int
    reference: str
    name: str
    before: int
    after: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class RunsCompared:
    """Two runs beside each other, the earlier first.

    Attributes:
        moved: how many stand elsewhere; most: those who moved furthest.
        new, gone: how many only the second or only the first run knows.
    """

    first: RunMade
    second: RunMade
    moved: int
    most: tuple[Moved, ...]
    new: int
    gone: int


def runs_of(session: Session, kept: KeptRole, *, most: int = MOST_RUNS) -> tuple[RunMade, ...]:
    """The newest runs of a role, the newest first."""
    rows = session.execute(select(*MADE_OF).where(RUN.c.role_id == kept.role_id).order_by(RUN.c.id.desc()).limit(most))
    return tuple(map(_made, rows))


def run_of(session: Session, kept: KeptRole, *, run_id: int) -> RunMade:
    """One run of a role.

    Raises:
        NotFound: the role has no such run.
    """
    return _made(_row(session, kept, run_id, MADE_OF))


def compared_runs(session: Session, actor: Actor | None, kept: KeptRole, *, first: int, second: int) -> RunsCompared:
    """Who moved between two runs, and which reasons weigh otherwise for those who moved furthest.

    Whom a conflict of interest hides from the member is not named; reasons that could tell what is hidden are left out.

    Raises:
        NotFound: the role has no such run.
        Refused: the order of one of them is not kept any more.
    """
    earlier, later = sorted((first, second))
    packed = (RUN.c.id, RUN.c.ordered, RUN.c.application_ids, RUN.c.scores, RUN.c.model)
    two = [_row(session, kept, run_id, packed) for run_id in (earlier, later)]
    before, after = ({key: place for place, key in enumerate(_ordered(row), start=1)} for row in two)
    apart = {key: after[key] - place for key, place in before.items() if key in after and after[key] != place}
    furthest = sorted(apart, key=lambda key: (-abs(apart[key]), after[key]))[:MOST_MOVED]
    changes = _changes(session, kept, furthest, [row.model for row in two])
    named = (
        select(APPLICATION.c.id, APPLICATION.c.reference, APPLICATION.c.stage, name_shown(kept.blind))
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.id.in_(furthest), unveiled(APPLICATION.c.id, None if actor is None else actor.member_id))
    )
    names = {row.id: row for row in session.execute(named)}
    return RunsCompared(
        first=run_of(session, kept, run_id=earlier),
        second=run_of(session, kept, run_id=later),
        moved=len(apart),
        most=tuple(
            Moved(key, names[key].reference, names[key].name, before[key], after[key], changes.get(key, ()))
            if not kept.blind.at(Stage(names[key].stage)) - {PORTRAIT}
            else Moved(key, names[key].reference, names[key].name, before[key], after[key], ())
            for key in furthest
            if key in names
        ),
        new=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
    )


def differences(first: RunMade, second: RunMade) -> tuple[str, ...]:
    """How the second run was made otherwise than the first: a sentence for each thing; empty where nothing differs."""
    said = (*_counts_apart(first, second), *_settings_apart(first, second))
    criteria = ("The criteria were changed in between.",) if first.criteria_version != second.criteria_version else ()
    known = first.inputs_digest == second.inputs_digest
    return (*said, *criteria, *(() if known else ("What is known of the applications is not the same.",)))


def _counts_apart(first: RunMade, second: RunMade) -> Iterator[str]:
    for name in ("marks", "decisions", "comparisons", "applications"):
        before, after = getattr(first, name), getattr(second, name)
        if before != after and None not in (before, after):
            yield f"{name.capitalize()}: {before:,} before, {after:,} after."


def _settings_apart(first: RunMade, second: RunMade) -> Iterator[str]:
    before = {**first.recipe, **first.versions}
    after = {**second.recipe, **second.versions}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name.replace('_', ' ')}: {before.get(name, 'none')} before, {after.get(name, 'none')} after."


def _row(session: Session, kept: KeptRole, run_id: int, columns: Sequence[Any]) -> Row[Any]:
    wanted = select(*columns).where(RUN.c.role_id == kept.role_id, RUN.c.id == run_id)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(f"This role has no run {run_id}. The list of runs shows which there are.")
    return row


def _made(row: Row[Any]) -> RunMade:
    return RunMade(
        run_id=row.id,
        made_at=row.made_at,
        published_at=row.published_at,
        applications=int(row.application_ids) or None,
        marks=int(row.mark_ids),
        decisions=int(row.decision_ids),
        comparisons=int(row.comparison_ids),
        labels=row.labels,
        recipe=row.recipe,
        versions={name: str(version) for name, version in row.versions.items()},
        criteria_version=row.criteria_version,
        quality=row.quality,
        inputs_digest=row.inputs_digest,
    )


def _ordered(row: Row[Any]) -> Sequence[int]:
    """Application ids by place; of a run from before places were stored, by score alone."""
    if not row.application_ids:
        raise Refused(
            f"The order of run {row.id} is not kept any more, only what it was made of. Compare newer runs, or have it "
            "worked out again: casting runs repeat."
        )
    if row.ordered:
        return _numbers("q", row.ordered)
    scored = zip(_numbers("q", row.application_ids), _numbers("d", row.scores), strict=True)
    return [key for key, _ in sorted(scored, key=lambda one: (-one[1], one[0]))]


def _numbers(kind: str, packed: bytes) -> "array[Any]":
    numbers: array[Any] = array(kind, packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _changes(
    session: Session, kept: KeptRole, application_ids: Sequence[int], models: Sequence[bytes]
) -> dict[int, tuple[Change, ...]]:
    """The reasons that differ most between two models, for each application whose row can be read."""
    names = {question.key: question.label for question in kept.role.questions}
    names |= {criterion.key: criterion.title for criterion in kept.role.criteria}
    rows = session.execute(
        select(FEATURES.c.application_id, FEATURES.c.packed).where(FEATURES.c.application_id.in_(application_ids))
    )
    found: dict[int, tuple[Change, ...]] = {}
    try:
        before, after = map(Model.from_bytes, models)
    except UnreadableError:
        return found
    for key, packed in rows:
        try:
            row = FeatureRow.from_bytes(packed)
        except UnreadableError:
            continue
        found[key] = _differences(_weights(before, row, names), _weights(after, row, names))
    return found


def _weights(model: Model, row: FeatureRow, names: Mapping[str, str]) -> dict[tuple[ReasonKind, str], float]:
    """What each reason adds to the score; where everyone starts moves nobody."""
    reasons = model.reasons(row, names)
    return {(reason.kind, reason.name): reason.value for reason in reasons if reason.kind is not ReasonKind.START}


def _differences(
    before: Mapping[tuple[ReasonKind, str], float], after: Mapping[tuple[ReasonKind, str], float]
) -> tuple[Change, ...]:
    changes = [Change(*key, after.get(key, 0.0) - before.get(key, 0.0)) for key in {*before, *after}]
    changes.sort(key=lambda change: (-abs(change.value), change.kind, change.name))
    return tuple(change for change in changes[:MOST_REASONS] if abs(change.value) >= LEAST)
