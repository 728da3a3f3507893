"""A role as it is typed into the editor: read by the rules of its file, and written back into its fields."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from casting.domain.calls import Question, RolePlan
from casting.domain.criteria import Criterion, Rule, kind_of_rule
from casting.domain.stages import LADDER
from casting.domain.vocabulary import CriterionClass, QuestionKind, Stage
from casting.forms.offered import answers_of, fitted, lines_of, options_of
from casting.forms.questionfile import ONLY_FOR
from casting.forms.rolefile import read_role_node
from casting.forms.rows import Row, rows_of, with_rows
from casting.forms.shortnames import address_of, short_name, untaken
from casting.forms.typed import FORM, TypedForm

QUESTION_PARTS: Final = (
    "help",
    "required",
    "unit",
    "lowest",
    "highest",
    "longest",
    "largest_mb",
    "days",
    "heading",
    "use",
    "card",
)
RULE_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "given": (),
    "age": ("lowest", "highest"),
    "number": ("lowest", "highest"),
    "rising": ("nothing", "full"),
    "choice": ("met", "unknown"),
    "scale": ("order", "full"),
    "language": ("language", "level"),
}
"""What each kind of rule is made of."""
DAYS_PARTS: Final = ("first", "last", "public")
NEW_ROWS: Final[Mapping[str, Row]] = {
    "questions": {"kind": QuestionKind.TEXT.value},
    "criteria": {"class": "preference", "weight": "1", "rule.kind": "given"},
}
_LISTS = ("met", "unknown", "order")
TICKED: Final = ("only_if_is", "rule.met", "rule.unknown")
"""The parts of a row of which several may be ticked, each of which is posted under the same name."""


@dataclass(frozen=True)
class TypedRole:
    """A role as it was typed.

    Attributes:
        plan: the role; where there are faults, something harmless in their place.
        faults: what is wrong, by field.
        typed: the fields, with the short names that were made for questions and criteria. An address that was left
            empty stays so: it follows the title until it is kept.
    """

    plan: RolePlan
    faults: Mapping[str, str]
    typed: Mapping[str, str]


def read_role_form(typed: Mapping[str, str]) -> TypedRole:
    """Read the fields of a role."""
    named = _named(typed)
    form = TypedForm()
    questions = rows_of(named, "questions")
    offered = {row.get("key", ""): {one.value: one.label for one in answers_of(row)} for row in questions}
    nodes: dict[str, yaml.Node] = {
        "title": form.scalar("title", named.get("title", "")),
        "slug": form.scalar("slug", address_of(named, other="role")),
        "breakdown": form.long_text("breakdown", named.get("breakdown", "")),
        "places": form.scalar("places", named.get("places", "")),
        "questions": form.items("questions", [_question(form, n, row, offered) for n, row in enumerate(questions)]),
        "criteria": form.items(
            "criteria", [_criterion(form, n, row, offered) for n, row in enumerate(rows_of(named, "criteria"))]
        ),
    }
    quotas = {stage.value: named.get(f"quotas.{stage.value}", "").strip() for stage in LADDER[1:]}
    given = {stage: form.scalar(f"quotas.{stage}", quota) for stage, quota in quotas.items() if quota}
    if given:
        nodes["quotas"] = form.entries("quotas.longlist", given)
    if days := {stage.value: node for stage in LADDER[1:] if (node := _days(form, named, stage))}:
        nodes["stage_days"] = form.entries("stage_days.longlist.first", days)
    plan = read_role_node(form, FORM, form.entries("title", nodes))
    faults = {field: _in_own_words(reason, field, questions) for field, reason in form.field_faults().items()}
    return TypedRole(plan, faults, named)


def _in_own_words(reason: str, field: str, questions: Sequence[Row]) -> str:
    """A reason about another question with the words of that question and its answers in place of what is stored."""
    if not any(part in field for part in (".only_if", ".rule", ".asks")):
        return reason
    words = {one.value: one.label for row in questions for one in answers_of(row)}
    words |= {row["key"]: row["label"] for row in questions if row.get("key") and row.get("label")}
    words |= {kind.value: kind.value for kind in QuestionKind}
    return re.sub("“([^”]+)”", lambda told: f"“{words.get(told[1]) or told[1].replace('_', ' ')}”", reason)


def _days(form: TypedForm, named: Mapping[str, str], stage: Stage) -> yaml.Node | None:
    """The days of a stage, as far as anything was typed of them."""
    name = f"stage_days.{stage.value}"
    typed = {part: said for part in DAYS_PARTS if (said := named.get(f"{name}.{part}", "").strip())}
    nodes = {part: form.scalar(f"{name}.{part}", said) for part, said in typed.items()}
    return form.entries(f"{name}.first", nodes) if nodes else None


def _question(form: TypedForm, number: int, row: Row, offered: Mapping[str, Mapping[str, str]]) -> yaml.Node:
    name, kind = f"questions.{number}", row.get("kind", "")
    needed = ("label", "kind", "key")
    takes = {part for part in QUESTION_PARTS if part not in ONLY_FOR or kind in {of.value for of in ONLY_FOR[part]}}
    row = {**row, "key": row.get("key") or f"question_{number}"}
    nodes: dict[str, yaml.Node] = {part: form.scalar(f"{name}.{part}", row.get(part, "")) for part in needed}
    nodes |= {p: form.optional(f"{name}.{p}", row.get(p, "")) for p in QUESTION_PARTS if p in takes}
    options = options_of(row.get("options", "")) if kind in {of.value for of in ONLY_FOR["options"]} else []
    if options or kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        at = f"{name}.options"
        nodes["options"] = form.pairs(at, [(value, form.scalar(at, label)) for value, label in options])
    if asks := row.get("only_if", "").strip():
        at = f"{name}.only_if"
        stored = _as_stored(lines_of(row.get("only_if_is", "")), offered.get(asks, {}))
        nodes["only_if"] = form.pairs(at, [(asks, form.items(at, [form.scalar(at, word) for word in stored]))])
    return form.entries(f"{name}.label", nodes)


def _as_stored(words: Iterable[str], choices: Mapping[str, str]) -> list[str]:
    """Answers by what is stored for them, where they were typed as people read them."""
    values = {label.casefold(): value for value, label in choices.items()}
    return [values.get(word.casefold(), word) for word in words]


def _criterion(form: TypedForm, number: int, row: Row, offered: Mapping[str, Mapping[str, str]]) -> yaml.Node:
    name, kind = f"criteria.{number}", row.get("rule.kind", "")
    row = {**row, "key": row.get("key") or f"criterion_{number}"}
    nodes: dict[str, yaml.Node] = {
        part: form.scalar(f"{name}.{part}", row.get(part, "")) for part in ("title", "class", "asks", "key")
    }
    weight = row.get("weight", "") if row.get("class") == CriterionClass.PREFERENCE else ""
    nodes["weight"] = form.optional(f"{name}.weight", weight)
    nodes["justification"] = form.optional(f"{name}.justification", row.get("justification", ""))
    rule: dict[str, yaml.Node] = {"kind": form.scalar(f"{name}.rule.kind", kind)}
    choices = offered.get(row.get("asks", ""), {})
    for part in RULE_PARTS.get(kind, ()):
        at, said = f"{name}.rule.{part}", row.get(f"rule.{part}", "").strip()
        if part in _LISTS and said:
            rule[part] = form.items(at, [form.scalar(at, word) for word in _as_stored(lines_of(said), choices)])
        else:
            rule[part] = form.optional(at, _as_stored([said], choices)[0] if kind == "scale" else said)
    nodes["rule"] = form.entries(f"{name}.rule.kind", rule)
    return form.entries(f"{name}.title", nodes)


# ----------------------------------------------------------------------------------------------- short names


def _named(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields with a short name for all that people read and that has none, and rules that fit the questions."""
    named = dict(typed)
    for name, told, other in (("questions", "label", "question"), ("criteria", "title", "criterion")):
        rows = rows_of(typed, name)
        taken = {key for row in rows if (key := row.get("key", "").strip())}
        for number, row in enumerate(rows, start=1):
            if row.get(told, "").strip() and not row.get("key", "").strip():
                row["key"] = untaken(short_name(row.get(told, ""), between="_", other=f"{other}_{number}"), taken)
                taken.add(row["key"])
        named = with_rows(named, name, rows)
    asked = {row["key"]: row for row in rows_of(named, "questions") if row.get("key")}
    return with_rows(named, "criteria", [fitted(row, asked) for row in rows_of(named, "criteria")])


# ------------------------------------------------------------------------------------- back into the fields


def role_as_typed(role: RolePlan) -> dict[str, str]:
    """The fields of a role; reading them gives the role again."""
    typed = {"title": role.title, "slug": role.slug, "breakdown": role.breakdown, "places": str(role.places)}
    typed |= {f"quotas.{stage.value}": str(quota) for stage, quota in role.quotas.items()}
    for stage, days in role.stage_days.items():
        name = f"stage_days.{stage.value}"
        typed |= {f"{name}.{end}": day.isoformat() for end in ("first", "last") if (day := getattr(days, end))}
        typed |= {f"{name}.public": "yes"} if days.public else {}
    typed = with_rows(typed, "questions", [_question_row(question) for question in role.questions])
    return with_rows(typed, "criteria", [_criterion_row(criterion) for criterion in role.criteria])


def begun_from(role: RolePlan) -> dict[str, str]:
    """The fields of a new role that asks what that one asks; who the part is stays to be written."""
    own = ("title", "slug", "breakdown", "places")
    return {name: said for name, said in role_as_typed(role).items() if name not in own} | {"places": "1"}


def _question_row(question: Question) -> dict[str, str]:
    row = {"key": question.key, "label": question.label, "kind": question.kind.value, "help": question.help}
    row |= {"unit": question.unit, "lowest": _number(question.lowest), "highest": _number(question.highest)}
    row |= {"heading": question.heading} if question.heading else {}
    row |= {"days": question.days.value} if question.kind is QuestionKind.DATE else {}
    if question.only_if is not None:
        row |= {"only_if": question.only_if.asks, "only_if_is": "\n".join(question.only_if.among)}
    row |= {"use": question.use.value, "options": "\n".join(f"{o.value} = {o.label}" for o in question.options)}
    if question.kind is QuestionKind.FILE:
        row["largest_mb"] = str(question.longest // 1024**2)
    elif question.kind in ONLY_FOR["longest"]:
        row["longest"] = str(question.longest)
    return row | {part: "yes" for part in ("required", "card") if getattr(question, part)}


def _criterion_row(criterion: Criterion) -> dict[str, str]:
    return {
        "key": criterion.key,
        "title": criterion.title,
        "class": criterion.klass.value,
        "asks": criterion.asks,
        "weight": _number(criterion.weight),
        "justification": criterion.justification,
        **_rule_row(criterion.rule),
    }


def _rule_row(rule: Rule) -> dict[str, str]:
    row = {"rule.kind": kind_of_rule(type(rule))}
    for part, value in vars(rule).items():
        row[f"rule.{part}"] = "\n".join(value) if isinstance(value, tuple) else _number(value)
    return row


def _number(value: float | str | None) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:.15g}"
