"""The full-text index: one row of words for each application, FTS5 on SQLite and tsvector with GIN on PostgreSQL.

Words are folded by `casting.domain.folding` before either database sees them, on the way in and in a question, so that
both find the same. The table is not a SQLModel table, since the two databases build it in different ways; migrations
create it.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from casting.domain.folding import LONGEST_FOLDED, folded

CREATE = {
    "sqlite": (
        'CREATE VIRTUAL TABLE application_words USING fts5(words, tokenize="unicode61 remove_diacritics 2")',
        # A virtual table has no foreign keys: the words go with their application all the same.
        """
        CREATE TRIGGER application_words_go AFTER DELETE ON application
        BEGIN DELETE FROM application_words WHERE rowid = old.id; END
        """,
    ),
    "postgresql": (
        """
        CREATE TABLE application_words (
            application_id bigint PRIMARY KEY REFERENCES application(id) ON DELETE CASCADE,
            words tsvector NOT NULL
        )
        """,
        "CREATE INDEX application_words_index ON application_words USING gin(words)",
    ),
}

_PUT = {
    "sqlite": "INSERT OR REPLACE INTO application_words(rowid, words) VALUES (:application_id, :words)",
    "postgresql": "INSERT INTO application_words(application_id, words) "
    "VALUES (:application_id, to_tsvector('simple', :words)) "
    "ON CONFLICT (application_id) DO UPDATE SET words = excluded.words",
}
_ROWS = table(
    "application_words",
    column("rowid", BigInteger),
    column("application_id", BigInteger),
    column("application_words", Text),
    column("words", Text),
)


def put_words(connection: Connection | Session, words: Iterable[tuple[int, str]]) -> None:
    """Keep the words of applications, in place of what was kept of them before.

    Args:
        words: pairs of application id and text; what lies beyond `LONGEST_FOLDED` characters is not found by.
    """
    rows = [{"application_id": key, "words": folded(said)[:LONGEST_FOLDED]} for key, said in words]
    dialect = connection.get_bind().dialect.name if isinstance(connection, Session) else connection.dialect.name
    if rows:
        connection.execute(sql(_PUT[dialect]), rows)


def holders_of_phrase(phrase: str, *, dialect: str) -> Select[Any]:
    """The ids of the applications whose words hold the phrase, in this order, each as a whole word.

    Args:
        phrase: as the person typed it; nothing in it is syntax. Without a letter or a digit nobody holds it.
    """
    words = folded(phrase)
    if dialect == "sqlite":
        matches = _ROWS.c.application_words.op("MATCH")(bindparam(None, f'"{words}"'))
        return select(_ROWS.c.rowid).where(matches)
    asked = func.phraseto_tsquery(literal_column("'simple'::regconfig"), words)
    return select(_ROWS.c.application_id).where(_ROWS.c.words.op("@@")(asked))
