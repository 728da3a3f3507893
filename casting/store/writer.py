"""The writer: acts that wait at the same time share one durable commit.

Each process that takes applications has one writer, a thread with a connection of its own. It takes everything that is
waiting, begins one transaction, runs each act in a savepoint of its own, commits once, and only then answers. So the
price of a durable commit is paid once for many, a failing act fails alone, and nobody is told "received" before it is
on the disk.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from casting.domain.errors import Unready
from casting.domain.said import said
from casting.store.engine import WRITES

T = TypeVar("T")
AWAY = said("The database cannot be written at the moment. Nothing was changed; please send it again in a minute.")
CROSSED = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization_failure and deadlock_detected."""
MOST_AGAIN = 5


@dataclass(frozen=True, eq=False)
class _Waiting:
    act: Callable[[Connection], Any]
    answer: Future[Any]


@dataclass(frozen=True, eq=False)
class _Result:
    """What an act came to: its value, or what it raised with nothing of it kept."""

    waiting: _Waiting
    value: Any = None
    refused: Exception | None = None

    @property
    def crossed(self) -> bool:
        """Whether two processes waited for each other's rows, and PostgreSQL ended that by failing this act of ours.

        Two writers that are sent the same forms in another order come to that. Our other acts are committed first, so
        that the other process goes on; then this one can be run again.
        """
        return isinstance(self.refused, OperationalError) and getattr(self.refused.orig, "sqlstate", "") in CROSSED

    def tell(self) -> None:
        """Answer, now that it is on the disk."""
        if self.refused is None:
            self.waiting.answer.set_result(self.value)
        else:
            # A full disk fails single acts: their senders are told what to do, as when nothing at all can be written.
            full = isinstance(self.refused, OperationalError)
            self.waiting.answer.set_exception(_unready(self.refused) if full else self.refused)


class Writer:
    """Runs acts on one thread; see the module.

    Args:
        most: the most acts that share one commit, so that the first of a crowd does not wait for the last.
    """

    def __init__(self, engine: Engine, *, most: int = 256) -> None:
        self._engine = engine
        self._most = most
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._closing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, act: Callable[[Connection], T]) -> "Future[T]":
        """Hand over one act; the future is answered after the commit that holds it.

        The act runs on the writer's thread with an open transaction. It must not commit, and it may be run again where
        another process stood in its way. What it raises, the future raises, and nothing of it is kept. The future
        raises Unready where the commit failed, the disk is full, or the database is away.

        Raises:
            Unready: the writer was closed.
        """
        answer: Future[T] = Future()
        with self._closing:  # nothing is put behind the end, where nobody would answer it
            if self._closed:
                raise Unready(AWAY)
            self._waiting.put(_Waiting(act, answer))
        return answer

    def close(self) -> None:
        """Finish what is waiting and stop."""
        with self._closing:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        while True:
            batch, last = self._take()
            if batch:
                connection = self._serve(connection, batch)
            if last:
                break
        if connection is not None:
            connection.close()

    def _take(self) -> tuple[list[_Waiting], bool]:
        batch: list[_Waiting] = []
        entry = self._waiting.get()
        while entry is not None:
            if entry.answer.set_running_or_notify_cancel():
                batch.append(entry)
            if len(batch) >= self._most:
                return batch, False
            try:
                entry = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _serve(
        self, connection: Connection | None, batch: list[_Waiting], *, again: int = MOST_AGAIN
    ) -> Connection | None:
        """Run and commit one batch; returns the connection to use next, or None where it is broken."""
        try:
            if connection is None:
                connection = self._engine.connect().execution_options(**{WRITES: True})
            with connection.begin():
                results = [_run_alone(connection, waiting) for waiting in batch]
        except Exception as error:  # noqa: BLE001 - whatever broke the commit broke it for all: none was kept
            if connection is not None:
                with suppress(Exception):
                    connection.invalidate()
                    connection.close()
            for waiting in batch:
                waiting.answer.set_exception(_unready(error))
            return None
        crossed = [result.waiting for result in results if again and result.crossed]
        for result in results:
            if not (again and result.crossed):
                result.tell()
        return self._serve(connection, crossed, again=again - 1) if crossed else connection


def _run_alone(connection: Connection, waiting: _Waiting) -> _Result:
    """Run one act in its own savepoint.

    Raises:
        DBAPIError: the connection or the whole transaction is gone, which no savepoint can mend.
    """
    # Said as they are: `begin_nested` would compile each of these statements anew, every time.
    connection.exec_driver_sql("SAVEPOINT act")
    try:
        result = _Result(waiting, waiting.act(connection))
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT act")
        result = _Result(waiting, refused=error)
    connection.exec_driver_sql("RELEASE SAVEPOINT act")
    return result


def _unready(error: Exception) -> Unready:
    refused = Unready(AWAY)
    refused.__cause__ = error
    return refused
