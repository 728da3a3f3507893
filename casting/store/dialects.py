"""What the two databases say in different words where a sheet is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import JSON, NUMERIC, ColumnElement, Text, cast, func, literal

Value: TypeAlias = ColumnElement[Any]


@dataclass(frozen=True)
class Dialect:
    """What the two databases say in different words.

    Attributes:
        text_of, json_of: the value of a key in a JSON object as text, and as JSON.
        object_of: an aggregate, the object of keys and values.
        json: text as JSON.
        quoted: a text as JSON writes it.
        position: where one text begins in another, from 1; 0 where it is not in it.
        plain: whether a text begins with a plain letter or digit, so that it needs no guard; quick.
        moment, day: a time in UTC and a date in ISO form.
        decimal: a number with six decimals.
    """

    text_of: Callable[[Value, str], Value]
    json_of: Callable[[Value, str], Value]
    object_of: Callable[[Value, Value], Value]
    json: Callable[[Value], Value]
    quoted: Callable[[Value], Value]
    position: Callable[[Value, str], Value]
    plain: Callable[[Value], ColumnElement[bool]]
    moment: Callable[[Value], Value]
    day: Callable[[Value], Value]
    decimal: Callable[[Value], Value]


def _path(key: str) -> str:
    return f'$."{key}"'


DIALECTS = {
    "sqlite": Dialect(
        text_of=lambda told, key: func.json_extract(told, _path(key), type_=Text()),
        json_of=lambda told, key: told.op("->", return_type=Text())(literal(_path(key), Text())),
        object_of=func.json_group_object,
        json=lambda said: said,
        quoted=func.json_quote,
        position=func.instr,
        plain=lambda said: said.op("GLOB")("[A-Za-z0-9]*"),
        moment=lambda when: func.replace(cast(when, Text), " ", "T"),
        day=lambda day: cast(day, Text),
        decimal=lambda number: func.printf("%.6f", number),
    ),
    "postgresql": Dialect(
        text_of=lambda told, key: told.op("->>", return_type=Text())(literal(key, Text())),
        json_of=lambda told, key: cast(told.op("->", return_type=Text())(literal(key, Text())), Text),
        object_of=func.json_object_agg,
        json=lambda said: cast(said, JSON),
        quoted=lambda said: cast(func.to_json(said), Text),
        position=func.strpos,
        plain=lambda said: said.regexp_match("^[A-Za-z0-9]"),
        moment=lambda when: func.to_char(func.timezone("UTC", when), 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        day=lambda day: func.to_char(day, "YYYY-MM-DD"),
        decimal=lambda number: cast(func.round(cast(number, NUMERIC), 6), Text),
    ),
}
