"""The days of stages: what they say, when they are over, and which are out of order."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.domain.said import Said, Span
from casting.domain.stage_days import StageDays, out_of_order
from casting.domain.vocabulary import Stage
from casting.domain.zones import day_in
from casting.languages.catalogues import language

THIRD, FIFTH = date(2026, 12, 3), date(2026, 12, 5)


@pytest.mark.parametrize(
    ("days", "english", "russian", "spanish"),
    [
        (StageDays(THIRD, FIFTH), "3–5 Dec 2026", "3–5 дек. 2026 г.", "3–5 de diciembre de 2026"),
        (StageDays(THIRD, THIRD), "3 December 2026", "3 декабря 2026 г.", "3 de diciembre de 2026"),
        (StageDays(THIRD), "from 3 December 2026", "с 3 декабря 2026 г.", "desde el 3 de diciembre de 2026"),
        (StageDays(None, FIFTH), "until 5 December 2026", "по 5 декабря 2026 г.", "hasta el 5 de diciembre de 2026"),
    ],
)
def test_days_are_told_in_each_language(days: StageDays, english: str, russian: str, spanish: str) -> None:
    said = days.words
    assert isinstance(said, Said | Span | date)
    told = [" ".join(language(code).say(said).split()) for code in ("en", "ru", "es")]
    assert told == [english, russian, spanish]


def test_a_stage_is_over_on_the_day_after_its_last() -> None:
    days = StageDays(THIRD, FIFTH)
    assert [days.over(today=date(2026, 12, day)) for day in (2, 3, 5, 6)] == [False, False, False, True]
    assert not StageDays(THIRD).over(today=date(2030, 1, 1))


def test_which_day_it_is_depends_on_the_zone() -> None:
    night = datetime(2026, 12, 5, 22, 30, tzinfo=UTC)
    assert [day_in(zone, night) for zone in ("Europe/Moscow", "America/New_York")] == [date(2026, 12, 6), FIFTH]


def test_a_stage_cannot_end_before_it_begins_nor_have_no_day() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        StageDays(FIFTH, THIRD)
    with pytest.raises(ValueError, match="without any day"):
        StageDays(public=True)


def test_a_stage_that_comes_before_the_one_below_is_named_with_it() -> None:
    days = {
        Stage.HOLD: StageDays(date(2026, 12, 10)),
        Stage.CALLBACK: StageDays(date(2026, 11, 1), date(2026, 11, 2)),
        Stage.LONGLIST: StageDays(None, date(2026, 11, 20)),
    }
    assert out_of_order(days) == ((Stage.CALLBACK, Stage.LONGLIST),)


DAY = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(DAY, DAY), min_size=2, max_size=2))
def test_stages_one_after_the_other_are_in_order(pair: list[tuple[date, date]]) -> None:
    first, second, third, fourth = sorted(day for days in pair for day in days)
    days = {Stage.SHORTLIST: StageDays(first, second), Stage.CALLBACK: StageDays(third, fourth)}
    assert out_of_order(days) == ()
    turned = {Stage.SHORTLIST: StageDays(third, fourth), Stage.CALLBACK: StageDays(first, second)}
    assert out_of_order(turned) == (() if (first, second) == (third, fourth) else ((Stage.CALLBACK, Stage.SHORTLIST),))
