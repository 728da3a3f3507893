"""The cells of an exported sheet as SQL: a database writes a hundred thousand lines of them without Python in between.

Three selections lie in each other: the inner one reads what is stored, the middle one takes the answers out of their
JSON, the outer one guards the texts of people as `casting.domain.cells` says. What is missing is NULL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from casting.domain.calls import COUNTED, Question
from casting.domain.cells import BREAKS, GUARD, SKIPPED, STARTS, ZERO
from casting.domain.sheets import LAST, OWN, PERSON, Column, sheet_columns
from casting.domain.vocabulary import CriterionClass, Lens, MaterialKind, MaterialState, QuestionKind, Standing
from casting.store.calls import KeptRole
from casting.store.dialects import DIALECTS, Dialect, Value
from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    ClaimRow,
    ConsentRow,
    ConsentTextRow,
    GuardianConsentRow,
    MaterialRow,
    ScoreRow,
    table,
)

APPLICATION, APPLICANT, SCORE = table(ApplicationRow), table(ApplicantRow), table(ScoreRow)
SHEET, CLAIM, MATERIAL = table(AnswerSheetRow), table(ClaimRow), table(MaterialRow)
CONSENT, CONSENT_TEXT, GUARDIAN = table(ConsentRow), table(ConsentTextRow), table(GuardianConsentRow)
NUL, STAND_IN = "\\u0000", "\\uffff"
"""NUL as JSON spells it: both databases keep it so, and neither can take it out as text. Our forms drop it; where it
comes from elsewhere, a code that is no character stands in for it on the way."""
EARLIER = "yes to an earlier text"
"""Of who has not agreed to the text that stands now; without a comma, which would need quotes."""


@dataclass(frozen=True)
class Cell:
    """One column of a sheet.

    Attributes:
        column: its name, and what stands below.
        value: that as text or a number.
        quoted: whether that stands in quotes; in other columns there is no character that would need them.
    """

    column: Column
    value: Value
    quoted: bool


def sheet_cells(found: Select[Any], role: KeptRole, *, lens: Lens, dialect: str) -> tuple[Cell, ...]:
    """The columns of a role's sheet; all their values come from one selection, in the order of `found`.

    Args:
        found: the applications, as `casting.store.applications.ordered` gives them.
    """
    said = DIALECTS[dialect]
    stored = _apart(_stored(found, said, role, lens=lens), "stored")
    told = _apart(_told(stored, role, said), "told")
    first = (*_own_cells(told, role), *_person_cells(told, said), *_answer_cells(told, role, said))
    values = (*first, *_ends(told, role), *_last_cells(told, said))
    columns = sheet_columns(role.call, role.role)
    return tuple(Cell(column, value, quoted) for column, (value, quoted) in zip(columns, values, strict=True))


def _apart(selection: Select[Any], name: str) -> Subquery:
    """A selection that no database merges with the one around it: the same value would be worked out many times."""
    return selection.limit(2**62).subquery(name)


def _stored(found: Select[Any], said: Dialect, role: KeptRole, *, lens: Lens) -> Select[Any]:
    if not lens.of_run:
        found = found.join(SCORE, SCORE.c.application_id == APPLICATION.c.id)
    found = found.join(APPLICANT, APPLICANT.c.id == APPLICATION.c.applicant_id).join(
        SHEET, and_(SHEET.c.application_id == APPLICATION.c.id, SHEET.c.version == APPLICATION.c.version)
    )
    return found.with_only_columns(
        *(APPLICATION.c[name] for name in ("reference", "stage", "tape_url")),
        *(SCORE.c[name] for name in ("place", "band")),
        *(APPLICANT.c[name] for name in ("name", "email", "phone", "city", "country")),
        _moment(APPLICATION.c.received_at, said).label("received_at"),
        _moment(APPLICATION.c.withdrawn_at, said).label("withdrawn_at"),
        _of_guardian(GUARDIAN.c.guardian_name).label("guardian"),
        _of_guardian(_moment(GUARDIAN.c.answered_at, said)).label("guardian_consented_at"),
        case((SCORE.c.run_id.is_not(None), said.decimal(SCORE.c.score))).label("score"),
        said.day(APPLICANT.c.birth_date).label("birth_date"),
        *_answers(said),
        _standings(said).label("standings"),
        _agreed(said, CONSENT_TEXT.c.current).label("agreed"),
        _agreed(said, not_(CONSENT_TEXT.c.current)).label("agreed_before"),
        *(_asked(role, one.purpose).label(f"asked_{number}") for number, one in enumerate(role.call.consents)),
        _files(said).label("files"),
    )


def _moment(when: Value, said: Dialect) -> Value:
    """ISO, in UTC; without a fraction where there is none."""
    return func.replace(said.moment(when), ".000000", "").concat("Z")


def _of_guardian(value: Value) -> Value:
    """Of the guardian with whose consent, which stands, the application was made."""
    standing = (GUARDIAN.c.application_id == APPLICATION.c.id, GUARDIAN.c.withdrawn_at.is_(None))
    return select(value).where(*standing).scalar_subquery()


def _answers(said: Dialect) -> tuple[Value, Value]:
    """The answers, and whether there is a NUL among them, which then has its stand-in."""
    written = cast(SHEET.c.answers, Text)
    with_nul = said.position(written, NUL) > 0
    # A backslash that is meant as one is put aside, since “u0000” may follow it as text.
    apart = func.replace(func.replace(func.replace(written, r"\\", "\1"), NUL, STAND_IN), "\1", r"\\")
    answers = case((with_nul, said.json(apart)), else_=SHEET.c.answers)
    return answers.label("answers"), with_nul.label("with_nul")


def _standings(said: Dialect) -> Value:
    gathered = said.object_of(CLAIM.c.criterion_id, CLAIM.c.standing)
    return select(gathered).where(CLAIM.c.application_id == APPLICATION.c.id).scalar_subquery()


def _agreed(said: Dialect, texts: ColumnElement[bool]) -> Value:
    """The purposes of which one of these texts was agreed to."""
    gathered = select(said.object_of(CONSENT_TEXT.c.purpose, literal("yes", Text())))
    agreed = gathered.join_from(CONSENT, CONSENT_TEXT, CONSENT_TEXT.c.id == CONSENT.c.consent_text_id)
    return agreed.where(CONSENT.c.application_id == APPLICATION.c.id, texts).scalar_subquery()


def _asked(role: KeptRole, purpose: str) -> ColumnElement[bool]:
    """Whether the form asked for the purpose when it was sent: an import has agreed to nothing, as nobody asked."""
    formed = exists().where(CONSENT.c.application_id == APPLICATION.c.id)
    since = role.purposes_since.get(purpose)
    return formed if since is None else and_(formed, APPLICATION.c.received_at >= since)


def _files(said: Dialect) -> Value:
    named = select(said.object_of(MATERIAL.c.question_key, MATERIAL.c.file_name)).where(
        MATERIAL.c.application_id == APPLICATION.c.id,
        MATERIAL.c.kind.in_([MaterialKind.DOCUMENT.value, MaterialKind.VIDEO.value]),
        MATERIAL.c.state == MaterialState.READY.value,
    )
    return named.scalar_subquery()


def _told(stored: Subquery, role: KeptRole, said: Dialect) -> Select[Any]:
    passed = (*OWN, *PERSON, *LAST, "with_nul")
    return select(
        *(stored.c[name] for name in passed),
        *(
            said.text_of(stored.c.standings, str(role.criterion_ids[criterion.key])).label(f"standing_{number}")
            for number, criterion in enumerate(role.role.criteria)
        ),
        *(_answer(stored, question, said).label(f"answer_{n}") for n, question in enumerate(role.role.questions)),
        *(
            case(
                (said.text_of(stored.c.agreed, consent.purpose).is_not(None), literal("yes", Text())),
                (said.text_of(stored.c.agreed_before, consent.purpose).is_not(None), literal(EARLIER, Text())),
                (stored.c[f"asked_{number}"], literal("no", Text())),
            ).label(f"agreed_{number}")
            for number, consent in enumerate(role.call.consents)
        ),
    )


def _answer(stored: Subquery, question: Question, said: Dialect) -> Value:
    if question.kind is QuestionKind.FILE:
        return said.text_of(stored.c.files, question.key)
    if question.kind is QuestionKind.VIDEO:  # the link, or else the film's name
        return func.coalesce(said.text_of(stored.c.answers, question.key), said.text_of(stored.c.files, question.key))
    if question.kind in COUNTED:
        # As JSON writes it: the number itself would lose its last digits on SQLite.
        number = func.nullif(said.json_of(stored.c.answers, question.key), "null")
        return case((number.like("%.0"), func.substr(number, 1, func.length(number) - 2)), else_=number)
    return said.text_of(stored.c.answers, question.key)


def _own_cells(told: Subquery, role: KeptRole) -> Iterator[tuple[Value, bool]]:
    """Values, and whether they stand in quotes; here and below in the order of the columns."""
    yield from ((told.c[name], False) for name in OWN)
    missed: Value = literal("", Text())
    for number, criterion in enumerate(role.role.criteria):
        if criterion.klass is CriterionClass.GATE:
            not_met = told.c[f"standing_{number}"] == Standing.NOT_MET.value
            missed = missed.concat(case((not_met, literal(f"; {criterion.title}", Text())), else_=""))
    yield func.nullif(func.substr(missed, 3), ""), True


def _person_cells(told: Subquery, said: Dialect) -> Iterator[tuple[Value, bool]]:
    yield from ((_guarded(told.c[name], said), True) for name in PERSON)


def _answer_cells(told: Subquery, role: KeptRole, said: Dialect) -> Iterator[tuple[Value, bool]]:
    for number, question in enumerate(role.role.questions):
        value: Value = told.c[f"answer_{number}"]
        if question.kind in COUNTED:
            yield value, False
        else:
            yield _guarded_answer(value, told.c.with_nul, said), True


def _guarded_answer(value: Value, with_nul: Value, said: Dialect) -> Value:
    """`casting.domain.cells.guarded`, for a text in which something stands in for NUL."""
    stand_in = "\uffff"
    restored = func.replace(said.quoted(value), stand_in, NUL)
    stands = and_(with_nul, said.position(value, stand_in) > 0)
    return case((stands, literal(GUARD + ZERO, Text()).concat(restored)), else_=_guarded(value, said))


def _guarded(value: Value, said: Dialect) -> Value:
    """`casting.domain.cells.guarded`, for a text without NUL."""
    bare = func.ltrim(value, GUARD)
    needs = or_(
        bare == "",
        func.substr(bare, 1, 1).in_([*BREAKS]),
        and_(func.substr(value, 1, 1) == GUARD, func.substr(bare, 1, 1) == ZERO),
        func.substr(func.ltrim(value, SKIPPED), 1, 1).in_([*STARTS]),
    )
    return case((said.plain(value), value), (needs, literal(GUARD, Text()).concat(value)), else_=value)


def _ends(told: Subquery, role: KeptRole) -> Iterator[tuple[Value, bool]]:
    yield from ((told.c[f"standing_{number}"], False) for number in range(len(role.role.criteria)))
    yield from ((told.c[f"agreed_{number}"], False) for number in range(len(role.call.consents)))


def _last_cells(told: Subquery, said: Dialect) -> Iterator[tuple[Value, bool]]:
    yield told.c.withdrawn_at, False
    yield _guarded(told.c.guardian, said), True
    yield told.c.guardian_consented_at, False
