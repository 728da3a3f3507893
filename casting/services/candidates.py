"""One candidate as the team sees her: answers, claims, what colleagues said, files; and who may fetch which file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casting.domain.criteria import Answer
from casting.domain.flags import Flag
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import MaterialKind, MaterialState, Opinion, Stage, Standing
from casting.services.duplicates import Likely, likely_same
from casting.services.edits import Edit, edits_of
from casting.services.flags import flags_of
from casting.services.guarded import GUARDIAN, Guardian
from casting.services.notes import Note, notes_of
from casting.services.pictures import Portrait, beside_among
from casting.services.producer_links import Picked, picked_outside
from casting.services.review import Found, Mark, own_mark
from casting.services.tapes import Tape, tape_among
from casting.services.team_files import Document
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    DecisionRow,
    ExceptionRequestRow,
    MarkRow,
    MaterialRow,
    MemberRow,
    RoleRow,
    table,
)
from casting.store.veils import free_of_conflict

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
REQUEST = table(ExceptionRequestRow)
CLAIM, MATERIAL, ROLE = table(ClaimRow), table(MaterialRow), table(RoleRow)
GUARDIAN_COLUMNS = ("guardian_name", "guardian_email", "answered_at")
MARK, DECISION, MEMBER = table(MarkRow), table(DecisionRow), table(MemberRow)


@dataclass(frozen=True)
class Claim:
    """How one criterion stands for one application; unknown before the application is prepared."""

    standing: Standing
    state: str
    verified_by: str | None
    verified_at: datetime | None
    expires_on: date | None = None
    excepted: str = ""
    """What became of her request for an exception from it; empty where she asked for none."""


@dataclass(frozen=True)
class Said:
    """One member's newest mark, and when it was given."""

    member_id: int
    name: str
    opinion: Opinion | None
    stars: int | None
    at: datetime


@dataclass(frozen=True)
class Decided:
    decision_id: int
    member_id: int
    name: str
    before: Stage
    after: Stage
    reason: str
    at: datetime


@dataclass(frozen=True)
class Candidate:
    """One application as its team sees it.

    Attributes:
        answers: by question key.
        opinions: everyone's newest marks, one's own among them; others' only after one has marked oneself.
        hidden: how many members' marks are kept back until then.
        outside: what those with a producer link said, kept back likewise; `outside_hidden` says how many of them.
        withdrawn_at: when its applicant withdrew it, as long as it is.
        guardian: who consented, where it is a minor's.
        likely_same: other applications that may be hers, while nobody has said whether they are.
    """

    found: Found
    name: str
    email: str | None
    phone: str | None
    birth_date: date | None
    city: str | None
    country: str | None
    tape_url: str | None
    received_at: datetime
    answers: Mapping[str, Answer]
    claims: Mapping[str, Claim]
    large: str | None
    large_width: int
    large_height: int
    pictures: tuple[Portrait, ...]
    tape: Tape
    documents: tuple[Document, ...]
    own: Mark
    opinions: tuple[Said, ...]
    hidden: int
    notes: tuple[Note, ...]
    decisions: tuple[Decided, ...]
    withdrawn_at: datetime | None
    guardian: Guardian | None
    flags: tuple[Flag, ...]
    edits: tuple[Edit, ...]
    outside: tuple[Picked, ...]
    outside_hidden: int
    likely_same: tuple[Likely, ...]


def candidate(session: Session, actor: Actor, found: Found) -> Candidate:
    """Everything that is known of one application to who may see it, in a fixed number of queries.

    What is hidden in its stage is among it: `casting.services.masking.candidate_seen` is for pages.
    """
    key = found.application_id
    person = session.execute(
        select(APPLICANT, APPLICATION.c.received_at, APPLICATION.c.tape_url, SHEET.c.answers, SHEET.c.version)
        .add_columns(APPLICATION.c.withdrawn_at, *(GUARDIAN.c[name] for name in GUARDIAN_COLUMNS))
        .join(APPLICATION, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .outerjoin(GUARDIAN, GUARDIAN.c.application_id == APPLICATION.c.id)
        .join(SHEET, (SHEET.c.application_id == APPLICATION.c.id) & (SHEET.c.version == APPLICATION.c.version))
        .where(APPLICATION.c.id == key)
    ).one()
    own = own_mark(session, actor, application_id=key)
    said = _opinions(session, application_id=key)
    revealed = own != Mark(None, None) or not may(actor, Act.MARK, call_id=found.role.call_id)
    shown = tuple(entry for entry in said if revealed or entry.member_id == actor.member_id)
    files = _files(session, application_id=key)
    outside = picked_outside(session, application_id=key)
    large = next((row for row in files if row.kind == MaterialKind.HEADSHOT.value), None)
    return Candidate(
        found=found,
        name=person.name,
        email=person.email,
        phone=person.phone,
        birth_date=person.birth_date,
        city=person.city,
        country=person.country,
        tape_url=person.tape_url,
        received_at=person.received_at,
        answers=person.answers,
        claims=_claims(session, found.role, application_id=key),
        large=None if large is None else large.large,
        large_width=0 if large is None else large.large_width,
        large_height=0 if large is None else large.large_height,
        pictures=beside_among(files),
        tape=tape_among(files),
        documents=_documents(files),
        own=own,
        opinions=shown,
        hidden=len(said) - len(shown),
        notes=notes_of(session, actor, found, revealed=revealed),
        decisions=_decisions(session, application_id=key),
        withdrawn_at=person.withdrawn_at,
        guardian=None
        if person.answered_at is None
        else Guardian(person.guardian_name, person.guardian_email, person.answered_at),
        flags=flags_of(session, actor, application_id=key),
        edits=edits_of(session, application_id=key) if person.version > 1 else (),
        outside=outside if revealed else (),
        outside_hidden=0 if revealed else len(outside),
        likely_same=likely_same(session, actor, found.role, application_id=key),
    )


def name_of(session: Session, found: Found) -> str:
    """The applicant's name; her reference where names are hidden in her stage."""
    named = select(name_shown(found.role.blind)).join(APPLICATION, APPLICANT.c.id == APPLICATION.c.applicant_id)
    return str(session.execute(named.where(APPLICATION.c.id == found.application_id)).scalar_one())


def _opinions(session: Session, *, application_id: int) -> list[Said]:
    counts = free_of_conflict(MARK.c.application_id, MARK.c.member_id)
    given = select(func.max(MARK.c.id)).where(MARK.c.application_id == application_id, counts)
    newest = given.group_by(MARK.c.member_id)
    rows = session.execute(
        select(MARK.c.member_id, MEMBER.c.name, MARK.c.opinion, MARK.c.stars, MARK.c.marked_at)
        .join(MEMBER, MEMBER.c.id == MARK.c.member_id)
        .where(MARK.c.id.in_(newest))
        .order_by(MARK.c.id)
    )
    return [
        Said(row.member_id, row.name, None if row.opinion is None else Opinion(row.opinion), row.stars, row.marked_at)
        for row in rows
        if row.opinion is not None or row.stars is not None
    ]


def _files(session: Session, *, application_id: int) -> list[Any]:
    return list(
        session.execute(
            select(MATERIAL)
            .where(
                MATERIAL.c.application_id == application_id,
                # A photograph that is being cropped anew is there meanwhile
                (MATERIAL.c.state == MaterialState.READY.value)
                | (MATERIAL.c.kind == MaterialKind.TAPE.value)
                | ((MATERIAL.c.state == MaterialState.PENDING.value) & MATERIAL.c.large.is_not(None)),
            )
            .order_by(MATERIAL.c.id.desc())
        )
    )


def _documents(files: Sequence[Any]) -> tuple[Document, ...]:
    return tuple(
        Document(row.id, row.question_key, row.original, row.media_type, row.file_name)
        for row in files
        if row.kind == MaterialKind.DOCUMENT.value and row.original is not None
    )


def _claims(session: Session, role: KeptRole, *, application_id: int) -> dict[str, Claim]:
    keys = {criterion_id: key for key, criterion_id in role.criterion_ids.items()}
    asked = (REQUEST.c.application_id == CLAIM.c.application_id) & (REQUEST.c.criterion_id == CLAIM.c.criterion_id)
    held = select(CLAIM, REQUEST.c.verdict).outerjoin_from(CLAIM, REQUEST, asked)
    rows = session.execute(held.where(CLAIM.c.application_id == application_id))
    return {
        keys[row.criterion_id]: Claim(
            Standing(row.standing), row.state, row.verified_by, row.verified_at, row.expires_on, row.verdict or ""
        )
        for row in rows
        if row.criterion_id in keys
    }


def _decisions(session: Session, *, application_id: int) -> tuple[Decided, ...]:
    rows = session.execute(
        select(DECISION, MEMBER.c.name)
        .join(MEMBER, MEMBER.c.id == DECISION.c.member_id)
        .where(DECISION.c.application_id == application_id)
        .order_by(DECISION.c.id)
    )
    return tuple(
        Decided(row.id, row.member_id, row.name, Stage(row.before), Stage(row.after), row.reason, row.decided_at)
        for row in rows
    )
