"""The rows of a form that can be added, taken out and moved; a field of one is called `questions.2.label`."""

import re
from collections.abc import Mapping
from typing import Final

MOST_ROWS = 120
_ROW = re.compile(r"([a-z]+)\.([0-9]{1,3})\.([a-z_.]+)")
_ACT = re.compile(r"([a-z]+)\.([0-9]{1,3})\.(up|down|remove)")

_TAKEN, _WHERE = "taken-out.row.", "taken-out.where"
"""The fields of the row that was taken out last, and where it stood, so that it can be put back."""
PUT_BACK = "put-back"
_OPEN: Final[Mapping[str, str]] = {"open": "yes"}
"""The field of a row that stands open on the page; what an act was done to does."""

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
    """What was typed after a row was added (`questions.add`), moved, taken out (`questions.2.up`) or put back.

    Args:
        new: what a new row begins with, by the kinds of rows there are. Any other act changes nothing.
    """
    if act == PUT_BACK:
        return _put_back(typed, new)
    name, _, rest = act.partition(".")
    if name not in new:
        return dict(typed)
    rows = rows_of(typed, name)
    if rest == "add":
        return with_rows(typed, name, [*rows, {**new[name], **_OPEN}])
    part = _ACT.fullmatch(act)
    if part is None or int(part[2]) >= len(rows):
        return dict(typed)
    place = int(part[2])
    row = rows.pop(place)
    if part[3] != "remove":
        rows.insert(max(0, place - 1) if part[3] == "up" else place + 1, {**row, **_OPEN})
        return with_rows(typed, name, rows)
    rest_of_it = {f"{_TAKEN}{key}": said for key, said in row.items()}
    return with_rows(_without_taken(typed), name, rows) | rest_of_it | {_WHERE: f"{name}.{place}"}


def taken_out(typed: Mapping[str, str], name: str) -> Mapping[str, str]:
    """The fields that hold the row of that kind that was taken out last; none where there is no such."""
    if typed.get(_WHERE, "").partition(".")[0] != name:
        return {}
    return {key: said for key, said in typed.items() if key == _WHERE or key.startswith(_TAKEN)}


def place_of_taken(taken: Mapping[str, str], rows: int) -> int:
    """Where the row that was taken out stood, among as many rows as are left."""
    place = taken.get(_WHERE, "").partition(".")[2]
    return min(int(place[:3]), rows) if place.isascii() and place.isdigit() else 0


def title_of_taken(taken: Mapping[str, str]) -> str:
    """What the row that was taken out is about, as far as it is known."""
    parts = (taken.get(f"{_TAKEN}{part}", "").strip() for part in ("label", "title", "purpose"))
    return next((part for part in parts if part), "")


def _without_taken(typed: Mapping[str, str]) -> dict[str, str]:
    return {key: said for key, said in typed.items() if key != _WHERE and not key.startswith(_TAKEN)}


def _put_back(typed: Mapping[str, str], new: Mapping[str, Row]) -> dict[str, str]:
    name, _, place = typed.get(_WHERE, "").partition(".")
    if name not in new or not place.isascii() or not place.isdigit():
        return dict(typed)
    row = {key.removeprefix(_TAKEN): said for key, said in typed.items() if key.startswith(_TAKEN)}
    rows = rows_of(typed, name)
    rows.insert(int(place[:3]), {**row, **_OPEN})
    return with_rows(_without_taken(typed), name, rows)
