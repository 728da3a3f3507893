"""Who stands around one application in a list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from casting.domain.errors import NotFound
from casting.store.applications import Query, free, lets_see, next_places
from casting.store.lenses import Place, places_around
from casting.store.tables import ApplicationRow, table
from casting.store.together import together
from casting.store.veils import unveiled

APPLICATION = table(ApplicationRow)


@dataclass(frozen=True)
class Neighbours:
    """Ids: who stands right before an application in the list, and the next few behind it.

    Attributes:
        known: of those who were named besides, by reference: those that there are, and that no colleague has in hand.
    """

    previous: int | None
    ahead: tuple[int, ...]
    known: Mapping[str, int]


def neighbours(
    session: Session, query: Query, *, application_id: int, ahead: int = 5, named: Collection[str] = ()
) -> Neighbours:
    """Who stands around an application in the list; it need not be found by the query itself, or not any more.

    Where the lens has no place for it (it is not next to anybody's review any more), the list begins behind it.

    Raises:
        NotFound: the role has no such application, or it is in no list.
    """
    found = together(session, {"here": _stands(query, application_id), "named": _named(query, named)})
    known = {row.reference: row.id for row in found["named"]}
    if not found["here"]:
        raise NotFound("There is no such application, or it is not one of yours.")
    here = _place_of(query, application_id, found["here"][0])
    if here is None or query.run is not None:
        # The way back leads past those that were marked on the way.
        before = [] if here is None else next_places(session, query, after=here, most=1, backwards=True)
        behind = next_places(session, query, after=here, most=ahead)
        return Neighbours(before[0][-1] if before else None, tuple(place[-1] for place in behind), known)
    back, on = lets_see(session, query, marked=True), lets_see(session, query)
    wanted = places_around(query.order, role_id=query.role.role_id, before=back, behind=on, here=here, most=ahead)
    around = [(row.ahead, row[-1]) for row in session.execute(wanted)]
    previous = next((key for is_ahead, key in around if not is_ahead), None)
    return Neighbours(previous, tuple(key for is_ahead, key in around if is_ahead), known)


def _stands(query: Query, application_id: int) -> Select[Any]:
    """The values by which the lens sorts an application, and whether it stands in its order at all."""
    order = query.order
    stands = true() if order.only is None else order.only
    return (
        select(stands.label("stands"), *order.columns)
        .select_from(order.rows)
        .where(
            APPLICATION.c.id == application_id,
            order.role_id == query.role.role_id,
            APPLICATION.c.held_for.is_(None),
            unveiled(APPLICATION.c.id, query.member_id),
        )
    )


def _place_of(query: Query, application_id: int, row: Any) -> Place | None:
    """Its place; None where the lens has none for it."""
    if query.run is not None:
        place = query.run.place_of(application_id)
        return None if place is None else (place, application_id)
    return tuple(getattr(row, column.name) for column in query.order.columns) if row.stands else None


def _named(query: Query, references: Collection[str]) -> Select[Any]:
    wanted = select(APPLICATION.c.reference, APPLICATION.c.id).where(
        APPLICATION.c.role_id == query.role.role_id,
        APPLICATION.c.reference.in_(references),
        APPLICATION.c.held_for.is_(None),
    )
    return wanted if query.free_at is None else wanted.where(free(query.member_id, query.free_at))
