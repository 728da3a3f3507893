"""Small pools for the tests of the scorer: invented applications with words, facts and fits."""

import random
from collections.abc import Sequence

from casting.domain.scoring import FeatureRow
from casting.ranking.features import Pool, vectorise
from casting.ranking.scorer import Label, LabelKind

GOOD = ["swims", "dives", "climbs", "fearless", "trained pilot", "stage fighting"]
OTHER = ["paints", "cooks", "gardens", "sings softly", "reads", "shy"]
BOTH = ["actress", "lives in town", "plays the harp", "актриса театра", "会游泳"]
BREAKDOWN = "We look for a fearless actress who swims and dives; a trained pilot is welcome."


def rows(number: int, *, seed: int = 0) -> list[FeatureRow]:
    """Applications of whom the even ones are wanted, though not every sign of it is there."""
    chance = random.Random(seed)
    made = []
    for place in range(number):
        wanted = place % 2 == 0
        said = chance.sample(GOOD if wanted else OTHER, 2) + chance.sample(BOTH, 2) + chance.sample(GOOD + OTHER, 1)
        height = chance.gauss(175 if wanted else 168, 6)
        made.append(
            FeatureRow(
                vectorise(". ".join(said)),
                {
                    "height": height if chance.random() < 0.9 else None,
                    "voice": chance.choice(["alto", "soprano", None]),
                },
                {"swim": float(wanted) if chance.random() < 0.8 else None, "drive": chance.random()},
            )
        )
    return made


def pool(made: Sequence[FeatureRow], *, first: int = 1) -> Pool:
    """A pool whose ids count up from `first`."""
    return Pool.build(range(first, first + len(made)), made, ["swim", "drive"])


def labels(number: int, *, first: int = 1) -> list[Label]:
    """A pick for each wanted application among the first so many, a pass for each other."""
    return [
        Label(first + place, LabelKind.PICK if place % 2 == 0 else LabelKind.PASS, reviewer_id=1)
        for place in range(number)
    ]
