"""Blind review in rows: what is hidden in a role by stage, and columns that do not give it out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Label, Select, case, delete, insert, null, select, update
from sqlalchemy.orm import Session

from casting.domain.blind import NAME, PORTRAIT, Blind, without_name
from casting.domain.vocabulary import Stage
from casting.store.call_parts import CALL, ROLE, prepare_again
from casting.store.tables import ApplicantRow, ApplicationRow, BlindRow, MemberRow, TagRow, table
from casting.store.words import forget_blind_words

BLIND, MEMBER, TAG = table(BlindRow), table(MemberRow), table(TagRow)
APPLICATION, APPLICANT = table(ApplicationRow), table(ApplicantRow)


def blind_of(session: Session, role_id: int) -> Blind:
    """What is hidden in a role; one query."""
    rows = session.execute(
        select(BLIND.c.stage, BLIND.c.hidden, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == BLIND.c.member_id)
        .where(BLIND.c.role_id == role_id)
    ).all()
    hidden = {Stage(row.stage): frozenset(row.hidden) for row in rows if row.hidden}
    return Blind(hidden, {Stage(row.stage): row.name for row in rows if row.hidden})


def hidden_by_role(session: Session) -> Mapping[int, frozenset[str]]:
    """What is hidden in any stage of each role; a role in which nothing is has none."""
    found: dict[int, frozenset[str]] = {}
    for row in session.execute(select(BLIND.c.role_id, BLIND.c.hidden)):
        found[row.role_id] = found.get(row.role_id, frozenset()) | frozenset(row.hidden)
    return found


def keep_blind(
    session: Session, role_id: int, *, hidden: Mapping[Stage, frozenset[str]], member_id: int, at: datetime
) -> None:
    """Hide exactly this from now on. Where other words are to be found by, all of the role are prepared again."""
    before = blind_of(session, role_id)
    for stage in Stage:
        if before.at(stage) == hidden.get(stage, frozenset()):
            continue
        session.execute(delete(BLIND).where(BLIND.c.role_id == role_id, BLIND.c.stage == stage.value))
        things = sorted(hidden.get(stage, ()))
        values = {"role_id": role_id, "stage": stage.value, "hidden": things, "member_id": member_id}
        if things:
            session.execute(insert(BLIND).values(**values, chosen_at=at))
    of_role = select(ROLE.c.call_id).where(ROLE.c.id == role_id).scalar_subquery()
    session.execute(update(CALL).where(CALL.c.id == of_role).values(version=CALL.c.version + 1))
    things_now = Blind(hidden).things
    if things_now - {PORTRAIT} != before.things - {PORTRAIT}:
        forget_blind_words(session, select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id))
        if things_now:
            prepare_again(session, role_id)


def worn_tags(*, call_id: int) -> Select[Any]:
    """Every tag in a call on whom something is hidden of, with her name: what `spelt` reads."""
    return (
        select(TAG.c.name.label("tag"), APPLICANT.c.name.label("wearer"), BLIND.c.hidden)
        .select_from(BLIND)
        .join(ROLE, ROLE.c.id == BLIND.c.role_id)
        .join(APPLICATION, (APPLICATION.c.role_id == BLIND.c.role_id) & (APPLICATION.c.stage == BLIND.c.stage))
        .join(TAG, TAG.c.application_id == APPLICATION.c.id)
        .join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .where(ROLE.c.call_id == call_id)
    )


def spelt(rows: Iterable[Any]) -> frozenset[str]:
    """The tags that spell the hidden name of somebody who wears them: to offer or count them would tell it."""
    return frozenset(row.tag for row in rows if NAME in row.hidden and without_name(row.tag, row.wearer) != row.tag)


def name_shown(blind: Blind, *, application: FromClause = APPLICATION, applicant: FromClause = APPLICANT) -> Label[Any]:
    """The name of an applicant, as `name`; the reference in its place in a stage where names are hidden."""
    return value_shown(blind, applicant.c.name, NAME, application=application, instead=application.c.reference)


def value_shown(
    blind: Blind,
    column: ColumnElement[Any],
    thing: str,
    *,
    application: FromClause = APPLICATION,
    instead: ColumnElement[Any] | None = None,
) -> Label[Any]:
    """A column under its own name; in a stage where that thing is hidden, NULL or what stands instead."""
    name = str(getattr(column, "name", thing))
    stages = [stage.value for stage in blind.hiding(thing)]
    if not stages:
        return column.label(name)
    hidden = application.c.stage.in_(stages)
    return case((hidden, null() if instead is None else instead), else_=column).label(name)


def hidden_with() -> ColumnElement[Any]:
    """What is hidden of an application in a selection that holds its row, as `hidden`; NULL where nothing is."""
    stands = select(BLIND.c.hidden).where(
        BLIND.c.role_id == APPLICATION.c.role_id, BLIND.c.stage == APPLICATION.c.stage
    )
    return stands.correlate(APPLICATION).scalar_subquery().label("hidden")
