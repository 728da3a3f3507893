"""The files of a folder read with the place of every value, so that each fault can be said with its file and line.

Nothing that a file says is executed or expanded: no tags, no anchors, no aliases; and what is read is bounded in
bytes, depth and number of values, so that no file can keep the program busy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from casting.domain.errors import Refused

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
DEEPEST = 12

_FILE_NAME = re.compile(r"[\w.-]+(/[\w.-]+)*")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of characters: no text needs them, and some of them no database takes."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a call's folder.

    Attributes:
        file: the file's name, seen from the folder.
        line: its line, from 1.
        reason: what is wrong and what to write instead.
    """

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class CallFileRefused(Refused):
    """A call's folder cannot be used.

    Attributes:
        faults: everything that is wrong with it, by file and line.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Place:
    """Where something stands: a file, seen from the folder, and a line from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Folder:
    """A folder that is being read, and the faults found in it so far."""

    path: Path
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, place: Place, reason: str) -> None:
        """Note a fault and read on, so that all of them can be said at once."""
        fault = Fault(place.file, place.line, reason)
        if fault not in self.faults:
            self.faults.append(fault)

    def called(self, key: str) -> str:
        """What a key is called by whoever is to mend its value."""
        return key

    def such_as(self, key: str, example: str) -> str:
        """How the value of a key is written."""
        return f"write it as in “{key}: {example}”"

    def lacks(self, what: str, key: str, example: str) -> str:
        """What is said where a key is needed that is not there."""
        return f"{what} needs “{self.called(key)}”: {self.such_as(key, example)}"

    def empty(self, key: str, example: str) -> str:
        """What is said where a key has nothing for its value."""
        return f"“{self.called(key)}” is empty: {self.such_as(key, example)}"

    def text(self, name: str, *, asked: Place) -> str | None:
        """The text of a file, its line ends as line feeds; None, with a fault, where it cannot be used.

        Args:
            asked: where the name was read, which is where a missing file is to be mended.
        """
        content = self._bytes(name, asked=asked)
        if content is None:
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.refuse(Place(name, line), "this is not UTF-8 text: save the file with the encoding UTF-8")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if found := UNPRINTABLE.search(text):
            line = text.count("\n", 0, found.start()) + 1
            reason = f"there is a control character (U+{ord(found[0]):04X}), which no text needs: take it out"
            self.refuse(Place(name, line), reason)
            return None
        if not text.strip():
            self.refuse(Place(name, 1), "the file is empty: write its text")
            return None
        return text

    def _bytes(self, name: str, *, asked: Place) -> bytes | None:
        if not _FILE_NAME.fullmatch(name) or ".." in name.split("/"):
            reason = (
                f"“{name}” is no name of a file in this folder, such as “summary.md”: files outside it are not read"
            )
            self.refuse(asked, reason)
            return None
        try:
            path = (self.path / name).resolve()
            if not path.is_relative_to(self.path.resolve()):
                self.refuse(asked, f"“{name}” leads out of the folder: put the file itself there, not a link to it")
                return None
            if not path.is_file():
                self.refuse(asked, f"there is no file “{name}” in the folder: write it, or correct the name")
                return None
            with path.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
        except (OSError, ValueError, RuntimeError) as error:  # unreadable, an impossible name, links in a circle
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self.refuse(asked, f"“{name}” cannot be read: {reason}")
            return None
        if len(content) > MOST_BYTES:
            self.refuse(Place(name, 1), f"the file is larger than {MOST_BYTES:,} bytes: shorten it")
            return None
        return content

    def mapping(self, name: str, *, asked: Place) -> yaml.MappingNode | None:
        """The one mapping that a YAML file holds; None, with a fault, where it holds anything else."""
        text = self.text(name, asked=asked)
        if text is None:
            return None
        loader = _Bounded(text)
        try:
            node = loader.get_single_node()
        except _Stopped as stopped:
            self.refuse(Place(name, line_of(stopped.problem_mark)), str(stopped.problem))
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.refuse(Place(name, line_of(mark)), f"this is not YAML: {error.problem or error.context}")
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # PyYAML lets an impossible \U escape fall through
            self.refuse(Place(name, line_of(loader.get_mark())), f"this is not YAML: {error}")
            return None
        finally:
            loader.dispose()
        if not isinstance(node, yaml.MappingNode):
            line = line_of(node.start_mark if node is not None else None)
            self.refuse(Place(name, line), "the file has to be made of lines such as “title: …”")
            return None
        return node


def line_of(mark: yaml.Mark | None) -> int:
    """The line of a mark, from 1."""
    return 1 if mark is None else mark.line + 1


class _Stopped(yaml.MarkedYAMLError):
    """The file is YAML, but of a kind that is not read."""


class _Bounded(yaml.SafeLoader):
    """Composes nodes of plain YAML alone, and stops where a file grows beyond reason."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        for reason in self._refusals(event):
            raise _Stopped(problem=reason, problem_mark=event.start_mark)
        self._depth += 1
        self._nodes += 1
        node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
        self._depth -= 1
        return node

    def _refusals(self, event: yaml.Event) -> Iterator[str]:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield "anchors and aliases (& and *) are not read: write the text out, or put it in quotes"
        if getattr(event, "tag", None):
            yield "tags (!) are not read: write the value alone, or put it in quotes"
        if self._depth >= DEEPEST:
            yield f"the values are nested more than {DEEPEST} deep"
        if self._nodes >= MOST_NODES:
            yield f"the file holds more than {MOST_NODES:,} values"
