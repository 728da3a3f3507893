"""What people said becomes one number per application."""

import math
import random

import pytest

from casting.ranking.labels import Label, LabelKind, severities, wishes_of


@pytest.mark.parametrize(
    ("kind", "value", "wish"),
    [
        (LabelKind.PICK, 0.0, 1.0),
        (LabelKind.MAYBE, 0.0, 0.5),
        (LabelKind.PASS, 0.0, 0.0),
        (LabelKind.STARS, 1.0, 0.1),
        (LabelKind.STARS, 5.0, 0.9),
        (LabelKind.STARS, 99.0, 0.9),
        (LabelKind.STAGE, 1.0, 1.0),
        (LabelKind.STAGE, 0.0, 0.0),
    ],
)
def test_every_kind_of_label_is_a_wish(kind: LabelKind, value: float, wish: float) -> None:
    assert Label(1, kind, value).wish == pytest.approx(wish)


def test_several_readers_of_one_weigh_no_more_than_one_reader() -> None:
    found = wishes_of(
        [Label(1, LabelKind.PICK, reviewer_id=reader) for reader in range(5)] + [Label(2, LabelKind.PASS)]
    )
    assert (found.ids.tolist(), found.wish.tolist(), found.weight.tolist()) == ([1, 2], [1.0, 0.0], [1.0, 1.0])


def test_a_severe_reviewer_is_found_where_others_read_the_same() -> None:
    labels = [Label(place, LabelKind.STARS, 2.0, reviewer_id=1) for place in range(10)]
    labels += [Label(place, LabelKind.STARS, 4.0, reviewer_id=2) for place in range(10)]
    labels += [Label(place, LabelKind.PASS, reviewer_id=3) for place in range(10, 20)]
    found = severities(labels)
    assert found == {1: pytest.approx(-0.4 * 10 / 20), 2: pytest.approx(0.4 * 10 / 20)}


def test_whoever_was_given_weak_applicants_is_not_severe() -> None:
    labels = [Label(place, LabelKind.PASS, reviewer_id=1) for place in range(9)]
    labels += [Label(place, LabelKind.PICK, reviewer_id=2) for place in range(9, 18)]
    assert severities(labels) == {}


def test_labels_that_are_no_numbers_are_left_out() -> None:
    wrong = [
        Label(1, LabelKind.STARS, math.nan),
        Label(2, LabelKind.PICK, weight=math.inf),
        Label(3, LabelKind.PICK, weight=0),
    ]
    assert wishes_of([*wrong, Label(4, LabelKind.PICK)]).ids.tolist() == [4]


def test_the_order_of_labels_changes_no_bit() -> None:
    chance = random.Random(1)
    labels = [
        Label(chance.randrange(20), LabelKind.STARS, chance.randint(1, 5), chance.random() + 0.1, chance.randrange(4))
        for _ in range(200)
    ]
    one, two = wishes_of(labels), wishes_of(chance.sample(labels, len(labels)))
    assert one.wish.tobytes() == two.wish.tobytes()
    assert one.weight.tobytes() == two.weight.tobytes()
