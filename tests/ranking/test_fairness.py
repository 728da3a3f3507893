"""The audit: ratios with their intervals, and the columns that tell a group."""

import math
import random

import pytest

from casting.ranking.fairness import impact, ratio_of


def groups(**numbers: int) -> list[str | None]:
    return [name for name, number in numbers.items() for _ in range(number)]


def taken(*counts: tuple[int, int]) -> list[bool]:
    return [place < chosen for number, chosen in counts for place in range(number)]


def test_a_ratio_has_the_interval_of_katz() -> None:
    ratio, low, high = ratio_of(30, 100, 60, 100)
    error = math.sqrt(1 / 30 - 1 / 100 + 1 / 60 - 1 / 100)
    assert (ratio, low, high) == pytest.approx(
        (0.5, 0.5 * math.exp(-1.959964 * error), 0.5 * math.exp(1.959964 * error))
    )


def test_a_clear_difference_alarms_and_the_same_ratio_of_a_short_list_does_not() -> None:
    [clear] = impact({"sex": groups(women=500, men=500)}, selected=taken((500, 50), (500, 100)))
    [short] = impact({"sex": groups(women=10, men=10)}, selected=taken((10, 2), (10, 4)))
    assert [group.value for group in clear.alarming] == ["women"]
    assert clear.alarming[0].p == pytest.approx(1.2e-05, rel=0.1)
    assert [group.ratio for group in short.groups] == [1.0, 0.5]
    assert short.alarming == ()


def test_a_group_of_which_nobody_was_taken_has_an_interval() -> None:
    [found] = impact({"age": groups(old=200, young=200)}, selected=taken((200, 0), (200, 40)))
    old = next(group for group in found.groups if group.value == "old")
    assert old.ratio == 0.0
    assert old.high is not None
    assert 0 < old.high < 0.2
    assert old.alarming


def test_small_groups_are_not_assessed_and_still_counted() -> None:
    [found] = impact({"country": groups(RU=990, FR=10)}, selected=taken((990, 100), (10, 0)))
    assert [(group.value, group.number, group.assessed, group.ratio) for group in found.groups] == [
        ("RU", 990, True, None),
        ("FR", 10, False, None),
    ]
    assert found.silence == "Everybody who is assessed is of one group (RU): there is no ratio."


def test_one_group_alone_has_no_ratio_and_unknown_ones_are_counted_apart() -> None:
    [found] = impact({"sex": [*groups(women=20), None, None]}, selected=[*taken((20, 5)), True, False])
    assert (found.unknown, found.silence) == (
        2,
        "Everybody who is assessed is of one group (women): there is no ratio.",
    )
    [nothing] = impact({"sex": [None, None]}, selected=[True, False])
    assert nothing.silence == "Nobody's sex is known."
    [nobody] = impact({"sex": groups(women=3, men=3)}, selected=[False] * 6)
    assert nobody.silence == "Nobody has been selected yet."


def test_two_traits_are_also_taken_together() -> None:
    both = impact(
        {"sex": ["woman", "woman", "man", None], "age": ["old", "young", "old", "old"]},
        selected=[True, False, False, True],
        scores=[4.0, 1.0, 2.0, 3.0],
    )
    assert [found.trait for found in both] == ["sex", "age", "sex and age"]
    assert {(group.value, group.number, group.above_median) for group in both[2].groups} == {
        ("woman, old", 1, 1.0),
        ("woman, young", 1, 0.0),
        ("man, old", 1, 0.0),
    }


def test_fair_lists_seldom_alarm_where_the_bare_ratio_often_does() -> None:
    chance = random.Random(5)
    sexes = groups(women=120, men=80)
    ours = bare = 0
    for _ in range(200):
        chosen = set(chance.sample(range(200), 20))
        [found] = impact({"sex": sexes}, selected=[place in chosen for place in range(200)])
        ours += bool(found.alarming)
        bare += any(group.ratio is not None and group.ratio < 0.8 for group in found.groups)
    assert bare > 80
    assert ours <= 10


def test_lengths_have_to_be_the_same() -> None:
    with pytest.raises(ValueError, match="2 applications, 1 groups of sex"):
        impact({"sex": ["woman"]}, selected=[True, False])
