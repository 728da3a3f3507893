"""Whom a change of a role's criteria would touch: its applications held against both, before anything is saved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from casting.domain.calls import PROTECTED_FIELDS, RolePlan
from casting.domain.columns import CriterionColumn
from casting.domain.criteria import Answer
from casting.domain.effects import Effects, Placed, changed_keys, effects_of
from casting.domain.question_effects import QuestionEffect, question_effects
from casting.domain.scoring import Model
from casting.domain.stages import LADDER
from casting.domain.vocabulary import Opinion
from casting.store.calls import KeptCall
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    MarkRow,
    MaterialRow,
    RankingRunRow,
    ScoreRow,
    table,
)

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
MATERIAL, MARK = table(MaterialRow), table(MarkRow)
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


def questions_touched(
    session: Session, kept: KeptCall, before: RolePlan, after: RolePlan
) -> tuple[QuestionEffect, ...]:
    """What a change of the role's questions would do to those who have applied; reads every application of the role."""
    if before.questions == after.questions:
        return ()
    return question_effects(before, after, _sheets(session, kept.role_ids[before.slug]))


def _sheets(session: Session, role_id: int) -> Iterator[Mapping[str, Answer]]:
    """What each application answers, by question; of a file its name stands for it."""
    files: dict[int, dict[str, Answer]] = defaultdict(dict)
    sent = (
        select(MATERIAL.c.application_id, MATERIAL.c.question_key)
        .join(APPLICATION, APPLICATION.c.id == MATERIAL.c.application_id)
        .where(APPLICATION.c.role_id == role_id, MATERIAL.c.question_key.is_not(None))
    )
    for application_id, key in session.execute(sent):
        files[application_id][key] = key
    sheets = (
        select(APPLICATION.c.id, SHEET.c.answers)
        .join(SHEET, (APPLICATION.c.id == SHEET.c.application_id) & (APPLICATION.c.version == SHEET.c.version))
        .where(APPLICATION.c.role_id == role_id)
    )
    for application_id, answers in session.execute(sheets.execution_options(yield_per=AT_ONCE)):
        yield {**files.get(application_id, {}), **answers}


def _placed(session: Session, role_id: int) -> Iterator[Placed]:
    newer = MARK.alias()
    superseded = (newer.c.application_id == MARK.c.application_id) & (newer.c.member_id == MARK.c.member_id)
    picked = exists().where(
        MARK.c.application_id == APPLICATION.c.id,
        MARK.c.opinion == Opinion.PICK.value,
        ~exists().where(superseded, newer.c.id > MARK.c.id),
    )
    rows = session.execute(
        select(
            APPLICATION.c.id,
            APPLICATION.c.stage.in_([stage.value for stage in LADDER[1:]]).label("beyond"),
            picked.label("picked"),
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
        answers = row["answers"] | standard | {"tape_url": row["tape_url"]}
        yield Placed(row["id"], answers, row["score"], beyond=bool(row["beyond"]), picked=bool(row["picked"]))


def _columns(session: Session, role_id: int) -> tuple[CriterionColumn, ...] | None:
    """What the published run has learned of preferences; None before the first one."""
    newest = select(RUN.c.model).where(RUN.c.role_id == role_id, RUN.c.published_at.is_not(None))
    model = session.scalar(newest.order_by(RUN.c.id.desc()).limit(1))
    return None if model is None else Model.from_bytes(model).criteria
