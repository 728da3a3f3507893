"""The fields of the editor in which one question of a role is set up."""

from collections.abc import Mapping, Sequence
from typing import Final

from casting.domain.calls import CONDITIONS
from casting.domain.lawful import FACTS, TEXTS
from casting.domain.vocabulary import Days, QuestionKind, QuestionUse
from casting.forms.offered import answers_of
from casting.forms.rows import Row
from casting.web.entered import Entered
from casting.web.pages import FieldView

KINDS: Final[Mapping[QuestionKind, str]] = {
    QuestionKind.TEXT: "a line of text",
    QuestionKind.LONG_TEXT: "a longer text",
    QuestionKind.CHOICE: "one of several answers",
    QuestionKind.SEVERAL: "as many of several answers as hold",
    QuestionKind.YES_NO: "yes or no",
    QuestionKind.SCALE: "a step on a scale",
    QuestionKind.NUMBER: "a number",
    QuestionKind.DATE: "a day",
    QuestionKind.LANGUAGES: "languages, and how well they are spoken",
    QuestionKind.LINK: "a link",
    QuestionKind.FILE: "a file",
    QuestionKind.VIDEO: "a video, by link or as a film",
}
DAYS: Final[Mapping[Days, str]] = {
    Days.ANY: "any day",
    Days.PAST: "a day that has passed, such as a birthday",
    Days.COMING: "a day that is still to come",
}
LATER: Final = {
    QuestionKind.VIDEO.value: "The form is sent without it too; then the page of the application asks for it."
}
SOME: Final = (("lowest", "At least so many answers"), ("highest", "At most so many answers"))
SPOKEN: Final = (("lowest", "At least so many languages"), ("highest", "At most so many languages"))


def question_fields(entered: Entered, name: str, rows: Sequence[Row], number: int) -> tuple[FieldView, ...]:
    """Those of the question that was typed into the row of that number, counted from 0."""
    row = rows[number]
    kind = row.get("kind", "")
    uses = {QuestionUse.NOTHING.value: "nothing: only people read it"}
    if kind in {of.value for of in TEXTS}:
        uses[QuestionUse.WORDS.value] = "its words"
    if kind in {of.value for of in FACTS}:
        uses[QuestionUse.FACT.value] = "the answer as a fact"
    return (
        entered.field(f"{name}.label", "text", "Question"),
        entered.choice(
            f"{name}.kind", "Answered with", [(k.value, words) for k, words in KINDS.items()], columns="full"
        ),
        *_of_kind(entered, name, row),
        entered.field(f"{name}.help", "text", "Help below it", optional=True),
        entered.field(f"{name}.required", "check", "It has to be answered", LATER.get(kind, ""), optional=True),
        *_condition(entered, name, rows, number),
        entered.field(
            f"{name}.heading",
            "text",
            "It begins a new page called",
            "Such as “Your body”. The questions below stand on it too, up to the next one that begins a page. Where "
            "none does, pages hold about five questions each.",
            optional=True,
        ),
        entered.choice(f"{name}.use", "The scorer reads", list(uses.items()), optional=True),
        entered.field(f"{name}.card", "check", "On the small card in the contact sheet", optional=True),
        entered.field(f"{name}.key", "text", "Short name", "For searches and files.", columns="medium", optional=True),
    )


def question_told(row: Row) -> str:
    """A question in a few words: how it is answered, and whether it has to be."""
    kind = next((words for kind, words in KINDS.items() if kind == row.get("kind")), "")
    parts = (kind, "has to be answered" if row.get("required") else "", "asked of some" if row.get("only_if") else "")
    return ", ".join(part for part in parts if part)


def _of_kind(entered: Entered, name: str, row: Row) -> tuple[FieldView, ...]:
    """What only questions of this kind have."""
    kind = row.get("kind", "")
    short = {
        QuestionKind.NUMBER: (("lowest", "From"), ("highest", "To"), ("unit", "Unit")),
        QuestionKind.SCALE: (("lowest", "First step"), ("highest", "Last step")),
        QuestionKind.SEVERAL: SOME,
        QuestionKind.LANGUAGES: SPOKEN,
        QuestionKind.TEXT: (("longest", "Most characters"),),
        QuestionKind.LONG_TEXT: (("longest", "Most characters"),),
        QuestionKind.FILE: (("largest_mb", "Most MB"),),
    }
    parts = next((parts for of, parts in short.items() if of == kind), ())
    unit = f" ({row['unit']})" if kind == QuestionKind.NUMBER and row.get("unit") else ""
    fields = [
        entered.field(f"{name}.{p}", "text", label + ("" if p == "unit" else unit), columns="short", optional=True)
        for p, label in parts
    ]
    if kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        note = "One to a line, as applicants read them."
        fields.insert(0, entered.field(f"{name}.options", "long text", "Answers", note))
    if kind == QuestionKind.SCALE:
        note = "One to a line, such as “1 = not at all” and “5 = very well”. Other steps show their number."
        fields.append(entered.field(f"{name}.options", "long text", "Words at its ends", note, optional=True))
    if kind == QuestionKind.DATE:
        days = [(one.value, words) for one, words in DAYS.items()]
        fields.append(entered.choice(f"{name}.days", "Which days", days, optional=True))
    return tuple(fields)


def _condition(entered: Entered, name: str, rows: Sequence[Row], number: int) -> tuple[FieldView, ...]:
    """What it depends on, of those that stand before it; and the answers with which it is asked."""
    possible = [
        (other["key"], other.get("label", ""))
        for other in rows[:number]
        if other.get("key") and other.get("kind") in {kind.value for kind in CONDITIONS}
    ]
    asks = rows[number].get("only_if", "")
    asked: Row = next((other for other in rows if asks and other.get("key") == asks), {})
    if not possible and not asks:
        return ()
    if asks and asks not in dict(possible):
        possible.append((asks, f"{asked.get('label') or asks}: this cannot be asked before it"))
    fields = [entered.choice(f"{name}.only_if", "Asked only if this was answered", possible, optional=True)]
    if asks:
        note = "Whoever answers otherwise is not asked."
        offered = [(one.value, one.label) for one in answers_of(asked)]
        fields.append(entered.ticks(f"{name}.only_if_is", "With one of", offered, note))
    return tuple(fields)
