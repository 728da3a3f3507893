"""Scoring that kills its process; alone here, since each process that is begun loads what its module names."""

import os
import signal
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casting.services.partitions import Part, score_partition


@dataclass(frozen=True)
class Deadly:
    """Scoring of a range, whose process is killed once when it has just written the first range."""

    url: str
    run_id: int
    now: datetime
    mark: str

    def __call__(self, first: int, last: int) -> Part:
        found = score_partition(self.url, self.run_id, self.now, first, last)
        try:
            Path(self.mark).touch(exist_ok=False)
        except FileExistsError:
            return found
        os.kill(os.getpid(), signal.SIGKILL)
        return found
