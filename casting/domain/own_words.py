"""What an office writes, in the language in which it was written and in those into which it was translated.

A page shows it in its reader's language where there is a translation, else as it was written. Everybody else reads it
as the text that it is: it is equal to that text, and kept, compared and cut like it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, Self, TypeVar

NOTHING: Mapping[str, str] = MappingProxyType({})
T = TypeVar("T")


class OwnWords(str):
    """A text, the code of its language, and what it is in others by their codes."""

    __slots__ = ("language", "others")
    language: str
    others: Mapping[str, str]

    def __new__(cls, text: str, language: str = "", others: Mapping[str, str] = NOTHING) -> Self:
        made = super().__new__(cls, text)
        made.language, made.others = language, dict(others)
        return made

    def within(self, code: str) -> tuple[str, str]:
        """The words for a reader of that language, and the language that they are in."""
        found = self.others.get(code)
        return (str(self), self.language) if found is None or code == self.language else (found, code)


def words_in(text: str, code: str) -> str:
    """A text for a reader of that language; one without translations as it is."""
    return text.within(code)[0] if isinstance(text, OwnWords) else text


def wholly_in(whole: T, code: str) -> T:
    """A call or a part of one, each of its texts in the words for a reader of that language."""
    changed: Any = whole
    if isinstance(whole, str):
        changed = words_in(whole, code)
    elif isinstance(whole, tuple):
        changed = tuple(wholly_in(part, code) for part in whole)
    elif is_dataclass(whole) and not isinstance(whole, type):
        changed = replace(whole, **{one.name: wholly_in(getattr(whole, one.name), code) for one in fields(whole)})
    return changed  # type: ignore[no-any-return]


def each(text: str, make: Callable[[str], str]) -> str:
    """What is made of a text, in each of its languages."""
    if not isinstance(text, OwnWords):
        return make(text)
    return OwnWords(make(str(text)), text.language, {code: make(other) for code, other in text.others.items()})


ALIKE = 0.6
"""From which likeness on one text is taken for what another one became: 1 is the same, by `SequenceMatcher.ratio`."""
BY_WORD = 120
"""Characters of a text from which on it is compared word by word, which is quick, instead of letter by letter."""


def earlier_texts(missing: Sequence[str], gone: Sequence[str]) -> Mapping[str, str]:
    """By text without a translation: which of those that have gone it was most likely made of, each of one alone."""
    pairs = ((_likeness(old, new), old, new) for new in missing for old in gone)
    found: dict[str, str] = {}
    for likeness, old, new in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ALIKE and new not in found and old not in found.values():
            found[new] = old
    return found


def _likeness(old: str, new: str) -> float:
    """How alike two texts are; 0 where a quick look finds that they are too different."""
    first, second = (text.split() if max(len(old), len(new)) > BY_WORD else [*text] for text in (old, new))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    close = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
    return matcher.ratio() if close else 0.0


@dataclass(frozen=True)
class Translations:
    """In which language the texts of a call are written, and their translations: by language, by the text itself.

    So the translation of a text that is changed falls away by itself, and nobody reads what is not said any more. It is
    kept all the same, to be proposed for the text that took the place of its own.
    """

    language: str
    into: Mapping[str, Mapping[str, str]]

    def of(self, text: str) -> str:
        """The text with what it is in other languages; an empty one as it is."""
        if not text:
            return text
        return OwnWords(text, self.language, {code: words[text] for code, words in self.into.items() if text in words})
