"""Whoever sends a file that cannot be used is told what is wrong with it and what to do."""

import pytest

from casting.domain.errors import Refused
from casting.domain.media import MediaRefused, Refusal, explain


@pytest.mark.parametrize("reason", Refusal)
def test_every_reason_is_said_in_two_sentences(reason: Refusal) -> None:
    explanation = explain(reason)

    assert str(explanation.happened).endswith(".")
    assert str(explanation.next_step).startswith("Please ")
    assert str(explanation.next_step).endswith(".")


def test_no_two_reasons_are_said_alike() -> None:
    assert len({explain(reason).happened for reason in Refusal}) == len(Refusal)


def test_the_error_carries_the_reason_and_says_it() -> None:
    error = MediaRefused(Refusal.EMPTY)

    assert isinstance(error, Refused)
    assert error.reason is Refusal.EMPTY
    assert str(error) == ("The file is empty. Please choose the file again and wait until it has been sent.")
