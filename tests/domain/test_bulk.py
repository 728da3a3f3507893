"""What moving many at once means, before anything is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from casting.domain.bulk import plan_bulk
from casting.domain.errors import Refused
from casting.domain.stages import plan_move
from casting.domain.vocabulary import Stage

COUNTS = some.dictionaries(some.sampled_from(Stage), some.integers(1, 50))


def test_who_withdrew_or_is_there_already_stays_and_the_others_go() -> None:
    found = {Stage.RECEIVED: 8, Stage.SHORTLIST: 1, Stage.LONGLIST: 2, Stage.WITHDRAWN: 3}
    before = {**found, Stage.RECEIVED: 40}
    plan = plan_bulk(found=found, after=Stage.LONGLIST, before=before, quota=10)
    assert plan.moving == {Stage.RECEIVED: 8, Stage.SHORTLIST: 1}
    assert plan.staying == {Stage.LONGLIST: 2, Stage.WITHDRAWN: 3}
    assert plan.then == {Stage.RECEIVED: 32, Stage.SHORTLIST: 0, Stage.LONGLIST: 11, Stage.WITHDRAWN: 3}
    assert (plan.moved, plan.over) == (9, 1)


def test_nobody_is_withdrawn_by_others() -> None:
    with pytest.raises(Refused, match="Only the applicant can withdraw"):
        plan_bulk(found={Stage.RECEIVED: 1}, after=Stage.WITHDRAWN, before={Stage.RECEIVED: 1}, quota=None)


@given(before=COUNTS, after=some.sampled_from([stage for stage in Stage if stage is not Stage.WITHDRAWN]))
def test_many_single_moves_come_to_the_same(before: dict[Stage, int], after: Stage) -> None:
    plan = plan_bulk(found=before, after=after, before=before, quota=3)
    stands = dict(before)
    over = max(0, before.get(after, 0) - 3)
    for stage, count in before.items():
        for _ in range(count):
            try:
                move = plan_move(before=stage, after=after, filled=stands.get(after, 0), quota=3)
            except Refused:
                continue
            stands[stage] -= 1
            stands[after] = stands.get(after, 0) + 1
            over = move.over
    assert {stage: count for stage, count in plan.then.items() if count} == {k: v for k, v in stands.items() if v}
    assert plan.over == over
    assert plan.moved + sum(plan.staying.values()) == sum(before.values())
