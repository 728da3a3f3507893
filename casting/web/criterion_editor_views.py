"""The fields of the editor in which one criterion of a role is set up: each offers what its question can be."""

from collections.abc import Mapping, Sequence
from typing import Final

from casting.domain.calls import Option
from casting.domain.vocabulary import CriterionClass, Level, QuestionKind
from casting.forms.offered import answers_of, lines_of, rules_offered
from casting.forms.rows import Row
from casting.forms.spoken import LEVELS, language_code, language_names, suggested_names
from casting.web.entered import Entered
from casting.web.form_views import STANDARD
from casting.web.pages import FieldView

CLASSES: Final[Mapping[CriterionClass, str]] = {
    CriterionClass.GATE: "gate: the part cannot do without it",
    CriterionClass.PREFERENCE: "preference: it helps, and counts by its weight",
    CriterionClass.INFO: "info: shown, and never scored",
}
RULES: Final[Mapping[str, str]] = {
    "given": "it was answered, and nothing more",
    "age": "the age lies between two years",
    "number": "the number lies between two bounds",
    "rising": "the number is high: the more, the better",
    "choice": "the answer is one of those that are ticked",
    "scale": "the answer is far along: the further, the better",
    "language": "a language is spoken at a level or better",
}
BOUNDS: Final = (
    ("lowest", "From", ""),
    ("highest", "To", "Both included. One of the two may stay empty."),
)
RISING: Final = (("nothing", "Counts nothing at", ""), ("full", "Counts in full at", ""))
WEIGHT: Final = "Beside the others; 1 is usual. Where everybody answers alike, it moves nobody."
Questions = Mapping[str, Row]
"""The rows of a role's questions by their keys."""


def criterion_fields(entered: Entered, name: str, row: Row, questions: Questions) -> tuple[FieldView, ...]:
    """Those of the criterion that was typed into a row."""
    klass = row.get("class", "")
    why = "Applicants read it. For a gate: why the part cannot be played without it."
    weight = entered.field(f"{name}.weight", "text", "Weight", WEIGHT, columns="medium")
    return (
        entered.field(f"{name}.title", "text", "Criterion", "In a few words, such as: Height 150–180 cm."),
        entered.choice(f"{name}.class", "Class", [(k.value, words) for k, words in CLASSES.items()], columns="full"),
        *([weight] if klass == CriterionClass.PREFERENCE else []),
        entered.choice(
            f"{name}.asks",
            "Held against the answer to",
            _asked(row, questions),
            _not_asked(row, questions),
            columns="full",
        ),
        *_rule(entered, name, row, questions),
        entered.field(f"{name}.justification", "long text", "Why", why, optional=klass != CriterionClass.GATE),
        entered.field(f"{name}.key", "text", "Short name", "For searches and files.", columns="medium", optional=True),
    )


def criterion_told(row: Row, questions: Questions) -> str:
    """A criterion in a few words: its class, against which answer it is held, and what it asks of that."""
    klass, asks = row.get("class", ""), row.get("asks", "")
    weight = f", weight {row.get('weight', '')}" if klass == CriterionClass.PREFERENCE and row.get("weight") else ""
    answer = dict(_all_asked(questions)).get(asks, "")
    rule = _rule_told(row, questions.get(asks, {})) if answer else ""
    told = f"{answer}: {rule}" if rule and not answer.endswith("?") else f"{answer} {rule}".strip()
    return f"{klass}{weight}{': ' if klass and told else ''}{told}"


def _all_asked(questions: Questions) -> list[tuple[str, str]]:
    asked = [(name, f"{label[0]} (every form)") for name, label in STANDARD.items()]
    return asked + [(key, row.get("label", "")) for key, row in questions.items()]


def _asked(row: Row, questions: Questions) -> list[tuple[str, str]]:
    """What a criterion of this class can be held against, and what it is held against, whether it can be or not."""
    klass, chosen, offered = row.get("class", ""), row.get("asks", ""), []
    for key, label in _all_asked(questions):
        fits = klass not in set(CLASSES) or rules_offered({"class": klass, "asks": key}, questions)
        if fits:
            offered.append((key, label))
        elif key == chosen:
            offered.append((key, f"{label}: cannot be a {klass}"))
    return offered


def _not_asked(row: Row, questions: Questions) -> str:
    """Which answers cannot be chosen for a criterion of this class, and why not."""
    offered = dict(_asked(row, questions))
    missing = [f"“{question.get('label', '')}”" for key, question in questions.items() if key not in offered]
    if not missing:
        return ""
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return (
        f"Not among these: {', '.join(missing[:3])}{more}. Whether words, a day, a link or a file are enough, only a "
        "person can say; as “info” they are shown."
    )


def _rule(entered: Entered, name: str, row: Row, questions: Questions) -> tuple[FieldView, ...]:
    asks, kind = row.get("asks", ""), row.get("rule.kind", "")
    if not asks:
        return ()
    offered = rules_offered(row, questions) or (kind,)
    rules = [(rule, RULES[rule]) for rule in offered if rule in RULES]
    fields = [entered.choice(f"{name}.rule.kind", "It asks that", rules, columns="full")]
    return (*fields, *_parts(entered, f"{name}.rule", row, questions.get(asks, {})))


def _parts(entered: Entered, name: str, row: Row, question: Row) -> tuple[FieldView, ...]:
    """What the rule is made of, in the answers of its question."""
    answers = [(one.value, one.label) for one in answers_of(question)]
    kind, steps = row.get("rule.kind", ""), answers if question.get("kind") == QuestionKind.SCALE else []
    if kind in {"age", "number", "rising"}:
        bounds, unit = RISING if kind == "rising" else BOUNDS, "years" if kind == "age" else question.get("unit", "")
        return _numbers(entered, name, bounds, unit, steps, optional=kind != "rising")
    if kind == "choice":
        note = "Such as “I have not tried”. Open never counts against."
        unknown = entered.ticks(f"{name}.unknown", "Answers that leave it open", answers, note, optional=True)
        return (entered.ticks(f"{name}.met", "Answers that meet it", answers), unknown)
    if kind == "scale":
        order = lines_of(row.get("rule.order", ""))
        full = [(value, dict(answers).get(value, value)) for value in order[1:]]
        orders = _orders(order, answers_of(question))
        least = entered.choice(f"{name}.order", "From the least to the most", orders, columns="full")
        return (least, entered.choice(f"{name}.full", "Counts in full from", full))
    if kind == "language":
        levels = [(one.value, str(words)) for one, words in LEVELS.items() if one is not Level.NATIVE]
        language = entered.choice(f"{name}.language", "Language", _languages(row.get("rule.language", "")))
        return (language, entered.choice(f"{name}.level", "At least", levels, "A mother tongue counts as C2."))
    return ()


def _numbers(
    entered: Entered,
    name: str,
    parts: Sequence[tuple[str, str, str]],
    unit: str,
    steps: Sequence[tuple[str, str]],
    *,
    optional: bool,
) -> tuple[FieldView, ...]:
    """Two numbers in the unit of the question, or two steps of its scale."""
    if steps:
        return tuple(entered.choice(f"{name}.{part}", label, steps, optional=optional) for part, label, _ in parts)
    return tuple(
        entered.field(
            f"{name}.{part}", "text", f"{label} ({unit})" if unit else label, note, columns="short", optional=optional
        )
        for part, label, note in parts
    )


def _orders(kept: list[str], answers: Sequence[Option]) -> list[tuple[str, str]]:
    """The orders in which answers can go up: as the question lists them, the other way round, or as they are kept."""
    labels = {one.value: one.label for one in answers}
    listed = list(labels)
    orders = [listed, listed[::-1], kept]
    return [("\n".join(order), " → ".join(labels.get(value, value) for value in order)) for order in orders if order]


def _languages(chosen: str) -> list[tuple[str, str]]:
    """The languages by their codes; what is chosen among them, if it is a rarer one."""
    named = language_names()
    common = [(language_code(name), name) for name in suggested_names()]
    return common if chosen not in named or chosen in dict(common) else [*common, (chosen, named[chosen])]


def _rule_told(row: Row, question: Row) -> str:
    """What a rule asks for, as short as it can be said."""
    said = {part: row.get(f"rule.{part}", "").strip() for part in ("lowest", "highest", "full", "language", "level")}
    labels = {one.value: one.label for one in answers_of(question)}
    unit = "years" if row.get("rule.kind") == "age" else question.get("unit", "")
    match row.get("rule.kind", ""):
        case "age" | "number":
            words = {"": "", "lowest": f"{said['lowest']} or more", "highest": f"{said['highest']} or less"}
            ends = [end for end in ("lowest", "highest") if said[end]]
            told = f"{said['lowest']} to {said['highest']}" if len(ends) == 2 else words["".join(ends)]
            return f"{told} {unit}".strip() if told else ""
        case "choice":
            return " or ".join(f"“{labels.get(value, value)}”" for value in lines_of(row.get("rule.met", "")))
        case "rising" | "scale" if said["full"]:
            full = labels.get(said["full"], f"{said['full']} {unit}".strip())
            return f"the more, the better, up to {full}"
        case "language" if said["language"]:
            return f"{language_names().get(said['language'], said['language'])}, {said['level']} or better"
    return ""
