"""Phrases of a text that say the same thing, as one: "nizhny novgorod", "nizhny" and "novgorod"."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NEARLY = 0.5
"""A phrase of two words that weighs at least this share of the weightiest word in it names both."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in one column of a text: its phrases, seldom more than one, and what they add to the score."""

    phrases: tuple[str, ...]
    value: float

    @property
    def words(self) -> frozenset[str]:
        """Of all its phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase.split())


@dataclass(slots=True)
class Together:
    """Phrases that overlap, as one reason.

    Attributes:
        named: the weightiest, or a longer one that it stands in, which says the same and weighs nearly as much.
        values: what each adds to the score.
    """

    named: Said
    values: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called."""
        return " / ".join(self.named.phrases)

    @property
    def value(self) -> float:
        """What all of them add to the score."""
        return math.fsum(self.values)

    def is_part_of(self, longer: Said) -> bool:
        """Whether the longer phrase says what this one is called by, and more."""
        mine = self.named.value
        nearly = longer.value * mine > 0 and abs(longer.value) >= NEARLY * abs(mine)
        return nearly and self.named.words < longer.words


def together(values: Mapping[int, float], phrases: Mapping[int, Sequence[str]]) -> list[Together]:
    """The phrases of a text in groups: each is in one, so that the groups add up to what all of them add.

    The weightiest phrase begins a group, and what holds a word of its name goes there; then the weightiest that is
    left. What only shares a word with one that has gone stays apart: otherwise a whole text would be one.

    Args:
        values, phrases: by column; what each adds to the score, and what it holds.
    """
    said = [Said(tuple(phrases[column]), value) for column, value in values.items()]
    said.sort(key=lambda one: (-abs(one.value), -len(one.words), one.phrases))
    groups: list[Together] = []
    group_of: dict[str, int] = {}
    for one in said:
        at = min((group_of[word] for word in one.words if word in group_of), default=len(groups))
        if at == len(groups):
            groups.append(Together(one))
        elif groups[at].is_part_of(one):
            groups[at].named = one
        groups[at].values.append(one.value)
        if groups[at].named is one:
            for word in one.words:
                group_of.setdefault(word, at)
    return groups
