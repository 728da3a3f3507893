"""Two to twelve applications of a role beside each other: what they answered, how they stand, one's own mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import AGE, NAME, PLACE, holds_name, shown_answers
from casting.domain.criteria import Answer
from casting.domain.permissions import Act, Actor, may
from casting.domain.search_tree import Everything
from casting.domain.vocabulary import Lens
from casting.store import applications
from casting.store.applications import Query
from casting.store.blinds import value_shown
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.store.tables import AnswerSheetRow, ApplicantRow, ApplicationRow, table
from casting.store.veils import unveiled

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
MOST = 12


@dataclass(frozen=True)
class Beside:
    """One of those who are compared.

    Attributes:
        answers: by question key.
    """

    row: ListRow
    birth_date: date | None
    city: str | None
    country: str | None
    tape_url: str | None
    answers: Mapping[str, Answer]


def side_by_side(session: Session, actor: Actor, kept: KeptRole, references: Sequence[str]) -> tuple[Beside, ...]:
    """Those of the references that the role has, in their order, at most `MOST` of them."""
    told = select(
        APPLICATION.c.id,
        APPLICATION.c.reference,
        APPLICATION.c.stage,
        APPLICATION.c.tape_url,
        APPLICANT.c.name,
        value_shown(kept.blind, APPLICANT.c.birth_date, AGE),
        value_shown(kept.blind, APPLICANT.c.city, PLACE),
        value_shown(kept.blind, APPLICANT.c.country, PLACE),
        SHEET.c.answers,
    )
    found = session.execute(
        told.join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .where(
            APPLICATION.c.role_id == kept.role_id,
            APPLICATION.c.held_for.is_(None),
            unveiled(APPLICATION.c.id, actor.member_id),
            APPLICATION.c.reference.in_(references),
        )
    )
    people = {row.reference: row for row in found}
    chosen = [people[one] for one in dict.fromkeys(references) if one in people][:MOST]
    looks_on = not may(actor, Act.MARK, call_id=kept.call_id)
    query = Query(kept, actor.member_id, Everything(), Lens.RANKED, looks_on=looks_on)
    rows = {row.application_id: row for row in applications.rows_of(session, query, [one.id for one in chosen])}
    return tuple(_beside(rows[one.id], one, kept) for one in chosen)


def _beside(row: ListRow, one: Any, kept: KeptRole) -> Beside:
    things = kept.blind.at(row.stage)
    spelt = NAME in things and one.tape_url is not None and holds_name(one.tape_url, one.name)
    answers = shown_answers(one.answers, things, one.name)
    return Beside(row, one.birth_date, one.city, one.country, None if spelt else one.tape_url, answers)
