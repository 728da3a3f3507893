"""What stands behind a key of the search language: words of a list, numbers, days, and what they are compared by."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from casting.domain.calls import RolePlan
from casting.domain.errors import Refused
from casting.domain.search_tree import Bound, Comparison, Span

_COMPARED = re.compile(r"(?P<comparison>[<>]=?|=?)(?P<value>.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)


class SearchFault(Refused):
    """A query that cannot be understood.

    Attributes:
        problem: what is wrong and what would be right.
        column: where, in characters from 1.
    """

    def __init__(self, problem: str, column: int) -> None:
        super().__init__(f"{problem} (Column {column}.)")
        self.problem = problem
        self.column = column


@dataclass(frozen=True)
class Pair:
    """key:value, with the column at which the value begins."""

    key: str
    value: str
    column: int
    role: RolePlan | None

    @property
    def compared(self) -> tuple[Comparison, str]:
        """The sign before the value, and the value behind it."""
        found = _COMPARED.fullmatch(self.value)
        return (Comparison(found["comparison"] or "="), found["value"]) if found else (Comparison.IS, self.value)

    def one_of(self, known: Collection[str], word: str | None = None, *, before: str = "") -> str:
        """The word (by default the value), as the known one is spelled; a fault names all of those."""
        said = self.value if word is None else word
        for choice in known:
            if choice.lower() == said.lower():
                return str(choice)
        *choices, last = map(str, known)
        listed = f"{', '.join(choices)} or {last}" if choices else last
        column = self.column + len(self.value) - len(said)
        raise SearchFault(f"After “{before or self.key.lower() + ':'}” stands {listed}.", column)


@dataclass(frozen=True)
class Kind:
    """What can be compared: how it is read, how it is called, and how it looks."""

    read: Callable[[str], float | date | None]
    name: str
    examples: tuple[str, ...]

    def span(self, pair: Pair) -> Span:
        """The bounds that stand behind the key."""
        if ".." in pair.value:
            return self._range(pair)
        comparison, said = pair.compared
        value = self.read(said)
        if value is None:
            raise self._fault(pair)
        return (Bound(comparison, value),)

    def _range(self, pair: Pair) -> Span:
        low, _, high = pair.value.partition("..")
        at_high = pair.column + len(low) + 2
        for side, end, column in (("a lower", low, pair.column), ("an upper", high, at_high)):
            if not end:
                raise SearchFault(f"“{pair.key}:{pair.value}” needs {side} bound.", column)
        first, last = self.read(low), self.read(high)
        if first is None or last is None:
            raise self._fault(pair)
        if first > last:  # type: ignore[operator]  # both were read by the same reader
            raise SearchFault(f"“{high}” is below “{low}”: exchange them.", at_high)
        return Bound(Comparison.AT_LEAST, first), Bound(Comparison.AT_MOST, last)

    def _fault(self, pair: Pair) -> SearchFault:
        examples = " or ".join(self.examples)
        return SearchFault(f"After “{pair.key}:” stands {self.name}, as in {examples}.", pair.column)


def number_in(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def star_in(text: str) -> float | None:
    return float(text) if text in {"0", "1", "2", "3", "4", "5"} else None


def day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
