"""Files kept under the hash of their content: written once, never changed, found by their digest alone."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol, Self

from casting.domain.media import MediaRefused, Refusal

STALE_AFTER_SECONDS: Final = 3600.0
"""An unfinished upload that nothing was written to for so long has been abandoned."""

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
PIECE: Final = 256 << 10
"""So much is read at a time, in bytes."""


class VaultAway(OSError):
    """Where media live cannot be reached, or refuses: nothing was kept, nothing was lost, later it may work again."""


@dataclass(frozen=True)
class Condition:
    """One thing about where media live that was looked at.

    Attributes:
        found: what was found, in a few words.
        advice: what to do about it; empty where it is well.
    """

    name: str
    found: str
    advice: str = ""


class Vault(Protocol):
    """Where media live. A digest is the SHA-256 of the content as 64 lower-case hexadecimal digits.

    Every method that takes a digest raises ValueError for anything else, so that no path can be smuggled in, and every
    method may raise VaultAway.
    """

    def put(self, content: bytes | Path) -> str:
        """Keep the content (of the file, for a path); return its digest once it would survive a power cut."""
        ...

    def adopt(self, path: Path) -> str:
        """Keep a file of this machine, and return its digest; `path` stays until it is removed."""
        ...

    def incoming(self, *, limit_bytes: int | None = None) -> "Incoming":
        """Begin a file that arrives in pieces; more than `limit_bytes` are refused while they arrive."""
        ...

    def read(self, digest: str) -> bytes:
        """Return the content. Raises FileNotFoundError where there is none."""
        ...

    def chunks(self, digest: str, *, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Return the content from byte `first` to byte `last`, both included, in pieces of at most 256 KiB.

        Raises FileNotFoundError at once, not with the first piece.
        """
        ...

    def size(self, digest: str) -> int:
        """Return how many bytes the content has. Raises FileNotFoundError where there is none."""
        ...

    def file(self, digest: str) -> AbstractContextManager[Path]:
        """The content as a file of this machine, for a `with` statement. Raises FileNotFoundError."""
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
        """How many bytes can still be taken."""
        ...

    def sweep_unfinished(self, *, now: float) -> int:
        """Delete uploads abandoned an hour before `now` (seconds since the epoch); return how many."""
        ...

    def conditions(self, *, thorough: bool) -> tuple[Condition, ...]:
        """Look at whether media can be kept and found again; never raises on account of what it finds.

        Args:
            thorough: whether something is written and removed again, too.
        """
        ...


def checked(digest: str) -> str:
    """Return what is a digest. Raises ValueError for anything else."""
    if DIGEST.fullmatch(digest) is None:
        raise ValueError("not a SHA-256 digest in lower-case hexadecimal digits")
    return digest


class Shelf(Protocol):
    """What a vault offers to what arrives."""

    def begin(self) -> tuple[BinaryIO, Path]:
        """Create an unnamed file."""
        ...

    def publish(self, file: BinaryIO, unfinished: Path, digest: str) -> None:
        """Give a complete file its name, for good."""
        ...


class Incoming:
    """A file on its way into a vault. Use it in a `with`: whatever is not finished is removed.

    Attributes:
        size: bytes written so far.
    """

    def __init__(self, vault: Shelf, *, limit_bytes: int | None) -> None:
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

    def take(self, content: bytes | Path) -> None:
        """Add the content, or that of the file. Raises as `write` does."""
        if isinstance(content, bytes):
            self.write(content)
            return
        with content.open("rb") as source:
            while chunk := source.read(PIECE):
                self.write(chunk)

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
