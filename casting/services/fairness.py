"""Protected traits for the audit, and what of the score tells them. Read apart from features, by the worker alone.

What is found is shown and logged; nothing here reaches a score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.changes import reach_of
from casting.domain.criteria import Answer, age_on
from casting.domain.fairness import ListImpact
from casting.domain.insights import Proxy
from casting.domain.packing import UnreadableError
from casting.domain.scoring import FeatureRow
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass, QuestionKind, Stage
from casting.ranking.fairness import impact
from casting.ranking.features import Pool
from casting.ranking.proxies import order_without, proxies, telling
from casting.ranking.scorer import Ranker
from casting.store.calls import KeptRole
from casting.store.tables import AnswerSheetRow, ApplicantRow, ApplicationRow, FeaturesRow, table

log = structlog.get_logger()
APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
FEATURES = table(FeaturesRow)
AGES = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"))
OLDEST = "55 and over"
READ_AT_MOST = 2000
"""Applications read to name the phrases that were found: each common one stands in many of them."""


def traits_of(session: Session, role: KeptRole, application_ids: Sequence[int]) -> Mapping[str, tuple[str | None, ...]]:
    """The protected traits of applications: by trait, the group of each in the order given, None where it is not known.

    Age in bands on the call's reference date, country, city, and the choices that the role asks for information alone.
    """
    questions = _asked_for_information(role)
    wanted = set(application_ids)
    found: dict[int, tuple[str | None, ...]] = {}
    rows = session.execute(
        select(APPLICATION.c.id, APPLICANT.c.birth_date, APPLICANT.c.country, APPLICANT.c.city, SHEET.c.answers)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .where(APPLICATION.c.role_id == role.role_id)
    )
    for row in rows:
        if row.id in wanted:
            told = (_said(row.answers.get(key)) for key in questions)
            age = age_band(row.birth_date, on=role.call.reference_date)
            found[row.id] = (age, row.country, row.city, *told)
    names = ("age", "country", "city", *questions)
    nobody = (None,) * len(names)
    columns = zip(*(found.get(key, nobody) for key in application_ids), strict=True) if application_ids else ()
    return dict(zip(names, columns, strict=False))


def fairness_of(session: Session, role: KeptRole, order: Sequence[int]) -> tuple[ListImpact, ...]:
    """How groups fare on the first places of an order, and among those whom the team has moved on.

    Args:
        order: the applications of a run, best first; those whose gates are not met last.
    """
    traits, reach = traits_of(session, role, order), reach_of(role.role)
    rows = session.execute(select(APPLICATION.c.id, APPLICATION.c.stage).where(APPLICATION.c.role_id == role.role_id))
    moved = {row.id for row in rows if Stage(row.stage) in LADDER[1:]}
    lists = {
        f"The first {reach} of the order": set(order[:reach]),
        "Moved on by the team": moved & set(order),
    }
    return tuple(_list_impact(name, traits, [key in chosen for key in order]) for name, chosen in lists.items())


def _list_impact(name: str, traits: Mapping[str, Sequence[str | None]], selected: Sequence[bool]) -> ListImpact:
    found = impact(traits, selected=selected)
    large = (replace(one, groups=tuple(group for group in one.groups if group.assessed)) for one in found)
    return ListImpact(name, len(selected), sum(selected), tuple(large))


def age_band(birth_date: date | None, *, on: date) -> str | None:
    """The band of an age in full years."""
    if birth_date is None:
        return None
    age = age_on(birth_date, on)
    return next((name for below, name in AGES if age < below), OLDEST)


def proxies_of(session: Session, role: KeptRole, pool: Pool, ranker: Ranker) -> tuple[Proxy, ...]:
    """Which facts, criteria and phrases of a fit tell a protected group, the strongest first.

    How the order would change without them is logged.
    """
    traits = traits_of(session, role, pool.ids.tolist())
    names = {question.key: question.label for question in role.role.questions}
    names |= {criterion.key: criterion.title for criterion in role.role.criteria}
    found = telling(pool, ranker, traits)
    first = min(100, len(pool))
    stay = set(ranker.order(pool)[:first].tolist()) & set(order_without(pool, ranker, found)[:first].tolist())
    log.info("order without proxies", role=role.role_id, columns=len(found), first=first, stay=len(stay))
    return proxies(pool, found, names=names, phrases=lambda columns: _phrases(session, role, columns))


def _asked_for_information(role: KeptRole) -> tuple[str, ...]:
    asked = (c.asks for c in role.role.criteria if c.klass is CriterionClass.INFO)
    kinds = {question.key: question.kind for question in role.role.questions}
    return tuple(dict.fromkeys(key for key in asked if kinds.get(key) in {QuestionKind.CHOICE, QuestionKind.YES_NO}))


def _said(answer: Answer) -> str | None:
    return None if answer is None else str(answer)


def _phrases(session: Session, role: KeptRole, columns: Sequence[int]) -> Mapping[int, str]:
    """The phrases behind hashed columns, from the texts of applications."""
    wanted, named = set(columns), dict[int, str]()
    if not wanted:
        return named
    rows = session.scalars(
        select(FEATURES.c.packed)
        .join(APPLICATION, APPLICATION.c.id == FEATURES.c.application_id)
        .where(APPLICATION.c.role_id == role.role_id)
        .order_by(FEATURES.c.application_id)
        .limit(READ_AT_MOST)
    )
    for packed in rows:
        try:
            terms = FeatureRow.from_bytes(packed).terms
        except UnreadableError:
            continue
        if any(column in wanted for column, _ in terms.columns):
            named |= {term.column: term.text for term in terms if term.column in wanted and term.column not in named}
        if named.keys() >= wanted:
            break
    return named
