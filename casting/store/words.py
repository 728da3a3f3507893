"""The full-text index: one row of words for each application, FTS5 on SQLite and tsvector with GIN on PostgreSQL.

The table is not a SQLModel table, since the two databases build it in different ways; migrations create it.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, text
from sqlalchemy.orm import Session

CREATE = {
    "sqlite": (
        'CREATE VIRTUAL TABLE application_words USING fts5(words, tokenize="unicode61 remove_diacritics 2")',
    ),
    "postgresql": (
        "CREATE TABLE application_words ("
        "application_id bigint PRIMARY KEY REFERENCES application(id) ON DELETE CASCADE, words tsvector NOT NULL)",
        "CREATE INDEX application_words_index ON application_words USING gin(words)",
    ),
}

_PUT = {
    "sqlite": ("INSERT OR REPLACE INTO application_words(rowid, words) VALUES (:application_id, :words)",),
    "postgresql": (
        "INSERT INTO application_words(application_id, words) "
        "VALUES (:application_id, to_tsvector('simple', :words)) "
        "ON CONFLICT (application_id) DO UPDATE SET words = excluded.words",
    ),
}


def put_words(connection: Connection | Session, words: Iterable[tuple[int, str]]) -> None:
    """Keep the words of applications, in place of what was kept of them before."""
    rows = [{"application_id": key, "words": said.replace("\0", " ")} for key, said in words]
    dialect = (
        connection.get_bind().dialect.name if isinstance(connection, Session) else connection.dialect.name
    )
    if rows:
        for statement in _PUT[dialect]:
            connection.execute(text(statement), rows)  # type: ignore[call-overload, unused-ignore]


def holds_phrase(dialect: str, column: str, phrase: str, *, name: str) -> ColumnElement[bool]:
    """A condition on an application's id column: its words hold the phrase, in this order; case and accents are ignored.

    Args:
        column: the SQL name of the id column, ours, never from a person.
        phrase: as the person typed it; nothing in it is syntax.
        name: a parameter name that is unique within the query.
    """
    if dialect == "sqlite":
        quoted = '"' + phrase.replace('"', " ").replace("\0", " ") + '"'
        found = f"{column} IN (SELECT rowid FROM application_words WHERE application_words MATCH :{name})"
        return text(found).bindparams(bindparam(name, quoted))  # type: ignore[return-value]
    found = (
        f"{column} IN (SELECT application_id FROM application_words "
        f"WHERE words @@ phraseto_tsquery('simple', :{name}))"
    )
    return text(found).bindparams(bindparam(name, phrase.replace("\0", " ")))  # type: ignore[return-value]
