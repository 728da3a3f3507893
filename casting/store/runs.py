"""The orders that stored runs made, unpacked: what a list goes on in when its run is not the published one any more.

A run never changes, so a process keeps the orders that were asked for last; a hundred thousand ids take 0.8 MB.
"""

import struct
import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, any_, case, cast, column, func, literal, not_, select
from sqlalchemy.orm import Session

from casting.domain.vocabulary import Lens
from casting.store.tables import ApplicationRow, RankingRunRow, ScoreRow, table

APPLICATION, RUN, SCORE = table(ApplicationRow), table(RankingRunRow), table(ScoreRow)


@dataclass(frozen=True)
class PublishedRun:
    """The run by which a role's lists are ordered.

    Attributes:
        labels: how many labels of each kind it learned from.
    """

    run_id: int
    made_at: datetime
    labels: Mapping[str, int]
    applications: int


@dataclass(frozen=True)
class Latest:
    """The newest run of a role, by id, and the newest that is published; None before the first.

    The newest may wait to be published.
    """

    newest: int | None
    run: PublishedRun | None

    @property
    def published(self) -> int | None:
        """The published one, by id."""
        return None if self.run is None else self.run.run_id


@dataclass(frozen=True, eq=False)
class RunOrder:
    """The order of one lens in one stored run.

    Attributes:
        ids: application ids, first place first.
        by_chance: one byte for each of `ids`: 1 where it stands there by chance; empty but for the lens `next`.
        absent: the role's applications up to the last one of `ids` that are not among these.
    """

    run_id: int
    lens: Lens
    ids: "array[int]"
    by_chance: bytes = field(default=b"", repr=False)
    absent: "array[int]" = field(default_factory=lambda: array("q"), repr=False)

    @property
    def name(self) -> str:
        """How a cursor calls this order."""
        return f"{self.lens.value}@{self.run_id}"

    def place_of(self, application_id: int) -> int | None:
        """Where it stands, from 0; None where the run did not know it."""
        try:
            return self.ids.index(application_id)
        except ValueError:
            return None

    def stands_by_chance(self, application_id: int) -> bool:
        """Whether it stands in this order by chance and not by its score."""
        place = self.place_of(application_id)
        return place is not None and self.by_chance[place : place + 1] == b"\1"

    def holds(self, *, dialect: str) -> ColumnElement[bool]:
        """The condition that an application is one of these: said by the shorter list, of who is or of who is not."""
        if len(self.ids) <= len(self.absent):
            return among(APPLICATION.c.id, self.ids, dialect=dialect)
        return and_(APPLICATION.c.id <= max(self.ids), not_(among(APPLICATION.c.id, self.absent, dialect=dialect)))


def among(key: ColumnElement[int], ids: Iterable[int | str], *, dialect: str) -> ColumnElement[bool]:
    """The condition that a key is one of these, in the form in which the database reads a long list."""
    listed = ",".join(map(str, ids))
    if dialect == "postgresql":
        return key == any_(cast(literal(f"{{{listed}}}"), ARRAY(BigInteger)))
    return key.in_(select(column("value")).select_from(func.json_each(f"[{listed}]")))


def latest(session: Session, role_id: int) -> Latest:
    """The newest run of a role, and the newest that was published."""
    published = case((RUN.c.published_at.is_not(None), RUN.c.id))
    newest = select(func.max(RUN.c.id).label("newest"), func.max(published).label("published"))
    ids = newest.where(RUN.c.role_id == role_id).subquery("latest")
    row = session.execute(
        select(ids, RUN.c.made_at, RUN.c.labels, func.length(RUN.c.application_ids).label("size"))
        .select_from(ids)
        .outerjoin(RUN, RUN.c.id == ids.c.published)
    ).one()
    run = None if row.published is None else PublishedRun(row.published, row.made_at, row.labels, row.size // 8)
    return Latest(row.newest, run)


def run_order(session: Session, *, role_id: int, run_id: int, lens: Lens) -> RunOrder | None:
    """The order of a lens in a run of this role.

    None where there is no such run, where it does not keep its orders, or where it makes none for this lens.
    """
    return _ORDERS.of(session, role_id, run_id, lens) if lens.of_run else None


class _Orders:
    """The orders that were asked for last."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, int, int, Lens], RunOrder] = OrderedDict()

    def of(self, session: Session, role_id: int, run_id: int, lens: Lens) -> RunOrder | None:
        key = (str(session.get_bind().engine.url), role_id, run_id, lens)
        known = self._known.pop(key, None) or _with_absent(session, role_id, _read(session, role_id, run_id, lens))
        if known is not None:
            self._known[key] = known
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known


_ORDERS = _Orders(most=8)


def _with_absent(session: Session, role_id: int, order: RunOrder | None) -> RunOrder | None:
    if order is None or not order.ids:
        return order
    role = select(APPLICATION.c.id).where(APPLICATION.c.role_id == role_id, APPLICATION.c.id <= max(order.ids))
    return replace(order, absent=array("q", sorted(set(session.scalars(role)) - set(order.ids))))


def _read(session: Session, role_id: int, run_id: int, lens: Lens) -> RunOrder | None:
    wanted = {
        Lens.RANKED: (RUN.c.ordered,),
        Lens.NEXT: (RUN.c.ordered, RUN.c.queue, RUN.c.queue_random),
        Lens.FIT: (RUN.c.ordered, RUN.c.application_ids, RUN.c.fits),
        Lens.DISAGREEMENT: (RUN.c.ordered, RUN.c.completed_at, RUN.c.disagreements),
    }[lens]
    row = session.execute(select(*wanted).where(RUN.c.id == run_id, RUN.c.role_id == role_id)).one_or_none()
    if row is None or not row.ordered:
        return None
    if lens is Lens.RANKED:
        return RunOrder(run_id, lens, whole_numbers(row.ordered))
    if lens is Lens.NEXT:
        return RunOrder(run_id, lens, whole_numbers(row.queue), bytes(row.queue_random))
    if lens is Lens.DISAGREEMENT:
        return None if row.completed_at is None else RunOrder(run_id, lens, _apart(row.disagreements))
    if len(row.fits) != len(row.application_ids):
        return None
    last = set(session.scalars(select(SCORE.c.application_id).where(SCORE.c.role_id == role_id, _LAST)))
    ids, fits = whole_numbers(row.application_ids), real_numbers(row.fits)
    sorted_by = sorted(zip(ids, fits, strict=True), key=lambda one: (one[0] in last, -one[1], one[0]))
    return RunOrder(run_id, lens, array("q", (key for key, _ in sorted_by)))


def _apart(packed: bytes) -> "array[int]":
    """Whom model and panel see differently, the furthest apart first, from ids and how far they are, in pairs."""
    pairs = ((key, apart) for key, apart in struct.iter_unpack("<qd", packed or b"") if apart > 0)
    return array("q", (key for key, _ in sorted(pairs, key=lambda one: (-one[1], one[0]))))


_LAST = SCORE.c.gates_not_met > 0
"""Gates are not kept with a run: who does not meet one at present stands last in its order of fits, too."""


def whole_numbers(packed: bytes) -> "array[int]":
    """Packed int64, little-endian."""
    numbers = array("q")
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def real_numbers(packed: bytes) -> "array[float]":
    """Packed float64, little-endian."""
    numbers = array("d")
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
