"""Files kept under the hash of their content: written once, never changed, found by their digest alone."""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol, Self

from casting.domain.media import MediaRefused, Refusal

STALE_AFTER_SECONDS: Final = 3600.0
"""An unfinished upload that nothing was written to for so long has been abandoned."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CHUNK: Final = 1 << 20


class Vault(Protocol):
    """Where media live. A digest is the SHA-256 of the content as 64 lower-case hexadecimal digits.

    Every method that takes a digest raises ValueError for anything else, so that no path can be smuggled in.
    """

    def put(self, content: bytes | Path) -> str:
        """Keep the content (of the file, for a path); return its digest once it would survive a power cut."""
        ...

    def adopt(self, path: Path) -> str:
        """Keep a file of the same disk without copying it, and return its digest; `path` stays until it is removed."""
        ...

    def incoming(self, *, limit_bytes: int | None = None) -> "Incoming":
        """Begin a file that arrives in pieces; more than `limit_bytes` are refused while they arrive."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """Open for reading. Raises FileNotFoundError where there is no such content."""
        ...

    def path(self, digest: str) -> Path:
        """Return where the content lies or would lie."""
        ...

    def exists(self, digest: str) -> bool:
        """Whether the content is kept here."""
        ...

    def remove(self, digest: str, *, unless_put_since: float | None = None) -> bool:
        """Delete the content; false where there is none, or it was put at or after `unless_put_since`."""
        ...

    def digests(self) -> Iterator[tuple[str, float]]:
        """Yield each digest with the time it was last put, in seconds since the epoch."""
        ...

    def verify(self, digest: str) -> bool:
        """Whether the content is kept and still has its hash."""
        ...

    def free_bytes(self) -> int:
        """How many bytes can still be stored."""
        ...

    def sweep_unfinished(self, *, now: float) -> int:
        """Delete uploads abandoned an hour before `now` (seconds since the epoch); return how many."""
        ...


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
            if isinstance(content, bytes):
                incoming.write(content)
            else:
                with content.open("rb") as source:
                    while chunk := source.read(_CHUNK):
                        incoming.write(chunk)
            return incoming.finish()

    def adopt(self, path: Path) -> str:
        """Keep a file of the same disk without copying it, and return its digest; `path` stays until it is removed.

        The caller writes to it no more: it is the same file under a second name.
        """
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as second, path.open("r+b") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = Path(second) / digest
            os.link(path, name)
            self.publish(file, name, digest)
        return digest

    def incoming(self, *, limit_bytes: int | None = None) -> "Incoming":
        """Begin a file that arrives in pieces; more than `limit_bytes` are refused while they arrive."""
        return Incoming(self, limit_bytes=limit_bytes)

    def open(self, digest: str) -> BinaryIO:
        """Open for reading. Raises FileNotFoundError where there is no such content."""
        return self.path(digest).open("rb")

    def path(self, digest: str) -> Path:
        """Return where the content lies or would lie. Raises ValueError for what is not a digest."""
        if _DIGEST.fullmatch(digest) is None:
            raise ValueError("not a SHA-256 digest in lower-case hexadecimal digits")
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
            if _DIGEST.fullmatch(path.name):
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


class Incoming:
    """A file on its way into a vault. Use it in a `with`: whatever is not finished is removed.

    Attributes:
        size: bytes written so far.
    """

    def __init__(self, vault: FolderVault, *, limit_bytes: int | None) -> None:
        self.size = 0
        self._vault = vault
        self._limit_bytes = limit_bytes
        self._hash = hashlib.sha256()
        self._file, self._unfinished = vault.begin()

    def write(self, chunk: bytes) -> None:
        """Add a piece.

        Raises MediaRefused (too large) before the limit is crossed, OSError when the disk is full.
        """
        if self._limit_bytes is not None and self.size + len(chunk) > self._limit_bytes:
            raise MediaRefused(Refusal.TOO_LARGE)
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def finish(self) -> str:
        """Keep what was written and return its digest once it would survive a power cut."""
        digest = self._hash.hexdigest()
        self._vault.publish(self._file, self._unfinished, digest)
        return digest

    def discard(self) -> None:
        """Remove what was written, unless it was finished. Never fails on account of the file."""
        with suppress(OSError):  # a full disk fails the last flush; the file goes in any case
            self._file.close()
        self._unfinished.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()
