"""Preparing applications that were saved: claims by criterion, the words for the search, the features for the scorer.

An application is pending as long as `prepared_version` is behind `version`; the rows are the queue, so none can be
enqueued and lost. Preparing again gives the same, so two workers that meet on one application do no harm.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import PROTECTED_FIELDS, gates_not_met, judge
from casting.domain.criteria import Answer, Verdict
from casting.domain.scoring import FeatureRow, Model
from casting.domain.vocabulary import ClaimState, Standing
from casting.ranking.words import vectorise_many
from casting.services.eligibility import settled_gates
from casting.services.findings import expire_due, found_verdicts, verdict_with
from casting.services.flags import Written, keep_flags
from casting.services.found_words import searched_words, words_for_blind
from casting.services.materials import file_names
from casting.services.scored import scored_facts, scored_fits, scored_words
from casting.store.calls import KeptRole, role_kept_by_id
from casting.store.chosen import put_chosen
from casting.store.engine import reading, writing
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    FeaturesRow,
    FeatureStampRow,
    RankingRunRow,
    ScoreRow,
    table,
)
from casting.store.veils import veil_further
from casting.store.words import put_words

log = structlog.get_logger()
APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
CLAIM, FEATURES, SCORE, RUN = table(ClaimRow), table(FeaturesRow), table(ScoreRow), table(RankingRunRow)
STAMP = table(FeatureStampRow)
BATCH = 200
"""Applications prepared in one transaction: few enough that an applicant who sends a form does not wait for it."""
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Saved:
    """An application as it was saved, with all answers by key, standard fields and names of files among them."""

    application_id: int
    role_id: int
    version: int
    attempts: int
    held: bool
    reference: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Prepared:
    """What is stored of one application beside its answers."""

    saved: Saved
    role: KeptRole
    verdicts: Mapping[str, Verdict]
    row: FeatureRow
    words: str


def prepare_pending(
    engine: Engine,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
    most: int | None = None,
    within: tuple[int, int] | None = None,
) -> int:
    """Prepare what is pending and due; returns how many applications that were.

    Args:
        progress: told after each batch how many have been prepared so far.
        most: stop after this many; None for all.
        within: only applications whose ids go from the first up to, not including, the second.
    """
    expire_due(engine, now=now)
    done = 0
    while most is None or done < most:
        with reading(engine) as session:
            pending = _pending(session, now=now, within=within)
            roles = {key: role_kept_by_id(session, key) for key in {saved.role_id for saved in pending}}
        if not pending:
            break
        prepared, faults = _prepare(pending, {key: role for key, role in roles.items() if role is not None})
        with writing(engine) as session:
            keep_flags(session, [Written(e.saved.application_id, e.role, e.saved.answers) for e in prepared], now=now)
            _keep(session, prepared)
            veil_further(session, [saved.application_id for saved in pending], now=now)
            for saved, fault in faults:
                _put_off(session, saved, fault=fault, now=now)
        done += len(prepared)
        if progress is not None:
            progress(done)
    return done


def _pending(session: Session, *, now: datetime, within: tuple[int, int] | None) -> list[Saved]:
    due = or_(APPLICATION.c.prepare_after.is_(None), APPLICATION.c.prepare_after <= now)
    if within is not None:
        due &= (APPLICATION.c.id >= within[0]) & (APPLICATION.c.id < within[1])
    rows = (
        session.execute(
            select(
                APPLICATION.c.id,
                APPLICATION.c.role_id,
                APPLICATION.c.version,
                APPLICATION.c.prepare_attempts,
                APPLICATION.c.held_for,
                APPLICATION.c.reference,
                APPLICATION.c.tape_url,
                SHEET.c.answers,
                *(APPLICANT.c[name] for name in sorted(PROTECTED_FIELDS)),
            )
            .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
            .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
            .where(APPLICATION.c.prepared_version < APPLICATION.c.version, due)
            .order_by(APPLICATION.c.id)
            .limit(BATCH)
        )
        .mappings()
        .all()
    )
    files = file_names(session, [row["id"] for row in rows])
    return [_saved(row, files.get(row["id"], {})) for row in rows]


def _saved(row: Mapping[Any, Any], files: Mapping[str, str]) -> Saved:
    standard: dict[str, Answer] = {
        name: value.isoformat() if isinstance(value := row[name], date) else value for name in PROTECTED_FIELDS
    }
    return Saved(
        application_id=row["id"],
        role_id=row["role_id"],
        version=row["version"],
        attempts=row["prepare_attempts"],
        held=row["held_for"] is not None,
        reference=row["reference"],
        answers={**files, **row["answers"], **standard, "tape_url": row["tape_url"]},
    )


def _prepare(
    pending: Sequence[Saved], roles: Mapping[int, KeptRole]
) -> tuple[list[Prepared], list[tuple[Saved, Exception]]]:
    """Work out what is stored; an application whose answers cannot be worked out is a fault of its own alone."""
    texts = [scored_words(roles[saved.role_id], saved.answers) for saved in pending]
    prepared: list[Prepared] = []
    faults: list[tuple[Saved, Exception]] = []
    for saved, terms in zip(pending, vectorise_many(texts), strict=True):
        role = roles[saved.role_id]
        try:
            verdicts = judge(role.role.criteria, saved.answers, on=role.call.reference_date)
            row = FeatureRow(terms=terms, facts=scored_facts(role, saved.answers), fits=scored_fits(role, verdicts))
            prepared.append(Prepared(saved, role, verdicts, row, searched_words(role, saved.reference, saved.answers)))
        except Exception as fault:
            log.exception("not prepared", application=saved.application_id)
            faults.append((saved, fault))
    return prepared, faults


def _keep(session: Session, prepared: Sequence[Prepared]) -> None:
    ids = [entry.saved.application_id for entry in prepared]
    if not ids:
        return
    prepared = _with_findings(session, prepared)
    # What an examiner found is a person's: preparing again does not take it back.
    session.execute(delete(CLAIM).where(CLAIM.c.application_id.in_(ids), CLAIM.c.verified_by.is_(None)))
    kept = set(
        session.execute(select(CLAIM.c.application_id, CLAIM.c.criterion_id).where(CLAIM.c.application_id.in_(ids)))
    )
    claims = [claim for claim in _claims(prepared) if (claim["application_id"], claim["criterion_id"]) not in kept]
    if claims:
        session.execute(insert(CLAIM), claims)
    put_words(session, [(e.saved.application_id, e.words) for e in prepared])
    blind = [e for e in prepared if e.role.blind.things]
    told = ((e.saved.application_id, words_for_blind(e.role, e.saved.reference, e.saved.answers)) for e in blind)
    put_words(session, told, blind=True)
    put_chosen(session, [(e.saved.application_id, e.role, e.saved.answers) for e in prepared])
    _score(session, prepared)
    session.execute(
        update(APPLICATION)
        .where(APPLICATION.c.id == bindparam("key"), APPLICATION.c.version == bindparam("seen"))
        .values(prepared_version=bindparam("seen"), prepare_error=None, prepare_after=None),
        [{"key": e.saved.application_id, "seen": e.saved.version} for e in prepared],
    )
    keep_features(session, {e.saved.application_id: e.row.to_bytes() for e in prepared})


def _with_findings(session: Session, prepared: Sequence[Prepared]) -> list[Prepared]:
    """What was worked out, with what examiners found in place of what was said; nobody finds more meanwhile."""
    ids = [entry.saved.application_id for entry in prepared]
    session.execute(
        select(APPLICATION.c.id).where(APPLICATION.c.id.in_(ids)).order_by(APPLICATION.c.id).with_for_update()
    )
    found = found_verdicts(session, ids)
    return [_found(entry, found.get(entry.saved.application_id, {})) for entry in prepared]


def _found(entry: Prepared, found: Mapping[int, Verdict]) -> Prepared:
    keys = {criterion_id: key for key, criterion_id in entry.role.criterion_ids.items()}
    told = {keys[known]: verdict_with(entry.verdicts[keys[known]], found[known]) for known in found if known in keys}
    if not told:
        return entry
    verdicts = {**entry.verdicts, **told}
    return replace(entry, verdicts=verdicts, row=replace(entry.row, fits=scored_fits(entry.role, verdicts)))


def keep_features(session: Session, rows: Mapping[int, bytes]) -> None:
    """Keep the features of applications, as the last act of a transaction: from here on others wait for its commit.

    All get the next stamp. Whoever has seen one stamp has therefore seen all lower ones.
    """
    stamp = session.execute(update(STAMP).values(last=STAMP.c.last + 1).returning(STAMP.c.last)).scalar_one()
    session.execute(delete(FEATURES).where(FEATURES.c.application_id.in_(rows)))
    session.execute(
        insert(FEATURES), [{"application_id": key, "packed": row, "stamp": stamp} for key, row in rows.items()]
    )


def _claims(prepared: Iterable[Prepared]) -> Iterable[dict[str, Any]]:
    for entry in prepared:
        for key, verdict in entry.verdicts.items():
            unknown = verdict.standing is Standing.UNKNOWN
            yield {
                "application_id": entry.saved.application_id,
                "criterion_id": entry.role.criterion_ids[key],
                "standing": verdict.standing.value,
                "state": (ClaimState.UNKNOWN if unknown else ClaimState.DECLARED).value,
                "fit": verdict.fit,
            }


def _score(session: Session, prepared: Sequence[Prepared]) -> None:
    """Place newcomers by the published run, so that nobody waits unseen at the end of the list for the next one."""
    settled = settled_gates(session, [entry.saved.application_id for entry in prepared])
    models = {key: _published(session, key) for key in {entry.role.role_id for entry in prepared}}
    rows = []
    for entry in prepared:
        if entry.saved.held:
            continue
        run = models[entry.role.role_id]
        keys = {criterion_id: key for key, criterion_id in entry.role.criterion_ids.items()}
        found = settled.get(entry.saved.application_id, {})
        told = {keys[key]: Verdict(standing) for key, standing in found.items() if key in keys}
        not_met = gates_not_met(entry.role.role.criteria, {**entry.verdicts, **told})
        scored = {"new_run_id": run[0], "new_score": run[1].score(entry.row)} if run else {}
        rows.append({"key": entry.saved.application_id, "new_gates_not_met": min(1, len(not_met)), **scored})
    for chosen in ([row for row in rows if "new_score" in row], [row for row in rows if "new_score" not in row]):
        if chosen:
            values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in chosen[0] if name != "key"}
            session.execute(update(SCORE).where(SCORE.c.application_id == bindparam("key")).values(values), chosen)


def _published(session: Session, role_id: int) -> tuple[int, Model] | None:
    """The published run of a role and its model, or None before the first one."""
    found = session.execute(
        select(RUN.c.id, RUN.c.model)
        .where(RUN.c.role_id == role_id, RUN.c.published_at.is_not(None))
        .order_by(RUN.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found.id, Model.from_bytes(found.model))


def _put_off(session: Session, saved: Saved, *, fault: Exception, now: datetime) -> None:
    pause = min(LONGEST_PAUSE, timedelta(seconds=10 * 2 ** min(saved.attempts, 10)))
    session.execute(
        update(APPLICATION)
        .where(APPLICATION.c.id == saved.application_id)
        .values(prepare_attempts=saved.attempts + 1, prepare_after=now + pause, prepare_error=type(fault).__name__)
    )
