"""The rows of a form that can be added, taken out and moved; a field of one is called `questions.2.label`."""

import re
from collections.abc import Mapping

MOST_ROWS = 120
_ROW = re.compile(r"([a-z]+)\.([0-9]{1,3})\.([a-z_.]+)")
_ACT = re.compile(r"([a-z]+)\.([0-9]{1,3})\.(up|down|remove)")

Row = Mapping[str, str]


def rows_of(typed: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows of one kind in their order, each with what was typed by the last part of its fields' names."""
    found: dict[int, dict[str, str]] = {}
    for key, said in typed.items():
        part = _ROW.fullmatch(key)
        if part and part[1] == name:
            found.setdefault(int(part[2]), {})[part[3]] = said
    return [found[number] for number in sorted(found)][:MOST_ROWS]


def with_rows(typed: Mapping[str, str], name: str, rows: list[dict[str, str]]) -> dict[str, str]:
    """What was typed, with these rows in place of those of that kind."""
    others = {key: said for key, said in typed.items() if not key.startswith(f"{name}.")}
    return others | {f"{name}.{n}.{part}": said for n, row in enumerate(rows) for part, said in row.items()}


def after_act(typed: Mapping[str, str], act: str, *, new: Mapping[str, Row]) -> dict[str, str]:
    """What was typed after a row was added (`questions.add`), moved or taken out (`questions.2.up`).

    Args:
        new: what a new row begins with, by the kinds of rows there are. Any other act changes nothing.
    """
    name, _, rest = act.partition(".")
    if name not in new:
        return dict(typed)
    rows = rows_of(typed, name)
    if rest == "add":
        return with_rows(typed, name, [*rows, dict(new[name])])
    part = _ACT.fullmatch(act)
    if part is None or int(part[2]) >= len(rows):
        return dict(typed)
    place = int(part[2])
    row = rows.pop(place)
    if part[3] != "remove":
        rows.insert(max(0, place - 1) if part[3] == "up" else place + 1, row)
    return with_rows(typed, name, rows)
