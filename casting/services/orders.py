"""Which run a member's list follows, what has changed since, and who comes next.

A list in somebody's hands does not move: it goes on in the run that it was opened in. Only the queue of those next to
review takes the newest order by itself, behind those who are already promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.movement import moved
from casting.domain.vocabulary import Lens
from casting.services.publishing import publish_run
from casting.store.applications import Query, as_in, first, rows_of
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow
from casting.store.neighbours import neighbours
from casting.store.runs import Latest, RunOrder, latest, run_order


@dataclass(frozen=True)
class Promised:
    """Somebody who stands in a queue, by reference, and the run that put her there; None where no run did.

    Attributes:
        back: whether one has gone back from her: then the way on leads to her again, marked or not.
    """

    reference: str
    run_id: int | None
    back: bool = False


@dataclass(frozen=True)
class Followed:
    """The run that a list follows.

    Attributes:
        run_id: None where no run made the order.
        order: the stored order to go on in; None where it is the published one.
        lost: whether the run that was asked for does not keep its orders any more; the published one is followed.
    """

    run_id: int | None
    order: RunOrder | None
    lost: bool
    runs: Latest


def follow(session: Session, role: KeptRole, *, lens: Lens, run_id: int | None) -> Followed:
    """The run for a list that was opened in `run_id`; None for one that is opened now."""
    runs = latest(session, role.role_id)
    if not lens.of_run or runs.published is None or run_id in {None, runs.published}:
        return Followed(runs.published if lens.of_run else None, None, lost=False, runs=runs)
    order = run_order(session, role_id=role.role_id, run_id=run_id, lens=lens)
    if order is None:
        return Followed(runs.published, None, lost=True, runs=runs)
    return Followed(run_id, order, lost=False, runs=runs)


def moved_since(session: Session, role: KeptRole, followed: Followed, *, lens: Lens, may_show: bool) -> int:
    """How many of the first hundred of the newest order have moved since the run that is followed; see `moved`.

    Args:
        may_show: whether a run that waits to be published counts: only who may publish it can be shown it.
    """
    newest = followed.runs.newest if may_show else followed.runs.published
    if newest is None or followed.run_id is None or newest <= followed.run_id:
        return 0
    orders = [run_order(session, role_id=role.role_id, run_id=one, lens=lens) for one in (followed.run_id, newest)]
    before, after = ([] if order is None else order.ids for order in orders)
    return moved(before, after) if before and after else 0


def show_newest(session: Session, role: KeptRole, *, now: datetime) -> None:
    """Publish the newest stored run, where it waits for that: from then on lists that are opened follow it."""
    runs = latest(session, role.role_id)
    if runs.newest is not None and runs.newest != runs.published:
        publish_run(session, run_id=runs.newest, now=now)


@dataclass(frozen=True)
class Beside:
    """A candidate and who stands around her.

    Attributes:
        previous: reference of whom the list has before her; empty at its start.
        ahead: who comes next, each with the run that says so; whom one has gone back from stays among them.
    """

    here: ListRow
    previous: str
    ahead: tuple[tuple[ListRow, int | None], ...]


def beside(
    session: Session,
    query: Query,
    followed: Followed,
    *,
    application_id: int,
    promised: Sequence[Promised],
    passed: Sequence[Promised],
    ahead: int,
) -> Beside:
    """Who stands around a candidate in the list that the member follows.

    Args:
        promised: in the lens `next`, who was already said to come; they stay, and the newest order stands behind them.
        passed: who has just been on screen. A page that is fetched ahead is made before their marks have arrived.

    Raises:
        NotFound: the role has no such application, or it is in no list.
    """
    named = [one.reference for one in (*promised, *passed)] if query.lens is Lens.NEXT else ()
    around = neighbours(session, query, application_id=application_id, ahead=ahead, named=named)
    if query.lens is not Lens.NEXT:
        ids = [key for key in (around.previous, application_id, *around.ahead) if key is not None]
        rows = {row.application_id: row for row in rows_of(session, query, ids)}
        previous = rows.get(around.previous or 0)
        shown = [(rows[key], followed.run_id) for key in around.ahead if key in rows]
        return Beside(rows[application_id], previous.reference if previous else "", tuple(shown))
    known = around.known
    left = {application_id, *(known[one.reference] for one in passed if one.reference in known)}
    queue = [(known[one.reference], one.run_id) for one in promised if one.reference in known]
    walked = {known[one.reference] for one in promised if one.back and one.reference in known}
    queue = queue or [(key, followed.run_id) for key in around.ahead if key not in left]
    taken = left | {key for key, _ in queue}
    more = first(session, _newest(session, query, followed), most=ahead + len(taken))
    queue += [(key, followed.runs.newest) for key in more if key not in taken]
    runs = dict(queue) | {application_id: followed.run_id}
    wanted = [*runs, *(() if around.previous is None else (around.previous,))]
    rows = {row.application_id: row for row in rows_of(session, replace(query, run=None), wanted)}
    previous = rows.get(around.previous or 0)
    orders = {run_id: _order(session, query.role, followed, run_id) for run_id in set(runs.values())}
    shown = [
        (as_in(rows[key], orders[run_id]), run_id)
        for key, run_id in queue
        if key in rows and (key in walked or (rows[key].opinion is None and rows[key].stars is None))
    ]
    here = as_in(rows[application_id], orders[followed.run_id])
    return Beside(here, previous.reference if previous else "", tuple(shown[:ahead]))


def _newest(session: Session, query: Query, followed: Followed) -> Query:
    """The newest queue, without whom the member has skipped in it: she finds those in the list."""
    return replace(query, unseen=True, run=_order(session, query.role, followed, followed.runs.newest))


def _order(session: Session, role: KeptRole, followed: Followed, run_id: int | None) -> RunOrder | None:
    """The queue of a run; None for that of the published one."""
    if run_id is None or run_id == followed.runs.published:
        return None
    return run_order(session, role_id=role.role_id, run_id=run_id, lens=Lens.NEXT)
