"""Whom a change of a call's own dates and rules would touch, counted before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan
from casting.domain.criteria import AgeRule, Criterion, age_on, born_by
from casting.domain.effects import CriterionEffect, effect_on
from casting.domain.guardians import FULL_AGE
from casting.domain.zones import day_in
from casting.store.calls import KeptCall
from casting.store.tables import ApplicantRow, ApplicationRow, DraftRow, GuardianConsentRow, table

APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
DRAFT, GUARDIAN = table(DraftRow), table(GuardianConsentRow)


@dataclass(frozen=True)
class Held:
    """What is held of a call.

    Attributes:
        applications: all that are kept, withdrawn ones among them; drafts: forms that are half filled in.
        minors: applications of those who are under 18 now; unguarded: how many of these no guardian consented to.
        minor_drafts: the forms that are kept under a guardian's consent.
    """

    applications: int = 0
    drafts: int = 0
    minors: int = 0
    unguarded: int = 0
    minor_drafts: int = 0


@dataclass(frozen=True)
class Aged:
    """What another day on which ages are counted does: how many are of another age, and what becomes of criteria."""

    others: int
    criteria: tuple[CriterionEffect, ...]


def held(session: Session, kept: KeptCall, *, now: datetime) -> Held:
    """What is held of the call at this moment."""
    young = APPLICANT.c.birth_date > born_by(FULL_AGE, day_in(kept.call.time_zone, now))
    guarded = select(GUARDIAN.c.id).where(GUARDIAN.c.application_id == APPLICATION.c.id).exists()
    return Held(
        applications=_applications(session, kept),
        drafts=drafts_of(session, kept),
        minors=_applications(session, kept, young),
        unguarded=_applications(session, kept, young, ~guarded),
        minor_drafts=drafts_of(session, kept, DRAFT.c.guardian_consent_id.is_not(None)),
    )


def drafts_of(session: Session, kept: KeptCall, *conditions: ColumnElement[bool]) -> int:
    """How many have begun a form of the call and kept it for later."""
    counted = select(func.count()).select_from(DRAFT).where(DRAFT.c.role_id.in_(kept.role_ids.values()), *conditions)
    return session.scalar(counted) or 0


def begun_for(session: Session, kept: KeptCall, role: str) -> int:
    """How many have begun the form of one role of the call and kept it for later."""
    return drafts_of(session, kept, DRAFT.c.role_id == kept.role_ids[role])


def aged(session: Session, kept: KeptCall, after: CallPlan) -> Aged:
    """Whom another day on which ages are counted would touch, by the birth dates of all who have applied."""
    was, would = kept.call.reference_date, after.reference_date
    if was == would:
        return Aged(0, ())
    born = {role.slug: _born(session, kept.role_ids[role.slug]) for role in kept.call.roles}
    others = sum(count for found in born.values() for day, count in found if age_on(day, was) != age_on(day, would))
    effects = (
        _effect(criterion, f"{criterion.title} ({role.title})", born[role.slug], was=was, would=would)
        for role in kept.call.roles
        for criterion in role.criteria
        if isinstance(criterion.rule, AgeRule)
    )
    return Aged(others, tuple(one for one in effects if one.met or one.unmet))


def _effect(
    criterion: Criterion, title: str, born: Sequence[tuple[date, int]], *, was: date, would: date
) -> CriterionEffect:
    found = [
        (effect_on(*(criterion.judge(day.isoformat(), on=on).standing for on in (was, would))), count)
        for day, count in born
    ]
    met, unmet = (sum(count for gained, count in found if gained is way) for way in (True, False))
    return CriterionEffect(title, met, unmet)


def _born(session: Session, role_id: int) -> list[tuple[date, int]]:
    """The birth dates of those who have applied for a role, each with how many were born on it."""
    rows = session.execute(
        select(APPLICANT.c.birth_date, func.count())
        .join(APPLICATION, APPLICATION.c.applicant_id == APPLICANT.c.id)
        .where(APPLICATION.c.role_id == role_id, APPLICATION.c.held_for.is_(None), APPLICANT.c.birth_date.is_not(None))
        .group_by(APPLICANT.c.birth_date)
    )
    return [(day, count) for day, count in rows]


def _applications(session: Session, kept: KeptCall, *conditions: ColumnElement[bool]) -> int:
    counted = (
        select(func.count())
        .select_from(APPLICATION)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(APPLICATION.c.role_id.in_(kept.role_ids.values()), *conditions)
    )
    return session.scalar(counted) or 0
