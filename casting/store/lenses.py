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

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Label,
    Select,
    and_,
    cast,
    literal,
    or_,
    select,
    true,
    union_all,
)

from casting.domain.errors import Refused
from casting.domain.vocabulary import Lens
from casting.store.tables import NEVER_NEXT, ApplicationRow, ScoreRow, table

APPLICATION, SCORE = table(ApplicationRow), table(ScoreRow)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_CURSOR = 2000
LARGEST = 2**63 - 1
NEAR = 2000
"""So many are looked at in an order before all that a search finds are: enough for a page where one in thirty is."""

Place: TypeAlias = tuple[Any, ...]
"""Where an application stands: the values that the lens sorts by, its id last."""


@dataclass(frozen=True)
class Order:
    """How a lens sorts.

    Attributes:
        name: of the lens, as a cursor says it.
        rows: the table that is read in this order, joined with the application's row where that is another one.
        role_id: the column by which it is narrowed to a role.
        by: the columns, the application's id last, each with whether it falls.
        checks: for each of `by`, whether a value out of an address can be one of its.
        only: what an application has to be, beside of the role, to stand in this order at all.
    """

    name: str
    rows: FromClause
    role_id: Column[int]
    by: tuple[tuple[Column[Any] | Label[Any], bool], ...]
    checks: tuple[Callable[[object], bool], ...]
    only: ColumnElement[bool] | None = None

    @property
    def columns(self) -> tuple[Column[Any] | Label[Any], ...]:
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


_SCORED = SCORE.join(APPLICATION, APPLICATION.c.id == SCORE.c.application_id)
ORDERS = {
    Lens.RANKED: Order(
        name=Lens.RANKED.value,
        rows=_SCORED,
        role_id=SCORE.c.role_id,
        by=((SCORE.c.gates_not_met, False), (SCORE.c.score, True), (SCORE.c.application_id, False)),
        checks=(_small, _number, _whole),
    ),
    Lens.NEXT: Order(
        name=Lens.NEXT.value,
        rows=_SCORED,
        role_id=SCORE.c.role_id,
        by=((SCORE.c.next_place, False), (SCORE.c.application_id, False)),
        checks=(_small, _whole),
        only=SCORE.c.next_place < NEVER_NEXT,
    ),
    Lens.FIT: Order(
        name=Lens.FIT.value,
        rows=_SCORED,
        role_id=SCORE.c.role_id,
        by=((SCORE.c.gates_not_met, False), (SCORE.c.fit, True), (SCORE.c.application_id, False)),
        checks=(_small, _number, _whole),
    ),
    Lens.DISAGREEMENT: Order(
        name=Lens.DISAGREEMENT.value,
        rows=_SCORED,
        role_id=SCORE.c.role_id,
        by=((SCORE.c.disagreement, True), (SCORE.c.application_id, False)),
        checks=(_number, _whole),
        only=SCORE.c.disagreement > 0,
    ),
    Lens.RECEIVED: Order(
        name=Lens.RECEIVED.value,
        rows=APPLICATION,
        role_id=APPLICATION.c.role_id,
        by=((APPLICATION.c.received_at, True), (APPLICATION.c.id, True)),
        checks=(_moment, _whole),
    ),
    Lens.NAME: Order(
        name=Lens.NAME.value,
        rows=APPLICATION,
        role_id=APPLICATION.c.role_id,
        by=((APPLICATION.c.sort_name, False), (APPLICATION.c.id, False)),
        checks=(_said, _whole),
    ),
}
"""All but `random`, of which there is one for each seed."""

RUN_PLACE = (_small, _whole)
"""Checks of a place in the order of a stored run: how many stand before it, and its id."""
MERSENNE = 2**31 - 1
"""A prime: products of two numbers below it stay within 63 bits, so both databases reckon the same."""


def order_of(lens: Lens, *, seed: int = 0) -> Order:
    """How the lens sorts; `seed` names one of the shuffled orders, the same for everybody and at all times."""
    if lens is not Lens.RANDOM:
        return ORDERS[lens]
    return Order(
        name=f"{lens.value}:{seed}",
        rows=APPLICATION,
        role_id=APPLICATION.c.role_id,
        by=((_lot(seed).label("lot"), False), (APPLICATION.c.id, False)),
        checks=(_small, _whole),
    )


def _lot(seed: int) -> ColumnElement[int]:
    """A number below `MERSENNE` for each id, scattered by the seed in sums and products that both databases have.

    x = a * id + b, then twice a * x^2 + x, modulo the prime: squares keep ids that follow each other from standing at
    even distances, as they would after one step (Knuth, The Art of Computer Programming 2, section 3.2.2). After one
    square, one seed in thirty still gave an order in which the ids rose two times out of three.
    """
    step = 1 + (seed * 48_271 + 1_103_515_245) % (MERSENNE - 1)
    start = (seed * 16_807 + 12_345) % MERSENNE
    whole = cast(APPLICATION.c.id, BigInteger)
    mixed = (whole % MERSENNE * step + start) % MERSENNE
    for _ in range(2):
        mixed = (mixed * mixed % MERSENNE * step + mixed) % MERSENNE
    return mixed


def places(
    order: Order, *, role_id: int, listed: ColumnElement[bool], after: Place | None, most: int, backwards: bool = False
) -> Select[Any]:
    """A statement that finds the next places, at most so many, in the order (against it, backwards)."""
    start = select(*order.columns).select_from(order.rows).where(order.role_id == role_id, listed)
    if order.only is not None:
        start = start.where(order.only)
    if after is None:
        return start.order_by(*order.clauses(backwards=backwards)).limit(most)
    # One range of the index each: a condition with OR would be read from the start of the role, on both databases.
    ranges = [
        start.where(part).order_by(*order.clauses(backwards=backwards)).limit(most).subquery()
        for part in order.beyond(after, backwards=backwards)
    ]
    found = union_all(*(select(part) for part in ranges)).subquery("places")
    return select(found).order_by(*_sorting(order, found, backwards=backwards)).limit(most)


def places_near(
    order: Order, *, role_id: int, listed: ColumnElement[bool], after: Place | None, most: int, backwards: bool = False
) -> Select[Any]:
    """As `places`, of those alone who stand nearest: where many are listed, it finds them by few looks."""
    near = places(order, role_id=role_id, listed=true(), after=after, most=NEAR, backwards=backwards).subquery("near")
    found = select(near).join(APPLICATION, APPLICATION.c.id == list(near.c)[-1]).where(listed)
    return found.order_by(*_sorting(order, near, backwards=backwards)).limit(most)


def places_among_all(
    order: Order, *, role_id: int, listed: ColumnElement[bool], after: Place | None, most: int, backwards: bool = False
) -> Select[Any]:
    """As `places`, found as the list is counted and then sorted: nobody who stands before few others is looked at."""
    # Without the order's own role no index of it serves, so that each database begins with whom the search finds.
    found = select(*order.columns).select_from(order.rows).where(APPLICATION.c.role_id == role_id, listed)
    if order.only is not None:
        found = found.where(order.only)
    if after is not None:
        found = found.where(or_(*order.beyond(after, backwards=backwards)))
    every = found.cte("every").prefix_with("MATERIALIZED")
    return select(every).order_by(*_sorting(order, every, backwards=backwards)).limit(most)


def places_around(
    order: Order, *, role_id: int, before: ColumnElement[bool], behind: ColumnElement[bool], here: Place, most: int
) -> Select[Any]:
    """As `places`: who stands right before a place, where anybody does, and the next behind it; first is `ahead`."""
    last = places(order, role_id=role_id, listed=before, after=here, most=1, backwards=True).subquery("before")
    next_ones = places(order, role_id=role_id, listed=behind, after=here, most=most).subquery("behind")
    both = union_all(select(literal(0).label("ahead"), last), select(literal(1).label("ahead"), next_ones))
    found = both.subquery("around")
    return select(found).order_by(found.c.ahead, *_sorting(order, found))


def _sorting(order: Order, found: FromClause, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """The order of rows that were found by parts."""
    columns = [(found.c[column.name], falls) for column, falls in order.by]
    return [column.desc() if falls != backwards else column.asc() for column, falls in columns]


def cursor(name: str, role_id: int, place: Place) -> str:
    """A place in the order of that name, as text that may stand in an address.

    It holds the values that the order sorts by, so it outlives its application.
    """
    values = [(v - EPOCH) // timedelta(microseconds=1) if isinstance(v, datetime) else v for v in place]
    return base64.urlsafe_b64encode(json.dumps([name, role_id, *values]).encode()).rstrip(b"=").decode()


def place_at(text: str, *, name: str, checks: Sequence[Callable[[object], bool]], role_id: int) -> Place:
    """The place that a cursor names.

    Raises:
        Refused: it was not made for this role and the order of this name, or it is broken.
    """
    refusal = Refused("This address is cut off or belongs to another list. Open the list from its start.")
    if len(text) > LONGEST_CURSOR:
        raise refusal
    try:
        said = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise refusal from error
    if not isinstance(said, list) or said[:2] != [name, role_id] or len(said) != len(checks) + 2:
        raise refusal
    values = said[2:]
    if not all(check(value) for check, value in zip(checks, values, strict=True)):
        raise refusal
    return _with_time(values) if name == Lens.RECEIVED.value else tuple(values)


def _with_time(values: Sequence[Any]) -> Place:
    return (EPOCH + timedelta(microseconds=values[0]), values[1])
