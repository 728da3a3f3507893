"""Stages: the way up, and which moves a person may make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.errors import Refused
from casting.domain.stages import LADDER, Move, next_stage, plan_move, stage_before
from casting.domain.vocabulary import Stage

GIVEN = [stage for stage in Stage if stage is not Stage.WITHDRAWN]


def test_the_ladder_goes_from_received_to_booked() -> None:
    assert [stage.value for stage in LADDER] == ["received", "longlist", "shortlist", "callback", "hold", "booked"]


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (Stage.RECEIVED, Stage.LONGLIST),
        (Stage.HOLD, Stage.BOOKED),
        (Stage.BOOKED, None),
        (Stage.RELEASED, Stage.RECEIVED),
        (Stage.WITHDRAWN, None),
    ],
)
def test_the_next_stage(stage: Stage, after: Stage | None) -> None:
    assert next_stage(stage) is after


@pytest.mark.parametrize(
    ("stage", "before"),
    [
        (Stage.RECEIVED, None),
        (Stage.LONGLIST, Stage.RECEIVED),
        (Stage.BOOKED, Stage.HOLD),
        (Stage.RELEASED, None),
        (Stage.WITHDRAWN, None),
    ],
)
def test_the_stage_before(stage: Stage, before: Stage | None) -> None:
    assert stage_before(stage) is before


@given(st.sampled_from(LADDER[:-1]))
def test_up_and_down_again_is_where_one_was(stage: Stage) -> None:
    above = next_stage(stage)
    assert above is not None
    assert stage_before(above) is stage


@pytest.mark.parametrize(
    ("filled", "quota", "over"), [(0, 20, 0), (19, 20, 0), (20, 20, 1), (22, 20, 3), (500, None, 0)]
)
def test_a_quota_informs_and_does_not_refuse(filled: int, quota: int | None, over: int) -> None:
    move = plan_move(before=Stage.LONGLIST, after=Stage.SHORTLIST, filled=filled, quota=quota)
    assert move == Move(Stage.LONGLIST, Stage.SHORTLIST, over)


@given(st.sampled_from(GIVEN), st.sampled_from(GIVEN))
def test_a_person_moves_from_any_stage_to_any_other(before: Stage, after: Stage) -> None:
    if before is after:
        with pytest.raises(Refused, match="already"):
            plan_move(before=before, after=after, filled=0, quota=None)
    else:
        assert plan_move(before=before, after=after, filled=0, quota=1) == Move(before, after, 0)


@pytest.mark.parametrize("after", list(Stage))
def test_a_withdrawn_application_stays_withdrawn(after: Stage) -> None:
    with pytest.raises(Refused, match="withdrawn"):
        plan_move(before=Stage.WITHDRAWN, after=after, filled=0, quota=None)


@pytest.mark.parametrize("before", GIVEN)
def test_nobody_withdraws_for_the_applicant(before: Stage) -> None:
    with pytest.raises(Refused, match="Only the applicant"):
        plan_move(before=before, after=Stage.WITHDRAWN, filled=0, quota=None)
