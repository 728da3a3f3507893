"""A vault in a folder of this machine."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from casting.media.vault import DIGEST, PIECE, STALE_AFTER_SECONDS, Condition, Incoming, checked


class FolderVault:
    """A vault in a folder: `ab/cd/abcd…`, each file for its owner alone (0600).

    A file gets its name only when it is complete: it is written in `incoming/`, synchronised, and renamed.
    `durable=False` leaves out the synchronising, for data that can be made again.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self._unfinished = folder / "incoming"
        self._unfinished.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, content: bytes | Path) -> str:
        """Keep the content and return its digest. Putting the same again only renews its time.

        Raises OSError (disk full, file unreadable); the content is then kept or not, but never in part.
        """
        with self.incoming() as incoming:
            incoming.take(content)
            return incoming.finish()

    def adopt(self, path: Path) -> str:
        """Keep a file of the same disk without copying it.

        The caller writes to it no more: it is the same file under a second name.
        """
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as second, path.open("r+b") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = Path(second) / digest
            os.link(path, name)
            self.publish(file, name, digest)
        return digest

    def incoming(self, *, limit_bytes: int | None = None) -> Incoming:
        """Begin a file that arrives in pieces; more than `limit_bytes` are refused while they arrive."""
        return Incoming(self, limit_bytes=limit_bytes)

    def read(self, digest: str) -> bytes:
        """Return the content. Raises FileNotFoundError where there is none."""
        return self.path(digest).read_bytes()

    def chunks(self, digest: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Return the content, or the part from `first` to `last`, in pieces."""
        file = self.path(digest).open("rb")
        file.seek(first)
        return _pieces(file, None if last is None else last - first + 1)

    def size(self, digest: str) -> int:
        """Return how many bytes the content has. Raises FileNotFoundError where there is none."""
        return self.path(digest).stat().st_size

    @contextmanager
    def file(self, digest: str) -> Iterator[Path]:
        """The file itself: nobody writes to it."""
        path = self.path(digest)
        path.stat()
        yield path

    def path(self, digest: str) -> Path:
        """Return where the content lies or would lie. Raises ValueError for what is not a digest."""
        checked(digest)
        return self.folder / digest[:2] / digest[2:4] / digest

    def exists(self, digest: str) -> bool:
        """Whether the content is kept here."""
        return self.path(digest).is_file()

    def remove(self, digest: str, *, unless_put_since: float | None = None) -> bool:
        """Delete the content; false where there is none, or where it was put at or after `unless_put_since`.

        File comes before row: the sweep of orphans passes a time some minutes back, so that content which
        somebody has just put (again), and whose row is about to be written, stays.
        """
        path = self.path(digest)
        with self._lock(fcntl.LOCK_EX):
            try:
                if unless_put_since is not None and path.stat().st_mtime >= unless_put_since:
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
            self._sync_folder(path.parent)
        return True

    def digests(self) -> Iterator[tuple[str, float]]:
        """Yield each digest with the time it was last put, in seconds since the epoch, in no order."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if DIGEST.fullmatch(path.name):
                try:
                    yield path.name, path.stat().st_mtime
                except FileNotFoundError:
                    continue

    def verify(self, digest: str) -> bool:
        """Whether the content is kept and still has its hash."""
        try:
            with self.path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False

    def free_bytes(self) -> int:
        """How many bytes this process may still write in the folder's file system."""
        return shutil.disk_usage(self.folder).free

    def sweep_unfinished(self, *, now: float) -> int:
        """Delete uploads abandoned an hour before `now` (seconds since the epoch); return how many."""
        swept = 0
        for path in self._unfinished.iterdir():
            try:
                if path.stat().st_mtime < now - STALE_AFTER_SECONDS:
                    path.unlink()
                    swept += 1
            except FileNotFoundError:
                continue
        return swept

    def conditions(self, *, thorough: bool) -> tuple[Condition, ...]:
        """Whether the folder takes a file."""
        try:
            if thorough:
                self.incoming().discard()
        except OSError as error:
            return (Condition("Media", f"the folder takes no file: {error.strerror}", "Make it writable."),)
        return (Condition("Media", "a folder"),)

    def begin(self) -> tuple[BinaryIO, Path]:
        """Create an unnamed file for `Incoming` to write."""
        descriptor, name = tempfile.mkstemp(dir=self._unfinished)
        return os.fdopen(descriptor, "wb"), Path(name)

    def publish(self, file: BinaryIO, unfinished: Path, digest: str) -> None:
        """Give a complete file its name, for good. Replaces a copy that may have rotted meanwhile."""
        target = self.path(digest)
        file.flush()
        os.utime(file.fileno())  # "last put" is this moment, not that of the last piece
        if self.durable:
            os.fsync(file.fileno())
        with self._lock(fcntl.LOCK_SH):
            target.parent.parent.mkdir(mode=0o700, exist_ok=True)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            unfinished.replace(target)
            # Another process may have made these folders a moment ago and not have synchronised them yet.
            for folder in (target.parent, target.parent.parent, self.folder):
                self._sync_folder(folder)

    def _sync_folder(self, folder: Path) -> None:
        if not self.durable:
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Keep putting (shared) and removing (alone) apart, across processes."""
        descriptor = os.open(self._unfinished, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)


def _pieces(file: BinaryIO, left: int | None) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE if left is None else min(PIECE, left)):
            left = None if left is None else left - len(piece)
            yield piece
