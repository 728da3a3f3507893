"""The page on which two to four stand beside each other, or up to twelve are surveyed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casting.domain.criteria import Criterion
from casting.domain.permissions import Act, Actor, may
from casting.domain.vocabulary import CriterionClass, QuestionKind, Standing
from casting.services.side_by_side import MOST, Beside
from casting.store.calls import KeptRole
from casting.web.blind_views import blind_note
from casting.web.card_views import card_of
from casting.web.claim_views import claim_value
from casting.web.pages import Column, CompareCell, ComparePage, CompareRow
from casting.web.pages.cards import sign_of
from casting.web.places import Place

FEWEST, MOST_IN_ROWS = 2, 4
OPENING = 240
"""Characters of a text that stand side by side: a person reads the first lines here, and all of it on the own page."""


@dataclass(frozen=True)
class ToldBeside:
    """Where the tape of each is, and the words and writer of the newest note on her, by the application's key."""

    tapes: Mapping[int, str | None]
    notes: Mapping[int, tuple[str, str]]


def compare_page(
    kept: KeptRole, actor: Actor, found: Sequence[Beside], asked: Sequence[str], told: ToldBeside
) -> ComparePage:
    """Those who were found, beside each other or as a survey; the way to choose others where they are too few."""
    place = Place(kept.call.slug, kept.role.slug)
    action = f"{place.home}/compare"
    surveyed = len(found) > MOST_IN_ROWS
    shown = found if len(found) >= FEWEST and not surveyed else ()
    may_mark = may(actor, Act.MARK, call_id=kept.call_id)
    return ComparePage(
        title=f"{kept.role.title}: side by side",
        member_name=actor.name,
        called=actor.called,
        administrator=actor.administrator,
        call_title=kept.call.title,
        role_title=kept.role.title,
        role_href=place.home,
        action=action,
        typed=", ".join(asked),
        blind_note=blind_note(kept, {one.row.stage: None for one in found}),
        note=_note(found, asked),
        columns=_columns(kept, place, action, shown, may_mark=may_mark),
        rows=_rows(kept, shown, told) if shown else (),
        cards=tuple(card_of(one.row, kept, place, may_mark=may_mark) for one in found) if surveyed else (),
        narrow_href=f"{action}?with={','.join(one.row.reference for one in found)}&without=pass" if surveyed else "",
        undo_action=f"{place.home}/undo" if may_mark else "",
    )


def _note(found: Sequence[Beside], asked: Sequence[str]) -> str:
    if len(asked) > MOST:
        return f"{MOST} at most are shown at once: these are the first of {len(asked)}."
    gone = [one for one in asked if one not in {beside.row.reference for beside in found}]
    if gone:
        return f"Not in this role, or not any more: {', '.join(gone)}."
    return "One alone cannot be compared. Add another one." if len(asked) == 1 else ""


def _columns(
    kept: KeptRole, place: Place, action: str, shown: Sequence[Beside], *, may_mark: bool
) -> tuple[Column, ...]:
    names = [one.row.reference for one in shown]
    columns = []
    for number, one in enumerate(shown):
        others = [name for name in names if name != one.row.reference]
        pin = f"{action}?with={','.join([one.row.reference, *others])}" if number else ""
        card = card_of(one.row, kept, place, may_mark=may_mark)
        marked = replace(card, mark=replace(card.mark, onward=f"{action}?with={','.join(names)}"))
        columns.append(Column(marked, pin, f"{action}?with={','.join(others)}"))
    return tuple(columns)


def _rows(kept: KeptRole, shown: Sequence[Beside], told: ToldBeside) -> tuple[CompareRow, ...]:
    plain = (
        ("Your mark", [_mark(one) for one in shown]),
        ("Stage", [one.row.stage.value for one in shown]),
        ("Place", ["" if one.row.place is None else f"{one.row.place:,}" for one in shown]),
    )
    rows = [
        CompareRow(title, "", tuple(CompareCell(value, value != values[0]) for value in values))
        for title, values in plain
    ]
    return (*rows, *_read_rows(kept, shown, told), *criteria_rows(kept, shown))


def _read_rows(kept: KeptRole, shown: Sequence[Beside], told: ToldBeside) -> Iterator[CompareRow]:
    """What is read and not held against each other: her own words, her tape, the newest note; none that nobody has."""
    long = (question for question in kept.role.questions if question.kind is QuestionKind.LONG_TEXT)
    asked = next((question for question in long if any(one.answers.get(question.key) for one in shown)), None)
    if asked is not None:
        words = [_opening(str(one.answers.get(asked.key) or "")) for one in shown]
        yield CompareRow(asked.label, "", tuple(CompareCell(text, differs=False) for text in words), read=True)
    tapes = [told.tapes.get(one.row.application_id) or "" for one in shown]
    if any(tapes):
        cells = (CompareCell("Tape" if url else "", differs=False, href=url) for url in map(_opens, tapes))
        yield CompareRow("Tape", "", tuple(cells), read=True)
    notes = [told.notes.get(one.row.application_id) for one in shown]
    if any(notes):
        said = (f"{_opening(note[0])} — {note[1]}" if note else "" for note in notes)
        yield CompareRow("Newest note", "", tuple(CompareCell(text, differs=False) for text in said), read=True)


def _opening(text: str) -> str:
    """The first lines of a text, up to a whole word."""
    plain = " ".join(text.split())
    if len(plain) <= OPENING:
        return plain
    return f"{plain[:OPENING].rsplit(' ', 1)[0]} …"


def _opens(url: str) -> str:
    """A tape that can be opened: on the web or on a page here; empty for all else."""
    return url if url.startswith(("https://", "http://", "/review/")) else ""


def criteria_rows(kept: KeptRole, shown: Sequence[Beside]) -> tuple[CompareRow, ...]:
    """What the role asks for, with what each has; what differs from the first is marked."""
    rows = []
    for criterion in kept.role.criteria:
        cells = [_held_against(kept, criterion, one) for one in shown]
        marked = tuple(replace(cell, differs=cell != cells[0]) for cell in cells)
        rows.append(CompareRow(criterion.title, criterion.klass.value, marked))
    return tuple(rows)


def _held_against(kept: KeptRole, criterion: Criterion, one: Beside) -> CompareCell:
    standing = one.row.standings.get(criterion.key, Standing.UNKNOWN).value
    sign = sign_of(standing, gate=criterion.klass is CriterionClass.GATE)
    return CompareCell(claim_value(kept, one, criterion.asks), differs=False, standing=standing, sign=sign)


def _mark(one: Beside) -> str:
    stars = f"{one.row.stars} stars" if one.row.stars else ""
    return ", ".join(word for word in (one.row.opinion.value if one.row.opinion else "", stars) if word)
