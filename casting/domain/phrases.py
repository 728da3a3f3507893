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
    after again all am an and any are as at be because been before being both but by can could did do does doing down
    during each few for from further had has have having he her here hers herself him himself his how if in into is it
    its itself just me more most my myself now of off on once only or other our ours ourselves out own same she should
    so some such than that the their theirs them themselves then there these they this those to too until up us very
    was we were what when where which while who whom whose why will with would you your yours yourself
    ahora al algo así aún aunque cada como con cual cuando cuanto de del desde después donde durante el ella ellas ello
    ellos en entonces entre era eran es esa esas ese eso esos esta está están estar estas este esto estos estoy fue
    fueron ha había hacia haber han hasta hay he la las le les lo los luego mas más me mi mí mientras mis mucho mucha
    muy nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues que qué quien quienes se
    según ser si sí siempre sobre sólo solo son soy su sus también tan tanto te tiene todo toda todos todas tras tu tú
    tus un una unas uno unos usted ustedes vez y ya yo
    больше будет буду будто был была были было быть бы вам вами вас ведь весь вдруг во вот все всё всегда всего
    всех вся вы где да даже для до другая другие другой его ее её ей ему если есть еще ещё же за зачем здесь из или
    иногда им ими их как какая какие какой ко когда конечно кого кому который которая которые кто куда ли либо лишь
    между меня мне много мной мог могу может можно мои мой моя мы на над надо наконец нам нами нас нее неё ней
    него нем нём ним них но ну нужно об обо один одна однако он она они опять от перед по под после потом потому почему
    почти при про просто пусть раз разве сам сама сами свои свой своя свою себе себя сейчас снова собой со совсем
    сразу сюда так такая такие также такой там тебе тебя тем теперь тех то тогда тоже того той только том тому тот ту
    тут туда ты уж уже хоть хотя чего чей чем через что чтоб чтобы чуть эта эти этим этих это этого этой этом
    этому этот эту
    """.split()
)
"""Words that tell nothing by themselves, in the languages of the letters: those of grammar, such as pronouns, particles
and adverbs of time. Not those that deny: "not afraid" says more than "afraid"; nor prepositions of place: "under water"
says where."""


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
