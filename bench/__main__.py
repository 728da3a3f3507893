"""All benchmarks, one after the other, each in a process of its own: `python -m bench [--data FOLDER] [--quick]`.

Writes `bench/results/latest.json`, and the same as a table beside it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.form import PRETALX, ROOT, Row, cells, machine, show, write

RESULTS = ROOT / "bench" / "results"
PROGRAMS = ("intake", "rush", "lists", "export", "finals", "sign_in", "review", "player", "apply")
WITH_PRETALX = "review_peer"
WITH_DATA = ("real_input", "ranking", "manipulation", "fairness")
HEADS = ("figure", "case", "value", "unit", "against", "its value", "ratio", "interval", "turns")


def main() -> int:
    """Run them; 1 where one of them broke, whatever the figures of the others are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the data sets; without it no real input")
    parser.add_argument("--quick", action="store_true", help="every figure, smaller")
    asked = parser.parse_args()
    measured_on = machine()
    rows: list[Row] = []
    broken: list[str] = []
    for name, words in _commands(asked):
        print(f"{name} …", flush=True)
        found = _run(name, words)
        rows += found
        broken += [] if found else [name]
    RESULTS.mkdir(exist_ok=True)
    write(RESULTS / "latest.json", rows, measured_on=measured_on)
    (RESULTS / "latest.md").write_text(_as_markdown(rows, measured_on))
    show(rows)
    for name in broken:
        print(f"{name} broke: its figures are missing.", file=sys.stderr)
    return 1 if broken else 0


def _commands(asked: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    quick = ["--quick"] if asked.quick else []
    yield from ((name, quick) for name in PROGRAMS)
    if PRETALX.exists():
        yield WITH_PRETALX, quick
    else:
        print(f"{WITH_PRETALX}: left out, for want of pretalx (make bench-pretalx)", file=sys.stderr)
    if asked.data is not None and (asked.data / "ranking").is_dir():
        yield from ((name, [str(asked.data), *quick]) for name in WITH_DATA)
    else:
        print(f"{', '.join(WITH_DATA)}: left out, for want of data sets (--data FOLDER)", file=sys.stderr)


def _run(name: str, words: list[str]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        command = [sys.executable, "-W", "ignore", "-m", f"bench.{name}", *words, "--json", str(file)]
        subprocess.run(command, check=False)
        return [Row(**one) for one in json.loads(file.read_text())["rows"]] if file.exists() else []


def _as_markdown(rows: list[Row], measured_on: dict[str, object]) -> str:
    lines = ["# The latest run", "", ", ".join(f"{name} {value}" for name, value in measured_on.items()), ""]
    lines += ["| " + " | ".join(HEADS) + " |", "| " + " | ".join("---" for _ in HEADS) + " |"]
    lines += ["| " + " | ".join(cells(one)) + " |" for one in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
