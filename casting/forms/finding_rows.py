"""The rows of a file of findings: who was examined for what, what was found, when, and until when that holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casting.domain.calls import Question
from casting.domain.cells import unguarded
from casting.domain.criteria import Criterion, Verdict
from casting.domain.vocabulary import Standing
from casting.forms.answers import check_answer, check_standard
from casting.forms.days import check_date
from casting.forms.entries import nearest
from casting.forms.fields import FieldFault, check_line, check_text, tidy
from casting.forms.imported import RowFault
from casting.forms.sheet import Row, SheetFault

NEEDED = ("reference", "criterion", "finding", "date")
COLUMNS = ("reference", "criterion", "finding", "value", "date", "expires", "note")
WORDS: Mapping[str, Standing] = {
    "verified": Standing.MET,
    "met": Standing.MET,
    "not met": Standing.NOT_MET,
    "unknown": Standing.UNKNOWN,
}
LONGEST_NOTE = 2000
SHOWN = 60
Fault = Callable[[str, str], None]
"""Is told of the column that is at fault, and why."""


@dataclass(frozen=True)
class FindingRow:
    """A checked row.

    Attributes:
        number: as a spreadsheet counts.
        value: what was measured, as it was written; empty where nothing was.
        fit: how far that goes towards a preference, 0 to 1; None where nothing was measured.
        expires_on: the last day on which it holds.
    """

    number: int
    reference: str
    criterion: str
    standing: Standing
    value: str
    fit: float | None
    found_on: date
    expires_on: date | None
    note: str


def positions_of(columns: Sequence[str]) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Where each known column stands, and the names of those that are left out; capitals do not count.

    Raises:
        SheetFault: one that is needed is missing, or one comes twice.
    """
    found: dict[str, int] = {}
    left_out = []
    for position, column in enumerate(columns):
        name = " ".join(column.casefold().replace("_", " ").split())
        if name in found:
            raise SheetFault(f"Row 1 names “{column}” more than once. Take one of the two out.")
        if name in COLUMNS:
            found[name] = position
        elif column:
            left_out.append(column)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise SheetFault(
            f"Row 1 does not name {', '.join(f'“{name}”' for name in missing)}. It has to name: {', '.join(NEEDED)}; "
            f"and it may name: {', '.join(name for name in COLUMNS if name not in NEEDED)}. "
            f"It names: {', '.join(column for column in columns if column)}."
        )
    return found, tuple(left_out)


class FindingChecker:
    """Checks one row after the other, and remembers what must not come twice."""

    def __init__(
        self,
        positions: Mapping[str, int],
        width: int,
        criteria: Sequence[Criterion],
        questions: Mapping[str, Question],
        *,
        today: date,
        on: date,
    ) -> None:
        """`width`: how many columns there are; `today` in the call's zone; `on`: the day on which ages are counted."""
        self._positions, self._width = positions, width
        self._criteria = {criterion.key: criterion for criterion in criteria}
        self._titles = {criterion.title.casefold(): criterion.key for criterion in criteria}
        self._questions = questions
        self._today, self._on = today, on
        self._seen: dict[tuple[str, str], int] = {}

    def check(self, row: Row) -> FindingRow | tuple[RowFault, ...]:
        """The checked row, or all that is wrong with it."""
        if len(row.cells) != self._width:
            cells = f"{len(row.cells)} cell{'s' if len(row.cells) != 1 else ''}"
            said = f"The row has {cells}, and there are {self._width} columns. Put in what is missing, or quote commas."
            return (RowFault(row.number, "", "", said),)
        raw = {name: unguarded(row.cells[at]) or "" for name, at in self._positions.items()}
        faults: list[RowFault] = []

        def fault(column: str, reason: str) -> None:
            cell = raw.get(column, "")
            faults.append(RowFault(row.number, column, cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…", reason))

        reference = tidy(raw["reference"]).upper()
        if not reference:
            fault("reference", "Say whom it is about by her reference, such as K7QX24.")
        criterion = self._criterion(raw["criterion"])
        if criterion is None:
            known = list(self._criteria)
            near = nearest(tidy(raw["criterion"]), known)
            fault("criterion", f"The role has no such criterion. It has: {', '.join(known)}{near or '.'}")
        standing = WORDS.get(" ".join(raw["finding"].casefold().split()))
        if standing is None:
            fault("finding", "Say what was found: verified, not met or unknown.")
        days = self._days(raw, standing, fault)
        value, found = self._measured(raw.get("value", ""), criterion, standing, fault)
        note = self._note(raw.get("note", ""), fault)
        self._twice(row.number, reference, criterion, fault)
        if faults or criterion is None or standing is None or days is None:
            return tuple(faults)
        return FindingRow(row.number, reference, criterion.key, found.standing, value, found.fit, *days, note)

    def _criterion(self, said: str) -> Criterion | None:
        text = tidy(said)
        return self._criteria.get(text.casefold()) or self._criteria.get(self._titles.get(text.casefold(), ""))

    def _days(self, raw: Mapping[str, str], standing: Standing | None, fault: Fault) -> tuple[date, date | None] | None:
        found_on = _day("date", raw["date"], fault)
        typed = tidy(raw.get("expires", ""))
        expires_on = _day("expires", typed, fault) if typed else None
        if found_on is not None and found_on > self._today:
            fault("date", "This day has not come yet. Give the day of the examination.")
        if found_on is not None and expires_on is not None and expires_on < found_on:
            fault("expires", f"It would have expired before it was found, on {found_on.isoformat()}. Exchange the two?")
        if expires_on is not None and standing is Standing.UNKNOWN:
            fault("expires", "What is unknown does not expire. Leave this cell empty.")
        return None if found_on is None else (found_on, expires_on)

    def _measured(
        self, said: str, criterion: Criterion | None, standing: Standing | None, fault: Fault
    ) -> tuple[str, Verdict]:
        """What was measured, and how it stands; a value that speaks against the finding is a fault."""
        found = Verdict(standing or Standing.UNKNOWN)
        if not tidy(said) or criterion is None or standing is None:
            return "", found
        if standing is Standing.UNKNOWN:
            fault("value", "Something was measured, and the finding says unknown. Correct one of the two.")
            return "", found
        question = self._questions.get(criterion.asks)
        try:
            text = check_line(said)
            answer = (
                check_standard(criterion.asks, said, today=self._today)
                if question is None
                else check_answer(question, said, today=self._today)
            )
        except FieldFault as wrong:
            fault("value", f"{wrong} Or leave this cell empty.")
            return "", found
        judged = criterion.judge(answer, on=self._on)
        if judged.standing not in {standing, Standing.PARTLY, Standing.UNKNOWN}:
            fault("value", f"By this value “{criterion.title}” is {judged.standing}. Correct the value or the finding.")
        return text, found if judged.standing is Standing.UNKNOWN else judged

    def _note(self, said: str, fault: Fault) -> str:
        try:
            return check_text(said, longest=LONGEST_NOTE)
        except FieldFault as wrong:
            fault("note", str(wrong))
            return ""

    def _twice(self, number: int, reference: str, criterion: Criterion | None, fault: Fault) -> None:
        if criterion is None or not reference:
            return
        before = self._seen.setdefault((reference, criterion.key), number)
        if before != number:
            fault("criterion", f"Row {before} speaks of this, too. Keep the row that is right, and take the other out.")


def _day(column: str, said: str, fault: Fault) -> date | None:
    try:
        return check_date(said)
    except FieldFault:
        fault(column, "Give a day of the calendar as 2026-03-08 or 08.03.2026.")
        return None
