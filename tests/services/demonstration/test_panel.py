"""The fictional panel marks what it is given, disagrees within reason, and follows its taste."""

from collections import Counter
from statistics import fmean

from casting.domain.vocabulary import Opinion
from casting.services.demonstration.panel import REVIEWERS, panel_marks
from casting.services.demonstration.people import FictionalApplicant


def test_the_panel_gives_as_many_marks_as_asked(pool: tuple[FictionalApplicant, ...]) -> None:
    assert len(list(panel_marks(pool, seed=0))) == 400
    assert len(list(panel_marks(pool, seed=0, marks=37))) == 37


def test_few_applicants_are_marked_by_each_reviewer_once_at_most(pool: tuple[FictionalApplicant, ...]) -> None:
    marks = list(panel_marks(pool[:3], seed=0, marks=400))

    assert {(mark.index, mark.reviewer) for mark in marks} == {(i, one) for i in range(3) for one in REVIEWERS}
    assert len(marks) == 3 * len(REVIEWERS)


def test_nobody_applied_and_nobody_is_marked() -> None:
    assert list(panel_marks((), seed=0)) == []


def test_marks_are_the_same_every_time_and_go_forward_in_time(pool: tuple[FictionalApplicant, ...]) -> None:
    marks = list(panel_marks(pool, seed=0))

    assert marks == list(panel_marks(pool, seed=0))
    assert marks != list(panel_marks(pool, seed=1))
    assert [mark.minute_offset for mark in marks] == sorted(mark.minute_offset for mark in marks)


def test_about_a_sixth_are_picks(pool: tuple[FictionalApplicant, ...]) -> None:
    opinions = Counter(mark.opinion for seed in range(5) for mark in panel_marks(pool, seed=seed))

    assert 0.13 < opinions[Opinion.PICK] / opinions.total() < 0.22
    assert 0.25 < opinions[Opinion.MAYBE] / opinions.total() < 0.45


def test_picks_please_more_than_passes(pool: tuple[FictionalApplicant, ...]) -> None:
    marks = list(panel_marks(pool, seed=0))

    def taste(opinion: Opinion) -> float:
        return fmean(pool[mark.index].taste for mark in marks if mark.opinion is opinion)

    assert taste(Opinion.PICK) > taste(Opinion.MAYBE) + 0.3 > taste(Opinion.PASS) + 0.6


def test_some_are_marked_twice_and_not_always_alike(pool: tuple[FictionalApplicant, ...]) -> None:
    opinions: dict[int, list[Opinion]] = {}
    for mark in panel_marks(pool, seed=0):
        opinions.setdefault(mark.index, []).append(mark.opinion)
    twice = [given for given in opinions.values() if len(given) > 1]

    assert 50 < len(twice) < 150
    assert 0 < sum(len(set(given)) > 1 for given in twice) < len(twice)


def test_stars_go_with_the_opinion(pool: tuple[FictionalApplicant, ...]) -> None:
    marks = list(panel_marks(pool, seed=0))

    assert all(mark.stars is None or 1 <= mark.stars <= 5 for mark in marks)
    assert any(mark.stars is None for mark in marks)
    assert all(mark.stars is None or mark.stars >= 3 for mark in marks if mark.opinion is Opinion.PICK)
