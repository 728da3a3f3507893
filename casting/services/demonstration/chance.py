"""Repeatable chance: every purpose of every applicant draws from a stream of its own."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, index: int, purpose: str) -> Random:
    """The random stream of one purpose of one applicant: the same in any process, order and pool size."""
    return Random(f"{seed}/{index}/{purpose}")


def weighted(rng: Random, table: Sequence[tuple[T, float]]) -> T:
    """One value of a table of (value, weight); the weights are > 0 and need not add up to anything."""
    point = rng.random() * sum(weight for _, weight in table)
    for value, weight in table:
        point -= weight
        if point < 0:
            return value
    return table[-1][0]
