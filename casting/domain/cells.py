"""Cells of a sheet that no spreadsheet takes for a formula, and that give back the exact text.

A text at which a spreadsheet would begin to calculate gets an apostrophe before it. So does a text that would otherwise
be taken for a guarded one, and the empty text, since an empty cell says that nothing was told. Nothing else is changed,
so a name such as 't Hooft stands in other people's sheets as in ours.
"""

import json

GUARD = "'"
STARTS = "=+-@＝＋－＠"
"""What begins a formula: in full width too, which some spreadsheets read alike."""
BREAKS = "\t\r\n"
SKIPPED = (
    "".join(map(chr, range(1, 33)))
    + "\"'`\x7f\x85\xa0\u1680\u180e“”„‘’‚«»‹›"
    + "".join(map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2065), 0x3000, 0xFEFF)))
)
"""What a reader may drop before it looks for a formula: blanks, quotes, marks that cannot be seen."""
ZERO = "␀"
"""After the guard: the text holds a NUL, which no sheet and not every database can, and follows as a JSON string."""


def needs_guard(text: str) -> bool:
    """Whether a text without NUL gets the guard before it; if it does, it does with more apostrophes before it too."""
    bare = text.lstrip(GUARD)
    return not bare or bare[0] in BREAKS or (bare != text and bare[0] == ZERO) or text.lstrip(SKIPPED)[:1] in {*STARTS}


def guarded(text: str | None) -> str:
    """The cell of a text; None is an empty cell."""
    if text is None:
        return ""
    if "\0" in text:
        return f"{GUARD}{ZERO}{json.dumps(text)}"
    return GUARD + text if needs_guard(text) else text


def unguarded(cell: str) -> str | None:
    """The text of a cell: the inverse of `guarded`."""
    if not cell:
        return None
    if cell.startswith(GUARD + ZERO):
        told = _json_text(cell[2:])
        if told is not None:
            return told
    return cell[1:] if cell.startswith(GUARD) and needs_guard(cell[1:]) else cell


def _json_text(said: str) -> str | None:
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, str) else None
