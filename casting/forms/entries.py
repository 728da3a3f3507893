"""One mapping of a YAML file, read key by key: each value is checked where it is read, each fault has its line."""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from casting.forms.days import check_date
from casting.forms.fields import FieldFault
from casting.forms.marked import UNPRINTABLE, Folder, Place, line_of

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,6})?")
BETWEEN = " between 2000 and 2100"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NOTHING = "tag:yaml.org,2002:null"

W = TypeVar("W", bound=StrEnum)


def nearest(word: str, known: Iterable[str]) -> str:
    """“; did you mean …?” where a known word is close, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


class Entries:
    """The entries of one mapping.

    Every reading method returns the checked value, or a harmless one of the same type after noting a fault: so reading
    goes on, and whoever builds something from the values asks first whether the folder has any fault.

    Args:
        folder: where faults are noted.
        file: the file's name in the folder.
        node: the mapping; of any other node a fault is noted, and it reads as an empty mapping.
        what: what the mapping describes, such as “a question”, for the messages.
        known: the keys that it may have, each with an example of its value.

    Attributes:
        faulty: the keys whose values were refused or are missing.
    """

    def __init__(self, folder: Folder, file: str, node: yaml.Node, *, what: str, known: Mapping[str, str]) -> None:
        self.folder = folder
        self.file = file
        self.what = what
        self.place = Place(file, line_of(node.start_mark))
        self.faulty: set[str] = set()
        self._known = known
        self._values: dict[str, yaml.Node] = {}
        self._places: dict[str, Place] = {}
        self._sound = isinstance(node, yaml.MappingNode)
        for key, place, value in pairs(folder, file, node, what=what):
            if key in known:
                self._values[key], self._places[key] = value, place
            else:
                hint = nearest(key, known) or f"; it may have {', '.join(known)}"
                folder.refuse(place, f"{what} has no “{_short(key)}”{hint}")

    def place_of(self, key: str) -> Place:
        """Where a key stands; where it is missing, where the mapping begins."""
        return self._places.get(key, self.place)

    def refuse(self, key: str, reason: str) -> None:
        """Note a fault in the value of a key; only the first is said, as the rest follow from it."""
        if key not in self.faulty:
            self.faulty.add(key)
            self.folder.refuse(self.place_of(key), reason)

    def given(self, key: str) -> bool:
        """Whether the key has a value at all."""
        node = self._values.get(key)
        return node is not None and node.tag != _NOTHING

    def node(self, key: str, *, needed: bool = True) -> yaml.Node | None:
        """The node of a value; None where there is none, with a fault if it is needed."""
        if self.given(key):
            return self._values[key]
        if needed and self._sound:
            self.refuse(key, self.folder.lacks(self.what, key, self._known[key]))
        return None

    def text(self, key: str, *, longest: int = 200, needed: bool = True) -> str:
        """A text of 1 to `longest` characters as it is written; "" where there is none."""
        node = self.node(key, needed=needed)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(key, f"“{self._called(key)}” has to be a text: {self._such_as(key)}")
            return ""
        said = node.value.strip()
        if not said:
            self.refuse(key, self.folder.empty(key, self._known[key]))
        elif len(said) > longest:
            self.refuse(key, f"“{self._called(key)}” has {len(said):,} characters: shorten it to {longest:,}")
        elif UNPRINTABLE.search(said):
            self.refuse(key, f"“{self._called(key)}” holds a control character, which no text needs: take it out")
        return "" if key in self.faulty else said

    def name(self, key: str, pattern: re.Pattern[str], rule: str, *, longest: int = 40) -> str:
        """A name of a fixed form; `rule` says the form in words."""
        said = self.text(key, longest=longest)
        if said and not pattern.fullmatch(said):
            self.refuse(
                key, f"“{said}” is no {self._called(key)} that can be used: {rule}, such as “{self._known[key]}”"
            )
            return ""
        return said

    def key(self) -> str:
        return self.name("key", KEY, "small letters, digits and _, a letter first")

    def slug(self) -> str:
        rule = "it stands in addresses: small letters and digits, with - between words"
        return self.name("slug", SLUG, rule, longest=LONGEST_SLUG)

    def number(self, key: str, *, needed: bool = True) -> float | None:
        """A number with at most 12 digits before and 6 after the point."""
        said = self.text(key, needed=needed)
        if not said:
            return None
        if not _NUMBER.fullmatch(said):
            self.refuse(key, f"“{self._called(key)}” has to be a number, not “{_short(said)}”: {self._such_as(key)}")
            return None
        return float(said)

    def whole(self, key: str, *, lowest: int, highest: int, default: int | None = None) -> int:
        """A whole number within bounds, both included; needed unless there is a default."""
        value = self.number(key, needed=default is None)
        if value is None:
            return lowest if default is None else default
        if not value.is_integer() or not lowest <= value <= highest:
            self.refuse(
                key, f"“{self._called(key)}” has to be a whole number from {lowest} to {highest:,}; it is {value:.15g}"
            )
            return lowest
        return int(value)

    def flag(self, key: str) -> bool:
        """Yes or no; no where nothing is said."""
        said = self.text(key, needed=False).lower()
        if said and said not in _FLAGS:
            self.refuse(key, f"“{self._called(key)}” has to be yes or no, not “{_short(said)}”")
        return _FLAGS.get(said, False)

    def day(self, key: str) -> date | None:
        """A day of the years 2000 to 2100, as 2020-11-03 or with its month as a word."""
        said = self.text(key)
        return self.day_of(key, said) if said else None

    def day_of(self, key: str, said: str) -> date | None:
        """The same of a part of what a value says."""
        try:
            if 2000 <= (found := check_date(said)).year <= 2100:
                return found
            why = BETWEEN
        except FieldFault as fault:  # the 30th of February, a month that could be a day, or no day at all
            why = BETWEEN if _DAY.fullmatch(said) else f". {str(fault).rstrip('.')}"
        how = f"write year-month-day or the month as a word, {self._such_as(key)}"
        self.refuse(key, f"“{_short(said)}” is no day{why}: {how}")
        return None

    def one_of(self, key: str, words: type[W], *, default: W | None = None) -> W | None:
        """A word of a closed list; needed unless there is a default."""
        said = self.text(key, needed=default is None)
        if not said:
            return default
        known = [word.value for word in words]
        said = next((word for word in known if word.casefold() == said.casefold()), said)
        if said not in known:
            self.refuse(
                key,
                f"“{self._called(key)}” cannot be “{_short(said)}”{nearest(said, known)}; "
                f"it is one of: {', '.join(known)}",
            )
            return default
        return words(said)

    def words(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """A list of short texts, or one text for a list of one."""
        node = self.node(key, needed=needed)
        if isinstance(node, yaml.ScalarNode):
            return (node.value,)
        found = [item.value for item in self.items(key, needed=needed) if isinstance(item, yaml.ScalarNode)]
        if isinstance(node, yaml.SequenceNode) and len(found) < len(node.value):
            self.refuse(key, f"“{self._called(key)}” has to be a list of words: {self._such_as(key)}")
        return tuple(found)

    def items(self, key: str, *, needed: bool = True, most: int = 100) -> list[yaml.Node]:
        """The items of a list of 1 to `most`; empty where there is none."""
        node = self.node(key, needed=needed)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(key, f"“{self._called(key)}” has to be a list, each item on a line that begins with “- ”")
            return []
        if needed and not node.value:
            self.refuse(key, f"“{self._called(key)}” is an empty list: {self._such_as(key)}")
        if len(node.value) > most:
            self.refuse(key, f"“{self._called(key)}” has {len(node.value):,} items, and more than {most} are not taken")
        return list(node.value[:most])

    def file_text(self, key: str, *, longest: int = 50_000) -> str:
        """The text of the Markdown file that the value names."""
        name = self.text(key)
        if not name:
            return ""
        if not name.endswith(".md"):
            self.refuse(key, f"“{self._called(key)}” has to name a Markdown file of this folder: {self._such_as(key)}")
            return ""
        text = (self.folder.text(name, asked=self.place_of(key)) or "").strip()
        if len(text) > longest:
            self.folder.refuse(Place(name, 1), f"the text has {len(text):,} characters: shorten it to {longest:,}")
        return text

    def _called(self, key: str) -> str:
        return self.folder.called(key)

    def _such_as(self, key: str) -> str:
        return self.folder.such_as(key, self._known[key])


def pairs(folder: Folder, file: str, node: yaml.Node, *, what: str) -> list[tuple[str, Place, yaml.Node]]:
    """The keys of a mapping with their places and values, each once.

    A fault is noted of any other node, of a key that comes twice, and of one that is no word.
    """
    if not isinstance(node, yaml.MappingNode):
        folder.refuse(Place(file, line_of(node.start_mark)), f"{what} has to be made of lines such as “key: value”")
        return []
    found: dict[str, tuple[Place, yaml.Node]] = {}
    for key, value in node.value:
        place = Place(file, line_of(key.start_mark))
        if not isinstance(key, yaml.ScalarNode):
            folder.refuse(place, f"{what} has a key that is no word: write “key: value”")
        elif key.value in found:
            folder.refuse(place, f"“{_short(key.value)}” comes twice in {what}: keep one of the two")
        else:
            found[key.value] = place, value
    return [(key, place, value) for key, (place, value) in found.items()]


def _short(said: str) -> str:
    return said if len(said) <= 40 else f"{said[:39]}…"
