"""How applications stand by a role's criteria, as conditions on an application's row."""

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, select, true
from sqlalchemy.orm import Session

from casting.domain.errors import Refused
from casting.domain.search_tree import Claimed, GatesAre, Has
from casting.domain.vocabulary import ClaimState, CriterionClass, Gates, Ruling, Stage, Standing
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, ClaimRow, ExceptionRequestRow, table
from casting.store.veils import unveiled

APPLICATION, CLAIM, REQUEST = table(ApplicationRow), table(ClaimRow), table(ExceptionRequestRow)


def claimed(term: Claimed | Has, role: KeptRole) -> ColumnElement[bool]:
    """How she stands by one criterion, how that is known, or by all gates; or that she asks for an exception.

    Raises Refused where the role has no such criterion.
    """
    if isinstance(term, Has):
        return exists().where(REQUEST.c.application_id == APPLICATION.c.id, REQUEST.c.verdict == Ruling.OPEN.value)
    if isinstance(term, GatesAre):
        return _gated(term.what, role)
    if term.key not in role.criterion_ids:
        known = ", ".join(role.criterion_ids) or "none"
        raise Refused(f"This role has no criterion “{term.key}”. It has: {known}.")
    column = CLAIM.c.state if isinstance(term.what, ClaimState) else CLAIM.c.standing
    return _has_claim(CLAIM.c.criterion_id == role.criterion_ids[term.key], column == term.what.value)


def requests_open(session: Session, member_id: int) -> dict[int, int]:
    """By role: how many that the member may see ask for an exception that nobody has decided yet."""
    asked = select(REQUEST.c.application_id).where(REQUEST.c.verdict == Ruling.OPEN.value)
    rows = session.execute(
        select(APPLICATION.c.role_id, func.count().label("asking"))
        .where(
            APPLICATION.c.id.in_(asked),
            APPLICATION.c.held_for.is_(None),
            APPLICATION.c.stage != Stage.WITHDRAWN.value,
            unveiled(APPLICATION.c.id, member_id),
        )
        .group_by(APPLICATION.c.role_id)
    )
    return {row.role_id: row.asking for row in rows}


def gate_ids(role: KeptRole) -> tuple[int, ...]:
    """The keys of the role's gates, in its order."""
    return tuple(role.criterion_ids[one.key] for one in role.role.criteria if one.klass is CriterionClass.GATE)


def _gated(what: Gates, role: KeptRole) -> ColumnElement[bool]:
    """How she stands by all gates at once; of a role without gates everyone meets them.

    Of whom nothing is written yet they are unknown.
    """
    gates = gate_ids(role)
    if not gates:
        return true() if what is Gates.MET else false()
    among = CLAIM.c.criterion_id.in_(gates)
    not_met = _has_claim(among, CLAIM.c.standing == Standing.NOT_MET.value)
    if what is Gates.NOT_MET:
        return not_met
    first_met = _has_claim(CLAIM.c.criterion_id == gates[0], CLAIM.c.standing == Standing.MET.value)
    met = and_(first_met, not_(_has_claim(among, CLAIM.c.standing != Standing.MET.value)))
    return met if what is Gates.MET else and_(not_(not_met), not_(met))


def _has_claim(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(CLAIM.c.application_id == APPLICATION.c.id, *conditions)
