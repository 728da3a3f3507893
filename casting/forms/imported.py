"""One row of an imported sheet, checked as a form is; what is required of applicants is not asked here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casting.domain.calls import COUNTED, Option, Question
from casting.domain.cells import unguarded
from casting.domain.criteria import BETWEEN, Answer
from casting.domain.guardians import is_minor
from casting.domain.vocabulary import QuestionKind
from casting.forms.answers import check_answer, check_standard
from casting.forms.application import Application, make_application
from casting.forms.days import OLDEST_YEAR
from casting.forms.fields import LONGEST_NAME, FieldFault, check_line
from casting.forms.mapping import RECEIVED_AT, ColumnMapping, Target
from casting.forms.sheet import Row

MOST_CHOICES = 200
SHOWN = 60
SHORT, MOST_KNOWN = 40, 5000
_PROGRAMS_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{11,}|(\.\d+)?[eE][+-]?\d{1,2})")
"""A number as programs write it and people do not: with more decimals than a form takes, or with an exponent."""
_ALONE = {"email", "phone"}
"""Fields whose values hardly come twice, or mean something else in another row."""


@dataclass(frozen=True)
class RowFault:
    """Why one row cannot be imported.

    Attributes:
        row: as a spreadsheet counts.
        column: its name in the sheet; empty where the whole row is at fault.
        value: the cell, shortened.
        reason: a sentence.
    """

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class ImportedRow:
    """A checked row, and when the application was received; None where the sheet does not say."""

    application: Application
    received_at: datetime | None


@dataclass
class RowChecker:
    """Checks one row after the other, and remembers what must not come twice and what has been chosen from.

    Attributes:
        width: how many columns the sheet has.
        now: the present time; nothing may have been received after it.
        zone: the call's time zone, in which a time without one is meant.
        addresses: keys of addresses that are taken, each with where.
        choices: what was answered to each new question of kind choice or several, which becomes its options.
    """

    mapping: ColumnMapping
    width: int
    now: datetime
    zone: ZoneInfo
    addresses: dict[str, str]
    choices: dict[str, dict[str, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._today = self.now.astimezone(self.zone).date()
        self._known: dict[tuple[str, str], Answer | datetime] = {}

    def check(self, row: Row) -> ImportedRow | tuple[RowFault, ...]:
        """The checked row, or all that is wrong with it."""
        if len(row.cells) != self.width:
            cells = f"{len(row.cells)} cell{'s' if len(row.cells) != 1 else ''}"
            return (RowFault(row.number, "", "", f"The row has {cells}, and there are {self.width} columns."),)
        raw = {target.field: unguarded(row.cells[target.position]) or "" for target in self.mapping.targets}
        found: dict[str, Answer | datetime] = {}
        faults: list[RowFault] = []
        for target in self.mapping.targets:
            try:
                found[target.field] = self._known_value(target, raw)
            except FieldFault as fault:
                cell = row.cells[target.position]
                faults.append(RowFault(row.number, target.column, _shortened(cell), str(fault)))
        received_at = found.pop(RECEIVED_AT, None)
        standard = {name: said for name, said in found.items() if not isinstance(said, datetime)}
        questions = {target.field for target in self.mapping.targets if target.question is not None}
        application = make_application(
            standard, answers={key: said for key, said in standard.items() if key in questions}, consents=()
        )
        faults += self._twice(row, application)
        if faults:
            return tuple(faults)
        return ImportedRow(application, received_at if isinstance(received_at, datetime) else None)

    def new_questions(self) -> tuple[Question, ...]:
        """The questions that the import brings, those with choices with what was chosen as their options."""
        found = []
        for target in self.mapping.targets:
            if target.question is not None and target.new:
                options = tuple(Option(said, said) for said in sorted(self.choices.get(target.field, {})))
                found.append(replace(target.question, options=options))
        return tuple(found)

    def _known_value(self, target: Target, raw: Mapping[str, str]) -> Answer | datetime:
        """The value of a cell; a short one that came before need not be worked out again."""
        said = raw[target.field]
        if not said and target.field != "name":
            return None
        key = (target.field, said)
        if key in self._known:
            return self._known[key]
        value = self._value(target, raw)
        if len(said) <= SHORT and target.field not in _ALONE and len(self._known) < MOST_KNOWN:
            self._known[key] = value
        return value

    def _value(self, target: Target, raw: Mapping[str, str]) -> Answer | datetime:
        said = raw[target.field]
        if target.question is not None:
            return self._answer(target.question, said, new=target.new)
        if target.field == RECEIVED_AT:
            return self._moment(said)
        if target.field == "name":
            return _name(said, today=self._today)
        value = check_standard(
            target.field, said, today=self._today, country=raw.get("country", "").strip().upper() or None
        )
        born = date.fromisoformat(value) if target.field == "birth_date" and isinstance(value, str) else None
        if born is not None and is_minor(born, today=self._today):
            raise FieldFault("Who is under 18 needs a guardian's consent, which an import cannot bring.")
        return value

    def _answer(self, question: Question, said: str, *, new: bool) -> Answer:
        if new and question.kind is QuestionKind.CHOICE:
            return self._chosen(question, said)
        if new and question.kind is QuestionKind.SEVERAL:
            parts = dict.fromkeys(part.strip() for part in said.split(";") if part.strip())
            return BETWEEN.join(str(self._chosen(question, part)) for part in parts) or None
        if question.kind in COUNTED and _PROGRAMS_NUMBER.fullmatch(said):
            said = f"{float(said):.10f}"
        return check_answer(question, said, today=self._today)

    def _chosen(self, question: Question, said: str) -> Answer:
        """An answer to a choice whose options are whatever the sheet holds."""
        answer = check_line(said, longest=question.longest) or None
        chosen = self.choices.setdefault(question.key, {})
        if answer is not None and answer not in chosen:
            if len(chosen) >= MOST_CHOICES:
                raise FieldFault(f"There are more than {MOST_CHOICES} different answers. Take the column as text.")
            chosen[answer] = None
        return answer

    def _moment(self, said: str) -> datetime | None:
        if not said.strip():
            return None
        try:
            moment = datetime.fromisoformat(said.strip())
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise FieldFault("Give the time as 2026-03-08T12:00:00Z.") from error
        if moment > self.now:
            raise FieldFault("This time has not come yet.")
        if moment.year < OLDEST_YEAR:
            raise FieldFault(f"Give a year from {OLDEST_YEAR} on.")
        return moment

    def _twice(self, row: Row, application: Application) -> list[RowFault]:
        key = application.email_key
        if key is None:
            return []
        before = self.addresses.setdefault(key, f"in row {row.number}")
        if before == f"in row {row.number}":
            return []
        column = next(target.column for target in self.mapping.targets if target.field == "email")
        reason = f"This address is there already, {before}. A role has one application for each address."
        return [RowFault(row.number, column, _shortened(application.email or ""), reason)]


def _name(said: str, *, today: date) -> Answer:
    """A name; other systems know people by a number alone, and that is taken too."""
    try:
        name = check_standard("name", said, today=today)
    except FieldFault:
        name = check_line(said, longest=LONGEST_NAME)
    if not name:
        raise FieldFault("Each application needs a name.")
    return name


def _shortened(cell: str) -> str:
    said = " ".join("".join(c if c.isprintable() else " " for c in cell[: 2 * SHOWN]).split())
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"
