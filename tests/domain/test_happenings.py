"""Who is told what of a colleague's acts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casting.domain.happenings import Happening, Hearer, Kind, may_hear, told
from casting.domain.vocabulary import Audience

NOON = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
ANAS = Happening(Kind.MOVE, 1, 1, 7, "K7QX-24", 1, NOON, after="shortlist")
CASTS = Hearer(2, 1, marks=True, audiences=frozenset({Audience.TEAM, Audience.PRODUCTION}))
LOOKS_ON = Hearer(3, 1, marks=False, audiences=frozenset({Audience.PRODUCTION}))


@pytest.mark.parametrize(
    ("kind", "audience", "before", "after", "onlooker"),
    [
        (Kind.MOVE, None, True, True, True),
        (Kind.TAG, None, True, True, True),
        (Kind.WITHDRAWAL, None, True, True, True),
        (Kind.MARK, None, False, True, True),
        (Kind.NOTE, Audience.PRODUCTION, False, True, True),
        (Kind.NOTE, Audience.TEAM, False, True, False),
        (Kind.NOTE, Audience.ME, False, False, False),
        (Kind.NOTE_CHANGED, Audience.TEAM, False, True, False),
        (Kind.NOTE_DELETED, Audience.PRODUCTION, False, True, True),
        (Kind.UNTAG, None, True, True, True),
        (Kind.RETURN, None, True, True, True),
        (Kind.ERASURE, None, True, True, True),
        (Kind.LEASE, None, True, True, True),
    ],
)
def test_marks_and_notes_are_told_of_after_ones_own_mark_to_who_may_read_them(
    kind: Kind, audience: Audience | None, before: bool, after: bool, onlooker: bool
) -> None:
    happening = replace(ANAS, kind=kind, audience=audience)
    assert may_hear(happening, CASTS, revealed=False) is before
    assert may_hear(happening, CASTS, revealed=True) is after
    assert may_hear(happening, LOOKS_ON, revealed=False) is onlooker


def test_nobody_is_told_of_her_own_acts_or_of_another_role() -> None:
    assert not may_hear(ANAS, replace(CASTS, member_id=1), revealed=True)
    assert not may_hear(ANAS, replace(CASTS, role_id=2), revealed=True)
    assert not may_hear(replace(ANAS, hidden_from=frozenset({2})), CASTS, revealed=True)


def test_it_is_said_what_was_done_by_whom_and_when() -> None:
    assert told(ANAS, "Ana", "just now") == "moved to shortlist by Ana, just now"
    assert told(replace(ANAS, kind=Kind.WITHDRAWAL), "", "just now") == "withdrawn by the applicant, just now"
