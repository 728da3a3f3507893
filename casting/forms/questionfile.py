"""The questions of a role's file."""

import re
from collections.abc import Mapping
from typing import Final

import yaml

from casting.domain.asking import objections_to_asking
from casting.domain.calls import RESERVED_KEYS, OnlyIf, Option, Question
from casting.domain.lawful import objections_to_question
from casting.domain.vocabulary import Days, QuestionKind, QuestionUse
from casting.forms.entries import KEY, Entries, pairs

MOST_QUESTIONS: Final = 100
LONGEST: Final = {
    QuestionKind.TEXT: 300,
    QuestionKind.LONG_TEXT: 5000,
    QuestionKind.LINK: 500,
    QuestionKind.FILE: 5 * 1024 * 1024,
    QuestionKind.VIDEO: 500,
}
"""How long an answer may be where the file does not say so: characters, or bytes of a file."""
SCALE: Final = (1.0, 5.0)
"""The ends of a scale where the file does not name them."""

MOST_FILES: Final = 10
MOST_VIDEOS: Final = 3
"""Beside the self-tape: each may be as large as that."""
_OPTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_QUESTION = {
    "key": "height",
    "kind": "number",
    "label": "Your height",
    "help": "Without shoes.",
    "required": "yes",
    "options": "{can: I can, cannot: I cannot}",
    "unit": "cm",
    "lowest": "100",
    "highest": "230",
    "longest": "2000",
    "largest_mb": "5",
    "days": "past",
    "only_if": "{rides: yes}",
    "heading": "How you speak and move",
    "use": "words",
    "card": "yes",
}
_BOUNDED = {QuestionKind.NUMBER, QuestionKind.SCALE, QuestionKind.SEVERAL, QuestionKind.LANGUAGES}
ONLY_FOR: Final[Mapping[str, set[QuestionKind]]] = {
    "options": {QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.SCALE},
    "unit": {QuestionKind.NUMBER},
    "lowest": _BOUNDED,
    "highest": _BOUNDED,
    "longest": {QuestionKind.TEXT, QuestionKind.LONG_TEXT},
    "largest_mb": {QuestionKind.FILE},
    "days": {QuestionKind.DATE},
}
"""The parts that only questions of certain kinds have."""


def read_questions(role: Entries) -> tuple[Question, ...]:
    """The questions under the role's `questions`, in their order."""
    found: dict[str, Question] = {}
    for node in role.items("questions", most=MOST_QUESTIONS):
        entries = Entries(role.folder, role.file, node, what="a question", known=_QUESTION)
        question = _question(entries)
        if question.key in RESERVED_KEYS:
            entries.refuse(
                "key", f"every form has a field “{question.key}” already: take the question out, or name it otherwise"
            )
        elif question.key in found:
            entries.refuse("key", f"two questions have the key “{question.key}”: name one of them otherwise")
        elif question.key:
            _object(entries, question, found)
            found[question.key] = question
    if sum(question.kind is QuestionKind.FILE for question in found.values()) > MOST_FILES:
        role.refuse("questions", f"a form takes at most {MOST_FILES} files: ask for fewer")
    if sum(question.kind is QuestionKind.VIDEO for question in found.values()) > MOST_VIDEOS:
        role.refuse("questions", f"a form takes at most {MOST_VIDEOS} videos beside the self-tape: ask for fewer")
    return tuple(found.values())


def _question(entries: Entries) -> Question:
    kind = entries.one_of("kind", QuestionKind) or QuestionKind.TEXT
    if "kind" not in entries.faulty:
        for part, kinds in ONLY_FOR.items():
            if entries.given(part) and kind not in kinds:
                named = " or ".join(f"“{one}”" for one in QuestionKind if one in kinds)
                entries.refuse(
                    part, f"only a question of the kind {named} has “{part}”, and this is “{kind}”: take it out"
                )
    ends = SCALE if kind is QuestionKind.SCALE else (None, None)
    lowest, highest = (entries.number(bound, needed=False) for bound in ("lowest", "highest"))
    return Question(
        key=entries.key(),
        kind=kind,
        label=entries.text("label", longest=500),
        help=entries.text("help", longest=1000, needed=False),
        required=entries.flag("required"),
        options=_options(entries, kind) if kind in ONLY_FOR["options"] else (),
        unit=entries.text("unit", longest=20, needed=False),
        lowest=ends[0] if lowest is None else lowest,
        highest=ends[1] if highest is None else highest,
        longest=_longest(entries, kind),
        use=entries.one_of("use", QuestionUse, default=QuestionUse.NOTHING) or QuestionUse.NOTHING,
        card=entries.flag("card"),
        only_if=_only_if(entries),
        days=entries.one_of("days", Days, default=Days.ANY) or Days.ANY,
        heading=entries.text("heading", longest=80, needed=False),
    )


def _object(entries: Entries, question: Question, before: Mapping[str, Question]) -> None:
    """Hold the question against what can be asked and what is lawful, as far as its parts could be read."""
    if "kind" in entries.faulty:
        return
    objections = (*objections_to_question(question), *objections_to_asking(question, before))
    for objection in objections:
        if objection.part == "only_if" or objection.part not in entries.faulty:
            entries.refuse(objection.part, objection.reason)


def _only_if(entries: Entries) -> OnlyIf | None:
    """The condition, written as the key of a question before this one and the answer or answers that it asks for."""
    node = entries.node("only_if", needed=False)
    if node is None:
        return None
    told = pairs(entries.folder, entries.file, node, what="“only_if”")
    if len(told) != 1 or not KEY.fullmatch(told[0][0]):
        entries.refuse("only_if", "“only_if” names one question and its answers, for example “{rides: yes}”")
        return None
    asks, _, said = told[0]
    values = said.value if isinstance(said, yaml.SequenceNode) else [said]
    return OnlyIf(asks, tuple(value.value for value in values if isinstance(value, yaml.ScalarNode)))


def _longest(entries: Entries, kind: QuestionKind) -> int:
    default = LONGEST.get(kind, Question.longest)
    if kind is QuestionKind.FILE:
        return entries.whole("largest_mb", lowest=1, highest=20, default=default // 1024**2) * 1024**2
    return entries.whole("longest", lowest=1, highest=20_000, default=default)


def _options(entries: Entries, kind: QuestionKind) -> tuple[Option, ...]:
    """The choices, written as a mapping of what is stored to what people read; of a scale, of steps to their words."""
    node = entries.node("options", needed=kind is not QuestionKind.SCALE)
    if node is None:
        return ()
    options = []
    for value, place, label in pairs(entries.folder, entries.file, node, what="“options”"):
        read = label.value.strip() if isinstance(label, yaml.ScalarNode) else ""
        if not _OPTION.fullmatch(value):
            reason = "what is stored for a choice is made of letters, digits, - and _, such as “under20”"
            entries.folder.refuse(place, f"“{value[:40]}” cannot be stored: {reason}")
        if not 1 <= len(read) <= 200:
            entries.folder.refuse(place, f"say in 1 to 200 characters what people read for “{value[:40]}”")
        options.append(Option(value, read))
    if isinstance(node, yaml.MappingNode) and kind is not QuestionKind.SCALE and not 2 <= len(options) <= 100:
        entries.refuse("options", f"a choice needs 2 to 100 options; it has {len(options)}")
    return tuple(options)
