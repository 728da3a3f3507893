"""A role's file: its breakdown, questions, criteria, and the quotas and days of its stages."""

from collections.abc import Callable, Mapping
from typing import Final

import yaml

from casting.domain.calls import STANDARD_FIELDS, Question, RolePlan
from casting.domain.criteria import (
    AgeRule,
    ChoiceRule,
    Criterion,
    GivenRule,
    LanguageRule,
    NumberRule,
    RisingRule,
    Rule,
    ScaleRule,
)
from casting.domain.lawful import objections_to_criterion
from casting.domain.stage_days import StageDays
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass, Stage
from casting.forms.entries import Entries, nearest
from casting.forms.fields import FieldFault
from casting.forms.marked import Folder, Place
from casting.forms.questionfile import read_questions
from casting.forms.spoken import language_code

MOST_CRITERIA: Final = 100
_ROLE = {
    "slug": "the-surgeon",
    "title": "The surgeon",
    "breakdown": "the-surgeon.md",
    "places": "1",
    "quotas": "{shortlist: 20, callback: 4}",
    "stage_days": "{callback: {first: 2020-12-03, last: 2020-12-05, public: yes}}",
    "questions": "[{key: swim, kind: text, label: How far do you swim?}]",
    "criteria": "[{key: age, title: Age 25–40, class: info, asks: birth_date, rule: {kind: given}}]",
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
    questions = read_questions(role)
    return RolePlan(
        slug=role.slug(),
        title=role.text("title"),
        breakdown=role.file_text("breakdown"),
        places=role.whole("places", lowest=1, highest=1000),
        questions=questions,
        criteria=_criteria(role, {question.key: question for question in questions}),
        quotas=_quotas(role),
        stage_days=_stage_days(role),
    )


def _quotas(role: Entries) -> Mapping[Stage, int]:
    """How many each stage is meant to hold; a stage that is not named has no limit."""
    node = role.node("quotas", needed=False)
    if node is None:
        return {}
    stages = {stage.value: "20" for stage in LADDER[1:]}
    quotas = Entries(role.folder, role.file, node, what="“quotas”", known=stages)
    return {Stage(name): quotas.whole(name, lowest=1, highest=1_000_000) for name in stages if quotas.given(name)}


def _stage_days(role: Entries) -> Mapping[Stage, StageDays]:
    """When each stage is meant to be; a stage that is not named has no days."""
    node = role.node("stage_days", needed=False)
    if node is None:
        return {}
    stages = {stage.value: "{first: 2020-12-03, last: 2020-12-05}" for stage in LADDER[1:]}
    named = Entries(role.folder, role.file, node, what="“stage_days”", known=stages)
    read = {name: _days(named, name, within) for name in stages if (within := named.node(name, needed=False))}
    return {Stage(name): days for name, days in read.items() if days is not None}


def _days(named: Entries, stage: str, node: yaml.Node) -> StageDays | None:
    """The days of a stage; None where they cannot be used."""
    known = {"first": "2020-12-03", "last": "2020-12-05", "public": "yes"}
    days = Entries(named.folder, named.file, node, what=f"“{stage}”", known=known)
    first, last = (days.day(end) if days.given(end) else None for end in ("first", "last"))
    public = days.flag("public")
    if first and last and last < first:
        days.refuse("last", "the stage ends before it begins: let “last” be “first” or later")
        return None
    if first is None and last is None:
        if isinstance(node, yaml.MappingNode) and not days.faulty:
            days.refuse("public" if public else "first", "there is no day to tell: give “first”, “last” or both")
        return None
    return StageDays(first, last, public)


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


def _language(rule: Entries) -> Rule:
    named = rule.text("language")
    try:
        return LanguageRule(language_code(named) if named else "", rule.text("level"))
    except FieldFault as fault:
        rule.refuse("language", f"{str(fault)[:1].lower()}{str(fault)[1:]}".rstrip("."))
        return GivenRule()


def _given(_rule: Entries) -> Rule:
    return GivenRule()


_BOUNDS = {"lowest": "25", "highest": "40"}
_RULES: Mapping[str, tuple[Mapping[str, str], Callable[[Entries], Rule]]] = {
    "age": (_BOUNDS, _age),
    "number": (_BOUNDS, _number),
    "rising": ({"nothing": "0", "full": "6"}, _rising),
    "choice": ({"met": "[can]", "unknown": "[unsure]"}, _choice),
    "scale": ({"order": "[none, A1, A2, B1]", "full": "B1"}, _scale),
    "language": ({"language": "en", "level": "B2"}, _language),
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
