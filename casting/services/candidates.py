"""One candidate as the team sees her: answers, claims, what colleagues said, files; and who may fetch which file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casting.domain.criteria import Answer
from casting.domain.flags import Flag
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import MaterialKind, MaterialState, Opinion, Standing
from casting.services.calling import Calling, calling_among, calling_rows
from casting.services.decided import Decided, decision_rows, decisions_among
from casting.services.duplicates import Likely, likely_among, likely_rows
from casting.services.edits import Edit, edits_among, sheet_rows
from casting.services.flags import flag_rows, flags_among
from casting.services.guarded import GUARDIAN, Guardian
from casting.services.leases import Lease, lease_rows, leases_among
from casting.services.notes import Note, note_rows, notes_among, team_rows, with_unheard
from casting.services.pictures import Portrait, beside_among
from casting.services.producer_links import Picked, picked_among, picked_rows
from casting.services.review import Found, Mark
from casting.services.tags import tag_rows, tags_among
from casting.services.tapes import FILMS, Tape, tape_among, videos_among
from casting.services.team_files import Document
from casting.store.blinds import name_shown
from casting.store.calls import KeptRole
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    ExceptionRequestRow,
    MarkRow,
    MaterialRow,
    MemberRow,
    RoleRow,
    table,
)
from casting.store.together import together
from casting.store.veils import free_of_conflict, veiled_rows

APPLICATION, APPLICANT, SHEET = table(ApplicationRow), table(ApplicantRow), table(AnswerSheetRow)
REQUEST = table(ExceptionRequestRow)
CLAIM, MATERIAL, ROLE = table(ClaimRow), table(MaterialRow), table(RoleRow)
GUARDIAN_COLUMNS = ("guardian_name", "guardian_email", "answered_at")
FILE_COLUMNS = (
    *("id", "kind", "question_key", "state", "original", "media_type", "file_name", "small", "medium", "large"),
    *("large_width", "large_height", "position", "stream", "seconds", "refusal"),
)
MARK, MEMBER = table(MarkRow), table(MemberRow)


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
class Candidate:
    """One application as its team sees it.

    Attributes:
        answers: by question key.
        videos: films that answer questions, by the keys of those.
        opinions: everyone's newest marks, one's own among them; others' only after one has marked oneself.
        hidden: how many members' marks are kept back until then.
        outside: what those with a producer link said, kept back likewise; `outside_hidden` says how many of them.
        withdrawn_at: when its applicant withdrew it, as long as it is.
        guardian: who consented, where it is a minor's.
        likely_same: other applications that may be hers, while nobody has said whether they are.
        leases: which colleagues have her in hand.
        calling: the notes that speak to the member and are unread, those that she may not read yet among them.
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
    videos: Mapping[str, Tape]
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
    tags: tuple[str, ...]
    leases: tuple[Lease, ...]
    calling: tuple[Calling, ...]


def candidate(session: Session, actor: Actor, found: Found, *, now: datetime) -> Candidate:
    """Everything that is known of one application to who may see it, in one query.

    What is hidden in its stage is among it: `casting.services.masking.candidate_seen` is for pages.
    """
    key = found.application_id
    told = together(
        session,
        {
            "person": _person_rows(key),
            "sheets": sheet_rows(key),
            "said": _said_rows(key),
            "files": _file_rows(key),
            "outside": picked_rows(key),
            "claims": _claim_rows(key),
            "notes": note_rows(actor, found),
            "team": team_rows(found.role),
            "decisions": decision_rows(key),
            "flags": flag_rows(key),
            "veiled": veiled_rows(actor.member_id),
            "likely": likely_rows(actor, found.role, application_id=key),
            "tags": tag_rows(key),
            "leases": lease_rows(actor, found, now=now),
            "calling": calling_rows(actor, found),
        },
    )
    (person,) = told["person"]
    said = _said_among(told["said"])
    own = next((Mark(one.opinion, one.stars) for one in said if one.member_id == actor.member_id), Mark(None, None))
    revealed = own != Mark(None, None) or not may(actor, Act.MARK, call_id=found.role.call_id)
    shown = tuple(entry for entry in said if revealed or entry.member_id == actor.member_id)
    files = sorted(told["files"], key=lambda row: -row.id)
    outside = picked_among(told["outside"])
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
        answers=next(sheet.answers for sheet in told["sheets"] if sheet.version == person.version),
        claims=_claims_among(told["claims"], found.role),
        large=None if large is None else large.large,
        large_width=0 if large is None else large.large_width,
        large_height=0 if large is None else large.large_height,
        pictures=beside_among(files),
        tape=tape_among(files),
        videos=videos_among(files),
        documents=_documents(files),
        own=own,
        opinions=shown,
        hidden=len(said) - len(shown),
        notes=with_unheard(actor, notes_among(told["notes"], actor, revealed=revealed), told["team"]),
        decisions=decisions_among(told["decisions"], actor, revealed=revealed),
        withdrawn_at=person.withdrawn_at,
        guardian=None
        if person.answered_at is None
        else Guardian(person.guardian_name, person.guardian_email, person.answered_at),
        flags=flags_among(told["flags"], veiled=[row.reference for row in told["veiled"]]),
        edits=edits_among(told["sheets"], person),
        outside=outside if revealed else (),
        outside_hidden=0 if revealed else len(outside),
        likely_same=likely_among(told["likely"]),
        tags=tags_among(told["tags"]),
        leases=leases_among(told["leases"]),
        calling=calling_among(told["calling"]),
    )


def name_of(session: Session, found: Found) -> str:
    """The applicant's name; her reference where names are hidden in her stage."""
    named = select(name_shown(found.role.blind)).join(APPLICATION, APPLICANT.c.id == APPLICATION.c.applicant_id)
    return str(session.execute(named.where(APPLICATION.c.id == found.application_id)).scalar_one())


def _person_rows(application_id: int) -> Select[Any]:
    columns = (APPLICANT.c[name] for name in ("name", "email", "phone", "birth_date", "city", "country"))
    own = (APPLICATION.c[name] for name in ("version", "received_at", "tape_url", "withdrawn_at"))
    return (
        select(*columns, *own, *(GUARDIAN.c[name] for name in GUARDIAN_COLUMNS))
        .join(APPLICATION, APPLICANT.c.id == APPLICATION.c.applicant_id)
        .outerjoin(GUARDIAN, GUARDIAN.c.application_id == APPLICATION.c.id)
        .where(APPLICATION.c.id == application_id)
    )


def _said_rows(application_id: int) -> Select[Any]:
    """Everybody's newest mark."""
    counts = free_of_conflict(MARK.c.application_id, MARK.c.member_id)
    given = select(func.max(MARK.c.id)).where(MARK.c.application_id == application_id, counts)
    newest = given.group_by(MARK.c.member_id)
    return (
        select(MARK.c.id, MARK.c.member_id, MEMBER.c.name, MARK.c.opinion, MARK.c.stars, MARK.c.marked_at)
        .join(MEMBER, MEMBER.c.id == MARK.c.member_id)
        .where(MARK.c.id.in_(newest))
    )


def _said_among(rows: Iterable[Any]) -> list[Said]:
    return [
        Said(row.member_id, row.name, None if row.opinion is None else Opinion(row.opinion), row.stars, row.marked_at)
        for row in sorted(rows, key=lambda row: row.id)
        if row.opinion is not None or row.stars is not None
    ]


def _file_rows(application_id: int) -> Select[Any]:
    return select(*(MATERIAL.c[name] for name in FILE_COLUMNS)).where(
        MATERIAL.c.application_id == application_id,
        # A photograph that is being cropped anew is there meanwhile
        (MATERIAL.c.state == MaterialState.READY.value)
        | MATERIAL.c.kind.in_(FILMS)
        | ((MATERIAL.c.state == MaterialState.PENDING.value) & MATERIAL.c.large.is_not(None)),
    )


def _documents(files: Sequence[Any]) -> tuple[Document, ...]:
    return tuple(
        Document(row.id, row.question_key, row.original, row.media_type, row.file_name)
        for row in files
        if row.kind == MaterialKind.DOCUMENT.value and row.original is not None
    )


def _claim_rows(application_id: int) -> Select[Any]:
    columns = ("criterion_id", "standing", "state", "verified_by", "verified_at", "expires_on")
    asked = (REQUEST.c.application_id == CLAIM.c.application_id) & (REQUEST.c.criterion_id == CLAIM.c.criterion_id)
    held = select(*(CLAIM.c[name] for name in columns), REQUEST.c.verdict).outerjoin_from(CLAIM, REQUEST, asked)
    return held.where(CLAIM.c.application_id == application_id)


def _claims_among(rows: Iterable[Any], role: KeptRole) -> dict[str, Claim]:
    keys = {criterion_id: key for key, criterion_id in role.criterion_ids.items()}
    return {
        keys[row.criterion_id]: Claim(
            Standing(row.standing),
            row.state,
            row.verified_by,
            row.verified_at,
            row.expires_on,
            row.verdict or "",
        )
        for row in rows
        if row.criterion_id in keys
    }
