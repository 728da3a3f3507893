"""A form as it was typed, read as a call's folder is: whoever reads a file's values reads a form's fields.

So what may stand in a call is said once. Each field is a line of its own, and a fault of that line is the field's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from casting.forms.marked import UNPRINTABLE, Folder, Place

FORM = "form"
CALLED: Final[Mapping[str, str]] = {
    "slug": "Address",
    "title": "Title",
    "production": "Production",
    "summary": "What it is about",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "time_zone": "Time zone",
    "reference_date": "Ages are counted on",
    "keep_months": "Months of keeping",
    "contact_name": "Name",
    "contact_email": "E-mail address",
    "consents": "What applicants agree to",
    "purpose": "Purpose",
    "label": "Question",
    "breakdown": "Breakdown",
    "places": "How many are cast",
    "questions": "Questions",
    "criteria": "What the role asks for",
    "key": "Short name",
    "kind": "Kind",
    "options": "Choices",
    "class": "Class",
    "asks": "Held against the answer to",
    "rule": "It asks that",
    "justification": "Why",
    "weight": "Weight",
    "lowest": "From",
    "highest": "To",
    "nothing": "Counts nothing at",
    "full": "Counts in full at",
    "met": "Answers that meet it",
    "unknown": "Answers that leave it open",
    "order": "All answers in their order",
    "language": "Language",
    "level": "Level",
    "first": "First day",
    "last": "Last day",
    "public": "Applicants are told",
}
"""What the keys of a call's files are called beside the fields of the editor; any other key is its label in small."""
CALLED_WITHIN: Final[Mapping[str, Mapping[str, str]]] = {
    "criteria": {"title": "Criterion"},
    "consents": {"label": "What stands beside the box"},
}
"""By list: the keys that are called otherwise in its rows. Where a fault stands tells which is meant."""
_DONE_THERE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("kind", "class", "rule", "language", "level", "time_zone", "order"), "choose one"),
    "asks": "choose the answer that it is held against",
    "met": "tick at least one answer",
}
"""What to do in a field that is empty and shows no place for an example: something is chosen, ticked or listed."""
_AT_THE_FORM: Final = tuple(
    (re.compile(said), instead)
    for said, instead in (
        (
            r"there is no question “[^”]*”: ask it under “[^”]*”, or correct the key.*",
            "the question that this was held against is not there any more: choose another answer, or take this out",
        ),
        (r"(?:make it|write) “class: (\w+)”", r"choose the class “\1”"),
        (r"“class: (\w+)”", r"the class “\1”"),
        (r"leave “use” out(?: of the question)?", "let the scorer read nothing of it"),
        (r" \(use: \w+\)", ""),
        (r"“use: (\w+)” is for", "what the scorer reads is for"),
        (r", such as “weight: 1”", ", such as 1"),
        (r"a choice needs 2 to 100 options; it has (\d+)", r"write 2 to 100 answers, one to a line; there are \1"),
        (r"no choice meets the criterion: list at least one under “[^”]*”", "tick at least one answer"),
        (r"“([^”]*)” is no option of “[^”]*”: it offers .*", r"“\1” is not among the answers any more: untick it"),
        (
            r"the rule “given” asks nothing of an answer, so it is for .*",
            "this asks nothing of an answer: choose another",
        ),
    )
)
"""What is said otherwise where somebody chooses in a form: she has no keys to correct and no lists to write."""
_TOLD_APART = frozenset(key for words in CALLED_WITHIN.values() for key in words)
_NAMED = re.compile("“(" + "|".join(CALLED) + ")”")
"""Where a reason names a key, as the rules of files do."""
_TEXT, _LIST, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
_NOTHING = "tag:yaml.org,2002:null"
_FILE = ".md"


@dataclass(frozen=True)
class TypedForm(Folder):
    """The fields of one form, and the faults found in them so far.

    Attributes:
        fields: the name of the field that stands on each line, from the first.
        texts: the longer texts by the names under which they are read as files.
    """

    path: Path = Path()
    fields: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def scalar(self, name: str, said: str) -> yaml.ScalarNode:
        """What was typed into a field."""
        return yaml.ScalarNode(_TEXT, said.replace("\r\n", "\n").replace("\r", "\n"), start_mark=self._mark(name))

    def optional(self, name: str, said: str) -> yaml.ScalarNode:
        """What was typed into a field that may stay empty; then it has no value, and still a place for a fault."""
        return self.scalar(name, said) if said.strip() else yaml.ScalarNode(_NOTHING, "", start_mark=self._mark(name))

    def long_text(self, name: str, said: str) -> yaml.ScalarNode:
        """A longer text, which is read as if it were a file."""
        self.texts[name + _FILE] = said.replace("\r\n", "\n").replace("\r", "\n")
        return yaml.ScalarNode(_TEXT, name + _FILE, start_mark=self._mark(name))

    def items(self, name: str, nodes: Sequence[yaml.Node]) -> yaml.SequenceNode:
        return yaml.SequenceNode(_LIST, list(nodes), start_mark=self._mark(name))

    def entries(self, name: str, nodes: Mapping[str, yaml.Node]) -> yaml.MappingNode:
        """A mapping; each key stands where its value does."""
        return self.pairs(name, list(nodes.items()))

    def pairs(self, name: str, pairs: Sequence[tuple[str, yaml.Node]]) -> yaml.MappingNode:
        """A mapping in which a key may come twice, so that this can be said."""
        keyed = [(yaml.ScalarNode(_TEXT, key, start_mark=node.start_mark), node) for key, node in pairs]
        return yaml.MappingNode(_MAPPING, keyed, start_mark=self._mark(name))

    def field_faults(self) -> Mapping[str, str]:
        """What is wrong, by field; only the first is said of each, as the rest follow from it."""
        found: dict[str, str] = {}
        for fault in self.faults:
            at = self.fields[fault.line - 1] if fault.file == FORM else fault.file.removesuffix(_FILE)
            found.setdefault(at, _in_words(fault.reason, at))
        return found

    def called(self, key: str) -> str:
        return key if key in _TOLD_APART else CALLED.get(key, key.replace("_", " "))

    def lacks(self, what: str, key: str, example: str) -> str:
        return _DONE_THERE.get(key) or super().lacks(what, key, example)

    def empty(self, key: str, example: str) -> str:
        return _DONE_THERE.get(key) or super().empty(key, example)

    def such_as(self, key: str, example: str) -> str:
        return "add one" if example.startswith("[{") else f"for example “{example}”"

    def text(self, name: str, *, asked: Place) -> str | None:
        said = self.texts[name]
        if not said.strip():
            self.refuse(asked, "this is empty: write its text")
            return None
        if UNPRINTABLE.search(said):
            self.refuse(asked, "this holds a control character, which no text needs: take it out")
            return None
        return said

    def _mark(self, name: str) -> yaml.Mark:
        self.fields.append(name)
        return yaml.Mark(FORM, 0, len(self.fields) - 1, 0, None, 0)


def _in_words(reason: str, at: str) -> str:
    """A reason with the labels of the page in place of the keys of a file."""
    for said, instead in _AT_THE_FORM:
        reason = said.sub(instead, reason)
    called = {**CALLED, **CALLED_WITHIN.get(at.partition(".")[0], {})}
    return _NAMED.sub(lambda key: f"“{called[key[1]]}”", reason)
