"""Whom a change of a role's criteria would touch: its applications held against both, before anything is saved."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.calls import PROTECTED_FIELDS, RolePlan
from casting.domain.columns import CriterionColumn
from casting.domain.criteria import Answer
from casting.domain.effects import Effects, Placed, changed_keys, effects_of
from casting.domain.scoring import Model
from casting.store.calls import KeptCall
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    MaterialRow,
    RankingRunRow,
    ScoreRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
MATERIAL = table(MaterialRow)
SCORE, RUN = table(ScoreRow), table(RankingRunRow)
AT_ONCE = 1000


def effects(session: Session, kept: KeptCall, before: RolePlan, after: RolePlan) -> Effects | None:
    """What a change of the role's criteria would do; None where it has no application, or nothing that touches one.

    Reads every application of the role.
    """
    if not changed_keys(before.criteria, after.criteria):
        return None
    role_id = kept.role_ids[before.slug]
    columns = _columns(session, role_id)
    found = effects_of(
        before.criteria,
        after.criteria,
        _placed(session, role_id),
        columns=columns or (),
        on=kept.call.reference_date,
    )
    if not found.applications:
        return None
    return found if columns is not None else replace(found, moved=0, left=0)  # nobody has a place yet


def unasked(session: Session, kept: KeptCall, before: RolePlan, after: RolePlan) -> Mapping[str, int]:
    """The questions that would be asked no more, by what people read, with how many have answered each; else none."""
    staying = {question.key for question in after.questions}
    going = {question.key: question.label for question in before.questions if question.key not in staying}
    if not going:
        return {}
    role_id, counts = kept.role_ids[before.slug], Counter[str]()
    sheets = (
        select(SHEET.c.answers)
        .join(APPLICATION, (APPLICATION.c.id == SHEET.c.application_id) & (APPLICATION.c.version == SHEET.c.version))
        .where(APPLICATION.c.role_id == role_id)
    )
    for answers in session.scalars(sheets.execution_options(yield_per=AT_ONCE)):
        counts.update(key for key in going if answers.get(key) not in (None, ""))
    files = (
        select(MATERIAL.c.question_key, func.count(MATERIAL.c.application_id.distinct()))
        .join(APPLICATION, APPLICATION.c.id == MATERIAL.c.application_id)
        .where(APPLICATION.c.role_id == role_id, MATERIAL.c.question_key.in_(going))
        .group_by(MATERIAL.c.question_key)
    )
    for key, count in session.execute(files):
        counts[key] += count
    return {label: counts[key] for key, label in going.items() if counts[key]}


def _placed(session: Session, role_id: int) -> Iterator[Placed]:
    rows = session.execute(
        select(
            APPLICATION.c.id,
            APPLICATION.c.tape_url,
            SHEET.c.answers,
            SCORE.c.score,
            *(APPLICANT.c[name] for name in sorted(PROTECTED_FIELDS)),
        )
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .join(SCORE, SCORE.c.application_id == APPLICATION.c.id)
        .where(APPLICATION.c.role_id == role_id, APPLICATION.c.held_for.is_(None))
        .execution_options(yield_per=AT_ONCE)
    ).mappings()
    for row in rows:
        standard: dict[str, Answer] = {
            name: value.isoformat() if isinstance(value := row[name], date) else value for name in PROTECTED_FIELDS
        }
        yield Placed(row["id"], row["answers"] | standard | {"tape_url": row["tape_url"]}, row["score"])


def _columns(session: Session, role_id: int) -> tuple[CriterionColumn, ...] | None:
    """What the published run has learned of preferences; None before the first one."""
    newest = select(RUN.c.model).where(RUN.c.role_id == role_id, RUN.c.published_at.is_not(None))
    model = session.scalar(newest.order_by(RUN.c.id.desc()).limit(1))
    return None if model is None else Model.from_bytes(model).criteria
