"""The engine that uses several processes of this machine."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from casting.ranking.engines.inline import inline
from casting.ranking.engines.ranges import TRIES, Progress, Range, Result, Work


@dataclass(frozen=True)
class ProcessPool:
    """So many processes, begun anew where one of them dies.

    Raises, when it is called, `BrokenProcessPool` where processes keep dying, and whatever the work raises.
    """

    workers: int

    def __call__(
        self, work: Work[Result], ranges: Sequence[Range], *, progress: Progress | None = None
    ) -> list[Result]:
        """Do the work on all ranges; a single one is done here, since beginning a process takes longer."""
        if len(ranges) <= 1:
            return inline(work, ranges, progress=progress)
        done: dict[int, Result] = {}
        for tried in range(TRIES):
            try:
                self._do(work, ranges, done, progress)
            except BrokenProcessPool:
                if tried == TRIES - 1:
                    raise
            else:
                break
        return [done[place] for place in range(len(ranges))]

    def _do(
        self, work: Work[Result], ranges: Sequence[Range], done: dict[int, Result], progress: Progress | None
    ) -> None:
        """Do what is not done; what was done before a process died is kept."""
        # A process of its own, not a copy of this one with its threads and its open database.
        with ProcessPoolExecutor(self.workers, mp_context=get_context("spawn")) as pool:
            waiting = {pool.submit(work, *ranges[place]): place for place in range(len(ranges)) if place not in done}
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                if progress is not None:
                    progress(len(done), len(ranges))
