"""Applications are dealt to so many each, to nobody twice, and as evenly as can be."""

from itertools import combinations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from casting.domain.dealing import deal


def shares(dealt: dict[int, frozenset[int]], members: range, loads: dict[int, int] | None = None) -> list[int]:
    return [(loads or {}).get(one, 0) + sum(one in held for held in dealt.values()) for one in members]


@given(items=st.integers(0, 60), people=st.integers(1, 7), each=st.integers(1, 7), seed=st.integers())
def test_each_is_dealt_to_so_many_and_no_two_shares_differ_by_more_than_one(
    items: int, people: int, each: int, seed: int
) -> None:
    members = range(people)
    dealt = deal(dict.fromkeys(range(items), each), members, barred={}, loads={}, chance=Random(seed))
    assert set(dealt) == set(range(items))
    assert {len(held) for held in dealt.values()} <= {min(each, people)}
    assert max(shares(dealt, members)) - min(shares(dealt, members)) <= 1


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[int, int], range, dict[int, set[int]], dict[int, int]]:
    members = range(draw(st.integers(1, 4)))
    items = range(draw(st.integers(0, 5)))
    people = st.sets(st.sampled_from(members))
    needs = {item: draw(st.integers(1, 3)) for item in items}
    return needs, members, {item: draw(people) for item in items}, {one: draw(st.integers(0, 4)) for one in members}


@given(table=tables(), seed=st.integers())
def test_with_some_barred_nothing_is_dealt_amiss_and_nothing_is_more_even(
    table: tuple[dict[int, int], range, dict[int, set[int]], dict[int, int]], seed: int
) -> None:
    needs, members, barred, loads = table
    dealt = deal(needs, members, barred=barred, loads=loads, chance=Random(seed))
    choices = []
    for item, need in needs.items():
        allowed = [one for one in members if one not in barred[item]]
        assert dealt[item] <= set(allowed)
        assert len(dealt[item]) == min(need, len(allowed))
        choices.append([frozenset(some) for some in combinations(allowed, min(need, len(allowed)))])
    spread = [
        sum(share**2 for share in shares(dict(enumerate(chosen)), members, loads)) for chosen in product(*choices)
    ]
    assert sum(share**2 for share in shares(dealt, members, loads)) == min(spread, default=0)


def test_the_same_chance_deals_the_same_and_another_one_mixes_anew() -> None:
    dealt = [
        deal(dict.fromkeys(range(300), 2), range(5), barred={}, loads={}, chance=Random(seed)) for seed in (1, 1, 2)
    ]
    assert dealt[0] == dealt[1] != dealt[2]
    assert len(set(dealt[0].values())) == 10
