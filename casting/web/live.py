"""What colleagues do, sent to the pages that are open: one look a second at the database for all of them.

A stream lives for half a minute. Then the browser comes back by itself, says up to where it was told, and is asked
anew who it is and what it may see: so a stream ends with the rights to it, and who was away is told what she missed.
"""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType
from typing import Any

import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from casting.domain.happenings import Happening, Hearer
from casting.services.happenings import heard, missed
from casting.store.engine import reading
from casting.store.happenings import Cursor, Seen, Watch, cursor_at, cursor_now

log = structlog.get_logger()
EVERY = 1.0
HEARTBEAT = 10.0
COME_BACK = 1_000
"""Milliseconds after which a browser comes back when a stream has ended."""
MOST_OF_ONE = 8
MOST = 400
MOST_WAITING = 200
MANY = "many"


@dataclass(frozen=True, eq=False)
class Stream:
    """One open page: who looks at it, and what waits to be sent. None is the end."""

    hearer: Hearer
    waiting: asyncio.Queue[tuple[Cursor, Seen] | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def put(self, told: tuple[Cursor, Seen] | None) -> None:
        """Let it be sent. A page that cannot keep up is left to come back and ask what it missed."""
        if told is None or self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            told = None
        self.waiting.put_nowait(told)


class Live:
    """The streams of one process.

    Args:
        lives: for how many seconds a stream lives; 0 for an installation that sends none.
    """

    def __init__(self, engine: Engine, *, lives: float, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._lives = lives
        self._streams: set[Stream] = set()
        self._watch = Watch()
        self._watching: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def takes(self, member_id: int) -> bool:
        """Whether one more page of this member's can be told."""
        own = sum(stream.hearer.member_id == member_id for stream in self._streams)
        return self._lives > 0 and not self._closed and own < MOST_OF_ONE and len(self._streams) < MOST

    async def events(self, hearer: Hearer, *, cursor: Cursor | None, moment: datetime) -> AsyncIterator[bytes]:
        """The stream of one page, as it is sent.

        Args:
            cursor: up to where the page has been told; None for one that has just been opened, at `moment`.
        """
        stream = Stream(hearer)
        self._streams.add(stream)
        self._begin()
        until = asyncio.get_running_loop().time() + self._lives
        try:
            at, seen = await asyncio.to_thread(self._missed, hearer, cursor, moment)
            for event in _events(at, seen):
                yield event
            yield format_sse_event(event="here", data_str="", id=at.text(), retry=COME_BACK)
            while (left := until - asyncio.get_running_loop().time()) > 0:
                try:
                    told = await asyncio.wait_for(stream.waiting.get(), min(left, HEARTBEAT))
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
                    continue
                if told is None:
                    return
                for event in _events(*told):
                    yield event
        finally:
            self._streams.discard(stream)

    def close(self) -> None:
        """End all streams, and take no more; may be called from any thread."""
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        for stream in self._streams:
            stream.put(None)

    def _begin(self) -> None:
        if self._watching is None or self._watching.done():
            self._loop = asyncio.get_running_loop()
            self._watching = self._loop.create_task(self._look_on())

    async def _look_on(self) -> None:
        """Look once a second, as long as anybody is there; a database that is away for a while is asked again."""
        while self._streams:
            streams = tuple(self._streams)
            try:
                cursor, told, crowded = await asyncio.to_thread(self._look, [stream.hearer for stream in streams])
            except SQLAlchemyError as error:
                log.warning("nothing could be told", exc_info=error)
                await asyncio.sleep(HEARTBEAT)
                continue
            for stream in streams:
                many = crowded & {stream.hearer.role_id}
                if told.get(stream.hearer) or many:
                    stream.put((cursor, Seen(told.get(stream.hearer, ()), frozenset(many))))
            await asyncio.sleep(EVERY)

    def _look(self, hearers: Sequence[Hearer]) -> tuple[Cursor, dict[Hearer, tuple[Happening, ...]], frozenset[int]]:
        now = self._clock()
        with reading(self._engine) as session:
            seen = self._watch.look(session, now=now)
            told = dict(heard(session, seen.happenings, hearers)) if seen.happenings else {}
        return self._watch.cursor(now=now), told, seen.crowded

    def _missed(self, hearer: Hearer, cursor: Cursor | None, moment: datetime) -> tuple[Cursor, Seen]:
        now = self._clock()
        with reading(self._engine) as session:
            start = cursor or cursor_at(session, moment)
            return cursor_now(session, now), missed(session, hearer, start, now=now)


def _events(cursor: Cursor, seen: Seen) -> Iterator[bytes]:
    """One event for each application and kind: its reference and nothing of what it is."""
    at = cursor.text()
    if seen.crowded:
        yield format_sse_event(event=MANY, data_str="", id=at)
    for reference, kind in dict.fromkeys((one.reference, one.kind) for one in seen.happenings):
        yield format_sse_event(event=kind.value, data_str=reference, id=at)


@contextmanager
def ended_by_signals(live: Live) -> Iterator[None]:
    """While this lasts, the signals that end the process end the streams first: a server waits for open answers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {}

    def end(number: int, frame: FrameType | None) -> None:
        live.close()
        if callable(before[number]):
            before[number](number, frame)

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.getsignal(number)
        signal.signal(number, end)
    try:
        yield
    finally:
        for known, handler in before.items():
            if signal.getsignal(known) is end:
                signal.signal(known, handler)
