"""How far reviewers agree: against the definition, against the textbook, and in the ways in which there is nothing."""

import itertools
import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casting.ranking.agreement import agreement
from casting.ranking.labels import Label, LabelKind, severities

MARKS = st.lists(
    st.builds(
        Label,
        application_id=st.integers(1, 6),
        kind=st.sampled_from([LabelKind.PICK, LabelKind.MAYBE, LabelKind.PASS]),
        reviewer_id=st.integers(1, 4),
    ),
    max_size=24,
    unique_by=lambda label: (label.application_id, label.reviewer_id),
)


def star(application_id: int, reviewer_id: int, stars: int) -> Label:
    return Label(application_id, LabelKind.STARS, value=float(stars), reviewer_id=reviewer_id)


def by_definition(labels: list[Label]) -> float | None:
    """Alpha from the matrix of coincidences, as the textbook writes it."""
    units: dict[int, list[float]] = {}
    for label in labels:
        units.setdefault(label.application_id, []).append(label.wish)
    met = [values for values in units.values() if len(values) > 1]
    everything = list(itertools.chain.from_iterable(met))
    if len({*everything}) < 2:
        return None
    number = len(everything)
    observed = (
        sum(sum((a - b) ** 2 for a, b in itertools.permutations(values, 2)) / (len(values) - 1) for values in met)
        / number
    )
    expected = sum((a - b) ** 2 for a, b in itertools.permutations(everything, 2)) / (number * (number - 1))
    return 1 - observed / expected


@given(MARKS)
def test_alpha_is_what_its_definition_says(labels: list[Label]) -> None:
    found, wanted = agreement(labels).alpha, by_definition(labels)
    assert (found is None) == (wanted is None)
    if found is not None and wanted is not None:
        assert found == pytest.approx(wanted, abs=1e-9)


def test_alpha_is_the_textbooks() -> None:
    """Krippendorff (2011), example C: four observers, twelve units, missing values; 0.849 with the interval metric.

    His values 1 to 5 are stars here: the same up to where they begin and their unit, which alpha does not see.
    """
    observers = (
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
    )
    labels = [
        star(unit, who, stars)
        for who, marks in enumerate(observers)
        for unit, stars in enumerate(marks)
        if stars is not None
    ]
    found = agreement(labels)
    assert found.alpha == pytest.approx(0.849, abs=5e-4)
    assert (found.units, found.ratings) == (11, 40)
    assert found.low is not None
    assert found.high is not None
    assert found.alpha is not None
    assert found.low < found.alpha < found.high


@given(MARKS, st.randoms(use_true_random=False))
def test_the_order_of_marks_changes_no_bit(labels: list[Label], chance: Random) -> None:
    shuffled = labels[:]
    chance.shuffle(shuffled)
    assert agreement(shuffled) == agreement(labels)


def test_who_agrees_in_all_has_one_and_who_differs_always_less_than_chance() -> None:
    same = [star(unit, who, 1 + unit % 5) for unit in range(20) for who in (1, 2)]
    assert agreement(same).alpha == 1.0
    opposed = [star(unit, who, 1 if who == 1 else 5) for unit in range(20) for who in (1, 2)]
    found = agreement(opposed)
    assert found.alpha is not None
    assert found.alpha < 0


def test_whose_marks_never_met_has_no_agreement() -> None:
    found = agreement([star(unit, unit % 2, 3) for unit in range(6)])
    assert (found.alpha, found.low, found.high, found.units, found.ratings) == (None, None, None, 0, 0)
    assert [one.severity for one in found.reviewers] == [None, None]
    assert agreement([]) == agreement([Label(1, LabelKind.PICK), Label(1, LabelKind.STAGE, 1.0, reviewer_id=3)])


def test_where_all_is_the_same_nothing_can_be_said() -> None:
    found = agreement([star(unit, who, 4) for unit in range(6) for who in (1, 2, 3)])
    assert found.alpha is None
    assert found.units == 6


def test_a_reviewers_severity_stands_raw_beside_what_the_fit_believes() -> None:
    labels = [star(unit, who, 2 if who == 1 else 4) for unit in range(5) for who in (1, 2)]
    labels.append(Label(9, LabelKind.PICK, reviewer_id=2))
    strict, mild = agreement(labels).reviewers
    assert (strict.marked, strict.picked, strict.shared) == (5, 0, 5)
    assert (mild.marked, mild.picked, mild.shared) == (6, 1, 5)
    assert strict.severity == pytest.approx(-0.4)
    assert mild.severity == pytest.approx(0.4)
    assert {1: strict.shrunk, 2: mild.shrunk} == severities(labels)


def test_an_opinion_and_stars_of_one_person_are_one_mark() -> None:
    labels = [Label(1, LabelKind.PICK, reviewer_id=1), star(1, 1, 5), star(1, 2, 3), star(2, 1, 1), star(2, 2, 1)]
    found = agreement(labels)
    assert (found.units, found.ratings) == (2, 4)


def test_what_is_no_number_is_left_out() -> None:
    assert agreement([star(1, 1, 3), Label(1, LabelKind.STARS, math.nan, reviewer_id=2)]).units == 0
