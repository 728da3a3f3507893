"""The promise: it holds as often as it says, whenever one looks; and what is said when nothing can be promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.insights import StopEstimate
from casting.ranking.missed import missed_estimate
from casting.ranking.queue import Review
from casting.ranking.stopping import Looks, seen_curve, stop_estimate


def estimate(pool: int, reviews: list[Review], **asked: float) -> StopEstimate:
    return stop_estimate(np.arange(1, pool + 1), reviews, **asked)


def by_chance(wanted: list[bool]) -> list[Review]:
    return [Review(number + 1, one, random=True) for number, one in enumerate(wanted)]


def in_order(wanted: list[bool]) -> list[Review]:
    return [Review(number + 1, one, random=False) for number, one in enumerate(wanted)]


def test_before_the_first_look_nothing_is_said() -> None:
    said = estimate(100, [])
    assert (said.share, said.share_low, said.reached, said.check, said.method) == (None, None, False, None, "nothing")


def test_looks_that_were_not_by_chance_promise_nothing() -> None:
    said = estimate(100, in_order([True] * 20 + [False] * 70))
    assert (said.share_low, said.reached, said.method) == (None, False, "nothing")


def test_who_has_seen_everybody_may_stop() -> None:
    said = estimate(30, in_order([True, False] * 15))
    assert (said.share_low, said.reached, said.check, said.method) == (1.0, True, None, "everything")


def test_an_empty_pool_is_no_reason_to_stop() -> None:
    assert estimate(0, []).reached is False


def test_a_dry_check_reaches_the_promise_after_as_many_as_it_said() -> None:
    reviews = [*in_order([True] * 60 + [False] * 240), Review(301, wanted=False, random=True)]
    check = estimate(2000, reviews).check
    assert check is not None
    dry = [Review(302 + number, wanted=False, random=True) for number in range(check)]
    assert estimate(2000, reviews + dry).reached
    assert not estimate(2000, reviews + dry[: check // 2]).reached


def test_a_hit_in_the_check_makes_it_longer() -> None:
    reviews = in_order([True] * 60 + [False] * 240) + by_chance([False] * 50)
    dry, hit = (estimate(2000, [*reviews, Review(999, one, random=True)]) for one in (False, True))
    assert dry.share_low is not None
    assert hit.share_low is not None
    assert hit.share_low < dry.share_low


def test_as_long_as_the_order_finds_many_no_check_is_asked_for() -> None:
    assert estimate(2000, by_chance([False] * 10) + in_order([True] * 60)).check is None


def test_the_promise_holds_however_often_one_looks() -> None:
    """The wanted lie where the order finds them last, and somebody looks after every five, and stops when told to."""
    broken, told, runs = 0, 0, 300
    for seed in range(runs):
        chance = np.random.default_rng(seed)
        wanted = np.zeros(400, bool)
        wanted[:40] = True
        wanted[chance.choice(np.arange(40, 400), 6, replace=False)] = True
        reviews = in_order(wanted[:60].tolist())
        rest = chance.permutation(np.arange(60, 400))
        for start in range(0, 340, 5):
            reviews += [Review(int(n) + 1, bool(wanted[n]), random=True) for n in rest[start : start + 5]]
            said = estimate(400, reviews, confidence=0.8)
            if said.reached:
                told += 1
                broken += said.found < 0.95 * wanted.sum()
                break
    assert told == runs
    # One in five may be broken; three standard deviations above would be 21 + 60 of 300.
    assert broken <= 81


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60), st.integers(0, 40))
def test_shares_are_shares_and_the_curve_ends_at_today(looks: list[tuple[bool, bool]], more: int) -> None:
    reviews = [Review(number + 1, wanted, random) for number, (wanted, random) in enumerate(looks)]
    pool = len(looks) + more
    ids = np.arange(1, pool + 1)
    said, curve = stop_estimate(ids, reviews), seen_curve(ids, reviews)
    for share in (said.share, said.share_low):
        assert share is None or 0.0 <= share <= 1.0
    assert (said.looked, said.found) == (len(looks), sum(wanted for wanted, _ in looks))
    assert (curve.looked[-1], curve.found[-1]) == (said.looked, said.found)
    assert list(curve.looked) == sorted(set(curve.looked))
    assert said.check is None or 0 <= said.check < more


def test_looks_at_others_are_left_out() -> None:
    assert estimate(10, [Review(99, wanted=True, random=True)]).looked == 0


@pytest.mark.parametrize("asked", [{"target": 1.0}, {"target": 0.0}, {"confidence": 1.0}])
def test_what_cannot_be_promised_is_refused(asked: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate(10, [], **asked)


def test_a_million_are_no_trouble() -> None:
    said = estimate(10**6, by_chance([number % 50 == 0 for number in range(2000)]))
    assert said.share is not None
    assert said.share < 0.01


# ------------------------------------------------------------------------------------------------ who was missed


def test_nobody_is_missed_who_was_not_looked_for() -> None:
    assert missed_estimate(np.arange(1, 101), in_order([True] * 10)) is None


def test_what_chance_finds_is_what_is_expected_of_the_rest() -> None:
    said = missed_estimate(np.arange(1, 1101), by_chance([number % 10 == 0 for number in range(100)]))
    assert said is not None
    assert (said.sampled, said.found) == (100, 10)
    assert 80 < said.expected < 130
    assert said.low < said.expected < said.high


def test_the_interval_holds_as_often_as_it_says() -> None:
    held = 0
    for seed in range(300):
        chance = np.random.default_rng(seed)
        wanted = chance.permutation(np.arange(500) < 40)
        said = missed_estimate(np.arange(1, 501), by_chance(wanted[:100].tolist()))
        assert said is not None
        held += said.low <= wanted[100:].sum() <= said.high
    assert 0.85 <= held / 300 <= 0.97


def test_the_first_look_at_each_counts() -> None:
    looks = Looks.of(np.arange(1, 4), [*by_chance([True, False, True, True]), Review(1, wanted=False, random=False)])
    assert (looks.wanted.tolist(), looks.random.tolist(), looks.unseen.tolist()) == ([1, 0, 1], [1, 1, 1], [3, 2, 1])
