"""The search language as conditions on an application's row."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select, true

from casting.domain.errors import Refused
from casting.domain.search_tree import (
    All,
    AnyOf,
    Comparison,
    CriterionIs,
    Everything,
    Has,
    MarkIs,
    Not,
    Part,
    Phrase,
    StageIs,
    StarsAre,
    Term,
    Tree,
    Word,
)
from casting.domain.vocabulary import ClaimState, MaterialKind, MaterialState, Opinion, Stage
from casting.store.calls import KeptRole
from casting.store.tables import ApplicationRow, ClaimRow, MarkRow, MaterialRow, table
from casting.store.words import holds_phrase

APPLICATION, CLAIM, MARK, MATERIAL = table(ApplicationRow), table(ClaimRow), table(MarkRow), table(MaterialRow)
_COMPARE = {
    Comparison.IS: eq,
    Comparison.ABOVE: gt,
    Comparison.AT_LEAST: ge,
    Comparison.BELOW: lt,
    Comparison.AT_MOST: le,
}


@dataclass(frozen=True)
class Asking:
    """Who asks, of which role, on which database.

    Attributes:
        member_id: whose marks `mark:` and `stars:` look at; None for a command at the terminal.
        dialect: sqlite or postgresql.
    """

    role: KeptRole
    member_id: int | None
    dialect: str


def listed(tree: Tree, asking: Asking, *, withdrawn: bool | None = None) -> ColumnElement[bool]:
    """The condition that an application of the role stands in the list that the tree asks for.

    An application that is held for another one is in no list.

    Args:
        withdrawn: whether one that was withdrawn may be in it; by default where the tree asks for it.

    Raises:
        Refused: the tree names a criterion that the role has not, or a member's own marks where there is no member.
    """
    conditions = [APPLICATION.c.held_for.is_(None), _condition(tree, asking)]
    if not (asks_for_withdrawn(tree) if withdrawn is None else withdrawn):
        conditions.append(APPLICATION.c.stage != Stage.WITHDRAWN.value)
    return and_(*conditions)


def asks_for_withdrawn(tree: Tree, *, wanted: bool = True) -> bool:
    """Whether the tree names the stage `withdrawn` as one that is wanted; `wanted` is turned round by a minus sign."""
    match tree:
        case StageIs(Stage.WITHDRAWN):
            return wanted
        case Not(part):
            return asks_for_withdrawn(part, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            return any(asks_for_withdrawn(part, wanted=wanted) for part in parts)
    return False


def newest_marks(member_id: int, *columns: ColumnElement[Any]) -> Select[Any]:
    """The columns of a member's newest mark of each application that she has marked."""
    newer = MARK.alias("newer")
    superseded = exists().where(
        newer.c.application_id == MARK.c.application_id, newer.c.member_id == MARK.c.member_id, newer.c.id > MARK.c.id
    )
    return select(*columns).where(MARK.c.member_id == member_id, not_(superseded))


def _condition(tree: Tree, asking: Asking) -> ColumnElement[bool]:
    match tree:
        case Everything():
            return true()
        case All(parts):
            return and_(*(_condition(part, asking) for part in parts))
        case AnyOf(parts):
            return or_(*(_condition(part, asking) for part in parts))
        case Not(part):
            return not_(_condition(part, asking))
    return _term(tree, asking)


def _term(term: Term, asking: Asking) -> ColumnElement[bool]:
    application_id = APPLICATION.c.id
    match term:
        case Word(text) | Phrase(text):
            condition = holds_phrase(application_id, text, dialect=asking.dialect)
        case StageIs(stage):
            condition = APPLICATION.c.stage == stage.value
        case MarkIs(opinion):
            condition = _marked(application_id, opinion, _member(asking))
        case StarsAre(comparison, number):
            given = _COMPARE[comparison](MARK.c.stars, number)
            condition = application_id.in_(newest_marks(_member(asking), MARK.c.application_id).where(given))
        case CriterionIs():
            condition = application_id.in_(_claims(term, asking.role.criterion_ids))
        case Has(part):
            condition = _has(part)
        case _:
            condition = APPLICATION.c.reference == term.reference
    return condition


def _marked(application_id: ColumnElement[int], opinion: Opinion | None, member_id: int) -> ColumnElement[bool]:
    said = newest_marks(member_id, MARK.c.application_id)
    if opinion is None:
        return application_id.not_in(said.where(MARK.c.opinion.is_not(None)))
    return application_id.in_(said.where(MARK.c.opinion == opinion.value))


def _member(asking: Asking) -> int:
    if asking.member_id is None:
        raise Refused(
            "“mark:” and “stars:” look at a member's own marks, and nobody is signed in here. Leave them out."
        )
    return asking.member_id


def _claims(term: CriterionIs, criterion_ids: Mapping[str, int]) -> Select[Any]:
    if term.key not in criterion_ids:
        known = ", ".join(criterion_ids) or "none"
        raise Refused(f"This role has no criterion “{term.key}”. It has: {known}.")
    column = CLAIM.c.state if isinstance(term.what, ClaimState) else CLAIM.c.standing
    return select(CLAIM.c.application_id).where(
        CLAIM.c.criterion_id == criterion_ids[term.key], column == term.what.value
    )


def _has(part: Part) -> ColumnElement[bool]:
    """A tape is a link to one; a headshot counts while it is being prepared, but not where it cannot be used."""
    if part is Part.TAPE:
        return APPLICATION.c.tape_url.is_not(None)
    return exists().where(
        MATERIAL.c.application_id == APPLICATION.c.id,
        MATERIAL.c.kind == MaterialKind.HEADSHOT.value,
        MATERIAL.c.state.in_([MaterialState.PENDING.value, MaterialState.READY.value]),
    )
