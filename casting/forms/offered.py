"""What the rows of the role's form may choose among: the answers to a question, and the rules that fit these.

Nobody has to know what is stored for an answer, or which rule belongs to which kind of question: what does not fit is
not offered, and a criterion whose question has become another one takes the rule that is usual for it.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from casting.domain.asking import MOST_STEPS
from casting.domain.calls import CHOSEN, STANDARD_FIELDS, YES_OR_NO, Option
from casting.domain.criteria import kind_of_rule
from casting.domain.lawful import rules_fitting
from casting.domain.vocabulary import CriterionClass, QuestionKind
from casting.forms.questionfile import SCALE
from casting.forms.rows import Row
from casting.forms.shortnames import short_name


def lines_of(said: str) -> list[str]:
    """What was typed one to a line."""
    return [line.strip() for line in said.splitlines() if line.strip()]


def options_of(said: str) -> list[tuple[str, str]]:
    """Choices as they are typed, one to a line: what people read, or `stored = what people read`."""
    options = []
    for number, line in enumerate(lines_of(said), start=1):
        stored, mark, label = line.partition(" = ")
        if not mark:
            stored, label = short_name(line, between="_", other=f"option{number}"), line
        options.append((stored.strip(), label.strip()))
    return options


def answers_of(row: Row) -> tuple[Option, ...]:
    """The answers that the question in a row can have, where these are a closed list or steps; else none."""
    kind = row.get("kind", "")
    if kind == QuestionKind.YES_NO:
        return YES_OR_NO
    typed = options_of(row.get("options", ""))
    if kind == QuestionKind.SCALE:
        words = dict(typed)
        return tuple(Option(step, f"{step}: {words[step]}" if step in words else step) for step in _steps(row))
    return tuple(Option(value, label) for value, label in typed) if kind in {one.value for one in CHOSEN} else ()


def rules_offered(row: Row, questions: Mapping[str, Row]) -> tuple[str, ...]:
    """The kinds of rules that the criterion in a row can have, the usual one first; none where that cannot be told.

    Args:
        questions: the rows of the questions by their keys.
    """
    asks, klass = row.get("asks", ""), row.get("class", "")
    kind = questions.get(asks, {}).get("kind", "")
    known = asks in STANDARD_FIELDS or kind in {one.value for one in QuestionKind}
    if not known or klass not in {one.value for one in CriterionClass}:
        return ()
    fitting = rules_fitting(asks, QuestionKind(kind) if kind else None, CriterionClass(klass))
    return tuple(map(kind_of_rule, fitting))


def fitted(row: Row, questions: Mapping[str, Row]) -> dict[str, str]:
    """The criterion in a row with a rule that fits its question; as it is where none does."""
    made, offered = dict(row), rules_offered(row, questions)
    if offered and made.get("rule.kind") not in offered:
        made["rule.kind"] = offered[0]
    if made.get("rule.kind") == "scale" and not lines_of(made.get("rule.order", "")):
        made["rule.order"] = "\n".join(one.value for one in answers_of(questions.get(made.get("asks", ""), {})))
    return made


def _steps(row: Row) -> Sequence[str]:
    ends = (row.get("lowest", "").strip() or f"{SCALE[0]:g}", row.get("highest", "").strip() or f"{SCALE[1]:g}")
    if not all(end.isascii() and end.isdigit() and len(end) < 4 for end in ends):
        return ()
    return tuple(islice(map(str, range(int(ends[0]), int(ends[1]) + 1)), MOST_STEPS))
