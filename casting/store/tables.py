"""The tables. Only `casting.store` and `casting.services` may import them.

A table class does not validate what it is given: rows are built from checked values alone. All times are stored in UTC.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC; SQLite, which has no zones, keeps it without and gets it back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite gives out row numbers by itself only for a column that is INTEGER, whatever its size.
Key = BigInteger().with_variant(Integer, "sqlite")

# Sorted by code point on both databases: the key has already been folded, and an index must serve the order as it is.
SortKey = String().with_variant(String(collation="C"), "postgresql")


NEVER_NEXT = 2**31 - 1


def _key() -> Any:
    return Field(default=None, sa_column=Column(Key, primary_key=True))


def _link(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    """A reference to what the row is part of: it goes when that goes."""
    return Field(
        default=None,
        sa_column=Column(Key, ForeignKey(target, ondelete="CASCADE"), nullable=nullable, index=index),
    )


def _by_member(*, nullable: bool = False, index: bool = False) -> Any:
    """Who did it. A member who has done anything is made inactive, never deleted."""
    return Field(default=None, sa_column=Column(Key, ForeignKey("member.id"), nullable=nullable, index=index))


def _time(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=nullable))


def _long(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Text, nullable=nullable))


def _json() -> Any:
    return Field(default=None, sa_column=Column(JSON, nullable=False))


def _bytes(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(LargeBinary, nullable=nullable))


class CallRow(SQLModel, table=True):
    """One open call."""

    __tablename__ = "call"

    id: int | None = _key()
    slug: str = Field(unique=True)
    title: str
    production: str
    summary: str = _long()
    opens_at: datetime = _time()
    closes_at: datetime = _time()
    time_zone: str
    reference_date: date
    keep_months: int
    minors: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether who is under 18 may apply, with a guardian's consent."""
    draft: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether only the team sees it."""
    contact_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    contact_email: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """To whom applicants write; empty where nobody has said it."""
    language: str = Field(default="en", sa_column_kwargs={"server_default": "en"})
    """In which its texts are written."""
    translations: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    """What they are in other languages: by the language, by the text."""
    version: int = 1


class ConsentTextRow(SQLModel, table=True):
    """A text that applicants agree to for one purpose; a changed text is a new row, and so is each translation."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("call_id", "digest"),)

    id: int | None = _key()
    call_id: int = _link("call.id")
    purpose: str
    label: str = _long()
    text: str = _long()
    digest: str
    required: bool
    position: int
    current: bool = True
    language: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Of a translation; empty for the office's own text."""
    since: datetime | None = _time(nullable=True)
    """When it was first asked; null for one that is older than this column."""


class RoleRow(SQLModel, table=True):
    """A part to cast within a call."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("call_id", "slug"),)

    id: int | None = _key()
    call_id: int = _link("call.id")
    slug: str
    title: str
    breakdown: str = _long()
    places: int
    quotas: dict[str, int] = _json()
    stage_days: dict[str, Any] = Field(
        default=None, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    """By stage: its first and last day, and whether who stands in it is told them."""
    presented: list[str] = Field(default=None, sa_column=Column(JSON, nullable=False, server_default=text("'[]'")))
    """What of an applicant the production reads; empty for what goes by default."""
    position: int
    criteria_version: int = 1


class QuestionRow(SQLModel, table=True):
    """One question of a role."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("role_id", "key"),)

    id: int | None = _key()
    role_id: int = _link("role.id")
    key: str
    position: int
    kind: str
    label: str = _long()
    help: str = _long()
    required: bool
    options: list[dict[str, str]] = _json()
    unit: str
    lowest: float | None
    highest: float | None
    longest: int
    use: str
    card: bool
    asked: bool = True
    """Whether the form asks it; an imported column may be kept as a question that the form does not ask."""
    only_if: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    days: str = Field(default="any", sa_column_kwargs={"server_default": "any"})
    heading: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Of the page of the form that begins with it."""


class BlindRow(SQLModel, table=True):
    """What is hidden from who reviews a role, in one stage; the log holds how it was before."""

    __tablename__ = "blind"

    role_id: int = Field(sa_column=Column(Key, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True))
    stage: str = Field(primary_key=True)
    hidden: list[str] = _json()
    member_id: int = _by_member()
    chosen_at: datetime = _time()


class SidesRow(SQLModel, table=True):
    """Sides for a stage of a role: a PDF, and what is said of it. A person releases them to applicants."""

    __tablename__ = "sides"
    __table_args__ = (CheckConstraint("released_at IS NULL OR released_by IS NOT NULL", name="a_person_releases"),)

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    stage: str
    title: str
    instructions: str = _long()
    original: str
    file_name: str
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes of the file."""
    added_at: datetime = _time()
    added_by: int = _by_member()
    released_at: datetime | None = _time(nullable=True)
    released_by: int | None = _by_member(nullable=True)


class SidesOpeningRow(SQLModel, table=True):
    """An applicant has opened the file of sides: when first."""

    __tablename__ = "sides_opening"

    sides_id: int = Field(sa_column=Column(Key, ForeignKey("sides.id", ondelete="CASCADE"), primary_key=True))
    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    opened_at: datetime = _time()


class CriterionRow(SQLModel, table=True):
    """One thing that a role asks for."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("role_id", "key"),
        CheckConstraint("class <> 'gate' OR justification <> ''", name="gate_is_justified"),
        CheckConstraint("class <> 'preference' OR weight > 0", name="preference_has_weight"),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    key: str
    position: int
    title: str
    klass: str = Field(sa_column=Column("class", Text, nullable=False))
    asks: str
    rule: dict[str, Any] = _json()
    weight: float | None
    justification: str = _long()


class CriteriaVersionRow(SQLModel, table=True):
    """The criteria of a role as they were in one version; rows are only added."""

    __tablename__ = "criteria_version"

    role_id: int = Field(sa_column=Column(Key, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True))
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    criteria: list[dict[str, Any]] = _json()
    member_id: int | None = _by_member(nullable=True)
    changed_at: datetime = _time()


class ApplicantRow(SQLModel, table=True):
    """The person, as she described herself with one application."""

    __tablename__ = "applicant"

    id: int | None = _key()
    name: str
    sort_name: str = Field(sa_column=Column(SortKey, nullable=False))
    email: str | None
    phone: str | None
    birth_date: date | None
    city: str | None
    country: str | None


class ImportBatchRow(SQLModel, table=True):
    """One file that was imported: who, when, and what it held."""

    __tablename__ = "import_batch"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    member_id: int | None = _by_member(nullable=True)
    file_name: str
    digest: str
    mapping: dict[str, str] = _json()
    rows: int
    imported_at: datetime = _time()


class ApplicationRow(SQLModel, table=True):
    """One applicant for one role. Narrow, since lists read it by the thousand; the answers lie beside it."""

    __tablename__ = "application"
    __table_args__ = (
        # One application for each role and address: another one under the same address is kept, but held.
        Index(
            "one_application_per_address",
            "role_id",
            "email_key",
            unique=True,
            sqlite_where=text("held_for IS NULL"),
            postgresql_where=text("held_for IS NULL"),
        ),
        Index("application_received", "role_id", "received_at", "id"),
        Index("application_name", "role_id", "sort_name", "id"),
        # What every page counts, and in which stage: of those that are not held for another one
        Index("application_standing", "role_id", "held_for", "stage"),
        Index(
            "application_withdrawn",
            "withdrawn_at",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NOT NULL"),
        ),
        Index(
            "application_pending",
            "id",
            sqlite_where=text("prepared_version < version"),
            postgresql_where=text("prepared_version < version"),
        ),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    applicant_id: int = _link("applicant.id", index=True)
    reference: str = Field(unique=True)
    token: str = Field(unique=True)
    email_key: str | None
    tape_url: str | None
    sort_name: str = Field(sa_column=Column(SortKey, nullable=False))
    received_at: datetime = _time()
    stage: str
    version: int = 1
    prepared_version: int = 0
    compared_version: int = 0
    """Up to which version it has been compared with the others of its role; 0 again when it has a new picture."""
    prepare_attempts: int = 0
    prepare_after: datetime | None = _time(nullable=True)
    prepare_error: str | None
    held_for: int | None = _link("application.id", nullable=True, index=True)
    import_batch_id: int | None = _link("import_batch.id", nullable=True, index=True)
    language: str = "en"
    """The code of the language in which the applicant is written to."""
    withdrawn_from: str | None
    """The stage to which an applicant who withdrew may come back."""
    withdrawn_at: datetime | None = _time(nullable=True)


class AnswerSheetRow(SQLModel, table=True):
    """The answers of one version of an application; a change adds a row."""

    __tablename__ = "answer_sheet"

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    version: int = Field(sa_column=Column(Integer, primary_key=True))
    saved_at: datetime = _time()
    answers: dict[str, Any] = _json()
    person: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """What the standard fields said in this version; null while that stands with the applicant."""


class ConsentRow(SQLModel, table=True):
    """What an applicant agreed to, and to which text."""

    __tablename__ = "consent"

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    consent_text_id: int = Field(sa_column=Column(Key, ForeignKey("consent_text.id"), primary_key=True))
    given_at: datetime = _time()


class ChosenRow(SQLModel, table=True):
    """An answer from a closed list, or a part of one; written when the application is prepared."""

    __tablename__ = "chosen"
    __table_args__ = (Index("chosen_by_application", "application_id"),)

    question_id: int = Field(sa_column=Column(Key, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True))
    value: str = Field(primary_key=True)
    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )


class NumberRow(SQLModel, table=True):
    """An answer that is a number; written when the application is prepared."""

    __tablename__ = "number"
    __table_args__ = (Index("number_within", "question_id", "number", "application_id"),)

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    question_id: int = Field(sa_column=Column(Key, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True))
    number: float


class ClaimRow(SQLModel, table=True):
    """How one application stands against one criterion; written when the application is prepared."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("claim_by_standing", "criterion_id", "standing", "application_id"),
        Index(
            "claim_expiring",
            "expires_on",
            sqlite_where=text("state = 'verified' AND expires_on IS NOT NULL"),
            postgresql_where=text("state = 'verified' AND expires_on IS NOT NULL"),
        ),
    )

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    criterion_id: int = Field(sa_column=Column(Key, ForeignKey("criterion.id", ondelete="CASCADE"), primary_key=True))
    standing: str
    state: str
    fit: float | None
    verified_by: str | None
    verified_at: datetime | None = _time(nullable=True)
    expires_on: date | None = None
    """Until which day a finding holds; None where it does not expire. Past that day it is unknown what she can."""


class FindingBatchRow(SQLModel, table=True):
    """A file of findings. Its rows count from when a person has kept it, until somebody takes it back."""

    __tablename__ = "finding_batch"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    member_id: int | None = _by_member(nullable=True)
    file_name: str
    digest: str
    examiner: str
    rows: int
    unchanged: int
    """Rows that say what is known already, and are not kept again."""
    checked_at: datetime = _time()
    kept_at: datetime | None = _time(nullable=True)
    undone_at: datetime | None = _time(nullable=True)
    undone_by: int | None = _by_member(nullable=True)


class FindingRow(SQLModel, table=True):
    """What an examiner found. Rows are only added: the newest that counts is what the claim says."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_of", "application_id", "criterion_id"),)

    id: int | None = _key()
    application_id: int = _link("application.id")
    criterion_id: int = _link("criterion.id", index=True)
    batch_id: int | None = _link("finding_batch.id", nullable=True, index=True)
    """The file that it came with; None where it was kept by itself."""
    member_id: int | None = _by_member(nullable=True)
    examiner: str
    standing: str
    value: str = ""
    """What was measured, as it was written."""
    fit: float | None
    """How far what was measured goes towards a preference; None where nothing was."""
    note: str = _long()
    found_at: datetime = _time()
    expires_on: date | None = None
    kept_at: datetime = _time()


class ExceptionRequestRow(SQLModel, table=True):
    """An applicant asks not to be held to a gate; a person of the team grants or refuses it with a reason."""

    __tablename__ = "exception_request"
    __table_args__ = (CheckConstraint("verdict = 'open' OR member_id IS NOT NULL", name="a_person_grants"),)

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    criterion_id: int = Field(sa_column=Column(Key, ForeignKey("criterion.id", ondelete="CASCADE"), primary_key=True))
    text: str = _long()
    asked_at: datetime = _time()
    verdict: str
    reason: str = _long()
    member_id: int | None = _by_member(nullable=True)
    decided_at: datetime | None = _time(nullable=True)


class FeaturesRow(SQLModel, table=True):
    """What the scorer reads of one application: packed counts, facts and fits, of one feature version."""

    __tablename__ = "features"

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    packed: bytes = _bytes()
    stamp: int = Field(sa_column=Column(Key, nullable=False, index=True))
    """Grows with every write of any row: who has read up to one reads on from there."""


class FeatureStampRow(SQLModel, table=True):
    """The last stamp that a transaction gave to features: one row, which each locks until it commits.

    So stamps become visible in their order, and one that was given is never given again.
    """

    __tablename__ = "feature_stamp"

    id: int | None = _key()
    last: int = Field(sa_column=Column(Key, nullable=False))


class MaterialRow(SQLModel, table=True):
    """One file that an applicant handed in, and what became of it."""

    __tablename__ = "material"
    __table_args__ = (
        Index("material_of", "application_id", "kind", "state"),
        Index(
            "material_pending",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: int | None = _key()
    application_id: int = _link("application.id")
    kind: str
    question_key: str | None
    state: str
    original: str | None = Field(default=None, index=True)
    media_type: str
    file_name: str
    small: str | None = Field(default=None, index=True)
    medium: str | None = Field(default=None, index=True)
    large: str | None = Field(default=None, index=True)
    large_width: int | None
    large_height: int | None
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of a photograph beside the headshot: its place among those, the lowest first."""
    focus_across: float | None
    focus_down: float | None
    """Of a photograph: what its applicant wants in the middle when it is cropped, as shares of width and height."""
    likeness: bytes | None = _bytes(nullable=True)
    """Of a headshot: by which the same photograph is known again."""
    stream: str | None = Field(default=None, index=True)
    """Of a film: the copy that is played; `medium` is its poster."""
    seconds: int | None
    """Of a film: how long it is."""
    refusal: str | None
    handed_in_at: datetime = _time()
    attempts: int = 0
    next_attempt_at: datetime | None = _time(nullable=True)
    last_error: str | None


class UploadRow(SQLModel, table=True):
    """A film that arrives in pieces: how much of it lies on disk for good. One for an application and question."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("application_id", "kind", "question_key"),)

    id: int | None = _key()
    name: str = Field(unique=True)
    """Random: in the address of the upload, and the name of its file."""
    application_id: int = _link("application.id", index=False)
    kind: str
    question_key: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Of the question that it answers; empty for the self-tape."""
    file_name: str
    length: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes of the whole file, as announced."""
    arrived: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes that lie on disk for good."""
    touched_at: datetime = _time()
    """When a piece arrived last, or the upload began."""


class MemberRow(SQLModel, table=True):
    """A member of the team; without a password until the invitation is taken up."""

    __tablename__ = "member"

    id: int | None = _key()
    email: str
    email_key: str = Field(unique=True)
    name: str
    password_hash: str | None
    administrator: bool = False
    active: bool = True
    created_at: datetime = _time()
    keys: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, default=dict))
    """Keys that the member has chosen, by the usual key that each one stands for."""


class MembershipRow(SQLModel, table=True):
    """What a member does in one call's team."""

    __tablename__ = "membership"

    member_id: int = Field(sa_column=Column(Key, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True))
    call_id: int = Field(sa_column=Column(Key, ForeignKey("call.id", ondelete="CASCADE"), primary_key=True))
    duty: str


class MemberSessionRow(SQLModel, table=True):
    """One signed-in browser; the key lies in its cookie, its digest here."""

    __tablename__ = "member_session"

    digest: str = Field(primary_key=True)
    member_id: int = _link("member.id", index=True)
    signed_in_at: datetime = _time()
    expires_at: datetime = _time()


class TicketRow(SQLModel, table=True):
    """A mailed link with which a member chooses a password, once; for an invitation or after forgetting."""

    __tablename__ = "ticket"

    digest: str = Field(primary_key=True)
    member_id: int = _link("member.id", index=True)
    expires_at: datetime = _time()
    used_at: datetime | None = _time(nullable=True)


class MarkRow(SQLModel, table=True):
    """A member's opinion and stars at one moment. Rows are only added; the newest counts."""

    __tablename__ = "mark"
    __table_args__ = (
        Index("mark_newest", "application_id", "member_id", "id"),
        Index("mark_by", "member_id", "opinion", "application_id"),
        Index("mark_of_member", "member_id", "id"),
        CheckConstraint("stars IS NULL OR stars BETWEEN 1 AND 5", name="one_to_five_stars"),
    )

    id: int | None = _key()
    application_id: int = _link("application.id")
    member_id: int = _by_member()
    opinion: str | None
    stars: int | None
    marked_at: datetime = _time()
    page: str | None = None
    """The page in which it was given, by a name that the page gave itself; None where it has none."""
    turn: int | None = None
    """Its number among the marks of that page, by which undo knows it where one has overtaken another on its way."""


class NoteRow(SQLModel, table=True):
    """What a member wrote about an application."""

    __tablename__ = "note"

    id: int | None = _key()
    application_id: int = _link("application.id", index=True)
    member_id: int = _by_member()
    text: str = _long()
    folded: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """Its words as the search compares them."""
    visibility: str
    second: int | None = None
    """The moment of the tape that it speaks of."""
    written_at: datetime = _time()
    changed_at: datetime | None = _time(nullable=True)


class MentionRow(SQLModel, table=True):
    """A colleague to whom a note speaks, until she says that she has read it."""

    __tablename__ = "mention"

    note_id: int = Field(sa_column=Column(Key, ForeignKey("note.id", ondelete="CASCADE"), primary_key=True))
    member_id: int = Field(sa_column=Column(Key, ForeignKey("member.id"), primary_key=True, index=True))


class ConflictRow(SQLModel, table=True):
    """A member is not to judge an application, nor to see it, until an administrator ends that. Never removed."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (Index("conflict_of_member", "member_id", "ended_at"),)

    id: int | None = _key()
    application_id: int = _link("application.id", index=True)
    member_id: int = _by_member()
    reason: str = _long()
    declared_by: int = _by_member()
    declared_at: datetime = _time()
    ended_at: datetime | None = _time(nullable=True)
    ended_by: int | None = _by_member(nullable=True)
    end_reason: str = _long()


class TagRow(SQLModel, table=True):
    """A word by which the team of a call finds an application again."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("application_id", "name"), Index("tag_named", "name", "application_id"))

    id: int | None = _key()
    application_id: int = _link("application.id")
    member_id: int = _by_member()
    name: str
    tagged_at: datetime = _time()


class SavedSearchRow(SQLModel, table=True):
    """A search of a role that a member has given a name, for herself or for the team."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("role_id", "member_id", "name"),)

    id: int | None = _key()
    role_id: int = _link("role.id")
    member_id: int = _by_member()
    name: str
    q: str = _long()
    lens: str
    shared: bool
    saved_at: datetime = _time()


class DecisionRow(SQLModel, table=True):
    """A person's move of an application to another stage. Rows are only added, and never without a person."""

    __tablename__ = "decision"

    id: int | None = _key()
    application_id: int = _link("application.id", index=True)
    member_id: int = _by_member()
    before: str
    after: str
    reason: str = _long()
    decided_at: datetime = _time()


class TakenBackRow(SQLModel, table=True):
    """A mark or a decision that undo passes over: it was taken back, takes another one back, or was left as it is."""

    __tablename__ = "taken_back"
    __table_args__ = (
        UniqueConstraint("mark_id"),
        UniqueConstraint("decision_id"),
        CheckConstraint("(mark_id IS NULL) <> (decision_id IS NULL)", name="a_mark_or_a_decision"),
    )

    id: int | None = _key()
    mark_id: int | None = _link("mark.id", nullable=True)
    decision_id: int | None = _link("decision.id", nullable=True)
    at: datetime = _time()


class RankingRunRow(SQLModel, table=True):
    """One scoring of a role: what went in, what came out. Rows are only added."""

    __tablename__ = "ranking_run"
    __table_args__ = (
        Index("run_of_role", "role_id", "id"),
        # Which runs there are is read without their numbers, past which SQLite would have to go.
        Index("run_state", "role_id", "id", "published_at", "completed_at"),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    made_at: datetime = _time()
    recipe: dict[str, Any] = _json()
    versions: dict[str, Any] = _json()
    criteria_version: int
    mark_ids: bytes = _bytes()
    decision_ids: bytes = _bytes()
    comparison_ids: bytes = _bytes()
    newest_mark_id: int = Field(sa_column=Column(Key, nullable=False))
    newest_decision_id: int = Field(sa_column=Column(Key, nullable=False))
    newest_comparison_id: int = Field(sa_column=Column(Key, nullable=False))
    newest_stamp: int = Field(sa_column=Column(Key, nullable=False))
    """The stamp up to which features were read."""
    conflict_changes: int = 0
    """How often a conflict of interest had been declared or ended in the role: each changes whose words count."""
    inputs_digest: str
    """SHA-256 over the features that went in: the same digest, the same inputs."""
    labels: dict[str, Any] = _json()
    quality: dict[str, Any] = _json()
    model: bytes = _bytes()
    insights: dict[str, Any] = _json()
    """What the run came to beside the order, as `casting.domain.insights` reads it."""
    application_ids: bytes = _bytes()
    scores: bytes = _bytes()
    fits: bytes = _bytes()
    ordered: bytes = _bytes()
    """Application ids by place, gates not met last: int64, little-endian, like all packed ids."""
    queue: bytes = _bytes()
    """Application ids not yet marked by anybody, next to review first."""
    queue_random: bytes = _bytes()
    """One byte for each of the queue: 1 where it stands there by chance and not by its score."""
    certainty: bytes = _bytes()
    """Three int32 for each application: first and last place of its interval, and its band as a number; or nothing."""
    disagreements: bytes = _bytes()
    """An int64 and a float64 for each application that the panel has spoken of: its id, and how far apart they are."""
    completed_at: datetime | None = _time(nullable=True)
    """When what takes longer than the order was worked out: quality, certainty, disagreements, insights."""
    published_at: datetime | None = _time(nullable=True)


class ComparisonRow(SQLModel, table=True):
    """One application over another, said by a person. Rows are only added; the newest of a person on two counts."""

    __tablename__ = "comparison"
    __table_args__ = (
        Index("comparison_of_role", "role_id", "id"),
        CheckConstraint("winner_id <> loser_id", name="two_are_compared"),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    winner_id: int = _link("application.id", index=True)
    loser_id: int = _link("application.id", index=True)
    member_id: int = _by_member()
    compared_at: datetime = _time()
    withdrawn: bool = False
    """Whether the person takes back what she said of the two; then nothing of hers on them counts."""


class LookRow(SQLModel, table=True):
    """A member had an application on screen, for the first time through this lens."""

    __tablename__ = "look"
    __table_args__ = (UniqueConstraint("application_id", "member_id", "lens"),)

    id: int | None = _key()
    application_id: int = _link("application.id")
    member_id: int = _by_member(index=True)
    lens: str
    random: bool = False
    """Whether the application stood in the queue by chance: what is known of these speaks for all."""
    looked_at: datetime = _time()


class LeaseRow(SQLModel, table=True):
    """A member has an application in hand: for a while colleagues are led to others first. It keeps nobody out."""

    __tablename__ = "lease"

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    member_id: int = Field(sa_column=Column(Key, ForeignKey("member.id"), primary_key=True, index=True))
    since: datetime = _time()
    until: datetime = _time()


class TraceRow(SQLModel, table=True):
    """That rows of an application were changed or deleted: told to who looks on, and forgotten after an hour.

    It names what it is about without being part of it: an erasure takes all that is.
    """

    __tablename__ = "trace"

    id: int | None = _key()
    kind: str
    role_id: int = _link("role.id")
    application_id: int = Field(sa_column=Column(Key, nullable=False, index=True))
    reference: str
    member_id: int | None = _by_member(nullable=True)
    audience: str
    """For a note, the widest of those who could and who can read it; otherwise empty."""
    hidden_from: list[int] = _json()
    """The members who had a conflict of interest when it was erased, and so hear nothing of it."""
    left_at: datetime = _time()


class DealingRow(SQLModel, table=True):
    """A stage's applications are dealt out: how many reviewers each gets, whom a person has chosen for that."""

    __tablename__ = "dealing"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    stage: str
    each: int
    member_id: int = _by_member()
    dealt_at: datetime = _time()
    undone_at: datetime | None = _time(nullable=True)
    undone_by: int | None = _by_member(nullable=True)


class DealingMemberRow(SQLModel, table=True):
    """Somebody among whom it is dealt, until what she had left is dealt to the others."""

    __tablename__ = "dealing_member"

    dealing_id: int = Field(sa_column=Column(Key, ForeignKey("dealing.id", ondelete="CASCADE"), primary_key=True))
    member_id: int = Field(sa_column=Column(Key, ForeignKey("member.id"), primary_key=True, index=True))
    left_at: datetime | None = _time(nullable=True)


class AssignmentRow(SQLModel, table=True):
    """An application that a member is to review, until it is taken from her."""

    __tablename__ = "assignment"
    __table_args__ = (
        # Nobody is dealt the same one twice; what was taken from her may come back.
        Index(
            "assignment_standing",
            "application_id",
            "member_id",
            unique=True,
            sqlite_where=text("taken_at IS NULL"),
            postgresql_where=text("taken_at IS NULL"),
        ),
        Index(
            "assignment_of",
            "member_id",
            "application_id",
            sqlite_where=text("taken_at IS NULL"),
            postgresql_where=text("taken_at IS NULL"),
        ),
        Index(
            "assignment_in_role",
            "role_id",
            "application_id",
            "member_id",
            sqlite_where=text("taken_at IS NULL"),
            postgresql_where=text("taken_at IS NULL"),
        ),
        Index("assignment_dealt", "dealing_id", "member_id"),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    dealing_id: int = _link("dealing.id")
    application_id: int = _link("application.id", index=True)
    member_id: int = _by_member()
    dealt_at: datetime = _time()
    taken_at: datetime | None = _time(nullable=True)


class FlagRow(SQLModel, table=True):
    """Something about an application's text that a person should look at; it changes no score."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("application_id", "kind"),)

    id: int | None = _key()
    application_id: int = _link("application.id")
    kind: str
    evidence: list[str] = _json()
    found_at: datetime = _time()


class DuplicateRow(SQLModel, table=True):
    """Two applications of a role that may be one person's, and what a person has said of it."""

    __tablename__ = "duplicate"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        Index("duplicate_of_role", "role_id", "verdict"),
        CheckConstraint("one_id < other_id", name="lower_id_first"),
        # A machine notices, only a person says that two are one.
        CheckConstraint("verdict = 'open' OR decided_by IS NOT NULL", name="a_person_decides"),
    )

    id: int | None = _key()
    role_id: int = _link("role.id")
    one_id: int = _link("application.id")
    other_id: int = _link("application.id", index=True)
    signs: list[str] = _json()
    found_at: datetime = _time()
    verdict: str = "open"
    """open, same or different."""
    kept_id: int | None = _link("application.id", nullable=True)
    """Which of the two goes on, where they are the same person's; the other one is held for it."""
    decided_by: int | None = _by_member(nullable=True)
    decided_at: datetime | None = _time(nullable=True)


class FingerprintRow(SQLModel, table=True):
    """A run of words of one application, as `casting.domain.taken` chooses it: by it, copied passages are found."""

    __tablename__ = "fingerprint"

    role_id: int = Field(sa_column=Column(Key, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True))
    value: int = Field(sa_column=Column(BigInteger, primary_key=True))
    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, index=True)
    )


class LetterRow(SQLModel, table=True):
    """A plain explanation of a stored run's place for the applicant. A person releases it, or nobody does."""

    __tablename__ = "letter"

    id: int | None = _key()
    application_id: int = _link("application.id", index=True)
    run_id: int = _link("ranking_run.id")
    language: str
    text: str = _long()
    made_at: datetime = _time()
    made_by: int = _by_member()
    released_at: datetime | None = _time(nullable=True)
    released_by: int | None = _by_member(nullable=True)


class BulkActRow(SQLModel, table=True):
    """Many applications moved to one stage by one act of a person. What moves each of them is a decision of its own."""

    __tablename__ = "bulk_act"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    member_id: int = _by_member()
    q: str = _long()
    """The search whose finds were moved, as it was typed."""
    after: str
    reason: str = _long()
    count: int
    acted_at: datetime = _time()
    undone_at: datetime | None = _time(nullable=True)
    undone_by: int | None = _by_member(nullable=True)


class BulkMemberRow(SQLModel, table=True):
    """One application that a bulk act moved."""

    __tablename__ = "bulk_member"

    bulk_act_id: int = Field(sa_column=Column(Key, ForeignKey("bulk_act.id", ondelete="CASCADE"), primary_key=True))
    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    decision_id: int = _link("decision.id", index=True)
    taken_back: bool = False
    """Whether undoing the act has moved it back; not where somebody had moved it on before."""


class ProducerLinkRow(SQLModel, table=True):
    """A link with which somebody without an account looks at a stage, or at a few. The link itself is kept nowhere."""

    __tablename__ = "producer_link"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    digest: str = Field(unique=True)
    """SHA-256 of what the link holds."""
    recipient: str
    stage: str | None
    """Whose present applications are shown; None where some were named."""
    picks: bool
    """Whether the recipient may pick, with a reason."""
    made_by: int = _by_member()
    made_at: datetime = _time()
    expires_at: datetime = _time()
    revoked_at: datetime | None = _time(nullable=True)
    revoked_by: int | None = _by_member(nullable=True)


class LinkedApplicationRow(SQLModel, table=True):
    """One of the applications that were named for a producer link."""

    __tablename__ = "linked_application"

    producer_link_id: int = Field(
        sa_column=Column(Key, ForeignKey("producer_link.id", ondelete="CASCADE"), primary_key=True)
    )
    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, index=True)
    )


class LinkOpeningRow(SQLModel, table=True):
    """A producer link was opened: when, and nothing of from where."""

    __tablename__ = "link_opening"

    id: int | None = _key()
    producer_link_id: int = _link("producer_link.id", index=True)
    opened_at: datetime = _time()


class LinkPickRow(SQLModel, table=True):
    """Who has a producer link picks an application, or takes that back. Rows are only added; the newest counts."""

    __tablename__ = "link_pick"

    id: int | None = _key()
    producer_link_id: int = _link("producer_link.id", index=True)
    application_id: int = _link("application.id", index=True)
    picked: bool
    reason: str = _long()
    picked_at: datetime = _time()


class ScoreRow(SQLModel, table=True):
    """An application's number in the published run; lists page by it.

    A new application has one from the start: `run_id` is then None and `score` the lowest that there is, so that
    it is found at the end of the list until the worker has prepared it.
    """

    __tablename__ = "score"
    __table_args__ = (
        Index("score_order", "role_id", "gates_not_met", text("score DESC"), "application_id"),
        Index("score_fit", "role_id", "gates_not_met", text("fit DESC"), "application_id"),
        Index("score_next", "role_id", "next_place", "application_id"),
        Index("score_disagreement", "role_id", text("disagreement DESC"), "application_id"),
    )

    application_id: int = Field(
        sa_column=Column(Key, ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    )
    role_id: int = Field(sa_column=Column(Key, ForeignKey("role.id", ondelete="CASCADE"), nullable=False))
    run_id: int | None = Field(default=None, sa_column=Column(Key, nullable=True))
    gates_not_met: int = 0
    score: float
    fit: float = 0.0
    place: int | None
    place_low: int | None
    place_high: int | None
    band: str | None
    next_place: int = NEVER_NEXT
    """Place in the queue of those next to review; `NEVER_NEXT` where somebody has marked it, or no run knows it."""
    random: bool = False
    """Whether it stands in the queue by chance. Shown as such, without its place or band."""
    disagreement: float = 0.0
    """How far the model and the panel are apart, 0 to 1; 0 too where the panel has said nothing."""


class MessageRow(SQLModel, table=True):
    """A message to be sent, written together with what it tells. `key` makes a second one of the kind impossible."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "message_pending",
            "id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    id: int | None = _key()
    key: str = Field(unique=True)
    kind: str
    recipient: str
    application_id: int | None = _link("application.id", nullable=True, index=True)
    member_id: int | None = _by_member(nullable=True, index=True)
    values: dict[str, Any] = _json()
    written_at: datetime = _time()
    sent_at: datetime | None = _time(nullable=True)
    attempts: int = 0
    next_attempt_at: datetime | None = _time(nullable=True)
    last_error: str | None


class DraftRow(SQLModel, table=True):
    """A form that an applicant keeps for later; its code is known to her alone, its digest lies here."""

    __tablename__ = "draft"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    nonce: str
    digest: str = Field(unique=True)
    typed: dict[str, str] = _json()
    saved_at: datetime = _time()
    version: int = 1
    """Goes up by one with each change."""
    history: dict[str, list[int | str]] = _json()
    """By field: the version with which it was last changed, and the name of the form that changed it."""
    seen: list[str] = _json()
    """The fields that were gone through to the end of their page."""
    files: dict[str, list[str]] = _json()
    """By field: digest, name and media type of a file."""
    shown: dict[str, str] = _json()
    """Of the photograph: which file was prepared, the picture made of it, or why there is none."""
    shown_version: int = 0
    """Up to which version it was looked whether there is another photograph."""
    guardian_consent_id: int | None = Field(default=None, sa_column=Column(Key, nullable=True))
    """The guardian's consent under which a minor's is kept: it goes when that is withdrawn."""


class GuardianConsentRow(SQLModel, table=True):
    """A guardian who was asked for a minor: of the child nothing but a name to call her by, until there is a consent.

    Its link's key is known to the guardian alone; its digest lies here. Where there is no consent, or no more, the
    names and the address are emptied: what remains is that it was asked and answered, and when.
    """

    __tablename__ = "guardian_consent"

    id: int | None = _key()
    role_id: int = _link("role.id", index=True)
    nonce: str
    digest: str = Field(unique=True)
    guardian_name: str
    guardian_email: str
    child_name: str
    language: str
    answer: str
    asked_at: datetime = _time()
    expires_at: datetime = _time()
    answered_at: datetime | None = _time(nullable=True)
    withdrawn_at: datetime | None = _time(nullable=True)
    application_id: int | None = Field(
        default=None,
        sa_column=Column(Key, ForeignKey("application.id", ondelete="SET NULL"), nullable=True, unique=True),
    )
    """The one application that was made with it."""


class GuardianPurposeRow(SQLModel, table=True):
    """One text that a guardian has agreed to."""

    __tablename__ = "guardian_purpose"

    guardian_consent_id: int = Field(
        sa_column=Column(Key, ForeignKey("guardian_consent.id", ondelete="CASCADE"), primary_key=True)
    )
    consent_text_id: int = Field(sa_column=Column(Key, ForeignKey("consent_text.id"), primary_key=True))


class AuditRow(SQLModel, table=True):
    """Who did what with other people's data, and when."""

    __tablename__ = "audit"

    id: int | None = _key()
    at: datetime = _time()
    member_id: int | None = _by_member(nullable=True)
    act: str
    subject: str
    detail: dict[str, Any] = _json()


METADATA = SQLModel.metadata
"""All of the tables above, for migrations."""


def table(row: type[SQLModel]) -> Table:
    """The Core table of a class, whose `.c` columns build statements: for lists and bulk acts."""
    found: Table = row.__table__  # type: ignore[attr-defined]
    return found
