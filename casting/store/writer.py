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
from sqlalchemy.exc import DBAPIError

from casting.domain.errors import Unready
from casting.store.engine import WRITES

T = TypeVar("T")
AWAY = "The database cannot be written at the moment. Nothing was changed; please send it again in a minute."


@dataclass(frozen=True)
class _Waiting:
    act: Callable[[Connection], Any]
    answer: Future[Any]


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
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, act: Callable[[Connection], T]) -> "Future[T]":
        """Hand over one act; the future is answered after the commit that holds it.

        The act runs on the writer's thread with an open transaction; it must not commit. What it raises, the future
        raises, and nothing of it is kept. The future raises Unready where the commit failed or the database is away.
        """
        if self._closed:
            raise Unready(AWAY)
        answer: Future[T] = Future()
        self._waiting.put(_Waiting(act, answer))
        return answer

    def close(self) -> None:
        """Finish what is waiting and stop."""
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

    def _serve(self, connection: Connection | None, batch: list[_Waiting]) -> Connection | None:
        """Run and commit one batch; returns the connection to use next, or None where it is broken."""
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            if connection is None:
                connection = self._engine.connect().execution_options(**{WRITES: True})
            with connection.begin():
                answers += [(waiting.answer, *_run_alone(connection, waiting.act)) for waiting in batch]
        except Exception as error:  # noqa: BLE001 - whatever broke the commit broke it for all: none was kept
            if connection is not None:
                with suppress(Exception):
                    connection.invalidate()
                    connection.close()
            for waiting in batch:
                waiting.answer.set_exception(_unready(error))
            return None
        for answer, value, refused in answers:
            if refused is None:
                answer.set_result(value)
            else:
                answer.set_exception(refused)
        return connection


def _run_alone(connection: Connection, act: Callable[[Connection], Any]) -> tuple[Any, BaseException | None]:
    """Run one act in its own savepoint: its value, or what it raised with nothing of it kept.

    Raises:
        DBAPIError: the connection itself is gone, which no savepoint can mend.
    """
    savepoint = connection.begin_nested()
    try:
        value = act(connection)
        savepoint.commit()
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        savepoint.rollback()
        return None, error
    return value, None


def _unready(error: Exception) -> Unready:
    refused = Unready(AWAY)
    refused.__cause__ = error
    return refused
