"""What is said to people, as a value: an English sentence and what stands in it.

Whoever finds something to say makes a `Said` and knows nothing of languages; where it is shown or mailed it is said in
the reader's (`casting.languages`). The English sentence is what translators find in the catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Value: TypeAlias = "str | int | float | date | Span | Said"
"""What can stand in a sentence: somebody's own words as they are; a number, a day, a span of days, a moment in the zone
of whom it concerns, or another sentence, each as the reader's language writes it."""
Text: TypeAlias = "str | date | Span | Said"
"""What a page shows as words: somebody's own, or ours."""


@dataclass(frozen=True)
class Span:
    """From one day to a later one, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Said:
    """A sentence of ours.

    Attributes:
        one: the sentence in English, its values in braces by name; `{name:lower}` begins with a small letter.
        many: the sentence for any other count than one, where it counts something; else empty.
        values: what stands in it, by name.
        count: how many, where it counts something.
    """

    one: str
    many: str = ""
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)
    count: int = 1

    def __str__(self) -> str:
        """The sentence in plain English, for the team, the log and the terminal."""
        return self.filled(self.many if self.many and self.count != 1 else self.one, _in_english)

    def filled(self, sentence: str, show: Callable[[Value], str]) -> str:
        """A translation of this sentence with its values, each shown by `show`."""
        words = {name: _Words(show(value)) for name, value in self.values.items()}
        for name, value in words.items():
            if value.endswith(".") and not value.endswith(".."):  # "3 ноября 2020 г." has the stop of the sentence
                sentence = sentence.replace(f"{{{name}}}.", f"{{{name}}}")
        return sentence.format_map(words)


def said(sentence: str, /, **values: Value) -> Said:
    """A sentence with its values."""
    return Said(sentence, values=values)


def counted(one: str, many: str, /, *, count: int, **values: Value) -> Said:
    """A sentence that counts something; `count` is among its values."""
    return Said(one, many, {"count": count, **values}, count)


class _Words(str):
    """Words that stand in a sentence; the sentence may ask for a small first letter."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return self[:1].lower() + self[1:] if form == "lower" else str(self)


def _in_english(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value.day} {value:%B %Y, %H:%M} ({value.tzinfo})"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Span):
        return f"{_in_english(value.first)} to {_in_english(value.last)}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)
