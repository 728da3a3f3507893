"""The board of a role: how full each stage is, and who stands first in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casting.domain.permissions import Actor
from casting.domain.vocabulary import Stage
from casting.services.review import stage_counts
from casting.store.boards import first_of_stages
from casting.store.calls import KeptRole
from casting.store.list_rows import ListRow, read_rows

FACES = 6


@dataclass(frozen=True)
class Board:
    """The stages of a role.

    Attributes:
        counts: how many stand in each stage; one in which nobody does is missing.
        first: the first few of each, in the published order.
    """

    counts: Mapping[Stage, int]
    first: Mapping[Stage, tuple[ListRow, ...]]


def board(session: Session, actor: Actor, role: KeptRole) -> Board:
    """The role's stages; the number of queries does not grow with that of the people."""
    counts = stage_counts(session, role, actor)
    ids = first_of_stages(session, role, counts, member_id=actor.member_id, most=FACES)
    rows = read_rows(session, role, member_id=None, ids=[key for found in ids.values() for key in found])
    by_id = {row.application_id: row for row in rows}
    return Board(counts, {stage: tuple(by_id[key] for key in found if key in by_id) for stage, found in ids.items()})
