"""What the columns of an imported sheet become: standard fields, questions of the role, new questions, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casting.domain.calls import RESERVED_KEYS, STANDARD_FIELDS, Question, RolePlan
from casting.domain.lawful import objections_to_question
from casting.domain.vocabulary import QuestionKind, QuestionUse
from casting.forms.entries import KEY, nearest
from casting.forms.questionfile import SCALE

RECEIVED_AT = "received_at"
FIELDS = (*STANDARD_FIELDS, RECEIVED_AT)
ANSWER_PREFIX = "answer:"
"""Before a question's key in an export, where one of the sheet's own columns has that name."""
KINDS = {
    "text": QuestionKind.TEXT,
    "long-text": QuestionKind.LONG_TEXT,
    "long text": QuestionKind.LONG_TEXT,
    "number": QuestionKind.NUMBER,
    "choice": QuestionKind.CHOICE,
    "several": QuestionKind.SEVERAL,
    "yes-no": QuestionKind.YES_NO,
    "yes or no": QuestionKind.YES_NO,
    "scale": QuestionKind.SCALE,
    "languages": QuestionKind.LANGUAGES,
    "date": QuestionKind.DATE,
    "link": QuestionKind.LINK,
}
READ = {
    QuestionKind.LONG_TEXT: QuestionUse.WORDS,
    QuestionKind.NUMBER: QuestionUse.FACT,
    QuestionKind.SCALE: QuestionUse.FACT,
    QuestionKind.CHOICE: QuestionUse.FACT,
    QuestionKind.YES_NO: QuestionUse.FACT,
}
"""What the scorer reads of a new question of that kind, unless it is told otherwise; of other kinds nothing."""
LONGEST = {QuestionKind.LONG_TEXT: 50_000, QuestionKind.TEXT: 1000, QuestionKind.CHOICE: 200}


class MappingFault(ValueError):
    """A mapping that cannot be used; the message says what is wrong and what would be right."""


@dataclass(frozen=True)
class Target:
    """What one column becomes.

    Attributes:
        column: its name in the sheet's first row.
        position: where it stands, from 0.
        question: the question that it answers; None for a standard field and `received_at`.
        new: whether the role gets this question with the import.
    """

    column: str
    position: int
    field: str
    question: Question | None = None
    new: bool = False


@dataclass(frozen=True)
class ColumnMapping:
    """What all columns become, and the names of those that are left out."""

    targets: tuple[Target, ...]
    left_out: tuple[str, ...]


def read_mapping(given: Sequence[str], *, columns: Sequence[str], role: RolePlan) -> ColumnMapping:
    """Read a mapping.

    Args:
        given: entries such as `column=field`, `column=key:kind` or `column=key:kind:use`. Without any, each column
            becomes the field or the question of its own name, and others are left out.
        columns: the names in the sheet's first row; empty for a column without a name.

    Raises:
        MappingFault: an entry cannot be used, two give the same field, or none gives a name.
    """
    targets = [_target(entry, columns, role) for entry in given] if given else _by_name(columns, role)
    for number, target in enumerate(targets):
        for other in targets[:number]:
            if target.field == other.field:
                raise MappingFault(f"Both “{other.column}” and “{target.column}” would become “{target.field}”.")
    if "name" not in {target.field for target in targets}:
        named = ", ".join(name for name in columns if name)
        raise MappingFault(
            f"No column gives a name, and each application needs one. Say which does, as in --map COLUMN=name. "
            f"It has: {named}."
        )
    taken = {target.position for target in targets}
    left_out = tuple(name or f"column {n + 1}" for n, name in enumerate(columns) if n not in taken)
    return ColumnMapping(tuple(targets), left_out)


def _by_name(columns: Sequence[str], role: RolePlan) -> list[Target]:
    found = []
    for position, column in enumerate(columns):
        question = role.question(column.removeprefix(ANSWER_PREFIX))
        if column in FIELDS:
            found.append(Target(column, position, column))
        elif question is not None and question.kind is not QuestionKind.FILE:
            found.append(Target(column, position, question.key, question))
    return found


def _target(entry: str, columns: Sequence[str], role: RolePlan) -> Target:
    column, equals, field = entry.rpartition("=")
    if not equals or not column or not field:
        raise MappingFault(f"“{entry}” cannot be used. Write the column, “=”, and what it becomes: --map COLUMN=FIELD.")
    if column not in columns:
        named = ", ".join(name for name in columns if name)
        raise MappingFault(f"The file has no column “{column}”. It has: {named}{nearest(column, columns) or '.'}")
    position = list(columns).index(column)
    if field in FIELDS:
        return Target(column, position, field)
    key, colon, rest = field.partition(":")
    question = role.question(key)
    if colon and (question is None or question.key in RESERVED_KEYS):
        return Target(column, position, key, _new_question(key, rest), new=True)
    if question is None:
        known = [*FIELDS, *(q.key for q in role.questions)]
        raise MappingFault(
            f"“{field}” is neither a standard field nor a question of this role. A new question needs its kind, as in "
            f"--map {column}={field}:text. There are: {', '.join(known)}{nearest(field, known) or '.'}"
        )
    if question.kind is QuestionKind.FILE or (colon and KINDS.get(rest.partition(":")[0]) is not question.kind):
        raise MappingFault(f"The role's question “{key}” is a {question.kind}. “{column}” cannot become “{field}”.")
    return Target(column, position, key, question)


def _new_question(key: str, said: str) -> Question:
    kind_name, _, use_name = said.partition(":")
    if not KEY.fullmatch(key) or key in RESERVED_KEYS or key in FIELDS:
        raise MappingFault(
            f"“{key}” cannot be the key of a question: use up to 40 small letters, digits and _, a letter first, and "
            f"none of {', '.join(sorted(RESERVED_KEYS))}."
        )
    if kind_name not in KINDS:
        raise MappingFault(
            f"“{kind_name}” is no kind of question. There are: {', '.join(one for one in KINDS if ' ' not in one)}."
        )
    if use_name and use_name not in set(QuestionUse):
        raise MappingFault(f"“{use_name}” is no use. There are: {', '.join(QuestionUse)}.")
    kind = KINDS[kind_name]
    use = QuestionUse(use_name) if use_name else READ.get(kind, QuestionUse.NOTHING)
    lowest, highest = SCALE if kind is QuestionKind.SCALE else (None, None)
    question = Question(
        key=key,
        kind=kind,
        label=key.replace("_", " ").capitalize(),
        lowest=lowest,
        highest=highest,
        longest=LONGEST.get(kind, 2000),
        use=use,
    )
    objections = objections_to_question(question)
    if objections and use_name:
        raise MappingFault(f"“{key}:{said}”: {objections[0].reason}.")
    return replace(question, use=QuestionUse.NOTHING) if objections else question
