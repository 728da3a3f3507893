"""Comparisons by two: what holds of strengths, order, graph and the next question, whatever people say."""

import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.pairs import (
    SPREAD,
    Won,
    comparisons_wanted,
    components,
    cycles,
    information,
    next_pair,
    pair_of,
    settled,
    standings,
    strengths,
)

ITEMS = range(1, 9)
WINS = st.lists(
    st.tuples(st.sampled_from(ITEMS), st.sampled_from(ITEMS)).filter(lambda pair: pair[0] != pair[1]), max_size=30
)


@given(WINS, st.randoms(use_true_random=False))
def test_the_order_of_comparisons_changes_no_bit(won: list[Won], chance: Random) -> None:
    shuffled = won[:]
    chance.shuffle(shuffled)
    assert strengths(ITEMS, won) == strengths(ITEMS[::-1], shuffled)


@given(WINS)
def test_when_every_choice_is_turned_round_so_is_every_strength(won: list[Won]) -> None:
    found, turned = strengths(ITEMS, won), strengths(ITEMS, [(loser, winner) for winner, loser in won])
    assert found.values == pytest.approx([-value for value in turned.values], abs=1e-9)


@given(WINS, st.permutations(list(ITEMS)))
def test_other_names_give_the_same_strengths_to_the_same_people(won: list[Won], names: list[int]) -> None:
    called = dict(zip(ITEMS, names, strict=True))
    found = strengths(ITEMS, won)
    renamed = strengths(ITEMS, [(called[winner], called[loser]) for winner, loser in won])
    by_name = dict(zip(renamed.items, renamed.values, strict=True))
    assert found.values == pytest.approx([by_name[called[item]] for item in found.items], abs=1e-9)


@given(WINS, st.tuples(st.sampled_from(ITEMS), st.sampled_from(ITEMS)).filter(lambda pair: pair[0] != pair[1]))
def test_one_more_win_makes_nobody_weaker_who_won_it(won: list[Won], more: Won) -> None:
    before, after = strengths(ITEMS, won), strengths(ITEMS, [*won, more])
    winner, loser = (before.items.index(item) for item in more)
    assert after.values[winner] > before.values[winner]
    assert after.values[loser] < before.values[loser]


@given(WINS)
def test_strengths_are_at_the_highest_point_of_the_posterior(won: list[Won]) -> None:
    found = strengths(ITEMS, won)
    at = dict(zip(found.items, found.values, strict=True))
    for item in ITEMS:
        slope = -at[item] / SPREAD**2
        slope += sum(1 / (1 + math.exp(at[winner] - at[loser])) for winner, loser in won if winner == item)
        slope -= sum(1 / (1 + math.exp(at[winner] - at[loser])) for winner, loser in won if loser == item)
        assert abs(slope) < 1e-7


def test_whoever_was_not_compared_is_an_average_one_of_whom_nothing_is_sure() -> None:
    found = strengths([1, 2, 3], [(1, 2)] * 50)
    assert found.values[2] == 0.0
    assert found.covariance[2] == pytest.approx((0.0, 0.0, SPREAD**2))
    last = standings(found, [(1, 2)] * 50)[1]
    assert (last.item, last.compared) == (3, 0)
    assert (last.low, last.high) == (1, 3)


@given(WINS)
def test_a_place_lies_within_its_interval(won: list[Won]) -> None:
    order = standings(strengths(ITEMS, won), won)
    assert [one.place for one in order] == list(range(1, len(ITEMS) + 1))
    assert all(1 <= one.low <= one.place <= one.high <= len(ITEMS) for one in order)
    assert sorted(one.item for one in order) == list(ITEMS)


def test_much_agreement_settles_the_order() -> None:
    won = [(first, second) for first in ITEMS for second in ITEMS if first < second] * 20
    found = strengths(ITEMS, won)
    order = standings(found, won)
    assert [one.item for one in order] == list(ITEMS)
    assert [(one.low, one.high) for one in order] == [(place, place) for place in ITEMS]
    assert settled(found) == 28


def test_nothing_said_settles_nothing() -> None:
    found = strengths(ITEMS, [])
    assert settled(found) == 0
    assert {(one.low, one.high) for one in standings(found, [])} == {(1, 8)}


def truth_within(number: int, seed: int) -> int:
    """Of how many the true place lies within the interval, after as many comparisons as an order takes."""
    chance = Random(seed)
    true = {item: chance.gauss(0, SPREAD) for item in range(number)}
    won: list[Won] = []
    for _ in range(comparisons_wanted(number)):
        pair = next_pair(strengths(true, won), won, avoid={pair_of(*one) for one in won})
        assert pair is not None
        first, second = pair
        wins = chance.random() < 1 / (1 + math.exp(true[second] - true[first]))
        won.append((first, second) if wins else (second, first))
    ranked = sorted(true, key=lambda item: -true[item])
    return sum(one.low <= ranked.index(one.item) + 1 <= one.high for one in standings(strengths(true, won), won))


def test_intervals_hold_the_true_places() -> None:
    """They are asked for 90 % of each pair; of whole places they hold more than 8 in 10."""
    held = sum(truth_within(12, seed) for seed in range(8))
    assert held >= 0.8 * 8 * 12


# ------------------------------------------------------------------------------------------ the next pair


@given(WINS, st.sets(st.tuples(st.sampled_from(ITEMS), st.sampled_from(ITEMS)).filter(lambda p: p[0] < p[1])))
def test_what_is_to_be_avoided_is_not_asked_and_groups_are_tied_first(
    won: list[Won], avoid: set[tuple[int, int]]
) -> None:
    pair = next_pair(strengths(ITEMS, won), won, avoid=avoid)
    open_pairs = {(a, b) for a in ITEMS for b in ITEMS if a < b} - avoid
    if pair is None:
        assert not open_pairs
        return
    assert pair in open_pairs
    group = {item: number for number, items in enumerate(components(ITEMS, won)) for item in items}
    if any(group[a] != group[b] for a, b in open_pairs):
        assert group[pair[0]] != group[pair[1]]


def test_as_many_questions_as_people_less_one_tie_all_together() -> None:
    won: list[Won] = []
    for _ in range(len(ITEMS) - 1):
        pair = next_pair(strengths(ITEMS, won), won)
        assert pair is not None
        won.append(pair)
    assert components(ITEMS, won) == (tuple(ITEMS),)


def test_what_is_sure_tells_less_than_what_is_open() -> None:
    assert information(0.0, 2.0) > information(3.0, 2.0) > information(9.0, 2.0) >= 0.0
    assert information(0.0, 4.0) > information(0.0, 0.5)
    assert information(0.0, 1e-9) == pytest.approx(0.0, abs=1e-6)


@given(st.floats(-20, 20), st.floats(1e-6, 20))
def test_what_an_answer_tells_is_a_part_of_a_bit_whoever_stands_first(mean: float, variance: float) -> None:
    told = information(mean, variance)
    assert 0.0 <= told <= 1.0
    assert told == pytest.approx(information(-mean, variance), abs=1e-12)


@pytest.mark.parametrize(("number", "wanted"), [(2, 1), (3, 3), (10, 45), (20, 120), (30, 180)])
def test_no_more_is_asked_than_there_are_pairs(number: int, wanted: int) -> None:
    assert comparisons_wanted(number) == wanted


# --------------------------------------------------------------------------------------------- the graph


@pytest.mark.parametrize(
    ("won", "groups"),
    [
        ([], ((1,), (2,), (3,), (4,))),
        ([(4, 2)], ((2, 4), (1,), (3,))),
        ([(4, 2), (1, 3), (3, 1)], ((1, 3), (2, 4))),
        ([(1, 2), (3, 2), (4, 3)], ((1, 2, 3, 4),)),
    ],
)
def test_groups_are_whoever_is_tied_by_comparisons(won: Sequence[Won], groups: tuple[tuple[int, ...], ...]) -> None:
    assert components([1, 2, 3, 4], won) == groups


@pytest.mark.parametrize(
    ("won", "rounds"),
    [
        ([(1, 2), (2, 3), (1, 3)], ()),
        ([(1, 2), (2, 3), (3, 1)], ((1, 2, 3),)),
        ([(1, 2), (2, 1)], ()),
        ([(1, 2), (2, 3), (3, 1), (1, 3), (1, 3)], ()),
        ([(5, 4), (4, 3), (3, 2), (2, 5), (3, 5)], ((3, 5, 4), (2, 5, 4, 3))),
    ],
)
def test_a_round_of_choices_is_named(won: Sequence[Won], rounds: tuple[tuple[int, ...], ...]) -> None:
    assert cycles(won) == rounds


@given(WINS)
def test_every_round_is_one(won: list[Won]) -> None:
    for found in cycles(won):
        assert len(found) >= 3
        for upper, lower in zip(found, (*found[1:], found[0]), strict=True):
            assert won.count((upper, lower)) > won.count((lower, upper))
