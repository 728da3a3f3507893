"""A small grammar for texts: rules with alternatives, conditions, and words that stay the same for a person.

An alternative reads ``(medic !new) I have {years} years in {my_ward}, [mostly|nearly all] at night.``

- ``(medic stage/screen !new)`` in front: the tags that a person needs (``a/b`` either, ``!a`` not).
- ``{name}`` is a word that the person brings, or else another rule. A rule whose name starts with ``my_`` or
  ends with ``_as`` is drawn once for a person and then kept.
- ``[one|two {name}|]`` is one of several short forms; it holds no brackets of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

PIECE = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")
CONDITION = re.compile(r"^\(([\w!/ ]+)\) ")
ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])(?!uni|Uni|one\b|once|eu|Eu|use|us[eu]|U[A-Z])")
BLIND_DRAWS = 6


class GrammarError(ValueError):
    """A rule is missing, or none of its alternatives fits the person."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a word or a rule fills."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Short forms of which one is taken."""

    options: tuple[tuple["Piece", ...], ...]


Piece: TypeAlias = str | Slot | Choice


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a thing. ``needs`` holds groups of tags of which one each is needed; ``bars`` forbids."""

    needs: tuple[frozenset[str], ...]
    bars: frozenset[str]
    pieces: tuple[Piece, ...]

    def fits(self, tags: frozenset[str]) -> bool:
        return self.bars.isdisjoint(tags) and all(not group.isdisjoint(tags) for group in self.needs)


def parsed(text: str) -> Alternative:
    """One alternative from its written form."""
    needs: list[frozenset[str]] = []
    bars: set[str] = set()
    condition = CONDITION.match(text)
    if condition:
        text = text[condition.end() :]
        for term in condition[1].split():
            if term.startswith("!"):
                bars.add(term[1:])
            else:
                needs.append(frozenset(term.split("/")))
    return Alternative(tuple(needs), frozenset(bars), tuple(pieces_of(text)))


def pieces_of(text: str) -> Iterator[Piece]:
    """Plain text, slots and choices, in order."""
    at = 0
    for found in PIECE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        if found[1]:
            yield Slot(found[1])
        else:
            yield Choice(tuple(tuple(pieces_of(option)) for option in found[2].split("|")))
        at = found.end()
    if at < len(text):
        yield text[at:]


def names_in(pieces: Iterable[Piece]) -> Iterator[str]:
    """The names that pieces ask for."""
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name
        elif isinstance(piece, Choice):
            for option in piece.options:
                yield from names_in(option)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by name."""

    rules: Mapping[str, Sequence[Alternative]]

    @classmethod
    def of(cls, written: Mapping[str, Sequence[str]]) -> "Grammar":
        """Return a grammar from rules as they are written in the files."""
        return cls({name: tuple(parsed(text) for text in texts) for name, texts in written.items()})

    def missing(self, words: Iterable[str]) -> set[str]:
        """Names that alternatives ask for and neither the rules nor these words have."""
        pieces = (one.pieces for alternatives in self.rules.values() for one in alternatives)
        return {name for some in pieces for name in names_in(some)} - set(self.rules) - set(words)


@dataclass(slots=True)
class Voice:
    """One person speaking: expands rules with her words, and says nothing twice."""

    grammar: Grammar
    rng: Random
    words: dict[str, str]
    tags: frozenset[str]
    said: set[tuple[str, int]] = field(default_factory=set)

    def say(self, rule: str) -> str:
        """A rule's text, with articles put right and its first letter large.

        Raises GrammarError for a rule that is missing or that has nothing for this person.
        """
        text = ARTICLE.sub(r"\1n ", self.expand(rule)).strip()
        return text[:1].upper() + text[1:]

    def touched(self, rule: str) -> bool:
        """Whether anything has been said by this rule."""
        return any(name == rule for name, _ in self.said)

    def expand(self, rule: str) -> str:
        """A rule's text as it is written. Raises GrammarError like ``say``."""
        known = self.words.get(rule)
        if known is not None:
            return known
        text = self._joined(self._drawn(rule).pieces)
        if rule.startswith("my_") or rule.endswith("_as"):
            self.words[rule] = text
        return text

    def _joined(self, pieces: Iterable[Piece]) -> str:
        return "".join(self._text(piece) for piece in pieces)

    def _text(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Slot):
            return self.expand(piece.name)
        return self._joined(self.rng.choice(piece.options))

    def _drawn(self, rule: str) -> Alternative:
        """An alternative that fits and has not been used (or, all being used, one that fits)."""
        alternatives = self.grammar.rules.get(rule)
        if not alternatives:
            raise GrammarError(f"There is no rule {rule!r}.")
        for _ in range(BLIND_DRAWS):
            place = self.rng.randrange(len(alternatives))
            if (rule, place) not in self.said and alternatives[place].fits(self.tags):
                return self._used(rule, place)
        fitting = [place for place, one in enumerate(alternatives) if one.fits(self.tags)]
        if not fitting:
            raise GrammarError(f"Rule {rule!r} has nothing for {sorted(self.tags)}.")
        fresh = [place for place in fitting if (rule, place) not in self.said]
        return self._used(rule, self.rng.choice(fresh or fitting))

    def _used(self, rule: str, place: int) -> Alternative:
        self.said.add((rule, place))
        return self.grammar.rules[rule][place]
