"""A new application with all its rows, written as one thing.

On PostgreSQL it is one statement: each statement costs a round trip, and six of them cost more than everything else
that a request does. SQLite has no round trips and no INSERT within WITH, and takes them one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from casting.store.tables import (
    AnswerSheetRow,
    ApplicantRow,
    ApplicationRow,
    CallRow,
    ConsentRow,
    MessageRow,
    ScoreRow,
    table,
)
from casting.store.veils import CONFLICT, veil_further, veiling

CALL, APPLICANT, APPLICATION = table(CallRow), table(ApplicantRow), table(ApplicationRow)
ANSWER_SHEET, CONSENT, SCORE = table(AnswerSheetRow), table(ConsentRow), table(ScoreRow)
MESSAGE = table(MessageRow)

# Built once: building a statement costs more than running it, and an intake runs them by the thousand.
CALL_NOW = select(CALL.c.version, CALL.c.opens_at, CALL.c.closes_at).where(CALL.c.id == bindparam("call_id"))
CALL_NOW_AND_VEILS = CALL_NOW.add_columns(exists().where(CONFLICT.c.ended_at.is_(None)).label("veils"))
"""With it whether a conflict of interest stands anywhere: where none does, none is looked for."""
KEEP_APPLICANT = insert(APPLICANT).returning(APPLICANT.c.id)
KEEP_APPLICATION = {
    dialect: build(APPLICATION).on_conflict_do_nothing().returning(APPLICATION.c.id)
    for dialect, build in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
KEEP_ANSWERS, KEEP_CONSENTS = insert(ANSWER_SHEET), insert(CONSENT)
KEEP_SCORE, KEEP_MESSAGE = insert(SCORE), insert(MESSAGE)


@dataclass(frozen=True)
class Arrival:
    """An application that is to be kept, by columns; keys of other new rows are not among them.

    Attributes:
        call_version: of the call as the form was checked against it; another one, and nothing is written.
        consent_text_ids: the texts that were agreed to, at the time of `answers`.
        message: to be left with it, its key without the application's at the end; None for nobody to write to.
    """

    call_id: int
    call_version: int
    applicant: Mapping[str, Any]
    application: Mapping[str, Any]
    answers: Mapping[str, Any]
    consent_text_ids: Sequence[int]
    score: Mapping[str, Any]
    message: Mapping[str, Any] | None


@dataclass(frozen=True)
class Arrived:
    """What became of it.

    Attributes:
        version, opens_at, closes_at: the call as it stands in the database now.
        applicant_id: None where the call has another version; nothing was written.
        application_id: None where its token, reference or address was taken; only the applicant was written.
    """

    version: int
    opens_at: datetime
    closes_at: datetime
    applicant_id: int | None
    application_id: int | None


def keep_arrival(connection: Connection, arrival: Arrival) -> Arrived | None:
    """Write an application with all its rows, what hides it among them; None where the call is gone."""
    keep = _in_one if connection.dialect.name == "postgresql" else _one_by_one
    return keep(connection, arrival)


def insert_unless_taken(connection: Connection, row: Mapping[str, Any]) -> int | None:
    """Insert an application unless its token, reference or address is taken; its id, or None."""
    statement = KEEP_APPLICATION[connection.dialect.name]
    return connection.execute(statement, {"held_for": None, **row}).scalar_one_or_none()


def keep_answers(connection: Connection, arrival: Arrival, application_id: int) -> None:
    """Write the answers and what was agreed to."""
    connection.execute(KEEP_ANSWERS, {"application_id": application_id, **arrival.answers})
    if arrival.consent_text_ids:
        given_at = arrival.answers["saved_at"]
        rows = [
            {"application_id": application_id, "consent_text_id": key, "given_at": given_at}
            for key in arrival.consent_text_ids
        ]
        connection.execute(KEEP_CONSENTS, rows)


def _one_by_one(connection: Connection, arrival: Arrival) -> Arrived | None:
    found = connection.execute(CALL_NOW_AND_VEILS, {"call_id": arrival.call_id}).one_or_none()
    if found is None:
        return None
    version, opens_at, closes_at, veils = found
    call = version, opens_at, closes_at
    if version != arrival.call_version:
        return Arrived(*call, None, None)
    applicant_id = connection.execute(KEEP_APPLICANT, dict(arrival.applicant)).scalar_one()
    application_id = insert_unless_taken(connection, {**arrival.application, "applicant_id": applicant_id})
    if application_id is not None:
        keep_answers(connection, arrival, application_id)
        connection.execute(KEEP_SCORE, {"application_id": application_id, **arrival.score})
        if arrival.message is not None:
            key = f"{arrival.message['key']}{application_id}"
            connection.execute(KEEP_MESSAGE, {**arrival.message, "key": key, "application_id": application_id})
        if veils:
            veil_further(connection, [application_id], now=arrival.answers["saved_at"])
    return Arrived(*call, applicant_id, application_id)


# ------------------------------------------------------------------------------------------ in one statement


def _in_one(connection: Connection, arrival: Arrival) -> Arrived | None:
    message = arrival.message
    parts = {
        "applicant": arrival.applicant,
        "application": arrival.application,
        "answer_sheet": arrival.answers,
        "score": arrival.score,
        "message": {} if message is None else message,
    }
    values = {f"{name}_{column}": value for name, row in parts.items() for column, value in row.items()}
    values |= {"call_id": arrival.call_id, "call_version": arrival.call_version}
    values["consent_text_ids"] = list(arrival.consent_text_ids)
    columns = tuple((name, tuple(row)) for name, row in parts.items())
    found = connection.execute(_statement(columns), values).one_or_none()
    return None if found is None else Arrived(*found)


@cache
def _statement(columns: tuple[tuple[str, tuple[str, ...]], ...]) -> Select[Any]:
    """The statement for rows with these columns: each INSERT selects from the one before, so that it waits for it.

    The applicant comes from the call, and only from one of the expected version.
    """
    named = dict(columns)
    call = CALL_NOW.cte("call_now")
    expected = select(*_told(APPLICANT, named["applicant"])).where(call.c.version == bindparam("call_version"))
    add = insert(APPLICANT).from_select(named["applicant"], expected, include_defaults=False)
    person = add.returning(APPLICANT.c.id).cte("person")
    told = select(person.c.id, *_told(APPLICATION, named["application"]))
    keep = postgresql.insert(APPLICATION).from_select(
        ["applicant_id", *named["application"]], told, include_defaults=False
    )
    kept = keep.on_conflict_do_nothing().returning(APPLICATION.c.id).cte("kept")
    result = select(call, person.c.id, kept.c.id)
    result = result.select_from(call.outerjoin(person, true()).outerjoin(kept, true()))
    rest = [_rest(ANSWER_SHEET, named["answer_sheet"], kept), _rest(SCORE, named["score"], kept), _consents(kept)]
    rest.append(_veils(kept))
    if named["message"]:
        rest.append(_message(named["message"], kept))
    return result.add_cte(*(row.cte(f"rest_{number}") for number, row in enumerate(rest)))


def _told(rows: Table, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [bindparam(f"{rows.name}_{name}", type_=rows.c[name].type) for name in names]


def _rest(rows: Table, names: Sequence[str], kept: CTE) -> Insert:
    told = select(kept.c.id, *_told(rows, names))
    return insert(rows).from_select(["application_id", *names], told, include_defaults=False)


def _consents(kept: CTE) -> Insert:
    texts = func.unnest(bindparam("consent_text_ids", type_=ARRAY(BigInteger)))
    given_at = bindparam("answer_sheet_saved_at", type_=CONSENT.c.given_at.type)
    names = ["application_id", "consent_text_id", "given_at"]
    return insert(CONSENT).from_select(names, select(kept.c.id, texts, given_at), include_defaults=False)


def _veils(kept: CTE) -> Insert:
    email_key = bindparam("application_email_key", type_=APPLICATION.c.email_key.type).label("email_key")
    call_id = bindparam("call_id", type_=CALL.c.id.type).label("call_id")
    moment = bindparam("answer_sheet_saved_at", type_=CONFLICT.c.declared_at.type)
    return veiling(select(kept.c.id, email_key, call_id).subquery("new"), moment=moment)


def _message(names: Sequence[str], kept: CTE) -> Insert:
    rest = [name for name in names if name != "key"]
    key = bindparam("message_key", type_=MESSAGE.c.key.type).concat(cast(kept.c.id, Text))
    told = select(kept.c.id, key, *_told(MESSAGE, rest))
    return insert(MESSAGE).from_select(["application_id", "key", *rest], told, include_defaults=False)
