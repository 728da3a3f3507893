"""Exporting: exactly what a filter shows, as a file. Who took what is logged before the first byte goes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from casting.domain.blind import NAME
from casting.domain.errors import NotAllowed, NotFound, Refused
from casting.domain.permissions import Act, Actor, may
from casting.domain.sheets import headings
from casting.domain.vocabulary import FileFormat, Lens
from casting.exports.objects import objects
from casting.exports.sheet import head, lines, sheet_name
from casting.exports.workbook import MOST_ROWS, workbook
from casting.services import audit
from casting.services.searching import understood
from casting.store.applications import Query, count
from casting.store.calls import KeptRole
from casting.store.sheets import open_sheet, open_table, untold


@dataclass(frozen=True)
class Export:
    """A file on its way out.

    Attributes:
        columns: the names of its columns.
        left_out: how many more the query finds, who have not consented to the purpose; 0 where none was named.
        chunks: the file as bytes. They hold a connection of their own until they have been read to the end or closed;
            the first one raises Refused where a workbook cannot hold what was found.
        count: how many applications it holds.
    """

    file_name: str
    columns: tuple[str, ...]
    chunks: Iterator[bytes]
    count: int
    left_out: int = 0


def export(
    session: Session,
    *,
    actor: Actor | None,
    role: KeptRole,
    q: str,
    lens: Lens,
    now: datetime,
    form: FileFormat = FileFormat.CSV,
    columns: Sequence[str] = (),
    purpose: str = "",
    in_words: bool = False,
) -> Export:
    """Write the log's line, and begin to read the file. Read its chunks after this session has been committed.

    Args:
        actor: who takes it, and whose own marks `q` means; None for a command at the terminal.
        columns: the names of those that are wanted, in this order; all of them where there is none.
        in_words: whether the first line of a sheet calls its columns as people do; JSON has their names always.
        purpose: what it is taken for: it holds those alone who consented to that and have not taken it back.

    Raises:
        NotFound: the member has nothing to do with the call.
        NotAllowed: the member may see the call, but not export.
        SearchFault: `q` cannot be understood.
        Refused: `q` asks for what cannot be asked here; there is no such column or purpose; more rows than a workbook
            holds.
    """
    _known(role, purpose)
    _allowed(actor, role)
    member_id = None if actor is None else actor.member_id
    looks_on = actor is not None and not may(actor, Act.MARK, call_id=role.call_id)
    query = Query(role, member_id, understood(session, role, q, blind=actor is not None), lens, looks_on=looks_on)
    name = sheet_name(call=role.call.slug, role=role.role.slug, day=now.date(), form=form)
    taken = _opened(session, replace(query, purpose=purpose), form, columns, name, in_words=in_words)
    taken = replace(taken, left_out=count(session, query) - taken.count if purpose else 0)
    left_out: audit.Detail = {"left out": ", ".join(names)} if (names := untold(query)) else {}
    for_it: audit.Detail = {"purpose": purpose, "without consent": taken.left_out} if purpose else {}
    audit.record(
        session,
        act="exported applications",
        subject=f"{role.call.slug}/{role.role.slug}",
        detail={
            **left_out,
            **for_it,
            "q": q,
            "lens": lens.value,
            "format": form.value,
            "columns": ", ".join(taken.columns),
            "count": taken.count,
        },
        member_id=member_id,
        now=now,
    )
    return taken


def _known(role: KeptRole, purpose: str) -> None:
    known = [consent.purpose for consent in role.call.consents]
    if purpose and purpose not in known:
        raise Refused(f"The call asks for no consent to “{purpose}”. It asks for: {', '.join(known)}.")


def _allowed(actor: Actor | None, role: KeptRole) -> None:
    if actor is not None and not may(actor, Act.EXPORT, call_id=role.call_id):
        if may(actor, Act.SEE, call_id=role.call_id):
            raise NotAllowed("Only an administrator exports.")
        raise NotFound("There is no such role, or it is not one of yours.")


def _opened(
    session: Session, query: Query, form: FileFormat, columns: Sequence[str], file_name: str, *, in_words: bool
) -> Export:
    words = headings(query.role.call, query.role.role) if in_words else {}
    if form is FileFormat.CSV and not query.hides(NAME):
        sheet = open_sheet(session, query, columns=columns)
        names = tuple(column.name for column in sheet.columns)
        return Export(file_name, names, _with_head(_called(names, words), sheet.lines), sheet.count)
    table = open_table(session, query, columns=columns)
    names = tuple(column.name for column in table.columns)
    if form is FileFormat.CSV:
        below = lines(table.columns, table.rows)
        return Export(file_name, names, _with_head(_called(names, words), below), table.count)
    if form is FileFormat.JSON:
        return Export(file_name, names, objects(table.columns, table.rows), table.count)
    if table.count > MOST_ROWS:
        raise Refused(f"{table.count:,} applications are more rows than a workbook holds. Take CSV or JSON.")
    shown = tuple(replace(column, name=words.get(column.name, column.name)) for column in table.columns)
    return Export(file_name, names, workbook(shown, table.rows, count=table.count), table.count)


def _called(names: tuple[str, ...], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words.get(name, name) for name in names)


def _with_head(columns: tuple[str, ...], lines: Iterator[bytes]) -> Iterator[bytes]:
    yield head(columns)
    yield from lines
