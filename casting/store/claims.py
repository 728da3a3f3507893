"""How applications stand by a role's criteria, as conditions on an application's row."""

from sqlalchemy import ColumnElement, and_, exists, false, not_, true

from casting.domain.errors import Refused
from casting.domain.search_tree import Claimed, GatesAre
from casting.domain.vocabulary import ClaimState, CriterionClass, Gates, Standing
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, ClaimRow, table

APPLICATION, CLAIM = table(ApplicationRow), table(ClaimRow)


def claimed(term: Claimed, role: KeptRole) -> ColumnElement[bool]:
    """How she stands by one criterion, how that is known, or how she stands by all gates.

    Raises Refused where the role has no such criterion.
    """
    if isinstance(term, GatesAre):
        return _gated(term.what, role)
    if term.key not in role.criterion_ids:
        known = ", ".join(role.criterion_ids) or "none"
        raise Refused(f"This role has no criterion “{term.key}”. It has: {known}.")
    column = CLAIM.c.state if isinstance(term.what, ClaimState) else CLAIM.c.standing
    return _has_claim(CLAIM.c.criterion_id == role.criterion_ids[term.key], column == term.what.value)


def gate_ids(role: KeptRole) -> tuple[int, ...]:
    """The keys of the role's gates, in its order."""
    return tuple(role.criterion_ids[one.key] for one in role.role.criteria if one.klass is CriterionClass.GATE)


def _gated(what: Gates, role: KeptRole) -> ColumnElement[bool]:
    """How she stands by all gates at once; of a role without gates everyone meets them.

    Of whom nothing is written yet they are open.
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
