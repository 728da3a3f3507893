"""Files that arrive in pieces: each piece is on disk for good before it counts."""

import fcntl
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_OURS = re.compile(r"[A-Za-z0-9_-]{1,100}")


class PieceFolder:
    """A folder of unfinished files, each under a random name that we made, for its owner alone (0600)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, name: str) -> None:
        """Make an empty file. Raises FileExistsError where the name is taken, OSError when the disk is full."""
        os.close(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def path(self, name: str) -> Path:
        """Where the file of this name lies."""
        return self.folder / name

    def alone(self, name: str) -> "Alone":
        """Write to a file while nobody else does, for a `with` statement.

        Raises FileNotFoundError, also where we would never give such a name.
        """
        if not _OURS.fullmatch(name):
            raise FileNotFoundError(name)
        return Alone(self.path(name))

    def remove(self, name: str) -> None:
        """Delete the file, if there is one."""
        self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield the name of each file and when it was last written to, in seconds since the epoch."""
        for path in self.folder.iterdir():
            try:
                if path.is_file():
                    yield path.name, path.stat().st_mtime
            except FileNotFoundError:
                continue


class Alone:
    """One file that this process alone writes to."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def write(self, piece: bytes, *, at: int) -> None:
        """Put a piece at its place; on return it would survive a power cut.

        Raises OSError when the disk is full; what lay before `at` is whole in any case.
        """
        with memoryview(piece) as left:
            done = 0
            while done < len(piece):
                done += os.pwrite(self._descriptor, left[done:], at + done)
        os.fsync(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
