"""Headshots prepared in child processes, so that a hostile picture takes down nothing but its own child.

A child has limits of memory and time, cannot write files, and gets no environment, so no secret of ours.
What passes between the two is length-prefixed bytes, checked on arrival, and never pickle: a child that a
picture has taken over could otherwise run its code in the parent.
"""

import os
import queue
import select
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

import casting
from casting.domain.media import Focus, MediaRefused, Refusal
from casting.media.frames import PREPARED, REFUSED, frame_length, framed, question
from casting.media.renditions import Renditions

_START_SECONDS: Final = 60.0
_SEARCH_PATH: Final = str(Path(casting.__file__).resolve().parent.parent)


def prepare_headshot_guarded(path: Path, *, seconds: float = 20, megabytes: int = 1024) -> Renditions:
    """Prepare one headshot in a child of its own, ended after `seconds` or at `megabytes` of address space.

    Raises MediaRefused as `prepare_headshot` does, and with `Refusal.TOO_COSTLY` when the child ran out of
    either or crashed; OSError when the file cannot be read; RuntimeError when no child can be started.
    """
    with HeadshotPool(workers=1, seconds=seconds, megabytes=megabytes) as pool:
        return pool.prepare(path)


class HeadshotPool:
    """Children that prepare one picture after another, each replaced when it dies. For a `with` statement.

    May be used from several threads; at most `workers` pictures are prepared at a time.
    """

    def __init__(self, *, workers: int = 2, seconds: float = 20, megabytes: int = 1024) -> None:
        self.workers = workers
        self._seats: queue.LifoQueue[_Seat] = queue.LifoQueue()
        for _ in range(workers):
            self._seats.put(_Seat(seconds=seconds, megabytes=megabytes))

    def prepare(self, path: Path, *, focus: Focus | None = None) -> Renditions:
        """Prepare one headshot, waiting for a free child. Raises as `prepare_headshot_guarded` does."""
        seat = self._seats.get()
        try:
            return seat.prepare(path, focus)
        finally:
            self._seats.put(seat)

    def prepare_each(self, paths: Iterable[Path]) -> Iterator[Renditions | MediaRefused]:
        """Prepare many, all children busy; yield one outcome per path, in order, a little ahead.

        A file that cannot be read ends it, in its turn, with an OSError whose `filename` is the path.
        """
        with ThreadPoolExecutor(self.workers) as threads:
            waiting: deque[Future[Renditions | MediaRefused]] = deque()
            for path in paths:
                waiting.append(threads.submit(self._outcome, path))
                if len(waiting) > 2 * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def close(self) -> None:
        """End the children. A picture that another thread is waiting for is finished first."""
        for _ in range(self.workers):
            self._seats.get().leave()

    def _outcome(self, path: Path) -> Renditions | MediaRefused:
        try:
            return self.prepare(path)
        except MediaRefused as refused:
            return refused

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Seat:
    """The place of one child: empty until it is needed, and again after a child has failed."""

    def __init__(self, *, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._child: _Child | None = None

    def prepare(self, path: Path, focus: Focus | None) -> Renditions:
        first_of_its_child = self._child is None
        try:
            return self._attempt(path, focus)
        except MediaRefused as refused:
            if refused.reason is not Refusal.TOO_COSTLY or first_of_its_child:
                raise
        # The pictures before may have left the child short of memory, or it was ended while idle.
        return self._attempt(path, focus)

    def leave(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _attempt(self, path: Path, focus: Focus | None) -> Renditions:
        """Ask the child; one that failed or ran out of something serves no longer."""
        if self._child is None:
            self._child = _Child(seconds=self._seconds, megabytes=self._megabytes)
        try:
            return self._child.prepare(path, focus)
        except MediaRefused as refused:
            if refused.reason is Refusal.TOO_COSTLY:
                self.leave()
            raise


class _Child:
    """One running `casting.media.child`."""

    def __init__(self, *, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        with tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-m", "casting.media.child", str(seconds), str(megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                bufsize=0,
                env={"PYTHONPATH": _SEARCH_PATH},
                process_group=0,
            )
            self._questions = cast("IO[bytes]", self._process.stdin)
            self._answers = cast("IO[bytes]", self._process.stdout)
            self._arrivals = select.poll()
            self._arrivals.register(self._answers, select.POLLIN)
            try:
                self._answer(_START_SECONDS)
            except (TimeoutError, EOFError, ValueError) as error:
                self.end()
                complaints.seek(0)
                said = complaints.read().decode(errors="replace")
                raise RuntimeError(f"The process that prepares pictures did not start. {said}") from error

    def prepare(self, path: Path, focus: Focus | None) -> Renditions:
        """Have one picture prepared. No answer in time, none at all or a senseless one are all too costly."""
        try:
            self._questions.write(framed(question(path, focus)))
            answer = self._answer(self._seconds)
            kind, rest = answer[:1], answer[1:]
            if kind == PREPARED:
                return Renditions.unpacked(rest)
            refusal = Refusal(rest.decode()) if kind == REFUSED else None
            number = int(rest) if refusal is None else 0
        except (BrokenPipeError, TimeoutError, EOFError, ValueError) as error:
            raise MediaRefused(Refusal.TOO_COSTLY) from error
        if refusal is not None:
            raise MediaRefused(refusal)
        raise OSError(number, os.strerror(number), str(path))

    def end(self) -> None:
        """Kill it; it holds nothing that could be lost."""
        self._process.kill()
        self._process.wait()
        self._questions.close()
        self._answers.close()

    def _answer(self, seconds: float) -> bytes:
        """Read one frame. Raises TimeoutError, EOFError when the child has died, ValueError when too long."""
        deadline = time.monotonic() + seconds
        return self._read(frame_length(self._read(4, deadline)), deadline)

    def _read(self, count: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not self._arrivals.poll(left * 1000):
                raise TimeoutError
            piece = self._answers.read(count - len(content))
            if not piece:
                raise EOFError
            content += piece
        return bytes(content)
