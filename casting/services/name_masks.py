"""What people and applicants wrote, without the applicant's name where that is hidden from who reviews."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, without_name
from casting.store.calls import KeptRole
from casting.store.tables import ApplicantRow, ApplicationRow, table

APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)
Mask: TypeAlias = Callable[[str], str]


def masks(session: Session, role: KeptRole, application_ids: Sequence[int]) -> Mapping[int, Mask]:
    """How a text about each of these applications is shown. Costs a query only where names are hidden in the role."""
    stages = [stage.value for stage in role.blind.hiding(NAME)]
    found: dict[int, Mask] = dict.fromkeys(application_ids, as_it_is)
    if not stages:
        return found
    named = select(APPLICATION.c.id, APPLICANT.c.name).join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
    rows = session.execute(named.where(APPLICATION.c.id.in_(application_ids), APPLICATION.c.stage.in_(stages)))
    return found | {row.id: without(row.name) for row in rows}


def as_it_is(text: str) -> str:
    """Where nothing is hidden."""
    return text


def without(name: str) -> Mask:
    """Where this name is."""
    return lambda text: without_name(text, name)
