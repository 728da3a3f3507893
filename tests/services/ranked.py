"""Applications and what people say of them, for the tests of ranking."""

from typing import Any

from sqlalchemy import Row, insert, select

from casting.services.preparing import prepare_pending
from casting.store.engine import reading
from casting.store.tables import ComparisonRow, RankingRunRow, ScoreRow, table
from tests.installation import NOON, PATH, Installation

HOME = f"/review/{PATH}"
RUN, SCORE = table(RankingRunRow), table(ScoreRow)


def fill(installation: Installation, amount: int, *, first: int = 0) -> list[str]:
    """So many applications, of which the later ones know more medicine; their references."""
    texts = ("I dance and I sing.", "I sew wounds at night in a field hospital.")
    made = [
        installation.apply(
            name=f"Person {number}",
            email=f"p{number}@example.org",
            medical_years=str(number),
            motivation=f"{texts[number % 2]} Number {number}.",
        )
        for number in range(first, first + amount)
    ]
    prepare_pending(installation.engine, now=NOON)
    return made


def mark(installation: Installation, reference: str, opinion: str, *, who: str = "director") -> None:
    """A member's opinion, through the page."""
    response = installation.signed_in(who).post(f"{HOME}/{reference}/mark", data={"opinion": opinion})
    assert response.status_code < 400, response.text


def compare(installation: Installation, winner: str, loser: str, *, withdrawn: bool = False) -> None:
    """The director's word that one application is better than another."""
    with installation.engine.begin() as connection:
        connection.execute(
            insert(table(ComparisonRow)).values(
                role_id=installation.role().role_id,
                winner_id=installation.application_id(winner),
                loser_id=installation.application_id(loser),
                member_id=installation.members["director"],
                compared_at=NOON,
                withdrawn=withdrawn,
            )
        )


def runs(installation: Installation) -> list[Row[Any]]:
    """All stored runs, the oldest first."""
    with reading(installation.engine) as session:
        return list(session.execute(select(RUN).order_by(RUN.c.id)))


def scores(installation: Installation) -> dict[int, Row[Any]]:
    """The published numbers by application."""
    with reading(installation.engine) as session:
        return {row.application_id: row for row in session.execute(select(SCORE))}
