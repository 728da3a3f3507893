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
    TableClause,
    Text,
    bindparam,
    column,
    delete,
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

CREATE_BLIND = {
    dialect: tuple(statement.replace("application_words", "application_blind_words") for statement in statements)
    for dialect, statements in CREATE.items()
}
"""The same once more for the words without what is hidden from who reviews; only of roles in which anything is."""

_PUT = {
    "sqlite": "INSERT OR REPLACE INTO application_words(rowid, words) VALUES (:application_id, :words)",
    "postgresql": "INSERT INTO application_words(application_id, words) "
    "VALUES (:application_id, to_tsvector('simple', :words)) "
    "ON CONFLICT (application_id) DO UPDATE SET words = excluded.words",
}


def _rows(name: str) -> TableClause:
    return table(
        name,
        column("rowid", BigInteger),
        column("application_id", BigInteger),
        column(name, Text),
        column("words", Text),
    )


_ROWS, _BLIND_ROWS = _rows("application_words"), _rows("application_blind_words")


def put_words(connection: Connection | Session, words: Iterable[tuple[int, str]], *, blind: bool = False) -> None:
    """Keep the words of applications, in place of what was kept of them before.

    Args:
        blind: whether these are the words without what is hidden from who reviews.
        words: pairs of application id and text; what lies beyond `LONGEST_FOLDED` characters is not found by.
    """
    rows = [{"application_id": key, "words": folded(said)[:LONGEST_FOLDED]} for key, said in words]
    dialect = connection.get_bind().dialect.name if isinstance(connection, Session) else connection.dialect.name
    if rows:
        statement = _PUT[dialect]
        connection.execute(sql(statement.replace("application_words", _BLIND_ROWS.name) if blind else statement), rows)


def forget_blind_words(session: Session, application_ids: Select[Any]) -> None:
    """Forget the words of these applications that are kept for blind review: nobody is found by them until put anew."""
    key = _BLIND_ROWS.c.rowid if session.get_bind().dialect.name == "sqlite" else _BLIND_ROWS.c.application_id
    session.execute(delete(_BLIND_ROWS).where(key.in_(application_ids)))


def holders_of_phrase(phrase: str, *, dialect: str, blind: bool = False) -> Select[Any]:
    """The ids of the applications whose words hold the phrase, in this order, each as a whole word.

    Args:
        phrase: as the person typed it; nothing in it is syntax. Without a letter or a digit nobody holds it.
        blind: whether only the words count that are not hidden from who reviews.
    """
    words, rows = folded(phrase), _BLIND_ROWS if blind else _ROWS
    if dialect == "sqlite":
        matches = rows.c[rows.name].op("MATCH")(bindparam(None, f'"{words}"'))
        return select(rows.c.rowid).where(matches)
    asked = func.phraseto_tsquery(literal_column("'simple'::regconfig"), words)
    return select(rows.c.application_id).where(rows.c.words.op("@@")(asked))
