"""The columns of a role's sheet, and what stands below each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casting.domain.blind import FIELDS, NAME, thing_of
from casting.domain.calls import CallPlan, RolePlan
from casting.domain.cells import guarded
from casting.domain.errors import Refused
from casting.domain.vocabulary import QuestionKind

OWN = ("reference", "stage", "received_at", "place", "score", "band")
PERSON = ("name", "email", "phone", "birth_date", "city", "country", "tape_url")

LAST = ("withdrawn_at", "guardian", "guardian_consented_at")
"""When it was withdrawn; and of a minor's, which guardian consents to it, and since when."""


class CellKind(StrEnum):
    """What a cell holds where a file can tell numbers and days from text."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """One column: its name as it stands in the first line, and what stands below."""

    name: str
    kind: CellKind = CellKind.TEXT


_KINDS = {
    "received_at": CellKind.MOMENT,
    "withdrawn_at": CellKind.MOMENT,
    "guardian_consented_at": CellKind.MOMENT,
    "place": CellKind.NUMBER,
    "score": CellKind.NUMBER,
    "birth_date": CellKind.DAY,
}
_ANSWERS = {
    QuestionKind.NUMBER: CellKind.NUMBER,
    QuestionKind.SCALE: CellKind.NUMBER,
    QuestionKind.DATE: CellKind.DAY,
}


def sheet_columns(call: CallPlan, role: RolePlan) -> tuple[Column, ...]:
    """All columns: the application's own, the person's, the answers, criteria and consents by key, and `LAST`."""
    return tuple(_columns(call, role))


def _columns(call: CallPlan, role: RolePlan) -> Iterator[Column]:
    first = (*OWN, "gates_not_met", *PERSON)
    yield from (Column(name, _KINDS.get(name, CellKind.TEXT)) for name in first)
    for question in role.questions:
        name = f"answer:{question.key}" if question.key in (*first, *LAST) else question.key
        yield Column(name, _ANSWERS.get(question.kind, CellKind.TEXT))
    yield from (Column(f"criterion:{criterion.key}") for criterion in role.criteria)
    yield from (Column(f"consent:{consent.purpose}") for consent in call.consents)
    yield from (Column(name, _KINDS.get(name, CellKind.TEXT)) for name in LAST)


def headings(call: CallPlan, role: RolePlan) -> Mapping[str, str]:
    """What each column is called for people, by its name: the question itself, the title of the criterion."""
    words = {f"criterion:{criterion.key}": f"Asked for: {criterion.title}" for criterion in role.criteria}
    words |= {f"consent:{consent.purpose}": f"Consent: {consent.purpose}" for consent in call.consents}
    for question in role.questions:
        words |= {question.key: question.label, f"answer:{question.key}": question.label}
    for name in (*OWN, "gates_not_met", *PERSON, *LAST):
        words[name] = name.replace("_", " ").capitalize()
    return {column.name: guarded(words[column.name]) for column in _columns(call, role)}


def hidden_columns(call: CallPlan, role: RolePlan, hidden: frozenset[str]) -> tuple[str, ...]:
    """The names of the columns that would tell what is hidden; `hidden` as `casting.domain.blind` calls things.

    Files are told by their names, and a link by its words: both can hold a name, so that they go with it, as a
    guardian's name does.
    """
    fields = {name for thing in hidden for name in FIELDS.get(thing, ())}
    fields |= {"tape_url", "guardian"} if NAME in hidden else set()
    keys = {
        question.key
        for question in role.questions
        if question.key in hidden or (hidden and question.kind in {QuestionKind.FILE, QuestionKind.VIDEO})
    }
    taken = (*OWN, "gates_not_met", *PERSON, *LAST)
    answers = {f"answer:{key}" if key in taken else key for key in keys}
    criteria = {f"criterion:{criterion.key}" for criterion in role.criteria if thing_of(criterion.asks) in hidden}
    gates = {"gates_not_met"} if criteria else set()
    return tuple(
        c.name for c in _columns(call, role) if c.name in (fields & {*PERSON, *LAST}) | answers | criteria | gates
    )


def chosen_columns(columns: Sequence[Column], names: Sequence[str]) -> tuple[Column, ...]:
    """Those that were asked for, in the order in which they were; all of them where none was.

    Raises:
        Refused: there is no column of such a name, or it is asked for twice.
    """
    known = {column.name: column for column in columns}
    for name in names:
        if name not in known:
            raise Refused(f"There is no column “{name}”. The columns are: {', '.join(known)}.")
    if len({*names}) != len(names):
        raise Refused("A column can be asked for once.")
    return tuple(known[name] for name in names) or tuple(columns)
