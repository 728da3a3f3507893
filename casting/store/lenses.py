"""The lenses as orders that an index serves, and the cursor that names a place in one.

A page goes on where another ended by the values that the lens sorts by, never by counting rows from the start, so that
the thousandth page costs what the first one does.
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, FromClause, Select, and_, select, union_all

from casting.domain.errors import Refused
from casting.domain.vocabulary import Lens
from casting.store.tables import ApplicationRow, ScoreRow, table

APPLICATION, SCORE = table(ApplicationRow), table(ScoreRow)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_CURSOR = 2000
LARGEST = 2**63 - 1

Place: TypeAlias = tuple[Any, ...]
"""Where an application stands: the values that the lens sorts by, its id last."""


@dataclass(frozen=True)
class Order:
    """How a lens sorts.

    Attributes:
        rows: the table that is read in this order, joined with the application's row where that is another one.
        role_id: the column by which it is narrowed to a role.
        by: the columns, the application's id last, each with whether it falls.
    """

    rows: FromClause
    role_id: Column[int]
    by: tuple[tuple[Column[Any], bool], ...]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns whose values are a place."""
        return tuple(column for column, _ in self.by)

    def clauses(self, *, backwards: bool = False) -> list[ColumnElement[Any]]:
        """What stands behind ORDER BY."""
        return [column.desc() if falls != backwards else column.asc() for column, falls in self.by]

    def beyond(self, place: Place, *, backwards: bool) -> list[ColumnElement[bool]]:
        """Conditions, each of them one range of the index, that together hold behind a place (before it, backwards).

        The ranges stand in the lens's order, so the first of them ends where the next begins.
        """
        ranges = []
        for depth in reversed(range(len(self.by))):
            same = [column == value for (column, _), value in zip(self.by[:depth], place, strict=False)]
            column, falls = self.by[depth]
            ranges.append(and_(*same, column < place[depth] if falls != backwards else column > place[depth]))
        return ranges


ORDERS = {
    Lens.RANKED: Order(
        rows=SCORE.join(APPLICATION, APPLICATION.c.id == SCORE.c.application_id),
        role_id=SCORE.c.role_id,
        by=((SCORE.c.gates_not_met, False), (SCORE.c.score, True), (SCORE.c.application_id, False)),
    ),
    Lens.RECEIVED: Order(
        rows=APPLICATION,
        role_id=APPLICATION.c.role_id,
        by=((APPLICATION.c.received_at, True), (APPLICATION.c.id, True)),
    ),
    Lens.NAME: Order(
        rows=APPLICATION,
        role_id=APPLICATION.c.role_id,
        by=((APPLICATION.c.sort_name, False), (APPLICATION.c.id, False)),
    ),
}


def places(
    lens: Lens, *, role_id: int, listed: ColumnElement[bool], after: Place | None, most: int, backwards: bool = False
) -> Select[Any]:
    """A statement that finds the next places, at most so many, in the lens's order (against it, backwards)."""
    order = ORDERS[lens]
    start = select(*order.columns).select_from(order.rows).where(order.role_id == role_id, listed)
    if after is None:
        return start.order_by(*order.clauses(backwards=backwards)).limit(most)
    # One range of the index each: a condition with OR would be read from the start of the role, on both databases.
    ranges = [
        start.where(part).order_by(*order.clauses(backwards=backwards)).limit(most).subquery()
        for part in order.beyond(after, backwards=backwards)
    ]
    found = union_all(*(select(part) for part in ranges)).subquery("places")
    sorting = [
        found.c[column.name].desc() if falls != backwards else found.c[column.name].asc() for column, falls in order.by
    ]
    return select(found).order_by(*sorting).limit(most)


def cursor(lens: Lens, role_id: int, place: Place) -> str:
    """A place as text that may stand in an address. It holds the values, so it outlives its application."""
    values = [(v - EPOCH) // timedelta(microseconds=1) if isinstance(v, datetime) else v for v in place]
    return base64.urlsafe_b64encode(json.dumps([lens.value, role_id, *values]).encode()).rstrip(b"=").decode()


def place_at(text: str, *, lens: Lens, role_id: int) -> Place:
    """The place that a cursor names.

    Raises:
        Refused: it was not made for this role and this lens, or it is broken.
    """
    refusal = Refused("This address is cut off or belongs to another list. Open the list from its start.")
    if len(text) > LONGEST_CURSOR:
        raise refusal
    try:
        said = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise refusal from error
    checks = _CHECKS[lens]
    if not isinstance(said, list) or said[:2] != [lens.value, role_id] or len(said) != len(checks) + 2:
        raise refusal
    values = said[2:]
    if not all(check(value) for check, value in zip(checks, values, strict=True)):
        raise refusal
    return _with_time(values) if lens is Lens.RECEIVED else tuple(values)


def _with_time(values: Sequence[Any]) -> Place:
    return (EPOCH + timedelta(microseconds=values[0]), values[1])


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _small(value: object) -> bool:
    return _whole(value) and abs(int(str(value))) < 2**31


def _number(value: object) -> bool:
    return isinstance(value, float) and not math.isnan(value)


def _moment(value: object) -> bool:
    return _whole(value) and 0 <= int(str(value)) < 250_000_000_000_000_000


def _said(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


_CHECKS: dict[Lens, tuple[Callable[[object], bool], ...]] = {
    Lens.RANKED: (_small, _number, _whole),
    Lens.RECEIVED: (_moment, _whole),
    Lens.NAME: (_said, _whole),
}
