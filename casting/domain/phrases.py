"""Phrases of a text that say the same thing, as one: "nizhny novgorod", "nizhny" and "novgorod"."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NEARLY = 0.5
"""A phrase of two words that weighs at least this share of the weightiest word in it names both."""
AT_HOME = "the place where she lives"
"""The words that name it are one reason, called so: where somebody lives is no merit, and is said as what it is."""
STOP_WORDS = frozenset(
    """
    an and are as at be been being but by did do does for from had has have he her here him his how if in into is it
    its me my of on or our she so than that the their them then there these they this those to too us was we were what
    when where which while who with would you your
    al como con cuando de del desde donde el ella en entre es eso esta está este esto estoy fue ha han hay he la las le
    les lo los más me mi mis muy para pero por porque que qué se soy su sus también te tu tus un una unas uno unos ya yo
    было быть был была были бы вам вас во вот вы где да для до его ее её ей ему если есть еще ещё же за из или им их как
    ко когда который которая которые ли меня мне мной мои мой моя мы на над нас но об обо он она они от по под при про
    свои свой своя себя со так также там то тоже тот ты уже что чтобы эта эти это этот
    """.split()
)
"""Words that tell nothing by themselves, in the languages of the letters. Not those that deny: "not afraid" says more
than "afraid"."""


def telling(phrase: str) -> bool:
    """Whether a phrase says something alone: not one that begins or ends with a stop word.

    So "to the" goes, and "army to", of which the two words often stand in two sentences.
    """
    words = phrase.split()
    return bool(words) and STOP_WORDS.isdisjoint((words[0], words[-1]))


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in one column of a text: its phrases, seldom more than one, and what they add to the score."""

    phrases: tuple[str, ...]
    value: float

    @property
    def words(self) -> frozenset[str]:
        """Of all its phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase.split())

    @property
    def telling(self) -> bool:
        """Whether one of its phrases says something alone."""
        return any(telling(phrase) for phrase in self.phrases)


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
        """What it is called; empty where that would tell nothing."""
        return " / ".join(self.named.phrases) if self.named.telling else ""

    @property
    def value(self) -> float:
        """What all of them add to the score."""
        return math.fsum(self.values)

    def is_part_of(self, longer: Said) -> bool:
        """Whether the longer phrase says what this one is called by, and more."""
        mine = self.named.value
        nearly = longer.value * mine > 0 and abs(longer.value) >= NEARLY * abs(mine)
        return nearly and longer.telling and self.named.words < longer.words


def together(values: Mapping[int, float], phrases: Mapping[int, Sequence[str]]) -> list[Together]:
    """The phrases of a text in groups: each is in one, so that the groups add up to what all of them add.

    The weightiest phrase begins a group, and what holds a word of its name goes there; then the weightiest that is
    left. What only shares a word with one that has gone stays apart: otherwise a whole text would be one. Phrases that
    tell nothing alone come last: "army to" goes with "army", and what is left of them begins groups without a name.

    Args:
        values, phrases: by column; what each adds to the score, and what it holds.
    """
    said = [Said(tuple(phrases[column]), value) for column, value in values.items()]
    said.sort(key=lambda one: (not one.telling, -abs(one.value), -len(one.words), one.phrases))
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
