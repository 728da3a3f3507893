"""Exporting: exactly what a filter shows, as a sheet. Who took what is logged before the first byte goes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.errors import NotAllowed, NotFound
from casting.domain.permissions import Act, Actor, may
from casting.domain.search import parse
from casting.domain.vocabulary import Lens
from casting.exports.sheet import head, sheet_name
from casting.services import audit
from casting.store.applications import Query
from casting.store.calls import KeptRole
from casting.store.sheets import open_sheet


@dataclass(frozen=True)
class Export:
    """A sheet on its way out.

    Attributes:
        columns: the names in its first line.
        chunks: the file as bytes. They hold a connection of their own until they have been read to the end or closed.
        count: how many applications it holds.
    """

    file_name: str
    columns: tuple[str, ...]
    chunks: Iterator[bytes]
    count: int


def export(session: Session, *, actor: Actor | None, role: KeptRole, q: str, lens: Lens, now: datetime) -> Export:
    """Write the log's line, and begin to read the sheet. Read its chunks after this session has been committed.

    Args:
        actor: who takes it, and whose own marks `q` means; None for a command at the terminal.

    Raises:
        NotFound: the member has nothing to do with the call.
        NotAllowed: the member may see the call, but not export.
        SearchFault: `q` cannot be understood.
        Refused: `q` asks for what cannot be asked here.
    """
    if actor is not None and not may(actor, Act.EXPORT, call_id=role.call_id):
        if may(actor, Act.SEE, call_id=role.call_id):
            raise NotAllowed("Only an administrator exports.")
        raise NotFound("There is no such role, or it is not one of yours.")
    member_id = None if actor is None else actor.member_id
    looks_on = actor is not None and not may(actor, Act.MARK, call_id=role.call_id)
    sheet = open_sheet(session, Query(role, member_id, parse(q, role=role.role), lens, looks_on=looks_on))
    audit.record(
        session,
        act="exported applications",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={"q": q, "lens": lens.value, "count": sheet.count},
        member_id=member_id,
        now=now,
    )
    name = sheet_name(call=role.call.slug, role=role.role.slug, day=now.date())
    return Export(name, sheet.columns, _with_head(sheet.columns, sheet.lines), sheet.count)


def _with_head(columns: tuple[str, ...], lines: Iterator[bytes]) -> Iterator[bytes]:
    yield head(columns)
    yield from lines
