"""Export a role to a file, in a process of its own that has loaded nothing else; prints its largest memory in MB.

python -m bench.export_peak DATABASE_URL CALL ROLE FORMAT
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from casting.domain.vocabulary import FileFormat, Lens
from casting.services.exporting import export
from casting.store.calls import role_kept
from casting.store.engine import connect, reading, writing


def write_sheet(database_url: str, call: str, role: str, file: Path, form: FileFormat = FileFormat.CSV) -> None:
    """What `casting export` does."""
    engine = connect(database_url)
    with reading(engine) as session:
        kept = role_kept(session, call, role)
    if kept is None:
        raise LookupError(role)
    with writing(engine) as session:
        now = datetime.now(UTC)
        taken = export(session, actor=None, role=kept, q="", lens=Lens.RANKED, now=now, form=form)
    with file.open("wb") as out:
        for chunk in taken.chunks:
            out.write(chunk)
    engine.dispose()


def _peak() -> float:
    """From the memory of this program alone: what `getrusage` says begins with that of the one that started it."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url, call, role, form = sys.argv[1:]
        write_sheet(url, call, role, Path(folder) / "sheet", FileFormat(form))
    print(_peak())


if __name__ == "__main__":
    main()
