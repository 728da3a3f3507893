"""The one form of all benchmarks: rows of figures, each beside its peer or limit, with the machine and the commit.

What is compared is measured in turns, so that a machine that is busy for a while slows both; the value is the median,
the ratio is the median over the peer's median, and its interval comes from the ratios of the single turns.
"""

import argparse
import json
import os
import platform
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import comb
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
PRETALX = ROOT / ".venv-pretalx" / "bin" / "python"
"""The Python of a peer in an environment of its own; there only where it was asked for."""
REPETITIONS = 5
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        case: on which case it was measured, such as "sqlite, 100000".
        against: the peer or limit measured in the same run; None for a figure that stands alone.
        ratio: value over against_value.
        low, high: the interval of the ratio, or of the value for a figure that stands alone.
        repetitions: how many turns the medians come from.
        parts: the single turns, and what else belongs to the figure.
    """

    figure: str
    case: str
    value: float
    unit: str
    against: str | None = None
    against_value: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    repetitions: int = 1
    parts: Mapping[str, Any] = field(default_factory=dict)


def row(
    figure: str,
    case: str,
    unit: str,
    values: Sequence[float],
    *,
    against: str | None = None,
    peer: Sequence[float] = (),
    parts: Mapping[str, Any] | None = None,
) -> Row:
    """A figure from its turns, and from its peer's in the same turns."""
    value = statistics.median(values)
    turns: dict[str, Any] = {"values": _short(values)}
    if against is None:
        low, high = interval(values)
        return Row(figure, case, value, unit, None, None, None, low, high, len(values), turns | dict(parts or {}))
    beside = statistics.median(peer)
    low, high = interval([one / other for one, other in zip(values, peer, strict=True)])
    turns["against_values"] = _short(peer)
    ratio = value / beside
    return Row(figure, case, value, unit, against, beside, ratio, low, high, len(values), turns | dict(parts or {}))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """An interval that holds the median in 95 of 100 runs, whatever the distribution; all values where they are few.

    It reaches between two order statistics (Conover, Practical Nonparametric Statistics, section 3.2).
    """
    ordered, count = sorted(values), len(values)
    outside, left = 0.0, 0
    while left < (count - 1) // 2:
        outside += 2 * comb(count, left) / 2**count
        if outside > 1 - CONFIDENCE:
            break
        left += 1
    left = max(left - 1, 0) if outside > 1 - CONFIDENCE else left
    return ordered[left], ordered[count - 1 - left]


def in_turns(
    measures: Mapping[str, Callable[[], float]], *, repetitions: int, warm_up: bool = True
) -> dict[str, list[float]]:
    """Take each measure in turn, so many times over; each turn begins with another one."""
    names = list(measures)
    if warm_up:
        for measure in measures.values():
            measure()
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(repetitions):
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            taken[name].append(measures[name]())
    return taken


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def machine() -> dict[str, Any]:
    """What was measured on, without names of hosts or paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_ms": round(fsync_milliseconds(), 2),
        "load": round(os.getloadavg()[0], 2),
    }


def fsync_milliseconds() -> float:
    """The median time in which 4 KiB reach the disk on which the benchmarks keep their data."""
    with tempfile.NamedTemporaryFile() as file:

        def write() -> None:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(milliseconds(write) for _ in range(50))


def commit() -> str:
    """The commit that was measured, with a mark where the product was changed since; nothing outside of a checkout."""
    git = ["git", "-C", str(ROOT)]
    named = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*git, "status", "--porcelain", "--", "casting"], capture_output=True, check=False)
    return named.stdout.strip() + ("+" if changed.stdout else "")


def write(file: Path, rows: Iterable[Row], *, measured_on: Mapping[str, Any]) -> None:
    """Write the rows as JSON."""
    content = {"machine": dict(measured_on), "commit": commit(), "rows": [asdict(row) for row in rows]}
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def show(rows: Iterable[Row]) -> None:
    """Print the rows as a table."""
    table = Table("figure", "case", "value", "unit", "against", "its value", "ratio", "interval", "turns")
    for name in ("value", "its value", "ratio"):
        next(column for column in table.columns if column.header == name).justify = "right"
    for one in rows:
        table.add_row(*cells(one))
    Console(width=160).print(table)


def cells(one: Row) -> tuple[str, ...]:
    """A row as text, in the order of the table."""
    spread = "" if one.low is None or one.high is None else f"{figure(one.low)} – {figure(one.high)}"
    return (
        one.figure,
        one.case,
        figure(one.value),
        one.unit,
        one.against or "",
        figure(one.against_value),
        figure(one.ratio),
        spread,
        str(one.repetitions),
    )


def figure(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def program(
    about: str,
    measure: Callable[[argparse.Namespace], Iterable[Row]],
    *,
    prepare: Callable[[argparse.ArgumentParser], object] | None = None,
) -> None:
    """The command line that all programs have. Ends well whatever the figures are.

    Args:
        prepare: adds the program's own arguments.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows to this file")
    parser.add_argument("--quick", action="store_true", help="every figure, smaller, in about a minute")
    if prepare is not None:
        prepare(parser)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill ends servers and databases as well
    measured_on = machine()
    rows: list[Row] = []
    for one in measure(asked):
        rows.append(one)
        if asked.json:  # after each of them: what was measured before an interruption is kept
            write(asked.json, rows, measured_on=measured_on)
    show(rows)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _short(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
