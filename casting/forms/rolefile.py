"""A role's file: its breakdown, questions, criteria and quotas."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import yaml

from casting.domain.calls import RESERVED_KEYS, STANDARD_FIELDS, Option, Question, RolePlan
from casting.domain.criteria import (
    AgeRule,
    ChoiceRule,
    Criterion,
    GivenRule,
    NumberRule,
    RisingRule,
    Rule,
    ScaleRule,
)
from casting.domain.lawful import objections_to_criterion, objections_to_question
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass, QuestionKind, QuestionUse, Stage
from casting.forms.entries import Entries, nearest, pairs
from casting.forms.marked import Folder, Place

MOST_QUESTIONS: Final = 100
MOST_CRITERIA: Final = 100
LONGEST: Final = {
    QuestionKind.TEXT: 300,
    QuestionKind.LONG_TEXT: 5000,
    QuestionKind.LINK: 500,
    QuestionKind.FILE: 5 * 1024 * 1024,
}
"""How long an answer may be where the file does not say so: characters, or bytes of a file."""

MOST_FILES: Final = 10
_OPTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_ROLE = {
    "slug": "the-surgeon",
    "title": "The surgeon",
    "breakdown": "the-surgeon.md",
    "places": "1",
    "quotas": "{shortlist: 20, callback: 4}",
    "questions": "[{key: swim, kind: text, label: How far do you swim?}]",
    "criteria": "[{key: age, title: Age 25–40, class: info, asks: birth_date, rule: {kind: given}}]",
}
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
    "use": "words",
    "card": "yes",
}
ONLY_FOR = {
    "options": {QuestionKind.CHOICE},
    "unit": {QuestionKind.NUMBER},
    "lowest": {QuestionKind.NUMBER},
    "highest": {QuestionKind.NUMBER},
    "longest": {QuestionKind.TEXT, QuestionKind.LONG_TEXT},
    "largest_mb": {QuestionKind.FILE},
}
_CRITERION = {
    "key": "height",
    "title": "Height 150–180 cm",
    "class": "gate",
    "asks": "height",
    "rule": "{kind: number, lowest: 150, highest: 180}",
    "weight": "1",
    "justification": "The seat is made for these heights.",
}
_PARTS = {"klass": "class"}
"""The parts of a criterion that are called otherwise in the file."""


def read_role(folder: Folder, file: str, *, asked: Place) -> RolePlan | None:
    """Read one role's file; None where it is no mapping, and something harmless where the folder has faults."""
    node = folder.mapping(file, asked=asked)
    return None if node is None else read_role_node(folder, file, node)


def read_role_node(folder: Folder, file: str, node: yaml.MappingNode) -> RolePlan:
    """A role, from a file or from a form; something harmless where there are faults."""
    role = Entries(folder, file, node, what="the role", known=_ROLE)
    questions = _questions(role)
    return RolePlan(
        slug=role.slug(),
        title=role.text("title"),
        breakdown=role.file_text("breakdown"),
        places=role.whole("places", lowest=1, highest=1000),
        questions=questions,
        criteria=_criteria(role, {question.key: question for question in questions}),
        quotas=_quotas(role),
    )


def _quotas(role: Entries) -> Mapping[Stage, int]:
    """How many each stage is meant to hold; a stage that is not named has no limit."""
    node = role.node("quotas", needed=False)
    if node is None:
        return {}
    stages = {stage.value: "20" for stage in LADDER[1:]}
    quotas = Entries(role.folder, role.file, node, what="“quotas”", known=stages)
    return {Stage(name): quotas.whole(name, lowest=1, highest=1_000_000) for name in stages if quotas.given(name)}


# ---------------------------------------------------------------------------------------------- questions


def _questions(role: Entries) -> tuple[Question, ...]:
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
            found[question.key] = question
    if sum(question.kind is QuestionKind.FILE for question in found.values()) > MOST_FILES:
        role.refuse("questions", f"a form takes at most {MOST_FILES} files: ask for fewer")
    return tuple(found.values())


def _question(entries: Entries) -> Question:
    kind = entries.one_of("kind", QuestionKind) or QuestionKind.TEXT
    if "kind" not in entries.faulty:
        for part, kinds in ONLY_FOR.items():
            if entries.given(part) and kind not in kinds:
                entries.refuse(
                    part,
                    f"only a {' or '.join(sorted(kinds))} question has “{part}”, and this is a {kind}: take it out",
                )
    question = Question(
        key=entries.key(),
        kind=kind,
        label=entries.text("label", longest=500),
        help=entries.text("help", longest=1000, needed=False),
        required=entries.flag("required"),
        options=_options(entries) if kind is QuestionKind.CHOICE else (),
        unit=entries.text("unit", longest=20, needed=False),
        lowest=entries.number("lowest", needed=False),
        highest=entries.number("highest", needed=False),
        longest=_longest(entries, kind),
        use=entries.one_of("use", QuestionUse, default=QuestionUse.NOTHING) or QuestionUse.NOTHING,
        card=entries.flag("card"),
    )
    if question.lowest is not None and question.highest is not None and question.lowest >= question.highest:
        entries.refuse("lowest", f"“lowest” {question.lowest:g} has to be below “highest” {question.highest:g}")
    if "kind" not in entries.faulty:
        for objection in objections_to_question(question):
            entries.refuse(objection.part, objection.reason)
    return question


def _longest(entries: Entries, kind: QuestionKind) -> int:
    default = LONGEST.get(kind, Question.longest)
    if kind is QuestionKind.FILE:
        return entries.whole("largest_mb", lowest=1, highest=20, default=default // 1024**2) * 1024**2
    return entries.whole("longest", lowest=1, highest=20_000, default=default)


def _options(entries: Entries) -> tuple[Option, ...]:
    """The choices, written as a mapping of what is stored to what people read."""
    node = entries.node("options")
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
    if isinstance(node, yaml.MappingNode) and not 2 <= len(options) <= 100:
        entries.refuse("options", f"a choice needs 2 to 100 options; it has {len(options)}")
    return tuple(options)


# ----------------------------------------------------------------------------------------------- criteria


def _criteria(role: Entries, questions: Mapping[str, Question]) -> tuple[Criterion, ...]:
    found: dict[str, Criterion] = {}
    for node in role.items("criteria", most=MOST_CRITERIA):
        entries = Entries(role.folder, role.file, node, what="a criterion", known=_CRITERION)
        criterion = _criterion(entries)
        _object(entries, criterion, questions)
        if criterion.key and criterion.key in found:
            entries.refuse("key", f"two criteria have the key “{criterion.key}”: name one of them otherwise")
        found[criterion.key] = criterion
    return tuple(found.values())


def _criterion(entries: Entries) -> Criterion:
    return Criterion(
        key=entries.key(),
        title=entries.text("title"),
        klass=entries.one_of("class", CriterionClass) or CriterionClass.INFO,
        asks=entries.text("asks"),
        rule=_rule(entries),
        weight=entries.number("weight", needed=False),
        justification=entries.text("justification", longest=2000, needed=False),
    )


def _object(entries: Entries, criterion: Criterion, questions: Mapping[str, Question]) -> None:
    """Hold the criterion against what is lawful and against its question, as far as its parts could be read."""
    known = (*questions, *STANDARD_FIELDS)
    for objection in objections_to_criterion(criterion, questions.get(criterion.asks)):
        part = _PARTS.get(objection.part, objection.part)
        follows = "class" in entries.faulty and part != "asks"
        if criterion.asks and not follows:
            hint = nearest(criterion.asks, known) if part == "asks" and criterion.asks not in known else ""
            entries.refuse(part, f"{objection.reason}{hint}")


def _age(rule: Entries) -> Rule:
    bounds = [rule.whole(key, lowest=0, highest=150) if rule.given(key) else None for key in ("lowest", "highest")]
    return AgeRule(bounds[0], bounds[1])


def _number(rule: Entries) -> Rule:
    return NumberRule(rule.number("lowest", needed=False), rule.number("highest", needed=False))


def _rising(rule: Entries) -> Rule:
    return RisingRule(rule.number("nothing") or 0, rule.number("full") or 0)


def _choice(rule: Entries) -> Rule:
    return ChoiceRule(rule.words("met"), rule.words("unknown", needed=False))


def _scale(rule: Entries) -> Rule:
    return ScaleRule(rule.words("order"), rule.text("full"))


def _given(_rule: Entries) -> Rule:
    return GivenRule()


_BOUNDS = {"lowest": "25", "highest": "40"}
_RULES: Mapping[str, tuple[Mapping[str, str], Callable[[Entries], Rule]]] = {
    "age": (_BOUNDS, _age),
    "number": (_BOUNDS, _number),
    "rising": ({"nothing": "0", "full": "6"}, _rising),
    "choice": ({"met": "[can]", "unknown": "[unsure]"}, _choice),
    "scale": ({"order": "[none, A1, A2, B1]", "full": "B1"}, _scale),
    "given": ({}, _given),
}


def _rule(entries: Entries) -> Rule:
    node = entries.node("rule")
    if node is None:
        return GivenRule()
    held = node.value if isinstance(node, yaml.MappingNode) else []
    kind = next((value.value for key, value in held if key.value == "kind"), None)
    keys, build = _RULES.get(kind, ({}, _given)) if isinstance(kind, str) else ({}, _given)
    known = {"kind": "number"} | dict(keys)
    if kind not in _RULES:
        known |= {key: example for every, _ in _RULES.values() for key, example in every.items()}
    rule = Entries(entries.folder, entries.file, node, what="the rule", known=known)
    if rule.text("kind") and kind not in _RULES:
        rule.refuse(
            "kind",
            f"there is no rule “{str(kind)[:40]}”{nearest(str(kind), _RULES)}; it is one of: {', '.join(_RULES)}",
        )
    before = len(entries.folder.faults)
    try:
        made = build(rule)
    except ValueError as error:
        made = GivenRule()
        if not rule.faulty:
            entries.refuse("rule", str(error))
    if len(entries.folder.faults) > before or rule.faulty or not isinstance(node, yaml.MappingNode):
        entries.faulty.add("rule")  # said already: what is said of the rule below would only follow from it
    return made
