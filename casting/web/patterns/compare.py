"""Samples of two to four beside each other, and of a survey."""

from collections.abc import Mapping
from dataclasses import replace

from casting.web.pages import Column, CompareCell, ComparePage, CompareRow
from casting.web.patterns.invented import (
    CALL,
    CRITERIA,
    HOME,
    LONG,
    MEMBER,
    RIGHT_TO_LEFT,
    ROLE,
    SCRIPT,
    Portrait,
    card,
)
from casting.web.render import Shown


def compare_patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """Side by side in its states: two, four with hard names, twelve, somebody gone, nobody."""
    action = f"{HOME}/compare"
    columns = tuple(
        Column(card(number, portrait), f"{action}?with={number}" if number > 2 else "", action)
        for number in (2, 3, 4, 5)
    )
    four = _four(action, columns)
    hard = (
        columns[0],
        *(
            replace(one, card=replace(one.card, name=name))
            for one, name in zip(columns[1:3], (LONG, RIGHT_TO_LEFT), strict=True)
        ),
        columns[3],
    )
    two = replace(
        four,
        undo_action=f"{HOME}/undo",
        columns=columns[:2],
        rows=tuple(replace(row, cells=row.cells[:2]) for row in four.rows),
    )
    return {
        "compare": two,
        "compare, four": replace(four, columns=hard),
        "compare, twelve": replace(
            four,
            columns=(),
            rows=(),
            cards=tuple(card(number, portrait) for number in range(1, 13)),
            narrow_href=f"{action}?with={two.typed}&without=pass",
        ),
        "compare, somebody gone": replace(two, note="Not in this role, or not any more: Z9ZZZ-99."),
        "compare, nobody": replace(four, columns=(), rows=(), typed=""),
    }


def _rows() -> tuple[CompareRow, ...]:
    values = (("C1", "met"), ("C1", "met"), ("B2", "partly met"), ("", "unknown"))
    return tuple(
        CompareRow(
            title,
            "preference",
            tuple(
                CompareCell(value, bool(number % 2) and value != "C1", standing, standing) for value, standing in values
            ),
        )
        for number, title in enumerate(CRITERIA)
    )


def _read() -> tuple[CompareRow, ...]:
    words, notes = (LONG, "", SCRIPT, RIGHT_TO_LEFT), ("Stillness. — Daria Orlova", "", LONG, "")
    tapes = ("https://video.example.org/2", "", f"{HOME}/K7QX2-24#tape", "")
    return (
        CompareRow("Why this role?", "", tuple(CompareCell(text, differs=False) for text in words), read=True),
        CompareRow(
            "Tape",
            "",
            tuple(CompareCell("Tape" if url else "", differs=False, href=url) for url in tapes),
            read=True,
        ),
        CompareRow("Newest note", "", tuple(CompareCell(text, differs=False) for text in notes), read=True),
    )


def _four(action: str, columns: tuple[Column, ...]) -> ComparePage:
    return ComparePage(
        title=f"{ROLE}: side by side",
        **MEMBER,
        call_title=CALL,
        role_title=ROLE,
        role_href=HOME,
        action=action,
        typed="K7QX2-24, M3BC4-51",
        note="",
        columns=columns,
        rows=(*_read(), *_rows()),
    )
