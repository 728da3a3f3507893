"""Duties and what they grant: nothing that is not said here."""

import pytest

from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import Duty

OURS, THEIRS = 1, 2
EVERYTHING = {Act.SEE, Act.MARK, Act.NOTE, Act.DECIDE, Act.EXPORT, Act.SHARE, Act.DEAL, Act.SIDES}
ALLOWED = {
    (Duty.DIRECTOR, False): {Act.SEE, Act.MARK, Act.NOTE, Act.DECIDE, Act.SHARE, Act.DEAL, Act.SIDES},
    (Duty.ASSOCIATE, False): {Act.SEE, Act.MARK, Act.NOTE},
    (Duty.PRODUCER, False): {Act.SEE},
    (None, False): set(),
    (None, True): {Act.SEE, Act.EXPORT, Act.DEAL, Act.SIDES},
    (Duty.DIRECTOR, True): EVERYTHING,
    (Duty.ASSOCIATE, True): EVERYTHING - {Act.DECIDE, Act.SHARE},
    (Duty.PRODUCER, True): {Act.SEE, Act.EXPORT, Act.DEAL, Act.SIDES},
}


def actor(duty: Duty | None, *, administrator: bool) -> Actor:
    return Actor(7, "Dana", "dana@example.org", administrator, {} if duty is None else {OURS: duty})


def test_the_acts_are_those_that_are_granted_here() -> None:
    assert set(Act) == EVERYTHING
    assert {duty for duty, _ in ALLOWED} == {*Duty, None}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize(("duty", "administrator"), ALLOWED)
def test_a_member_may_do_in_her_call_what_her_duty_says(duty: Duty | None, administrator: bool, act: Act) -> None:
    person = actor(duty, administrator=administrator)
    assert may(person, act, call_id=OURS) is (act in ALLOWED[duty, administrator])


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("duty", Duty)
def test_a_duty_reaches_into_no_other_call(duty: Duty, act: Act) -> None:
    assert not may(actor(duty, administrator=False), act, call_id=THEIRS)


@pytest.mark.parametrize("act", Act)
def test_an_administrator_sees_and_exports_every_call_and_decides_in_none(act: Act) -> None:
    person = actor(Duty.DIRECTOR, administrator=True)
    assert may(person, act, call_id=THEIRS) is (act in {Act.SEE, Act.EXPORT, Act.DEAL, Act.SIDES})
