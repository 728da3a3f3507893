"""What all engines take: work, the ranges to do it on, and somebody to tell how far it is."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")
Range = tuple[int, int]
"""Ids from the first up to the second, which is not in it."""
Progress = Callable[[int, int], object]
"""Told how many ranges are done, and how many there are."""
TRIES = 3
"""How often a range is given out before its work counts as what kills the processes."""


class Work(Protocol[Result_co]):
    """A callable that can be sent to another process, and does no harm when it is called twice."""

    def __call__(self, first: int, last: int) -> Result_co: ...


class Engine(Protocol):
    """A way of mapping work over ranges."""

    def __call__(
        self, work: Work[Result], ranges: Sequence[Range], *, progress: Progress | None = None
    ) -> list[Result]: ...


def cut(ids: Sequence[int], *, size: int) -> list[Range]:
    """Ranges that hold so many of these ids each, the last one fewer. The ids ascend."""
    firsts = list(ids[::size])
    return list(zip(firsts, [*firsts[1:], ids[-1] + 1] if ids else [], strict=True))
