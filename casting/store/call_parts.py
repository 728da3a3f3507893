"""The parts of a call in the database: how each is changed in place and what follows for applications."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, RowMapping, Table, Text, cast, delete, insert, select, update
from sqlalchemy.orm import Session

from casting.domain.calls import CallPlan, Consent, Question, RolePlan
from casting.domain.criteria import Criterion, parts_of
from casting.domain.errors import Refused
from casting.domain.own_words import Translations
from casting.domain.vocabulary import QuestionKind
from casting.store.call_rows import (
    consent_columns,
    criterion_columns,
    criterion_of,
    question_columns,
    question_of,
    role_columns,
)
from casting.store.tables import (
    AnswerSheetRow,
    ApplicationRow,
    CallRow,
    ConsentTextRow,
    CriterionRow,
    MaterialRow,
    QuestionRow,
    RoleRow,
    table,
)

CALL, ROLE = table(CallRow), table(RoleRow)
QUESTION, CRITERION, CONSENT_TEXT = table(QuestionRow), table(CriterionRow), table(ConsentTextRow)
APPLICATION, SHEET, MATERIAL = table(ApplicationRow), table(AnswerSheetRow), table(MaterialRow)


def belonging(session: Session, column: Column[Any], wanted: Iterable[int]) -> Mapping[int, list[RowMapping]]:
    """The rows of what belongs to calls or roles, in their order, by what they belong to."""
    found: dict[int, list[RowMapping]] = defaultdict(list)
    rows = (
        select(column.table)
        .where(column.in_(list(wanted)))
        .order_by(column, column.table.c.position, column.table.c.id)
    )
    for row in session.execute(rows).mappings():
        found[row[column.name]].append(row)
    return found


def put(session: Session, into: Table, row_id: int | None, columns: Mapping[str, Any]) -> int:
    """Change the row of that key, or add one; returns its key."""
    if row_id is not None:
        session.execute(update(into).where(into.c.id == row_id).values(columns))
        return row_id
    added: int = session.execute(insert(into).values(columns).returning(into.c.id)).scalar_one()
    return added


def keep_consents(session: Session, call_id: int, call: CallPlan, *, now: datetime) -> None:
    """Make these the present consent texts of a call, each in its languages.

    A changed text is a new row: people agreed to the old one.
    """
    held = {row["digest"]: row["id"] for row in belonging(session, CONSENT_TEXT.c.call_id, [call_id])[call_id]}
    session.execute(update(CONSENT_TEXT).where(CONSENT_TEXT.c.call_id == call_id).values(current=False))
    places = {consent.purpose: position for position, consent in enumerate(call.consents)}
    kept = set[str]()
    for language, shown in consent_texts(call):
        if shown.digest not in kept:
            known = held.get(shown.digest)
            at = {"call_id": call_id, "position": places[shown.purpose], "current": True, "language": language}
            first = {"since": now} if known is None else {}
            put(session, CONSENT_TEXT, known, {**consent_columns(shown), **at, **first})
            kept.add(shown.digest)


def consent_texts(call: CallPlan) -> Iterator[tuple[str, Consent]]:
    """Every text of a call that is agreed to: the office's own, with no language beside it, and each translation."""
    words = Translations(call.language, call.translations)
    for consent in call.consents:
        own = Consent(consent.purpose, words.of(consent.label), words.of(consent.text), consent.required)
        yield from ((language, own.within(language)) for language in ("", *call.translations))


def keep_role(session: Session, call_id: int, role_id: int | None, role: RolePlan, *, position: int) -> int:
    """Add a role, or change the one of that key in place; returns its key. Raises Refused, see `keep_call`."""
    new = role_id is None
    kept_id = put(session, ROLE, role_id, {**role_columns(role), "call_id": call_id, "position": position})
    read_anew = _keep_questions(session, kept_id, role.questions)
    criteria_changed = _keep_criteria(session, kept_id, role.criteria)
    if criteria_changed and not new:
        raised = ROLE.c.criteria_version + 1
        session.execute(update(ROLE).where(ROLE.c.id == kept_id).values(criteria_version=raised))
    if (read_anew or criteria_changed) and not new:
        prepare_again(session, kept_id)
    return kept_id


def _keep_questions(session: Session, role_id: int, questions: Sequence[Question]) -> bool:
    """Make these the questions that the role asks. Returns whether answers already given are read otherwise now."""
    held = {row["key"]: row for row in belonging(session, QUESTION.c.role_id, [role_id])[role_id]}
    read_anew = False
    for position, question in enumerate(questions):
        row = held.pop(question.key, None)
        if row is not None:
            _check_meaning(session, role_id, question_of(row), question)
        read_anew |= row is None or _read(question_of(row)) != _read(question)
        columns = {**question_columns(question), "role_id": role_id, "position": position, "asked": True}
        put(session, QUESTION, None if row is None else row["id"], columns)
    for after, row in enumerate(held.values(), start=len(questions)):
        if row["asked"] and not _answered(session, role_id, row["key"]):
            session.execute(delete(QUESTION).where(QUESTION.c.id == row["id"]))
        else:
            put(session, QUESTION, row["id"], {"asked": False, "position": after})
    return read_anew


def _check_meaning(session: Session, role_id: int, before: Question, after: Question) -> None:
    """That the answers to a question mean afterwards what they meant before. Raises Refused where they would not."""
    changes = (
        ("kind", f"is a {before.kind}", f"become a {after.kind}", before.kind != after.kind),
        ("unit", f"is in “{before.unit}”", f"be in “{after.unit}”", before.unit != after.unit),
        ("scale", "is a scale", "get other ends", bool(before.steps) and before.steps != after.steps),
    )
    changed = next((change for change in changes if change[-1]), None)
    if changed is not None and _answered(session, role_id, before.key):
        _, was, becomes, _ = changed
        raise Refused(
            f"The question “{before.key}” {was} and has answers, so it cannot {becomes}: leave it as it is, or ask a "
            "new question of another key."
        )
    _check_choices(session, role_id, before, after)


def _check_choices(session: Session, role_id: int, before: Question, after: Question) -> None:
    """That no choice goes which is somebody's answer. Raises Refused, with how many chose it."""
    staying = {option.value for option in after.options}
    going = {option.value: option.label for option in before.options if option.value not in staying}
    if before.kind not in {QuestionKind.CHOICE, QuestionKind.SEVERAL} or not going:
        return
    sheets = select(SHEET.c.answers).join(
        APPLICATION, (APPLICATION.c.id == SHEET.c.application_id) & (APPLICATION.c.version == SHEET.c.version)
    )
    said = cast(SHEET.c.answers, Text).contains(f'"{before.key}"', autoescape=True)
    found = session.scalars(sheets.where(APPLICATION.c.role_id == role_id, said).execution_options(yield_per=1000))
    chosen = Counter(part for answers in found for part in parts_of(str(answers.get(before.key) or "")))
    held = [f"“{label}” ({chosen[value]:,})" for value, label in going.items() if chosen[value]]
    if held:
        raise Refused(
            f"Of “{before.label}”, choices that applicants gave as their answer cannot be taken out: "
            f"{', '.join(held)}. Leave them; what people read of them can be changed."
        )


def _read(question: Question) -> tuple[object, ...]:
    """What of a question the search and the scorer depend on."""
    return question.kind, question.use, question.options, question.unit, question.highest


def _keep_criteria(session: Session, role_id: int, criteria: tuple[Criterion, ...]) -> bool:
    """Make these the role's criteria. Returns whether they changed."""
    rows = belonging(session, CRITERION.c.role_id, [role_id])[role_id]
    if tuple(map(criterion_of, rows)) == criteria:
        return False
    held = {row["key"]: row["id"] for row in rows}
    for position, criterion in enumerate(criteria):
        columns = {**criterion_columns(criterion), "role_id": role_id, "position": position}
        put(session, CRITERION, held.pop(criterion.key, None), columns)
    session.execute(delete(CRITERION).where(CRITERION.c.id.in_(list(held.values()))))
    return True


def _answered(session: Session, role_id: int, key: str) -> bool:
    """Whether an application of the role holds an answer of that key, in any of its versions, or a file."""
    applications = select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id)
    # A name in quotes finds the key wherever the JSON holds it; that a text holds it too does no harm.
    said = cast(SHEET.c.answers, Text).contains(f'"{key}"', autoescape=True)
    sheets = select(SHEET.c.application_id).where(SHEET.c.application_id.in_(applications), said)
    files = select(MATERIAL.c.id).where(MATERIAL.c.application_id.in_(applications), MATERIAL.c.question_key == key)
    return any(session.execute(found.limit(1)).first() is not None for found in (sheets, files))


def keep_presented(session: Session, role_id: int, keys: Sequence[str]) -> None:
    """Let exactly this of an applicant go to the production; whoever has read the call reads it afresh."""
    session.execute(update(ROLE).where(ROLE.c.id == role_id).values(presented=list(keys)))
    of_role = select(ROLE.c.call_id).where(ROLE.c.id == role_id).scalar_subquery()
    session.execute(update(CALL).where(CALL.c.id == of_role).values(version=CALL.c.version + 1))


def prepare_again(session: Session, role_id: int) -> None:
    """Make all applications of a role pending, so that claims and features are worked out anew."""
    session.execute(
        update(APPLICATION)
        .where(APPLICATION.c.role_id == role_id)
        .values(prepared_version=0, prepare_attempts=0, prepare_after=None, prepare_error=None)
    )


def refuse_hiding(session: Session, role_ids: Iterable[int]) -> None:
    """Raises Refused where somebody has applied for one of these roles: her call cannot be a draft again."""
    held = select(APPLICATION.c.id).where(APPLICATION.c.role_id.in_(list(role_ids))).limit(1)
    if session.execute(held).first() is not None:
        raise Refused("The call has applications, so it cannot be a draft again: close it early instead.")


def drop_role(session: Session, role_id: int, slug: str) -> None:
    """Take a role out of its call. Raises Refused where someone has applied for it."""
    if session.execute(select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id).limit(1)).first() is not None:
        raise Refused(f"The role “{slug}” has applications, so it cannot be left out: keep it in the call's file.")
    session.execute(delete(ROLE).where(ROLE.c.id == role_id))
