"""The pages of findings by file made of what the services found."""

from collections.abc import Sequence
from urllib.parse import quote

from casting.domain.permissions import Actor
from casting.forms.imported import RowFault
from casting.services.finding_checks import MOST_ROWS
from casting.services.finding_files import FileOfFindings, FileRecord, FindingLine
from casting.store.calls import KeptRole
from casting.web.card_views import moment
from casting.web.pages import FaultView, FileLine, FindingFilePage, FindingFilesPage, FoundLine

TERMINAL = "somebody at the terminal"


def files_page(
    role: KeptRole,
    files: Sequence[FileOfFindings],
    actor: Actor,
    *,
    examiner: str,
    problem: str,
    faults: Sequence[RowFault] = (),
    rows: int = 0,
) -> FindingFilesPage:
    """Where a file is handed in, with those that were before.

    Args:
        faults: what is wrong with the file, as far as it is told; `rows`: how many of its rows are at fault.
    """
    home = _home(role)
    others = rows - len({fault.row for fault in faults})
    return FindingFilesPage(
        title="Findings by file",
        call_title=role.call.title,
        role_title=role.role.title,
        role_href=f"/review/{_place(role)}",
        action=home,
        criteria=tuple((criterion.key, criterion.title) for criterion in role.role.criteria),
        files=tuple(FileLine(f"{home}/{file.batch_id}", file.file_name, _state(role, file)) for file in files),
        most_rows=MOST_ROWS,
        examiner=examiner,
        problem=problem,
        faults=tuple(FaultView(fault.row, fault.column, fault.value, fault.reason) for fault in faults),
        more=f"… and {others:,} more row{'' if others == 1 else 's'}." if others > 0 else "",
        member_name=actor.name,
        administrator=actor.administrator,
    )


def file_page(role: KeptRole, record: FileRecord, actor: Actor, *, problem: str) -> FindingFilePage:
    """One file: what it brings, what became of it, and what can be done."""
    file = record.file
    others = file.rows - len(record.lines)
    hidden = file.rows - sum(count for _, _, count in record.counts)
    return FindingFilePage(
        title=file.file_name,
        call_title=role.call.title,
        role_title=role.role.title,
        role_href=f"/review/{_place(role)}",
        files_href=_home(role),
        action=f"{_home(role)}/{file.batch_id}",
        state=_state(role, file),
        acts=_acts(file),
        people=record.people,
        placed=record.placed,
        kept=file.kept_at is not None,
        counts=tuple((title, standing.value, count) for title, standing, count in record.counts),
        hidden=f"… and {hidden:,} that {'is' if hidden == 1 else 'are'} hidden from you." if hidden > 0 else "",
        lines=tuple(_line(role, line) for line in record.lines),
        more=f"… and {others:,} more." if others > 0 else "",
        problem=problem,
        member_name=actor.name,
        administrator=actor.administrator,
    )


def _acts(file: FileOfFindings) -> tuple[tuple[str, str], ...]:
    count = "this finding" if file.rows == 1 else f"these {file.rows:,} findings"
    if file.kept_at is None:
        return (("keep", f"Keep {count}"), ("discard", "Forget the file"))
    return () if file.undone_at is not None else (("undo", f"Take {count} back"),)


def _state(role: KeptRole, file: FileOfFindings) -> str:
    known = f"; {file.unchanged:,} more said what was known already" if file.unchanged else ""
    brings = f"{file.rows:,} finding{'' if file.rows == 1 else 's'} by {file.examiner}{known}"
    if file.kept_at is None:
        return f"{brings}. A dry run: nothing counts yet."
    kept = f"{brings}. {file.by or TERMINAL} kept the file on {moment(file.kept_at, role.call)}"
    if file.undone_at is None:
        return f"{kept}."
    return f"{kept}; {file.undone_by or TERMINAL} took it back on {moment(file.undone_at, role.call)}."


def _line(role: KeptRole, line: FindingLine) -> FoundLine:
    until = "" if line.expires_on is None else f", until {line.expires_on.isoformat()}"
    return FoundLine(
        href=f"/review/{_place(role)}/{quote(line.reference)}/findings",
        reference=line.reference,
        name=line.name,
        criterion=line.criterion,
        said=line.value,
        standing=line.standing.value,
        when=f"{line.found_at.date().isoformat()}{until}",
        note=line.note,
    )


def _place(role: KeptRole) -> str:
    return f"{quote(role.call.slug)}/{quote(role.role.slug)}"


def _home(role: KeptRole) -> str:
    return f"/admin/{_place(role)}/findings"
