"""The engine that does everything in the process that asks."""

from collections.abc import Sequence

from casting.ranking.engines.ranges import Progress, Range, Result, Work


def inline(work: Work[Result], ranges: Sequence[Range], *, progress: Progress | None = None) -> list[Result]:
    """Do the work on one range after the other."""
    done = []
    for first, last in ranges:
        done.append(work(first, last))
        if progress is not None:
            progress(len(done), len(ranges))
    return done
