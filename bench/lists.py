"""A page of the ranked list at 100,000 applications, beside the same page at 3,000.

Once as rows (`applications.page`, which the sheet, the bulk acts and the neighbours share), once as the whole page that
a director is sent: search, count, facets, progress and 60 cards. Each at the first, the middle and the last page.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy import select

from bench.form import Row, in_turns, milliseconds, program, row
from bench.installation import DATABASES
from bench.pool import pools
from casting.domain.search_tree import Everything
from casting.domain.vocabulary import Lens
from casting.store import applications
from casting.store.engine import reading
from casting.store.lenses import ORDERS, cursor
from tests.installation import PATH, Installation

SMALL, LARGE, QUICK_LARGE = 3_000, 100_000, 20_000
PAGE = 50
REPETITIONS = 15
PLACES = ("first", "middle", "last")


@dataclass
class Lists:
    """The ranked list of one pool."""

    installation: Installation
    size: int

    def __post_init__(self) -> None:
        self.query = applications.Query(self.installation.role(), None, Everything(), Lens.RANKED)
        middle, last = self._cursor(self.size // 2), self._cursor(self.size - PAGE - 1)
        self.cursors = dict(zip(PLACES, (None, middle, last), strict=True))
        self.browser = self.installation.signed_in("director")

    def rows(self, where: str) -> float:
        """Milliseconds for the rows of a page."""
        return milliseconds(lambda: self._read(where))

    def html(self, where: str) -> float:
        """Milliseconds for the whole page, as the server makes it."""
        return milliseconds(lambda: self._open(where))

    def _read(self, where: str) -> None:
        with reading(self.installation.engine) as session:
            found = applications.page(session, self.query, after=self.cursors[where], size=PAGE)
        if len(found.rows) != PAGE:
            raise ValueError(f"{len(found.rows)} rows on the {where} page of {self.size}")

    def _open(self, where: str) -> None:
        after = self.cursors[where]
        answer = self.browser.get(f"/review/{PATH}", params={} if after is None else {"after": after})
        answer.raise_for_status()

    def _cursor(self, skipped: int) -> str:
        """The cursor behind so many applications."""
        order, role_id = ORDERS[Lens.RANKED], self.query.role.role_id
        found = select(*order.columns).select_from(order.rows).where(order.role_id == role_id)
        with reading(self.installation.engine) as session:
            place = session.execute(found.order_by(*order.clauses()).offset(skipped - 1).limit(1)).one()
        return cursor(order.name, role_id, tuple(place))


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both databases."""
    large = QUICK_LARGE if asked.quick else LARGE
    repetitions = 5 if asked.quick else REPETITIONS
    for kind in DATABASES:
        with pools(kind, (SMALL, large)) as made:
            lists = {size: Lists(made[size], size) for size in (SMALL, large)}
            yield _compared("ranked_page", f"{kind}, {large}", lists, Lists.rows, repetitions)
            yield _compared("ranked_page_html", f"{kind}, {large}", lists, Lists.html, repetitions)


def _compared(
    figure: str, case: str, lists: dict[int, Lists], act: Callable[[Lists, str], float], repetitions: int
) -> Row:
    def measured(size: int, where: str) -> Callable[[], float]:
        return lambda: act(lists[size], where)

    small, large = sorted(lists)
    acts = {f"{size} {where}": measured(size, where) for size in (small, large) for where in PLACES}
    taken = in_turns(acts, repetitions=repetitions)
    values, peer = (
        [fmean(three) for three in zip(*(taken[f"{size} {where}"] for where in PLACES), strict=True)]
        for size in (large, small)
    )
    parts = {
        where: row(
            figure,
            case,
            "ms",
            taken[f"{large} {where}"],
            against=f"ranked_page_at_{small}",
            peer=taken[f"{small} {where}"],
        ).ratio
        for where in PLACES
    }
    return row(figure, case, "ms", values, against=f"ranked_page_at_{small}", peer=peer, parts={"ratio_at": parts})


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
