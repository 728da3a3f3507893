"""The engine that uses a Dask cluster. Its workers have the package installed and reach the database by its address."""

from collections.abc import Sequence
from dataclasses import dataclass

from distributed import Client, as_completed

from casting.ranking.engines.ranges import TRIES, Progress, Range, Result, Work


@dataclass(frozen=True)
class DaskCluster:
    """The cluster whose scheduler listens at this address, such as tcp://scheduler:8786.

    Raises, when it is called, OSError where nobody answers, `distributed.KilledWorker` where workers keep dying on a
    range, and whatever the work raises.
    """

    address: str

    def __call__(
        self, work: Work[Result], ranges: Sequence[Range], *, progress: Progress | None = None
    ) -> list[Result]:
        """Do the work on all ranges; a range whose worker dies is given to another one by the scheduler."""
        with Client(self.address, set_as_default=False) as client, client.as_current():
            # Not pure: the same range asked for again is done again, since what lies in the database may have changed.
            futures = [client.submit(work, first, last, pure=False, retries=TRIES) for first, last in ranges]
            for done, _ in enumerate(as_completed(futures), start=1):
                if progress is not None:
                    progress(done, len(ranges))
            found: list[Result] = client.gather(futures)
        return found
