"""An application is kept with the same work whoever is there already, and hidden with what was said before."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from casting.forms.application import Application, read_application
from casting.services.apply import Submission, submit
from casting.store.calls import KeptRole
from casting.store.engine import reading, writing
from casting.store.tables import ApplicationRow, ConflictRow, RoleRow, table
from tests.installation import ANSWERS, CALL, NOON, Installation, furnished

ROWS_READ = """
    SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
"""


@pytest.fixture
def installation(furnished_url: str, tmp_path: Path) -> Iterator[Installation]:
    made = furnished(furnished_url, tmp_path)
    yield made
    made.close()


def submission(role: KeptRole, name: str, *, email: str) -> Submission:
    typed = {**ANSWERS, "email": email}
    checked = read_application(typed, call=role.call, role=role.role, asked=role.asked, today=date(2026, 3, 8))
    assert isinstance(checked, Application), checked
    return Submission(checked, (), name, (f"REF-{name}",), NOON)


def keep(installation: Installation, role: KeptRole, names: list[str]) -> None:
    with writing(installation.engine) as session:
        for name in names:
            submit(session.connection(), role, submission(role, name, email=f"{name}@example.org"))


def declare(installation: Installation, application_id: int) -> None:
    """A conflict of the director's with an application, as it stands in the database."""
    member_id = installation.members["director"]
    said = {"reason": "She is my sister-in-law.", "declared_by": member_id, "declared_at": NOON, "end_reason": ""}
    with writing(installation.engine) as session:
        conflict = {"application_id": application_id, "member_id": member_id, **said}
        session.execute(insert(table(ConflictRow)).values(conflict))


def work_of(connection: Connection, role: KeptRole, name: str) -> int:
    """What a database does to keep one application: steps of SQLite's machine, or rows that PostgreSQL reads."""
    sent = submission(role, name, email=f"{name}@example.org")
    if connection.dialect.name == "postgresql":
        before = connection.exec_driver_sql(ROWS_READ).scalar_one()
        submit(connection, role, sent)
        return int(connection.exec_driver_sql(ROWS_READ).scalar_one() - before)
    steps, driver = [0], connection.connection.driver_connection
    assert driver is not None

    def step() -> int:
        steps[0] += 1
        return 0

    driver.set_progress_handler(step, 1)
    submit(connection, role, sent)
    driver.set_progress_handler(None, 1)
    return steps[0]


def test_it_is_the_same_work_to_keep_one_among_ten_and_among_hundreds(installation: Installation) -> None:
    role, work = installation.role(), []
    keep(installation, role, [f"early-{number}" for number in range(10)])
    declare(installation, installation.application_id("REF-early-0"))
    for others in (0, 400):
        keep(installation, role, [f"other-{number}" for number in range(others)])
        with writing(installation.engine) as session:
            submit(session.connection(), role, submission(role, f"first-{others}", email=f"first-{others}@example.org"))
            work.append(work_of(session.connection(), role, f"second-{others}"))
    assert work[1] <= work[0] + 20, work


def test_who_applies_for_another_role_of_the_call_is_hidden_at_once_where_a_conflict_stands(
    installation: Installation,
) -> None:
    people = ["hers", "cleared", "hers-in-another-call", "others"]
    keep(installation, installation.role(), people)
    for name in people[:3]:
        declare(installation, installation.application_id(f"REF-{name}"))
    conflicts, roles, applications = table(ConflictRow), table(RoleRow), table(ApplicationRow)
    ended = installation.application_id("REF-cleared")
    with writing(installation.engine) as session:
        session.execute(update(conflicts).where(conflicts.c.application_id == ended).values(ended_at=NOON))

    def apply(role: KeptRole, *names: str) -> None:
        with writing(installation.engine) as session:
            for name in names:
                sent = submission(role, f"late-{name}", email=f"{name}@example.org")
                submit(session.connection(), role, sent)

    apply(installation.role("elsewhere/somebody"), "hers-in-another-call")
    moved = {"slug": "other", "call_id": installation.role().call_id}
    with writing(installation.engine) as session:
        session.execute(update(roles).where(roles.c.slug == "somebody").values(moved))
    installation.change_call()
    apply(installation.role(f"{CALL}/other"), "hers", "cleared", "others")
    with reading(installation.engine) as session:
        late = select(applications.c.reference, conflicts.c.member_id, conflicts.c.reason, conflicts.c.declared_at)
        late = late.join(conflicts, conflicts.c.application_id == applications.c.id)
        found = session.execute(late.where(applications.c.reference.startswith("REF-late"))).all()
    told = ("REF-late-hers", installation.members["director"], "She is my sister-in-law.", NOON)
    assert [tuple(row) for row in found] == [told]
