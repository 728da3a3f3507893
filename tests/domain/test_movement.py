"""How many have moved between two orders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.movement import moved


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([], [], 0),
        ([1, 2, 3], [1, 2, 3], 0),
        ([1, 2, 3, 4], [4, 1, 2, 3], 1),  # one went to the top: the others have not moved
        ([1, 2, 3, 4], [2, 3, 4, 1], 1),
        ([1, 2, 3, 4], [9, 1, 2, 3], 1),  # somebody new
        ([1, 2, 3, 4], [2, 3, 4], 0),  # somebody who has gone moves nobody
        ([1, 2, 3, 4], [4, 3, 2, 1], 3),
        ([], [1, 2], 2),
    ],
)
def test_the_fewest_that_have_to_be_put_elsewhere(before: list[int], after: list[int], found: int) -> None:
    assert moved(before, after) == found


def test_only_the_first_are_looked_at() -> None:
    assert moved(range(300), [*range(100), *range(299, 99, -1)]) == 0
    assert moved(range(300), [*range(150, 160), *range(150)]) == 10


@given(st.permutations(range(8)), st.data())
def test_each_move_counts_once_at_most(order: list[int], data: st.DataObject) -> None:
    changed = list(order)
    moves = data.draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=4))
    for start, end in moves:
        changed.insert(end, changed.pop(start))
    assert moved(order, changed) <= len(moves)
