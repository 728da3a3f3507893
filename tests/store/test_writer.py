"""The writer: many acts, one durable commit, and nobody answered before it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from casting.domain.errors import Unready
from casting.store.engine import connect, durability
from casting.store.writer import Writer

ENOUGH = 30.0


@dataclass
class Desk:
    """A writer on a table of its own, and what its connection did, in order."""

    engine: Engine
    writer: Writer
    done: list[str] = field(default_factory=list)

    def put(self, key: int, body: str = "") -> "Future[int]":
        return self.writer.submit(lambda connection: put(connection, key, body))

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """What is handed over inside waits, and is then taken together."""
        begun, go = threading.Event(), threading.Event()

        def hold(_connection: Connection) -> None:
            begun.set()
            go.wait(ENOUGH)

        held = self.writer.submit(hold)
        assert begun.wait(ENOUGH)
        try:
            yield
        finally:
            go.set()
        held.result(ENOUGH)

    def keys(self) -> list[int]:
        with self.engine.connect() as connection:
            return list(connection.scalars(text("SELECT key FROM desk ORDER BY key")))


def put(connection: Connection, key: int, body: str = "") -> int:
    connection.execute(text("INSERT INTO desk (key, body) VALUES (:key, :body)"), {"key": key, "body": body})
    return key


@pytest.fixture
def desk(bare_database_url: str) -> Iterator[Desk]:
    engine = connect(bare_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE desk (key INTEGER PRIMARY KEY, body TEXT NOT NULL CHECK (body <> 'no'))"))
    made = Desk(engine, Writer(engine))
    event.listen(engine, "begin", lambda _connection: made.done.append("begin"))
    event.listen(engine, "commit", lambda _connection: made.done.append("commit"))
    yield made
    made.writer.close()
    engine.dispose()


def test_what_waits_at_the_same_time_shares_one_commit(desk: Desk) -> None:
    with desk.held_back():
        desk.done.clear()
        answers = [desk.put(key) for key in range(100)]
    assert [answer.result(ENOUGH) for answer in answers] == list(range(100))
    assert desk.done == ["commit", "begin", "commit"]  # the one that held them back, and theirs
    assert desk.keys() == list(range(100))


def test_no_more_than_so_many_share_a_commit(desk: Desk) -> None:
    few = Desk(desk.engine, Writer(desk.engine, most=10))
    with few.held_back():
        desk.done.clear()
        answers = [few.put(key) for key in range(30)]
    wait(answers, ENOUGH)
    few.writer.close()
    assert desk.done.count("commit") == 4
    assert desk.keys() == list(range(30))


def test_an_act_that_fails_fails_alone(desk: Desk) -> None:
    def fails_late(connection: Connection) -> None:
        put(connection, 6)
        raise LookupError("nothing of this is kept")

    with desk.held_back():
        before, doubled, forbidden = desk.put(1), desk.put(1), desk.put(2, "no")
        raised, after = desk.writer.submit(fails_late), desk.put(3)
    assert (before.result(ENOUGH), after.result(ENOUGH)) == (1, 3)
    with pytest.raises(IntegrityError):
        doubled.result(ENOUGH)
    with pytest.raises(IntegrityError):
        forbidden.result(ENOUGH)
    with pytest.raises(LookupError, match="nothing of this"):
        raised.result(ENOUGH)
    assert desk.keys() == [1, 3]


def test_the_answer_comes_after_the_commit(desk: Desk) -> None:
    desk.done.clear()
    answer = desk.writer.submit(lambda connection: desk.done.append(f"act {put(connection, 1)}"))
    answer.add_done_callback(lambda _answer: desk.done.append("answer"))
    answer.result(ENOUGH)
    desk.writer.close()
    assert desk.done == ["begin", "act 1", "commit", "answer"]


def test_a_failing_commit_fails_all_and_the_next_one_works(desk: Desk) -> None:
    broken = [True]

    def commit_fails(_connection: Connection) -> None:
        if broken.pop() if broken else False:
            raise OSError("the disk is gone")

    with desk.held_back():
        event.listen(desk.engine, "commit", commit_fails)
        broken.append(False)  # the commit of the one that holds them back
        answers = [desk.put(key) for key in range(5)]
    for answer in answers:
        with pytest.raises(Unready, match="Nothing was changed"):
            answer.result(ENOUGH)
    assert desk.keys() == []
    assert desk.put(7).result(ENOUGH) == 7
    assert desk.keys() == [7]


def test_a_connection_that_breaks_in_the_middle_fails_all_and_is_replaced(desk: Desk) -> None:
    def breaks(connection: Connection) -> None:
        connection.invalidate()
        put(connection, 2)

    with desk.held_back():
        answers: list[Future[Any]] = [desk.put(1), desk.writer.submit(breaks), desk.put(3)]
    for answer in answers:
        with pytest.raises(Unready):
            answer.result(ENOUGH)
    assert desk.put(4).result(ENOUGH) == 4
    assert desk.keys() == [4]


def test_what_was_cancelled_while_it_waited_is_not_done(desk: Desk) -> None:
    with desk.held_back():
        first, second = desk.put(1), desk.put(2)
        assert first.cancel()
    assert second.result(ENOUGH) == 2
    assert first.cancelled()
    assert desk.keys() == [2]


def test_closing_finishes_what_waits_and_takes_nothing_more(desk: Desk) -> None:
    with desk.held_back():
        answers = [desk.put(key) for key in range(20)]
        closing = threading.Thread(target=desk.writer.close)
        closing.start()
    closing.join(ENOUGH)
    assert [answer.result(0) for answer in answers] == list(range(20))
    with pytest.raises(Unready):
        desk.put(99)
    assert desk.keys() == list(range(20))


def reasons(error: BaseException | None) -> str:
    """What it came from: SQLite may end the whole transaction when the disk is full, so that no savepoint is left."""
    return "" if error is None else f"{error}; {reasons(error.__cause__ or error.__context__)}"


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_a_full_disk_refuses_what_does_not_fit_and_loses_nothing(desk: Desk) -> None:
    def limit(pages: int) -> Callable[[Connection], None]:
        return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").close()

    pages = desk.writer.submit(lambda c: int(c.exec_driver_sql("PRAGMA page_count").scalar_one())).result(ENOUGH)
    desk.writer.submit(limit(pages + 20)).result(ENOUGH)
    kept: list[int] = []
    refused: list[BaseException] = []
    for first in range(0, 60, 6):
        with desk.held_back():
            answers = [desk.put(key, "x" * 3000) for key in range(first, first + 6)]
        wait(answers, ENOUGH)
        kept += [answer.result(0) for answer in answers if answer.exception(0) is None]
        refused += [error for answer in answers if (error := answer.exception(0)) is not None]
    assert kept
    assert refused
    assert {type(error) for error in refused} == {Unready}
    assert all("full" in reasons(error) for error in refused)
    assert desk.keys() == kept
    desk.writer.submit(limit(1_000_000)).result(ENOUGH)
    assert desk.put(1000).result(ENOUGH) == 1000
    assert desk.keys() == [*kept, 1000]


def test_the_writers_own_connection_is_durable(desk: Desk) -> None:
    settings = desk.writer.submit(durability).result(ENOUGH)
    found = {setting.setting: (setting.value, setting.enough) for setting in settings}
    if desk.engine.dialect.name == "sqlite":
        assert found == {"journal_mode": ("wal", True), "synchronous": ("2", True), "foreign_keys": ("1", True)}
    else:  # fsync itself is off in the tests' own server, which `doctor` would say
        assert found["synchronous_commit"] == ("on", True)


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_what_was_answered_stands_in_the_log_of_the_database(desk: Desk, tmp_path: Path) -> None:
    """The answer comes after SQLite has written the log (and, by the setting above, has waited for the disk)."""
    log = tmp_path / "bare.sqlite-wal"
    sizes = []
    for key in range(5):
        desk.put(key, f"body-{key}-of-the-application").result(ENOUGH)
        assert f"body-{key}-of-the-application".encode() in log.read_bytes()
        sizes.append(log.stat().st_size)
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("bare_database_url", ["postgresql"], indirect=True)
def test_two_writers_that_wait_for_each_other_both_succeed(desk: Desk) -> None:
    """Each holds the row that the other wants: PostgreSQL fails one of the acts, which is then run again."""
    other = Desk(desk.engine, Writer(desk.engine))
    first_rows_are_written = threading.Barrier(2)
    runs: list[int] = []

    def put_once(key: int) -> Callable[[Connection], int]:
        def act(connection: Connection) -> int:
            runs.append(key)
            connection.execute(text("INSERT INTO desk VALUES (:key, '') ON CONFLICT DO NOTHING"), {"key": key})
            return key

        return act

    def meet(_connection: Connection) -> None:
        first_rows_are_written.wait(ENOUGH)

    with desk.held_back(), other.held_back():
        answers: list[Future[Any]] = [desk.writer.submit(act) for act in (put_once(1), meet, put_once(2))]
        answers += [other.writer.submit(act) for act in (put_once(2), meet, put_once(1))]
    results = [answer.result(ENOUGH) for answer in answers]
    other.writer.close()
    assert results == [1, None, 2, 2, None, 1]
    assert len(runs) == 5
    assert desk.keys() == [1, 2]


def test_an_operational_fault_is_told_as_unready(desk: Desk) -> None:
    def fault(_connection: Connection) -> None:
        raise OperationalError("INSERT", {}, Exception("disk"))

    with pytest.raises(Unready):
        desk.writer.submit(fault).result(ENOUGH)
    assert desk.put(1).result(ENOUGH) == 1
