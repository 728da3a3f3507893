"""Calls and roles as they are kept: written from a plan, read back as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, func, select, update
from sqlalchemy.orm import Session

from casting.domain.blind import SEEING, Blind
from casting.domain.calls import CallPlan, Question, RolePlan
from casting.domain.errors import Refused
from casting.store.blinds import blind_of
from casting.store.call_parts import (
    CALL,
    CONSENT_TEXT,
    CRITERION,
    QUESTION,
    ROLE,
    belonging,
    drop_role,
    keep_consents,
    keep_role,
    prepare_again,
    put,
    refuse_hiding,
)
from casting.store.call_rows import call_columns, call_of, question_columns, role_of, words_of


@dataclass(frozen=True)
class KeptCall:
    """A call in the database.

    Attributes:
        version: goes up by one with each change of the call or one of its roles.
        call: the call with its roles, and with the questions that are asked at present.
        role_ids: the key of each role by its slug.
    """

    call_id: int
    version: int
    call: CallPlan
    role_ids: Mapping[str, int]


@dataclass(frozen=True)
class KeptRole:
    """A role in the database, with all that an application or a list needs to know of it.

    Attributes:
        call_version: the call's version when this was read; whoever keeps a `KeptRole` compares it before acting on it.
        criteria_version: goes up by one with each change of the role's criteria.
        call: the call, without its roles.
        role: the role with all its questions, those among them that were asked once or came with an import.
        asked: the keys of the questions that the form asks.
        consent_texts: the keys of the present texts, in all their languages, by their digests.
        purposes: what each of these is for, by its key.
        criterion_ids, question_ids: the keys in the database by the keys in the plan.
        blind: what is hidden from who reviews, by stage.
        presented: the keys of what the production reads, as they were chosen; empty for what goes by default.
        purposes_since: when a purpose was first asked for; None where that is not known, as it always was.
    """

    call_id: int
    role_id: int
    call_version: int
    criteria_version: int
    call: CallPlan
    role: RolePlan
    asked: frozenset[str]
    consent_texts: Mapping[str, int]
    purposes: Mapping[int, str]
    criterion_ids: Mapping[str, int]
    question_ids: Mapping[str, int]
    blind: Blind = SEEING
    presented: tuple[str, ...] = ()
    purposes_since: Mapping[str, datetime | None] = field(default_factory=dict)

    def consent_text(self, purpose: str, language: str) -> int:
        """The key of the text for a purpose that is read by who reads that language."""
        consent = next(consent for consent in self.call.consents if consent.purpose == purpose)
        return self.consent_texts[consent.within(language).digest]

    @property
    def consent_ids(self) -> Mapping[str, int]:
        """The key of each purpose's text in the language of the call."""
        return {one.purpose: self.consent_text(one.purpose, self.call.language) for one in self.call.consents}

    def agreed(self, texts: Collection[int]) -> Mapping[str, int]:
        """The purposes for which one of these texts is a present one, each with that text, in whichever language."""
        return {self.purposes[text]: text for text in texts if text in self.purposes}


def call_kept(session: Session, slug: str) -> KeptCall | None:
    """The call of that slug, or None."""
    found = _calls(session, select(CALL).where(CALL.c.slug == slug))
    return found[0] if found else None


def call_to_change(session: Session, slug: str) -> KeptCall | None:
    """The call of that slug, or None; on PostgreSQL whoever else wants to change it waits until this has committed."""
    session.execute(select(CALL.c.id).where(CALL.c.slug == slug).with_for_update())
    return call_kept(session, slug)


def calls_kept(session: Session) -> list[KeptCall]:
    """All calls, the one that opens last first. The number of queries doesn't depend on how many there are."""
    return _calls(session, select(CALL).order_by(CALL.c.opens_at.desc(), CALL.c.id.desc()))


def role_kept(session: Session, call_slug: str, role_slug: str) -> KeptRole | None:
    """The role of that slug in the call of that slug, or None. Costs 1 query, and 6 where it changed since."""
    named = (CALL.c.slug == call_slug) & (ROLE.c.slug == role_slug)
    return _role_kept(session, named)


def role_kept_by_id(session: Session, role_id: int) -> KeptRole | None:
    """The role of that key, or None. Costs as many queries as `role_kept`."""
    return _role_kept(session, ROLE.c.id == role_id)


def _calls(session: Session, wanted: Select[Any]) -> list[KeptCall]:
    calls = session.execute(wanted).mappings().all()
    call_ids = [row["id"] for row in calls]
    roles = belonging(session, ROLE.c.call_id, call_ids)
    role_ids = [row["id"] for rows in roles.values() for row in rows]
    questions = belonging(session, QUESTION.c.role_id, role_ids)
    criteria = belonging(session, CRITERION.c.role_id, role_ids)
    consents = belonging(session, CONSENT_TEXT.c.call_id, call_ids)
    kept = []
    for row in calls:
        plans = tuple(
            role_of(role, [q for q in questions[role["id"]] if q["asked"]], criteria[role["id"]], words_of(row))
            for role in roles[row["id"]]
        )
        call = replace(call_of(row, consents[row["id"]]), roles=plans)
        kept.append(KeptCall(row["id"], row["version"], call, {role["slug"]: role["id"] for role in roles[row["id"]]}))
    return kept


_READ: WeakKeyDictionary[Engine, dict[int, KeptRole]] = WeakKeyDictionary()
"""Roles that this process has read, by database and key; each is good as long as its call has the same version."""


def _role_kept(session: Session, named: ColumnElement[bool]) -> KeptRole | None:
    """The role, from memory where nothing of its call has changed.

    A session that writes reads afresh and leaves nothing in memory, since what it sees may yet be rolled back.
    """
    present = select(ROLE, CALL.c.version.label("call_version")).join(CALL, CALL.c.id == ROLE.c.call_id).where(named)
    row = session.execute(present).mappings().one_or_none()
    if row is None:
        return None
    bind = session.get_bind()
    if not isinstance(bind, Engine):
        return _role_read(session, row)
    read = _READ.setdefault(bind, {})
    known = read.get(row["id"])
    if known is None or known.call_version != row["call_version"]:
        known = read[row["id"]] = _role_read(session, row)
    return known


def _role_read(session: Session, row: RowMapping) -> KeptRole:
    call = session.execute(select(CALL).where(CALL.c.id == row["call_id"])).mappings().one()
    questions = belonging(session, QUESTION.c.role_id, [row["id"]])[row["id"]]
    criteria = belonging(session, CRITERION.c.role_id, [row["id"]])[row["id"]]
    consents = belonging(session, CONSENT_TEXT.c.call_id, [call["id"]])[call["id"]]
    return KeptRole(
        call_id=call["id"],
        role_id=row["id"],
        call_version=row["call_version"],
        criteria_version=row["criteria_version"],
        call=call_of(call, consents),
        role=role_of(row, questions, criteria, words_of(call)),
        asked=frozenset(question["key"] for question in questions if question["asked"]),
        consent_texts={text["digest"]: text["id"] for text in consents if text["current"]},
        purposes={text["id"]: text["purpose"] for text in consents if text["current"]},
        purposes_since=_since(consents),
        criterion_ids={criterion["key"]: criterion["id"] for criterion in criteria},
        question_ids={question["key"]: question["id"] for question in questions},
        blind=blind_of(session, row["id"]),
        presented=tuple(row["presented"]),
    )


def _since(texts: Sequence[RowMapping]) -> Mapping[str, datetime | None]:
    """When each purpose was first asked for, by whichever text; None where one of its texts is older than that."""
    found: dict[str, datetime | None] = {}
    for text in texts:
        before = found.setdefault(text["purpose"], text["since"])
        found[text["purpose"]] = min(before, text["since"]) if before and text["since"] else None
    return found


# ------------------------------------------------------------------------------------------------ keeping


def keep_call(session: Session, plan: CallPlan, *, now: datetime) -> KeptCall:
    """Keep a call as the plan says. One of the same slug is changed in place: what has the same key keeps its row.

    A question that the plan leaves out is asked no more, and is kept as long as an application answers it. A changed
    consent text is a new row, since people agreed to the old one. Where criteria change, or what is read of answers,
    every application of the role is prepared again.

    Raises:
        Refused: the plan leaves out a role, changes the kind of a question or takes out a choice that applications
            hold to, or makes a draft of a call that has some.
    """
    before = call_to_change(session, plan.slug)
    if before is not None and before.call == plan:
        return before
    if before is not None and plan.draft and not before.call.draft:
        refuse_hiding(session, before.role_ids.values())
    version = 1 if before is None else before.version + 1
    call_id = put(session, CALL, None if before is None else before.call_id, {**call_columns(plan), "version": version})
    keep_consents(session, call_id, plan, now=now)
    known = {} if before is None else before.role_ids
    for position, role in enumerate(plan.roles):
        role_id = keep_role(session, call_id, known.get(role.slug), role, position=position)
        if before is not None and before.call.reference_date != plan.reference_date:
            prepare_again(session, role_id)
    wanted = {role.slug for role in plan.roles}
    for slug, role_id in known.items():
        if slug not in wanted:
            drop_role(session, role_id, slug)
    return _calls(session, select(CALL).where(CALL.c.id == call_id))[0]


def add_question(session: Session, role_id: int, question: Question, *, asked: bool = False) -> int:
    """Add one question to a role, last, and return its key; an import does so for a column that is to be kept.

    Raises:
        Refused: the role has a question of that key.
    """
    held = select(QUESTION.c.id).where(QUESTION.c.role_id == role_id, QUESTION.c.key == question.key)
    if session.execute(held).first() is not None:
        raise Refused(f"The role has a question “{question.key}” already: choose another key.")
    last = session.scalar(select(func.max(QUESTION.c.position)).where(QUESTION.c.role_id == role_id))
    position = 0 if last is None else last + 1
    columns = {**question_columns(question), "role_id": role_id, "position": position, "asked": asked}
    of_role = select(ROLE.c.call_id).where(ROLE.c.id == role_id).scalar_subquery()
    session.execute(update(CALL).where(CALL.c.id == of_role).values(version=CALL.c.version + 1))
    return put(session, QUESTION, None, columns)
