"""Work for engines, some of it deadly; alone here, since each process that is begun loads what its module names."""

import hashlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path


def digest(first: int, last: int) -> str:
    return hashlib.sha256(bytes(range(first, last))).hexdigest()


def failing(first: int, last: int) -> str:
    raise ValueError(f"{first} to {last}")


@dataclass(frozen=True)
class Deadly:
    """Work that kills the first process that comes to one of its ranges; any, where it is `always` deadly."""

    mark: str
    always: bool = False

    def __call__(self, first: int, last: int) -> str:
        if first == 9 and (self.always or not Path(self.mark).exists()):
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return digest(first, last)
