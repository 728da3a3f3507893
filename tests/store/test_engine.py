"""What the engine does beside opening connections."""

from sqlalchemy import text

from casting.store.engine import keep_statistics
from tests.installation import Installation


def test_a_worker_has_the_database_look_at_what_its_tables_hold(installation: Installation) -> None:
    for number in range(3):
        installation.apply(name=f"Person {number}", email=f"p{number}@example.org")
    installation.work()
    if installation.engine.dialect.name == "postgresql":
        keep_statistics(installation.engine)  # it does so by itself: nothing is asked, nothing fails
        return
    with installation.engine.connect() as connection:
        known: dict[str, str] = dict(
            connection.execute(text("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'application'")).all()
        )
    assert known["application_standing"].split()[0] == "3"
